// Rules in memory: the cases a random comparison seldom meets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Rule, type Self, compareCodePoints, matches, simplify } from './rule.ts';

const a: Rule = { op: 'eq', field: 'a', to: { value: 1 } };
const b: Rule = { op: 'has', field: 'b', to: { me: 'id' } };
const c: Rule = { op: 'in', field: 'c', to: { me: 'teammates' } };
const all: Rule = { op: 'all' };
const none: Rule = { op: 'none' };
const or = (...rules: Rule[]): Rule => ({ op: 'or', rules });
const and = (...rules: Rule[]): Rule => ({ op: 'and', rules });
const not = (rule: Rule): Rule => ({ op: 'not', rule });

const simpler: readonly (readonly [Rule, Rule])[] = [
  [or(), none],
  [and(), all],
  [or(a), a],
  [and(a), a],
  [or(none, a), a],
  [or(a, all, b), all],
  [and(all, a), a],
  [and(a, none, b), none],
  [or(a, b), or(a, b)],
  [or(a, or(b, c)), or(a, b, c)],
  [and(a, and(b, and(c))), and(a, b, c)],
  [or(a, and(b, c)), or(a, and(b, c))],
  [or(a, a, or(a)), a],
  [not(all), none],
  [not(none), all],
  [not(not(a)), a],
  [not(or(none, not(a))), a],
  [and(or(none, none), a), none],
];

test('a rule is made simpler without meaning anything else', () => {
  for (const [rule, expected] of simpler) assert.deepEqual(simplify(rule), expected, JSON.stringify(rule));
});

test('what is simple stays as it is', () => {
  for (const [, rule] of simpler) assert.deepEqual(simplify(rule), rule);
});

test('empty groups, absent fields and what every object inherits', () => {
  const me: Self = { id: 'me', selves: ['me'], teammates: ['me', 'mate'], below: ['me', 'mate'], territories: [] };
  assert.equal(matches(and(), {}, me), true);
  assert.equal(matches(or(), {}, me), false);
  for (const field of ['gone', '__proto__', 'constructor', 'toString']) {
    assert.equal(matches({ op: 'eq', field, to: { value: null } }, {}, me), true, field);
    assert.equal(matches({ op: 'lt', field, to: { value: 'z' } }, {}, me), false, field);
  }
  assert.equal(matches({ op: 'in', field: 'owner', to: { me: 'teammates' } }, { owner: 'mate' }, me), true);
  assert.equal(matches({ op: 'eq', field: 'owner', to: { me: 'id' } }, { owner: 'mate' }, me), false);
});

test('texts are ordered by code point, not by UTF-16 unit', () => {
  const [astral, last] = ['\u{1f600}', '\uffff'];
  assert.ok([last, astral].toSorted()[0] === astral, 'JavaScript itself puts it first');
  assert.ok(compareCodePoints(astral, last) > 0);
  assert.ok(compareCodePoints('a', 'ab') < 0 && compareCodePoints('b', 'ab') > 0 && compareCodePoints('', '') === 0);
});
