// How many rows a list had at an earlier instant: those it has by now, and what was changed since counted away and to it.
import type { Entity } from '../../contract/entity.ts';
import { wholeOf } from '../../contract/entity.ts';
import type { ListQuery } from '../../contract/filter.ts';
import type { Table } from '../pg.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { countRows, estimate } from './count.ts';
import type { Page } from './results.ts';

/** The same question about the rows there are by now, where it can be asked. */
export interface AskedNow {
  readonly unit: Unit;
  readonly e: Entity;
  readonly where: readonly Sql[];
}

/** What was changed since: how many of it were of the list, and how many are by now, of all and of what was there already. */
type Moved = readonly [were: number, are: number, areOfThen: number];

const column = 'moved$';

export interface AskedThen {
  readonly unit: Unit;
  readonly e: Entity;
  readonly query: ListQuery;
  /** what made a row one of the list */
  readonly where: readonly Sql[];
  /** all that the page is chosen by, its order too: both look at the same halves */
  readonly used: readonly Sql[];
  /** null: of an object or a field that is not there any more */
  readonly now: AskedNow | null;
}

/** Where others decide, too (a whole, what is referred to), a row that nobody has changed may be one of the list then and not now. */
function isToldByNow({ e, where, now }: AskedThen): boolean {
  return now !== null && wholeOf(e) === null && decideAlone(where);
}

function movedSql({ unit, e, query, where, used, now }: AskedThen): Sql {
  const past = unit.me.past!;
  const [, moved] = past.halves(e, used, query.search);
  const are = (also: readonly Sql[]): Sql => sql`(select count(*) from ${past.touched(e)} o
    join ${sql.raw(tableName(now!.e))} r on r.id = o.record where ${and([...now!.where, ...also])})`;
  return sql`json_build_array((select count(*) from ${moved} r where ${and(where)}), ${are([])}, ${are([thereThen(unit)])})`;
}

const thereThen = ({ me }: Unit): Sql => sql`r.created_at <= ${me.past!.at}::timestamptz`;

/** Told with one row of a page, so that what was changed since is gathered once for the page and its count; null: nothing to tell. */
export function movedColumn(asked: AskedThen): Sql | null {
  if ((asked.query.count ?? 'none') === 'none' || !isToldByNow(asked)) return null;
  return sql`case when row_number() over () = 1 then ${movedSql(asked)} end as ${sql.ref(column)}`;
}

/** `page`: one of whose rows tells it; a page without rows tells nothing. */
async function movedOf(asked: AskedThen, page: Promise<Table>): Promise<Moved> {
  const { columns, rows } = await page;
  const at = columns.indexOf(column);
  const told = at < 0 ? undefined : rows.find((row) => row[at] !== null);
  if (told !== undefined) return told[at] as Moved;
  const found = await asked.unit.run<{ n: Moved }>(sql`select ${movedSql(asked)} as n`);
  return found[0]!.n;
}

export async function countThen(asked: AskedThen, page: Promise<Table>): Promise<Page<never>['count']> {
  const { unit, e, query, where, used, now } = asked;
  const how = query.count ?? 'none';
  if (how === 'none') return undefined;
  if (now === null || !isToldByNow(asked)) {
    const halves = unit.me
      .past!.halves(e, used, query.search)
      .map((half) => sql`(select count(*) from ${half} r where ${and(where)})`);
    const rows = await unit.run<{ n: number }>(sql`select ${sql.join(halves, sql` + `)} as n`);
    return { value: rows[0]!.n, kind: 'exact' };
  }
  if (how === 'estimate') {
    const guess = (await countRows(now.unit, now.e, query, now.where))!;
    if (guess.kind === 'estimate') {
      const [were, are] = await movedOf(asked, page);
      return estimate(Math.max(1, guess.value + were - are));
    }
  }
  // Of few rows none is guessed.
  const there = and([...now.where, thereThen(unit)]);
  const all = sql`select count(*) as n from ${sql.raw(tableName(now.e))} r where ${there}`;
  const [rows, [were, , areOfThen]] = await Promise.all([now.unit.run<{ n: number }>(all), movedOf(asked, page)]);
  return { value: rows[0]!.n + were - areOfThen, kind: 'exact' };
}

/** Whether a row's own fields decide whether it is one of the list, and each is today what it was: a deleted one has no such column any more. */
function decideAlone(where: readonly Sql[]): boolean {
  return where.every(({ texts }) => !/"(?:same|then|all|at)\$|"gone_/.test(texts.join('')));
}
