// A question for the one dialog that settles a conflict: whoever saves asks, the dialog answers.
import type { FieldConflict } from '../../contract/problem.ts';
import type { EntityInfo } from '../catalog.ts';

export interface Conflict {
  readonly entity: EntityInfo;
  readonly title: string;
  readonly conflicts: readonly FieldConflict[];
  /** the values to save after all; null: leave theirs */
  readonly answer: (values: Readonly<Record<string, unknown>> | null) => void;
}

let current: Conflict | null = null;
const listeners = new Set<() => void>();

export function conflictNow(): Conflict | null {
  return current;
}

export function onConflict(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function askConflict(question: Omit<Conflict, 'answer'>): Promise<Readonly<Record<string, unknown>> | null> {
  return new Promise((resolve) => {
    current = {
      ...question,
      answer: (values) => {
        current = null;
        for (const listener of listeners) listener();
        resolve(values);
      },
    };
    for (const listener of listeners) listener();
  });
}
