// The check for leaks: what it answers, and how it is asked for. It tries every path on made-up records under a copy of the configuration.
import { z } from 'zod/mini';
import { refOutput } from '../../contract/record-answers.ts';
import { action } from '../../contract/action.ts';

/** The ways by which something could come out, in the order of the matrix. */
export const leakPaths = [
  'view',
  'list',
  'search',
  'count',
  'sort',
  'filter',
  'group',
  'aggregate',
  'saved',
  'export',
  'import',
  'print',
  'history',
  'change',
  'error',
  'explain',
  'file',
  'key',
  'events',
  'reminder',
  'other',
] as const;
export type LeakPath = (typeof leakPaths)[number];

const request = z.object({
  method: z.string(),
  /** path and query, under the address of the tenant; ids are those of the made-up records */
  target: z.string(),
  body: z.optional(z.string()),
  by: z.enum(['session', 'key']),
});

export const leakReport = z.object({
  seconds: z.number(),
  /** requests that were made */
  asked: z.int(),
  roles: z.array(z.object({ key: z.string(), name: z.string(), all: z.boolean() })),
  objects: z.array(z.string()),
  /** role, path and object: ok, leak, or not there (nothing is open to this role on that path). Without an object: paths over all of them */
  cells: z.array(
    z.object({
      role: z.string(),
      path: z.enum(leakPaths),
      object: z.nullable(z.string()),
      state: z.enum(['ok', 'leak', 'absent']),
      asked: z.int(),
    }),
  ),
  findings: z.array(
    z.object({
      role: z.string(),
      path: z.enum(leakPaths),
      object: z.nullable(z.string()),
      what: z.string(),
      request,
    }),
  ),
  /** more were found than are listed */
  more: z.int(),
  /** actions nobody has said how to probe: the check is not whole, and not passed */
  unprobed: z.array(z.string()),
});
export type LeakReport = z.infer<typeof leakReport>;

/** Passed: nothing came out, and nothing was left untried. */
export function isPassed(report: Pick<LeakReport, 'findings' | 'unprobed'>): boolean {
  return report.findings.length === 0 && report.unprobed.length === 0;
}

const result = z.object({
  id: z.string(),
  at: z.string(),
  /** null: the command of whoever runs the machine */
  by: z.nullable(refOutput),
  ok: z.boolean(),
  report: leakReport,
});
export type LeakResult = z.infer<typeof result>;

export const viewLeaks = action({
  name: 'leak.view',
  http: 'GET /leak-check',
  access: { may: 'admin.leaks' },
  summary: 'The last check for leaks, and those before it.',
  input: z.strictObject({}),
  output: z.object({
    last: z.nullable(result),
    before: z.array(z.object({ id: z.string(), at: z.string(), ok: z.boolean() })),
    roles: z.array(z.object({ key: z.string(), name: z.string() })),
    /** whether this installation runs it for the asking; else the command does */
    here: z.boolean(),
  }),
});

export const startLeaks = action({
  name: 'leak.start',
  http: 'POST /leak-check',
  access: { may: 'admin.leaks' },
  summary:
    'Check for leaks now, as a job: every path, for all roles, those named, or somebody with several, on made-up records in a database of its own.',
  input: z.strictObject({
    /** keys of roles; all when absent */
    roles: z.optional(z.array(z.string().check(z.maxLength(120))).check(z.minLength(1), z.maxLength(100))),
    /** one person with all of these roles, instead of one for each */
    together: z.optional(z.boolean()),
  }),
  output: z.object({ job: z.string() }),
});
