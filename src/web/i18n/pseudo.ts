// The pseudo-locale: every English message with accents, two fifths longer and in brackets, so that a text that bypasses the catalog or does not fit is seen at once.

const accents: Readonly<Record<string, string>> = {
  a: 'å',
  e: 'é',
  i: 'î',
  o: 'ö',
  u: 'ü',
  y: 'ý',
  c: 'ç',
  n: 'ñ',
  s: 'š',
  z: 'ž',
  A: 'Å',
  E: 'É',
  I: 'Î',
  O: 'Ö',
  U: 'Ü',
  C: 'Ç',
  N: 'Ñ',
  S: 'Š',
  Z: 'Ž',
};

/** Leaves everything inside braces alone but the texts of the cases of a choice. */
export function pseudo(message: string): string {
  let out = '';
  let letters = 0;
  let depth = 0;
  // in a choice, text stands at even depth (its cases), names at odd depth
  for (const c of message) {
    if (c === '{') depth++;
    if (c === '}') depth--;
    const text = depth % 2 === 0;
    out += text ? (accents[c] ?? c) : c;
    if (text && depth === 0) letters++;
  }
  return `[${out}${'~'.repeat(Math.ceil((letters || message.length) * 0.4))}]`;
}
