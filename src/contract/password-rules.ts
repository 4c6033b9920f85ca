// The rules for a new password, the same for server and page: long, not in a list guessers have, not about you, your company or the season, and of
// the kinds of characters a company insists on. Pure; the list of what is known is given by whoever asks.
import { everydayWords } from './everyday-words.ts';
import { canonical, foldCase } from './look-alikes.ts';
import { type PasswordAsked, type PasswordClasses, passwordBounds } from './password-policy.ts';
import type { FieldError } from './problem.ts';

/** What may not be the core of a password, because a guesser tries it first. */
export interface PasswordContext {
  readonly tenantName: string;
  readonly tenantSlug: string;
  readonly personName: string;
  readonly email: string;
}

const advice = 'Four or five words that have nothing to do with each other are easy to remember and hard to guess.';

function refuse(code: string, reason: string, fits: string): FieldError {
  return { field: 'password', code, reason, fits };
}

/** The first reason why this may not become a password, or undefined. `listed`: whether a canonical form is in the list of what guessers try first. */
export function refusalOf(
  password: string,
  context: PasswordContext,
  asked: PasswordAsked,
  listed: (form: string) => boolean,
): FieldError | undefined {
  if (password.length > passwordBounds.most) {
    return refuse(
      'too-long',
      'The password is longer than what is taken.',
      `At most ${passwordBounds.most} characters.`,
    );
  }
  if (!password.isWellFormed()) return refuse('not-text', 'The password holds a broken character.', 'Type it again.');
  const normal = password.normalize('NFKC');
  return (
    tooShort(normal, Math.max(asked.least, passwordBounds.floor)) ??
    missing(normal, asked.classes) ??
    (isKnown(normal, listed) ? known : undefined) ??
    simple(normal) ??
    aboutYou(normal, [...contextWords(context), ...formsOf(asked.words)]) ??
    everyday(normal, context, asked)
  );
}

function tooShort(normal: string, bound: number): FieldError | undefined {
  const length = [...normal].length;
  if (length >= bound) return undefined;
  const has = length === 1 ? 'The password has one character.' : `The password has ${length} characters.`;
  return refuse('too-short', has, `At least ${bound} characters. ${advice}`);
}

/** Kinds of characters the company asks for and that are not there. */
export function missingClasses(password: string, classes: PasswordClasses): (keyof PasswordClasses)[] {
  const has: Readonly<Record<keyof PasswordClasses, boolean>> = {
    upperAndLower: /\p{Lu}/u.test(password) && /\p{Ll}/u.test(password),
    digit: /\p{Nd}/u.test(password),
    sign: /[^\p{L}\p{N}]/u.test(password),
  };
  return (['upperAndLower', 'digit', 'sign'] as const).filter((name) => classes[name] && !has[name]);
}

const classWords: Readonly<Record<keyof PasswordClasses, string>> = {
  upperAndLower: 'capital and small letters',
  digit: 'a digit',
  sign: 'a sign or space',
};

function missing(normal: string, classes: PasswordClasses): FieldError | undefined {
  const not = missingClasses(normal, classes).map((name) => classWords[name]);
  if (not.length === 0) return undefined;
  return refuse(
    'classes',
    'Your company asks for kinds of characters that are not all there.',
    `Add ${not.join(', ')}.`,
  );
}

function simple(password: string): FieldError | undefined {
  if (ownCharacters(foldCase(password)) >= passwordBounds.leastOwn) return undefined;
  return refuse('too-simple', 'The password repeats itself or runs along the keyboard or the alphabet.', advice);
}

const known = refuse(
  'common',
  'The password is, but for small changes, a word or a password that guessers try first. Digits in place of letters do not help.',
  advice,
);

/** Whole, one half of a doubled one, or the word inside digits and signs that add next to nothing. */
export function isKnown(password: string, listed: (form: string) => boolean): boolean {
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

/** What is left when these words are taken out; undefined: none of them is in it. */
function without(password: string, words: readonly string[]): string | undefined {
  const whole = canonical(password);
  let left = whole;
  for (const word of words) left = left.replaceAll(word, ' ');
  const own = left.replaceAll(' ', '');
  return own.length === whole.length ? undefined : own;
}

function aboutYou(password: string, words: readonly string[]): FieldError | undefined {
  const own = without(password, words);
  if (own === undefined || ownCharacters(own) >= passwordBounds.leastOwn) return undefined;
  return refuse(
    'about-you',
    'The password is made of your name, your address, your company or this product.',
    `Leave those out, or add at least ${passwordBounds.leastOwn} characters that have nothing to do with them.`,
  );
}

/** "Kesä2026Welcome!": words everybody begins with add nothing, nor does the year behind them. */
function everyday(password: string, context: PasswordContext, asked: PasswordAsked): FieldError | undefined {
  const plain = password.replaceAll(/(?:19|20)\d\d/g, ' ');
  const own = without(plain, [...everydayForms(), ...contextWords(context), ...formsOf(asked.words)]);
  if (own === undefined || ownCharacters(own) >= passwordBounds.leastOwn) return undefined;
  return refuse(
    'everyday',
    'The password is made of words everybody begins with: a season, a month, a day, a greeting, or "password" in some language.',
    `Leave those out, or add at least ${passwordBounds.leastOwn} characters that have nothing to do with them. ${advice}`,
  );
}

const longestFirst = (words: Iterable<string>): string[] => [...words].sort((a, b) => b.length - a.length);

/** Three letters are too many words' middle. */
function formsOf(words: readonly string[]): string[] {
  return longestFirst(new Set(words.map(canonical).filter((word) => word.length >= 4)));
}

let everydayKnown: readonly string[] | undefined;

export function everydayForms(): readonly string[] {
  everydayKnown ??= formsOf(Object.values(everydayWords).flatMap((words) => words.split(/\s+/)));
  return everydayKnown;
}

/** Longest first, so that "acmecorp" goes before "acme". */
export function contextWords(context: PasswordContext): string[] {
  const [local = '', domain = ''] = context.email.split('@');
  const texts = ['strongroom', context.tenantName, context.tenantSlug, context.personName, local, domain];
  const parts = texts.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  return formsOf(parts);
}

/** "abcabcabc" is "abc" to a guesser. */
export function repeatedUnit(text: string): string {
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

function stepOf(before: string | undefined, c: string): ReadonlySet<string> {
  if (before === undefined) return new Set();
  return before === c ? same : (steps.get(before + c) ?? new Set());
}

/** For each character whether it is a choice of its own: the same again is none, nor a run from its third step on. */
export function choices(chars: readonly string[]): boolean[] {
  let along: ReadonlySet<string> = new Set();
  return chars.map((c, i) => {
    const step = stepOf(chars[i - 1], c);
    // Two neighbours happen in every word; from the third on the same way it is a run. The same character again is never a choice.
    const goesOn = along.intersection(step);
    along = goesOn.size === 0 ? step : goesOn;
    return goesOn.size === 0 && step !== same;
  });
}

/** How many characters are a choice of their own; a repetition of the whole adds nothing. */
export function ownCharacters(text: string): number {
  return choices([...repeatedUnit(text)]).filter(Boolean).length;
}
