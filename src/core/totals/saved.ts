// Totals that are kept, as features see them. Types; saved-desk.ts makes the desk.
import type { Entity } from '../../contract/entity.ts';
import type { GroupKey, GroupQuery, Measure } from '../../contract/group.ts';
import type { MissingPart, TotalsQuestion } from '../../contract/saved-totals.ts';

export interface SavedWish {
  readonly name: string;
  readonly help: string;
  /** to others, as a right that roles give; else for oneself alone */
  readonly offered: boolean;
  readonly question: TotalsQuestion;
}

export interface SavedTotals {
  readonly id: string;
  readonly name: string;
  readonly help: string;
  /** null: of an object that is retired or that one may not see */
  readonly entity: string | null;
  readonly offered: boolean;
  readonly mine: boolean;
  /** who saved it; null: somebody one may not see */
  readonly owner: string | null;
  readonly version: number;
  readonly changedAt: string;
  /** since when it is put away */
  readonly awayAt: string | null;
  readonly mayChange: boolean;
  /** false: something in it is retired, or not to be seen by whoever asks */
  readonly works: boolean;
  /** what, for those who may change it */
  readonly missing: readonly MissingPart[];
  /** for those who may change it, what of it can be asked; for others all of it or nothing. Never in a list */
  readonly question: TotalsQuestion | null;
}

/** A question as the engine is asked it. */
export interface AskedTotals {
  readonly e: Entity;
  readonly keys: readonly GroupKey[];
  readonly measures: readonly Measure[];
  readonly query: GroupQuery;
}

/** Somebody who may open it, and by what: roles by their names, or because he saved it. */
export interface OpenTo {
  readonly id: string;
  readonly title: string;
  readonly by: readonly string[];
}

export interface SavedTotalsDesk {
  /** those one may open, or with `away` those one may bring back; by name */
  list(away: boolean): Promise<SavedTotals[]>;
  view(id: string): Promise<SavedTotals>;
  /** answers its id; offering needs tool.offer-totals */
  save(wish: SavedWish): Promise<string>;
  /** one's own; what is offered needs tool.offer-totals, that of somebody else tool.manage-totals */
  change(id: string, version: number, wish: Partial<SavedWish>): Promise<void>;
  putAway(id: string): Promise<void>;
  bringBack(id: string): Promise<void>;
  /** only what is put away, and for good */
  remove(id: string): Promise<void>;
  /** its question, of whoever may open it and ask all of it */
  ask(id: string): Promise<AskedTotals>;
  /** who may open what is offered; for those who may change it, and with admin.access */
  openTo(id: string): Promise<{ readonly people: readonly OpenTo[]; readonly others: number }>;
}
