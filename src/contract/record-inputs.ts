// What is sent to list, change, print or merge records, the same for every object.
import { z } from 'zod/mini';

/** A filter comes as JSON text in the address and as JSON in a body; its meaning is checked by the engine. */
export const filterInput = z.union([z.string().check(z.maxLength(20_000)), z.record(z.string(), z.unknown())]);
export const shortText = z.string().check(z.maxLength(500));

/** Most records of one bulk request; more go by filter, as a job. */
export const bulkMost = 1000;

export const bulkInput = z.strictObject({
  ids: z.optional(z.array(z.string()).check(z.maxLength(bulkMost), z.minLength(1))),
  filter: z.optional(filterInput),
  search: z.optional(shortText),
  do: z.enum(['edit', 'archive', 'restore', 'assign', 'purge']),
  values: z.optional(z.record(z.string(), z.unknown())),
});
export type BulkInput = z.infer<typeof bulkInput>;

/** Most records of one print. */
export const printMost = 500;

/** One record by its id, or a list by the question it answers. */
export const printInput = z.strictObject({
  id: z.optional(z.string()),
  filter: z.optional(filterInput),
  search: z.optional(shortText),
  sort: z.optional(shortText),
  fields: z.optional(z.string().check(z.maxLength(4000))),
  archived: z.optional(z.enum(['no', 'only', 'both'])),
});
export type PrintInput = z.infer<typeof printInput>;

const names = z.array(z.string().check(z.maxLength(80))).check(z.maxLength(300));
export const mergeInput = z.strictObject({
  id: z.string(),
  /** the record that goes into the bin */
  other: z.string(),
  /** fields whose value the other one has */
  take: z.optional(names),
  /** fields that hold lists: what either of them holds */
  unite: z.optional(names),
});
export type MergeInput = z.infer<typeof mergeInput>;

export const revealInput = z.strictObject({
  id: z.string(),
  field: z.string().check(z.maxLength(120)),
  reason: z.string().check(z.maxLength(500)),
});

export const groupInput = z.strictObject({
  /** `stage`, `closedOn:month,owner`, `company.industry` */
  by: z.optional(shortText),
  /** `sum:amount,weighted:amount,avg:employees,filled:domain` */
  measures: z.optional(shortText),
  /** `company`: amounts in the company's currency, by the latest exchange rates known today */
  in: z.optional(z.enum(['company'])),
  filter: z.optional(filterInput),
  search: z.optional(shortText),
  archived: z.optional(z.enum(['no', 'only', 'both'])),
});
export type GroupInput = z.infer<typeof groupInput>;

export const listInput = z.strictObject({
  filter: z.optional(filterInput),
  search: z.optional(shortText),
  sort: z.optional(shortText),
  limit: z.optional(z.string().check(z.regex(/^\d{1,3}$/))),
  cursor: z.optional(z.string().check(z.maxLength(4000))),
  fields: z.optional(z.string().check(z.maxLength(4000))),
  count: z.optional(z.enum(['none', 'estimate', 'exact'])),
  archived: z.optional(z.enum(['no', 'only', 'both'])),
});
export type ListInput = z.infer<typeof listInput>;
