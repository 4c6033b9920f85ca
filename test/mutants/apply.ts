// Puts one change into the text of its file.
import type { Change, Mutant } from './mutants.ts';

export function changesOf(mutant: Mutant): readonly Change[] {
  return [mutant, ...(mutant.also ?? [])];
}

export function applyChange(change: Change, source: string): string {
  const parts = source.split(change.find);
  if (parts.length !== change.times + 1) {
    throw new Error(`"${change.find}" stands ${parts.length - 1} times in ${change.file}, not ${change.times}`);
  }
  return parts.join(change.replace);
}
