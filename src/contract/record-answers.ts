// What the engine answers of the records of every object: their history, totals, what came of a change of many. Core, routes and pages read it here.
import { z } from 'zod/mini';
import { ledgerValues } from './ledger-query.ts';

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

/** Who printed, when and where: it stands on every sheet. */
export const printedMark = z.object({ by: z.string(), at: z.string(), tenant: z.string() });
export type PrintedMark = z.infer<typeof printedMark>;

export const refOutput = z.union([
  z.object({ id: z.string(), title: z.string() }),
  z.object({ restricted: z.literal(true) }),
]);

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
      /** only fields you may see; changes of others are left out without a trace */
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
export type HistoryOutput = z.infer<typeof historyOutput>;
export type HistoryEntry = HistoryOutput['entries'][number];
export type FieldChange = HistoryEntry['changes'][number];

const groupKeyOut = z.nullable(
  z.union([
    z.string(),
    z.boolean(),
    z.strictObject({ id: z.string(), title: z.string() }),
    z.strictObject({ restricted: z.literal(true) }),
  ]),
);
const measureOut = z.nullable(
  z.union([z.array(z.strictObject({ amount: z.string(), currency: z.string() })), z.string(), z.number()]),
);
export const groupOutput = z.strictObject({
  /** largest first; only records and fields you may see are counted */
  groups: z.array(
    z.strictObject({
      /** one value a key: what a field of its kind is on the wire, references with title; null for empty */
      keys: z.array(groupKeyOut),
      count: z.int(),
      /** one value a measure, in their order; null where there is nothing to measure */
      measures: z.array(measureOut),
    }),
  ),
  /** with `in=company`: the rates that were used, and the amounts for which there is none, which stand in their own currency */
  conversion: z.optional(
    z.strictObject({
      currency: z.string(),
      /** the worth of one unit, and since when */
      rates: z.array(z.strictObject({ currency: z.string(), rate: z.string(), date: z.nullable(z.string()) })),
      missing: z.array(z.strictObject({ field: z.string(), currency: z.string(), amounts: z.int() })),
    }),
  ),
});
export type Groups = z.infer<typeof groupOutput>;
export type Group = Groups['groups'][number];
export type Conversion = NonNullable<Groups['conversion']>;
/** Amounts by currency, never added across currencies; a decimal; a date; a number of records. */
export type MeasureValue = NonNullable<Group['measures'][number]>;
