// Plain English does not mean American dates: the country decides, and Britain where no country is known.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { currentRegion, formatDate, formatDateTime, setRegion, withRegion } from './format.ts';
import { localeFor } from './locale.ts';
import { orderOf } from './typed-date.ts';

const region = { timeZone: 'UTC', currency: 'EUR', collation: 'und' };
after(() => setRegion({ ...region, locale: 'en-GB' }));

test('a language is written as in the country of the company', () => {
  const cases: [string, string | null, string][] = [
    ['en', null, 'en-GB'],
    ['en', 'US', 'en-US'],
    ['en', 'IE', 'en-IE'],
    ['en', 'FI', 'en-FI'],
    ['en', 'ZZ', 'en-GB'],
    ['en-US', 'FI', 'en-US'],
    ['fr', null, 'fr'],
    ['fr', 'CA', 'fr-CA'],
    ['pt', 'PT', 'pt-PT'],
    ['fi', 'FI', 'fi-FI'],
    ['zh-Hant', 'TW', 'zh-Hant-TW'],
  ];
  for (const [locale, country, written] of cases)
    assert.equal(localeFor(locale, country), written, `${locale} ${country}`);
});

test('a company that says only “en” reads and types its dates day first, on a clock of 24 hours', () => {
  setRegion({ ...region, locale: 'en', country: null });
  assert.equal(formatDate('2026-03-04'), '4 Mar 2026');
  assert.match(formatDateTime('2026-03-04T15:30:00.000Z'), /4 Mar 2026.*15:30/);
  assert.equal(orderOf(currentRegion().locale), 'dmy');
  setRegion({ ...region, locale: 'en', country: 'US' });
  assert.equal(formatDate('2026-03-04'), 'Mar 4, 2026');
  assert.equal(orderOf(currentRegion().locale), 'mdy');
});

test('what another region would write can be seen without leaving one’s own', () => {
  setRegion({ ...region, locale: 'en', country: null });
  const french = withRegion({ locale: 'fr', currency: 'EUR', timeZone: 'Europe/Paris' }, () => [
    formatDate('2026-03-04'),
    formatDateTime('2026-03-04T15:30:00.000Z'),
  ]);
  assert.match(french.join(' '), /4 mars 2026.*16:30/);
  assert.equal(formatDate('2026-03-04'), '4 Mar 2026');
  assert.throws(() =>
    withRegion({ locale: 'fr' }, () => {
      throw new Error('in between');
    }),
  );
  assert.equal(formatDate('2026-03-04'), '4 Mar 2026');
});
