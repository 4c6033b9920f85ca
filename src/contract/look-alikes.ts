// One form for everything a guesser tries as variants of one password: case, accents, look-alike digits and separators fall away. Pure.

/** Look-alikes fall together: i, l, 1, ! and | become one letter. Used on both sides of a comparison, so only sameness matters. */
const lookAlike: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '!': 'i',
  '|': 'i',
  l: 'i',
  '2': 'z',
  '3': 'e',
  '€': 'e',
  '4': 'a',
  '@': 'a',
  '5': 's',
  $: 's',
  '6': 'g',
  '9': 'g',
  '7': 't',
  '+': 't',
  '8': 'b',
  '(': 'c',
  '<': 'c',
  '£': 'i',
};

const separators = new Set([' ', '-', '_', '.', ',', '/', '\\', "'", '"', '\t']);

const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ł: 'i',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ı: 'i',
};

/** For one ASCII code unit its code unit after folding, or 0 when it falls away. */
export const asciiFold: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const c = String.fromCharCode(code).toLowerCase();
  if (separators.has(c)) return 0;
  return (lookAlike[c] ?? c).charCodeAt(0);
});

/** Lower case without accents; length may change. */
export function foldCase(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[ßøđłæœþı]/g, (c) => letters[c] ?? c);
}

export function canonical(text: string): string {
  let out = '';
  for (const c of foldCase(text)) if (!separators.has(c)) out += lookAlike[c] ?? c;
  return out;
}

/** One folded character as it is compared; empty: it only separates. */
export const formOf = (folded: string): string => (separators.has(folded) ? '' : (lookAlike[folded] ?? folded));
