// Imports on the server: upload, look, decide, try, run, undo. The work itself is done by the jobs.
import { Problem, invalidField } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import { type Call, type Feature, type Outside, on } from '../../core/feature.ts';
import type { ReceivedFile } from '../../core/files.ts';
import { newId } from '../../core/ids.ts';
import type { Job } from '../../core/jobs.ts';
import type { Kept } from '../../core/kept.ts';
import type { Tx } from '../../core/tx.ts';
import { type JobView, presentJob } from '../jobs/contract.ts';
import { undoInput, undoJob } from '../operations/contract.ts';
import { findTarget } from './blockers.ts';
import { runCheck } from './check-job.ts';
import * as actions from './contract.ts';
import { type Dialect, type ImportView, importFileDays, importMaxBytes } from './contract.ts';
import { decodeText } from './decode.ts';
import { errorName } from './error-file.ts';
import {
  type ImportDoc,
  type ImportSettings,
  type RunTally,
  getImport,
  keepUntil,
  kinds,
  refuseUnlessImporting,
} from './import-doc.ts';
import { lookAt } from './look.ts';
import { runImport } from './run-job.ts';
import { propose, withFormats } from './settle.ts';
import { sniffDialect } from './sniff-dialect.ts';
import { EncodingScan, type EncodingVerdict } from './sniff-encoding.ts';
import { importableEntities, targetsOf } from './targets.ts';
import { examine, jobsOf, stateOf, summaryOf, viewOf } from './view.ts';

/** Text from which delimiter and headings are found. */
const sniffed = 262_144;

interface Prepared {
  readonly file: ReceivedFile;
  readonly verdict: EncodingVerdict;
}

/** Before the unit of work: the bytes come in slowly, and are sealed and looked at on their way. */
async function receive(outside: Outside, input: { name: string }, call: Call): Promise<Prepared> {
  if (call.body === null) throw new Problem('bad-request', 'The file is sent as the body of the request.');
  const scan = new EncodingScan();
  const expires = new Date(now().getTime() + importFileDays * 86_400_000);
  const options = { maxBytes: importMaxBytes, expires, see: (chunk: Buffer) => scan.feed(chunk) };
  const file = await outside.receive(input.name, call.body, options);
  return { file, verdict: scan.finish() };
}

async function upload(
  tx: Tx,
  input: { name: string; entity?: ImportSettings['entity'] | undefined },
  call: Call,
): Promise<ImportView> {
  const { file, verdict } = call.prepared as Prepared;
  if (importableEntities(tx.me, tx.catalog).length === 0)
    throw new Problem('not-allowed', 'Your roles let you import into no object.');
  const stored = await tx.files.adopt(file);
  const { text, cut } = await beginning(tx, stored.id, verdict.encoding);
  const found = sniffDialect(text, cut);
  const dialect: Dialect = {
    encoding: verdict.encoding,
    delimiter: found.delimiter,
    quote: found.quote,
    headingRow: found.headingRow,
  };
  const look = await lookAt(tx, stored.id, dialect);
  if (look.rows.length === 0 && look.headings.length <= 1 && text.trim() === '')
    throw invalidField('file', 'empty', 'The file holds no rows.', 'A file with a row of headings and rows below.');
  const doc: ImportDoc = {
    file: { id: stored.id, name: stored.name, size: stored.size, expiresAt: stored.expiresAt },
    doubts: {
      encoding: verdict.sure ? [] : verdict.others,
      delimiter: found.unsure.includes('delimiter') ? found.otherDelimiters : [],
      headingRow: found.unsure.includes('headingRow'),
    },
    settings: propose(tx, input.name, dialect, look, input.entity ?? null),
    jobs: { check: null, run: null, undo: null },
    checkedFor: null,
  };
  const id = newId();
  await save(tx, id, doc);
  return await viewOf(tx, await getImport(tx, id));
}

async function beginning(
  tx: Tx,
  fileId: string,
  encoding: Dialect['encoding'],
): Promise<{ text: string; cut: boolean }> {
  const { stream } = await tx.files.read(fileId);
  let text = '';
  for await (const piece of decodeText(stream, encoding)) {
    text += piece;
    if (text.length > sniffed) return { text: text.slice(0, sniffed), cut: true };
  }
  return { text, cut: false };
}

async function save(tx: Tx, id: string, doc: ImportDoc): Promise<void> {
  await tx.kept.put(kinds.import, id, JSON.parse(JSON.stringify(doc)), keepUntil());
}

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

type Change = Parameters<typeof changed>[2];

async function change(tx: Tx, input: Change & { id: string }): Promise<ImportView> {
  const kept = await locked(
    tx,
    input.id,
    changeable,
    'This import can be changed once nothing runs, and not after it ran.',
  );
  await save(tx, input.id, await changed(tx, kept.doc, input));
  return await viewOf(tx, await getImport(tx, input.id));
}

async function changed(
  tx: Tx,
  doc: ImportDoc,
  input: {
    entity?: ImportSettings['entity'] | undefined;
    dialect?: { [K in keyof Dialect]?: Dialect[K] | undefined } | undefined;
    columns?: readonly actions.ColumnSetting[] | undefined;
    constants?: readonly actions.ConstantSetting[] | undefined;
    key?: actions.KeySetting | undefined;
  },
): Promise<ImportDoc> {
  const chosen = Object.fromEntries(Object.entries(input.dialect ?? {}).filter(([, v]) => v !== undefined));
  const dialect: Dialect = { ...doc.settings.dialect, ...chosen };
  const doubts = {
    encoding: 'encoding' in chosen ? [] : doc.doubts.encoding,
    delimiter: 'delimiter' in chosen ? [] : doc.doubts.delimiter,
    headingRow: doc.doubts.headingRow && !('headingRow' in chosen),
  };
  const entity = input.entity ?? doc.settings.entity;
  if (entity !== null) refuseUnlessImporting(tx, entity);
  const look = await lookAt(tx, doc.file.id, dialect);
  const fresh = entity !== doc.settings.entity || JSON.stringify(dialect) !== JSON.stringify(doc.settings.dialect);
  const base = fresh ? propose(tx, doc.file.name, dialect, look, entity) : doc.settings;
  checkNames(tx, base.entity, [...(input.columns ?? []), ...(input.constants ?? [])], look.headings.length);
  const columns = [...base.columns];
  const because = [...base.because];
  for (const setting of input.columns ?? []) {
    columns[setting.column] = setting;
    because[setting.column] = 'person';
  }
  const settings: ImportSettings = {
    ...base,
    columns,
    because,
    constants: input.constants ?? base.constants,
    key: input.key ?? base.key,
  };
  return { ...doc, doubts, settings: withFormats(tx, settings, look) };
}

/** Fields that are none, or that this person may not write, are refused by name; columns that are none by number. */
function checkNames(
  tx: Tx,
  entity: ImportSettings['entity'],
  settings: readonly {
    readonly field: string | null;
    readonly part?: string | null | undefined;
    readonly column?: number;
  }[],
  width: number,
): void {
  const targets = entity === null ? [] : targetsOf(tx.me, tx.catalog, tx.catalog.entity(entity));
  const errors = settings.flatMap((s) => {
    if (s.column !== undefined && s.column >= width) {
      return [
        {
          field: `columns.${s.column}`,
          code: 'no-such-column',
          reason: `The file has ${width} columns.`,
          fits: `0 to ${width - 1}.`,
        },
      ];
    }
    if (s.field === null || findTarget({ field: s.field, part: s.part ?? null }, targets) !== undefined) return [];
    const reason = `There is no field ${JSON.stringify(s.field.slice(0, 60))} that you may write.`;
    return [
      {
        field: s.column === undefined ? 'constants' : `columns.${s.column}`,
        code: 'unknown-field',
        reason,
        fits: 'One of the fields offered.',
      },
    ];
  });
  if (errors.length > 0) throw new Problem('invalid-input', undefined, { errors });
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
  await save(tx, id, { ...doc, jobs });
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
  await save(tx, id, { ...doc, jobs: { ...doc.jobs, undo: job } });
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
  if (new Date(doc.file.expiresAt) > now()) await tx.files.remove(doc.file.id);
  if (errorFile !== null && new Date(doc.file.expiresAt) > now()) await tx.files.remove(errorFile);
  for (const kind of [kinds.import, kinds.report, kinds.tally]) await tx.kept.remove(kind, id);
  for (const kind of [kinds.refused(id), kinds.waiting(id)]) await tx.kept.remove(kind);
  return {};
}

export const imports: Feature = {
  name: 'imports',
  handlers: [
    on(actions.uploadImport, upload, receive),
    on(actions.listImports, async (tx) => {
      const kept = await tx.kept.list<ImportDoc>(kinds.import, { limit: 100, down: true });
      const rows = [];
      for (const one of kept) rows.push(await summaryOf(tx, one));
      return { rows };
    }),
    on(actions.viewImport, async (tx, input) => await viewOf(tx, await getImport(tx, input.id))),
    on(actions.changeImport, change),
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
