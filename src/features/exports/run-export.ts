// The job that makes the file: the ids of the list as of one instant, then the records page by page in that order, each page a unit of work
// of the person's under the rights of that moment; and never a file with fewer records than were listed.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entity, wholeOf } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import { exportAllowance } from '../../core/access/allowance.ts';
import type { JobKind, JobRun, SaveJob } from '../../core/feature.ts';
import type { Tx } from '../../core/tx.ts';
import { type Layout, layOut } from './columns.ts';
import { exportRowsMost } from './contract.ts';
import {
  type ExportDoc,
  exportExpiry,
  fileName,
  formatOf,
  getExport,
  markOf,
  putExport,
  rightsMark,
} from './export-doc.ts';
import { readIds, readParts, removeParts, storeIds, storePart } from '../../core/files/parts.ts';
import { tellOfMany } from './rules.ts';

export interface ExportLimits {
  readonly rows: number;
  /** of the finished file, before packing */
  readonly bytes: number;
  /** of one page: what is held in memory at a time, and what a crash costs */
  readonly pageBytes: number;
  readonly pageRows: number;
}

export const usualExportLimits: ExportLimits = {
  rows: exportRowsMost,
  bytes: 1024 ** 3,
  pageBytes: 1024 ** 2,
  pageRows: 1000,
};

/** What stands in the job's row: ids of files, counts and sums, nothing of any record. */
interface State {
  readonly phase: 'pages' | 'finished' | 'given up';
  /** why it was given up; null when somebody cancelled it */
  readonly refusal: string | null;
  /** the file that holds the ids */
  readonly ids: string;
  readonly total: number;
  readonly next: number;
  readonly parts: readonly string[];
  readonly bytes: number;
  readonly packed: number;
  readonly crc: number;
  /** objects that are read, the rights on them and the columns as they were when the ids were listed */
  readonly reads: readonly string[];
  readonly rights: string;
  readonly shape: string;
}

type Outcome = { readonly state: State } | { readonly refusal: Problem };

export function exportJob(limits: ExportLimits): JobKind {
  return { kind: 'export', run: (job) => runExport(job, limits) };
}

async function runExport(job: JobRun, limits: ExportLimits): Promise<void> {
  const id = String(job.input['export']);
  let { state, ids } = 'phase' in job.state ? await resume(job) : await beginOrGiveBack(job, id, limits);
  if (state.phase === 'given up') return await endAsBefore(job, state);
  if (state.phase === 'finished') return;
  while (state.parts.length === 0 || state.next < state.total) {
    if (await job.cancelled()) return await giveUp(job, state, null);
    const before = state;
    state = await orGiveUp(job, before, (tx, save) => writePage(tx, save, id, before, ids, limits));
  }
  if (await job.cancelled()) return await giveUp(job, state, null);
  const whole = state;
  await orGiveUp(job, whole, (tx, save) => finish(tx, save, id, whole, limits));
}

/** One unit of work; what it refuses for good takes away all that was made so far. */
async function orGiveUp(job: JobRun, state: State, work: (tx: Tx, save: SaveJob) => Promise<Outcome>): Promise<State> {
  const outcome = await job.open(work);
  if ('state' in outcome) return outcome.state;
  await giveUp(job, state, outcome.refusal.message);
  throw outcome.refusal;
}

/** What cannot even begin counts for nothing. */
async function beginOrGiveBack(job: JobRun, id: string, limits: ExportLimits): Promise<Standing> {
  try {
    return await begin(job, id, limits);
  } catch (error) {
    // who may not work in the product any more cannot give anything back either: the first failure is the one to tell
    if (error instanceof Problem) await job.open((tx) => tx.exportRules.giveBack(id)).catch(() => undefined);
    throw error;
  }
}

interface Standing {
  readonly state: State;
  readonly ids: readonly string[];
}

/** One statement lists what will be in the file: nothing that changes while the pages are written can slip between two of them. */
async function begin(job: JobRun, id: string, limits: ExportLimits): Promise<Standing> {
  return await job.open(async (tx, save) => {
    const { doc } = await getExport(tx, id);
    const e = tx.catalog.find(doc.entity);
    const layout = layoutOf(tx, e, doc);
    // The list may have grown since it was asked for.
    const { rows } = exportAllowance(tx.me, e);
    const ids = await tx.exports.ids(e, doc.query, Math.min(limits.rows, rows ?? limits.rows));
    await tx.exportRules.take(id, ids.length);
    const reads = [...new Set([e.name, ...layout.refersTo].flatMap((name) => withWholes(tx, name)))];
    const state: State = {
      phase: 'pages',
      refusal: null,
      ids: await storeIds(tx, ids),
      total: ids.length,
      next: 0,
      parts: [],
      bytes: 0,
      packed: 0,
      crc: 0,
      reads,
      rights: rightsMark(tx.me, reads),
      shape: shapeOf(layout),
    };
    await save({ done: 0, total: ids.length, state: { ...state } });
    return { state, ids };
  });
}

/** A part is seen where its whole is: whoever loses that loses it too. */
function withWholes(tx: Tx, name: string): string[] {
  const e = tx.catalog.lookup(name);
  const whole = e === undefined ? null : wholeOf(e);
  return whole === null ? [name] : [name, ...withWholes(tx, whole)];
}

async function resume(job: JobRun): Promise<Standing> {
  const state = job.state as unknown as State;
  if (state.phase !== 'pages') return { state, ids: [] };
  return { state, ids: await job.open((tx) => readIds(tx, state.ids)) };
}

function layoutOf(tx: Tx, e: Entity, doc: ExportDoc): Layout {
  return layOut(e, doc.columns, tx.exports.fields(e), doc.ids);
}

function shapeOf(layout: Layout): string {
  const text = JSON.stringify(layout.columns.map((c) => [c.heading, c.kind]));
  return createHash('sha256').update(text).digest('base64url');
}

async function writePage(
  tx: Tx,
  save: SaveJob,
  id: string,
  state: State,
  ids: readonly string[],
  limits: ExportLimits,
): Promise<Outcome> {
  if (rightsMark(tx.me, state.reads) !== state.rights) return refused(rightsChanged);
  const { doc } = await getExport(tx, id);
  const e = tx.catalog.find(doc.entity);
  const layout = layoutOf(tx, e, doc);
  if (shapeOf(layout) !== state.shape) return refused('The fields were changed while the export ran.');
  const page = ids.slice(state.next, state.next + pageSize(state, limits));
  const rows = await tx.exports.rows(e, page, layout.fields);
  if (rows.length < page.length)
    return refused(
      `${page.length - rows.length} of ${state.total} records were removed or taken out of your reach while the export ran.`,
    );
  const format = formatOf(doc);
  const place = { from: state.next, first: state.parts.length === 0, last: state.next + page.length === state.total };
  const bytes = Buffer.from(format.write(layout.columns, { rows, ...place }, markOf(tx, e, doc, state.total)));
  if (state.bytes + bytes.length > limits.bytes)
    return {
      refusal: new Problem('too-large', `The file would hold more than ${Math.floor(limits.bytes / 1024 ** 2)} MB.`),
    };
  const packed = await format.pack(bytes, place.last);
  const after: State = {
    ...state,
    next: state.next + page.length,
    parts: [...state.parts, await storePart(tx, packed)],
    bytes: state.bytes + bytes.length,
    packed: state.packed + packed.length,
    crc: crc32(bytes, state.crc),
  };
  await tx.note({
    what: 'exported a page',
    entity: e.name,
    values: { export: id, from: state.next, records: page.length },
  });
  await save({ done: after.next, total: after.total, state: { ...after } });
  return { state: after };
}

const rightsChanged = 'Your rights were changed while the export ran.';

function refused(what: string): Outcome {
  return { refusal: new Problem('wrong-state', `${what} No file was kept; start it again.`) };
}

/** As many rows as fill a page, going by those written so far. */
function pageSize(state: State, limits: ExportLimits): number {
  if (state.next === 0) return Math.min(200, limits.pageRows);
  const most = Math.floor((limits.pageBytes * state.next) / state.bytes);
  return Math.min(limits.pageRows, Math.max(25, most));
}

/** Puts the parts together, in the same transaction in which the file becomes the person's and the parts go. */
async function finish(tx: Tx, save: SaveJob, id: string, state: State, limits: ExportLimits): Promise<Outcome> {
  if (rightsMark(tx.me, state.reads) !== state.rights) return refused(rightsChanged);
  const { doc } = await getExport(tx, id, true);
  const e = tx.catalog.find(doc.entity);
  const format = formatOf(doc);
  const mark = markOf(tx, e, doc, state.total);
  const expires = exportExpiry();
  const whole = format.join(readParts(tx, state.parts), state, mark);
  const stored = await tx.files.store(fileName(mark, format.extension), Readable.from(whole, { objectMode: false }), {
    maxBytes: limits.bytes + 1024 ** 2,
    expires,
  });
  const { name, size, sha256 } = stored;
  const file = { id: stored.id, name, size, sha256, rows: state.total, reads: state.reads, rights: state.rights };
  await putExport(tx, id, { ...doc, file, until: expires.toISOString() });
  await removeParts(tx, [state.ids, ...state.parts]);
  await tx.note({
    what: 'exported',
    entity: e.name,
    values: { ...askedFor(id, doc), records: state.total, file: name, size, sha256 },
  });
  const { format: as, reason } = doc;
  const taking = { export: id, entity: e.name, format: as, records: state.total, reason };
  await tellOfMany(tx, taking, await tx.exportRules.taken());
  const result = { export: id, rows: state.total, bytes: size };
  const after: State = { ...state, phase: 'finished', parts: [] };
  await save({ done: state.total, total: state.total, state: { ...after }, result });
  return { state: after };
}

/** What is put on record of an export, when it is asked for and when it is finished. */
export function askedFor(id: string, doc: ExportDoc) {
  const { format, columns, reason, ids, query } = doc;
  return { export: id, format, columns, reason, ids, query: { ...query } } as never as Record<string, never>;
}

/** Nothing half done stays behind. */
async function giveUp(job: JobRun, state: State, refusal: string | null): Promise<void> {
  await job.open(async (tx, save) => {
    await removeParts(tx, [state.ids, ...state.parts]);
    await tx.exportRules.giveBack(String(job.input['export']));
    await tx.note({
      what: refusal === null ? 'export cancelled' : 'export failed',
      values: { export: String(job.input['export']), records: state.next, reason: refusal },
    });
    await save({
      done: state.next,
      total: state.total,
      state: { ...state, phase: 'given up', refusal, parts: [] },
    });
  });
}

/** The program was interrupted between giving up and saying so. */
async function endAsBefore(job: JobRun, state: State): Promise<void> {
  if (state.refusal !== null) throw new Problem('wrong-state', state.refusal);
  await job.cancelled();
}
