// The import itself: batch after batch, each with its progress in one transaction, so that a crash anywhere loses and doubles nothing.
import type { Problem } from '../../contract/problem.ts';
import type { JobRun, SaveJob } from '../../core/feature.ts';
import type { Tx } from '../../core/tx.ts';
import { type Claims, areApart, claimsOf } from './claims.ts';
import { storeErrorFile } from './error-file.ts';
import type { FileRow, RowBatch } from './file-rows.ts';
import { type RunTally, keepUntil, kinds } from './import-doc.ts';
import { type OpenImport, batchSize, faultOf, importRows, isAboutRows, openImport } from './import-work.ts';
import { keepRefused, keepRows, keepWaiting, sentence } from './kept-rows.ts';
import { LinkMemory, newLayer } from './link-finder.ts';
import { RowsRefused, markRefused } from './others.ts';
import { type RowDraft, readRow } from './row-reader.ts';
import { connectWaiting } from './self-links.ts';
import { Tally } from './tally.ts';

/** What is saved with every batch; counts only, because it stands in the job's row. */
export interface RunState {
  /** records of the file that are done with */
  readonly consumed: number;
  /** all rows are done; what is left are references between them */
  readonly rowsDone: boolean;
}

/** The batch before this one failed while this one was being written: it is taken back and written again afterwards. */
class Disturbed extends Error {
  override name = 'Disturbed';
}

/** One batch on its way. */
interface InFlight {
  readonly claims: Claims;
  /** the first try of it, committed or failed */
  readonly tried: Promise<void>;
  /** all of it is in the database, row by row if need be */
  readonly done: Promise<void>;
  /** `done` of the batch before it */
  readonly before: Promise<void>;
}

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

  /**
   * Answers how far it came: to the end, or to where somebody cancelled. While the database writes a batch, the next one is prepared and
   * sent; it commits after the one before, so that what is saved is always a beginning of the file.
   */
  async rows(consumed: number): Promise<number> {
    const { feed, plan } = this.#open;
    await feed.skip(consumed);
    let done = consumed;
    let last: InFlight | null = null;
    try {
      for (let batch = await feed.batch(batchSize); batch !== null; batch = await feed.batch(batchSize)) {
        if (await this.#job.cancelled()) {
          await last?.done;
          return done;
        }
        const drafts = batch.rows.map(({ record }) => readRow(plan, record));
        if (last !== null) await last.before;
        const claims = claimsOf(plan, drafts, this.#memory);
        if (last !== null && !areApart(last.claims, claims)) await last.done;
        last = this.#launch(batch, drafts, claims, last);
        done = batch.consumed;
      }
      await last?.done;
    } finally {
      await last?.done.catch(() => undefined);
    }
    await this.#job.open((tx, save) => this.#save(tx, save, this.#tally, { consumed: feed.consumed, rowsDone: true }));
    return feed.consumed;
  }

  #launch(batch: RowBatch, drafts: readonly RowDraft[], claims: Claims, last: InFlight | null): InFlight {
    const before = last?.done ?? Promise.resolve();
    const blank = batch.rows.reduce((sum, row) => sum + row.blank, batch.blank);
    const tried = this.#writeAtOnce(drafts, blank, batch.consumed, last?.tried);
    const done = this.#settle(tried, before, batch.rows, batch);
    // Whoever comes next waits for them; a failure must not be called unhandled until then.
    tried.catch(() => undefined);
    done.catch(() => undefined);
    return { claims, tried, done, before };
  }

  async #settle(
    tried: Promise<void>,
    before: Promise<void>,
    rows: readonly FileRow[],
    end: Pick<RowBatch, 'blank' | 'consumed'>,
  ): Promise<void> {
    try {
      await tried;
    } catch (error) {
      if (error instanceof Disturbed) {
        await before;
        await this.#write(rows, end);
      } else if (error instanceof RowsRefused) {
        await before;
        await this.#write(rows, end, error.faults);
      } else if (isAboutRows(error)) await this.#split(rows, end, error);
      else throw error;
    }
  }

  /** One transaction; where it is refused as a whole, its halves, down to the one row that is the reason. */
  async #write(
    rows: readonly FileRow[],
    end: Pick<RowBatch, 'blank' | 'consumed'>,
    refused: RowsRefused['faults'] = new Map(),
  ): Promise<void> {
    const read = rows.map(({ record }) => readRow(this.#open.plan, record));
    const drafts = markRefused(read, refused);
    try {
      await this.#writeAtOnce(
        drafts,
        rows.reduce((sum, row) => sum + row.blank, end.blank),
        end.consumed,
      );
    } catch (error) {
      if (error instanceof RowsRefused) {
        await this.#write(rows, end, new Map([...refused, ...error.faults]));
        return;
      }
      if (!isAboutRows(error)) throw error;
      await this.#split(rows, end, error);
    }
  }

  async #split(rows: readonly FileRow[], end: Pick<RowBatch, 'blank' | 'consumed'>, error: Problem): Promise<void> {
    if (rows.length > 1) {
      const half = Math.ceil(rows.length / 2);
      await this.#write(rows.slice(0, half), { blank: 0, consumed: rows[half - 1]!.consumed });
      await this.#write(rows.slice(half), end);
      return;
    }
    const draft = readRow(this.#open.plan, rows[0]!.record);
    await this.#writeAtOnce([{ ...draft, faults: [faultOf(error)] }], rows[0]!.blank + end.blank, end.consumed);
  }

  /** `after`: the batch before, under way at the same time; this one commits only once that one has. */
  async #writeAtOnce(rows: readonly RowDraft[], blank: number, consumed: number, after?: Promise<void>): Promise<void> {
    const { id, plan } = this.#open;
    const undisturbed = async (): Promise<void> => {
      await after?.catch((error: unknown) => {
        throw new Disturbed('the batch before failed', { cause: error });
      });
    };
    const done = await this.#job.open(async (tx, save) => {
      const layer = newLayer();
      const outcomes = await importRows(tx, plan, rows, this.#memory, layer, {
        preview: 0,
        beforeUpdates: undisturbed,
      });
      await undisturbed();
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

  /** References between rows of the file. */
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
    const total = Math.max(rows, this.#open.feed.total);
    await save({ done: rows, total, state: { ...state }, result: { ...tally.counts } });
  }
}
