// What stands where a person's words were, and how a text or a document loses them. Pure.

/** What stands where a person's words were. */
export const erasedText = '[erased]';

/**
 * What a text becomes that holds one of the words, in whatever case: replaced as a whole, or, where something is to stand for the person, its words
 * alone. Null: it holds none.
 */
export function withoutWord(text: string, words: readonly string[], instead?: string): string | null {
  const folded = text.toLowerCase();
  const held = words.filter((word) => folded.includes(word));
  if (held.length === 0) return null;
  if (instead === undefined) return erasedText;
  const longest = held.toSorted((a, b) => b.length - a.length);
  const any = new RegExp(longest.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|'), 'giu');
  const left = text.replace(any, () => instead);
  return withoutWord(left, words) === null ? left : erasedText;
}

/** Every text in it, at any depth. Undefined: none holds one of the words. */
export function withoutWords(doc: unknown, words: readonly string[], instead?: string): unknown {
  let found = false;
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const without = withoutWord(value, words, instead);
      found ||= without !== null;
      return without ?? value;
    }
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  const out = walk(doc);
  return found ? out : undefined;
}
