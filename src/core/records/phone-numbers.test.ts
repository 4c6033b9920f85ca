// The short way of reading a phone number never answers otherwise than the whole one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';
import { readPhone, readSimply, readWholly } from './phone-numbers.ts';

const separator = fc.constantFrom('', '', '', ' ', '-', '.');
const code = fc.constantFrom(...getCountries().map((country) => getCountryCallingCode(country)));

/** Numbers that look like those people write: a calling code that there is, and digits behind it. */
const written = fc
  .tuple(code, fc.array(fc.tuple(separator, fc.integer({ min: 0, max: 9 })), { minLength: 4, maxLength: 13 }))
  .map(([cc, rest]) => `+${cc}${rest.map(([sign, digit]) => `${sign}${digit}`).join('')}`);

test('what is read the short way is read the same the whole way, in every country', () => {
  let [short, shared] = [0, 0];
  fc.assert(
    fc.property(written, fc.constantFrom(null, 'FR', 'US', 'RU'), (text, country) => {
      const simply = readSimply(text);
      if (simply === null) return;
      short += 1;
      if (/^\+(?:1|7|39|44)/.test(text)) shared += 1;
      assert.equal(readWholly(text, country), simply, text);
    }),
    { numRuns: 20_000 },
  );
  assert.ok(short > 500 && shared > 20, `${short} numbers went the short way, ${shared} of them of shared codes`);
});

test('numbers with a doubt take the whole way: a prefix inside, a small country of a shared code, an extension, no plus', () => {
  for (const [text, country, number] of [
    ['+33 6 28 00 00 00', null, '+33628000000'],
    ['+49 30 1234567', 'FR', '+49301234567'],
    ['06 28 00 00 00', 'FR', '+33628000000'],
    ['+33 (0)6 28 00 00 00', null, '+33628000000'],
    ['+330628000000', null, '+33628000000'],
    ['+44 1534 456789', null, '+441534456789'],
    ['+7 701 234 5678', null, '+77012345678'],
    ['+33 6 28 00 00 00 ext. 5', null, null],
    ['+33 1', null, null],
    ['+999 123 456 789', null, null],
  ] as const)
    assert.equal(readPhone(text, country), number, text);
  assert.equal(readSimply('+330628000000'), null);
});
