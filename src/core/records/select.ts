// Builds what is read of an object for one principal: exactly the rows and fields the grants allow, with the titles of what is referred to.
import { type Entity, columnOf } from '../../contract/entity.ts';
import { type Field, isVirtual } from '../../contract/field.ts';
import { type Rule, allOf } from '../../contract/rule.ts';
import { type Reach, reachOf } from '../policy.ts';
import type { Principal } from '../principal.ts';
import { fieldColumns, sealedColumn } from '../schema/ddl.ts';
import { type Sql, and, sql, yes } from '../sql.ts';
import { isMaskable } from '../access/mask.ts';
import { isSealed } from './codec.ts';
import { placeFor } from './place.ts';
import { rowsOf, ruleOn } from './source.ts';
import { systemFields } from './system-fields.ts';
import { virtualValue } from './virtual.ts';
import { visibleRows } from './visible.ts';

/** One field as it will be read: always, or only on rows where `when` holds. */
export interface Wanted {
  readonly name: string;
  readonly field: Field | null;
  /** null: wherever the row is seen */
  readonly when: Rule | null;
  /** rows on which a mask stands where the field may not be read; null: on none */
  readonly mask: Rule | null;
}

/** The fields of `e` this principal may read on some rows at least. `only` narrows to named ones; a name unknown to them is undefined in the answer. */
export function wantedFields(me: Principal, e: Entity, only: readonly string[] | null): Map<string, Wanted> {
  const reach = reachOf(me, e, 'view');
  const out = new Map<string, Wanted>();
  const add = (name: string, field: Field | null): void => {
    const rule = reach.readable(name);
    const mask = rule.op === 'all' ? null : maskBeyond(rule, reach.masked(name));
    if (rule.op === 'none' && mask === null) return;
    if (only === null || only.includes(name))
      out.set(name, { name, field, when: rule.op === 'all' ? null : rule, mask });
  };
  for (const name of systemFields) {
    if (name === 'owner' ? e.owner === 'owner' : true) add(name, null);
  }
  for (const [name, field] of Object.entries(e.fields)) add(name, field);
  return out;
}

/** The rule of the mask, where it reaches any row the right to read does not. */
function maskBeyond(read: Rule, mask: Rule): Rule | null {
  return mask.op === 'none' || JSON.stringify(read) === JSON.stringify(mask) ? null : mask;
}

/**
 * The title as this principal sees it: made of the parts that may be read; null where none may.
 * The stored title serves when every part may be read on every row, and only then can its index.
 */
export function titleSql(me: Principal, e: Entity, alias: string): Sql | null {
  const reach = reachOf(me, e, 'view');
  const rules = e.title.map((name) => reach.readable(name));
  if (rules.every((r) => r.op === 'all')) return sql`${sql.ref(`${alias}.title`)}`;
  const parts = e.title.flatMap((name, i) => {
    const rule = rules[i]!;
    if (rule.op === 'none') return [];
    const column = sql.ref(`${alias}.${columnOf(name, e.fields[name])}`);
    return [
      rule.op === 'all'
        ? sql`coalesce(${column}, '')`
        : sql`coalesce(case when ${ruleOn(me, rule, e, alias)} then ${column} end, '')`,
    ];
  });
  return parts.length === 0 ? null : sql`trim(both from ${sql.join(parts, sql` || ' ' || `)})`;
}

/** Whether the title may be read whole on every row; sorting by it is then exact and indexed. */
export function titleRule(reach: Reach, e: Entity): Rule {
  return allOf(e.title.map((name) => reach.readable(name)));
}

/** How a rule is asked of the row: by itself, or by what was found when it was asked once for all fields that hang on it. */
export type Ask = (rule: Rule) => Sql;

/** The rules the wanted fields hang on, each once under a name of its own; null where there are none. */
export function flagsOf(
  me: Principal,
  e: Entity,
  wanted: Iterable<Wanted>,
  alias: string,
): { columns: Sql; ask: Ask } | null {
  const known = new Map<string, { sql: Sql; at: Sql }>();
  for (const rule of [...wanted].flatMap((w) => [w.when ?? [], w.mask ?? []].flat())) {
    const key = JSON.stringify(rule);
    const at = sql.ref(`${alias}.when$${known.size}`);
    if (!known.has(key)) known.set(key, { sql: ruleOn(me, rule, e, alias), at });
  }
  if (known.size === 0) return null;
  const columns = [...known.values()].map((k, n) => sql`coalesce(${k.sql}, false) as ${sql.ref(`when$${n}`)}`);
  return { columns: sql.join(columns), ask: (rule) => known.get(JSON.stringify(rule))!.at };
}

/** The inner select list: columns of the wanted fields, `can$<field>` flags where a field is readable on some rows only. */
export function innerColumns(me: Principal, e: Entity, wanted: Iterable<Wanted>, alias: string, flagged?: Ask): Sql[] {
  const r = (column: string): Sql => sql`${sql.ref(`${alias}.${column}`)}`;
  const out: Sql[] = [r('id'), r('version'), r('archived_at')];
  const title = titleSql(me, e, alias);
  if (title !== null) out.push(sql`${title} as "title"`);
  let needsSealed = false;
  const ask = flagged ?? askOnce(me, e, alias);
  for (const w of wanted) {
    if (w.name === 'archivedAt') continue;
    const names =
      w.field === null
        ? [systemColumn(w.name)]
        : isSealed(w.field)
          ? []
          : fieldColumns(w.name, w.field).map((c) => c.name);
    if (w.field !== null && isSealed(w.field)) needsSealed = true;
    if (w.field !== null && isVirtual(w.field)) {
      out.push(...virtualColumns(me, e, w, alias, ask));
      continue;
    }
    if (w.mask !== null) out.push(maskColumn(w, alias, ask));
    const isInstant = w.field === null ? w.name === 'createdAt' || w.name === 'updatedAt' : w.field.kind === 'dateTime';
    // As text: whoever sends them on needs no Date.
    const value = isInstant ? (n: string): Sql => sql`${r(n)}::text` : r;
    if (w.when === null) {
      out.push(...names.map((n) => (isInstant ? sql`${value(n)} as ${sql.ref(n)}` : r(n))));
    } else {
      const when = ask(w.when);
      out.push(...names.map((n) => sql`case when ${when} then ${value(n)} end as ${sql.ref(n)}`));
      out.push(sql`coalesce(${when}, false) as ${sql.ref(`can$${w.name}`)}`);
    }
  }
  if (needsSealed) out.push(r(sealedColumn));
  return out;
}

/** Several fields may hang on one rule: it is written down once for all of them, with the same lists in it. */
function askOnce(me: Principal, e: Entity, alias: string): Ask {
  const compiled = new Map<string, Sql>();
  return (rule) => {
    const key = JSON.stringify(rule);
    const known = compiled.get(key) ?? ruleOn(me, rule, e, alias);
    compiled.set(key, known);
    return known;
  };
}

/** What a mask is made of, on rows that show one: the text itself, and of anything else only that there is a value. */
function maskColumn(w: Wanted, alias: string, ask: Ask): Sql {
  const shown = and([ask(w.mask!), sql`(${w.when === null ? yes : ask(w.when)}) is not true`]);
  const sealed = w.field !== null && isSealed(w.field);
  const column = sealed
    ? yes
    : sql.ref(`${alias}.${w.field === null ? systemColumn(w.name) : columnOf(w.name, w.field)}`);
  const value =
    sealed || (w.field !== null && isMaskable(w.field)) ? column : sql`case when ${column} is not null then true end`;
  return sql`case when ${shown} then ${value} end as ${sql.ref(`mask$${w.name}`)}`;
}

/** Under the name the field would be stored by, so that it is read like a stored one. */
function virtualColumns(me: Principal, e: Entity, w: Wanted, alias: string, ask: Ask): Sql[] {
  const { value, currency } = virtualValue(me, e, w.field!, alias);
  const name = columnOf(w.name, w.field);
  const when = w.when === null ? null : ask(w.when);
  const guard = (v: Sql): Sql => (when === null ? v : sql`case when ${when} then ${v} end`);
  return [
    sql`${guard(value)} as ${sql.ref(name)}`,
    ...(currency === null ? [] : [sql`${guard(currency)} as ${sql.ref(`${name}_currency`)}`]),
    ...(when === null ? [] : [sql`coalesce(${when}, false) as ${sql.ref(`can$${w.name}`)}`]),
  ];
}

function systemColumn(name: string): string {
  return columnOf(name);
}

/** The relation of exactly what may be read, under the names people use; what `tx.readable` gives to reports. */
export function readableRelation(me: Principal, e: Entity): Sql {
  const columns: Sql[] = [sql.ref('r.id'), sql.ref('r.archived_at')].map((c) => sql`${c}`);
  const title = titleSql(me, e, 'r');
  if (title !== null) columns.push(sql`${title} as "title"`);
  for (const w of wantedFields(me, e, null).values()) {
    const place = placeFor(me, e, w.name, 'r');
    if (place === undefined || place.sealed || w.name === 'archivedAt' || w.when?.op === 'none') continue;
    const column =
      w.when === null ? place.column : sql`case when ${ruleOn(me, w.when, e, 'r')} then ${place.column} end`;
    columns.push(sql`${column} as ${sql.ref(w.name)}`);
  }
  return sql`(select ${sql.join(columns)} from ${rowsOf(me, e)} r where ${visibleRows(me, e, 'r')})`;
}
