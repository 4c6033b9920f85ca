// What the record engine answers: pages, per-row results and history. Types only.
import type { FieldError, ProblemCode } from '../../contract/problem.ts';
import type { Source } from '../ledger.ts';

export interface Page<Row> {
  readonly rows: readonly Row[];
  /** marker of the next page; null at the end */
  readonly next: string | null;
  readonly count?: { readonly value: number; readonly kind: 'exact' | 'estimate' };
}

/** The outcome for one row of many. */
export type RowResult =
  | {
      readonly ok: true;
      readonly id: string;
      readonly did: 'created' | 'edited' | 'unchanged' | 'archived' | 'restored' | 'purged';
      /** labels of unique values it came back without, because others hold them now */
      readonly without?: readonly string[];
    }
  | {
      readonly ok: false;
      readonly id: string | null;
      readonly code: ProblemCode;
      readonly reason: string;
      readonly errors: readonly FieldError[];
    };

export interface FieldChange {
  readonly field: string;
  /** null: was or became empty */
  readonly before: unknown;
  readonly after: unknown;
  /** one of the two was so when this reader might not have seen it: it is null */
  readonly hidden?: boolean;
}

export interface HistoryEntry {
  readonly id: string;
  readonly at: string;
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly action: string;
  readonly verb: string;
  /** by what way it came */
  readonly source: Source;
  readonly operation: string;
  readonly version: number | null;
  /** only fields the reader may see; changes of others are left out without a trace */
  readonly changes: readonly FieldChange[];
}

/** Amounts by currency, never added across currencies; a decimal; a date; a number of records. */
export type MeasureValue = readonly { readonly amount: string; readonly currency: string }[] | string | number;

export interface Group {
  /** one value a key: what a field of its kind is on the wire, references with title; null for empty */
  readonly keys: readonly (
    | string
    | boolean
    | null
    | { readonly id: string; readonly title: string }
    | { readonly restricted: true }
  )[];
  readonly count: number;
  /** one value a measure, in their order; null where there is nothing to measure */
  readonly measures: readonly (MeasureValue | null)[];
}

export interface GroupedRecords {
  /** largest first */
  readonly groups: readonly Group[];
  /** how amounts came into the company's currency, where that was asked for */
  readonly conversion?: Conversion;
}

export interface Conversion {
  /** the company's */
  readonly currency: string;
  /** what was reckoned with: the worth of one unit, and since when */
  readonly rates: readonly { readonly currency: string; readonly rate: string; readonly date: string | null }[];
  /** amounts without a rate: they stand in the measures in their own currency, and are no part of the company's */
  readonly missing: readonly { readonly field: string; readonly currency: string; readonly amounts: number }[];
}

/** One hit of the search over everything. */
export interface Found {
  readonly entity: string;
  readonly id: string;
  readonly title: string;
  /** where it was found, when that is not the title */
  readonly match: { readonly field: string; readonly label: string; readonly text: string } | null;
}
