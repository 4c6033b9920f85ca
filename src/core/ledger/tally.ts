// How many entries there were over time: of everything from sums by the hour which the sealer keeps, of a narrower question by counting, and where that
// would take long by looking at a part of the pages.
import { Problem } from '../../contract/problem.ts';
import { sqlState } from '../pg.ts';
import { type Sql, and, compile, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import type { LedgerBucket } from './desk.ts';
import type { Header } from './header.ts';
import { idsBetween } from './months.ts';

const hour = 3_600_000;

export interface Buckets {
  readonly from: Date;
  readonly to: Date;
  readonly many: number;
}

export interface Counted {
  readonly buckets: readonly LedgerBucket[];
  /** counted from a part of the entries */
  readonly estimated: boolean;
}

/** What the sealer adds to the sums of an hour. */
export interface HourSum {
  readonly hour: Date;
  looks: number;
  done: number;
  refused: number;
}

/** A plain look: at records, or at the ledger itself. The same as `lookSql`. */
function isLook({ verb, important, action }: Pick<Header, 'verb' | 'important' | 'action'>): boolean {
  return verb === 'read' && (!important || action.startsWith('ledger.'));
}
const lookSql: Sql = sql`(l.verb = 'read' and (not l.important or l.action like 'ledger.%'))`;

export function sumByHour(
  headers: readonly Pick<Header, 'at' | 'verb' | 'important' | 'action' | 'outcome'>[],
): HourSum[] {
  const sums = new Map<number, HourSum>();
  for (const h of headers) {
    const at = Math.floor(Date.parse(h.at) / hour) * hour;
    let sum = sums.get(at);
    if (sum === undefined) sums.set(at, (sum = { hour: new Date(at), looks: 0, done: 0, refused: 0 }));
    if (h.outcome !== 'done') sum.refused += 1;
    else if (isLook(h)) sum.looks += 1;
    else sum.done += 1;
  }
  return [...sums.values()];
}

function spanOf({ from, to, many }: Buckets): number {
  const span = (to.getTime() - from.getTime()) / many;
  if (!(span > 0)) throw new Problem('bad-request', 'The span has to end after it begins.');
  return span;
}

const startOf = (b: Buckets, n: number): Date => new Date(b.from.getTime() + n * spanOf(b));

interface Sums {
  readonly looks: number;
  readonly done: number;
  readonly refused: number;
}

/** From the beginning to each boundary; a bucket is the difference of two. `looks`: plain looks count too. `hidden`: what must not be counted. */
export async function countAll(unit: Unit, b: Buckets, looks: boolean, hidden: Sql): Promise<Counted> {
  const bounds = Array.from({ length: b.many + 1 }, (_, n) => startOf(b, n));
  const rows = await unit.run<Sums & { n: number }>(sql`
    with bound as (
      select n - 1 as n, at, date_trunc('hour', at, 'UTC') as whole from unnest(${bounds}::timestamptz[]) with ordinality as x (at, n)
    ), fresh as (
      select l.at, l.outcome, ${lookSql} as look from core.ledger_unsealed u join core.ledger l on l.id = u.entry
    )
    select b.n,
      coalesce(t.looks, 0) + coalesce(p.looks, 0) + (select count(*) from fresh f where f.at < b.whole and f.look) as looks,
      coalesce(t.done, 0) + coalesce(p.done, 0) + (select count(*) from fresh f where f.at < b.whole and f.outcome = 'done' and not f.look) as done,
      coalesce(t.refused, 0) + coalesce(p.refused, 0) + (select count(*) from fresh f where f.at < b.whole and f.outcome <> 'done') as refused
    from bound b
    left join lateral (select sum(looks)::bigint as looks, sum(done)::bigint as done, sum(refused)::bigint as refused
      from core.ledger_tally where hour < b.whole and hour >= ${new Date(Math.floor(b.from.getTime() / hour) * hour)}) t on true
    left join lateral (select count(*) filter (where l.outcome = 'done' and ${lookSql}) as looks,
        count(*) filter (where l.outcome = 'done' and not ${lookSql}) as done, count(*) filter (where l.outcome <> 'done') as refused
      from core.ledger l where l.at >= b.whole and l.at < b.at) p on true
    order by b.n`);
  const taken = await countHidden(unit, b, hidden);
  return {
    estimated: false,
    buckets: Array.from({ length: b.many }, (_, n) => {
      const [low, high] = [rows[n]!, rows[n + 1]!];
      const seen = looks ? high.looks - low.looks : 0;
      return {
        at: bounds[n]!.toISOString(),
        done: Math.max(0, high.done - low.done + seen - (taken.get(n)?.done ?? 0)),
        refused: Math.max(0, high.refused - low.refused - (taken.get(n)?.refused ?? 0)),
      };
    }),
  };
}

interface BucketSum {
  readonly n: number;
  readonly done: number;
  readonly refused: number;
}

async function countHidden(unit: Unit, b: Buckets, hidden: Sql): Promise<ReadonlyMap<number, BucketSum>> {
  const rows = await unit.run<BucketSum>(countSql(b, [hidden], sql`core.ledger l`));
  return new Map(rows.map((row) => [row.n, row]));
}

function countSql(b: Buckets, where: readonly Sql[], from: Sql): Sql {
  const bounds = Array.from({ length: b.many }, (_, n) => startOf(b, n));
  return sql`
    select width_bucket(l.at, ${bounds}::timestamptz[]) - 1 as n,
      count(*) filter (where l.outcome = 'done') as done, count(*) filter (where l.outcome <> 'done') as refused
    from ${from} where ${and([sql`l.at >= ${b.from}::timestamptz`, sql`l.at < ${b.to}::timestamptz`, ...idsBetween(b.from, b.to), ...where])} group by 1`;
}

/** What the planner expects to cost more is not tried; half a second of it is about this. */
const costMost = 350_000;
const tryMs = 550;
/** Pages looked at when not all are. */
const pagesLooked = 4_000;

/** Counts what fits `where`; where that takes too long, from a part of the pages. */
export async function countWhere(unit: Unit, b: Buckets, where: readonly Sql[]): Promise<Counted> {
  const exact = countSql(b, where, sql`core.ledger l`);
  if ((await costOf(unit, exact)) <= costMost) {
    const rows = await tryFor(unit, exact);
    if (rows !== null) return { estimated: false, buckets: fill(b, rows, 1) };
  }
  const [size] = await unit.run<{ pages: number }>(
    sql`select greatest(1, sum(c.relpages)) as pages from pg_catalog.pg_class c
      join pg_catalog.pg_inherits i on i.inhrelid = c.oid where i.inhparent = 'core.ledger'::regclass`,
  );
  const share = Math.min(100, (100 * pagesLooked) / size!.pages);
  // The same pages each time, so that the picture does not flicker.
  const rows = await fresh<BucketSum>(
    unit,
    countSql(b, where, sql`core.ledger l tablesample system (${share}) repeatable (1)`),
  );
  return { estimated: share < 100, buckets: fill(b, rows, 100 / share) };
}

function fill(b: Buckets, rows: readonly BucketSum[], times: number): LedgerBucket[] {
  const found = new Map(rows.map((row) => [row.n, row]));
  return Array.from({ length: b.many }, (_, n) => ({
    at: startOf(b, n).toISOString(),
    done: Math.round((found.get(n)?.done ?? 0) * times),
    refused: Math.round((found.get(n)?.refused ?? 0) * times),
  }));
}

/** Planned for these very values. */
async function fresh<R>(unit: Unit, fragment: Sql): Promise<R[]> {
  const { text, values } = compile(fragment);
  return (await unit.query<R>(text, values)).rows;
}

async function costOf(unit: Unit, fragment: Sql): Promise<number> {
  const { text, values } = compile(fragment);
  const { rows } = await unit.query<{ 'QUERY PLAN': readonly { Plan: { 'Total Cost': number } }[] }>(
    `explain (format json) ${text}`,
    values,
  );
  return rows[0]!['QUERY PLAN'][0]!.Plan['Total Cost'];
}

/** Null: it took too long, and nothing of it is left. */
async function tryFor(unit: Unit, fragment: Sql): Promise<BucketSum[] | null> {
  await unit.query(`savepoint counting; set local statement_timeout = ${tryMs}`);
  try {
    const rows = await fresh<BucketSum>(unit, fragment);
    await unit.query('rollback to savepoint counting; release savepoint counting');
    return rows;
  } catch (error) {
    // query_canceled
    if (sqlState(error) !== '57014') throw error;
    await unit.query('rollback to savepoint counting; release savepoint counting');
    unit.forgetFailures();
    return null;
  }
}
