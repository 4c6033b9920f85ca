// Numbers are read in the reader's own writing, exactly.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readNumber, writeNumber } from './typed-number.ts';

test('groups and decimals are those of the locale', () => {
  const cases: [string, string, string | null][] = [
    ['1,234.5', 'en-GB', '1234.5'],
    ['1,234', 'en-GB', '1234'],
    ['1,2', 'en-GB', '1.2'],
    ['12,34,567', 'en-GB', null],
    ['1 234,50', 'fi-FI', '1234.50'],
    ['1\u00a0234,5', 'fr-FR', '1234.5'],
    ['1.5', 'fi-FI', '1.5'],
    ['1.234,50', 'da-DK', '1234.50'],
    ['1.234', 'da-DK', '1234'],
    ['1,5', 'de-DE', '1.5'],
    ["1'234.5", 'de-CH', '1234.5'],
    ['−12', 'en-GB', '-12'],
    ['.5', 'en-GB', '0.5'],
    ['007', 'en-GB', '7'],
    ['-0', 'en-GB', '0'],
    ['12345678901234567890.12', 'en-GB', '12345678901234567890.12'],
    ['', 'en-GB', null],
    ['twelve', 'en-GB', null],
    ['1.2.3', 'en-GB', null],
    ['1e5', 'en-GB', null],
  ];
  for (const [typed, locale, expected] of cases)
    assert.equal(readNumber(typed, locale), expected, `${typed} in ${locale}`);
});

test('what is written for a locale reads back as the same number', () => {
  const locale = fc.constantFrom('en-GB', 'fi-FI', 'da-DK', 'de-DE', 'fr-FR', 'de-CH');
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
      fc.stringMatching(/^\d{0,4}$/),
      locale,
      (whole, part, l) => {
        const value = part === '' ? String(whole) : `${whole}.${part}`;
        const expected = /[1-9]/.test(value) ? value : value.replace('-', '');
        assert.equal(readNumber(writeNumber(value, l), l), expected);
      },
    ),
  );
});
