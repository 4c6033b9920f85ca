// Erasing what is held about a person: looked at first, then said with a reason, then done as a job. There is no way back.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

const subject = { entity: z.string().check(z.maxLength(60)), id: z.string().check(z.maxLength(40)) };
const may = { may: 'admin.erasure' } as const;

export const eraseJob = 'privacy.erase';

const counted = { entity: z.string(), count: z.int() };

const look = z.object({
  title: z.string(),
  /** `emptied`: another record cannot be without it */
  way: z.enum(['deleted', 'emptied']),
  fields: z.array(z.object({ label: z.string(), values: z.int() })),
  goes: z.array(z.object(counted)),
  cut: z.array(z.object({ ...counted, field: z.string() })),
  quoted: z.array(
    z.object({
      field: z.string(),
      label: z.string(),
      values: z.int(),
      shared: z.boolean(),
      usual: z.boolean(),
    }),
  ),
  quotes: z.array(z.object({ ...counted, held: z.int() })),
  entries: z.int(),
  held: z.array(z.string()),
  count: z.int(),
});
export type ErasureLookView = z.infer<typeof look>;

export const lookAtErasure = action({
  name: 'privacy.erasure',
  http: 'GET /data-subjects/:entity/:id/erasure',
  access: may,
  summary:
    'What erasing a person would do: what goes, what loses its link, what is looked for elsewhere, and the holds that stand against it.',
  input: z.strictObject(subject),
  output: look,
});

export const eraseSubject = action({
  name: 'privacy.erase',
  http: 'POST /data-subjects/:entity/:id/erasure',
  access: may,
  changesRights: true,
  security: 'purge',
  stepUp: true,
  summary:
    'Erase what is held about a person, as a job: records, links, quotes in other records, files, history, archive and kept documents. There is no way back.',
  input: z.strictObject({
    ...subject,
    /** stays on record for good: nothing of the person in it */
    reason: z.string().check(z.trim(), z.minLength(3), z.maxLength(500), z.regex(/^[^\0]*$/, 'Not a text.')),
    /** fields whose values are looked for elsewhere, as the look offers them */
    quoted: z.array(z.string().check(z.maxLength(80))).check(z.maxLength(300)),
    /** how many records one means */
    count: z.int().check(z.minimum(1)),
    /** the request on the register it answers; without one it is put there */
    request: z.optional(z.uuid()),
  }),
  output: z.object({ job: z.string(), request: z.string() }),
});

const state = z.object({
  askedAt: z.string(),
  doneAt: z.nullable(z.string()),
  held: z.nullable(z.string()),
  entries: z.int(),
  documents: z.int(),
});

export const viewErasures = action({
  name: 'privacy.erasures',
  http: 'GET /data-subject-erasures/:record',
  access: may,
  summary: 'How far history, archive and kept documents are in forgetting a record that was erased.',
  input: z.strictObject({ record: z.uuid() }),
  output: z.object({ rows: z.array(state) }),
});
export type ErasuresView = z.infer<typeof viewErasures.output>;
