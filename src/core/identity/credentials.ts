// Stores password hashes. The version goes up with each change, so that what was proved with an older password proves nothing.
import type { Unit } from '../unit.ts';

export async function storePassword(unit: Unit, userId: string, phc: string): Promise<void> {
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
