// Dates and times are read as people write them, and stay the day they are in every zone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { datePattern, readDate, readTime, writeDate } from './typed-date.ts';
import { addDays, addMonths, instantOf, isDate, wallOf, weekdayOf } from '../contract/zone.ts';

const today = '2026-11-25';

test('a date is read in the order of the locale', () => {
  const cases: [string, string, string | null][] = [
    ['25/11/2026', 'en-GB', '2026-11-25'],
    ['11/25/2026', 'en-US', '2026-11-25'],
    ['25.11.2026', 'fi-FI', '2026-11-25'],
    ['25.11.', 'fi-FI', '2026-11-25'],
    ['3.4.26', 'da-DK', '2026-04-03'],
    ['4/3', 'en-US', '2026-04-03'],
    ['2026-04-03', 'en-US', '2026-04-03'],
    ['3 April 2027', 'en-GB', '2027-04-03'],
    ['3 apr', 'en-GB', '2026-04-03'],
    ['3 avril 2027', 'fr-FR', '2027-04-03'],
    ['3. huhtikuuta 2027', 'fi-FI', '2027-04-03'],
    ['today', 'en-GB', '2026-11-25'],
    ['tomorrow', 'en-GB', '2026-11-26'],
    ['huomenna', 'fi-FI', '2026-11-26'],
    ['+3', 'en-GB', '2026-11-28'],
    ['-1w', 'en-GB', '2026-11-18'],
    ['31/02/2026', 'en-GB', null],
    ['25/13/2026', 'en-GB', null],
    ['soon', 'en-GB', null],
    ['2026', 'en-GB', null],
    ['', 'en-GB', null],
  ];
  for (const [typed, locale, expected] of cases)
    assert.equal(readDate(typed, locale, today), expected, `${typed} in ${locale}`);
});

test('what is written for a locale reads back as the same day', () => {
  for (const locale of ['en-GB', 'en-US', 'fi-FI', 'da-DK', 'de-DE', 'fr-FR', 'sv-SE']) {
    for (const date of ['2026-01-02', '2026-12-31', '2024-02-29'])
      assert.equal(readDate(writeDate(date, locale), locale, today), date, locale);
  }
});

test('a time is read with or without its separator', () => {
  const cases: [string, string | null][] = [
    ['9', '09:00'],
    ['9:30', '09:30'],
    ['09.30', '09:30'],
    ['930', '09:30'],
    ['1745', '17:45'],
    ['9 pm', '21:00'],
    ['12am', '00:00'],
    ['klo 9.15', '09:15'],
    ['24:00', null],
    ['13 pm', null],
    ['9:75', null],
    ['noon', null],
  ];
  for (const [typed, expected] of cases) assert.equal(readTime(typed), expected, typed);
});

test('a wall clock and its instant agree on both sides of a clock change', () => {
  for (const zone of ['Europe/Helsinki', 'America/New_York', 'Asia/Kolkata', 'UTC']) {
    for (const date of ['2026-03-28', '2026-03-30', '2026-10-24', '2026-10-26', '2026-07-01']) {
      const wall = { date, time: '12:34' };
      assert.deepEqual(wallOf(instantOf(wall, zone), zone), wall, `${zone} ${date}`);
    }
  }
  assert.equal(
    instantOf({ date: '2026-11-25', time: '09:00' }, 'Europe/Helsinki').toISOString(),
    '2026-11-25T07:00:00.000Z',
  );
});

test('in a skipped hour the clock has moved on, in a doubled one the first counts', () => {
  assert.equal(
    instantOf({ date: '2026-03-29', time: '03:30' }, 'Europe/Helsinki').toISOString(),
    '2026-03-29T01:30:00.000Z',
  );
  assert.equal(
    instantOf({ date: '2026-10-25', time: '03:30' }, 'Europe/Helsinki').toISOString(),
    '2026-10-25T00:30:00.000Z',
  );
});

test('days and months are counted without leaving the calendar', () => {
  assert.equal(addDays('2026-02-28', 1), '2026-03-01');
  assert.equal(addMonths('2026-01-31', 1), '2026-02-28');
  assert.equal(addMonths('2026-12-15', 1), '2027-01-15');
  assert.equal(weekdayOf('2026-11-25'), 3);
  assert.equal(isDate('2026-02-30'), false);
});

test('an empty field shows how a date is typed, and no date', () => {
  assert.equal(datePattern('en-GB'), 'dd/mm/yyyy');
  assert.equal(datePattern('en-US'), 'mm/dd/yyyy');
  assert.equal(datePattern('fi-FI'), 'dd.mm.yyyy');
  assert.equal(datePattern('sv-SE'), 'yyyy-mm-dd');
});
