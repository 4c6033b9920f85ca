// The rows of every object as they were at an instant, as relations with the columns the tables have: so lists, filters, searches, totals
// and the rules of rights read the past by the very code that reads the present. A row is in them only where it may be seen as it is now.
import type { Entity } from '../../contract/entity.ts';
import { isVirtual } from '../../contract/field.ts';
import type { Rule } from '../../contract/rule.ts';
import { compileRule } from '../policy-sql.ts';
import { reachOf } from '../policy.ts';
import type { PastRows, Principal } from '../principal.ts';
import { isSealed, sealedFields } from '../records/codec.ts';
import { ruleOn } from '../records/source.ts';
import { visibleRows } from '../records/visible.ts';
import { columnsOf, generatedOf, tableName } from '../schema/ddl.ts';
import { type Sql, and, no, sql, withInFront, yes } from '../sql.ts';
import { type ChosenBy, lateEntries, laterOf, laterOfOne } from './changes.ts';
import { type Part, fieldsIn, partsOf } from './columns.ts';
import type { ModelThen } from './model.ts';
import { maybeFound } from './narrowed.ts';

/** Rows nobody has changed since, those that were changed, both together; `kept` and `moved`: the halves by what some fields held alone. */
type Kind = 'same' | 'then' | 'all' | 'at' | 'kept' | 'moved';
/** What was changed since, and of it what touches some fields alone. */
type Later = 'later' | 'shift';

const needs = new Map<string, readonly (Kind | Later)[]>([
  ['same', ['later']],
  ['then', ['later']],
  ['all', ['later', 'same', 'then']],
  ['kept', ['shift']],
  ['moved', ['shift']],
]);
const order: readonly (Kind | Later)[] = ['later', 'shift', 'same', 'then', 'kept', 'moved', 'all', 'at'];

export class Relations implements PastRows {
  readonly at: Date;
  readonly #live: Principal;
  readonly #model: ModelThen;
  readonly #sealed: ReadonlyMap<string, Sql>;
  /** by object: rules that have to hold on the row as it is now, each a column of the relation */
  readonly #flags = new Map<string, Map<string, { readonly rule: Rule; readonly n: number }>>();
  /** by object: what a page is chosen by */
  readonly #chosenBy = new Map<string, ChosenBy>();
  /** by object: what is searched for in its rows */
  readonly #searched = new Map<string, string>();
  #me: Principal | undefined;

  constructor(live: Principal, at: Date, model: ModelThen, sealed: ReadonlyMap<string, Sql>) {
    this.#live = live;
    this.at = at;
    this.#model = model;
    this.#sealed = sealed;
  }

  /** Who looks back with these. */
  get me(): Principal {
    return (this.#me ??= { ...this.#live, catalog: this.#model.catalog, past: this });
  }

  all(e: Entity): Sql {
    return sql.ref(`all$${e.name}`);
  }

  halves(e: Entity, used?: readonly Sql[], search = ''): readonly [Sql, Sql] {
    this.#searched.set(e.name, search);
    const by = used === undefined ? null : fieldsIn(used, e);
    if (by === null) this.#chosenBy.delete(e.name);
    if (by === null) return [sql.ref(`same$${e.name}`), sql.ref(`then$${e.name}`)];
    this.#chosenBy.set(e.name, by);
    return [sql.ref(`kept$${e.name}`), sql.ref(`moved$${e.name}`)];
  }

  get now(): Principal {
    return this.#live;
  }

  touched(e: Entity): Sql {
    return sql.ref(`${this.#chosenBy.has(e.name) ? 'shift' : 'later'}$${e.name}`);
  }

  byId(e: Entity): Sql {
    return sql.ref(`at$${e.name}`);
  }

  /** What was made or changed since: (record, made, lost, version, changes). */
  later(e: Entity): Sql {
    return sql.ref(`later$${e.name}`);
  }

  alsoNow(e: Entity, rule: Rule, alias: string): Sql {
    let flags = this.#flags.get(e.name);
    if (flags === undefined) this.#flags.set(e.name, (flags = new Map()));
    const key = JSON.stringify(rule);
    let flag = flags.get(key);
    if (flag === undefined) flags.set(key, (flag = { rule, n: flags.size }));
    return sql.ref(`${alias}.now$${flag.n}`);
  }

  /** What was put there past the ledger (by hand, by a migration) says for itself since when it is there. */
  get #there(): Sql {
    return sql`c.created_at <= ${this.at}::timestamptz`;
  }

  /** Rows that may be seen as they are now. */
  #seenNow(e: Entity, alias: string): Sql {
    const live = this.#live.catalog.lookup(e.name);
    return live === undefined ? no : visibleRows(this.#live, live, alias);
  }

  framed(statement: Sql): Sql {
    const named = new Set<string>();
    for (const text of statement.texts)
      for (const [, kind, name] of text.matchAll(/"(same|then|all|at|kept|moved|later|shift)\$(\w+)"/g))
        for (const one of [kind as Kind | Later, ...(needs.get(kind!) ?? [])]) named.add(`${one} ${name}`);
    if (named.size === 0) return statement;
    const pairs = [...named].map((one) => one.split(' ') as [Kind | Later, string]);
    // Whether fields differ hangs on rules, too: each has to have its column before the first half is written.
    for (const [, name] of pairs) this.#differs(this.#model.catalog.entity(name));
    const written = pairs
      .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
      .map(([kind, name]) => this.#write(kind, this.#model.catalog.entity(name)));
    return withInFront(sql.join([lateEntries(this.at), ...written]), statement);
  }

  #write(kind: Kind | Later, e: Entity): Sql {
    const name = sql.ref(`${kind}$${e.name}`);
    if (kind === 'later') return sql`${name} as materialized (${laterOf(e, this.at)})`;
    if (kind === 'shift') return sql`${name} as materialized (${laterOf(e, this.at, this.#chosenBy.get(e.name))})`;
    if (kind === 'all') {
      const columns = sql.join(this.#names(e).map((n) => sql.ref(n)));
      const [same, then] = this.halves(e);
      return sql`${name} as not materialized (select ${columns} from ${same} union all select ${columns} from ${then})`;
    }
    return sql`${name} as not materialized (${this.#rows(kind, e)})`;
  }

  #parts(e: Entity): Part[] {
    return partsOf(e, this.#model.lost, this.#sealed.has(e.name));
  }

  #names(e: Entity): string[] {
    const generated = columnsOf(e).filter((c) => c.generated !== undefined);
    const parts = this.#parts(e).map((p) => p.name);
    return [...parts, ...this.#flagNames(e), ...generated.map((c) => c.name)];
  }

  #flagNames(e: Entity): string[] {
    return [...(this.#flags.get(e.name)?.values() ?? [])].map(({ n }) => `now$${n}`);
  }

  #rows(kind: Exclude<Kind, 'all'>, e: Entity): Sql {
    const table = sql`${sql.raw(tableName(e))} c`;
    const sealed = this.#sealed.get(e.name);
    const beside = sealed === undefined ? sql`` : sql` left join (${sealed}) s on s.record = c.id`;
    const later = kind === 'kept' || kind === 'moved' ? sql.ref(`shift$${e.name}`) : this.later(e);
    if (kind === 'same' || kind === 'kept') {
      // Nobody has touched them: what may be seen of them then may be seen now. A part whose whole is out of sight by now is so by its whole,
      // which is looked up among what is here.
      const columns = [
        ...this.#parts(e).map((p) => sql`${p.same} as ${sql.ref(p.name)}`),
        ...this.#flagNames(e).map((n) => sql`true as ${sql.ref(n)}`),
        ...columnsOf(e).flatMap((c) =>
          c.generated === undefined ? [] : [sql`${sql.ref(`c.${c.name}`)} as ${sql.ref(c.name)}`],
        ),
      ];
      return sql`select ${sql.join(columns)} from ${table} where ${and([this.#there, sql`c.id not in (select o.record from ${later} o)`])}`;
    }
    const differs = this.#differs(e);
    const flags = [...(this.#flags.get(e.name)?.values() ?? [])].map(
      ({ rule, n }) => sql`(${compileRule(rule, e, 'c', this.#live.self)}) is true as ${sql.ref(`now$${n}`)}`,
    );
    const inner = [...this.#parts(e).map((p) => sql`${p.past} as ${sql.ref(p.name)}`), ...this.#marks(e), ...flags];
    // The others may be read by more than one question.
    const found = kind === 'moved' ? maybeFound(e, this.#searched.get(e.name) ?? '', this.#model.lost) : yes;
    const from =
      kind === 'then' || kind === 'moved'
        ? sql`${later} o join ${table} on c.id = o.record${beside} where ${and([sql`not o.made and not o.lost`, this.#seenNow(e, 'c'), found])}`
        : sql`${table} left join lateral (${laterOfOne(sql`c.id`, this.at)}) o on true${beside}
            where ${and([this.#there, sql`(o.version is null or not o.made and not o.lost)`, this.#seenNow(e, 'c')])}`;
    const generated = columnsOf(e).flatMap((c) =>
      c.generated === undefined ? [] : [sql`(${sql.raw(generatedOf(c))}) as ${sql.ref(c.name)}`],
    );
    const own = [...this.#parts(e).map((p) => p.name), ...this.#flagNames(e)].map((n) => sql.ref(`p.${n}`));
    return sql`select ${sql.join([...own, ...generated, sql`p."archived$"`, sql`${differs} as "differs$"`])}
      from (select ${sql.join(inner)} from ${from}) p`;
  }

  /** Of each field whether it holds another value now, and when the record came into the bin, if it lies there now. */
  #marks(e: Entity): Sql[] {
    const marks = this.#parts(e).flatMap((p) =>
      p.differs === null ? [] : [sql`${p.differs} as ${sql.ref(`d$${p.field}`)}`],
    );
    const sealed = this.#sealed.has(e.name)
      ? sealedFields(e).map(([name]) => sql`coalesce(${sql.ref(`s.d$${name}`)}, false) as ${sql.ref(`d$${name}`)}`)
      : [];
    return [...marks, ...sealed, sql`c.archived_at as "archived$"`];
  }

  /** Names of the fields that hold other values now, among those that may be read as they were and as they are. */
  #differs(e: Entity): Sql {
    const live = this.#live.catalog.lookup(e.name);
    const reach = reachOf(this.me, e, 'view');
    const comparable = new Set(this.#parts(e).flatMap((p) => (p.differs === null ? [] : [p.field!])));
    if (this.#sealed.has(e.name)) for (const [name] of sealedFields(e)) comparable.add(name);
    const names = ['owner', ...Object.keys(e.fields)].filter((name) => {
      if (!comparable.has(name)) return false;
      if (name === 'owner') return true;
      const f = e.fields[name]!;
      return live !== undefined && Object.hasOwn(live.fields, name) && !isVirtual(f);
    });
    const told = names.flatMap((name) => {
      const rule = reach.readable(name);
      if (rule.op === 'none' || (isSealed(e.fields[name] ?? plain) && !this.#sealed.has(e.name))) return [];
      const shown = rule.op === 'all' ? yes : ruleOn(this.me, rule, e, 'p');
      return [sql`case when ${and([sql.ref(`p.d$${name}`), shown])} then ${name}::text end`];
    });
    return told.length === 0 ? sql`array[]::text[]` : sql`array_remove(array[${sql.join(told)}]::text[], null)`;
  }
}

const plain = { kind: 'text', label: '', required: false } as const;
