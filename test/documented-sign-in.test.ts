// What docs/administer/sign-in.md says of guessing, passwords and sessions is what holds: every figure there is made from the program's own.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { guessingBounds, threeTries, usualGuessing } from '../src/contract/guessing-policy.ts';
import { passwordBounds } from '../src/contract/password-policy.ts';
import { sessionBounds, usualSessions } from '../src/contract/session-policy.ts';
import { usualIdentity } from '../src/core/identity/settings.ts';

const page = readFileSync(new URL('../docs/administer/sign-in.md', import.meta.url), 'utf8');
/** Lines are broken where they are long. */
const text = page.replace(/\s+/g, ' ');

const hours = (minutes: number): string => (minutes === 60 ? '1 hour' : `${minutes / 60} hours`);
const inWords: Readonly<Record<number, string>> = {
  60: 'an hour',
  1_440: 'a day',
  10_080: 'a week',
  43_200: '30 days',
};
const range = ([least, most]: readonly [number, number]): string => `${least} to ${most.toLocaleString('en')}`;

function holds(...said: readonly string[]): void {
  for (const one of said) assert.ok(text.includes(one), `docs/administer/sign-in.md does not say: ${one}`);
}

describe('the page on signing in says what holds', () => {
  test('of guessing: what is counted, at first and as it may be set, and what keeps strangers from locking people out (ASVS V6.1.1)', () => {
    const { delayFrom, blockAfter, blockMinutes, longestMinutes, dayMost, address } = usualGuessing;
    holds(
      `begin with wrong password | ${delayFrom} | ${range(guessingBounds.delayFrom)} |`,
      `that are not known | ${blockAfter} | ${range(guessingBounds.blockAfter)} |`,
      `up to the longest | ${blockMinutes} minutes; ${inWords[longestMinutes]} | 1 minute to ${inWords[guessingBounds.blockMinutes[1]]}; to ${inWords[guessingBounds.longestMinutes[1]]} |`,
      `looked at in any 24 hours | ${dayMost} | ${range(guessingBounds.dayMost)}; nobody switches this off |`,
      `for so long | ${address.after}, ${address.windowMinutes} minutes, ${inWords[address.banMinutes]} | ${range(guessingBounds.after)}, to ${inWords[guessingBounds.windowMinutes[1]]}, to ${inWords[guessingBounds.banMinutes[1]]};`,
      `one address may have ${usualIdentity.passwordsPerAddress.burst} passwords looked at, then ${Math.round(usualIdentity.passwordsPerAddress.perSecond * 60)} a minute`,
      'strangers cannot lock its owner out',
    );
    assert.equal(usualGuessing.on, true);
    assert.equal(threeTries.blockAfter, 4);
    holds('**3 tries** blocks with the fourth wrong password');
  });

  test('of passwords: how long, what is refused, and the words of its own a company adds (ASVS V6.1.2)', () => {
    const { least, leastWithFactor, most, floor, ceiling, expiryMonths, history } = passwordBounds;
    holds(
      `at least ${least} characters, ${leastWithFactor} of whoever must have a second factor; up to ${most} are taken`,
      `| ${floor} to ${ceiling}; below ${least} deviates |`,
      `every month to every ${expiryMonths} months`,
      `| up to ${history} |`,
      "your name, address, company, this product and the company's own words",
    );
  });

  test('of sessions: when they end, how many one may have, and what deviates from the standard (ASVS V7.1.1, V7.1.2)', () => {
    const { normal, administrator, one } = usualSessions;
    assert.deepEqual(normal, administrator);
    holds(
      `ends without use after | ${normal.idle} minutes | ${sessionBounds.idle.least} to ${sessionBounds.idle.most} minutes`,
      `ends in any case after | ${hours(normal.absolute)} | ${hours(sessionBounds.absolute.least)} to ${inWords[sessionBounds.absolute.most]} |`,
      `a new sign-in ends the others | ${one ? 'yes' : 'no'} |`,
      `More than an hour without use, or ${sessionBounds.absolute.standard / 60} hours in all, deviates from NIST SP 800-63B-4`,
      'as many sessions at a time as somebody signs in to',
    );
    assert.equal(sessionBounds.idle.standard, 60);
  });
});
