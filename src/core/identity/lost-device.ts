// A browser that was reported lost and is used to sign in again.
import { makeNoticeDesk } from '../notices.ts';
import type { Unit } from '../unit.ts';

/** Somebody has signed in with a browser that was reported lost: it stays unknown, and whoever looks after sign-ins hears of it. */
export async function tellLostDevice(unit: Unit, person: string, lost: string): Promise<void> {
  const { rows } = await unit.query<{ name: string }>(`select name from data."user" where id = $1`, [person]);
  const doc = { kind: 'lost-device', person: { id: person, name: rows[0]?.name ?? '' } };
  await makeNoticeDesk(unit).tell('admin.signin', `lost-device/${lost}`, doc);
  unit.ledger.add({
    verb: 'signed in with a lost device',
    outcome: 'done',
    entity: 'user',
    record: person,
    values: { report: lost },
  });
}
