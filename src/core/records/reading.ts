// What one principal reads of one object: the columns, and the titles of what they refer to. Made once for all fields, for it is long
// and the same with every request until rights or fields change, which makes another principal.
import { type Entity, columnOf } from '../../contract/entity.ts';
import { isVirtual } from '../../contract/field.ts';
import type { Table } from '../pg.ts';
import type { Principal } from '../principal.ts';
import { type Sql, and, no, sql } from '../sql.ts';
import { type Wanted, flagsOf, innerColumns, titleSql, wantedFields } from './select.ts';
import { rowsById } from './source.ts';
import { visibleRows } from './visible.ts';

export interface Reading {
  readonly wanted: ReadonlyMap<string, Wanted>;
  /** the select list over the row `r` of `rowsFor` */
  readonly columns: Sql;
  /** what is asked of a row once, for all fields that hang on it; null where none does */
  readonly flags: Sql | null;
  /** over the rows `p` that were found: titles by object and id; null where nothing is referred to */
  readonly titles: Sql | null;
}

const known = new WeakMap<Principal, Map<Entity, Reading>>();

/** `only`: these fields alone; null: all that may be read. */
export function readingOf(me: Principal, e: Entity, only: readonly string[] | null): Reading {
  if (only !== null) return readingFor(me, wantedFields(me, e, only), e);
  let mine = known.get(me);
  if (mine === undefined) known.set(me, (mine = new Map()));
  let reading = mine.get(e);
  if (reading === undefined) {
    reading = readingFor(me, wantedFields(me, e, null), e);
    // What is reckoned may depend on the day.
    if (!Object.values(e.fields).some(isVirtual)) mine.set(e, reading);
  }
  return reading;
}

export function readingFor(me: Principal, wanted: ReadonlyMap<string, Wanted>, e: Entity): Reading {
  const flags = flagsOf(me, e, wanted.values(), 'r');
  return {
    wanted,
    columns: sql.join(innerColumns(me, e, wanted.values(), 'r', flags?.ask)),
    flags: flags?.columns ?? null,
    titles: titlesColumn(me, wanted.values()),
  };
}

/**
 * `rows` is what stands behind `from`, bounds and order included, and its row is `r`. What fields hang on is asked of the rows that are
 * left, and once: without `offset` the planner would write it down again wherever it is looked at.
 */
export function rowsFor({ flags }: Reading, rows: Sql): Sql {
  return flags === null ? rows : sql`(select r.*, ${flags} from (select r.* from ${rows}) r offset 0) r`;
}

/** The rows of `inner`, in its order, with the titles of what they refer to in the first of them. */
export function withReferences({ titles }: Reading, inner: Sql): Sql {
  return titles === null ? inner : sql`with p as materialized (${inner}) select p.*, ${titles} from p`;
}

/** Titles by the object they are of, then by id. What is not there does not exist or may not be seen. */
export type PageTitles = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function titlesOf({ columns, rows }: Table): PageTitles {
  const at = columns.indexOf('titles$');
  const found =
    (at < 0 ? null : (rows[0]?.[at] as Record<string, [string[] | null, string[]]> | null | undefined)) ?? {};
  return new Map(
    Object.entries(found).map(([name, [ids, titles]]) => [name, new Map(ids?.map((id, i) => [id, titles[i]!]))]),
  );
}

/**
 * Each title is looked up once, by its key, whatever the planner thinks of joining a whole table: an array of keys is a look-up to it.
 * In the first row alone, so that they travel once.
 */
function titlesColumn(me: Principal, wanted: Iterable<Wanted>): Sql | null {
  const pointers = new Map<string, Sql[]>();
  for (const w of wanted) {
    if (w.when?.op === 'none') continue;
    if (w.field === null && !['owner', 'createdBy', 'updatedBy'].includes(w.name)) continue;
    if (w.field !== null && w.field.kind !== 'ref' && w.field.kind !== 'links') continue;
    const column = sql.ref(`p.${columnOf(w.name, w.field)}`);
    const ids =
      w.field?.kind === 'links'
        ? sql`select (l ->> 'id')::uuid from p, jsonb_array_elements(${column}) l`
        : sql`select ${column} from p`;
    for (const target of w.field?.to ?? ['user']) pointers.set(target, [...(pointers.get(target) ?? []), ids]);
  }
  const parts: Sql[] = [];
  for (const [name, ids] of pointers) {
    const target = me.catalog.entity(name);
    const seen = visibleRows(me, target, 't');
    if (seen === no) continue;
    const title = titleSql(me, target, 't') ?? sql`''::text`;
    parts.push(sql`${name}::text, (select json_build_array(json_agg(t.id), json_agg(${title})) from ${rowsById(me, target)} t
      where ${and([sql`t.id = any(array(${sql.join(ids, sql` union all `)}))`, seen])})`);
  }
  if (parts.length === 0) return null;
  return sql`case when row_number() over () = 1 then json_build_object(${sql.join(parts)}) end as "titles$"`;
}
