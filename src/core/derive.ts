// What a feature adds to records of its object before they are stored: types of domain rules.
import type { EntityName } from '../contract/names.ts';
import type { Problem } from '../contract/problem.ts';

/** A record as stored values: references as ids, decimals as text. */
export type DerivedRow = Readonly<Record<string, unknown>>;

/** A record on its way into the database; `before` is null when it is new. */
export interface Draft {
  readonly before: DerivedRow | null;
  readonly after: DerivedRow;
  /** fields that were sent, as opposed to left as they were */
  readonly sent: ReadonlySet<string>;
}

export interface DeriveContext {
  readonly at: Date;
  /** the date where the company is: YYYY-MM-DD */
  readonly today: string;
  /** all records of a small settings object, by id, whether the writer may see them or not: no answer may tell of those he may not */
  readonly settings: (entity: 'pipeline' | 'stage' | 'priceList') => Promise<ReadonlyMap<string, DerivedRow>>;
  /** Which of them the writer may see. */
  readonly seen: (entity: EntityName, ids: readonly string[]) => Promise<ReadonlySet<string>>;
  /**
   * Records outside the bin as far as the writer may read them: others are missing, and fields he may not read are null. By their ids, or
   * by a reference `by` that leads to one of them. One statement, however many: ask once for all drafts.
   */
  readonly lookup: (entity: EntityName, ids: readonly string[], by?: string) => Promise<readonly DerivedRow[]>;
}

/**
 * What a feature adds to a record of its object before it is stored: values that follow from others. Answers the fields to set, for each
 * draft; throws `invalidField` problems for drafts that contradict themselves. Runs on every write path, so it is fast and does no I/O
 * but `settings`, `seen` and `lookup`.
 */
export type Derive = (drafts: readonly Draft[], context: DeriveContext) => Promise<(DerivedRow | Problem)[]>;
