// Brings a list, or everything, back to an instant, a part a transaction: first out of the bin, then values, then into the bin, so that what
// records point to is there when they point to it. Every part belongs to one operation, and a run that was cut off goes on where it was.
import type { ListQuery } from '../../contract/filter.ts';
import { Problem } from '../../contract/problem.ts';
import type { JobRun } from '../../core/feature.ts';
import { type RestoreResult, restoreSteps } from '../../core/past/desk.ts';
import { may } from '../../core/principal.ts';
import type { Tx } from '../../core/tx.ts';
import { wholeOf } from '../../contract/entity.ts';

export const restoreJob = 'past.restore';
export const restoreValuesJob = 'past.restoreValues';

/** Records in one unit of work. */
const atOnce = 200;

/** No object: everything. */
export interface RestoreInput {
  readonly at: string;
  readonly object?: string;
  readonly query?: Pick<ListQuery, 'filter' | 'search' | 'archived'>;
  readonly made: boolean;
}

/** Counts and ids only: it stands in the job's row. */
interface Sum {
  readonly unbinned: number;
  readonly changed: number;
  readonly binned: number;
  readonly keptCount: number;
  readonly kept: readonly { readonly entity: string; readonly id: string; readonly reason: string }[];
}

const nothingYet: Sum = { unbinned: 0, changed: 0, binned: 0, keptCount: 0, kept: [] };

interface State {
  readonly step: number;
  readonly place: number;
  readonly after: string;
  readonly done: number;
  readonly sum: Sum;
  readonly finished: boolean;
}

function add(sum: Sum, part: RestoreResult): Sum {
  const kept = part.kept.map(({ entity, id, reason }) => ({ entity, id, reason }));
  return {
    unbinned: sum.unbinned + part.unbinned,
    changed: sum.changed + part.changed,
    binned: sum.binned + part.binned,
    keptCount: sum.keptCount + part.keptCount,
    kept: [...sum.kept, ...kept].slice(0, 100),
  };
}

/** Wholes come before their parts, and go into the bin after them. */
function objectsOf(tx: Tx, { object }: RestoreInput, step: number): string[] {
  if (object !== undefined) return [object];
  const seen = tx.catalog.entities.filter((e) => may(tx.me, `${e.name}.view`));
  const depth = (name: string): number => {
    const whole = wholeOf(tx.catalog.entity(name));
    return whole === null ? 0 : 1 + depth(whole);
  };
  const names = seen.map((e) => e.name as string).sort((a, b) => depth(a) - depth(b));
  return restoreSteps[step] === 'bin' ? names.reverse() : names;
}

export async function runRestore(job: JobRun): Promise<void> {
  const input = job.input as unknown as RestoreInput;
  let state: State = { step: 0, place: 0, after: '', done: 0, sum: nothingYet, finished: false, ...job.state };
  while (!state.finished && !(await job.cancelled())) {
    const before = state;
    state = await job.open(async (tx, save) => {
      const next = await goOn(tx, input, before);
      await save({
        done: next.done,
        total: next.finished ? next.done : null,
        state: { ...next },
        result: { ...next.sum },
      });
      return next;
    });
  }
}

async function goOn(tx: Tx, input: RestoreInput, state: State): Promise<State> {
  const step = restoreSteps[state.step];
  if (step === undefined) return { ...state, finished: true };
  const object = objectsOf(tx, input, state.step)[state.place];
  if (object === undefined) return { ...state, step: state.step + 1, place: 0, after: '' };
  const ids = await tx.past.differing(object, input.at, input, step, state.after, atOnce);
  if (ids.length === 0) return { ...state, place: state.place + 1, after: '' };
  const part = await restorePart(tx, object, input.at, ids, step);
  return { ...state, after: ids.at(-1)!, done: state.done + ids.length, sum: add(state.sum, part) };
}

/** What may not be changed this way at all (no right to it, or a second administrator has to agree) is left, and said so. */
async function restorePart(
  tx: Tx,
  object: string,
  at: string,
  ids: readonly string[],
  step: (typeof restoreSteps)[number],
): Promise<RestoreResult> {
  try {
    return await tx.past.restore(object, at, ids, [step]);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'not-allowed') throw error;
    const kept = ids.map((id) => ({ entity: object, id, title: null, reason: error.detail ?? error.message }));
    return { unbinned: 0, changed: 0, binned: 0, kept, keptCount: kept.length };
  }
}

interface ValuesInput {
  readonly at: string;
  readonly field: string;
  readonly entity: string;
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Writes what a deleted field held into the one that was made in its place. */
export async function runRestoreValues(job: JobRun): Promise<void> {
  const input = job.input as unknown as ValuesInput;
  let state = { after: '', done: 0, changed: 0, refused: 0, finished: false, ...job.state };
  while (!state.finished && !(await job.cancelled())) {
    const before = state;
    state = await job.open(async (tx, save) => {
      const values = await tx.past.lostValues(input.at, {
        field: input.field,
        into: input.name,
        after: before.after,
        most: atOnce,
      });
      const rows = values.map(({ id, value }) => ({ id, values: { [input.name]: renamed(value, input.options) } }));
      const results = rows.length === 0 ? [] : await tx.records.writeMany(tx.catalog.find(input.entity), rows);
      const next = {
        after: values.at(-1)?.id ?? before.after,
        done: before.done + rows.length,
        changed: before.changed + results.filter((r) => r.ok).length,
        refused: before.refused + results.filter((r) => !r.ok).length,
        finished: values.length < atOnce,
      };
      const { changed, refused } = next;
      await save({
        done: next.done,
        total: next.finished ? next.done : null,
        state: next,
        result: { changed, refused },
      });
      return next;
    });
  }
}

/** Options by the keys they have now. */
function renamed(value: unknown, options: ValuesInput['options']): unknown {
  if (typeof value === 'string' && Object.hasOwn(options, value)) return options[value];
  return Array.isArray(value) && Object.keys(options).length > 0
    ? value.map((v: unknown) => renamed(v, options))
    : value;
}
