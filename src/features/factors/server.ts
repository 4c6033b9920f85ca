// Second factors on the server: each line a call of the identity desk; what a browser makes is checked before the unit of work opens.
import { type Call, type Feature, on, onSecured } from '../../core/feature.ts';
import type { Enrolled, FactorPolicyView, Proof } from '../../core/identity/desk.ts';
import type { Tx } from '../../core/tx.ts';
import {
  addPasskey,
  beginPasskey,
  beginTotp,
  confirmTotp,
  listFactors,
  listRescues,
  newRecoveryCodes,
  refuseRescue,
  removeFactor,
  rescueMember,
  setFactorPolicy,
  viewFactorPolicy,
} from './contract.ts';

const visitorOf = ({ address, userAgent, deviceToken, sessionToken }: Call) => ({
  address,
  userAgent,
  deviceToken,
  sessionToken,
});

/** The session goes on under a new token. */
function begin(call: Call, { recoveryCodes, session }: Enrolled): { recoveryCodes: string[] | null } {
  call.answer.session = { token: session.token, expires: session.expires };
  return { recoveryCodes };
}

async function done(work: Promise<unknown>): Promise<Record<never, never>> {
  await work;
  return {};
}

const policyOut = (policy: FactorPolicyView) => ({ ...policy, roles: [...policy.roles] });

const who = {
  nobody: 'nobody by itself',
  administrators: 'administrators',
  everybody: 'everybody',
} as const;

async function namesOf(tx: Tx, ids: readonly string[]): Promise<string> {
  const roles = await tx.identity.roleNames(ids);
  return roles.length === 0 ? '' : `, and the roles ${roles.join(', ')}`;
}

export const factors: Feature = {
  name: 'factors',
  handlers: [
    on(listFactors, async (tx) => {
      const view = await tx.identity.factors.list();
      return { ...view, factors: [...view.factors] };
    }),
    on(beginTotp, (tx) => tx.identity.factors.beginTotp()),
    on(confirmTotp, async (tx, { id, code }, call) =>
      begin(call, await tx.identity.factors.confirmTotp(id, code, visitorOf(call))),
    ),
    on(beginPasskey, (tx) => tx.identity.factors.beginPasskey()),
    on(
      addPasskey,
      async (tx, { label }, call) =>
        begin(
          call,
          await tx.identity.factors.addPasskey(call.prepared as Proof<'new-passkey'>, label, visitorOf(call)),
        ),
      (outside, { passkey }, call) => outside.identity.factors.proveNewPasskey(passkey, visitorOf(call)),
    ),
    on(removeFactor, (tx, { id }) => done(tx.identity.factors.remove(id))),
    on(newRecoveryCodes, async (tx) => ({ codes: await tx.identity.factors.newRecoveryCodes() })),
    on(viewFactorPolicy, async (tx) => policyOut(await tx.identity.factors.policy())),
    onSecured(
      setFactorPolicy,
      {
        summary: async (tx, next) => {
          const before = await tx.identity.factors.policy();
          return `A second factor is asked of ${who[next.required]}${await namesOf(tx, next.roles)}, ${next.graceDays} days after an account begins (now: ${who[before.required]}${await namesOf(tx, before.roles)}, ${before.graceDays} days). The console may bring administrators back: ${next.consoleRescue ? 'yes' : 'no'}.`;
        },
        basis: async (tx) => {
          const { people: _, enrolled: __, ...policy } = await tx.identity.factors.policy();
          return policy;
        },
      },
      async (tx, next) => policyOut(await tx.identity.factors.setPolicy(next)),
    ),
    onSecured(
      rescueMember,
      {
        summary: async (tx, { id }) =>
          `Take away the second factors of ${(await tx.identity.roleChange(id, null)).person}.`,
        basis: async (tx, { id }) => (await tx.identity.roleChange(id, null)).basis,
      },
      (tx, { id }) => done(tx.identity.factors.rescueMember(id)),
    ),
    on(listRescues, async (tx) => ({ rows: await tx.identity.factors.rescues() })),
    on(refuseRescue, (tx, { id }) => done(tx.identity.factors.refuseRescue(id))),
  ],
};
