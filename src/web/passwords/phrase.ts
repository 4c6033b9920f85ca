// Draws a pass-phrase from a list of words by the browser's own randomness, each word as likely as any other.
import type { PasswordClasses } from '../../contract/password-policy.ts';

/** As likely as any other below `most`: what would favour some is drawn again. */
function draw(most: number): number {
  const limit = Math.floor(0x1_0000_0000 / most) * most;
  const one = new Uint32Array(1);
  do crypto.getRandomValues(one);
  while (one[0]! >= limit);
  return one[0]! % most;
}

export interface Phrase {
  readonly text: string;
  readonly words: number;
  /** of all phrases that could have come out the logarithm; what a company asks for besides adds nothing here */
  readonly bits: number;
}

export function makePhrase(
  list: readonly string[],
  wish: { words: number; least: number; classes: PasswordClasses },
): Phrase {
  const words: string[] = [];
  const length = () => words.join('-').length;
  while (words.length < wish.words || length() < wish.least) words.push(list[draw(list.length)]!);
  const { upperAndLower, digit } = wish.classes;
  const said = upperAndLower ? words.map((word) => word[0]!.toUpperCase() + word.slice(1)) : words;
  return {
    text: said.join('-') + (digit ? String(draw(10)) : ''),
    words: words.length,
    bits: Math.floor(words.length * Math.log2(list.length)),
  };
}
