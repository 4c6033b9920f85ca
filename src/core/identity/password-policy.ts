// What a password must be: long, not known from leaks, not about you or your company. No rule about kinds of characters (NIST SP 800-63B-4, ASVS 6.2.5).
import type { FieldError } from '../../contract/problem.ts';
import { canonical, foldCase } from './canonical.ts';
import { knownPasswords } from './known-passwords.ts';

export const passwordBounds = {
  /** characters where the password is the only factor */
  least: 15,
  /** characters where a second factor is enforced */
  leastWithFactor: 12,
  /** no setting goes below */
  floor: 8,
  /** characters taken; longer ones are refused, never cut */
  most: 1024,
  /** characters that must be left when runs, repetitions and words about you are taken away */
  leastOwn: 8,
} as const;

/** What may not be the core of a password, because a guesser tries it first. */
export interface PasswordContext {
  readonly tenantName: string;
  readonly tenantSlug: string;
  readonly personName: string;
  readonly email: string;
}

/**
 * The bytes that are hashed: NFKC, so that the same password typed on another keyboard or system is the same, and UTF-8. All of them count.
 * A text with half a surrogate pair has no bytes of its own and gives undefined.
 */
export function passwordBytes(password: string): Buffer | undefined {
  return password.isWellFormed() ? Buffer.from(password.normalize('NFKC'), 'utf8') : undefined;
}

const advice = 'Four or five words that have nothing to do with each other are easy to remember and hard to guess.';

function refuse(code: string, reason: string, fits: string): FieldError {
  return { field: 'password', code, reason, fits };
}

/** The first reason why this may not become a password, or undefined. */
export async function weakness(
  password: string,
  context: PasswordContext,
  least: number = passwordBounds.least,
): Promise<FieldError | undefined> {
  const bound = Math.max(least, passwordBounds.floor);
  if (password.length > passwordBounds.most) {
    return refuse(
      'too-long',
      'The password is longer than what is taken.',
      `At most ${passwordBounds.most} characters.`,
    );
  }
  if (!password.isWellFormed()) return refuse('not-text', 'The password holds a broken character.', 'Type it again.');
  const normal = password.normalize('NFKC');
  const length = [...normal].length;
  if (length < bound) {
    const has = length === 1 ? 'The password has one character.' : `The password has ${length} characters.`;
    return refuse('too-short', has, `At least ${bound} characters. ${advice}`);
  }
  return (await known(normal)) ?? simple(normal) ?? aboutYou(normal, context);
}

function simple(password: string): FieldError | undefined {
  if (ownCharacters(foldCase(password)) >= passwordBounds.leastOwn) return undefined;
  return refuse('too-simple', 'The password repeats itself or runs along the keyboard or the alphabet.', advice);
}

async function known(password: string): Promise<FieldError | undefined> {
  const list = await knownPasswords();
  if (!isKnown(password, (form) => list.has(form))) return undefined;
  return refuse(
    'common',
    'The password is, but for small changes, in a list of passwords that guessers try first. Digits in place of letters do not help.',
    advice,
  );
}

/** Whole, one half of a doubled one, or the word inside digits and signs that add next to nothing. */
function isKnown(password: string, listed: (form: string) => boolean): boolean {
  const unit = repeatedUnit(password);
  if (listed(canonical(unit))) return true;
  const folded = foldCase(unit);
  const start = folded.search(/\p{L}/u);
  if (start === -1) return false;
  const end = folded.length - [...folded].reverse().join('').search(/\p{L}/u);
  const cores = [
    [start, end],
    [0, end],
    [start, folded.length],
  ] as const;
  return cores.some(([from, to]) => {
    const around = folded.slice(0, from) + folded.slice(to);
    return ownCharacters(around) < 6 && listed(canonical(folded.slice(from, to)));
  });
}

function aboutYou(password: string, context: PasswordContext): FieldError | undefined {
  const words = contextWords(context);
  let left = canonical(password);
  for (const word of words) left = left.replaceAll(word, ' ');
  const own = left.replaceAll(' ', '');
  if (own.length === canonical(password).length || ownCharacters(own) >= passwordBounds.leastOwn) return undefined;
  return refuse(
    'about-you',
    'The password is made of your name, your address, your company or this product.',
    `Leave those out, or add at least ${passwordBounds.leastOwn} characters that have nothing to do with them.`,
  );
}

/** Longest first, so that "acmecorp" goes before "acme". Three letters are too many words' middle. */
export function contextWords(context: PasswordContext): string[] {
  const [local = '', domain = ''] = context.email.split('@');
  const texts = ['strongroom', context.tenantName, context.tenantSlug, context.personName, local, domain];
  const parts = texts.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  const words = new Set(parts.map((part) => canonical(part)).filter((word) => word.length >= 4));
  return [...words].sort((a, b) => b.length - a.length);
}

/** "abcabcabc" is "abc" to a guesser. */
function repeatedUnit(text: string): string {
  const at = (text + text).indexOf(text, 1);
  return at < text.length ? text.slice(0, at) : text;
}

/** Rows and columns of keyboards, alphabet and digits: a step along one of them is no choice. */
const tracks = [
  '1234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'qsdfghjklm',
  'zxcvbnm',
  'yxcvbnm',
  'wxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujm',
  'abcdefghijklmnopqrstuvwxyz',
  '!@#$%^&*()',
];

/** For two neighbouring characters the tracks and directions on which they follow each other. */
const steps = new Map<string, Set<string>>();
for (const [t, track] of tracks.entries()) {
  for (let i = 1; i < track.length; i++) {
    addStep(track[i - 1]! + track[i]!, `${t} on`);
    addStep(track[i]! + track[i - 1]!, `${t} back`);
  }
}

function addStep(pair: string, along: string): void {
  const known = steps.get(pair);
  if (known === undefined) steps.set(pair, new Set([along]));
  else known.add(along);
}

const same: ReadonlySet<string> = new Set(['same']);

/** How many characters are a choice of their own: a repetition of the whole, the same again, and a run from its third step on add nothing. */
export function ownCharacters(text: string): number {
  const chars = [...repeatedUnit(text)];
  let own = 0;
  let along: ReadonlySet<string> = new Set();
  for (const [i, c] of chars.entries()) {
    const before = chars[i - 1];
    const step = before === undefined ? new Set<string>() : before === c ? same : (steps.get(before + c) ?? new Set());
    const goesOn = along.intersection(step);
    // Two neighbours happen in every word; from the third on the same way it is a run. The same character again is never a choice.
    if (goesOn.size === 0 && step !== same) own += 1;
    along = goesOn.size === 0 ? step : goesOn;
  }
  return own;
}
