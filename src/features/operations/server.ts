// Operations on the server: what I did, and putting it back - at once when it is small, as a job when it is not.
import type { SecurityClass } from '../../contract/security-change.ts';
import { firstAsked } from '../../core/access/first-asked.ts';
import { type Feature, type Handler, type JobRun, on } from '../../core/feature.ts';
import type { Anyway, UndoRecord, UndoResult } from '../../core/operation.ts';
import type { Tx } from '../../core/tx.ts';
import {
  type AnywayInput,
  type PreviewView,
  type UndoRecordView,
  type UndoView,
  countJob,
  countUndo,
  listOperations,
  previewUndo,
  undoInput,
  undoJob,
  undoOperation,
} from './contract.ts';

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

const presentRecord = (r: UndoRecord): UndoRecordView => ({ ...r, fields: r.fields.map((f) => ({ ...f })) });

/** The first class of it the policy asks a second administrator for. */
async function classOf(tx: Tx, id: string): Promise<SecurityClass | null> {
  return await firstAsked(tx, await tx.operations.classes(id));
}

async function preview(
  tx: Tx,
  { id, cursor, limit }: { id: string; cursor?: string | undefined; limit?: number | undefined },
): Promise<PreviewView> {
  const look = await tx.operations.look(id, cursor ?? null, limit ?? 50, 'nothing');
  return {
    operation: { ...look.operation },
    total: look.total,
    counts: look.counts === null ? null : { ...look.counts },
    records: look.records.map(presentRecord),
    configuration: look.configuration.map(presentRecord),
    needs: await classOf(tx, id),
    next: look.next,
  };
}

/** The first part now; where that is not all, the rest in a job that belongs to the same operation. */
async function undo(tx: Tx, id: string, anyway: Anyway): Promise<{ result: UndoView | null; job: string | null }> {
  const { result, next } = await tx.operations.undoPart(id, null, atOnce, { anyway });
  if (next === null) return { result: present(result), job: null };
  const sum = add(nothingYet, result);
  const job = await tx.jobs.start(undoJob, 'Undo', { ...undoInput(id), cursor: next, sum, anyway });
  return { result: null, job };
}

/** Goes on after the record the last committed part ended with. */
async function undoRest(job: JobRun): Promise<void> {
  await goThrough(job, false);
}

/** The same way through, and nothing is changed: the counts stand in the job's result. */
async function countRest(job: JobRun): Promise<void> {
  await goThrough(job, true);
}

async function goThrough(job: JobRun, dry: boolean): Promise<void> {
  const {
    operation,
    anyway = 'nothing',
    total = null,
  } = job.input as {
    operation: string;
    anyway?: Anyway;
    total?: number | null;
  };
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
      const { result, next } = await tx.operations.undoPart(operation, after, atOnce, { anyway, dry });
      const summed = add(before, result);
      const done = summed.back + summed.binned + summed.keptCount;
      const finished = next === null;
      await save({
        done,
        total: finished ? done : total,
        state: { cursor: next, sum: summed, finished },
        result: { ...summed },
      });
      return { next, summed };
    });
    if (part.next === null) return;
    cursor = part.next;
    sum = part.summed;
  }
}

export const operations: Feature = {
  name: 'operations',
  handlers: [
    on(listOperations, async (tx, { limit, who, before }) => ({
      rows: [...(await tx.operations.list({ limit: limit ?? 20, all: who === 'all', before }))],
    })),
    on(previewUndo, (tx, input) => preview(tx, input)),
    on(countUndo, async (tx, { id }) => {
      const { total } = await tx.operations.look(id, null, 1, 'nothing');
      return { job: await tx.jobs.start(countJob, 'Undo: count', { ...undoInput(id), total }) };
    }),
    {
      ...on(undoOperation, async (tx, input) =>
        input.preview === true
          ? { result: present(await tx.operations.preview(input.id)), job: null }
          : await undo(tx, input.id, input.anyway ?? 'nothing'),
      ),
      secured: {
        classOf: (tx: Tx, input: { id: string; preview?: boolean | undefined }) =>
          input.preview === true ? Promise.resolve(null) : classOf(tx, input.id),
        summary: async (tx: Tx, { id, anyway }: { id: string; anyway?: AnywayInput | undefined }) => {
          const { operation, configuration, counts } = await tx.operations.look(id, null, 1, anyway ?? 'nothing');
          const what = configuration.map((x) => x.title ?? x.entity).slice(0, 5);
          const records = (counts?.back ?? 0) + (counts?.binned ?? 0);
          return `Undo ${operation.what} of ${operation.at.slice(0, 16).replace('T', ' ')}${what.length > 0 ? `: ${what.join(', ')}` : `: ${records} records`}.`;
        },
      } as Handler['secured'],
    } as Handler,
  ],
  jobs: [
    { kind: undoJob, run: undoRest },
    { kind: countJob, run: countRest },
  ],
};
