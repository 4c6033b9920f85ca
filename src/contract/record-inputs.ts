// What is sent to change, print or merge records and what their history answers, the same for every object.
import { z } from 'zod/mini';
import { ledgerValues } from './ledger-query.ts';

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

const rowResult = z.strictObject({
  ok: z.boolean(),
  id: z.nullable(z.string()),
  did: z.optional(z.string()),
  /** unique values it came back from the bin without, because others hold them now */
  without: z.optional(z.array(z.string())),
  code: z.optional(z.string()),
  reason: z.optional(z.string()),
  errors: z.optional(z.array(z.record(z.string(), z.unknown()))),
});
export const bulkOutput = z.strictObject({
  /** per record, in the order of the ids */
  results: z.optional(z.array(rowResult)),
  /** for a change by filter: the job that does it */
  job: z.optional(z.string()),
});
export type BulkOutput = z.infer<typeof bulkOutput>;

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

/** Who printed, when and where: it stands on every sheet. */
export const printedMark = z.object({ by: z.string(), at: z.string(), tenant: z.string() });

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

export const refOutput = z.union([
  z.object({ id: z.string(), title: z.string() }),
  z.object({ restricted: z.literal(true) }),
]);

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

export const historyOutput = z.strictObject({
  entries: z.array(
    z.strictObject({
      id: z.string(),
      at: z.string(),
      by: z.nullable(z.strictObject({ id: z.string(), title: z.string() })),
      action: z.string(),
      verb: z.string(),
      /** by what way it came */
      source: z.enum(ledgerValues.source),
      operation: z.string(),
      version: z.nullable(z.int()),
      changes: z.array(
        z.strictObject({
          field: z.string(),
          before: z.unknown(),
          after: z.unknown(),
          /** one of the two was so when you might not have seen it: it is null */
          hidden: z.optional(z.boolean()),
        }),
      ),
    }),
  ),
});
