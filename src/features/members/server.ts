// Members: who I am, my password and sessions, and what administrators do with accounts. Each line a call of the identity desk.
import { allPermissions } from '../../contract/permission.ts';
import { type Call, type Feature, on } from '../../core/feature.ts';
import type { Proof, RoleInfo } from '../../core/identity/desk.ts';
import { may } from '../../core/principal.ts';
import type { Tx } from '../../core/tx.ts';
import {
  changePassword,
  deactivateMember,
  endOtherSessions,
  endSession,
  invite,
  linkForMember,
  listRoles,
  listSessions,
  reactivateMember,
  rolesOfMember,
  setRolesOfMember,
  viewMe,
} from './contract.ts';

const rows = (roles: readonly RoleInfo[]): { rows: RoleInfo[] } => ({ rows: [...roles] });

async function me(tx: Tx) {
  const { id, name, email } = await tx.identity.self();
  return {
    user: { id, title: name, email },
    tenant: { name: tx.tenant.name, slug: tx.tenant.slug, collation: 'und', ...tx.me.region },
    // A key has no role: what it may do stands in `permissions`.
    roles: tx.me.kind === 'user' ? [...(await tx.identity.rolesOf(id))] : [],
    permissions: allPermissions()
      .map((p) => p.name)
      .filter((name) => may(tx.me, name)),
  };
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

export const members: Feature = {
  name: 'members',
  handlers: [
    on(viewMe, (tx) => me(tx)),
    on(
      changePassword,
      (tx, _, call) => done(tx.identity.changePassword(call.prepared as Proof<'password'>)),
      (outside, { current, next }, call) =>
        outside.identity.proveChange(call.sessionToken, current, next, visitorOf(call)),
    ),
    on(listSessions, async (tx) => ({ rows: await tx.identity.sessions() })),
    on(endSession, (tx, { id }) => done(tx.identity.endSession(id))),
    on(endOtherSessions, async (tx) => ({ ended: await tx.identity.endOtherSessions() })),
    on(listRoles, async (tx) => rows(await tx.identity.roles())),
    on(invite, async (tx, { teams = [], ...person }, call) => {
      const { userId, link } = await tx.identity.invite({ ...person, teams });
      call.answer.status = 201;
      return { id: userId, link };
    }),
    on(linkForMember, (tx, { id }) => tx.identity.resetLink(id)),
    on(deactivateMember, (tx, { id }) => done(tx.identity.deactivate(id))),
    on(reactivateMember, (tx, { id }) => done(tx.identity.reactivate(id))),
    on(rolesOfMember, async (tx, { id }) => rows(await tx.identity.rolesOf(id))),
    on(setRolesOfMember, async (tx, { id, roles }) => {
      await tx.identity.setRoles(id, roles);
      return rows(await tx.identity.rolesOf(id));
    }),
  ],
};
