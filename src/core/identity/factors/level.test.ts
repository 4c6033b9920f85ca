// How far somebody has signed in, by tables: who must have a factor, from when, and what each level may ask for.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type FactorPolicy, type Standing, assertLevel, freshMs, passwordDue, standingOf } from './level.ts';

const day = 86_400_000;
const began = new Date('2026-01-01T00:00:00Z');
const at = (days: number): Date => new Date(began.getTime() + days * day);
const policy: FactorPolicy = {
  required: 'administrators',
  roles: [],
  kinds: 'any',
  graceDays: 14,
  setAt: began.toISOString(),
};
const nobody: Standing = { session: 'full', policy, factors: [], roles: ['r'], isAdministrator: false, since: began };

const levelOf = (more: Partial<Standing>, rule: Partial<FactorPolicy>, days: number): string =>
  standingOf({ ...nobody, ...more, policy: { ...policy, ...rule } }, began, at(days)).level;

describe('levels of a session', () => {
  test('a factor is asked of whom the policy names, once the days of grace are over, and of nobody else', () => {
    for (const [more, rule, days, expected] of [
      [{}, {}, 100, 'full'],
      [{ isAdministrator: true }, {}, 13, 'full'],
      [{ isAdministrator: true }, {}, 14, 'enrol'],
      [{ isAdministrator: true, since: at(50) }, {}, 60, 'full'],
      [{ isAdministrator: true, since: at(50) }, {}, 64, 'enrol'],
      [{ isAdministrator: true }, { setAt: at(50).toISOString() }, 60, 'full'],
      [{ isAdministrator: true }, { graceDays: 0 }, 0, 'enrol'],
      [{ isAdministrator: true }, { required: 'nobody' }, 100, 'full'],
      [{}, { required: 'everybody' }, 100, 'enrol'],
      [{}, { required: 'nobody', roles: ['r'] }, 100, 'enrol'],
      [{}, { required: 'nobody', roles: ['other'] }, 100, 'full'],
      [{ isAdministrator: true, factors: ['totp'] }, {}, 100, 'full'],
      [{ isAdministrator: true, factors: ['totp'] }, { kinds: 'passkey' }, 100, 'enrol'],
      [{ isAdministrator: true, factors: ['totp', 'passkey'] }, { kinds: 'passkey' }, 100, 'full'],
      [{ session: 'half', factors: ['totp'] }, {}, 0, 'half'],
      [{ session: 'half' }, { required: 'everybody' }, 100, 'half'],
      [{ agreementOwed: true }, {}, 0, 'agree'],
      [{ agreementOwed: true, isAdministrator: true }, {}, 14, 'enrol'],
      [{ agreementOwed: true, session: 'half' }, {}, 0, 'half'],
    ] as const)
      assert.equal(levelOf(more, rule, days), expected, JSON.stringify([more, rule, days]));
  });

  test('a password grows old on the same day of a later month, or the last of a shorter one; a rule that is new leaves two weeks', () => {
    const due = (changedAt: string, months: number, since = '2020-01-01') =>
      new Date(passwordDue({ changedAt: new Date(changedAt), months, since: new Date(since) })).toISOString();
    assert.equal(due('2026-01-15T10:00:00Z', 1), '2026-02-15T10:00:00.000Z');
    assert.equal(due('2026-01-31T10:00:00Z', 1), '2026-02-28T10:00:00.000Z');
    assert.equal(due('2026-08-31T23:59:59Z', 6), '2027-02-28T23:59:59.000Z');
    assert.equal(due('2026-12-31T00:00:00Z', 2), '2027-02-28T00:00:00.000Z');
    assert.equal(due('2024-01-01T00:00:00Z', 1, '2026-03-01T00:00:00Z'), '2026-03-15T00:00:00.000Z');
  });

  test('whose password is too old can choose another and nothing else; a factor that is owed comes first, and half a session shows neither', () => {
    const password = { changedAt: began, months: 1, since: began };
    for (const [more, rule, days, expected] of [
      [{ password }, {}, 30, 'full'],
      [{ password }, {}, 31, 'renew'],
      [{ password, isAdministrator: true }, {}, 31, 'enrol'],
      [{ password, isAdministrator: true, factors: ['totp'] }, {}, 31, 'renew'],
      [{ password, session: 'half' }, {}, 31, 'half'],
      [{}, {}, 1000, 'full'],
    ] as const)
      assert.equal(levelOf(more, rule, days), expected, JSON.stringify([more, days]));
  });

  test('each level asks for what is open to it, and what is dangerous needs a fresh proof', () => {
    const me = (level: 'half' | 'enrol' | 'renew' | 'full') => ({
      level,
      provedAt: began.getTime(),
      only: 'any' as const,
      hasFactor: true,
      dueAt: null,
      passwordDueAt: null,
    });
    const asks = (level: 'half' | 'enrol' | 'renew' | 'full', what: object, ms = 0): string => {
      try {
        assertLevel(me(level), what, new Date(began.getTime() + ms));
        return 'done';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    for (const [level, what, expected] of [
      ['half', {}, 'factor-needed'],
      ['half', { at: 'enrol' }, 'factor-needed'],
      ['half', { at: 'half' }, 'done'],
      ['enrol', {}, 'enrol-needed'],
      ['enrol', { at: 'enrol' }, 'done'],
      ['enrol', { at: 'half' }, 'done'],
      ['enrol', { at: 'renew' }, 'enrol-needed'],
      ['renew', {}, 'password-due'],
      ['renew', { at: 'renew' }, 'done'],
      ['full', {}, 'done'],
      ['full', { stepUp: true }, 'done'],
    ] as const)
      assert.equal(asks(level, what), expected, JSON.stringify([level, what]));
    assert.equal(asks('full', { stepUp: true }, freshMs), 'done');
    assert.equal(asks('full', { stepUp: true }, freshMs + 1), 'step-up-needed');
    assert.equal(asks('full', {}, 10 * freshMs), 'done');
    assert.equal(asks('half', { stepUp: true }, 10 * freshMs), 'factor-needed');
  });
});
