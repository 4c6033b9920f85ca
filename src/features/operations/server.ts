// Operations on the server: what I did, and putting it back - at once when it is small, as a job when it is not.
import { type Feature, type JobRun, on } from '../../core/feature.ts';
import type { UndoResult } from '../../core/operation.ts';
import type { Tx } from '../../core/tx.ts';
import { type UndoView, listOperations, undoInput, undoJob, undoOperation } from './contract.ts';

/** Records put back in one unit of work. */
const atOnce = 500;

/** What an undo has done so far; counts and ids only, because it stands in the job's row. */
interface Sum {
  readonly back: number;
  readonly binned: number;
  readonly keptCount: number;
  readonly kept: readonly { readonly entity: string; readonly id: string; readonly reason: string }[];
}

const nothingYet: Sum = { back: 0, binned: 0, keptCount: 0, kept: [] };

function add(sum: Sum, part: UndoResult): Sum {
  const kept = part.kept.map(({ entity, id, reason }) => ({ entity, id, reason }));
  return {
    back: sum.back + part.back,
    binned: sum.binned + part.binned,
    keptCount: sum.keptCount + part.keptCount,
    kept: [...sum.kept, ...kept].slice(0, 100),
  };
}

function present(result: UndoResult): UndoView {
  return { ...result, kept: result.kept.map((k) => ({ ...k })) };
}

/** The first part now; where that is not all, the rest in a job that belongs to the same operation. */
async function undo(tx: Tx, id: string): Promise<{ result: UndoView | null; job: string | null }> {
  const { result, next } = await tx.operations.undoPart(id, null, atOnce);
  if (next === null) return { result: present(result), job: null };
  const sum = add(nothingYet, result);
  const job = await tx.jobs.start(undoJob, 'Undo', { ...undoInput(id), cursor: next, sum });
  return { result: null, job };
}

/** Goes on after the record the last committed part ended with. */
async function undoRest(job: JobRun): Promise<void> {
  const { operation } = job.input as { operation: string };
  let { cursor, sum } = { cursor: null, sum: nothingYet, ...job.input, ...job.state } as {
    cursor: string | null;
    sum: Sum;
  };
  if (job.state['finished'] === true) return;
  for (;;) {
    if (await job.cancelled()) return;
    const after = cursor;
    const before = sum;
    const part = await job.open(async (tx, save) => {
      const { result, next } = await tx.operations.undoPart(operation, after, atOnce);
      const total = add(before, result);
      const done = total.back + total.binned + total.keptCount;
      const finished = next === null;
      await save({
        done,
        total: finished ? done : null,
        state: { cursor: next, sum: total, finished },
        result: { ...total },
      });
      return { next, total };
    });
    if (part.next === null) return;
    cursor = part.next;
    sum = part.total;
  }
}

export const operations: Feature = {
  name: 'operations',
  handlers: [
    on(listOperations, async (tx, input) => ({ rows: [...(await tx.operations.list(input.limit ?? 20))] })),
    on(undoOperation, async (tx, input) =>
      input.preview === true
        ? { result: present(await tx.operations.preview(input.id)), job: null }
        : await undo(tx, input.id),
    ),
  ],
  jobs: [{ kind: undoJob, run: undoRest }],
};
