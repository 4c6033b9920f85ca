// Taking entries of the ledger away in a signed file: what is sent and answered.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { ledgerQueryMost } from '../../contract/ledger-query.ts';

const text = (most: number) =>
  z.optional(z.string().check(z.minLength(1), z.maxLength(most), z.regex(/^[^\0]*$/, 'Not a text.')));

/** The finished file is wiped after so many days. */
export const extractDays = 7;
/** Most entries of one file. */
export const extractRowsMost = 200_000;

const extractView = z.object({
  id: z.string(),
  format: z.enum(['csv', 'jsonl']),
  query: z.string(),
  reason: z.string(),
  createdAt: z.string(),
  until: z.string(),
  /** null until it is finished */
  file: z.nullable(z.object({ name: z.string(), size: z.int(), rows: z.int(), sha256: z.string() })),
  job: z.object({
    id: z.string(),
    status: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    done: z.int(),
    total: z.nullable(z.int()),
    error: z.nullable(z.string()),
  }),
});
export type ExtractView = z.infer<typeof extractView>;

export const startExtract = action({
  name: 'ledger.export',
  http: 'POST /ledger/exports',
  access: { may: 'ledger.export' },
  summary: 'Take the entries of a question away in a signed file, as a job: those I see, with what I see of them.',
  input: z.strictObject({
    format: z.enum(['csv', 'jsonl']),
    q: z.optional(z.string().check(z.maxLength(ledgerQueryMost), z.regex(/^[^\0]*$/, 'Not a text.'))),
    changes: z.optional(z.boolean()),
    from: text(40),
    to: text(40),
    /** a column of local times beside UTC */
    zone: text(60),
    reason: z.string().check(z.trim(), z.minLength(3), z.maxLength(500)),
  }),
  output: extractView,
});

export const listExtracts = action({
  name: 'ledger.exports',
  http: 'GET /ledger/exports',
  access: { may: 'ledger.export' },
  summary: 'My signed files of the last days, newest first, and how far they are.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(extractView) }),
});

export const downloadExtract = action({
  name: 'ledger.exportFile',
  http: 'GET /ledger/exports/:id/file',
  access: { may: 'ledger.export' },
  summary: 'Download a signed file: the entries, the statement, its signature and how to verify them.',
  transport: 'download',
  input: z.strictObject({ id: z.string() }),
  output: z.unknown(),
});
