// Imports: a file becomes records. What the page sends and gets back; every step is shown before it is done, and all of it can be undone.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { entityNames } from '../../contract/names.ts';
import { jobView } from '../jobs/contract.ts';

/** Largest file that is taken, in bytes. */
export const importMaxBytes = 200 * 1024 * 1024;
/** Uploaded bytes, error files and check reports are wiped after so many days. */
export const importFileDays = 7;

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-1', 'macintosh', 'big5'] as const;
export type Encoding = (typeof encodings)[number];

/** A file with more columns than this is refused. */
export const mostColumns = 1000;

/** How the bytes become rows of cells. */
export const dialect = z.object({
  encoding: z.enum(encodings),
  delimiter: z.enum([',', ';', '\t', '|']),
  quote: z.enum(['"', "'", '']),
  /** the row that holds the headings, counted from 1 over rows that are not blank; 0: there is none and columns are numbered */
  headingRow: z.int().check(z.minimum(0), z.maximum(100)),
});
export type Dialect = z.infer<typeof dialect>;

/**
 * Orders of a date's parts; separators are free, and a month's name is understood under each. unix: seconds or milliseconds since 1970;
 * excel: the day numbers of spreadsheets.
 */
export const dateOrders = ['YMD', 'DMY', 'MDY', 'unix', 'excel'] as const;
export type DateOrder = (typeof dateOrders)[number];

export const columnFormat = z.object({
  /** dates and instants */
  date: z.optional(z.enum(dateOrders)),
  /** years of two digits: `past` lets none lie after this year (45 is 1945), `sliding` lets them lie up to 20 years ahead (45 is 2045) */
  century: z.optional(z.enum(['past', 'sliding'])),
  /** IANA time zone in which instants without an offset are meant */
  zone: z.optional(z.string().check(z.maxLength(60))),
  /** numbers, percents and amounts: the sign before the decimals; the other one and spaces may group thousands */
  decimal: z.optional(z.enum(['.', ','])),
  /** amounts without a currency of their own: ISO 4217 */
  currency: z.optional(z.string().check(z.regex(/^[A-Z]{3}$/))),
  /** full names: which part comes first */
  name: z.optional(z.enum(['given-first', 'family-first'])),
});
export type ColumnFormat = z.infer<typeof columnFormat>;

export const rules = ['overwrite', 'add', 'ifEmpty', 'never'] as const;
export type UpdateRule = (typeof rules)[number];

/** How the cells of a column name other records. */
export const columnLink = z.object({
  entity: z.enum(entityNames),
  /** the field of the other record that the cell holds: name, domain, externalId, email ... or `title` (a contact's whole name) */
  by: z.string().check(z.maxLength(60)),
  /** what to do when there is no such record: refuse the row, leave the field empty, or make the record (for owners: a placeholder user) */
  missing: z.enum(['refuse', 'empty', 'create']),
  /** links only: the role every link of this column gets */
  role: z.optional(z.nullable(z.string().check(z.maxLength(80)))),
});
export type ColumnLink = z.infer<typeof columnLink>;

const words = z.array(z.string().check(z.maxLength(200))).check(z.maxLength(50));

/** What becomes of one column of the file. */
export const columnSetting = z.object({
  /** position in the file, from 0 */
  column: z.int().check(z.minimum(0), z.maximum(mostColumns - 1)),
  /** a field of the object, `owner`, or `fullName` (contacts: split into given and family name); null: the column is left out */
  field: z.nullable(z.string().check(z.maxLength(60))),
  /** address: street, postalCode, city, region, country; money: amount, currency; links: role */
  part: z.optional(z.nullable(z.string().check(z.maxLength(20)))),
  /** e-mails and phones: the label of this column's value (work, home, mobile ...) */
  label: z.optional(z.nullable(z.string().check(z.maxLength(40)))),
  /**
   * for records that exist already: replace the value; only fill an empty one; leave it alone, so that only new records get it; or, for
   * fields of several values, add what is not there yet. Usual: add where there are several values, else overwrite.
   */
  rule: z.optional(z.enum(rules)),
  format: z.optional(columnFormat),
  /** cells that mean "nothing" in this column, compared without case and outer spaces: NA, n/a, -, null ... */
  empty: z.optional(words),
  /** cells to be read as something else, compared without case and outer spaces: GTXPro -> GTX Pro */
  aliases: z.optional(
    z
      .array(z.object({ from: z.string().check(z.maxLength(500)), to: z.string().check(z.maxLength(500)) }))
      .check(z.maxLength(1000)),
  ),
  /** fields that hold several values: what separates them inside one cell; absent: ` ::: `, as our own exports have it */
  separator: z.optional(z.nullable(z.enum([',', ';', '|', '/', ' ::: ', '\n']))),
  link: z.optional(z.nullable(columnLink)),
  /** what happens to a cell that does not fit: its row is refused (usual), or only the field stays empty */
  unfit: z.optional(z.enum(['refuse', 'empty'])),
});
export type ColumnSetting = z.infer<typeof columnSetting>;

/**
 * One value that every row gets, as it would stand in a cell: pipeline = Standard, currency = EUR. `{Heading}` stands for the row's cell
 * under that heading: "{account}: {product}".
 */
export const constantSetting = z.object({
  field: z.string().check(z.maxLength(60)),
  part: z.optional(z.nullable(z.string().check(z.maxLength(20)))),
  label: z.optional(z.nullable(z.string().check(z.maxLength(40)))),
  value: z.string().check(z.maxLength(2000)),
  link: z.optional(z.nullable(columnLink)),
  rule: z.optional(z.enum(rules)),
});
export type ConstantSetting = z.infer<typeof constantSetting>;

/** Which field says that a row and a record are the same, and what then happens. field null: every row makes a new record. */
export const keySetting = z.object({
  field: z.nullable(z.string().check(z.maxLength(60))),
  found: z.enum(['update', 'skip']),
  missing: z.enum(['create', 'skip']),
});
export type KeySetting = z.infer<typeof keySetting>;

export const cellGuesses = [
  'text',
  'email',
  'phone',
  'url',
  'number',
  'money',
  'percent',
  'date',
  'dateTime',
  'checkbox',
  'empty',
] as const;
export type CellGuess = (typeof cellGuesses)[number];

/** How a sample reads under the present settings: the value for the field, or why it does not fit. Null: the cell is empty. */
export const reading = z.nullable(
  z.union([
    z.object({ ok: z.literal(true), value: z.unknown(), text: z.string() }),
    z.object({ ok: z.literal(false), code: z.string(), reason: z.string(), fits: z.optional(z.string()) }),
  ]),
);
export type Reading = z.infer<typeof reading>;

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

/** Something the file does not tell for certain. It must be answered (by PATCH) before a check or a run. */
export const question = z.object({
  /** null: about the whole file */
  column: z.nullable(z.int()),
  /** date, century, zone, decimal and currency go into columns[].format; encoding, delimiter and headingRow into dialect */
  ask: z.enum(['encoding', 'delimiter', 'headingRow', 'date', 'century', 'zone', 'decimal', 'currency']),
  text: z.string(),
  choices: z.array(
    z.object({
      /** to be sent back as it is */
      value: z.union([z.string(), z.number()]),
      label: z.string(),
      /** how samples read under this choice, "03/04/2020 -> 3 April 2020" */
      examples: z.array(z.object({ cell: z.string(), reads: z.string() })),
    }),
  ),
});
export type Question = z.infer<typeof question>;

/** Something that keeps the import from starting. */
export const blocker = z.object({
  column: z.nullable(z.int()),
  field: z.nullable(z.string()),
  code: z.string(),
  reason: z.string(),
  fits: z.optional(z.string()),
});
export type Blocker = z.infer<typeof blocker>;

/** A place a column can go to, for the field select. */
export const target = z.object({
  field: z.string(),
  part: z.nullable(z.string()),
  label: z.string(),
  kind: z.string(),
  /** several columns may go here (labelled values, links) */
  many: z.boolean(),
  required: z.boolean(),
  /** may identify a record */
  key: z.boolean(),
  /** for references and links: which records, by which of their fields, and whether missing ones may be made by this person */
  links: z.array(z.object({ entity: z.enum(entityNames), by: z.array(z.string()), mayCreate: z.boolean() })),
});
export type Target = z.infer<typeof target>;

export const counts = z.object({
  /** rows read, without blank ones */
  rows: z.int(),
  created: z.int(),
  updated: z.int(),
  /** found, and nothing of it would change */
  unchanged: z.int(),
  /** left out by the key rule */
  skipped: z.int(),
  /** refused, each with its reason in the error file */
  errors: z.int(),
  /** blank and separator-only lines */
  blank: z.int(),
  /** cells that did not fit and whose field stays empty as the column says */
  emptied: z.int(),
  /** records of other objects made because a cell named them */
  made: z.int(),
});
export type Counts = z.infer<typeof counts>;

/** Errors with the same cause. */
export const errorGroup = z.object({
  column: z.nullable(z.int()),
  heading: z.nullable(z.string()),
  field: z.nullable(z.string()),
  code: z.string(),
  reason: z.string(),
  fits: z.optional(z.string()),
  count: z.int(),
  /** the first lines of the file concerned, at most 20 */
  lines: z.array(z.int()),
  /** the first different cells concerned, at most 5 */
  samples: z.array(z.string()),
  /** true where `unfit: 'empty'` on the column would let these rows through */
  canEmpty: z.boolean(),
});
export type ErrorGroup = z.infer<typeof errorGroup>;

export const previewChange = z.object({
  line: z.int(),
  does: z.enum(['create', 'update']),
  record: z.nullable(z.string()),
  title: z.string(),
  fields: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
});
export type PreviewChange = z.infer<typeof previewChange>;

/** What a dry run over all rows found. */
export const checkReport = z.object({
  counts,
  groups: z.array(errorGroup),
  /** groups beyond the first 100 are counted here */
  moreGroups: z.int(),
  /** the first 100 rows that would change something */
  changes: z.array(previewChange),
});
export type CheckReport = z.infer<typeof checkReport>;

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
  entity: z.nullable(z.enum(entityNames)),
  state: z.enum(importStates),
  counts: z.nullable(counts),
};

export const importSummary = z.object(importHead);
export type ImportSummary = z.infer<typeof importSummary>;

/** Everything the page needs to show one import. */
export const importView = z.object({
  ...importHead,
  dialect,
  /** rows looked at for samples and guesses, and whether that was all of the file */
  looked: z.object({ rows: z.int(), whole: z.boolean() }),
  /** what was passed over before the headings, as text, at most ten rows */
  before: z.array(z.string()),
  columns: z.array(columnView),
  constants: z.array(constantSetting),
  key: keySetting,
  /** where columns can go, for the object chosen; only fields this person may write */
  targets: z.array(target),
  /** objects this person may import into */
  entities: z.array(z.enum(entityNames)),
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
  summary: 'Upload a CSV file and see what is in it.',
  transport: 'upload',
  maxBytes: importMaxBytes,
  input: z.object({
    name: z.string().check(z.minLength(1), z.maxLength(255)),
    entity: z.optional(z.enum(entityNames)),
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
    entity: z.optional(z.enum(entityNames)),
    dialect: z.optional(z.partial(dialect)),
    columns: z.optional(z.array(columnSetting).check(z.maxLength(mostColumns))),
    constants: z.optional(z.array(constantSetting).check(z.maxLength(100))),
    key: z.optional(keySetting),
  }),
  output: importView,
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
