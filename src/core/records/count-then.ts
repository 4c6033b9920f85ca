// How many rows a list had at an earlier instant: those it has by now, and what was changed since counted away and to it.
import type { Entity } from '../../contract/entity.ts';
import { wholeOf } from '../../contract/entity.ts';
import type { ListQuery } from '../../contract/filter.ts';
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

/** `where`: what made a row one of the list. */
export async function countThen(
  unit: Unit,
  e: Entity,
  query: ListQuery,
  where: readonly Sql[],
  now: AskedNow | null,
): Promise<Page<never>['count']> {
  const how = query.count ?? 'none';
  const past = unit.me.past!;
  if (how === 'none') return undefined;
  const counted = async (): Promise<Page<never>['count']> => {
    const halves = past.halves(e, where).map((half) => sql`(select count(*) from ${half} r where ${and(where)})`);
    const rows = await unit.run<{ n: number }>(sql`select ${sql.join(halves, sql` + `)} as n`);
    return { value: rows[0]!.n, kind: 'exact' };
  };
  // Where others decide, too (a whole, what is referred to), a row that nobody has changed may be one of the list then and not now.
  if (now === null || wholeOf(e) !== null || !decideAlone(where)) return await counted();
  const table = sql.raw(tableName(now.e));
  const difference = async (also: readonly Sql[]): Promise<number> => {
    const [, moved] = past.halves(e, where);
    const rows = await unit.run<{ n: number }>(sql`select (select count(*) from ${moved} r where ${and(where)})
      - (select count(*) from ${past.touched(e)} o join ${table} r on r.id = o.record where ${and([...now.where, ...also])}) as n`);
    return rows[0]!.n;
  };
  if (how === 'estimate') {
    const guess = (await countRows(now.unit, now.e, query, now.where))!;
    // Of few rows none is guessed.
    return guess.kind === 'exact' ? await counted() : estimate(Math.max(1, guess.value + (await difference([]))));
  }
  const there = sql`r.created_at <= ${past.at}::timestamptz`;
  const all = sql`select count(*) as n from ${table} r where ${and([...now.where, there])}`;
  const [rows, more] = await Promise.all([now.unit.run<{ n: number }>(all), difference([there])]);
  return { value: rows[0]!.n + more, kind: 'exact' };
}

/** Whether a row's own fields decide whether it is one of the list, and each is today what it was: a deleted one has no such column any more. */
function decideAlone(where: readonly Sql[]): boolean {
  return where.every(({ texts }) => !/"(?:same|then|all|at)\$|"gone_/.test(texts.join('')));
}
