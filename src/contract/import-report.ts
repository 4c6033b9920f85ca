// What an import finds and does, in numbers and by cause: the same words for a trial and for the run.
import { z } from 'zod/mini';

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
  /** the other records the rows hold, by the reference that leads to them; absent where rows hold none */
  also: z.optional(
    z.array(
      z.object({
        of: z.string(),
        entity: z.string(),
        created: z.int(),
        updated: z.int(),
        unchanged: z.int(),
        skipped: z.int(),
      }),
    ),
  ),
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
