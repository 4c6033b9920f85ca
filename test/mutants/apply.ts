// Puts one mutant into the text of its file.
import type { Mutant } from './mutants.ts';

export function applyMutant(mutant: Mutant, source: string): string {
  const parts = source.split(mutant.find);
  if (parts.length !== mutant.times + 1) {
    throw new Error(
      `"${mutant.what}": its text stands ${parts.length - 1} times in ${mutant.file}, not ${mutant.times}`,
    );
  }
  return parts.join(mutant.replace);
}
