// How a file becomes records, as a person decides it: encoding, columns, formats, links, keys. Spoken by the page, the API and the import.
import { z } from 'zod/mini';
import type { EntityName } from './names.ts';

/**
 * The name of an object, a built-in one or one of the tenant's own. Whether it is there is the server's to say; to the compiler it is one of
 * the closed list, as everywhere else.
 */
export const objectName = z
  .string()
  .check(z.regex(/^[A-Za-z][A-Za-z0-9_]{0,62}$/)) as unknown as z.ZodMiniType<EntityName>;

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
  /** the sheet of a workbook that is read; encoding, delimiter and quote are then the product's own. Absent for text files */
  sheet: z.optional(z.string().check(z.maxLength(200))),
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
  entity: objectName,
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
  /** the reference whose record the cell belongs to: `company` in a file of deals; null or absent: the record of the row itself */
  of: z.optional(z.nullable(z.string().check(z.maxLength(60)))),
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

/** Another record that each row holds: the one its reference `of` leads to, found by its own key or made. */
export const alsoSetting = z.object({
  of: z.string().check(z.maxLength(60)),
  key: keySetting,
});
export type AlsoSetting = z.infer<typeof alsoSetting>;

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
  /** the reference whose record the field is of; null: the record of the row itself */
  of: z.nullable(z.string()),
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
  links: z.array(z.object({ entity: objectName, by: z.array(z.string()), mayCreate: z.boolean() })),
});
export type Target = z.infer<typeof target>;
