// The ledger as people read it: who did what, when, from where, what allowed it, and how far it is proved.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { eventFormats, receiverKinds } from '../../contract/ledger.ts';
import { ledgerQueryMost, ledgerValues } from '../../contract/ledger-query.ts';

const text = (most: number) =>
  z.optional(z.string().check(z.minLength(1), z.maxLength(most), z.regex(/^[^\0]*$/, 'Not a text.')));

/** What narrows the entries; everything given has to fit. Instants are ISO 8601. */
const question = {
  /** in the words of the audit log: `object:contact -verb:read who:"Maria Lindqvist"` */
  q: z.optional(z.string().check(z.maxLength(ledgerQueryMost), z.regex(/^[^\0]*$/, 'Not a text.'))),
  /** leaves out looks at records and at the ledger, but for those that count as important functions */
  changes: z.optional(z.stringbool()),
  from: text(40),
  to: text(40),
  /** a person, with everything done through keys of that person, or a key */
  actor: text(40),
  actorKind: z.optional(z.enum(ledgerValues.kind)),
  /** names of actions, comma-separated; one that ends with a dot is a family: `contact.` */
  actions: text(1000),
  verb: text(60),
  outcome: z.optional(z.enum(ledgerValues.outcome)),
  source: z.optional(z.enum(ledgerValues.source)),
  entity: text(60),
  record: text(40),
  operation: text(40),
  request: text(80),
  session: text(40),
  address: text(60),
  important: z.optional(z.stringbool()),
};

const row = {
  id: z.string(),
  /** its place in the log; null: not sealed yet */
  seq: z.nullable(z.int()),
  at: z.string(),
  /** `title` is null for somebody you may not see, and for nobody in particular */
  actor: z.object({ kind: z.string(), id: z.nullable(z.string()), title: z.nullable(z.string()) }),
  action: z.string(),
  verb: z.string(),
  outcome: z.string(),
  source: z.nullable(z.string()),
  important: z.boolean(),
  entity: z.nullable(z.string()),
  record: z.nullable(z.string()),
  title: z.nullable(z.string()),
  version: z.nullable(z.int()),
  /** the right it needed, and the role and scope that gave it: `Sales/own` */
  permission: z.nullable(z.string()),
  allowedBy: z.nullable(z.string()),
  operation: z.string(),
  request: z.nullable(z.string()),
  session: z.nullable(z.string()),
  address: z.nullable(z.string()),
  /** names of the changed fields you may see */
  fields: z.array(z.string()),
  /** there is more in it than you may see */
  hidden: z.boolean(),
  /** its values were erased; the proof of it is whole */
  erased: z.boolean(),
};

export const listEntries = action({
  name: 'ledger.list',
  http: 'GET /ledger',
  access: { may: 'self.use' },
  summary: 'What happened, newest first: with ledger.view everybody’s doing, otherwise your own.',
  input: z.strictObject({
    ...question,
    cursor: text(300),
    limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(200))),
  }),
  output: z.object({
    rows: z.array(z.object(row)),
    next: z.nullable(z.string()),
    /** it stopped looking here, with fewer rows than asked: `next` looks further back */
    reached: z.nullable(z.string()),
  }),
});

export const viewEntry = action({
  name: 'ledger.entry',
  http: 'GET /ledger/entries/:id',
  access: { may: 'self.use' },
  summary: 'One entry with its values, as far as you may see the record now and might have seen it then.',
  input: z.strictObject({ id: z.string() }),
  output: z.object({
    ...row,
    changes: z.array(
      z.object({
        field: z.string(),
        label: z.string(),
        before: z.unknown(),
        after: z.unknown(),
        /** one of the two, or both, may not be seen */
        hidden: z.boolean(),
      }),
    ),
    values: z.record(z.string(), z.unknown()),
    commitment: z.string(),
    /** the leaf, the signed head above it, and the hashes between them (RFC 9162), in hex; null: not sealed yet */
    proof: z.nullable(
      z.object({
        leaf: z.string(),
        size: z.int(),
        root: z.string(),
        at: z.string(),
        path: z.array(z.string()),
      }),
    ),
  }),
});

export const countEntries = action({
  name: 'ledger.histogram',
  http: 'GET /ledger/histogram',
  access: { may: 'self.use' },
  summary: 'How many entries fit, in equal spans between two instants.',
  input: z.strictObject({
    ...question,
    from: z.string().check(z.maxLength(40)),
    to: z.string().check(z.maxLength(40)),
    buckets: z.coerce.number().check(z.int(), z.minimum(1), z.maximum(500)),
  }),
  output: z.object({
    buckets: z.array(z.object({ at: z.string(), done: z.int(), refused: z.int() })),
    /** told from a part of the entries, because there are very many */
    estimated: z.boolean(),
  }),
});

export const addReceiver = action({
  name: 'ledger.addReceiver',
  http: 'POST /ledger/receivers',
  access: { may: 'admin.ledger' },
  security: 'ledger',
  summary:
    'Has signed heads of the ledger, or every entry as OCSF or CEF, sent to a place outside: https or syslog in the open network, heads also by mail.',
  input: z.strictObject({
    kind: z.enum(receiverKinds),
    label: z.string().check(z.trim(), z.minLength(1), z.maxLength(80)),
    /** may hold a secret: kept sealed, never shown again */
    url: z.string().check(z.maxLength(1000)),
    /** every entry in this form; absent: signed heads */
    format: z.optional(z.enum(eventFormats)),
    /** of a webhook: what stands behind `Authorization:`; kept sealed, never shown again */
    authorization: z.optional(z.string().check(z.minLength(1), z.maxLength(1000))),
    /** entries from the first one on, not only those to come */
    fromBeginning: z.optional(z.boolean()),
  }),
  output: z.object({ id: z.string() }),
  secret: ['url', 'authorization'],
});

export const removeReceiver = action({
  name: 'ledger.removeReceiver',
  http: 'DELETE /ledger/receivers/:id',
  access: { may: 'admin.ledger' },
  security: 'ledger',
  summary: 'Sends nothing more there.',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
});

const retention = {
  /** months values stay in the database; then they lie in the archive */
  liveMonths: z.int().check(z.minimum(3), z.maximum(600)),
  /** months values are kept at all; null: for ever. Entries and their proof always stay */
  keepMonths: z.nullable(z.int().check(z.minimum(12), z.maximum(1200))),
};

const retentionState = z.object({
  ...retention,
  /** months whose values lie in the archive, oldest first; `endedAt`: they were destroyed then */
  archives: z.array(
    z.object({
      part: z.string(),
      ends: z.string(),
      at: z.string(),
      entries: z.int(),
      endedAt: z.nullable(z.string()),
    }),
  ),
});

export const viewRetention = action({
  name: 'ledger.retention',
  http: 'GET /ledger/retention',
  access: { may: 'ledger.view' },
  summary: 'How long values of the ledger are kept, and which months lie in the archive.',
  input: z.strictObject({}),
  output: retentionState,
});

export const setRetention = action({
  name: 'ledger.setRetention',
  http: 'PUT /ledger/retention',
  access: { may: 'admin.ledger' },
  security: 'ledger',
  summary: 'Decide how long values of the ledger stay in the database, and how long they are kept at all.',
  input: z.strictObject(retention),
  output: retentionState,
});

export const ledgerStatus = action({
  name: 'ledger.status',
  http: 'GET /ledger/status',
  access: { may: 'ledger.view' },
  summary: 'How far the ledger is sealed, and the last signed head.',
  input: z.strictObject({}),
  output: z.object({
    /** entries sealed into the log */
    size: z.int(),
    waiting: z.int(),
    /** entries in the queue that the program did not write: somebody else did, behind it */
    refused: z.int(),
    head: z.nullable(
      z.object({ size: z.int(), at: z.string(), root: z.string(), keyId: z.string(), signature: z.string() }),
    ),
    /** the public key heads are signed with, base64: compare it with what you hold */
    key: z.string(),
    /** where signed heads and entries go; `id` null: named by who runs the installation */
    receivers: z.array(
      z.object({
        id: z.nullable(z.string()),
        kind: z.string(),
        label: z.string(),
        /** `heads`, or the form in which it gets every entry */
        gets: z.string(),
        size: z.int(),
        deliveredAt: z.nullable(z.string()),
        failure: z.nullable(z.string()),
      }),
    ),
    /** the check under way, as far as it said */
    checking: z.nullable(z.object({ since: z.string(), size: z.int(), entries: z.int(), records: z.int() })),
    /** the last check of log, tables and records against each other; findings are places, never values */
    check: z.nullable(
      z.object({
        at: z.string(),
        entries: z.int(),
        records: z.int(),
        found: z.int(),
        findings: z.array(
          z.object({
            kind: z.string(),
            from: z.nullable(z.int()),
            to: z.nullable(z.int()),
            entry: z.nullable(z.string()),
            entity: z.nullable(z.string()),
            record: z.nullable(z.string()),
            field: z.nullable(z.string()),
            says: z.string(),
          }),
        ),
      }),
    ),
  }),
});
