// The bin on the server: each a line on its desk; emptying it counts first, and more than named records goes as a job.
import { Problem } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import { type Feature, type JobRun, on, onSecured } from '../../core/feature.ts';
import type { BinOutcome, BinQuery, PurgeCount } from '../../core/records/bin-list.ts';
import type { Hold } from '../../core/records/hold-desk.ts';
import type { Tx } from '../../core/tx.ts';
import {
  type BinOutcomeView,
  type HoldView,
  type PurgeCountView,
  countHold,
  countPurge,
  liftHold,
  listBin,
  listHolds,
  purgeFromBin,
  purgeJob,
  restoreFromBin,
  setBinPolicy,
  setHold,
  viewBinPolicy,
  viewTree,
} from './contract.ts';

type Which = {
  readonly items?: readonly { entity: string; id: string }[] | undefined;
  readonly filter?: BinQuery | undefined;
};

function present(o: BinOutcome): BinOutcomeView {
  return {
    done: o.done,
    without: o.without.map((x) => ({ ...x, fields: [...x.fields] })),
    kept: o.kept.map((x) => ({ ...x })),
    keptCount: o.keptCount,
  };
}

const presentCount = (c: PurgeCount): PurgeCountView => ({
  count: c.count,
  byEntity: c.byEntity.map((x) => ({ ...x })),
  kept: c.kept.map((x) => ({ ...x })),
});

function chosen({ items, filter }: Which): readonly { entity: string; id: string }[] | BinQuery {
  if ((items === undefined) === (filter === undefined))
    throw new Problem('bad-request', 'Name records, or say which by a filter: one of the two.');
  return items ?? filter!;
}

/** Named twice is meant once. */
function distinct(items: readonly { entity: string; id: string }[]): { entity: string; id: string }[] {
  return [...new Map(items.map((x) => [`${x.entity} ${x.id}`, x])).values()];
}

async function counted(tx: Tx, input: Which): Promise<PurgeCount> {
  const which = chosen(input);
  return await tx.bin.countPurge(Array.isArray(which) ? distinct(which) : which);
}

/** Nobody deletes another number than he read. */
async function assertCount(tx: Tx, input: Which & { readonly count: number }): Promise<void> {
  const { count } = await counted(tx, input);
  if (count === input.count) return;
  throw new Problem('wrong-state', `It would be ${count} by now, not ${input.count}. Look again, and say so anew.`);
}

async function purge(
  tx: Tx,
  input: Which & { readonly count: number },
): Promise<{ outcome: BinOutcomeView | null; job: string | null }> {
  const which = chosen(input);
  await assertCount(tx, input);
  if (Array.isArray(which)) return { outcome: present(await tx.bin.purge(distinct(which))), job: null };
  // What is put there from now on was not counted.
  const filter = { ...which, before: (which as BinQuery).before ?? now().toISOString() };
  const job = await tx.jobs.start(purgeJob, `Bin: ${input.count}`, { filter, total: input.count });
  return { outcome: null, job };
}

const atOnce = 200;

interface State {
  readonly cursor: string | null;
  readonly done: number;
  readonly kept: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly finished: boolean;
}

async function runPurge(job: JobRun): Promise<void> {
  const { filter, total } = job.input as { filter: BinQuery; total: number };
  let state: State = { cursor: null, done: 0, kept: 0, reasons: {}, finished: false, ...job.state };
  while (!state.finished && !(await job.cancelled())) {
    const from = state;
    state = await job.open(async (tx, save) => {
      const { outcome, next } = await tx.bin.purgePart(filter, from.cursor, atOnce);
      const reasons = { ...from.reasons };
      for (const { reason } of outcome.kept) reasons[reason] = (reasons[reason] ?? 0) + 1;
      const to: State = {
        cursor: next,
        done: from.done + outcome.done,
        kept: from.kept + outcome.keptCount,
        reasons,
        finished: next === null,
      };
      await save({
        done: to.done,
        total: Math.max(total, to.done),
        state: { ...to },
        result: { changed: to.done, refused: to.kept, reasons },
      });
      return to;
    });
  }
}

const presentHold = (h: Hold): HoldView => ({
  ...h,
  record: h.record === null ? null : { ...h.record },
  by: h.by === null ? null : { ...h.by },
  lifted: h.lifted === null ? null : { ...h.lifted, by: h.lifted.by === null ? null : { ...h.lifted.by } },
});

async function describePurge(tx: Tx, input: Which & { readonly count: number }): Promise<string> {
  const { count, byEntity } = await counted(tx, input);
  const parts = byEntity.map((x) => `${x.count} ${tx.catalog.lookup(x.entity)?.labelPlural.toLowerCase() ?? x.entity}`);
  return `Delete ${count} records in the bin for good: ${parts.join(', ') || 'none'}. There is no way back.`;
}

async function describeLift(tx: Tx, { id, reason }: { id: string; reason: string }): Promise<string> {
  const hold = (await tx.holds.list()).find((h) => h.id === id && h.lifted === null);
  if (hold === undefined) throw new Problem('not-found');
  const what =
    hold.record?.title ??
    hold.rule ??
    (hold.entity === null ? 'everything' : (tx.catalog.lookup(hold.entity)?.labelPlural ?? hold.entity));
  return `Lift the legal hold on ${what} (${hold.reason}), because: ${reason}`;
}

export const bin: Feature = {
  name: 'bin',
  handlers: [
    on(listBin, async (tx, { limit, ...query }) => {
      const page = await tx.bin.list({ ...query, limit: limit ?? 50 });
      return { ...page, rows: page.rows.map((r) => ({ ...r, by: r.by === null ? null : { ...r.by } })) };
    }),
    on(viewTree, async (tx, item) => {
      const tree = await tx.bin.tree(item);
      const part = (p: (typeof tree.same)[number]) => ({
        ...p,
        sample: p.sample.map((x) => ({ ...x })),
        stays: p.stays.map((x) => ({ ...x })),
      });
      return { same: tree.same.map(part), related: tree.related.map(part) };
    }),
    on(restoreFromBin, async (tx, input) =>
      present(
        await tx.bin.restore(distinct(input.items), {
          with: input.with ?? 'nothing',
          without: input.without === true,
        }),
      ),
    ),
    on(countPurge, async (tx, input) => presentCount(await counted(tx, input))),
    onSecured(
      purgeFromBin,
      { summary: describePurge, basis: async (tx, input) => (await counted(tx, input)).byEntity },
      (tx, input) => purge(tx, input),
    ),
    on(viewBinPolicy, async (tx) => ({ ...(await tx.bin.policy()) })),
    onSecured(
      setBinPolicy,
      {
        summary: async (_tx, next) =>
          `What lies in the bin is deleted for good ${next.expireDays === null ? 'by nobody but people' : `after ${next.expireDays} days`}; the ledger ${next.forgetHistory ? 'forgets' : 'keeps'} its values.`,
        basis: (tx) => tx.bin.policy(),
      },
      async (tx, next) => ({ ...(await tx.bin.setPolicy(next)) }),
    ),
    on(listHolds, async (tx) => ({ rows: (await tx.holds.list()).map(presentHold) })),
    on(countHold, async (tx, wish) => ({ count: await tx.holds.count(wish) })),
    on(setHold, async (tx, wish, call) => {
      call.answer.status = 201;
      return presentHold(await tx.holds.set(wish));
    }),
    onSecured(liftHold, { summary: describeLift }, async (tx, { id, reason }) =>
      presentHold(await tx.holds.lift(id, reason)),
    ),
  ],
  jobs: [{ kind: purgeJob, security: 'purge', run: runPurge }],
};
