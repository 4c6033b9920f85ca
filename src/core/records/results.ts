// What the record engine answers of pages, single rows and searches; history and totals stand in the contract. Types only.
import type { FieldError, ProblemCode } from '../../contract/problem.ts';

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

/** One hit of the search over everything. */
export interface Found {
  readonly entity: string;
  readonly id: string;
  readonly title: string;
  /** where it was found, when that is not the title */
  readonly match: { readonly field: string; readonly label: string; readonly text: string } | null;
}
