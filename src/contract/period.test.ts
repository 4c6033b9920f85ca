// Periods in words become dates.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPeriod, periodDates, type Period } from './period.ts';

test('a period in words covers the dates it says', () => {
  const at = new Date('2026-11-25T23:30:00Z'); // a Wednesday in UTC, a Thursday in Helsinki
  const cases: [Period, string, string, string][] = [
    [{ period: 'this', unit: 'day' }, 'UTC', '2026-11-25', '2026-11-26'],
    [{ period: 'this', unit: 'day' }, 'Europe/Helsinki', '2026-11-26', '2026-11-27'],
    [{ period: 'last', unit: 'day', count: 30 }, 'UTC', '2026-10-27', '2026-11-26'],
    [{ period: 'next', unit: 'day', count: 7 }, 'UTC', '2026-11-25', '2026-12-02'],
    [{ period: 'this', unit: 'week' }, 'UTC', '2026-11-23', '2026-11-30'],
    [{ period: 'last', unit: 'week' }, 'UTC', '2026-11-16', '2026-11-23'],
    [{ period: 'this', unit: 'month' }, 'UTC', '2026-11-01', '2026-12-01'],
    [{ period: 'next', unit: 'month', count: 2 }, 'UTC', '2026-12-01', '2027-02-01'],
    [{ period: 'last', unit: 'quarter' }, 'UTC', '2026-07-01', '2026-10-01'],
    [{ period: 'this', unit: 'quarter' }, 'UTC', '2026-10-01', '2027-01-01'],
    [{ period: 'last', unit: 'year', count: 3 }, 'UTC', '2023-01-01', '2026-01-01'],
  ];
  for (const [period, zone, from, to] of cases)
    assert.deepEqual(periodDates(period, at, zone), { from, to }, JSON.stringify(period));
});

test('what is no period is told from one', () => {
  for (const bad of [
    null,
    'last',
    {},
    { period: 'last' },
    { period: 'last', unit: 'hour' },
    { period: 'last', unit: 'day', count: 0 },
    { period: 'last', unit: 'day', count: 1.5 },
    { period: 'this', unit: 'day', x: 1 },
  ]) {
    assert.equal(isPeriod(bad), false, JSON.stringify(bad));
  }
});
