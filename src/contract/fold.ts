// Text as search compares it: lower case, without accents. The database does the same with its unaccent dictionary.

const letters: Readonly<Record<string, string>> = {
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
};

export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[øæœßđðþłħıŋ]/g, (c) => letters[c]!);
}

/** The digits of what looks like a phone number, without the leading zeros of a national notation; null when it does not look like one. */
export function phoneDigits(text: string): string | null {
  if (!/^[\d\s()+./-]+$/.test(text)) return null;
  const digits = text.replace('(0)', '').replace(/\D/g, '').replace(/^0+/, '');
  return digits.length >= 4 ? digits : null;
}

/** Where `word` (as typed) stands in `text`: start and end in the text's own characters, for marking; null when it is not there. */
export function findFolded(text: string, word: string): readonly [number, number] | null {
  const wanted = fold(word);
  if (wanted === '') return null;
  // Folding changes lengths, so the place is found by folding character by character.
  const starts: number[] = [];
  let folded = '';
  let at = 0;
  for (const char of text) {
    const piece = fold(char);
    for (let i = 0; i < piece.length; i++) starts.push(at);
    folded += piece;
    at += char.length;
  }
  const found = folded.indexOf(wanted);
  if (found === -1) return null;
  return [starts[found]!, starts[found + wanted.length] ?? text.length];
}
