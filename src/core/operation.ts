// One user action, one operation, one inverse. Types of what undo answers.

/** How long an operation can be undone, in days. */
export const undoDays = 30;

export interface Operation {
  readonly id: string;
  readonly what: string;
  readonly at: string;
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly changes: number;
  readonly undoneBy: string | null;
  readonly undoUntil: string;
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

export interface OperationDesk {
  list(limit: number): Promise<Operation[]>;
  /** three-way: a field goes back only where it still holds what the operation wrote */
  preview(id: string): Promise<UndoResult>;
  undo(id: string): Promise<UndoResult>;
  /** the part of an undo that concerns at most `limit` records after `cursor`; jobs undo imports with it. null: finished */
  undoPart(id: string, cursor: string | null, limit: number): Promise<{ result: UndoResult; next: string | null }>;
}
