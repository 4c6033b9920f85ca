// Exact arithmetic on decimals: against whole numbers of the smallest unit, whatever the size.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addDecimals,
  canonicalDecimal,
  divideDecimal,
  multiplyDecimals,
  roundDecimal,
  subtractDecimals,
} from './decimal.ts';

test('products and differences are exact', () => {
  const cases: [string, string, string, string][] = [
    ['0.1', '0.2', '0.02', '-0.1'],
    ['12', '14', '168', '-2'],
    ['-0.5', '0.5', '-0.25', '-1'],
    ['100', '0', '0', '100'],
    [
      '123456789012345678901234567890',
      '10.01',
      '1235802458013580245801358024578.9',
      '123456789012345678901234567879.99',
    ],
  ];
  for (const [a, b, product, difference] of cases) {
    assert.equal(multiplyDecimals(a, b), product);
    assert.equal(subtractDecimals(a, b), difference);
  }
});

test('a half goes away from zero', () => {
  const cases: [string, number, string][] = [
    ['2.00005', 4, '2.0001'],
    ['2.00004999', 4, '2'],
    ['-2.00005', 4, '-2.0001'],
    ['0.00004', 4, '0'],
    ['-0.00004', 4, '0'],
    ['1.5', 0, '2'],
    ['9.99995', 4, '10'],
    ['12.5', 4, '12.5'],
  ];
  for (const [text, places, expected] of cases) assert.equal(roundDecimal(text, places), expected, text);
});

test('a quotient is rounded once, at the digit asked for', () => {
  const cases: [string, number, number, string][] = [
    ['1', 3, 6, '0.333333'],
    ['2', 3, 6, '0.666667'],
    ['-2', 3, 6, '-0.666667'],
    ['154.1', 3, 6, '51.366667'],
    ['1', 8, 2, '0.13'],
    ['0', 7, 2, '0'],
    ['123456789012345678901234567890.5', 2, 2, '61728394506172839450617283945.25'],
  ];
  for (const [text, by, places, expected] of cases) assert.equal(divideDecimal(text, by, places), expected, text);
});

const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.nat(10)).map(([units, places]) => {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return canonicalDecimal(units < 0n ? `-${text}` : text)!;
});

test('order does not matter, and a product taken by parts is the same', () => {
  fc.assert(
    fc.property(decimal, decimal, decimal, (a, b, c) => {
      assert.equal(multiplyDecimals(a, b), multiplyDecimals(b, a));
      assert.equal(addDecimals(a, b), addDecimals(b, a));
      assert.equal(subtractDecimals(addDecimals(a, b), b), a);
      assert.equal(
        multiplyDecimals(a, subtractDecimals(b, c)),
        subtractDecimals(multiplyDecimals(a, b), multiplyDecimals(a, c)),
      );
    }),
  );
});
