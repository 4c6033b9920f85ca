// Groups of dates span whole days, and are called as people call them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import './sample-catalog.ts';
import { setRegion } from '../../../web/format.ts';
import { lastDay, nameBucket } from './bucket-dates.ts';

setRegion({ locale: 'en-GB', timeZone: 'Europe/Helsinki', currency: 'EUR', collation: 'en' });

test('a bucket ends on its last day, leap years and short months included', () => {
  for (const [first, bucket, last] of [
    ['2026-11-25', 'day', '2026-11-25'],
    ['2026-12-28', 'week', '2027-01-03'],
    ['2028-02-01', 'month', '2028-02-29'],
    ['2027-02-01', 'month', '2027-02-28'],
    ['2026-10-01', 'quarter', '2026-12-31'],
    ['2026-01-01', 'quarter', '2026-03-31'],
    ['2026-01-01', 'year', '2026-12-31'],
  ] as const)
    assert.equal(lastDay(first, bucket), last, `${first} ${bucket}`);
});

test('a bucket is called by its day, week, month, quarter or year', () => {
  assert.equal(nameBucket('2026-11-25', 'day'), '25 Nov 2026');
  assert.equal(nameBucket('2026-11-23', 'week'), 'Week of 23 Nov 2026');
  assert.equal(nameBucket('2026-11-01', 'month'), 'November 2026');
  assert.equal(nameBucket('2026-10-01', 'quarter'), 'Q4 2026');
  assert.equal(nameBucket('2026-01-01', 'year'), '2026');
});
