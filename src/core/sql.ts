// SQL as values that cannot be built from text by accident: kysely's template, compiled for PostgreSQL.
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely';

export { type RawBuilder, sql } from 'kysely';

/** A piece of SQL with its parameters. */
export type Sql = RawBuilder<unknown>;

const compiler = new Kysely<Record<string, never>>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

export function compile(fragment: Sql): CompiledQuery {
  return fragment.compile(compiler);
}

export const yes: Sql = sql`true`;
export const no: Sql = sql`false`;

export function and(parts: readonly Sql[]): Sql {
  if (parts.length === 0) return yes;
  return parts.length === 1 ? parts[0]! : sql`(${sql.join(parts, sql` and `)})`;
}

export function or(parts: readonly Sql[]): Sql {
  if (parts.length === 0) return no;
  return parts.length === 1 ? parts[0]! : sql`(${sql.join(parts, sql` or `)})`;
}

/** Text with what LIKE takes for a wildcard made literal. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (c) => `\\${c}`);
}
