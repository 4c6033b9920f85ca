// Puts together what the page shows of an import: what was found, how it reads, what is open, what came of it.
import type { Entity } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import type { Job } from '../../core/jobs.ts';
import type { Kept } from '../../core/kept.ts';
import type { Tx } from '../../core/tx.ts';
import { undoDays } from '../../core/operation.ts';
import type { JobView } from '../jobs/contract.ts';
import { presentJob } from '../jobs/contract.ts';
import { blockersOf } from './blockers.ts';
import { shapeOfColumn } from './cell-shape.ts';
import type { Blocker, Question } from '../../contract/importing.ts';
import type { ColumnView, ImportState, ImportSummary, ImportView } from './contract.ts';
import type { CheckReport } from '../../contract/import-report.ts';
import { type ImportDoc, type RunTally, fingerprint, kinds } from './import-doc.ts';
import { type Look, lookAt } from './look.ts';
import { mappingsFor } from './mappings.ts';
import { readSamples } from './readings.ts';
import { columnsOf, fieldOfColumn, placeOf, questionsOf } from './settle.ts';
import { keyFor, usedSlots } from './slots.ts';
import { importableEntities, targetsOf } from './targets.ts';

const samplesShown = 3;

/** Jobs of one import, as far as they are still there. */
export interface Jobs {
  readonly check: Job | null;
  readonly run: Job | null;
  readonly undo: Job | null;
}

export async function jobsOf(tx: Tx, doc: ImportDoc): Promise<Jobs> {
  const find = async (id: string | null): Promise<Job | null> => (id === null ? null : await tx.jobs.view(id));
  return { check: await find(doc.jobs.check), run: await find(doc.jobs.run), undo: await find(doc.jobs.undo) };
}

const isOpen = (job: Job | null): boolean => job !== null && (job.status === 'waiting' || job.status === 'running');

/** Follows from the jobs alone, so that it can never disagree with them. */
export function stateOf(doc: ImportDoc, jobs: Jobs): ImportState {
  if (isOpen(jobs.undo)) return 'undoing';
  if (jobs.undo?.status === 'done') return 'undone';
  if (isOpen(jobs.run)) return 'running';
  if (jobs.run !== null)
    return jobs.run.status === 'done' ? 'done' : jobs.run.status === 'cancelled' ? 'cancelled' : 'failed';
  if (isOpen(jobs.check)) return 'checking';
  return jobs.check?.status === 'done' && doc.checkedFor === fingerprint(doc.settings) ? 'checked' : 'open';
}

export interface Examined {
  readonly look: Look | null;
  readonly questions: readonly Question[];
  readonly blockers: readonly Blocker[];
}

/** What the file shows under the present settings, and what is still open. */
export async function examine(tx: Tx, doc: ImportDoc): Promise<Examined> {
  const { settings } = doc;
  let look: Look;
  try {
    look = await lookAt(tx, doc.file.id, settings.dialect);
  } catch (error) {
    // An encoding that was chosen and does not fit is for the page to show, not the end of it.
    if (!(error instanceof Problem)) throw error;
    const reason = error.detail ?? error.message;
    const code = error.extras.errors?.[0]?.code ?? error.code;
    return { look: null, questions: [], blockers: [{ column: null, field: null, code, reason }] };
  }
  const entity = settings.entity === null ? null : tx.catalog.entity(settings.entity);
  const targets = entity === null ? [] : targetsOf(tx.me, tx.catalog, entity);
  const blockers = blockersOf(entity, settings, look.headings, targets, (name) => tx.catalog.entity(name));
  return { look, questions: [...doubtsOf(doc), ...questionsOf(tx, settings, look)], blockers };
}

const encodingNames: Readonly<Record<string, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (LE)',
  'utf-16be': 'UTF-16 (BE)',
  'windows-1252': 'Western European (Windows-1252)',
  'iso-8859-1': 'Western European (Latin-1)',
  macintosh: 'Western European (Mac Roman)',
  big5: 'Traditional Chinese (Big5)',
};

const delimiterNames: Readonly<Record<string, string>> = { ',': 'Comma', ';': 'Semicolon', '\t': 'Tab', '|': 'Bar' };

function doubtsOf({ doubts, settings: { dialect } }: ImportDoc): Question[] {
  const out: Question[] = [];
  if (doubts.encoding.length > 0) {
    const values = [...new Set([dialect.encoding, ...doubts.encoding])];
    const choices = values.map((value) => ({ value, label: encodingNames[value] ?? value, examples: [] }));
    out.push({ column: null, ask: 'encoding', text: 'In which encoding is the file written?', choices });
  }
  if (doubts.delimiter.length > 0) {
    const values = [...new Set([dialect.delimiter, ...doubts.delimiter])];
    const choices = values.map((value) => ({ value, label: delimiterNames[value] ?? value, examples: [] }));
    out.push({ column: null, ask: 'delimiter', text: 'Which sign separates the columns?', choices });
  }
  if (doubts.headingRow) {
    const choices = [
      { value: Math.max(1, dialect.headingRow), label: 'The first row holds the headings', examples: [] },
      { value: 0, label: 'There are no headings', examples: [] },
    ];
    out.push({ column: null, ask: 'headingRow', text: 'Does the file have headings?', choices });
  }
  return out;
}

/** `known`: the jobs as they were asked for before; state and results then tell of the same moment. */
export async function summaryOf(tx: Tx, kept: Kept<ImportDoc>, known?: Jobs): Promise<ImportSummary> {
  const { doc, id, createdAt } = kept;
  const jobs = known ?? (await jobsOf(tx, doc));
  const counts = jobs.run === null ? null : ((await tx.kept.find<RunTally>(kinds.tally, id))?.doc.counts ?? null);
  const isThere = new Date(doc.file.expiresAt) > now();
  return {
    id,
    name: doc.file.name,
    size: doc.workbook?.size ?? doc.file.size,
    createdAt,
    fileUntil: isThere ? doc.file.expiresAt : null,
    entity: doc.settings.entity,
    state: stateOf(doc, jobs),
    counts,
  };
}

export async function viewOf(tx: Tx, kept: Kept<ImportDoc>): Promise<ImportView> {
  const { doc, id } = kept;
  const { settings } = doc;
  const jobs = await jobsOf(tx, doc);
  const head = await summaryOf(tx, kept, jobs);
  const { look, questions, blockers } = await examine(tx, doc);
  const entity = settings.entity === null ? null : tx.catalog.entity(settings.entity);
  const report = jobs.check === null ? null : ((await tx.kept.find<CheckReport>(kinds.report, id))?.doc ?? null);
  const isStale = doc.checkedFor !== fingerprint(settings);
  return {
    ...head,
    counts: head.counts ?? (jobs.check?.status === 'done' && !isStale ? (report?.counts ?? null) : null),
    dialect: settings.dialect,
    sheets: [...(doc.workbook?.sheets ?? [])],
    looked: { rows: look?.rows.length ?? 0, whole: look?.whole ?? false },
    before: [...(look?.before ?? [])],
    columns: look === null ? [] : columnViews(tx, doc, look),
    constants: [...settings.constants],
    key: settings.key,
    mappings: look === null ? [] : await mappingsFor(tx, look.headings),
    also: entity === null ? [] : alsoViews(tx, doc, entity),
    targets: entity === null ? [] : targetsOf(tx.me, tx.catalog, entity),
    entities: importableEntities(tx.me, tx.catalog),
    questions: [...questions],
    blockers: [...blockers],
    check: jobs.check === null ? null : { job: present(jobs.check), stale: isStale, report },
    run: jobs.run === null ? null : await runView(tx, id, jobs.run),
    undo: jobs.undo === null ? null : { job: present(jobs.undo) },
  };
}

function alsoViews(tx: Tx, { settings }: ImportDoc, entity: Entity): ImportView['also'] {
  return usedSlots(entity, (name) => tx.catalog.entity(name), settings).map((slot) => ({
    of: slot.of,
    key: keyFor(settings, slot.of),
    entity: slot.entity.name,
    label: slot.entity.label,
  }));
}

function present(job: Job): JobView {
  return presentJob(job, now());
}

async function runView(tx: Tx, id: string, job: Job): Promise<ImportView['run']> {
  const tally = (await tx.kept.find<RunTally>(kinds.tally, id))?.doc;
  const undoUntil = new Date(new Date(job.createdAt).getTime() + undoDays * 86_400_000);
  const changed = tally !== undefined && tally.counts.created + tally.counts.updated + tally.counts.made > 0;
  return {
    job: present(job),
    groups: isOpen(job) ? null : [...(tally?.groups ?? [])],
    errorFile: (tally?.errorFile ?? null) !== null,
    undoUntil: changed && undoUntil > now() ? undoUntil.toISOString() : null,
  };
}

type ColumnFacts = Pick<ColumnView, 'heading' | 'samples' | 'guess' | 'filled'>;

const facts = new WeakMap<Look, readonly ColumnFacts[]>();

/** What the cells tell whatever is decided about them: worked out once, for the page of an import that runs asks again and again. */
function factsOf(look: Look): readonly ColumnFacts[] {
  let found = facts.get(look);
  if (found === undefined) {
    found = columnsOf(look).map(({ heading, cells }) => {
      const filled = cells.filter((c) => c.trim() !== '');
      return {
        heading,
        samples: [...new Set(filled)].slice(0, samplesShown).map((s) => s.slice(0, 500)),
        guess: shapeOfColumn(cells),
        filled: cells.length === 0 ? 0 : filled.length / cells.length,
      };
    });
    facts.set(look, found);
  }
  return found;
}

function columnViews(tx: Tx, doc: ImportDoc, look: Look): ColumnView[] {
  const { settings } = doc;
  const place = placeOf(tx);
  return factsOf(look).map((column, at) => {
    const setting = settings.columns[at] ?? { column: at, field: null };
    const samples = [...column.samples];
    const field = fieldOfColumn(tx, settings, setting);
    return {
      column: at,
      heading: column.heading,
      samples,
      readings: field === undefined ? [] : readSamples(field, setting, samples, place.year, tx.me.region.country),
      guess: column.guess,
      filled: column.filled,
      setting,
      because: settings.because[at] ?? 'nothing',
    };
  });
}
