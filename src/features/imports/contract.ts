// Imports: a file becomes records. What the page sends and gets back; every step is shown before it is done, and all of it can be undone.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import {
  alsoSetting,
  blocker,
  cellGuesses,
  columnSetting,
  constantSetting,
  dialect,
  keySetting,
  mostColumns,
  objectName,
  question,
  reading,
  target,
} from '../../contract/importing.ts';
import { checkReport, counts, errorGroup } from '../../contract/import-report.ts';
import { jobView } from '../jobs/contract.ts';

/** Largest file that is taken, in bytes. */
export const importMaxBytes = 200 * 1024 * 1024;
/** Uploaded bytes, error files and check reports are wiped after so many days. */
export const importFileDays = 7;

export const columnView = z.object({
  column: z.int(),
  heading: z.string(),
  /** the first three different cells that are not empty */
  samples: z.array(z.string()),
  /** how each of the samples reads; as long as `samples`; empty while the column is left out */
  readings: z.array(reading),
  /** what the cells look like, whatever they are matched to */
  guess: z.enum(cellGuesses),
  /** cells that are not empty among the rows looked at, 0 to 1 */
  filled: z.number(),
  /** the present setting, from the suggestion until somebody changes it */
  setting: columnSetting,
  /** why the setting is what it is: the heading, the look of the cells, an earlier import, a person, or nothing matched */
  because: z.enum(['heading', 'content', 'person', 'nothing']),
});
export type ColumnView = z.infer<typeof columnView>;

export const importStates = [
  'open',
  'checking',
  'checked',
  'running',
  'done',
  'cancelled',
  'failed',
  'undoing',
  'undone',
] as const;
export type ImportState = (typeof importStates)[number];

const importHead = {
  id: z.string(),
  name: z.string(),
  /** bytes */
  size: z.int(),
  createdAt: z.string(),
  /** when the uploaded bytes are wiped; null: they are gone already */
  fileUntil: z.nullable(z.string()),
  entity: z.nullable(objectName),
  state: z.enum(importStates),
  counts: z.nullable(counts),
};

export const importSummary = z.object(importHead);
export type ImportSummary = z.infer<typeof importSummary>;

/** A mapping that was kept, held against the headings of a file. */
export const savedMapping = z.object({
  id: z.string(),
  name: z.string(),
  entity: z.string(),
  /** columns it says something of */
  columns: z.int(),
  /** how many of them the file has */
  found: z.int(),
});
export type SavedMapping = z.infer<typeof savedMapping>;

/** Everything the page needs to show one import. */
export const importView = z.object({
  ...importHead,
  dialect,
  /** the sheets of a workbook; empty for a text file */
  sheets: z.array(z.string()),
  /** rows looked at for samples and guesses, and whether that was all of the file */
  looked: z.object({ rows: z.int(), whole: z.boolean() }),
  /** what was passed over before the headings, as text, at most ten rows */
  before: z.array(z.string()),
  columns: z.array(columnView),
  constants: z.array(constantSetting),
  key: keySetting,
  /** mappings one has kept, the one that fits this file best first */
  mappings: z.array(savedMapping),
  /** other records the rows hold, as far as columns go to them, each with the field that identifies it */
  also: z.array(z.extend(alsoSetting, { entity: z.string(), label: z.string() })),
  /** where columns can go, for the object chosen; only fields this person may write */
  targets: z.array(target),
  /** objects this person may import into */
  entities: z.array(objectName),
  questions: z.array(question),
  blockers: z.array(blocker),
  /** the last dry run; `stale` once settings were changed after it */
  check: z.nullable(z.object({ job: jobView, stale: z.boolean(), report: z.nullable(checkReport) })),
  run: z.nullable(
    z.object({
      job: jobView,
      /** causes of the errors, as in a check; null while it runs */
      groups: z.nullable(z.array(errorGroup)),
      /** there is an error file to download */
      errorFile: z.boolean(),
      /** all of it can be put back until then */
      undoUntil: z.nullable(z.string()),
    }),
  ),
  undo: z.nullable(z.object({ job: jobView })),
});
export type ImportView = z.infer<typeof importView>;

const byId = z.object({ id: z.uuid() });

/** The body is the file's bytes; `name` is the file's name. Answers what was found in it, with suggestions. */
export const uploadImport = action({
  name: 'import.upload',
  http: 'POST /imports',
  access: { may: 'tool.import' },
  summary: 'Upload a CSV file or an Excel workbook and see what is in it.',
  transport: 'upload',
  maxBytes: importMaxBytes,
  input: z.object({
    name: z.string().check(z.minLength(1), z.maxLength(255)),
    entity: z.optional(objectName),
  }),
  output: importView,
});

export const listImports = action({
  name: 'import.list',
  http: 'GET /imports',
  access: { may: 'tool.import' },
  summary: 'List my imports, newest first.',
  input: z.object({}),
  output: z.object({ rows: z.array(importSummary) }),
});

export const viewImport = action({
  name: 'import.view',
  http: 'GET /imports/:id',
  access: { may: 'tool.import' },
  summary: 'See an import: columns with samples, suggestions, questions, results.',
  input: byId,
  output: importView,
});

/**
 * Only what is sent changes. Another object or dialect makes new suggestions for all columns; `columns` holds the columns that change,
 * each whole. Refused with wrong-state once the import runs or ran.
 */
export const changeImport = action({
  name: 'import.change',
  http: 'PATCH /imports/:id',
  access: { may: 'tool.import' },
  summary: 'Change how a file is read, matched and linked.',
  input: z.object({
    id: z.uuid(),
    entity: z.optional(objectName),
    dialect: z.optional(z.partial(dialect)),
    columns: z.optional(z.array(columnSetting).check(z.maxLength(mostColumns))),
    constants: z.optional(z.array(constantSetting).check(z.maxLength(100))),
    key: z.optional(keySetting),
    also: z.optional(z.array(alsoSetting).check(z.maxLength(20))),
    /** a kept mapping, put in place before anything else that is sent */
    mapping: z.optional(z.uuid()),
  }),
  output: importView,
});

/** Columns, values for all rows and keys, by the headings of the file; one of the same name is replaced. */
export const keepImportMapping = action({
  name: 'import.keep-mapping',
  http: 'POST /imports/:id/mapping',
  access: { may: 'tool.import' },
  summary: 'Keep how this file is matched, under a name, for files like it.',
  input: z.object({ id: z.uuid(), name: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)) }),
  output: importView,
});

export const forgetImportMapping = action({
  name: 'import.forget-mapping',
  http: 'DELETE /import-mappings/:id',
  access: { may: 'tool.import' },
  summary: 'Forget a kept mapping. Imports that used it stay as they are.',
  input: byId,
  output: z.object({}),
});

export const checkImport = action({
  name: 'import.check',
  http: 'POST /imports/:id/check',
  access: { may: 'tool.import' },
  summary: 'Try all rows without changing anything.',
  input: byId,
  output: z.object({ job: jobView }),
});

export const runImport = action({
  name: 'import.run',
  http: 'POST /imports/:id/run',
  access: { may: 'tool.import' },
  summary: 'Run the import as a job.',
  input: byId,
  output: z.object({ job: jobView }),
});

/** Stops the check or run under way at a clean place; what was written stays until it is undone. */
export const cancelImport = action({
  name: 'import.cancel',
  http: 'POST /imports/:id/cancel',
  access: { may: 'tool.import' },
  summary: 'Stop the import at a clean place.',
  input: byId,
  output: z.object({ job: jobView }),
});

/** CSV: the file's own columns, then `Line` and `Reason`; it can be corrected and imported again. */
export const downloadImportErrors = action({
  name: 'import.errors',
  http: 'GET /imports/:id/errors',
  access: { may: 'tool.import' },
  summary: 'Download the refused rows with their reasons.',
  transport: 'download',
  input: byId,
  output: z.unknown(),
});

export const undoImport = action({
  name: 'import.undo',
  http: 'POST /imports/:id/undo',
  access: { may: 'tool.import' },
  summary: 'Put back everything the import did, sparing later changes by people.',
  input: byId,
  output: z.object({ job: jobView }),
});

/** The file is wiped at once; what was imported stays. */
export const removeImport = action({
  name: 'import.remove',
  http: 'DELETE /imports/:id',
  access: { may: 'tool.import' },
  summary: 'Remove an import and wipe its file.',
  input: byId,
  output: z.object({}),
});
