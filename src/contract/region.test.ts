// Days in time zones, around midnight and around changes of the clocks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateIn, startOfDate } from './region.ts';

test('the date somewhere is that of its own clocks', () => {
  const at = new Date('2026-11-25T23:30:00Z');
  assert.equal(dateIn(at, 'UTC'), '2026-11-25');
  assert.equal(dateIn(at, 'Europe/Helsinki'), '2026-11-26');
  assert.equal(dateIn(at, 'America/New_York'), '2026-11-25');
});

test('a day begins at its own midnight, also when the clocks change', () => {
  const cases: [string, string, string][] = [
    ['2026-11-25', 'UTC', '2026-11-25T00:00:00.000Z'],
    ['2026-11-25', 'Europe/Helsinki', '2026-11-24T22:00:00.000Z'],
    ['2026-03-29', 'Europe/Paris', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Paris', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Paris', '2026-10-24T22:00:00.000Z'],
    ['2026-10-26', 'Europe/Paris', '2026-10-25T23:00:00.000Z'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  ];
  for (const [date, zone, instant] of cases)
    assert.equal(startOfDate(date, zone).toISOString(), instant, `${date} ${zone}`);
});
