// Stores password hashes. The version goes up with each change, so that what was proved with an older password proves nothing.
import type { Queryable } from '../pg.ts';
import type { Unit } from '../unit.ts';
import { readPasswordPolicy } from './password-policy-desk.ts';

export async function storePassword(unit: Unit, userId: string, phc: string): Promise<void> {
  await keepEarlier(unit, userId);
  await unit.query(
    `insert into core.credential (user_id, phc, version, changed_at, made_at) values ($1, $2, 1, $3, $3)
     on conflict (user_id) do update set phc = excluded.phc, version = core.credential.version + 1, changed_at = excluded.changed_at`,
    [userId, phc, unit.at],
  );
}

/** The same password under today's costs: no change of it. */
export async function rehashPassword(unit: Unit, userId: string, version: number, phc: string): Promise<void> {
  await unit.query('update core.credential set phc = $3 where user_id = $1 and version = $2', [userId, version, phc]);
}

/** Whether the person is active and the password is still the one that was proved; holds both as they are until the end of the unit. */
export async function stillHolds(unit: Unit, userId: string, version: number): Promise<boolean> {
  const { rowCount } = await unit.query(
    `select 1 from data."user" u join core.credential c on c.user_id = u.id
     where u.id = $1 and u.status = 'active' and u.archived_at is null and c.version = $2 for share`,
    [userId, version],
  );
  return rowCount > 0;
}

/** Where none of the last ones may be chosen again, the one that goes is kept among them, and the oldest goes. */
async function keepEarlier(unit: Unit, userId: string): Promise<void> {
  const { history } = await readPasswordPolicy(unit);
  if (history === 0) return;
  await unit.query(
    `insert into core.password_history (user_id, version, phc, replaced_at)
       select user_id, version, phc, $2 from core.credential where user_id = $1 on conflict do nothing`,
    [userId, unit.at],
  );
  await unit.query(
    `delete from core.password_history where user_id = $1 and version <= (
       select version from core.password_history where user_id = $1 order by version desc offset $2 limit 1)`,
    [userId, history - 1],
  );
}

/** The present one and those before it, newest first: `count` of them at most. */
export async function lastPasswords(q: Queryable, userId: string, count: number): Promise<string[]> {
  if (count === 0) return [];
  const { rows } = await q.query<{ phc: string }>(
    `select phc from (select phc, version from core.credential where user_id = $1
       union all select phc, version from core.password_history where user_id = $1) x order by version desc limit $2`,
    [userId, count],
  );
  return rows.map((row) => row.phc);
}
