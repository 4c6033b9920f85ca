// Imports on the server: upload, look, decide, try, run, undo. The work itself is done by the jobs.
import { Problem } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import { type Call, type Feature, on } from '../../core/feature.ts';
import type { Job } from '../../core/jobs.ts';
import type { Kept } from '../../core/kept.ts';
import type { Tx } from '../../core/tx.ts';
import { type JobView, presentJob } from '../jobs/contract.ts';
import { undoInput, undoJob } from '../operations/contract.ts';
import { runCheck } from './check-job.ts';
import * as actions from './contract.ts';
import type { ImportView } from './contract.ts';
import { type Decision, decide } from './decide.ts';
import { errorName } from './error-file.ts';
import { type ImportDoc, type RunTally, getImport, kinds, refuseUnlessImporting, saveImport } from './import-doc.ts';
import { forgetMapping, keepMapping, useMapping } from './mappings.ts';
import { runImport } from './run-job.ts';
import { receiveUpload } from './receive.ts';
import { uploadFile, withSheet } from './upload.ts';
import { examine, jobsOf, stateOf, summaryOf, viewOf } from './view.ts';

/** The import, held against other changes, where its state allows what is asked. */
async function locked(
  tx: Tx,
  id: string,
  states: readonly actions.ImportState[],
  otherwise: string,
): Promise<Kept<ImportDoc>> {
  const kept = await getImport(tx, id, true);
  if (!states.includes(stateOf(kept.doc, await jobsOf(tx, kept.doc)))) throw new Problem('wrong-state', otherwise);
  return kept;
}

const changeable: readonly actions.ImportState[] = ['open', 'checked', 'undone'];

async function change(tx: Tx, input: Decision & { id: string; mapping?: string | undefined }): Promise<ImportView> {
  const kept = await locked(
    tx,
    input.id,
    changeable,
    'This import can be changed once nothing runs, and not after it ran.',
  );
  const sheet = input.dialect?.sheet;
  const isOther = sheet !== undefined && sheet !== kept.doc.settings.dialect.sheet;
  const read = isOther ? await withSheet(tx, kept.doc, sheet) : kept.doc;
  const doc = input.mapping === undefined ? read : await useMapping(tx, read, input.mapping);
  await saveImport(tx, input.id, await decide(tx, doc, isOther ? withoutDialect(input) : input));
  return await viewOf(tx, await getImport(tx, input.id));
}

/** Another sheet is read as it is found; what was said of the one before does not fit it. */
function withoutDialect({ dialect: _dialect, ...rest }: Decision & { id: string }): Decision {
  return rest;
}

/** Nothing is started while something is open: each question and each blocker is named. */
async function refuseUnlessReady(tx: Tx, doc: ImportDoc): Promise<void> {
  refuseUnlessImporting(tx, doc.settings.entity);
  const { questions, blockers } = await examine(tx, doc);
  const errors = [
    ...questions.map((q) => ({
      field: nameOf(q.column),
      code: `ask-${q.ask}`,
      reason: q.text,
      fits: q.choices.map((c) => c.label).join(', '),
    })),
    ...blockers.map((b) => ({
      field: b.field ?? nameOf(b.column),
      code: b.code,
      reason: b.reason,
      ...(b.fits === undefined ? {} : { fits: b.fits }),
    })),
  ];
  if (errors.length > 0)
    throw new Problem('invalid-input', 'Some things must be decided before this import can start.', { errors });
}

function nameOf(column: number | null): string {
  return column === null ? 'file' : `columns.${column}`;
}

async function start(tx: Tx, id: string, what: 'check' | 'run'): Promise<{ job: JobView }> {
  const { doc } = await locked(tx, id, changeable, 'This import runs, or has run already. Undo it to run it again.');
  await refuseUnlessReady(tx, doc);
  const label = tx.catalog.entity(doc.settings.entity!).labelPlural.toLowerCase();
  const title = what === 'check' ? `Try the import of ${label}` : `Import ${label}`;
  const job = await tx.jobs.start(`import.${what}`, title, { import: id });
  if (what === 'run') {
    for (const kind of [kinds.refused(id), kinds.waiting(id)]) await tx.kept.remove(kind);
    await tx.kept.remove(kinds.tally, id);
  }
  const jobs = what === 'check' ? { ...doc.jobs, check: job } : { ...doc.jobs, run: job, undo: null };
  await saveImport(tx, id, { ...doc, jobs });
  return { job: presentJob(await tx.jobs.view(job), now()) };
}

async function cancel(tx: Tx, id: string): Promise<{ job: JobView }> {
  const { doc } = await getImport(tx, id);
  const jobs = await jobsOf(tx, doc);
  const state = stateOf(doc, jobs);
  const job: Job | null = state === 'running' ? jobs.run : state === 'checking' ? jobs.check : null;
  if (job === null) throw new Problem('wrong-state', 'Nothing of this import is running.');
  return { job: presentJob(await tx.jobs.cancel(job.id), now()) };
}

async function undo(tx: Tx, id: string): Promise<{ job: JobView }> {
  const { doc } = await locked(
    tx,
    id,
    ['done', 'cancelled', 'failed'],
    'Only an import that has ended can be undone, and only once.',
  );
  const run = await tx.jobs.view(doc.jobs.run!);
  const label = tx.catalog.entity(doc.settings.entity!).labelPlural.toLowerCase();
  const job = await tx.jobs.start(undoJob, `Undo the import of ${label}`, undoInput(run.operation));
  await saveImport(tx, id, { ...doc, jobs: { ...doc.jobs, undo: job } });
  return { job: presentJob(await tx.jobs.view(job), now()) };
}

async function download(tx: Tx, id: string, call: Call): Promise<unknown> {
  const { doc } = await getImport(tx, id);
  const tally = await tx.kept.find<RunTally>(kinds.tally, id);
  const file = tally?.doc.errorFile ?? null;
  if (file === null) throw new Problem('not-found', 'This import has no file of refused rows.');
  const { stream } = await tx.files.read(file);
  call.answer.file = { stream, name: errorName(doc), type: 'text/csv; charset=utf-8' };
  return null;
}

async function remove(tx: Tx, id: string): Promise<Record<string, never>> {
  const ended: readonly actions.ImportState[] = ['open', 'checked', 'done', 'cancelled', 'failed', 'undone'];
  const { doc } = await locked(tx, id, ended, 'Something of this import is running. Cancel it first.');
  const errorFile = (await tx.kept.find<RunTally>(kinds.tally, id))?.doc.errorFile ?? null;
  if (new Date(doc.file.expiresAt) > now()) {
    await tx.files.remove(doc.file.id);
    if (doc.workbook !== undefined) await tx.files.remove(doc.workbook.id);
  }
  if (errorFile !== null && new Date(doc.file.expiresAt) > now()) await tx.files.remove(errorFile);
  for (const kind of [kinds.import, kinds.report, kinds.tally]) await tx.kept.remove(kind, id);
  for (const kind of [kinds.refused(id), kinds.waiting(id)]) await tx.kept.remove(kind);
  return {};
}

export const imports: Feature = {
  name: 'imports',
  handlers: [
    on(actions.uploadImport, uploadFile, receiveUpload),
    on(actions.listImports, async (tx) => {
      const kept = await tx.kept.list<ImportDoc>(kinds.import, { limit: 100, down: true });
      const rows = [];
      for (const one of kept) rows.push(await summaryOf(tx, one));
      return { rows };
    }),
    on(actions.viewImport, async (tx, input) => await viewOf(tx, await getImport(tx, input.id))),
    on(actions.changeImport, change),
    on(actions.keepImportMapping, async (tx, { id, name }) => {
      await keepMapping(tx, (await getImport(tx, id)).doc, name);
      return await viewOf(tx, await getImport(tx, id));
    }),
    on(actions.forgetImportMapping, async (tx, { id }) => {
      await forgetMapping(tx, id);
      return {};
    }),
    on(actions.checkImport, (tx, input) => start(tx, input.id, 'check')),
    on(actions.runImport, (tx, input) => start(tx, input.id, 'run')),
    on(actions.cancelImport, (tx, input) => cancel(tx, input.id)),
    on(actions.downloadImportErrors, (tx, input, call) => download(tx, input.id, call)),
    on(actions.undoImport, (tx, input) => undo(tx, input.id)),
    on(actions.removeImport, (tx, input) => remove(tx, input.id)),
  ],
  jobs: [
    { kind: 'import.check', run: runCheck },
    { kind: 'import.run', run: runImport },
  ],
};
