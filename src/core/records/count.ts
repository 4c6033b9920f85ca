// How many rows a list has: exactly where it is asked for or they are few; of many an estimate, which says that it is one.
import type { Entity } from '../../contract/entity.ts';
import type { ListQuery } from '../../contract/filter.ts';
import { now } from '../clock.ts';
import type { Principal } from '../principal.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, and, compile, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { rowsByOwner } from './by-owner.ts';
import type { Page } from './results.ts';
import { seesAll } from './visible.ts';

/** Up to here a count is exact without being asked for. */
const exactlyTo = 10_000;

/** Where so many are expected, nobody counts to the bound first. */
const clearlyMore = 2 * exactlyTo;

/** Rows of the table a sample looks at, and how many of them must be of the list for it to say anything. */
const sampled = 1_200;
const sampleLeast = 40;

/** For so long an estimate of a whole list is told again, in milliseconds: people turn pages of it and come back to it. */
const toldAgain = 20_000;

const told = new WeakMap<Principal, Map<Entity, { readonly count: Page<never>['count']; readonly until: number }>>();

/** What was told of this list a moment ago, if that was an estimate: of somebody whose rights are what they were then. */
export function toldBefore({ me }: Unit, e: Entity, query: ListQuery): Page<never>['count'] {
  if (query.count !== 'estimate' || !isWhole(query)) return undefined;
  const known = told.get(me)?.get(e);
  return known === undefined || known.until <= now().getTime() ? undefined : known.count;
}

function keepTold({ me }: Unit, e: Entity, query: ListQuery, count: Page<never>['count']): Page<never>['count'] {
  if (!isWhole(query)) return count;
  const mine = told.get(me) ?? new Map();
  told.set(me, mine.set(e, { count, until: now().getTime() + toldAgain }));
  return count;
}

/** Everything outside the bin. */
export function isWhole(query: ListQuery): boolean {
  return query.filter === undefined && (query.search ?? '').trim() === '' && (query.archived ?? 'no') === 'no';
}

/** `where`: what makes a row one of the list, what may be seen included. */
export async function countRows(
  unit: Unit,
  e: Entity,
  query: ListQuery,
  where: readonly Sql[],
): Promise<Page<never>['count']> {
  const how = query.count ?? 'none';
  if (how === 'none') return undefined;
  const table = sql.raw(tableName(e));
  if (how === 'exact') {
    const rows = await unit.run<{ n: number }>(sql`select count(*) as n from ${table} r where ${and(where)}`);
    return { value: rows[0]!.n, kind: 'exact' };
  }
  const [planned, all] = await Promise.all([plannedRows(unit, table, where), rowsKnown(unit, e)]);
  if (planned > clearlyMore) {
    // Of the whole table the planner knows enough.
    const guess = isWhole(query) && seesAll(unit.me, e) ? planned : await guessBySample(unit, table, where, all);
    if (guess > clearlyMore) return keepTold(unit, e, query, estimate(guess));
  }
  const rows = (isWhole(query) ? rowsByOwner(unit.me, e) : null) ?? sql`select 1 from ${table} r where ${and(where)}`;
  const bounded = sql`select count(*) as n from (${rows} limit ${sql.raw(String(exactlyTo + 1))}) b`;
  const { n } = (await unit.run<{ n: number }>(bounded))[0]!;
  if (n <= exactlyTo) return { value: n, kind: 'exact' };
  return keepTold(unit, e, query, estimate(Math.max(planned, exactlyTo)));
}

/** Two digits: more would pretend, and would tell of rows the statistics know and the reader may not. */
export function estimate(guess: number): Page<never>['count'] {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(guess)) - 1);
  return { value: Math.round(guess / step) * step, kind: 'estimate' };
}

async function plannedRows(unit: Unit, table: Sql, where: readonly Sql[]): Promise<number> {
  const { text, values } = compile(sql`select 1 from ${table} r where ${and(where)}`);
  const plan = await unit.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    `explain (format json) ${text}`,
    values,
  );
  return plan.rows[0]!['QUERY PLAN'][0].Plan['Plan Rows'];
}

/** Rows of the table as its statistics know them, the bin included. */
async function rowsKnown(unit: Unit, e: Entity): Promise<number> {
  const rows = await unit.run<{ n: number }>(
    sql`select reltuples::int8 as n from pg_catalog.pg_class where oid = ${tableName(e)}::regclass`,
  );
  return rows[0]!.n;
}

/**
 * From a look at pages all over the table, the same ones each time as long as it does not change; nothing where too few rows of the list
 * are among them. What may be seen is hard to tell for a planner: it takes rules one by one, as if each knew nothing of the others.
 */
async function guessBySample(unit: Unit, table: Sql, where: readonly Sql[], all: number): Promise<number> {
  const share = Math.min(1, sampled / Math.max(all, 1));
  const rows = await unit.run<{ n: number }>(
    sql`select count(*) as n from ${table} r tablesample system (${share * 100}) repeatable (1) where ${and(where)}`,
  );
  const { n } = rows[0]!;
  return n < sampleLeast ? 0 : n / share;
}
