// Members: who I am, my password and sessions, and what administrators do with accounts. Each line a call of the identity desk.
import { allPermissions, totalsRight } from '../../contract/permission.ts';
import { type Call, type Feature, on, onSecured } from '../../core/feature.ts';
import { Problem } from '../../contract/problem.ts';
import type { MemberLink, Proof, RoleInfo } from '../../core/identity/desk.ts';
import { instantText } from '../../core/mail/letters.ts';
import { may } from '../../core/principal.ts';
import type { Tx } from '../../core/tx.ts';
import {
  changePassword,
  endOtherSessions,
  endSession,
  invite,
  linkForMember,
  listRoles,
  listSessions,
  listSignIns,
  notMe,
  reactivateMember,
  rolesOfMember,
  setRolesOfMember,
  viewMe,
} from './contract.ts';
import { previewReassign, reassign, reassignJob } from '../access/contract.ts';
import { editMe, setMyRegion } from './profile-contract.ts';
import { closeAccount, erase, leavingOf, runErase } from './leaving.ts';
import { deactivateMember, eraseJob, eraseMember, erasedMembers, leavingOfMember } from './leaving-contract.ts';
import { countLeft, runReassign, startReassign } from './reassign.ts';

const rows = (roles: readonly RoleInfo[]): { rows: RoleInfo[] } => ({ rows: [...roles] });

const names = allPermissions().map((p) => p.name);
const known = new WeakMap<Tx['me'], string[]>();

/** What somebody may: found once for as long as the rights are those. */
function held(me: Tx['me']): string[] {
  let mine = known.get(me);
  if (mine === undefined) {
    const saved = me.catalog.totals.map((x) => totalsRight(x.id));
    known.set(me, (mine = [...names, ...saved].filter((name) => may(me, name))));
  }
  return mine;
}

async function me(tx: Tx) {
  // Asked before: what comes last ends the unit of work.
  const mail = await tx.mail.isReady();
  const { id, name, email, roles, region } = await tx.identity.self();
  const { looking } = tx.me;
  return {
    user: { id, title: name, email, ...region },
    tenant: { name: tx.tenant.name, slug: tx.tenant.slug, collation: 'und', ...tx.me.region },
    // A key has no role: what it may do stands in `permissions`.
    roles,
    permissions: held(tx.me),
    mail,
    factor: factorOf(tx),
    password: passwordOf(tx),
    looking: looking === undefined ? null : { by: looking.name, reason: looking.reason, until: looking.until },
  };
}

function factorOf({ me: { signedIn } }: Tx): { level: 'enrol' | 'agree' | 'full'; dueAt: string | null } {
  const due = signedIn?.dueAt ?? null;
  const level = signedIn?.level;
  return {
    level: level === 'enrol' || level === 'agree' ? level : 'full',
    dueAt: due === null ? null : new Date(due).toISOString(),
  };
}

function passwordOf({ me: { signedIn } }: Tx): { owed: boolean; dueAt: string | null } {
  const due = signedIn?.passwordDueAt ?? null;
  return { owed: signedIn?.level === 'renew', dueAt: due === null ? null : new Date(due).toISOString() };
}

const visitorOf = ({ address, userAgent, deviceToken, sessionToken }: Call) => ({
  address,
  userAgent,
  deviceToken,
  sessionToken,
});

/** For actions that answer nothing but that they were done. */
async function done(work: Promise<unknown>): Promise<Record<never, never>> {
  await work;
  return {};
}

const words = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));

/** The link by mail, and then to nobody else; or to whoever asked for it, once. */
async function handOut(tx: Tx, link: MemberLink, byMail: boolean) {
  if (!byMail) return { url: link.url, expiresAt: link.expiresAt };
  const { name, email, url, expiresAt } = link;
  const until = new Date(expiresAt);
  const values = { by: tx.me.name, name, url, until: instantText(tx.me.region.timeZone, until) };
  const kind = link.purpose === 'invite' ? 'invitation' : 'new-start';
  const sent =
    email === null ? null : await tx.mail.send(kind, { address: email, person: link.person }, values, { until });
  if (sent === null)
    throw new Problem('wrong-state', 'No mail can be sent from here now. Take the link and hand it over yourself.');
  return { url: null, expiresAt };
}

const change = (tx: Tx, id: string, roles: readonly string[] | null = null) => tx.identity.roleChange(id, roles);

export const members: Feature = {
  name: 'members',
  handlers: [
    // One statement is all it asks: its entry and the commit travel with that.
    { ...on(viewMe, (tx) => me(tx)), single: true },
    on(
      changePassword,
      (tx, _, call) => done(tx.identity.changePassword(call.prepared as Proof<'password'>)),
      (outside, { current, next }, call) =>
        outside.identity.proveChange(call.sessionToken, current, next, visitorOf(call)),
    ),
    on(editMe, async (tx, { name }) => ({ name: await tx.identity.rename(name) })),
    on(setMyRegion, async (tx, next) => ({ ...(await tx.identity.setOwnRegion(next)) })),
    on(listSessions, async (tx) => ({ rows: await tx.identity.sessions() })),
    on(listSignIns, async (tx) => ({
      rows: (await tx.identity.signIns()).map((row) => ({ ...row, how: [...row.how] })),
    })),
    on(
      notMe,
      (tx, { id }, call) => done(tx.identity.notMe(id, call.prepared as Proof<'password'>)),
      (outside, { current, next }, call) =>
        outside.identity.proveChange(call.sessionToken, current, next, visitorOf(call)),
    ),
    on(endSession, (tx, { id }) => done(tx.identity.endSession(id))),
    on(endOtherSessions, async (tx) => ({ ended: await tx.identity.endOtherSessions() })),
    on(listRoles, async (tx) => rows(await tx.identity.roles())),
    onSecured(
      invite,
      {
        summary: async (tx, { name, email, roles }) =>
          `Invite ${name} <${email}> with the roles ${words((await tx.identity.roleChange(null, roles)).after)}.`,
        basis: async (tx, { roles }) => (await tx.identity.roleChange(null, roles)).basis,
      },
      async (tx, { teams = [], mail = false, ...person }, call) => {
        const { userId, link } = await tx.identity.invite({ ...person, teams });
        call.answer.status = 201;
        const whole = { ...link, purpose: 'invite' as const, person: userId, name: person.name, email: person.email };
        return { id: userId, link: await handOut(tx, whole, mail) };
      },
    ),
    onSecured(
      linkForMember,
      {
        summary: async (tx, { id }) =>
          `Make a link with which ${(await change(tx, id)).person} chooses a new password.`,
        basis: async (tx, { id }) => (await change(tx, id)).basis,
      },
      async (tx, { id, mail = false }) => handOut(tx, await tx.identity.resetLink(id), mail),
    ),
    on(leavingOfMember, (tx, { id }) => leavingOf(tx, id)),
    on(deactivateMember, (tx, input) => closeAccount(tx, input)),
    onSecured(
      eraseMember,
      {
        summary: async (tx, { id, reason }) => `Erase ${(await change(tx, id)).person} for good: ${reason}`,
        basis: async (tx, { id }) => (await change(tx, id)).basis,
      },
      (tx, input) => erase(tx, input),
    ),
    on(erasedMembers, async (tx) => ({ rows: structuredClone(await tx.leaving.erasedPeople()) as never })),
    onSecured(
      reactivateMember,
      {
        summary: async (tx, { id }) => {
          const { person, after } = await change(tx, id);
          return `Open the account of ${person} again, with the roles ${words(after)}.`;
        },
        basis: async (tx, { id }) => (await change(tx, id)).basis,
      },
      (tx, { id }) => done(tx.identity.reactivate(id)),
    ),
    on(previewReassign, (tx, { user }) => countLeft(tx, user)),
    on(reassign, (tx, input) => startReassign(tx, input)),
    on(rolesOfMember, async (tx, { id }) => rows(await tx.identity.rolesOf(id))),
    onSecured(
      setRolesOfMember,
      {
        summary: async (tx, { id, roles }) => {
          const { person, before, after } = await change(tx, id, roles);
          return `${person} holds the roles ${words(after)} (now: ${words(before)}).`;
        },
        basis: async (tx, { id, roles }) => (await change(tx, id, roles)).basis,
      },
      async (tx, { id, roles }) => {
        await tx.identity.setRoles(id, roles);
        return rows(await tx.identity.rolesOf(id));
      },
    ),
  ],
  jobs: [
    { kind: reassignJob, run: runReassign },
    { kind: eraseJob, run: runErase, security: 'members' },
  ],
};
