// Phone numbers as they are stored: +33628000000 where a number can be read, by the rules of libphonenumber.
import { Metadata, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** What the library knows of a country's numbers beyond what it declares; a test holds its answers against those of the whole reading. */
interface Plan {
  hasCallingCode(code: string): boolean;
  getCountryCodesForCallingCode(code: string): readonly string[] | undefined;
  selectNumberingPlan(country: string): unknown;
  nationalNumberPattern(): string;
  nationalPrefixForParsing(): string | undefined;
  leadingDigits(): string | undefined;
  hasTypes(): boolean;
  type(name: string): { pattern(): string | undefined; possibleLengths(): readonly number[] | undefined } | undefined;
}

/** Kinds of numbers, as the library goes through them. */
const kinds = [
  ...['FIXED_LINE', 'MOBILE', 'PREMIUM_RATE', 'TOLL_FREE', 'SHARED_COST', 'VOIP', 'PERSONAL_NUMBER', 'PAGER', 'UAN'],
  'VOICEMAIL',
];

/** How numbers behind one calling code are read, where that takes no more than a look. */
interface Simple {
  /** what a national number there looks like */
  readonly valid: RegExp;
  /** where several countries share the code: what the numbers of the first of them look like, kind by kind */
  readonly kinds: readonly { readonly looks: RegExp; readonly lengths: readonly number[] | undefined }[] | null;
  /** a prefix that may have to be taken off first: then the number is not simple */
  readonly prefix: RegExp | null;
}

/** Digits in groups, in the international form. */
const international = /^\+[1-9](?:[ .-]?\d){6,16}$/;

/** Null: there is no such code, or its numbers take the whole reading. */
const simple = new Map<string, Simple | null>();

function simpleOf(code: string): Simple | null {
  let found = simple.get(code);
  if (found === undefined) simple.set(code, (found = findSimple(code)));
  return found;
}

function findSimple(code: string): Simple | null {
  const plan = new Metadata() as unknown as Plan;
  const countries = plan.hasCallingCode(code) ? (plan.getCountryCodesForCallingCode(code) ?? []) : [];
  if (countries[0] === undefined) return null;
  plan.selectNumberingPlan(countries[0]);
  if (plan.leadingDigits() || plan.hasTypes() !== countries.length > 1) return null;
  const prefix = plan.nationalPrefixForParsing();
  return {
    valid: entirely(plan.nationalNumberPattern()),
    kinds: plan.hasTypes() ? kinds.flatMap((name) => kindOf(plan, name)) : null,
    prefix: prefix === undefined || prefix === '' ? null : new RegExp(`^(?:${prefix})`),
  };
}

const entirely = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);

function kindOf(plan: Plan, name: string): NonNullable<Simple['kinds']> {
  const kind = plan.type(name);
  const pattern = kind?.pattern();
  return !pattern ? [] : [{ looks: entirely(pattern), lengths: kind!.possibleLengths() }];
}

function fits(rules: Simple, national: string): boolean {
  if (!rules.valid.test(national) || rules.prefix?.test(national) === true) return false;
  if (rules.kinds === null) return true;
  return rules.kinds.some(
    ({ looks, lengths }) => (lengths === undefined || lengths.includes(national.length)) && looks.test(national),
  );
}

/** The number where nothing about it is doubtful: it looks like one of the country that has its calling code, or the first of those. */
export function readSimply(text: string): string | null {
  if (!international.test(text)) return null;
  const digits = text.replace(/[^\d]/g, '');
  // Calling codes have one to three digits, and none is the beginning of another.
  for (let length = 1; length <= 3; length++) {
    const rules = simpleOf(digits.slice(0, length));
    if (rules === null) continue;
    return fits(rules, digits.slice(length)) ? `+${digits}` : null;
  }
  return null;
}

/** `country` (ISO alpha-2) reads numbers written without +. Null: it is not a number that is known to be valid, or one with an extension. */
export function readPhone(text: string, country: string | null): string | null {
  return readSimply(text) ?? readWholly(text, country);
}

export function readWholly(text: string, country: string | null): string | null {
  const parsed = parsePhoneNumberFromString(text, country === null ? {} : { defaultCountry: country as never });
  return parsed?.isValid() === true && parsed.ext === undefined ? parsed.number : null;
}
