// What administrators do with accounts: invite, links, roles, closing and opening. Each checks its own right, and that it reaches nobody who holds more.
import { Problem, invalidField } from '../../contract/problem.ts';
import { may } from '../principal.ts';
import { type RoleRow, grantsOfRole } from '../roles.ts';
import type { Unit } from '../unit.ts';
import { assertAgreed } from '../access/agreed.ts';
import { watchTests } from '../access/access-tests.ts';
import { covers } from './covers.ts';
import type { MemberLink, NewLink, RoleChange, RoleInfo } from './desk.ts';
import { withdrawPending } from './leaving.ts';
import { makeLink, withdrawLinks } from './links.ts';
import { endSessionsOf } from './sessions.ts';
import { type UserRow, changeUser, checkPerson, findUserByEmail, insertUser, lockUser } from './user-rows.ts';

interface FullRole extends RoleRow {
  readonly help: string;
}

function assertAdmin(unit: Unit): void {
  if (!may(unit.me, 'admin.members')) throw new Problem('not-allowed', undefined, { missing: 'admin.members' });
}

const roleColumns = 'r.id, r.key, r.name, r.help, r.grants';

async function rolesHeld(unit: Unit, userId: string): Promise<FullRole[]> {
  const { rows } = await unit.query<FullRole>(
    `select ${roleColumns} from core.member_role m join core.role r on r.id = m.role_id where m.user_id = $1 order by r.key`,
    [userId],
  );
  return rows;
}

async function rolesById(unit: Unit, ids: readonly string[]): Promise<FullRole[]> {
  const wanted = [...new Set(ids)];
  const { rows } = await unit.query<FullRole>(`select ${roleColumns} from core.role r where r.id = any($1::uuid[])`, [
    wanted,
  ]);
  if (rows.length !== wanted.length) {
    throw invalidField('roles', 'no-such-role', 'One of these roles does not exist.', 'Ids from the list of roles.');
  }
  return rows;
}

/** Refuses when one of the roles gives anything the principal does not hold. */
function assertCovers(unit: Unit, roles: readonly RoleRow[]): void {
  for (const role of roles) {
    if (covers(unit.me, grantsOfRole(role, unit.catalog), unit.catalog)) continue;
    throw new Problem('not-allowed', `The role "${role.name}" holds more than you do.`, {
      missing: `role ${role.key}`,
    });
  }
}

/** The person, locked; refused when he holds more than who acts: a link or a switch would be a way to take over his rights. */
export async function within(unit: Unit, userId: string): Promise<UserRow> {
  assertAdmin(unit);
  const user = await lockUser(unit, userId);
  assertCovers(unit, await rolesHeld(unit, userId));
  return user;
}

/** Whether the person holds anything who acts does not. */
export async function holdsMore(unit: Unit, userId: string): Promise<boolean> {
  const roles = await rolesHeld(unit, userId);
  return roles.some((role) => !covers(unit.me, grantsOfRole(role, unit.catalog), unit.catalog));
}

async function giveRoles(unit: Unit, userId: string, roles: readonly RoleRow[]): Promise<void> {
  await unit.query('insert into core.member_role (user_id, role_id) select $1, unnest($2::uuid[])', [
    userId,
    roles.map((role) => role.id),
  ]);
}

function noteRoles(unit: Unit, userId: string, before: readonly RoleRow[], after: readonly RoleRow[]): void {
  const keys = (roles: readonly RoleRow[]): string[] => roles.map((role) => role.key).sort();
  const values = { before: keys(before), after: keys(after) };
  unit.ledger.add({ verb: 'roles set', outcome: 'done', entity: 'user', record: userId, values });
}

async function assertTeams(unit: Unit, teams: readonly string[]): Promise<void> {
  if (teams.length === 0) return;
  const { rowCount } = await unit.query(
    'select 1 from data.team where id = any($1::uuid[]) and archived_at is null for key share',
    [[...new Set(teams)]],
  );
  if (rowCount === new Set(teams).size) return;
  throw invalidField('teams', 'no-such-team', 'One of these teams does not exist.', 'Ids from the list of teams.');
}

export interface Invitation {
  readonly name: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly teams: readonly string[];
}

/** A placeholder of that address becomes the invited person; anybody else with it is in the way. */
export async function inviteMember(unit: Unit, given: Invitation): Promise<{ userId: string; link: NewLink }> {
  assertAdmin(unit);
  const { name, email } = checkPerson(unit.catalog, given);
  if (given.roles.length === 0) {
    throw invalidField('roles', 'required', 'Without a role a person can do nothing.', 'At least one role.');
  }
  const roles = await rolesById(unit, given.roles);
  assertCovers(unit, roles);
  await assertTeams(unit, given.teams);
  if (given.teams.length > 0) await assertAgreed(unit, 'teams');
  const present = await findUserByEmail(unit, email);
  let userId = present?.id;
  if (present !== undefined && present.status === 'placeholder')
    await changeUser(unit, present, { name, status: 'invited' });
  else userId = await insertUser(unit, { name, email, teams: [...new Set(given.teams)] });
  await giveRoles(unit, userId!, roles);
  noteRoles(unit, userId!, [], roles);
  return { userId: userId!, link: await makeLink(unit, userId!, 'invite') };
}

export async function linkForMember(unit: Unit, userId: string): Promise<MemberLink> {
  const { status, name, email } = await within(unit, userId);
  const purpose = status === 'active' ? 'reset' : status === 'invited' && email !== null ? 'invite' : null;
  if (purpose === null) throw new Problem('wrong-state', 'Only people who are invited or active get a link.');
  return { ...(await makeLink(unit, userId, purpose)), person: userId, purpose, name, email };
}

export async function deactivateMember(unit: Unit, userId: string): Promise<void> {
  const user = await within(unit, userId);
  if (user.status === 'inactive') return;
  unit.assertWrites();
  if (user.status === 'placeholder') throw new Problem('wrong-state', 'A placeholder has no account to close.');
  await changeUser(unit, user, { status: 'inactive' });
  await endSessionsOf(unit, userId, null);
  await withdrawLinks(unit, userId);
  await unit.query('delete from core.device where user_id = $1 and lost is null', [userId]);
  await withdrawPending(unit, userId);
}

async function assertNotErased(unit: Unit, userId: string): Promise<void> {
  const { rowCount } = await unit.query('select 1 from core.erased_person where user_id = $1', [userId]);
  if (rowCount > 0) throw new Problem('wrong-state', 'This person has been erased. What is gone cannot be put back.');
}

/** With the password he had; somebody who never chose one is invited again. `as`: what he was before, when closing is taken back. */
export async function reactivateMember(unit: Unit, userId: string, as?: 'active' | 'invited'): Promise<void> {
  const user = await within(unit, userId);
  if (user.status !== 'inactive') throw new Problem('wrong-state', 'This account is not closed.');
  await assertNotErased(unit, userId);
  unit.assertWrites();
  await assertAgreed(unit, 'members');
  const { rowCount } = await unit.query('select 1 from core.credential where user_id = $1', [userId]);
  await changeUser(unit, user, { status: as ?? (rowCount > 0 ? 'active' : 'invited') });
}

/** Both what is taken and what is given must be held by who acts. */
export async function setRoles(unit: Unit, userId: string, ids: readonly string[]): Promise<void> {
  const user = await within(unit, userId);
  if (user.status === 'placeholder') throw new Problem('wrong-state', 'A placeholder has no account and no roles.');
  await assertNotErased(unit, userId);
  const before = await rolesHeld(unit, userId);
  const after = await rolesById(unit, ids);
  assertCovers(unit, after);
  const assertTests = await watchTests(unit);
  const given = after.filter((role) => before.every((held) => held.id !== role.id));
  const taken = before.filter((held) => after.every((role) => role.id !== held.id));
  if (given.length > 0) await giveRoles(unit, userId, given);
  if (taken.length > 0) {
    await unit.query('delete from core.member_role where user_id = $1 and role_id = any($2::uuid[])', [
      userId,
      taken.map((role) => role.id),
    ]);
  }
  if (given.length + taken.length === 0) return;
  unit.assertWrites();
  await assertAgreed(unit, 'members');
  noteRoles(unit, userId, before, after);
  await assertTests();
}

/** What is approved is what the roles give at that moment: should one of them be changed meanwhile, it is another change. */
export async function roleChange(
  unit: Unit,
  userId: string | null,
  ids: readonly string[] | null,
): Promise<RoleChange> {
  assertAdmin(unit);
  const user = userId === null ? null : await lockUser(unit, userId);
  const before = userId === null ? [] : await rolesHeld(unit, userId);
  const after = ids === null ? before : await rolesById(unit, ids);
  const state = (roles: readonly FullRole[]) => roles.map(({ id, grants }) => ({ id, grants }));
  return {
    person: user?.name ?? null,
    before: before.map((role) => role.name),
    after: after.map((role) => role.name),
    basis: { status: user?.status ?? null, before: state(before), after: state(after) },
  };
}

const info = ({ id, name, help }: FullRole): RoleInfo => ({ id, name, help });

export async function allRoles(unit: Unit): Promise<RoleInfo[]> {
  if (!may(unit.me, 'admin.roles')) throw new Problem('not-allowed', undefined, { missing: 'admin.roles' });
  const { rows } = await unit.query<FullRole>(`select ${roleColumns} from core.role r order by r.key`);
  return rows.map(info);
}

export async function roleNames(unit: Unit, ids: readonly string[]): Promise<string[]> {
  const { rows } = await unit.query<{ name: string }>(
    'select name from core.role where id = any($1::uuid[]) order by key',
    [ids],
  );
  return rows.map((row) => row.name);
}

/** One's own, or anybody's with admin.members. */
export async function rolesOf(unit: Unit, userId: string): Promise<RoleInfo[]> {
  if (unit.me.kind !== 'user' || unit.me.id !== userId) assertAdmin(unit);
  const { rowCount } = await unit.query('select 1 from data."user" where id = $1 and archived_at is null', [userId]);
  if (rowCount === 0) throw new Problem('not-found');
  return (await rolesHeld(unit, userId)).map(info);
}
