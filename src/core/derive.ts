// What a feature adds to records of its object before they are stored: types of domain rules.
import type { Problem } from '../contract/problem.ts';

/** A record on its way into the database, as stored values; `before` is null when it is new. */
export interface Draft {
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>>;
  /** fields that were sent, as opposed to left as they were */
  readonly sent: ReadonlySet<string>;
}

export interface DeriveContext {
  readonly at: Date;
  /** all records of a small settings object (stages, pipelines), by id, as stored values */
  readonly settings: (entity: 'pipeline' | 'stage') => Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>>;
}

/**
 * What a feature adds to a record of its object before it is stored: values that follow from others. Answers the fields to set, for each
 * draft; throws `invalidField` problems for drafts that contradict themselves. Runs on every write path, so it is fast and does no I/O
 * but `settings`.
 */
export type Derive = (
  drafts: readonly Draft[],
  context: DeriveContext,
) => Promise<(Readonly<Record<string, unknown>> | Problem)[]>;
