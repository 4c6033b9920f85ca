// The desk inside a unit of work: acts on what the porch proved and on what the principal may. Every row of identity is written through here.
import { type OwnRegion, asCompany } from '../../contract/own-region.ts';
import type { PasswordPolicy } from '../../contract/password-policy.ts';
import { Problem } from '../../contract/problem.ts';
import { may } from '../principal.ts';
import { ownRegionSetting } from '../own-region.ts';
import { setSetting } from '../settings/setting.ts';
import type { Unit } from '../unit.ts';
import { openLink } from './accounts.ts';
import { rehashPassword, stillHolds, storePassword } from './credentials.ts';
import type { IdentityDesk, NewSession, OwnPassword, Proof, Visitor } from './desk.ts';
import { makeFactorDesk } from './factors/desk.ts';
import { makeFirstOwnerLink } from './first-owner.ts';
import { takeLink } from './links.ts';
import { disown, signInOf, signInsOf } from './not-me.ts';
import * as members from './members.ts';
import { passwordAskedOf, passwordSetting, readPasswordPolicy } from './password-policy-desk.ts';
import { useProof } from './proofs.ts';
import * as sessions from './sessions.ts';
import { forgetAttempts, forgiveAttempts } from './throttle.ts';
import { foldName, nameHash, tokenHash } from './tokens.ts';
import { changeUser, checkPerson, lockUser } from './user-rows.ts';

/** Everything here but reading writes; an action declared as reading must not get that far. */
function assertWriting(unit: Unit): void {
  unit.assertAlive();
  if (unit.purpose.reads)
    throw new Error(`the action ${unit.purpose.action} is declared as reading and tried to change an account`);
}

function assertUser(unit: Unit): string {
  if (unit.me.kind !== 'user') throw new Problem('not-signed-in');
  return unit.me.id;
}

async function startSession(unit: Unit, proof: Proof<'sign-in'>, visitor: Visitor): Promise<NewSession> {
  assertWriting(unit);
  const facts = useProof('sign-in', unit, proof);
  if (!(await stillHolds(unit, facts.userId, facts.credentialVersion))) throw new Problem('sign-in-failed');
  await forgiveAttempts(unit, facts.charge);
  if (facts.rehashed !== null) await rehashPassword(unit, facts.userId, facts.credentialVersion, facts.rehashed);
  return sessions.startSession(unit, facts.userId, visitor, ['password']);
}

async function consumeLink(unit: Unit, proof: Proof<'link'>, visitor: Visitor): Promise<NewSession> {
  assertWriting(unit);
  const facts = useProof('link', unit, proof);
  const { userId, purpose } = await takeLink(unit, facts.linkHash);
  const user = await lockUser(unit, userId);
  if (userId !== facts.userId || user.status !== (purpose === 'reset' ? 'active' : 'invited'))
    throw new Problem('link-invalid');
  const person = purpose === 'owner' ? { name: facts.name!, email: facts.email! } : {};
  await storePassword(unit, userId, facts.phc);
  if (purpose !== 'reset') await changeUser(unit, user, { status: 'active', ...person });
  await sessions.endSessionsOf(unit, userId, null);
  await unit.query('delete from core.device where user_id = $1 and lost is null', [userId]);
  const email = facts.email ?? user.email;
  if (email !== null) await forgetAttempts(unit, nameHash(unit.vault.keys, foldName(email)));
  unit.ledger.add({ verb: 'chose a password', outcome: 'done', entity: 'user', record: userId, values: { purpose } });
  // A new password is no factor: whoever has one still shows it.
  return sessions.startSession(unit, userId, { ...visitor, deviceToken: null }, ['link']);
}

async function changePassword(unit: Unit, proof: Proof<'password'>): Promise<void> {
  assertWriting(unit);
  const me = assertUser(unit);
  const facts = useProof('password', unit, proof);
  if (facts.userId !== me) throw new Error('a proof of somebody else’s password');
  if (!(await stillHolds(unit, me, facts.credentialVersion))) throw new Problem('session-ended');
  await storePassword(unit, me, facts.phc);
  await sessions.endSessionsOf(unit, me, unit.me.sessionId);
  await unit.query('delete from core.device where user_id = $1 and lost is null and token_hash is distinct from $2', [
    me,
    facts.deviceHash,
  ]);
  unit.ledger.add({ verb: 'changed the password', outcome: 'done', entity: 'user', record: me, values: {} });
}

async function ownPassword(unit: Unit): Promise<OwnPassword> {
  const me = assertUser(unit);
  const { rows } = await unit.query<{ changed_at: Date }>('select changed_at from core.credential where user_id = $1', [
    me,
  ]);
  const due = unit.me.signedIn?.passwordDueAt ?? null;
  return {
    ...(await passwordAskedOf(unit, me)),
    changedAt: rows[0]?.changed_at.toISOString() ?? null,
    dueAt: due === null ? null : new Date(due).toISOString(),
  };
}

async function passwordByLink(unit: Unit, token: string) {
  const { userId } = await openLink(unit, tokenHash(token), unit.at);
  const { history: _, ...asked } = await passwordAskedOf(unit, userId);
  return asked;
}

async function passwordPolicy(unit: Unit): Promise<PasswordPolicy> {
  unit.refuseUnless(may(unit.me, 'admin.signin'), 'admin.signin');
  return readPasswordPolicy(unit);
}

async function endSession(unit: Unit, id: string): Promise<void> {
  assertWriting(unit);
  const me = assertUser(unit);
  if (!(await sessions.endSessionOf(unit, me, id))) throw new Problem('not-found');
  unit.ledger.add({ verb: 'ended a session', outcome: 'done', entity: 'user', record: me, values: { session: id } });
}

async function signOut(unit: Unit): Promise<void> {
  assertWriting(unit);
  const me = assertUser(unit);
  if (unit.me.sessionId !== null) await sessions.endSessionOf(unit, me, unit.me.sessionId);
  unit.ledger.add({ verb: 'signed-out', outcome: 'done', entity: 'user', record: me, values: {} });
}

async function endOtherSessions(unit: Unit): Promise<number> {
  assertWriting(unit);
  const me = assertUser(unit);
  const ended = await sessions.endSessionsOf(unit, me, unit.me.sessionId);
  unit.ledger.add({ verb: 'ended sessions', outcome: 'done', entity: 'user', record: me, values: { ended } });
  return ended;
}

async function rename(unit: Unit, wish: string): Promise<string> {
  assertWriting(unit);
  const user = await lockUser(unit, assertUser(unit));
  const { name } = checkPerson(unit.catalog, { name: wish, email: user.email });
  if (name !== user.name) unit.changed = true;
  await changeUser(unit, user, { name });
  return name;
}

/** Runs a change of somebody's account, refused where the action is declared as reading. */
function changing<T>(unit: Unit, work: () => Promise<T>): Promise<T> {
  assertWriting(unit);
  return work();
}

type Oneself = Awaited<ReturnType<IdentityDesk['self']>>;

/** Asked with nearly every page, so in one statement, behind which everything else that ends the unit of work may travel. */
async function oneself(unit: Unit): Promise<Oneself> {
  // Through a key somebody knows whose it is, and no more: it has no role, what it may do is its own.
  const isKey = unit.me.kind === 'api_key';
  const me = isKey ? unit.me.self.id : assertUser(unit);
  const asked = unit.query<Omit<Oneself, 'id' | 'region'> & { region: OwnRegion | null }>(
    `select u.name, u.email, (select jsonb_build_object('locale', o.locale, 'timeZone', o.time_zone) from core.own_region o where o.user_id = u.id) as region,
       coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name, 'help', r.help) order by r.key)
       from core.member_role m join core.role r on r.id = m.role_id where m.user_id = u.id), '[]') as roles
     from data."user" u where u.id = $1`,
    [me],
    'oneself',
  );
  unit.lastSent();
  const { name, email, roles, region } = (await asked).rows[0]!;
  if (isKey) return { id: me, name, email: null, roles: [], region: asCompany };
  return { id: me, name, email, roles, region: region ?? asCompany };
}

export function makeIdentityDesk(unit: Unit): IdentityDesk {
  return {
    factors: makeFactorDesk(unit),
    startSession: (proof, visitor) => startSession(unit, proof, visitor),
    signOut: () => signOut(unit),
    async readLink(token) {
      const { purpose, name, email } = await openLink(unit, tokenHash(token), unit.at);
      return purpose === 'owner' ? { purpose, name: null, email: null } : { purpose, name, email };
    },
    consumeLink: (proof, visitor) => consumeLink(unit, proof, visitor),
    ownPassword: () => ownPassword(unit),
    passwordByLink: (token) => passwordByLink(unit, token),
    savingDiscouraged: async () => (await readPasswordPolicy(unit)).discourageSaving,
    passwordPolicy: () => passwordPolicy(unit),
    setPasswordPolicy: (next) => changing(unit, () => setSetting(unit, passwordSetting, next)),
    changePassword: (proof) => changePassword(unit, proof),
    self: () => oneself(unit),
    rename: (name) => rename(unit, name),
    setOwnRegion: (next) => setSetting(unit, ownRegionSetting, next),
    sessions: async () => sessions.openSessionsOf(unit, assertUser(unit)),
    signIns: async () => signInsOf(unit, assertUser(unit)),
    notMe: async (session, proof) => {
      const began = await signInOf(unit, assertUser(unit), session);
      await changePassword(unit, proof);
      await disown(unit, assertUser(unit), session, began);
    },
    endSession: (id) => endSession(unit, id),
    endOtherSessions: () => endOtherSessions(unit),
    invite: (person) => changing(unit, () => members.inviteMember(unit, person)),
    resetLink: (userId) => changing(unit, () => members.linkForMember(unit, userId)),
    deactivate: (userId) => changing(unit, () => members.deactivateMember(unit, userId)),
    reactivate: (userId) => changing(unit, () => members.reactivateMember(unit, userId)),
    setRoles: (userId, roles) => changing(unit, () => members.setRoles(unit, userId, roles)),
    roleChange: (userId, after) => members.roleChange(unit, userId, after),
    roles: () => members.allRoles(unit),
    roleNames: (ids) => members.roleNames(unit, ids),
    rolesOf: (userId) => members.rolesOf(unit, userId),
    firstOwnerLink: () => changing(unit, () => makeFirstOwnerLink(unit)),
  };
}
