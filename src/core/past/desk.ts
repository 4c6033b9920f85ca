// What features ask of the past. Types only.
import type { Groups } from '../../contract/record-answers.ts';
import type { ListQuery } from '../../contract/filter.ts';
import type { GroupKey, GroupQuery, Measure } from '../../contract/group.ts';
import type { Principal } from '../principal.ts';
import type { SecurityClass } from '../../contract/security-change.ts';
import type { SavedTotals } from '../totals/saved.ts';
import type { ThingKind } from '../../contract/thing-kinds.ts';
import type { RestoredField, Thing } from './thing.ts';

export interface PastDesk {
  /** from when on one may look back, and what happened since that one may want to go back before */
  reach(): Promise<{ readonly from: string; readonly moments: readonly Moment[] }>;
  /** who one is when looking back: today's rights over the objects and fields of then */
  model(at: string): Promise<{ readonly me: Principal; readonly gaps: readonly string[] }>;
  list(object: string, at: string, query: ListQuery): Promise<PastPage>;
  view(object: string, id: string, at: string): Promise<PastRecord>;
  group(
    object: string,
    at: string,
    keys: readonly GroupKey[],
    measures: readonly Measure[],
    query: GroupQuery,
  ): Promise<Groups>;
  /** saved totals of then: those one may see today and might have seen */
  totals(at: string): Promise<readonly SavedTotals[]>;
  /** what became of the records of one object since, as far as one may see both */
  difference(object: string, at: string): Promise<Difference>;
  /** what became of roles, settings, fields and objects of the tenant's own since, as far as one may look after them */
  configuration(at: string): Promise<ConfigurationSince>;
  /** brings pieces of configuration back to what they were, each whole or not at all, as a part of this operation */
  restoreConfiguration(at: string, which: ThingsChosen): Promise<ConfigurationRestored>;
  /** the classes of security change that belongs to */
  classes(at: string, which: ThingsChosen): Promise<readonly SecurityClass[]>;
  /** what a list as it was would be brought back as */
  preview(object: string, at: string, which: RestoreWhich): Promise<RestorePreview>;
  /** brings named records back to what they were, as a part of this operation */
  restore(object: string, at: string, ids: readonly string[], steps: readonly RestoreStep[]): Promise<RestoreResult>;
  /** ids of records that differ from what they were, from one on, in their order */
  differing(
    object: string,
    at: string,
    which: RestoreWhich,
    step: RestoreStep,
    after: string,
    most: number,
  ): Promise<string[]>;
  /** makes a deleted field anew, lets a retired one be used again, or gives one its definition of then */
  restoreField(at: string, field: string): Promise<RestoredField>;
  /** values a deleted field held and a field of today does not, from one record on, in their order */
  lostValues(at: string, asked: LostAsked): Promise<readonly LostValue[]>;
}

export type ThingShown = Omit<Thing, 'run'>;

export interface ConfigurationSince {
  readonly things: readonly ThingShown[];
  /** what cannot be told, in words */
  readonly gaps: readonly string[];
}

/** Some, or all there are; `made`: also what was added since, which is removed or retired. */
export type ThingsChosen =
  | { readonly things: readonly { readonly kind: ThingKind; readonly id: string }[] }
  | { readonly made: boolean };

export interface ConfigurationRestored {
  readonly back: number;
  readonly kept: readonly {
    readonly kind: ThingKind;
    readonly id: string;
    readonly title: string | null;
    readonly reason: string;
  }[];
  /** fields whose values have to be written again */
  readonly fields: readonly RestoredField[];
}

/** What is written where: a field that was there, by its id, into one of today, from one record on. */
export interface LostAsked {
  readonly field: string;
  readonly into: string;
  readonly after: string;
  readonly most: number;
}

export interface LostValue {
  readonly id: string;
  readonly value: unknown;
}

/** A large piece of work that began at an instant. */
export interface Moment {
  readonly at: string;
  readonly kind: string;
  readonly title: string;
  readonly by: string | null;
}

/** What a record as it was is today. */
export interface Since {
  /** moved into the bin since, or out of it */
  readonly moved: 'archived' | 'restored' | null;
  /** fields that hold other values now, among those one may read */
  readonly fields: readonly string[];
}

type Values = Readonly<Record<string, unknown>>;

export interface PastPage {
  readonly rows: readonly Values[];
  readonly next: string | null;
  readonly count?: { readonly value: number; readonly kind: 'exact' | 'estimate' };
  /** by the id of the row, for those that are not the same today */
  readonly since: Readonly<Record<string, Since>>;
}

export interface PastRecord {
  /** null: it was not there yet, or nobody can say how it was */
  readonly was: Values | null;
  readonly now: Values;
  readonly since: Since;
  readonly state: 'known' | 'not yet' | 'erased';
}

interface DifferenceSample {
  readonly id: string;
  readonly title: string;
}

export interface DifferenceOf {
  readonly count: number;
  readonly samples: readonly DifferenceSample[];
}

export interface Difference {
  readonly created: DifferenceOf;
  readonly changed: DifferenceOf;
  readonly archived: DifferenceOf;
  readonly restored: DifferenceOf;
  /** deleted for good since; null for who does not see every record of the object */
  readonly gone: number | null;
  /** their values were erased: how they were cannot be told; null likewise */
  readonly erased: number | null;
}

/** Which records of one object: those of a list as it was, or all there is. `made`: also those made since, which go into the bin. */
export interface RestoreWhich {
  /** these alone */
  readonly ids?: readonly string[];
  readonly query?: Pick<ListQuery, 'filter' | 'search' | 'archived'>;
  readonly made: boolean;
}

/** In this order over all objects: out of the bin, values, into the bin. */
export type RestoreStep = 'unbin' | 'values' | 'bin';
export const restoreSteps: readonly RestoreStep[] = ['unbin', 'values', 'bin'];

export interface RestorePreview {
  readonly unbin: number;
  readonly values: number;
  readonly bin: number;
}

export interface Kept {
  readonly entity: string;
  readonly id: string;
  readonly title: string | null;
  readonly reason: string;
}

export interface RestoreResult {
  /** taken out of the bin */
  readonly unbinned: number;
  /** values put back */
  readonly changed: number;
  /** moved into the bin */
  readonly binned: number;
  /** with the reason; at most a hundred */
  readonly kept: readonly Kept[];
  readonly keptCount: number;
}
