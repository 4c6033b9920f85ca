// The dry run: every row goes through the very path of the import, in transactions that are taken back; what would happen is counted.
import { createHash } from 'node:crypto';
import type { JobRun } from '../../core/feature.ts';
import type { OtherOutcome, RowOutcome } from './batch.ts';
import { fingerprint, getImport, kinds, keepUntil } from './import-doc.ts';
import { type OpenImport, batchSize, faultOf, importRows, isAboutRows, openImport } from './import-work.ts';
import { type LinkLayer, LinkMemory, newLayer } from './link-finder.ts';
import type { ImportPlan } from './plan.ts';
import { RowsRefused, markRefused } from './others.ts';
import { unfoundSelf } from './self-links.ts';
import { type Fault, type LinkWish, type RowDraft, keysOfRow, readRow } from './row-reader.ts';
import { Tally, changesKept } from './tally.ts';

/** Between two reports of progress; rehearsals themselves leave nothing to save. */
const saveEveryMs = 400;

export async function runCheck(job: JobRun): Promise<void> {
  const open = await job.open((tx) => openImport(tx, job));
  try {
    await checkAll(job, open);
  } finally {
    await open.feed.close();
  }
}

async function checkAll(job: JobRun, { id, doc, plan, feed }: OpenImport): Promise<void> {
  const memory = new LinkMemory();
  const tally = new Tally(plan.headings);
  const across = new AcrossBatches(plan);
  let saved = 0;
  const count = async ({ outcomes, layer, blank }: Rehearsed): Promise<void> => {
    memory.keep(layer, false);
    tally.counts.blank += blank;
    tally.add(
      outcomes.map((o) => across.see(o)),
      across.newlyMade(layer.fresh),
    );
    if (performance.now() - saved < saveEveryMs) return;
    saved = performance.now();
    await job.open((_tx, save) => save({ done: tally.counts.rows, total: feed.total, result: { ...tally.counts } }));
  };
  // While the database tries one batch, the next is read and sent; they are counted in the order of the file.
  let last: Promise<Rehearsed> | null = null;
  try {
    for (let batch = await feed.batch(batchSize); batch !== null; batch = await feed.batch(batchSize)) {
      if (await job.cancelled()) return;
      const rows = batch.rows.map(({ record }) => readRow(plan, record));
      const blank = batch.rows.reduce((sum, row) => sum + row.blank, batch.blank);
      const preview = Math.max(0, changesKept - tally.changes.length);
      const next = rehearse(job, plan, rows, memory, preview).then((done): Rehearsed => ({ ...done, blank }));
      next.catch(() => undefined);
      if (last !== null) await count(await last);
      last = next;
    }
    if (last !== null) await count(await last);
  } finally {
    await last?.catch(() => undefined);
  }
  for (const { fault, line } of across.unfound()) tally.addFault(fault, line);
  await job.open(async (tx, save) => {
    await tx.kept.put(kinds.report, id, JSON.parse(JSON.stringify(tally.report())), keepUntil());
    const kept = await getImport(tx, id, true);
    await tx.kept.put(kinds.import, id, { ...kept.doc, checkedFor: fingerprint(doc.settings) } as never, keepUntil());
    await save({ done: tally.counts.rows, total: tally.counts.rows, result: { ...tally.counts } });
  });
}

interface Rehearsed {
  readonly outcomes: readonly RowOutcome[];
  readonly layer: LinkLayer;
  readonly blank: number;
}

/** Rows that are refused as a whole are tried in halves, down to the one that is the reason. */
async function rehearse(
  job: JobRun,
  plan: ImportPlan,
  rows: readonly RowDraft[],
  memory: LinkMemory,
  preview: number,
): Promise<Omit<Rehearsed, 'blank'>> {
  try {
    return await job.rehearse(async (tx) => {
      const layer = newLayer();
      return { layer, outcomes: await importRows(tx, plan, rows, memory, layer, { preview }) };
    });
  } catch (error) {
    if (error instanceof RowsRefused)
      return await rehearse(job, plan, markRefused(rows, error.faults), memory, preview);
    if (!isAboutRows(error)) throw error;
    if (rows.length <= 1) {
      const refused = rows.map((row) => ({ ...row, faults: [faultOf(error)] }));
      return await rehearse(job, plan, refused, memory, 0);
    }
    const half = Math.ceil(rows.length / 2);
    const first = await rehearse(job, plan, rows.slice(0, half), memory, preview);
    const second = await rehearse(job, plan, rows.slice(half), memory, preview);
    const layer = newLayer();
    for (const part of [first.layer, second.layer]) {
      for (const [name, found] of part.found) layer.found.set(name, found);
      for (const name of part.fresh) layer.fresh.add(name);
    }
    return { layer, outcomes: [...first.outcomes, ...second.outcomes] };
  }
}

/**
 * What the rows of earlier batches would have left behind, which their rehearsals took back: records that later rows then find, values
 * that only one record may hold, parents that stand further down.
 */
class AcrossBatches {
  readonly #plan: ImportPlan;
  readonly #keys = new Set<string>();
  readonly #unique: readonly { readonly field: string; readonly label: string; readonly seen: Set<string> }[];
  readonly #made = new Set<string>();
  /** what was last said of the other records of rows, by their keys */
  readonly #others = new Map<string, string>();
  /** keys by which rows of this file can be found as parents, by field */
  readonly #names = new Map<string, Set<string>>();
  readonly #waiting = new Map<string, { readonly wish: LinkWish; readonly lines: number[] }>();

  constructor(plan: ImportPlan) {
    this.#plan = plan;
    this.#unique = Object.entries(plan.entity.fields).flatMap(([field, f]) =>
      f.unique === true && field !== plan.key.field ? [{ field, label: f.label, seen: new Set<string>() }] : [],
    );
    for (const f of plan.fields) {
      for (const { setting } of f.sources) {
        if (setting.link?.entity === plan.entity.name) this.#names.set(setting.link.by, new Set());
      }
    }
  }

  see(o: RowOutcome): RowOutcome {
    const also = o.also.map((other) => this.#otherAsLater(other));
    const seen = { ...(o.did === 'error' ? o : this.#asLater(o)), also };
    if (seen.did === 'error') return seen;
    for (const [by, names] of this.#names) for (const name of this.#valuesFor(by, o.row)) names.add(short(name));
    for (const wish of o.waiting) {
      const known = this.#waiting.get(wish.name);
      if (known === undefined) this.#waiting.set(wish.name, { wish, lines: [o.row.line] });
      else known.lines.push(o.row.line);
    }
    return seen;
  }

  /** A company that an earlier batch would have made is found by then; whether it changes depends on what was last said of it. */
  #otherAsLater(other: OtherOutcome): OtherOutcome {
    if (other.key === null) return other;
    const name = short(`${other.of} ${other.key}`);
    const [before, says] = [this.#others.get(name), short(other.says)];
    this.#others.set(name, says);
    if (before === undefined || other.did === 'skipped') return other;
    const found = this.#plan.also.find((slot) => slot.of === other.of)?.plan.key.found;
    return { ...other, did: found === 'skip' ? 'skipped' : before === says ? 'unchanged' : 'updated' };
  }

  /** The outcome as it will be once the earlier rows are really there. */
  #asLater(o: RowOutcome): RowOutcome {
    const keys = keysOfRow(this.#plan, o.row).map((key) => short(this.#fold(this.#plan.key.field ?? '', key)));
    const repeated = keys.some((key) => this.#keys.has(key));
    for (const key of keys) this.#keys.add(key);
    if (repeated && o.did === 'created') {
      return { ...o, did: this.#plan.key.found === 'skip' ? 'skipped' : 'updated', change: null };
    }
    for (const { field, label, seen } of this.#unique) {
      const value = o.row.values[field];
      if (typeof value !== 'string' || o.did !== 'created') continue;
      const key = short(this.#fold(field, value));
      if (seen.has(key)) return { ...o, did: 'error', change: null, faults: [this.#double(field, label, value)] };
      seen.add(key);
    }
    return o;
  }

  #double(field: string, label: string, cell: string): Fault {
    const column = this.#plan.fields.find((f) => f.name === field)?.sources[0]?.column ?? null;
    const reason = `Another row of the file already has this ${label.toLowerCase()}.`;
    return {
      column,
      field,
      code: 'already-exists',
      reason,
      fits: 'A value no other record has.',
      cell,
      canEmpty: true,
    };
  }

  #fold(field: string, value: string): string {
    return this.#plan.foldOf(this.#plan.entity.name, field)(value);
  }

  #valuesFor(by: string, row: RowDraft): string[] {
    return keysOfRow({ ...this.#plan, key: { ...this.#plan.key, field: by } }, row).map((key) => this.#fold(by, key));
  }

  /** How many of these were not made by an earlier batch already. */
  newlyMade(fresh: ReadonlySet<string>): number {
    const before = this.#made.size;
    for (const name of fresh) this.#made.add(name);
    return this.#made.size - before;
  }

  /** Parents that neither exist nor stand in the file. */
  unfound(): { fault: Fault; line: number }[] {
    return [...this.#waiting.values()].flatMap(({ wish, lines }) => {
      const inFile = this.#names.get(wish.link.by)?.has(short(this.#fold(wish.link.by, wish.key))) === true;
      return wish.link.missing !== 'refuse' || inFile ? [] : lines.map((line) => ({ fault: unfoundSelf(wish), line }));
    });
  }
}

/** Sixteen characters stand for a value: a million of them fit into memory, and two equal ones by chance do not happen. */
function short(value: string): string {
  return createHash('sha1').update(value).digest('base64').slice(0, 16);
}
