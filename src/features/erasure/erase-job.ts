// The job that erases what is held about a person, step by step, each a transaction: taken up again after a crash where it was. The record goes last.
import type { JobKind, JobRun } from '../../core/feature.ts';
import type { Tx } from '../../core/tx.ts';
import { eraseJob } from './contract.ts';

const atOnce = 200;
/** Documents that are nothing without the file they are about. */
const fileKinds = ['export', 'ledger-export', 'subject-copy'];

const stages = ['own', 'links', 'quotes', 'files', 'end', 'finished'] as const;
type Stage = (typeof stages)[number];

/** What stands in the job's row: counts, and nothing of the person. */
interface State {
  readonly stage: Stage;
  readonly cursor: string | null;
  readonly deleted: number;
  readonly cut: number;
  readonly unquoted: number;
  /** texts that quote it and stay, because a legal hold stands on their records */
  readonly held: number;
  readonly files: number;
}

interface Input {
  readonly entity: string;
  readonly id: string;
  readonly reason: string;
  readonly quoted: readonly string[];
  readonly request: string;
}

const first: State = { stage: 'own', cursor: null, deleted: 0, cut: 0, unquoted: 0, held: 0, files: 0 };

const after = (state: State, stage: Stage): State => ({ ...state, stage, cursor: null });

async function step(tx: Tx, { entity, id, reason, quoted, request }: Input, state: State): Promise<State> {
  const subject = { entity, id };
  switch (state.stage) {
    case 'own': {
      const { done, more } = await tx.erasure.takeOwn(subject, atOnce);
      const next = { ...state, deleted: state.deleted + done };
      return more ? next : after(next, 'links');
    }
    case 'links': {
      const { done, more } = await tx.erasure.cut(subject, atOnce);
      const next = { ...state, cut: state.cut + done };
      return more ? next : after(next, 'quotes');
    }
    case 'quotes': {
      const { cursor, changed, held } = await tx.erasure.unquote(subject, quoted, state.cursor, atOnce);
      const next = { ...state, cursor, unquoted: state.unquoted + changed, held: state.held + held };
      return cursor === null ? after(next, 'files') : next;
    }
    case 'files': {
      const { next: cursor, wiped } = await tx.erasure.wipeFile(subject, quoted, state.cursor, fileKinds);
      const next = { ...state, cursor, files: state.files + wiped };
      return cursor === null ? after(next, 'end') : next;
    }
    default: {
      const { again } = await tx.erasure.end(subject, { reason, quoted, request });
      return again ? after(state, 'own') : after({ ...state, deleted: state.deleted + 1 }, 'finished');
    }
  }
}

async function run(job: JobRun): Promise<void> {
  const input = job.input as unknown as Input;
  let state: State = { ...first, ...(job.state as Partial<State>) };
  while (state.stage !== 'finished' && !(await job.cancelled())) {
    const from = state;
    state = await job.open(async (tx, save) => {
      const to = await step(tx, input, from);
      const { deleted, cut, unquoted, held, files } = to;
      const result = { deleted, cut, unquoted, held, files, request: input.request };
      await save({ done: stages.indexOf(to.stage), total: stages.length - 1, state: { ...to }, result });
      return to;
    });
  }
}

/** Ended on request between two steps, it is started again for what is left. */
export const eraseJobKind: JobKind = { kind: eraseJob, security: 'purge', run };
