// Alternatives are put together field by field; what they find is held against memory by test/rule-agreement.test.ts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rule, Self } from '../contract/rule.ts';
import { entities } from '../features/entities.ts';
import { mergeAlternatives } from './policy-merge.ts';
import { compileRule } from './policy-sql.ts';
import { compile } from './sql.ts';

const [one, two, three] = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`) as [string, string, string];
const me: Self = { id: one, selves: [one, two], teammates: [one, three], below: [], territories: [two, three] };

test('comparisons of one field are one list, of a list of links one look, and whatever else is there stays', () => {
  const kept: Rule = { op: 'lt', field: 'birthday', to: { value: '1951-01-01' } };
  const rules: readonly Rule[] = [
    { op: 'eq', field: 'owner', to: { me: 'id' } },
    kept,
    { op: 'or', rules: [{ op: 'in', field: 'owner', to: { me: 'teammates' } }] },
    { op: 'has', field: 'territories', to: { value: one } },
    { op: 'meets', field: 'territories', to: { me: 'territories' } },
    { op: 'eq', field: 'owner', to: { value: null } },
    { op: 'eq', field: 'responsible', to: { me: 'id' } },
  ];
  assert.deepEqual(mergeAlternatives(rules, me), [
    { op: 'in', field: 'owner', to: { value: [one, three, null] } },
    kept,
    { op: 'meets', field: 'territories', to: { value: [one, two, three] } },
    { op: 'in', field: 'responsible', to: { value: [one] } },
  ]);
});

test('what is no plain value is left as it is', () => {
  const odd: readonly Rule[] = [
    { op: 'in', field: 'stage', to: { value: 'customer' } },
    { op: 'in', field: 'stage', to: { value: [['a'], 'b'] } },
    { op: 'eq', field: 'stage', to: { value: { a: 1 } } },
  ];
  assert.deepEqual(mergeAlternatives(odd, me), odd);
});

test('where one alternative has no index it stands first, and links are looked at row by row; else an index can serve them', () => {
  const textOf = (rules: readonly Rule[]): string =>
    compile(compileRule({ op: 'or', rules }, entities.contact, 'r', me)).text;
  const territories: Rule = { op: 'meets', field: 'territories', to: { me: 'territories' } };
  const owner: Rule = { op: 'eq', field: 'owner', to: { me: 'id' } };
  const born: Rule = { op: 'lt', field: 'birthday', to: { value: '1951-01-01' } };
  assert.match(textOf([owner, territories, born]), /^\("r"\."birthday" < .* or "r"\."owner" = .* is unknown\)\)$/);
  assert.match(textOf([territories, owner]), /^\("r"\."owner" = .* is not unknown and "r"\."territories" @> any/);
});
