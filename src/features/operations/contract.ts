// Operations: what somebody did in one go, and its undo with a preview.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

export const operationView = z.object({
  id: z.string(),
  /** the action that did it: deal.edit, import.run ... */
  what: z.string(),
  at: z.string(),
  by: z.nullable(z.object({ id: z.string(), title: z.string() })),
  /** how many records it changed */
  changes: z.int(),
  /** the operation that put it back, if one did */
  undoneBy: z.nullable(z.string()),
  undoUntil: z.string(),
});

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
  summary: 'List what I did lately, newest first.',
  input: z.object({ limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100))) }),
  output: z.object({ rows: z.array(operationView) }),
});

/** `preview` tells what would happen and changes nothing. A large operation is undone in a job: then `job` is its id and `result` null. */
export const undoOperation = action({
  name: 'operation.undo',
  http: 'POST /operations/:id/undo',
  access: { may: 'self.use' },
  needs: ['tool.undo'],
  summary: 'Put back what an operation did, sparing later changes by people.',
  input: z.object({ id: z.uuid(), preview: z.optional(z.stringbool()) }),
  output: z.object({ result: z.nullable(undoView), job: z.nullable(z.string()) }),
});

/** The kind of job that puts a large operation back, and what it has to be told. */
export const undoJob = 'operation.undo';

export function undoInput(operation: string): Record<string, unknown> {
  return { operation };
}
