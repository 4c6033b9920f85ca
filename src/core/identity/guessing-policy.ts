// The company's decisions about guessing: read with every attempt, checked when they change.
import { isDeepStrictEqual } from 'node:util';
import { type GuessingPolicy, guessingBounds, usualGuessing } from '../../contract/guessing-policy.ts';
import { type FieldError, Problem } from '../../contract/problem.ts';
import { assertAgreed } from '../access/agreed.ts';
import { normalPlace } from '../network/ranges.ts';
import type { Queryable } from '../pg.ts';
import { may } from '../principal.ts';
import type { Unit } from '../unit.ts';
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

export async function setGuessingPolicy(unit: Unit, wish: GuessingPolicy): Promise<GuessingPolicy> {
  unit.refuseUnless(may(unit.me, 'admin.signin'), 'admin.signin');
  unit.assertWrites();
  check(wish);
  await assertAgreed(unit, 'signin');
  const before = await readGuessingPolicy(unit);
  const allowed = [...new Set(wish.address.allowed.map((text) => normalPlace(text)!))];
  const next = { ...wish, address: { ...wish.address, allowed } };
  const stored = isDeepStrictEqual(next, usualGuessing) ? null : JSON.stringify(next);
  await unit.query('update core.sign_in_policy set version = version + 1, guessing = $1', [stored]);
  unit.afterCommit.push(forgetWaits);
  unit.ledger.add({
    verb: next.on || !before.on ? 'guessing policy set' : 'guessing protection switched off',
    outcome: 'done',
    permission: 'admin.signin',
    values: { before, after: next },
  });
  return next;
}
