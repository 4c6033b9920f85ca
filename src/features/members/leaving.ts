// Closing accounts with a hand-over, and erasing people: each line a call of the leaving desk, the long part a job.
import { Problem } from '../../contract/problem.ts';
import type { JobRun } from '../../core/feature.ts';
import { may } from '../../core/principal.ts';
import type { Tx } from '../../core/tx.ts';
import { eraseJob } from './leaving-contract.ts';
import { countLeft, startReassign } from './reassign.ts';

export async function leavingOf(tx: Tx, id: string) {
  const { records, ...left } = await tx.leaving.left(id);
  // Whoever may not hand over is not told object by object.
  const seen = may(tx.me, 'admin.reassign') ? await countLeft(tx, id) : { objects: [], total: 0 };
  const owned = seen.objects.filter((o) => o.entity !== 'team');
  return {
    ...left,
    objects: owned,
    unseen: records > owned.reduce((sum, o) => sum + o.records, 0),
  };
}

export interface CloseWish {
  readonly id: string;
  readonly to?: string | undefined;
  readonly leave?: boolean | undefined;
}

/** What is left is handed over by a job of this very transaction, or said to stay: it is not overlooked. */
export async function closeAccount(tx: Tx, { id, to, leave = false }: CloseWish): Promise<{ job: string | null }> {
  const { records, teamsLed, name } = await tx.leaving.left(id);
  const left = records + teamsLed > 0;
  if (to === undefined) {
    if (left && !leave)
      throw new Problem(
        'wrong-state',
        `${name} still owns records or leads teams. Say who takes over (to), or that everything stays as it is for now (leave).`,
      );
    await tx.identity.deactivate(id);
    return { job: null };
  }
  if (!may(tx.me, 'admin.reassign')) throw new Problem('not-allowed', undefined, { missing: 'admin.reassign' });
  const { job } = await startReassign(tx, { user: id, to });
  await tx.leaving.takeOver(id, to);
  await tx.identity.deactivate(id);
  return { job };
}

export async function erase(
  tx: Tx,
  { id, name, reason, also = [] }: { id: string; name: string; reason: string; also?: readonly string[] | undefined },
): Promise<{ pseudonym: string; job: string }> {
  const pseudonym = await tx.leaving.erase(id, { name, reason, also });
  const job = await tx.jobs.start(eraseJob, `Replace what quotes ${pseudonym}`, { person: id });
  return { pseudonym, job };
}

interface State {
  readonly phase: 'records' | 'files' | 'over';
  readonly cursor: string | null;
  readonly done: number;
  readonly changed: number;
  readonly held: number;
  readonly files: number;
}

const begun: State = { phase: 'records', cursor: null, done: 0, changed: 0, held: 0, files: 0 };

/** Asked to stop it goes on: half an erasure is none. Killed, it goes on where it was. */
export async function runErase(job: JobRun): Promise<void> {
  const { person } = job.input as { person: string };
  let state: State = { ...begun, ...job.state };
  while (state.phase !== 'over')
    state = await job.open(async (tx, save) => {
      const next = await step(tx, person, state);
      const { done, changed, held, files } = next;
      await save({ done, total: null, state: { ...next }, result: { changed, held, files } });
      return next;
    });
}

async function step(tx: Tx, person: string, state: State): Promise<State> {
  const done = state.done + 1;
  if (state.phase === 'records') {
    const { cursor, changed, held } = await tx.leaving.replaceNext(person, state.cursor);
    const phase = cursor === null ? 'files' : 'records';
    return { ...state, phase, cursor, done, changed: state.changed + changed, held: state.held + held };
  }
  const { next, wiped } = await tx.leaving.wipeNextFile(person, state.cursor);
  if (next !== null) return { ...state, cursor: next, done, files: state.files + wiped };
  await tx.leaving.finish(person);
  return { ...state, phase: 'over', cursor: null, done, files: state.files + wiped };
}
