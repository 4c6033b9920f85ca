// The first person of a new vault: while nobody has been owner yet, whoever runs the machine may print a link for one. Afterwards never again.
import { Problem } from '../../contract/problem.ts';
import type { Unit } from '../unit.ts';
import type { NewLink } from './desk.ts';
import { makeLink } from './links.ts';
import { insertUser } from './user-rows.ts';

const ownerRole = 'owner';

/** Refuses once there is an active owner: from then on the machine's operator has no way in through the product but the rescue of an administrator, which waits. */
export async function makeFirstOwnerLink(unit: Unit): Promise<NewLink> {
  if (unit.me.kind !== 'system' || unit.me.name !== 'host') throw new Problem('not-allowed');
  const { rows } = await unit.query<{ id: string; status: string; named: boolean }>(
    `select u.id, u.status, u.email is not null as named from core.member_role m
     join core.role r on r.id = m.role_id and r.key = $1 join data."user" u on u.id = m.user_id
     where u.archived_at is null order by u.id`,
    [ownerRole],
  );
  if (rows.some((row) => row.status === 'active')) {
    throw new Problem('wrong-state', 'This vault has an owner. People get links from whoever administers it.');
  }
  const waiting = rows.find((row) => row.status === 'invited' && !row.named);
  return makeLink(unit, waiting?.id ?? (await insertOwner(unit)), 'owner');
}

async function insertOwner(unit: Unit): Promise<string> {
  const id = await insertUser(unit, { name: 'Owner', email: null, teams: [] });
  await unit.query('insert into core.member_role (user_id, role_id) select $1, id from core.role where key = $2', [
    id,
    ownerRole,
  ]);
  return id;
}
