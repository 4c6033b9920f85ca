// Lists: filtered, searched, sorted, page by page from where the last one ended, with a count that says whether it is exact.
import type { Entity } from '../../contract/entity.ts';
import { type ListQuery, type SortKey, pageLimits } from '../../contract/filter.ts';
import type { Json } from '../../contract/json.ts';
import { Problem } from '../../contract/problem.ts';
import { reachOf } from '../policy.ts';
import type { PastRows, Principal } from '../principal.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { seenOfOwners } from './asked-owners.ts';
import { pageByOwner } from './by-owner.ts';
import { countRows, isWhole, toldBefore } from './count.ts';
import { type AskedNow, type AskedThen, countThen, movedColumn } from './count-then.ts';
import { compileFilter } from './filter-sql.ts';
import { outputRows } from './output.ts';
import type { Page } from './results.ts';
import { type Reading, readingOf, rowsFor, withReferences } from './reading.ts';
import { titleRule, titleSql } from './select.ts';
import { seesAll, visibleRows } from './visible.ts';
import { compileSearch, isShortSearch } from './search-sql.ts';
import { type Order, compileSort, orderBy, readMarker, seek, writeMarker } from './sort.ts';

export async function listRecords(unit: Unit, e: Entity, query: ListQuery): Promise<Page<Record<string, unknown>>> {
  const { me, catalog, vault } = unit;
  const reach = reachOf(me, e, 'view');
  unit.refuseUnless(reach.rows.op !== 'none', `${e.name}.view`);
  const limit = checkLimit(query.limit);
  const reading = readingOf(me, e, query.fields ?? null);
  const { wanted } = reading;
  checkFields(e, query.fields, wanted);
  const keys = query.sort ?? usualSort(unit, e);
  const orders = compileSort(keys, me, catalog, e, 'r');
  const where = conditions(unit, e, query);
  const after = query.cursor === undefined ? [] : [seek(orders, readMarker(query.cursor, e, keys), 'r')];
  const most = sql.raw(String(limit + 1));
  const { past } = me;
  const then = past === undefined ? null : thenOf(unit, past, e, query, where, orders);
  const moved = then === null ? null : movedColumn(then);
  const columns = sql.join([
    reading.columns,
    ...orders.map((o, i) => sql`${o.out} as ${sql.ref(`key$${i}`)}`),
    ...(moved === null ? [] : [moved]),
  ]);
  const inner = pageOf(
    unit,
    e,
    reading,
    { columns, where: [...where, ...after], after, orders, most, search: query.search ?? '' },
    isByName(query, keys, unit, e),
  );
  // How many rows a word leaves of what one sees decides how to read them.
  const afresh = (query.search ?? '') !== '' && !seesAll(me, e);
  if (afresh) unit.send(alone);
  const asked = unit.table(withReferences(reading, inner), afresh);
  if (afresh && (query.count ?? 'none') !== 'none') unit.send(together);
  const before = toldBefore(unit, e, query);
  const counted = before ?? (then === null ? countRows(unit, e, query, where) : countThen(then, asked));
  if (before !== undefined || (query.count ?? 'none') !== 'estimate') unit.lastSent();
  const [found, count] = await Promise.all([asked, counted]);
  const out = outputRows(vault.keys, e, wanted, found, limit);
  unit.rowsRead += out.length;
  const last = found.rows.length > limit ? found.rows[limit - 1] : undefined;
  const keyOf = (i: number): Json => (last![found.columns.indexOf(`key$${i}`)] ?? null) as Json;
  const next =
    last === undefined
      ? null
      : writeMarker(e, keys, { values: orders.map((_, i) => keyOf(i)), id: out.at(-1)!['id'] as string });
  return count === undefined ? { rows: out, next } : { rows: out, next, count };
}

/** A second process for a page of rows begins when the first could be done, and both look at rows the page ends before. */
const alone = 'set local max_parallel_workers_per_gather = 0';
const together = 'set local max_parallel_workers_per_gather to default';

function thenOf(
  unit: Unit,
  past: PastRows,
  e: Entity,
  query: ListQuery,
  where: readonly Sql[],
  orders: readonly Order[],
): AskedThen {
  return { unit, e, query, where, used: usedBy(where, orders), now: askedNow(unit, past, query, e) };
}

const usedBy = (where: readonly Sql[], orders: readonly Order[]): Sql[] => [...where, ...orders.map((o) => o.key)];

/** Null: of an object or a field that is not there any more. */
function askedNow(unit: Unit, past: PastRows, query: ListQuery, then: Entity): AskedNow | null {
  const e = past.now.catalog.lookup(then.name);
  if (e === undefined) return null;
  const live = unit.lookingBack(past.now);
  try {
    return { unit: live, e, where: conditions(live, e, query) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return null;
  }
}

interface PageAsked {
  readonly columns: Sql;
  readonly where: readonly Sql[];
  readonly after: readonly Sql[];
  readonly orders: readonly Order[];
  readonly most: Sql;
  readonly search: string;
}

function pageOf({ me }: Unit, e: Entity, reading: Reading, asked: PageAsked, isByName: boolean): Sql {
  return sql`select ${asked.columns} from ${rowsFor(reading, rowsOfPage(me, e, asked, isByName))}`;
}

/** What stands behind `from`: the rows of the page in their order. */
function rowsOfPage(me: Principal, e: Entity, asked: PageAsked, isByName: boolean): Sql {
  if (me.past !== undefined) return rowsOfPast(me.past, e, asked);
  const { where, after, orders, most, search } = asked;
  const table = sql.raw(tableName(e));
  const order = orderBy(orders, 'r');
  const of = { order, down: orders[0]?.down ?? false, limit: most };
  const ids = isByName ? pageByOwner(me, e, { ...of, more: () => [...searched(search, me, e), ...after] }) : null;
  return ids === null
    ? sql`${table} r where ${and(where)} order by ${order} limit ${most}`
    : sql`(${ids}) s join ${table} r on r.id = s.id order by ${order}`;
}

/** The best of either half, the one that lies in the table's indexes and the one that was taken back; then those rows alone. */
function rowsOfPast(past: PastRows, e: Entity, { where, orders, most, search }: PageAsked): Sql {
  const keys = orders.map((o, i) => sql`${o.key} as ${sql.ref(`s${i}`)}`);
  const best = (
    half: Sql,
    also: readonly Sql[],
  ): Sql => sql`(select ${sql.join([sql.ref('r.id'), ...keys])} from ${half} r
    where ${and([...where, ...also])} order by ${orderBy(orders, 'r')} limit ${most})`;
  const [same, moved] = past.halves(e, usedBy(where, orders), search);
  const merged = orders.map((o, i) => ({ ...o, key: sql.ref(`u.s${i}`) }));
  const kept = sql`kept as materialized ${best(same, [])},
    last as materialized (select u.* from kept u order by ${orderBy(merged, 'u')} offset ${most} - 1)`;
  const ids = sql`with ${kept} select u.id from (select * from kept union all ${best(moved, notBehind(orders))}) u
    order by ${orderBy(merged, 'u')} limit ${most}`;
  return sql`${past.byId(e)} r where r.id = any(array(${ids})) order by ${orderBy(orders, 'r')}`;
}

/** Where the first half fills a page, no row of the other that comes after the last of it is of the page: what else is asked of those is not reckoned. */
function notBehind([first]: readonly Order[]): Sql[] {
  if (first === undefined) return [];
  const bound = sql`(select s0 from last)`;
  return [sql`(${bound} is null or ${first.key} ${first.down ? sql`>=` : sql`<=`} ${bound})`];
}

/** Everything outside the bin, or what short words find of it, by the stored title. */
function isByName(query: ListQuery, keys: readonly SortKey[], unit: Unit, e: Entity): boolean {
  const byTitle = keys.length === 1 && keys[0]!.field === 'title';
  if (!isWhole({ ...query, search: '' }) || !byTitle || !isShortSearch(query.search ?? '')) return false;
  return titleRule(reachOf(unit.me, e, 'view'), e).op === 'all';
}

function checkLimit(limit: number | undefined): number {
  const n = limit ?? pageLimits.usual;
  if (!Number.isInteger(n) || n < 1 || n > pageLimits.most)
    throw new Problem('bad-request', `limit is a whole number from 1 to ${pageLimits.most}.`);
  return n;
}

function checkFields(e: Entity, asked: readonly string[] | undefined, wanted: ReadonlyMap<string, unknown>): void {
  const strange = asked?.find((name) => !wanted.has(name) && name !== 'title' && name !== 'id');
  if (strange !== undefined)
    throw new Problem('unknown-field', `${e.label} has no field ${JSON.stringify(strange.slice(0, 80))}.`);
}

/** By title where it can be read, else newest first. */
function usualSort(unit: Unit, e: Entity): SortKey[] {
  return titleSql(unit.me, e, 'r') === null ? [] : [{ field: 'title', down: false }];
}

export function conditions(unit: Unit, e: Entity, query: Pick<ListQuery, 'filter' | 'search' | 'archived'>): Sql[] {
  const { me, vault } = unit;
  const bin = query.archived ?? 'no';
  const { filter } = query;
  // Before anything is made of it: this refuses what is no filter.
  const filtered = filter === undefined ? [] : [compileFilter(filter, me, unit.catalog, e, 'r', vault.keys)];
  return [
    ...(bin === 'no' ? [sql`r.archived_at is null`] : bin === 'only' ? [sql`r.archived_at is not null`] : []),
    (filter === undefined || seesAll(me, e) ? null : seenOfOwners(me, e, filter)) ?? visibleRows(me, e, 'r'),
    ...filtered,
    ...searched(query.search ?? '', me, e),
  ];
}

function searched(search: string, me: Principal, e: Entity): Sql[] {
  return search.trim() === '' ? [] : [compileSearch(search, me, e, 'r')];
}
