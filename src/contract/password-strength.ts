// How hard a password is to guess, reckoned where it is typed: the cheapest way a guesser could put it together, and in words what makes it cheap. Pure.
import { foldCase, formOf } from './look-alikes.ts';
import { type PasswordContext, choices, contextWords, everydayForms, repeatedUnit } from './password-rules.ts';

export interface StrengthLists {
  /** words of a language, as they are compared */
  readonly words: ReadonlySet<string>;
  /** passwords seen in leaks, as they are compared, most used first */
  readonly common: ReadonlyMap<string, number>;
}

export type StrengthReason = 'short' | 'common' | 'swaps' | 'yours' | 'everyday' | 'run' | 'repeat' | 'words' | 'year';

export interface Strength {
  /** of all ways the two's logarithm */
  readonly bits: number;
  /** 0: guessed at once; 1 weak; 2 fair; 3 good; 4 strong */
  readonly level: 0 | 1 | 2 | 3 | 4;
  readonly reasons: readonly StrengthReason[];
  /** words of the list it is made of */
  readonly wordCount: number;
}

interface Letter {
  readonly plain: string;
  readonly form: string;
}

/** What is taken for a character of its own, in bits. */
const ofLetter = 4.7;
const ofDigit = 3.3;
const ofSign = 5.5;
const ofYear = 7;
const ofYours = 2;
const ofEveryday = 6;
const ofStep = 1;
const ofSeparators = 2;
const longestWord = 24;
/** beyond that nothing is added: it is strong, and reckoning takes time */
const mostLooked = 128;

const from: readonly number[] = [30, 45, 60, 75];

function lettersOf(password: string): { letters: Letter[]; separated: boolean } {
  const folded = [...foldCase(password.normalize('NFKC'))].slice(0, mostLooked);
  const letters = folded.map((plain) => ({ plain, form: formOf(plain) })).filter(({ form }) => form !== '');
  return { letters, separated: letters.length < folded.length };
}

interface Step {
  readonly bits: number;
  readonly from: number;
  readonly why: StrengthReason | null;
  readonly word: string | null;
}

function single(plain: string): number {
  if (/\p{Nd}/u.test(plain)) return ofDigit;
  return /\p{L}/u.test(plain) ? ofLetter : ofSign;
}

interface Dictionary {
  readonly lists: StrengthLists;
  readonly yours: ReadonlySet<string>;
  readonly everyday: ReadonlySet<string>;
}

/** What a piece costs as a word a guesser has; undefined: it is none. */
function wordCost(form: string, plain: string, d: Dictionary): { bits: number; why: StrengthReason } | undefined {
  if (/^(?:19|20)\d\d$/.test(plain)) return { bits: ofYear, why: 'year' };
  if (form.length < 4 && !d.lists.words.has(form)) return undefined;
  if (d.yours.has(form)) return { bits: ofYours, why: 'yours' };
  const rank = d.lists.common.get(form);
  const common = rank === undefined ? undefined : { bits: Math.max(1, Math.log2(rank + 2)), why: 'common' as const };
  if (d.everyday.has(form) && (common === undefined || common.bits > ofEveryday))
    return { bits: ofEveryday, why: 'everyday' };
  if (d.lists.words.has(form)) {
    const bits = Math.log2(d.lists.words.size);
    return common !== undefined && common.bits < bits - 4 ? common : { bits, why: 'words' };
  }
  return common;
}

/** The cheapest way to put the letters together, as steps from the front. */
function cheapest(letters: readonly Letter[], d: Dictionary): Step[] {
  const own = choices(letters.map(({ plain }) => plain));
  const best: Step[] = [{ bits: 0, from: 0, why: null, word: null }];
  for (let end = 1; end <= letters.length; end++) {
    const last = letters[end - 1]!;
    const chosen = own[end - 1]!;
    let step: Step = {
      bits: best[end - 1]!.bits + (chosen ? single(last.plain) : ofStep),
      from: end - 1,
      why: chosen ? null : 'run',
      word: null,
    };
    for (let begin = end - 3; begin >= Math.max(0, end - longestWord); begin--) {
      const piece = letters.slice(begin, end);
      const form = piece.map((l) => l.form).join('');
      const cost = wordCost(form, piece.map((l) => l.plain).join(''), d);
      if (cost === undefined || best[begin]!.bits + cost.bits >= step.bits) continue;
      step = { bits: best[begin]!.bits + cost.bits, from: begin, why: cost.why, word: form };
    }
    best.push(step);
  }
  const path: Step[] = [];
  for (let at = letters.length; at > 0; at = best[at]!.from)
    path.unshift({ ...best[at]!, bits: best[at]!.bits - best[best[at]!.from]!.bits });
  return path;
}

/** Whether a digit or sign stands for a letter within a word: no guesser leaves that out. */
function hasSwaps(letters: readonly Letter[], path: readonly Step[]): boolean {
  let at = 0;
  return path.some((step) => {
    const begin = at;
    const length = step.word === null ? 1 : [...step.word].length;
    at += length;
    return (
      step.word !== null &&
      step.why !== 'year' &&
      letters.slice(begin, at).some(({ plain, form }) => !/\p{L}/u.test(plain) && /\p{L}/u.test(form))
    );
  });
}

export function strengthOf(password: string, context: PasswordContext, lists: StrengthLists, least: number): Strength {
  const whole = foldCase(password.normalize('NFKC'));
  const unit = repeatedUnit(whole);
  const { letters, separated } = lettersOf(unit);
  const d = { lists, yours: new Set(contextWords(context)), everyday: new Set(everydayForms()) };
  const path = cheapest(letters, d);
  const reasons = new Set<StrengthReason>();
  let bits = separated ? ofSeparators : 0;
  const seen = new Set<string>();
  for (const { bits: cost, why, word } of path) {
    const again = word !== null && seen.has(word);
    bits += again ? ofStep : cost;
    if (again) reasons.add('repeat');
    else if (why !== null) reasons.add(why);
    if (word !== null) seen.add(word);
  }
  if (unit !== whole) reasons.add('repeat');
  if (hasSwaps(letters, path)) reasons.add('swaps');
  const wordCount = path.filter((step) => step.why === 'words').length;
  if (/\p{Lu}/u.test([...password].slice(1).join(''))) bits += 1;
  if ([...password.normalize('NFKC')].length < least) reasons.add('short');
  return { bits: Math.round(bits), level: levelOf(bits), reasons: [...reasons], wordCount };
}

function levelOf(bits: number): Strength['level'] {
  return from.filter((least) => bits >= least).length as Strength['level'];
}
