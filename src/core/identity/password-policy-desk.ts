// The company's decisions about passwords: read when one is chosen or grows old, checked when they change; and what is asked of one person by them.
import { canonical } from '../../contract/look-alikes.ts';
import {
  type PasswordAsked,
  type PasswordPolicy,
  leastOf,
  passwordBounds,
  usualPasswords,
} from '../../contract/password-policy.ts';
import { type FieldError, Problem } from '../../contract/problem.ts';
import { comerOf } from '../network/networks.ts';
import type { Queryable } from '../pg.ts';
import type { RoleRow } from '../roles.ts';
import { type Setting, keepSignIn } from '../settings/setting.ts';
import type { Unit } from '../unit.ts';
import { type FactorPolicy, isRequired } from './factors/level.ts';
import { passwordLeast } from './settings.ts';

type Stored = Partial<PasswordPolicy> & { readonly since?: string };

function whole(stored: Stored | null): PasswordPolicy {
  const { since: _, ...policy } = stored ?? {};
  // In one order, whatever was sent: compared as text.
  const { least, classes, expiryMonths, history, discourageSaving, words } = { ...usualPasswords, ...policy };
  const { upperAndLower, digit, sign } = { ...usualPasswords.classes, ...classes };
  return { least, classes: { upperAndLower, digit, sign }, expiryMonths, history, discourageSaving, words };
}

async function readStored(q: Queryable): Promise<Stored | null> {
  const { rows } = await q.query<{ passwords: Stored | null }>('select passwords from core.sign_in_policy');
  return rows[0]?.passwords ?? null;
}

export async function readPasswordPolicy(q: Queryable): Promise<PasswordPolicy> {
  return whole(await readStored(q));
}

/** What a new password of this person has to be; and how many of the last ones it may not be. */
export interface AskedOf extends PasswordAsked {
  readonly history: number;
  readonly discourageSaving: boolean;
}

interface AskedRow {
  readonly passwords: Stored | null;
  readonly policy: FactorPolicy;
  readonly roles: readonly RoleRow[];
}

export async function passwordAskedOf(q: Queryable, userId: string): Promise<AskedOf> {
  const { rows } = await q.query<AskedRow>(
    `select p.passwords, jsonb_build_object('required', f.required, 'roles', f.roles, 'kinds', f.kinds) as policy,
       coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'grants', r.grants)) from core.member_role m
         join core.role r on r.id = m.role_id where m.user_id = $1), '[]') as roles
     from core.sign_in_policy p, core.factor_policy f`,
    [userId],
  );
  const { passwords, policy, roles } = rows[0]!;
  const isAdministrator = comerOf(userId, roles).type === 'administrator';
  const enforced = isRequired({ policy, roles: roles.map((role) => role.id), isAdministrator });
  const { classes, words, history, discourageSaving, ...rest } = whole(passwords);
  return { least: leastOf(rest, enforced, passwordLeast()), classes, words, history, discourageSaving };
}

function bound(field: string, value: number, least: number, most: number): FieldError[] {
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  return [{ field, code: 'bounds', reason: 'This is outside what anybody may set.', fits: `${least} to ${most}.` }];
}

function check(next: PasswordPolicy): void {
  const { floor, ceiling, expiryMonths, history, words, wordLength } = passwordBounds;
  const unfit = next.words.find((word) => canonical(word).length < 4 || word.length > wordLength);
  const errors = [
    ...(next.least === null ? [] : bound('least', next.least, floor, ceiling)),
    ...bound('expiryMonths', next.expiryMonths, 0, expiryMonths),
    ...bound('history', next.history, 0, history),
    ...bound('words', next.words.length, 0, words),
  ];
  if (unfit !== undefined)
    errors.push({
      field: 'words',
      code: 'word',
      reason: `“${unfit.slice(0, wordLength)}” is too short or too long to look for.`,
      fits: `4 to ${wordLength} letters or digits.`,
    });
  if (errors.length > 0) throw new Problem('invalid-input', errors[0]!.reason, { errors });
}

/** Whose password is older than is let stand has some days from then on, and not more. Hashes of earlier ones go where none are wanted any more. */
async function keep(unit: Unit, after: PasswordPolicy, before: PasswordPolicy): Promise<void> {
  const stricter = after.expiryMonths > 0 && (before.expiryMonths === 0 || after.expiryMonths < before.expiryMonths);
  const since = stricter ? unit.at.toISOString() : (await readStored(unit))?.since;
  const isUsual = JSON.stringify(whole(after)) === JSON.stringify(usualPasswords);
  await keepSignIn(unit, 'passwords', isUsual ? null : { ...after, ...(after.expiryMonths === 0 ? {} : { since }) });
  await unit.query(
    `delete from core.password_history h where h.version <= (
       select coalesce(max(version), 0) - $1 from core.credential c where c.user_id = h.user_id)`,
    [after.history],
  );
}

export const passwordSetting: Setting<PasswordPolicy> = {
  verb: 'password policy set',
  title: 'Policy of passwords',
  right: 'admin.signin',
  security: 'signin',
  labels: {
    least: 'Characters',
    classes: 'Kinds of characters',
    expiryMonths: 'Months',
    history: 'Earlier ones refused',
    discourageSaving: 'Saving discouraged',
    words: 'Own words',
  },
  read: readPasswordPolicy,
  fit: (wish) => {
    const words = [...new Set(wish.words.map((word) => word.trim()).filter((word) => word !== ''))].sort();
    const next = { ...wish, words };
    check(next);
    return next;
  },
  keep,
};
