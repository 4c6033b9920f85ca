// Pages write as the company does, or as the person chose; which day it is for records stays the company's.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { companyZone, currentRegion, formatDate, formatDateTime, formatNumber, setRegion } from './format.ts';
import { regionFor } from './own-region.ts';

const tenant = { locale: 'en', timeZone: 'Europe/Helsinki', currency: 'EUR', collation: 'und', country: 'FI' };
const browser = () => ({ locale: 'de-AT', timeZone: 'Europe/Vienna' });
const region = (locale: string | null, timeZone: string | null) =>
  regionFor({ user: { locale, timeZone }, tenant }, browser);

afterEach(() => setRegion(regionFor({ user: { locale: null, timeZone: null }, tenant }, browser)));

test('who has chosen nothing reads as the company writes', () => {
  setRegion(region(null, null));
  assert.deepEqual(
    [currentRegion().locale, currentRegion().timeZone, companyZone()],
    ['en-FI', 'Europe/Helsinki', 'Europe/Helsinki'],
  );
});

test('times are written in the zone of the person, and the day of the company stays', () => {
  setRegion(region(null, 'America/New_York'));
  assert.match(formatDateTime('2026-11-30T03:30:00Z'), /29 Nov 2026.*22[:.]30/);
  assert.equal(companyZone(), 'Europe/Helsinki');
  assert.match(formatDate('2026-11-30'), /30/, 'a date is a date everywhere');
});

test('numbers and dates are written as the person chose, wherever the company is', () => {
  setRegion(region('de-DE', null));
  assert.equal(formatNumber('1234567.89'), '1.234.567,89');
  assert.equal(formatDate('2026-11-30'), '30. Nov. 2026');
  setRegion(region('en', null));
  assert.equal(currentRegion().locale, 'en-GB', 'not as in the country of the company');
});

test('whoever goes by the browser takes both from it, and follows it', () => {
  setRegion(region('browser', 'browser'));
  assert.deepEqual([currentRegion().locale, currentRegion().timeZone], ['de-AT', 'Europe/Vienna']);
});
