// Tools for people about whom something is held: find them, report and copy all of it, correct it, restrict it, and keep a register of what was asked.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { knownUses, knownAnswers } from '../../contract/uses.ts';

const subject = { entity: z.string().check(z.maxLength(60)), id: z.string().check(z.maxLength(40)) };
const words = (most: number) =>
  z.string().check(z.trim(), z.minLength(3), z.maxLength(most), z.regex(/^[^\0]*$/, 'Not a text.'));
const may = { may: 'admin.privacy' } as const;

export const requestKinds = ['access', 'copy', 'rectification', 'restriction', 'objection', 'erasure'] as const;

/** The copy is wiped after so many days. */
export const copyDays = 7;

const found = z.object({
  entity: z.string(),
  id: z.string(),
  title: z.string(),
  restricted: z.boolean(),
});

export const useMark = z.object({
  use: z.enum(knownUses),
  state: z.enum(knownAnswers),
  /** YYYY-MM-DD */
  since: z.string(),
  /** how it was said; null for whoever does not look after requests of people */
  how: z.nullable(z.string()),
});
export type UseView = z.infer<typeof useMark>;

const request = z.object({
  request: z.string(),
  kind: z.enum(requestKinds),
  entity: z.string(),
  id: z.string(),
  name: z.string(),
  /** the record was erased since: nothing of the person stands here any more */
  erased: z.boolean(),
  note: z.nullable(z.string()),
  receivedOn: z.string(),
  dueOn: z.string(),
  status: z.enum(['open', 'done', 'refused']),
  closedAt: z.nullable(z.string()),
  word: z.nullable(z.string()),
});
export type RequestView = z.infer<typeof request>;

const report = z.object({
  entity: z.string(),
  id: z.string(),
  title: z.string(),
  madeAt: z.string(),
  /** fields of the record with what they hold, by their labels */
  fields: z.array(z.object({ name: z.string(), label: z.string(), personal: z.boolean(), value: z.unknown() })),
  /** how many fields of it may not be seen by whoever asks: then the report is not whole */
  missing: z.int(),
  restricted: z.nullable(z.object({ reason: z.string(), at: z.string() })),
  /** records that refer to it; `more`: there are others beyond */
  related: z.array(
    z.object({
      entity: z.string(),
      label: z.string(),
      field: z.string(),
      rows: z.array(z.record(z.string(), z.unknown())),
      more: z.boolean(),
    }),
  ),
  /** every change of it: who, when, what */
  history: z.array(
    z.object({
      at: z.string(),
      by: z.nullable(z.string()),
      verb: z.string(),
      fields: z.array(z.string()),
    }),
  ),
  recipients: z.array(
    z.object({
      how: z.enum(['looked', 'read', 'exported', 'printed']),
      who: z.nullable(z.string()),
      application: z.nullable(z.string()),
      times: z.int(),
      first: z.string(),
      last: z.string(),
      /** of an export or print: what was asked for, and why, as it stands in the ledger */
      says: z.nullable(z.record(z.string(), z.unknown())),
    }),
  ),
  /** objections and consent, by use */
  uses: z.array(useMark),
  requests: z.array(request),
});
export type ReportView = z.infer<typeof report>;

export const findSubjects = action({
  name: 'privacy.find',
  http: 'GET /data-subjects',
  access: may,
  summary: 'Find people about whom something is held: contacts and users, restricted and binned ones too.',
  input: z.strictObject({ q: z.string().check(z.minLength(1), z.maxLength(200)) }),
  output: z.object({ rows: z.array(found) }),
});

export const viewReport = action({
  name: 'privacy.report',
  http: 'GET /data-subjects/:entity/:id',
  access: may,
  summary:
    'All that is held about a person: the record, what refers to it, its history, who got to see it, what was asked.',
  input: z.strictObject(subject),
  output: report,
});

export const makeCopy = action({
  name: 'privacy.copy',
  http: 'POST /data-subjects/:entity/:id/copy',
  access: may,
  summary:
    'Make a portable copy of all that is held about a person: JSON and CSV in an archive, kept sealed for a week.',
  input: z.strictObject(subject),
  output: z.object({ id: z.string(), name: z.string(), size: z.int(), until: z.string() }),
});

export const downloadCopy = action({
  name: 'privacy.copyFile',
  http: 'GET /data-subject-copies/:id',
  access: may,
  summary: 'Download a portable copy one has made.',
  transport: 'download',
  input: z.strictObject({ id: z.string() }),
  output: z.unknown(),
});

/** An edit by one's right to edit; the note stands on record beside it. */
export const rectify = action({
  name: 'privacy.rectify',
  http: 'POST /data-subjects/:entity/:id/rectify',
  access: may,
  summary: 'Correct what is held about a person, with a note on why.',
  input: z.strictObject({ ...subject, values: z.record(z.string(), z.unknown()), note: words(500) }),
  output: z.object({ fields: z.array(z.string()) }),
});

export const restrict = action({
  name: 'privacy.restrict',
  http: 'POST /data-subjects/:entity/:id/restrict',
  access: may,
  changesRights: true,
  summary:
    'Stop processing: the record is hidden from everybody without admin.privacy, in lists, search, exports, imports and everywhere else.',
  input: z.strictObject({ ...subject, reason: words(500) }),
  output: z.object({}),
});

export const liftRestriction = action({
  name: 'privacy.lift',
  http: 'POST /data-subjects/:entity/:id/lift',
  access: may,
  changesRights: true,
  summary: 'Process it again.',
  input: z.strictObject(subject),
  output: z.object({}),
});

export const listRequests = action({
  name: 'privacy.requests',
  http: 'GET /data-subject-requests',
  access: may,
  summary: 'The register of what people asked for, the most urgent first, and which records are restricted.',
  input: z.strictObject({}),
  output: z.object({
    rows: z.array(request),
    restricted: z.array(
      z.object({
        entity: z.string(),
        id: z.string(),
        title: z.nullable(z.string()),
        reason: z.string(),
        at: z.string(),
      }),
    ),
  }),
});

export const askRequest = action({
  name: 'privacy.ask',
  http: 'POST /data-subject-requests',
  access: may,
  summary: 'Put on the register what a person asked for; it is due a month after it was received.',
  input: z.strictObject({
    ...subject,
    kind: z.enum(requestKinds),
    /** YYYY-MM-DD */
    receivedOn: z.string().check(z.maxLength(10)),
    note: z.optional(z.string().check(z.maxLength(2000))),
  }),
  output: z.object({ request: z.string() }),
});

export const closeRequest = action({
  name: 'privacy.close',
  http: 'POST /data-subject-requests/:request/close',
  access: may,
  summary: 'Close a request: done or refused, with a word on it.',
  input: z.strictObject({ request: z.string(), status: z.enum(['done', 'refused']), word: words(2000) }),
  output: z.object({}),
});

/** Whoever sees the record sees what its person said, so that it is kept to. */
export const viewUses = action({
  name: 'privacy.uses',
  http: 'GET /record-uses/:entity/:id',
  access: { may: 'self.use' },
  summary: 'To which uses the person of a record has objected or consented.',
  input: z.strictObject(subject),
  output: z.object({ rows: z.array(useMark) }),
});

export const setUse = action({
  name: 'privacy.setUse',
  http: 'PUT /data-subjects/:entity/:id/uses/:use',
  access: may,
  summary:
    'Keep what a person said about a use: an objection, consent, or consent taken back; null: nothing was said, after all.',
  input: z.strictObject({
    ...subject,
    use: z.enum(knownUses),
    state: z.nullable(z.enum(knownAnswers)),
    /** YYYY-MM-DD */
    since: z.string().check(z.maxLength(10)),
    how: words(500),
  }),
  output: z.object({}),
});
