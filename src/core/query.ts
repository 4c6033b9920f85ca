// Real SQL for reports without a second door: a builder that knows no tables, and the relations of exactly what the principal may read.
import {
  type AliasedRawBuilder,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryCreator,
  sql,
} from 'kysely';
import type { Entity, RowOf } from '../contract/entity.ts';
import { readableRelation } from './records/select.ts';
import type { Unit } from './unit.ts';

/** Runs on the unit's own connection and dies with it; transactions are the door's business. */
class UnitDriver implements Driver {
  readonly #unit: Unit;
  constructor(unit: Unit) {
    this.#unit = unit;
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    const unit = this.#unit;
    return {
      executeQuery: async ({ sql: text, parameters }) => {
        const { rows } = await unit.query(text, parameters);
        return { rows: rows as never[] };
      },
      streamQuery: () => {
        throw new Error('a report reads whole pages, not a stream');
      },
    };
  }
  async beginTransaction(): Promise<void> {
    throw new Error('the door opened the only transaction there is');
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

export function makeQuery(unit: Unit): QueryCreator<object> {
  return new Kysely<object>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new UnitDriver(unit),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

/** A row of `tx.readable`: references as ids, money as its amount, hidden fields null. */
export type ReadableRow<E extends Entity> = { readonly [K in keyof RowOf<E>]: unknown };

export type Readable = <E extends Entity, A extends string>(
  entity: E,
  alias: A,
) => AliasedRawBuilder<ReadableRow<E>, A>;

export function makeReadable(unit: Unit): Readable {
  return <E extends Entity, A extends string>(entity: E, alias: A) => {
    unit.assertAlive();
    const { texts, values } = readableRelation(unit.me, unit.catalog.find(entity.name));
    // Kysely's template is a function of texts and values, as ours is.
    return sql<ReadableRow<E>>(Object.assign([...texts], { raw: texts }), ...values).as<A>(alias);
  };
}
