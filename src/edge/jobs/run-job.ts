// Runs one job in the name of the person who asked for it: units of work in fair turns, progress, cancelling, and an end that says why.
import { Problem, problems } from '../../contract/problem.ts';
import type { Door } from '../../core/door.ts';
import type { JobKind, JobRun } from '../../core/feature.ts';
import { type BegunJob, beginJob, endJob, wasAskedToCancel } from '../../core/job-runs.ts';
import { newId } from '../../core/ids.ts';
import type { Actor } from '../../core/principal.ts';
import { log } from '../../core/log.ts';
import { isUnreachable } from '../../core/pg.ts';
import type { Purpose } from '../../core/unit.ts';
import type { Vault } from '../../core/vault.ts';
import type { FairGate } from './fair-gate.ts';

/** The program is stopping: the job goes on at the next start, from what it saved last. */
export class Stopping extends Error {
  override name = 'Stopping';
}

export interface Workshop {
  readonly door: Door;
  readonly kinds: ReadonlyMap<string, JobKind>;
  readonly gate: FairGate;
  readonly isStopping: () => boolean;
}

/** A job that was taken up so often without getting further is given up: it may be what ends the program. */
const mostResumes = 5;
/** Browsers hear of progress at most so often. */
const announceEveryMs = 400;

/** Throws only what passes (the database away, the program stopping): the job is then taken up again. */
export async function runJob(shop: Workshop, vault: Vault, id: string): Promise<void> {
  const runner = newId();
  const job = await beginJob(vault, id, runner);
  if (job === null) return;
  shop.door.hub.publish(vault.id, [{ topic: 'job', id, user: job.user }]);
  const seen = { cancelled: false };
  let status: 'done' | 'failed' | 'cancelled';
  let reason: string | null = null;
  try {
    const kind = shop.kinds.get(job.kind);
    if (kind === undefined) throw new Problem('wrong-state', 'This kind of work is not known any more.');
    if (job.resumes >= mostResumes) {
      throw new Problem(
        'wrong-state',
        `The work was interrupted ${mostResumes} times at the same place and was given up.`,
      );
    }
    await kind.run(makeRun(shop, vault, job, runner, seen));
    status = seen.cancelled ? 'cancelled' : 'done';
  } catch (error) {
    if (passes(error)) throw error;
    status = 'failed';
    reason = reasonOf(error, vault, id);
  }
  const event = await endJob(vault, id, runner, status, reason);
  if (event !== null) shop.door.hub.publish(vault.id, [event]);
}

function makeRun(shop: Workshop, vault: Vault, job: BegunJob, runner: string, seen: { cancelled: boolean }): JobRun {
  const claim = { id: job.id, runner };
  let announced = 0;
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (shop.isStopping()) throw new Stopping('the program is stopping');
    const leave = await shop.gate.enter(vault.id);
    try {
      return await work();
    } finally {
      leave();
    }
  };
  const security = shop.kinds.get(job.kind)?.security;
  const actor: Actor = { kind: job.byKey ? 'key-work' : 'user', id: job.user };
  const purpose: Purpose = {
    action: job.kind,
    reads: false,
    requestId: job.id,
    address: null,
    cameFrom: job.address,
    operation: job.operation,
    source: job.kind.startsWith('import.') ? 'import' : 'job',
    ...(security === undefined ? {} : { security }),
  };
  return {
    id: job.id,
    input: job.input,
    state: job.state,
    open: (work) =>
      inTurn(() =>
        shop.door.open(vault, actor, purpose, (tx) =>
          work(tx, async (progress) => {
            const announce = performance.now() - announced >= announceEveryMs;
            if (announce) announced = performance.now();
            await tx.jobs.save(claim, { ...progress, announce });
          }),
        ),
      ),
    rehearse: (work) => inTurn(() => shop.door.open(vault, actor, { ...purpose, rehearse: true }, work)),
    cancelled: async () => {
      if (!seen.cancelled) seen.cancelled = await wasAskedToCancel(vault, job.id);
      return seen.cancelled;
    },
  };
}

/** Whether the same job may well succeed a little later. */
function passes(error: unknown): boolean {
  if (error instanceof Stopping || isUnreachable(error)) return true;
  return error instanceof Problem && ['unavailable', 'maintenance', 'suspended'].includes(error.code);
}

function reasonOf(error: unknown, vault: Vault, id: string): string {
  if (error instanceof Problem) {
    if (error.code === 'session-ended') return 'The person this ran for may no longer sign in.';
    if (error.code === 'wrong-network') return 'The network this was asked from may not be used any more.';
    if (error.code === 'key-refused') return 'The API key this ran for does not work any more.';
    const first = error.extras.errors?.[0];
    return error.detail ?? first?.reason ?? problems[error.code].title;
  }
  log.error({ tenant: vault.id, job: id, err: error }, 'a job failed');
  return `Something went wrong on our side. The reference is ${id}.`;
}
