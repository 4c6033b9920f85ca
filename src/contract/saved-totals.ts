// A question to the totals that is kept: which object, by which fields, which figures, narrowed how; in the words of the address of its page. Pure.
import type { PageFilter } from './page-filter.ts';

export interface TotalsQuestion {
  /** the object: deal, contact ... */
  readonly entity: string;
  /** `stage,closedOn:month` */
  readonly by: string;
  /** `sum:amount,weighted:amount` */
  readonly measures: string;
  /** amounts in the company's currency, or each currency by itself */
  readonly in: 'company' | 'each';
  /** relative days and "me" are those of whoever opens it, when he does */
  readonly filter: PageFilter | null;
  readonly search: string;
  /** of what lies in the bin */
  readonly bin: boolean;
  /** how the lines are ordered, `-count`; null: as it is usual for the field */
  readonly order: string | null;
}

/** A part that cannot be asked: retired, or not to be seen by whoever asks. */
export const missingParts = ['object', 'by', 'measures', 'filter'] as const;
export type MissingPart = (typeof missingParts)[number];

export const savedTotalsBounds = { name: 80, help: 500, filter: 20_000, own: 200, offered: 500 } as const;
