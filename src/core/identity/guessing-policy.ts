// The company's decisions about guessing: read with every attempt, checked when they change.
import { isDeepStrictEqual } from 'node:util';
import { type GuessingPolicy, guessingBounds, usualGuessing } from '../../contract/guessing-policy.ts';
import { type FieldError, Problem } from '../../contract/problem.ts';
import { normalPlace } from '../network/ranges.ts';
import type { Queryable } from '../pg.ts';
import { type Setting, keepSignIn } from '../settings/setting.ts';
import { forgetWaits } from './known-waits.ts';

export async function readGuessingPolicy(q: Queryable): Promise<GuessingPolicy> {
  const { rows } = await q.query<{ guessing: Partial<GuessingPolicy> | null }>(
    'select guessing from core.sign_in_policy',
  );
  const stored = rows[0]?.guessing ?? {};
  return { ...usualGuessing, ...stored, address: { ...usualGuessing.address, ...stored.address } };
}

function outside(field: string, value: number, [least, most]: readonly [number, number]): FieldError[] {
  if (Number.isInteger(value) && value >= least && value <= most) return [];
  return [{ field, code: 'bounds', reason: 'This is outside what anybody may set.', fits: `${least} to ${most}.` }];
}

function check(next: GuessingPolicy): void {
  const own = ['delayFrom', 'blockAfter', 'blockMinutes', 'longestMinutes', 'dayMost'] as const;
  const ofAddress = ['after', 'windowMinutes', 'banMinutes'] as const;
  const errors = [
    ...own.flatMap((name) => outside(name, next[name], guessingBounds[name])),
    ...ofAddress.flatMap((name) => outside(`address.${name}`, next.address[name], guessingBounds[name])),
    ...next.address.allowed
      .filter((text) => normalPlace(text) === undefined)
      .map((text) => ({
        field: 'address.allowed',
        code: 'not-a-place',
        reason: `${JSON.stringify(text.slice(0, 80))} is no address, range or subnet.`,
      })),
  ];
  if (next.longestMinutes < next.blockMinutes)
    errors.push({ field: 'longestMinutes', code: 'order', reason: 'The longest block is not shorter than the first.' });
  if (errors.length > 0) throw new Problem('invalid-input', errors[0]!.reason, { errors });
}

export const guessingSetting: Setting<GuessingPolicy> = {
  verb: 'guessing policy set',
  also: { verb: 'guessing protection switched off', when: (before, after) => before.on && !after.on },
  title: 'What slows guessing down',
  right: 'admin.signin',
  security: 'signin',
  labels: {
    on: 'On',
    delayFrom: 'Waits from',
    blockAfter: 'Blocked after',
    blockMinutes: 'First block',
    longestMinutes: 'Longest block',
    release: 'Until let in again',
    dayMost: 'A day',
    address: 'Addresses',
  },
  read: readGuessingPolicy,
  fit: (wish) => {
    check(wish);
    const allowed = [...new Set(wish.address.allowed.map((text) => normalPlace(text)!))];
    return { ...wish, address: { ...wish.address, allowed } };
  },
  keep: async (unit, after) => {
    await keepSignIn(unit, 'guessing', isDeepStrictEqual(after, usualGuessing) ? null : after);
    unit.afterCommit.push(forgetWaits);
  },
};
