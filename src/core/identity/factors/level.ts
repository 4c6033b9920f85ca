// How far somebody has signed in, and what that lets them ask for: the one gate for pages and programs alike. Pure.
import { passwordBounds } from '../../../contract/password-policy.ts';
import { Problem } from '../../../contract/problem.ts';

/**
 * half: the factor is still owed. enrol: one must be set up first. renew: a new password must be chosen first. agree: the company's security policy must be
 * acknowledged first. full: signed in.
 */
export const levels = ['half', 'enrol', 'renew', 'agree', 'full'] as const;
export type Level = (typeof levels)[number];

export interface FactorPolicy {
  readonly required: 'nobody' | 'administrators' | 'everybody';
  /** beside that, everybody with one of these roles */
  readonly roles: readonly string[];
  /** passkey: codes of an app do not count */
  readonly kinds: 'any' | 'passkey';
  readonly graceDays: number;
  readonly setAt: string;
}

/** What the level of somebody's session is told by. */
export interface Standing {
  readonly session: 'half' | 'full';
  readonly policy: FactorPolicy;
  readonly factors: readonly string[];
  readonly roles: readonly string[];
  readonly isAdministrator: boolean;
  /** when the account began */
  readonly since: Date;
  /** he has said of a sign-in that it was not him, and set up no factor since */
  readonly mustRenew?: boolean;
  /** he has not acknowledged what the company asks everybody to */
  readonly agreementOwed?: boolean;
  /** absent: passwords stand as long as they like */
  readonly password?: PasswordAge;
}

export interface PasswordAge {
  readonly changedAt: Date;
  readonly months: number;
  /** since when the company lets them expire */
  readonly since: Date;
}

export interface SignedIn {
  readonly level: Level;
  /** milliseconds: when it was last proved who this is */
  readonly provedAt: number;
  /** only passkeys are taken from this person */
  readonly only: FactorPolicy['kinds'];
  readonly hasFactor: boolean;
  /** a factor is asked for, not there yet, and this is until when; null: none is owed */
  readonly dueAt: number | null;
  /** when the password has to be another; null: never */
  readonly passwordDueAt: number | null;
}

const day = 86_400_000;

export function isRequired(s: Pick<Standing, 'policy' | 'roles' | 'isAdministrator'>): boolean {
  const { required, roles } = s.policy;
  if (required === 'everybody' || (required === 'administrators' && s.isAdministrator)) return true;
  return s.roles.some((id) => roles.includes(id));
}

/** The same day so many months on, or the last of a shorter month; a rule that is new leaves some days. */
export function passwordDue({ changedAt, months, since }: PasswordAge): number {
  const then = new Date(changedAt);
  then.setUTCDate(1);
  then.setUTCMonth(then.getUTCMonth() + months);
  const last = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 0)).getUTCDate();
  then.setUTCDate(Math.min(changedAt.getUTCDate(), last));
  return Math.max(then.getTime(), since.getTime() + passwordBounds.graceDays * day);
}

export function standingOf(s: Standing, provedAt: Date, now: Date): SignedIn {
  const required = isRequired(s);
  const only = required ? s.policy.kinds : 'any';
  const fits = s.factors.some((kind) => only === 'any' || kind === only);
  const due = Math.max(new Date(s.policy.setAt).getTime(), s.since.getTime()) + s.policy.graceDays * day;
  const renews = s.mustRenew === true;
  const owed = renews || (required && !fits);
  const isDue = owed && (renews || due <= now.getTime());
  const passwordDueAt = s.password === undefined ? null : passwordDue(s.password);
  const isOld = passwordDueAt !== null && passwordDueAt <= now.getTime();
  const whole = s.agreementOwed === true ? 'agree' : 'full';
  const level = s.session === 'half' ? 'half' : isDue ? 'enrol' : isOld ? 'renew' : whole;
  const facts = { provedAt: provedAt.getTime(), only, hasFactor: s.factors.length > 0 };
  return { level, ...facts, dueAt: owed ? due : null, passwordDueAt };
}

/** For how long somebody who has just proved who he is may do what is dangerous. */
export const freshMs = 10 * 60_000;

export interface Asked {
  /** the lowest level that may ask for it */
  readonly at?: Exclude<Level, 'full'>;
  readonly stepUp?: boolean;
}

const rank: Readonly<Record<Level, number>> = { half: 0, enrol: 1, renew: 2, agree: 3, full: 4 };

const refused = {
  half: 'factor-needed',
  enrol: 'enrol-needed',
  renew: 'password-due',
  agree: 'policy-owed',
  full: 'not-allowed',
} as const;

/** Refuses what this level may not ask for, and what needs a fresh proof. */
export function assertLevel(me: SignedIn, asked: Asked, now: Date): void {
  if (rank[me.level] < rank[asked.at ?? 'full']) throw new Problem(refused[me.level]);
  if (asked.stepUp === true && now.getTime() - me.provedAt > freshMs) throw new Problem('step-up-needed');
}
