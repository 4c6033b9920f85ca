// What a company may decide about passwords: bounds nobody leaves, what holds unless it is changed, and what deviates from the standard. Pure.

export const passwordBounds = {
  /** characters where the password is the only factor */
  least: 15,
  /** characters where a second factor is enforced */
  leastWithFactor: 12,
  /** no setting goes below or above */
  floor: 8,
  ceiling: 64,
  /** characters taken; longer ones are refused, never cut */
  most: 1024,
  /** characters that must be left when runs, repetitions and words about you are taken away */
  leastOwn: 8,
  expiryMonths: 6,
  history: 10,
  words: 200,
  wordLength: 40,
  /** a rule that is new leaves everybody so many days; and so many before the end one is told */
  graceDays: 14,
} as const;

/** Kinds of characters that may be asked for; the standard says not to. */
export interface PasswordClasses {
  readonly upperAndLower: boolean;
  readonly digit: boolean;
  readonly sign: boolean;
}

export interface PasswordPolicy {
  /** characters; null: 15, and 12 of whoever must have a second factor */
  readonly least: number | null;
  readonly classes: PasswordClasses;
  /** months after which a new one is asked for; 0: never */
  readonly expiryMonths: number;
  /** of so many last ones none is chosen again; 0: none is kept */
  readonly history: number;
  /** browsers and managers are asked not to keep passwords */
  readonly discourageSaving: boolean;
  /** the company's own words, on which nobody builds a password */
  readonly words: readonly string[];
}

export const usualPasswords: PasswordPolicy = {
  least: null,
  classes: { upperAndLower: false, digit: false, sign: false },
  expiryMonths: 0,
  history: 0,
  discourageSaving: false,
  words: [],
};

/** What is asked of a new password of one person. */
export interface PasswordAsked {
  readonly least: number;
  readonly classes: PasswordClasses;
  readonly words: readonly string[];
}

export type PasswordDeviation = 'least' | 'classes' | 'expiryMonths' | 'history' | 'discourageSaving';

/** What goes against NIST SP 800-63B-4 and ASVS 5.0: shorter than 15, kinds of characters, expiry, and what comes with them. */
export function passwordDeviations(p: PasswordPolicy): PasswordDeviation[] {
  const { upperAndLower, digit, sign } = p.classes;
  const found: [PasswordDeviation, boolean][] = [
    ['least', p.least !== null && p.least < passwordBounds.least],
    ['classes', upperAndLower || digit || sign],
    ['expiryMonths', p.expiryMonths > 0],
    ['history', p.history > 0],
    ['discourageSaving', p.discourageSaving],
  ];
  return found.filter(([, is]) => is).map(([name]) => name);
}

export function leastOf(policy: Pick<PasswordPolicy, 'least'>, factorEnforced: boolean, usual: number): number {
  const least = policy.least ?? (factorEnforced ? Math.min(passwordBounds.leastWithFactor, usual) : usual);
  return Math.min(Math.max(least, passwordBounds.floor), passwordBounds.ceiling);
}
