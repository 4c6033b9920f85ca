// Days are the days of the company's calendar, not stretches of 24 hours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setRegion } from '../../../web/format.ts';
import { daysSince, shortDate } from './days.ts';

test('a date, and an instant shortly before midnight, are one day back from the next morning', () => {
  const morning = new Date('2026-11-25T07:00:00Z');
  assert.equal(daysSince('2026-11-24', morning, 'UTC'), 1);
  assert.equal(daysSince('2026-11-24T23:50:00.000Z', morning, 'UTC'), 1);
  assert.equal(daysSince('2026-11-24T23:50:00.000Z', morning, 'Europe/Helsinki'), 0);
});

test('a clock change within the stretch changes no count', () => {
  assert.equal(daysSince('2026-10-24', new Date('2026-10-26T12:00:00Z'), 'Europe/Paris'), 2);
});

test('what begins later counts as none', () => {
  assert.equal(daysSince('2026-12-01', new Date('2026-11-25T12:00:00Z'), 'UTC'), 0);
});

test('the year is left out in this year only', () => {
  setRegion({ locale: 'en-GB', timeZone: 'UTC' });
  const now = new Date('2026-11-25T12:00:00Z');
  assert.equal(shortDate('2026-03-01', now), '1 Mar');
  assert.equal(shortDate('2027-03-01', now), '1 Mar 2027');
});
