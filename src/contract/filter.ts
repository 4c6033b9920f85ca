// The language in which a list is narrowed: the same value in the address of a page, in the API and in a bulk change.
import type { Json } from './json.ts';

export const filterOps = [
  'eq',
  'ne',
  'in',
  'lt',
  'lte',
  'gt',
  'gte',
  'contains',
  'startsWith',
  'empty',
  'has',
  'within',
] as const;
export type FilterOp = (typeof filterOps)[number];

/**
 * `field` may look through a reference: `company.industry`. A value about whoever asks: `{"me": "id"}` with eq and ne on a reference to a
 * user, `{"me": "teammates"}` with in. `within` takes a `Period` on dates and instants.
 */
export interface Condition {
  readonly field: string;
  readonly op: FilterOp;
  readonly value?: Json;
}

export type Filter =
  | Condition
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly not: Filter };

/** Bounds that keep a filter's cost small whatever is sent. */
export const filterLimits = { depth: 6, conditions: 60, listValues: 500, textLength: 500 } as const;

/** -name sorts downwards; the record's id always decides last, so that an order is total. */
export interface SortKey {
  readonly field: string;
  readonly down: boolean;
}

export const sortKeysMost = 4;

export function parseSort(text: string): SortKey[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('-') ? { field: part.slice(1), down: true } : { field: part, down: false }));
}

export interface ListQuery {
  readonly filter?: Filter;
  readonly search?: string;
  readonly sort?: readonly SortKey[];
  readonly limit?: number;
  readonly cursor?: string;
  readonly fields?: readonly string[];
  readonly count?: 'none' | 'estimate' | 'exact';
  /** live records, those in the bin, or both */
  readonly archived?: 'no' | 'only' | 'both';
}

export const pageLimits = { usual: 50, most: 200 } as const;
