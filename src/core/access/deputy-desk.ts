// Who stands in for whom, from one day to another: a deputy reaches as own what is the other's, with the rights of the own roles.
import { Problem, invalidField } from '../../contract/problem.ts';
import { startOfDate } from '../../contract/region.ts';
import { firstIdOf, isId, newId } from '../ids.ts';
import { isDate } from '../policy-sql.ts';
import { may } from '../principal.ts';
import { findTitles } from '../records/titles.ts';
import { visibleRows } from '../records/visible.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { assertAgreed } from './agreed.ts';

interface Named {
  readonly id: string;
  readonly title: string;
}

export interface Deputy {
  readonly id: string;
  /** null: a person one may not see */
  readonly user: Named | null;
  readonly deputy: Named | null;
  readonly from: string;
  readonly until: string | null;
}

export interface DeputyWish {
  /** whose records; oneself unless said */
  readonly user?: string | undefined;
  readonly deputy: string;
  /** days in the company's time zone; from now and without an end unless said */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** `exact`: the very instants, when one that ended is named again. */
export async function nameDeputy(
  unit: Unit,
  wish: DeputyWish,
  exact?: { readonly from: Date; readonly until: Date | null },
): Promise<Deputy> {
  unit.assertWrites();
  await assertAgreed(unit, 'deputies');
  const me = unit.me.self.id;
  const user = wish.user ?? me;
  if (user !== me) {
    unit.refuseUnless(may(unit.me, 'admin.deputies'), 'admin.deputies');
    // Whoever could make himself the deputy of anybody would reach everything.
    if (wish.deputy === me)
      throw new Problem('not-allowed', 'Somebody else has to make you the deputy of another person.');
    await findPerson(unit, 'user', user);
  }
  await findPerson(unit, 'deputy', wish.deputy);
  if (user === wish.deputy) throw invalidField('deputy', 'oneself', 'Nobody stands in for himself.');
  const from = exact?.from ?? (wish.from === undefined ? unit.at : dayIn(unit, 'from', wish.from, 0));
  const until =
    exact === undefined ? (wish.until === undefined ? null : dayIn(unit, 'until', wish.until, 1)) : exact.until;
  if (until !== null && (until <= from || until <= unit.at))
    throw invalidField('until', 'out-of-range', 'It ends before it begins, or in the past.', 'A later day.');
  const id = newId();
  await unit.query(
    'insert into core.deputy (id, user_id, deputy, from_at, until_at, set_by) values ($1, $2, $3, $4, $5, $6)',
    [id, user, wish.deputy, from, until, me],
  );
  const values = { deputy: wish.deputy, from: from.toISOString(), until: until?.toISOString() ?? null };
  unit.ledger.add({ verb: 'deputy named', outcome: 'done', entity: 'user', record: user, values });
  return (await readDeputies(unit, sql`d.id = ${id}::uuid`))[0]!;
}

/** The start of the day, or with `later` of the one so many after. */
function dayIn(unit: Unit, field: string, day: string, later: number): Date {
  if (!isDate(day) || day > '2999')
    throw invalidField(field, 'not-a-date', 'This is not a day.', 'A day such as 2026-12-31.');
  const date = new Date(Date.parse(`${day}T00:00:00Z`) + later * 86_400_000).toISOString().slice(0, 10);
  return new Date(startOfDate(date, unit.me.region.timeZone));
}

async function findPerson(unit: Unit, field: string, id: string): Promise<void> {
  const e = unit.catalog.entity('user');
  const found =
    isId(id) &&
    (
      await unit.run(sql`select r.id from ${sql.raw(tableName(e))} r
        where ${and([sql`r.id = ${id}::uuid`, sql`r.status = 'active' and r.archived_at is null`, visibleRows(unit.me, e, 'r')])}`)
    ).length > 0;
  if (!found) throw invalidField(field, 'not-found', 'There is no such person, or you may not see them.');
}

interface Standing {
  readonly id: string;
  readonly user_id: string;
  readonly deputy: string;
  readonly from_at: Date;
  readonly until_at: Date | null;
}

const standing = 'select id, user_id, deputy, from_at, until_at from core.deputy';

async function removeDeputy(unit: Unit, row: Standing): Promise<void> {
  await unit.query('delete from core.deputy where id = $1', [row.id]);
  const until = row.until_at?.toISOString() ?? null;
  const values = { deputy: row.deputy, from: row.from_at.toISOString(), until };
  unit.ledger.add({ verb: 'deputy ended', outcome: 'done', entity: 'user', record: row.user_id, values });
}

/** Whose records they are may end it, the deputy may, and an administrator. */
export async function endDeputy(unit: Unit, id: string): Promise<void> {
  unit.assertWrites();
  const { rows } = isId(id) ? await unit.query<Standing>(`${standing} where id = $1 for update`, [id]) : { rows: [] };
  const row = rows[0];
  const isMine = row !== undefined && [row.user_id, row.deputy].includes(unit.me.self.id);
  if (row === undefined || (!isMine && !may(unit.me, 'admin.deputies'))) throw new Problem('not-found');
  await removeDeputy(unit, row);
}

/** Those this person has named from then on, for whomever. Answers how many. */
export async function endDeputiesNamedBy(unit: Unit, person: string, since: Date): Promise<number> {
  unit.assertWrites();
  const { rows } = await unit.query<Standing>(
    `${standing} where set_by = $1 and id >= $2 and (until_at is null or until_at > $3) order by id for update`,
    [person, firstIdOf(since.getTime()), unit.at],
  );
  for (const row of rows) await removeDeputy(unit, row);
  return rows.length;
}

/** One's own, in both directions; with `admin.deputies` everybody's. Those that are over are not among them. */
export async function listDeputies(unit: Unit): Promise<Deputy[]> {
  const me = unit.me.self.id;
  const mine = sql`(d.user_id = ${me}::uuid or d.deputy = ${me}::uuid)`;
  return await readDeputies(unit, may(unit.me, 'admin.deputies') ? sql`true` : mine);
}

export async function readDeputies(unit: Unit, where: ReturnType<typeof sql>): Promise<Deputy[]> {
  const rows = await unit.run<{ id: string; user_id: string; deputy: string; from_at: Date; until_at: Date | null }>(
    sql`select d.* from core.deputy d where ${where} and (d.until_at is null or d.until_at > ${unit.at}) order by d.from_at, d.id limit 1000`,
  );
  const titles = await findTitles(
    unit,
    unit.catalog.entity('user'),
    rows.flatMap((r) => [r.user_id, r.deputy]),
  );
  const named = (id: string): Named | null => (titles.has(id) ? { id, title: titles.get(id)! } : null);
  return rows.map((r) => ({
    id: r.id,
    user: named(r.user_id),
    deputy: named(r.deputy),
    from: r.from_at.toISOString(),
    until: r.until_at?.toISOString() ?? null,
  }));
}
