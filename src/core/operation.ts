// One user action, one operation, one inverse. Types of what undo answers.
import type { SecurityClass } from '../contract/security-change.ts';

/** How long an operation can be undone, in days. */
export const undoDays = 30;

export interface Operation {
  readonly id: string;
  readonly what: string;
  /** the first thing it changed; null: it is gone, has no name, or one may not see it */
  readonly about: { readonly entity: string; readonly id: string; readonly title: string } | null;
  readonly at: string;
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly changes: number;
  /** the operation it took back, if it is an undo */
  readonly undoes: string | null;
  readonly undoneBy: string | null;
  readonly undoUntil: string;
  /** one's own, or one of somebody else that one may undo */
  readonly mayUndo: boolean;
}

/** What putting an operation back would do, or did. */
export interface UndoResult {
  readonly operation: string;
  /** records put back as they were before */
  readonly back: number;
  /** records the operation created and that go to the bin */
  readonly binned: number;
  /** records left alone, each with the reason (changed since, not allowed, gone); at most 100 are named */
  readonly kept: readonly {
    readonly entity: string;
    readonly id: string;
    readonly title: string | null;
    readonly reason: string;
  }[];
  readonly keptCount: number;
}

/** One field of a three-way comparison: what comes back, what stands there now, and whose later change it is, where it is one. */
export interface UndoField {
  readonly field: string;
  readonly label: string;
  readonly back: unknown;
  readonly now: unknown;
  /** changed by somebody since: it stays unless it is put back anyway */
  readonly changed: boolean;
  readonly by: string | null;
  readonly at: string | null;
}

export interface UndoRecord {
  /** the object, or what kind of configuration: role, setting, field, object, share, deputy, account, rule */
  readonly entity: string;
  readonly id: string;
  readonly title: string | null;
  readonly does: 'back' | 'bin' | 'restore' | 'stay';
  /** why it, or some of it, stays */
  readonly reason: string | null;
  readonly fields: readonly UndoField[];
}

export interface UndoPreview {
  readonly operation: Operation;
  /** records it touched, exactly */
  readonly total: number;
  /** of all of them; null: too many to reckon at once */
  readonly counts: { readonly back: number; readonly binned: number; readonly kept: number } | null;
  readonly records: readonly UndoRecord[];
  readonly configuration: readonly UndoRecord[];
  /** marker of the next records; null at the end */
  readonly next: string | null;
}

/** What is put back although somebody changed it since: nothing, everything, or these fields. An empty field: the record that was made. */
export type Anyway = 'nothing' | 'all' | readonly { readonly id: string; readonly field: string }[];

export interface OperationDesk {
  /** one's own, or everybody's that one may read of, newest first */
  list(query: {
    readonly limit: number;
    readonly all: boolean;
    readonly before?: string | undefined;
  }): Promise<Operation[]>;
  /** three-way: a field goes back only where it still holds what the operation wrote */
  preview(id: string): Promise<UndoResult>;
  /** the same with each record and field */
  look(id: string, cursor: string | null, limit: number, anyway: Anyway): Promise<UndoPreview>;
  undo(id: string, anyway?: Anyway): Promise<UndoResult>;
  /**
   * the part of an undo that concerns at most `limit` records after `cursor`; jobs undo imports with it. null: finished. `dry`: it is only
   * counted what would happen
   */
  undoPart(
    id: string,
    cursor: string | null,
    limit: number,
    how?: { readonly anyway?: Anyway; readonly dry?: boolean },
  ): Promise<{ result: UndoResult; next: string | null }>;
  /** which classes of security change taking it back belongs to */
  classes(id: string): Promise<SecurityClass[]>;
}
