// What the meter says of passwords: long phrases are strong, swapped letters are worth nothing, and each weakness is named.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { canonical } from './look-alikes.ts';
import { type StrengthReason, strengthOf } from './password-strength.ts';

const diceware = JSON.parse(
  readFileSync(new URL(import.meta.resolve('@zxcvbn-ts/language-common/src/diceware.json')), 'utf8'),
) as string[];
const common = ['123456', 'password', '12345678', 'qwerty', 'dragon', 'letmein', 'trustno1', 'iloveyou', 'sunshine'];
const lists = {
  words: new Set(diceware.map(canonical)),
  common: new Map(common.map((word, rank) => [canonical(word), rank])),
};
const anna = { tenantName: 'Acme Oy', tenantSlug: 'acme', personName: 'Anna Virtanen', email: 'anna@acme.example' };
const of = (password: string) => strengthOf(password, anna, lists, 15);

describe('the meter of passwords', () => {
  test('gives no credit for digits and signs in place of letters', () => {
    for (const [plain, swapped] of [
      ['password', 'P4ssw0rd'],
      ['password', 'p@$$w0rd'],
      ['dragon', 'dr4g0n'],
      ['sunshine', '5un5h1n3'],
      ['correcthorse', 'c0rr3cth0r53'],
      ['iloveyou', '1l0v3y0u'],
      ['virtanen', 'V1rt4n3n'],
      ['abdominal', '4bd0m1n4l'],
    ] as const) {
      const [a, b] = [of(plain), of(swapped)];
      assert.ok(b.bits - a.bits <= 1, `${swapped}: ${b.bits} against ${a.bits}`);
      assert.ok(b.reasons.includes('swaps'), swapped);
    }
  });

  test('favours long phrases over short passwords with every kind of character', () => {
    assert.equal(of('P4ssw0rd!').level, 0);
    assert.ok(of('Tr0ub4dor&3').bits < of('abacus zoom playful lunacy').bits);
    const [four, five, six] = [
      of('abacus-playful-lunacy-zoology'),
      of('abacus-playful-lunacy-zoology-abdomen'),
      of('abacus-playful-lunacy-zoology-abdomen-ladybug'),
    ];
    assert.deepEqual([four.level, five.level, six.level], [2, 3, 4]);
    assert.equal(five.wordCount, 5);
    assert.ok(Math.abs(five.bits - (5 * Math.log2(7_776) + 2)) <= 1);
  });

  test('says what makes a password weak', () => {
    const cases: [string, StrengthReason][] = [
      ['short', 'short'],
      ['password', 'common'],
      ['AnnaVirtanen', 'yours'],
      ['Tervetuloa2026', 'everyday'],
      ['Tervetuloa2026', 'year'],
      ['abcdefghijkl', 'run'],
      ['kjx7kjx7kjx7kjx7', 'repeat'],
      ['abacus abacus playful', 'repeat'],
      ['abacus playful', 'words'],
    ];
    for (const [password, reason] of cases)
      assert.ok(of(password).reasons.includes(reason), `${password}: ${of(password).reasons.join()}`);
    assert.deepEqual(of('vD9#kq2!Lm7@xZ4p').reasons, []);
  });

  test('never says more of what is repeated, runs along a keyboard, or is one’s own name', () => {
    for (const password of [
      'aaaaaaaaaaaaaaaaaaaaaaaa',
      'qwertyuiopqwertyuiop',
      'Anna.Virtanen.Acme.1985',
      '12345678901234567',
    ])
      assert.ok(of(password).level <= 1, `${password}: ${of(password).bits}`);
  });

  test('ends soon, whatever is typed', () => {
    assert.equal(of('').bits, 0);
    assert.equal(of('abacus '.repeat(128)).level, 0);
    assert.ok(of(Array.from({ length: 300 }, (_, i) => `w${i * 7919}`).join(' ')).level === 4);
  });
});
