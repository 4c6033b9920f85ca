// Says a right by the words people know it by, once those are there; until then by its own name. For texts that are made outside of a page's parts.
let words: ((right: string) => string) | null = null;

export function sayRight(right: string): string {
  return words?.(right) ?? right;
}

export function sayRightsBy(names: (right: string) => string): void {
  words = names;
}
