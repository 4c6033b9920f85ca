// Exports: the list one sees becomes a file. What the page sends and gets back; the file is made by a job and waits to be fetched.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { knownUses } from '../../contract/uses.ts';

/** Most records of one export. */
export const exportRowsMost = 100_000;
/** The finished file is wiped after so many days. */
export const exportDays = 7;

export const formats = ['csv', 'xlsx'] as const;
export type ExportFormat = (typeof formats)[number];

export const csvOptions = z.strictObject({
  delimiter: z.optional(z.enum([',', ';', '\t'])),
  /** a mark at the start of the file by which Excel knows that it is UTF-8; usual: true */
  bom: z.optional(z.boolean()),
  /** the sign before the decimals of numbers and amounts; usual: a point */
  decimal: z.optional(z.enum(['.', ','])),
});
export type CsvOptions = z.infer<typeof csvOptions>;

const text = z.string().check(z.maxLength(500));
/** what the records are taken away for, beyond the work with them: whoever said no to that is left out */
const use = z.optional(z.enum(knownUses));

/** The same question as the list's, its columns in the order wanted, and why the records are taken away. */
export const exportInput = z.strictObject({
  /** the object: contact, company ... */
  entity: z.string().check(z.maxLength(60)),
  format: z.enum(formats),
  /** `title`, fields, `owner`, `createdAt` ... in the order of the file */
  columns: z.array(z.string().check(z.maxLength(80))).check(z.minLength(1), z.maxLength(300)),
  /** stands in the ledger beside what was taken; needed unless the company leaves it to roles, and they do not ask */
  reason: z.optional(z.string().check(z.trim(), z.minLength(3), z.maxLength(500))),
  use,
  filter: z.optional(z.union([z.string().check(z.maxLength(20_000)), z.record(z.string(), z.unknown())])),
  search: z.optional(text),
  sort: z.optional(text),
  archived: z.optional(z.enum(['no', 'only', 'both'])),
  /** adds the records' own ids, and those of the records they refer to */
  ids: z.optional(z.boolean()),
  csv: z.optional(csvOptions),
});
export type ExportInput = z.infer<typeof exportInput>;

export const exportView = z.object({
  id: z.string(),
  entity: z.string(),
  format: z.enum(formats),
  reason: z.nullable(z.string()),
  use: z.nullable(z.enum(knownUses)),
  createdAt: z.string(),
  /** when it is wiped */
  until: z.string(),
  /** records the list held when it was asked for */
  count: z.int(),
  /** null until it is finished */
  file: z.nullable(z.object({ name: z.string(), size: z.int(), rows: z.int(), sha256: z.string() })),
  job: z.object({
    id: z.string(),
    status: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    done: z.int(),
    total: z.nullable(z.int()),
    error: z.nullable(z.string()),
    cancelling: z.boolean(),
  }),
});
export type ExportView = z.infer<typeof exportView>;

/** Totals as they stand on the page, a line a group; the same question as the group action of the object. */
export const totalsInput = z.strictObject({
  entity: z.string().check(z.maxLength(60)),
  by: z.optional(text),
  measures: z.optional(text),
  in: z.optional(z.enum(['company'])),
  /** as for an export of records */
  reason: z.optional(z.string().check(z.trim(), z.minLength(3), z.maxLength(500))),
  filter: z.optional(z.union([z.string().check(z.maxLength(20_000)), z.record(z.string(), z.unknown())])),
  search: z.optional(text),
  archived: z.optional(z.enum(['no', 'only', 'both'])),
  csv: z.optional(csvOptions),
});
export type TotalsInput = z.infer<typeof totalsInput>;

/** Needs the right `<object>.export`; only records and fields that may leave are counted. */
export const exportTotals = action({
  name: 'export.totals',
  http: 'POST /exports/totals',
  access: { may: 'self.use' },
  summary: 'Export totals of a list as CSV, at once. Needs the right to export the object.',
  transport: 'download',
  input: totalsInput,
  output: z.unknown(),
});

/** What leaves of a list, before anything is made of it: asked by the page as soon as its window opens. */
const checkInput = z.strictObject({
  entity: z.string().check(z.maxLength(60)),
  use,
  filter: z.optional(z.union([z.string().check(z.maxLength(20_000)), z.record(z.string(), z.unknown())])),
  search: z.optional(text),
  archived: z.optional(z.enum(['no', 'only', 'both'])),
});

export type CheckInput = z.infer<typeof checkInput>;

const exportCheck = z.object({
  /** in which my roles let records leave */
  formats: z.array(z.enum(formats)),
  /** how many my roles let leave at once; null: any number */
  rows: z.nullable(z.int()),
  /** how many an export holds, whoever asks for it */
  most: z.int(),
  /** how many the company lets one person take in a day, and how many I have taken; null: any number */
  day: z.nullable(z.object({ rows: z.int(), taken: z.int() })),
  /** whether a reason has to be given */
  reason: z.boolean(),
  /** above so many in a day those who decide on exports are told */
  alertAbove: z.nullable(z.int()),
  /** records of the list that may leave */
  count: z.int(),
  /** beside those: left out, because they said no to this use */
  leftOut: z.int(),
  /** why they do not leave as one file; null: they may */
  refusal: z.nullable(z.string()),
});
export type ExportCheck = z.infer<typeof exportCheck>;

/** Needs the right `<object>.export`. */
export const checkExport = action({
  name: 'export.check',
  http: 'POST /exports/check',
  access: { may: 'self.use' },
  summary: 'See what may leave of a list, and why it may not, before it is exported.',
  reads: true,
  input: checkInput,
  output: exportCheck,
});

const rules = z.strictObject({
  /** `always`: a reason is asked for every export; `roles`: where the roles of a person ask for one */
  reason: z.enum(['always', 'roles']),
  /** records and lines of totals one person may take in a day; null: any number */
  dayRows: z.nullable(z.int().check(z.gte(1), z.lte(1_000_000_000))),
  /** above so many in a day those who decide on exports are told; null: nobody is */
  alertAbove: z.nullable(z.int().check(z.gte(1), z.lte(1_000_000_000))),
});
export type ExportRules = z.infer<typeof rules>;

export const viewRules = action({
  name: 'export.rules',
  http: 'GET /export-rules',
  access: { may: 'admin.exports' },
  summary: 'What the company asks of exports.',
  input: z.strictObject({}),
  output: rules,
});

export const setRules = action({
  name: 'export.setRules',
  http: 'PUT /export-rules',
  access: { may: 'admin.exports' },
  security: 'exports',
  summary: 'Decide what every export asks for, how many records may leave a day, and above how many you are told.',
  input: rules,
  output: rules,
});

const byId = z.strictObject({ id: z.string() });

/** Needs the right `<object>.export`, here and again with every page of the job. */
export const startExport = action({
  name: 'export.start',
  http: 'POST /exports',
  access: { may: 'self.use' },
  summary: 'Export a list as CSV or XLSX, as a job. Needs the right to export the object.',
  input: exportInput,
  output: exportView,
});

export const listExports = action({
  name: 'export.list',
  http: 'GET /exports',
  access: { may: 'self.use' },
  summary: 'List my exports of the last days, newest first.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(exportView) }),
});

export const viewExport = action({
  name: 'export.view',
  http: 'GET /exports/:id',
  access: { may: 'self.use' },
  summary: 'See how far an export is.',
  input: byId,
  output: exportView,
});

/** Refused once the right to export is gone, or any right has changed that the file was made under. */
export const downloadExport = action({
  name: 'export.file',
  http: 'GET /exports/:id/file',
  access: { may: 'self.use' },
  summary: 'Download the file of a finished export.',
  transport: 'download',
  input: byId,
  output: z.unknown(),
});

export const removeExport = action({
  name: 'export.remove',
  http: 'DELETE /exports/:id',
  access: { may: 'self.use' },
  summary: 'Remove an export and wipe its file.',
  input: byId,
  output: z.object({}),
});
