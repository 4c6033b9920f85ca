// The import itself: batch after batch, each with its progress in one transaction, so that a crash anywhere loses and doubles nothing.
import { Problem } from '../../contract/problem.ts';
import type { JobRun, SaveJob } from '../../core/feature.ts';
import { newId } from '../../core/ids.ts';
import type { Tx } from '../../core/tx.ts';
import type { RowOutcome } from './batch.ts';
import { type RefusedRows, type RunTally, kinds, keepUntil, refusedUntil } from './import-doc.ts';
import { type OpenImport, batchSize, importRows, openImport } from './import-work.ts';
import type { FileRow, RowBatch } from './file-rows.ts';
import { LinkMemory, newLayer } from './link-finder.ts';
import type { ImportPlan } from './plan.ts';
import { storeErrorFile } from './error-file.ts';
import { connectWaiting } from './self-links.ts';
import { type Fault, type RowDraft, readRow } from './row-reader.ts';
import { Tally } from './tally.ts';

/** What is saved with every batch; counts only, because it stands in the job's row. */
export interface RunState {
  /** records of the file that are done with */
  readonly consumed: number;
  /** all rows are done; what is left are references between them */
  readonly rowsDone: boolean;
}

/** Text of refused rows in one kept document, in characters. */
const refusedAtOnce = 400_000;

export async function runImport(job: JobRun): Promise<void> {
  const { open, before } = await job.open(async (tx) => {
    const opened = await openImport(tx, job);
    return { open: opened, before: (await tx.kept.find<RunTally>(kinds.tally, opened.id))?.doc };
  });
  const state: RunState = { consumed: 0, rowsDone: false, ...job.state };
  try {
    const run = new ImportRun(job, open, new Tally(open.plan.headings, before));
    const consumed = state.rowsDone ? state.consumed : await run.rows(state.consumed);
    await run.finish();
    await run.writeErrorFile({ consumed, rowsDone: state.rowsDone || !(await job.cancelled()) });
  } finally {
    await open.feed.close();
  }
}

class ImportRun {
  readonly #job: JobRun;
  readonly #open: OpenImport;
  readonly #memory = new LinkMemory();
  #tally: Tally;
  /** the stored file of refused rows, once it is written */
  #errorFile: string | null = null;

  constructor(job: JobRun, open: OpenImport, tally: Tally) {
    this.#job = job;
    this.#open = open;
    this.#tally = tally;
  }

  /** Answers how far it came: to the end, or to where somebody cancelled. */
  async rows(consumed: number): Promise<number> {
    const { feed } = this.#open;
    await feed.skip(consumed);
    let done = consumed;
    for (let batch = await feed.batch(batchSize); batch !== null; batch = await feed.batch(batchSize)) {
      if (await this.#job.cancelled()) return done;
      await this.#write(batch.rows, batch);
      done = batch.consumed;
    }
    await this.#job.open((tx, save) => this.#save(tx, save, this.#tally, { consumed: feed.consumed, rowsDone: true }));
    return feed.consumed;
  }

  /** One transaction; where it is refused as a whole, its halves, down to the one row that is the reason. */
  async #write(rows: readonly FileRow[], end: Pick<RowBatch, 'blank' | 'consumed'>): Promise<void> {
    const drafts = rows.map(({ record }) => readRow(this.#open.plan, record));
    const blank = rows.reduce((sum, row) => sum + row.blank, end.blank);
    try {
      await this.#writeAtOnce(drafts, blank, end.consumed);
    } catch (error) {
      if (!(error instanceof Problem) || !isAboutRows(error)) throw error;
      if (rows.length > 1) {
        const half = Math.ceil(rows.length / 2);
        await this.#write(rows.slice(0, half), { blank: 0, consumed: rows[half - 1]!.consumed });
        await this.#write(rows.slice(half), end);
      } else {
        await this.#writeAtOnce([{ ...drafts[0]!, faults: [faultOf(error)] }], blank, end.consumed);
      }
    }
  }

  async #writeAtOnce(rows: readonly RowDraft[], blank: number, consumed: number): Promise<void> {
    const { id, plan } = this.#open;
    const done = await this.#job.open(async (tx, save) => {
      const layer = newLayer();
      const outcomes = await importRows(tx, plan, rows, this.#memory, layer, { preview: 0 });
      const tally = this.#tally.copy();
      tally.counts.blank += blank;
      tally.add(outcomes, layer.fresh.size);
      await keepRefused(tx, plan, id, outcomes);
      await keepWaiting(tx, id, outcomes);
      await this.#save(tx, save, tally, { consumed, rowsDone: false });
      return { layer, tally };
    });
    this.#memory.keep(done.layer, true);
    this.#tally = done.tally;
  }

  /** References between rows of the file, then the file of refused rows. */
  async finish(): Promise<void> {
    const { id, plan, feed } = this.#open;
    const state = { consumed: feed.consumed, rowsDone: true };
    while (!(await this.#job.cancelled())) {
      const tally = await this.#job.open(async (tx, save) => {
        const connected = await connectWaiting(tx, plan, id, this.#memory);
        if (connected === null) return null;
        const next = this.#tally.copy();
        next.counts.made += connected.made;
        for (const { fault, line } of connected.faults) next.addFault(fault, line);
        const rows = connected.faults.map(({ fault, line, cells }) => ({
          line,
          cells,
          reasons: [sentence(plan, fault)],
        }));
        await keepRows(tx, id, rows);
        await this.#save(tx, save, next, state);
        return next;
      });
      if (tally === null) break;
      this.#tally = tally;
    }
  }

  async writeErrorFile(state: RunState): Promise<void> {
    const { id, plan, doc } = this.#open;
    await this.#job.open(async (tx, save) => {
      this.#errorFile = await storeErrorFile(tx, id, plan.headings, doc);
      await this.#save(tx, save, this.#tally, state);
    });
  }

  async #save(tx: Tx, save: SaveJob, tally: Tally, state: RunState): Promise<void> {
    const kept: RunTally = { counts: { ...tally.counts }, groups: tally.groups, errorFile: this.#errorFile };
    await tx.kept.put(kinds.tally, this.#open.id, JSON.parse(JSON.stringify(kept)), keepUntil());
    const { rows } = tally.counts;
    await save({
      done: rows,
      total: Math.max(rows, this.#open.feed.total),
      state: { ...state },
      result: { ...tally.counts },
    });
  }
}

/** Refusals that a single row may be the reason of; others are about the whole import. */
function isAboutRows(error: Problem): boolean {
  return ['invalid-input', 'already-exists', 'in-use', 'conflict'].includes(error.code);
}

function faultOf(error: Problem): Fault {
  const first = error.extras.errors?.[0];
  const reason = first?.reason ?? error.detail ?? error.message;
  return {
    column: null,
    field: first?.field ?? null,
    code: first?.code ?? error.code,
    reason,
    cell: '',
    canEmpty: false,
  };
}

async function keepRefused(tx: Tx, plan: ImportPlan, id: string, outcomes: readonly RowOutcome[]): Promise<void> {
  const refused = outcomes.filter((o) => o.did === 'error');
  const rows = refused.map((o) => ({
    line: o.row.line,
    cells: o.row.cells,
    reasons: o.faults.map((f) => sentence(plan, f)),
  }));
  await keepRows(tx, id, rows);
}

/** In pieces of bounded size, each under an id that sorts behind those before. */
async function keepRows(tx: Tx, id: string, rows: RefusedRows['rows']): Promise<void> {
  let piece: RefusedRows['rows'][number][] = [];
  let size = 0;
  const put = async (): Promise<void> => {
    if (piece.length > 0) await tx.kept.put(kinds.refused(id), newId(), { rows: piece } as never, refusedUntil());
    piece = [];
    size = 0;
  };
  for (const row of rows) {
    const length = row.cells.reduce((sum, cell) => sum + cell.length, 100);
    if (size + length > refusedAtOnce) await put();
    piece.push(row);
    size += length;
  }
  await put();
}

function sentence(plan: ImportPlan, fault: Fault): string {
  const heading = fault.column === null ? undefined : plan.headings[fault.column];
  const label =
    fault.field === null ? undefined : (plan.fields.find((f) => f.name === fault.field)?.field.label ?? fault.field);
  const where = heading ?? label;
  return where === undefined ? fault.reason : `${where}: ${fault.reason}`;
}

async function keepWaiting(tx: Tx, id: string, outcomes: readonly RowOutcome[]): Promise<void> {
  const items = outcomes.flatMap((o) =>
    o.waiting.map((wish) => ({ record: o.id!, line: o.row.line, cells: o.row.cells, wish })),
  );
  if (items.length > 0) await tx.kept.put(kinds.waiting(id), newId(), { items } as never, keepUntil());
}
