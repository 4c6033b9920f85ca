// Operations: what somebody did in one go, and its undo with a preview of each record and field.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

export const operationView = z.object({
  id: z.string(),
  /** the action that did it: deal.edit, import.run ... */
  what: z.string(),
  /** the first thing it changed, as far as you may see it */
  about: z.nullable(z.object({ entity: z.string(), id: z.string(), title: z.string() })),
  at: z.string(),
  by: z.nullable(z.object({ id: z.string(), title: z.string() })),
  /** how many records it changed */
  changes: z.int(),
  /** the operation it put back, if it is an undo itself */
  undoes: z.nullable(z.string()),
  /** the operation that put it back, if one did */
  undoneBy: z.nullable(z.string()),
  undoUntil: z.string(),
  /** whether it is one's own, or one may undo what others did */
  mayUndo: z.boolean(),
});
export type OperationView = z.infer<typeof operationView>;

/** What an undo did, or with `preview` would do. */
export const undoView = z.object({
  operation: z.string(),
  /** records put back as they were before */
  back: z.int(),
  /** records the operation had made and that go to the bin */
  binned: z.int(),
  /** records left alone, the first hundred with their reason */
  kept: z.array(z.object({ entity: z.string(), id: z.string(), title: z.nullable(z.string()), reason: z.string() })),
  keptCount: z.int(),
});
export type UndoView = z.infer<typeof undoView>;

export const listOperations = action({
  name: 'operation.list',
  http: 'GET /operations',
  access: { may: 'self.use' },
  summary:
    'List what I did lately, newest first; `who=all` what everybody did, with the right to undo that or to read the ledger of everybody.',
  input: z.object({
    limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100))),
    who: z.optional(z.enum(['mine', 'all'])),
    /** older than this instant */
    before: z.optional(z.string().check(z.maxLength(40))),
  }),
  output: z.object({ rows: z.array(operationView) }),
});

const undoField = z.object({
  field: z.string(),
  label: z.string(),
  /** what comes back, and what stands there now */
  back: z.unknown(),
  now: z.unknown(),
  /** somebody has changed it since: it stays, unless it is named in `anyway` */
  changed: z.boolean(),
  by: z.nullable(z.string()),
  at: z.nullable(z.string()),
});

const undoRecord = z.object({
  entity: z.string(),
  id: z.string(),
  title: z.nullable(z.string()),
  does: z.enum(['back', 'bin', 'restore', 'stay']),
  reason: z.nullable(z.string()),
  fields: z.array(undoField),
});
export type UndoRecordView = z.infer<typeof undoRecord>;

const operationId = z.uuid();

export const previewUndo = action({
  name: 'operation.preview',
  http: 'GET /operations/:id/preview',
  access: { may: 'self.use' },
  needs: ['tool.undo'],
  summary:
    'What an undo would do now, record by record and field by field: what comes back, what others changed since and is kept, what stays and why.',
  input: z.strictObject({
    id: operationId,
    cursor: z.optional(z.uuid()),
    limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(200))),
  }),
  output: z.object({
    operation: operationView,
    /** records it touched, exactly */
    total: z.int(),
    /** of all of them; null: so many that they are counted by a job, see operation.count */
    counts: z.nullable(z.object({ back: z.int(), binned: z.int(), kept: z.int() })),
    records: z.array(undoRecord),
    configuration: z.array(undoRecord),
    /** a class of security change a second administrator has to agree to first */
    needs: z.nullable(z.string()),
    next: z.nullable(z.string()),
  }),
});
export type PreviewView = z.infer<typeof previewUndo.output>;

export const countUndo = action({
  name: 'operation.count',
  http: 'POST /operations/:id/count',
  access: { may: 'self.use' },
  needs: ['tool.undo'],
  summary: 'Count exactly what an undo of a large operation would do, as a job with progress; nothing is changed.',
  input: z.strictObject({ id: operationId }),
  output: z.object({ job: z.string() }),
});

/** What is put back although somebody changed it since. An empty field means the record that was made. */
const anyway = z.union([
  z.literal('all'),
  z.array(z.strictObject({ id: z.uuid(), field: z.string().check(z.maxLength(120)) })).check(z.maxLength(1000)),
]);
export type AnywayInput = z.infer<typeof anyway>;

/** `preview` tells what would happen and changes nothing. A large operation is undone in a job: then `job` is its id and `result` null. */
export const undoOperation = action({
  name: 'operation.undo',
  http: 'POST /operations/:id/undo',
  access: { may: 'self.use' },
  needs: ['tool.undo'],
  summary:
    'Put back what an operation did, sparing later changes by people unless they are named. Where it belongs to security changes a second administrator approves, it waits like them (202).',
  input: z.object({
    id: operationId,
    preview: z.optional(z.union([z.boolean(), z.stringbool()])),
    anyway: z.optional(anyway),
  }),
  output: z.object({ result: z.nullable(undoView), job: z.nullable(z.string()) }),
});

/** The kinds of job that put a large operation back, or count what that would do, and what they have to be told. */
export const undoJob = 'operation.undo';
export const countJob = 'operation.count';

export function undoInput(operation: string): Record<string, unknown> {
  return { operation };
}
