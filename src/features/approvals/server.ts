// Approvals: each line a call of the desk of pending changes. What was approved is carried out behind the answer's own commit.
import { Problem } from '../../contract/problem.ts';
import type { ApprovalPolicy, PendingInfo } from '../../core/access/pending.ts';
import { type Feature, on, onSecured } from '../../core/feature.ts';
import {
  type PendingChange,
  type Policy,
  approvePending,
  collectPending,
  cancelPending,
  listPending,
  refusePending,
  renewPending,
  setPolicy,
  viewPending,
} from './contract.ts';

const out = (p: PendingInfo): PendingChange => ({ ...p, may: [...p.may] });
const policyOut = (p: ApprovalPolicy): Policy => ({ ...p, classes: [...p.classes] });

const list = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '));

export const approvals: Feature = {
  name: 'approvals',
  handlers: [
    on(listPending, async (tx) => ({
      rows: (await tx.pending.list()).map(out),
      policy: policyOut(await tx.pending.policy()),
    })),
    on(viewPending, async (tx, { id }) => out(await tx.pending.view(id))),
    on(approvePending, async (tx, { id, reason }, call) => {
      const { collect, status } = await tx.pending.approve(id, reason ?? null);
      if (!collect) call.answer.carryOut = id;
      return { id, status, error: null };
    }),
    on(refusePending, async (tx, { id, reason }) => out(await tx.pending.refuse(id, reason ?? null))),
    on(cancelPending, async (tx, { id }) => out(await tx.pending.cancel(id))),
    on(renewPending, async (tx, { id }, call) => {
      await tx.pending.view(id);
      call.answer.renew = id;
      return { id, status: 'waiting', error: null };
    }),
    on(collectPending, async (tx, { id }, call) => {
      const { author, status, may } = await tx.pending.view(id);
      if (author.id !== tx.me.id) throw new Problem('not-allowed', 'Its answer is for who asked for it.');
      if (!may.includes('collect')) throw new Problem('wrong-state', 'There is nothing to collect here now.');
      call.answer.collect = id;
      return { id, status, error: null, answer: null };
    }),
    onSecured(
      setPolicy,
      {
        summary: async (tx, next) => {
          const { classes } = await tx.pending.policy();
          return `A second administrator is asked for: ${list(next.classes)} (now: ${list(classes)}).`;
        },
        basis: async (tx) => {
          const { others: _, ...policy } = await tx.pending.policy();
          return policy;
        },
      },
      async (tx, next) => policyOut(await tx.pending.setPolicy(next)),
    ),
  ],
};
