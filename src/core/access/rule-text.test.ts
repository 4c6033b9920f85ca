// Rules people write: what each text means as a rule, and what is refused before it is saved.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json } from '../../contract/json.ts';
import { Problem } from '../../contract/problem.ts';
import { type Self, matches } from '../../contract/rule.ts';
import { Decimal } from '../../contract/decimal.ts';
import { makeCatalog } from '../catalog.ts';
import { entities } from '../../features/entities.ts';
import { compileRuleText } from './rule-text.ts';

const own = (name: string, kind: string): object => ({
  id: name,
  entity: 'user',
  name,
  retired: false,
  field: { kind, label: name, required: false, column: `cf_${name}` },
});
const catalog = makeCatalog(entities, {
  fields: [own('country', 'text'), own('level', 'number'), own('regions', 'multiSelect')] as never,
  objects: [],
});
const deal = catalog.entity('deal');
const user = catalog.entity('user');
const me: Self = { id: 'me', selves: ['me'], teammates: ['me', 'mate'], below: ['me'], territories: ['north'] };
const mine: Record<string, Json> = { country: 'FI', level: 3, regions: ['a', 'b'], teams: ['t1'], status: 'active' };

const row = {
  id: 'd1',
  owner: 'mate',
  name: 'Big',
  product: 'FI',
  stage: 's1',
  amount: new Decimal('1500.5'),
  expectedClose: '2026-11-25',
  createdAt: '2026-11-25T09:30:00.000Z',
  tags: [{ entity: 'tag', id: 'a', role: null }],
  territories: [{ entity: 'territory', id: 'north', role: null }],
  lostReason: null,
};

const holds = (text: string, values: Record<string, Json> = mine): boolean =>
  matches(compileRuleText(text, deal, user, values), row, me);

describe('a rule in CEL', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['true', true],
    ['false', false],
    ['record.name == "Big"', true],
    ['"Big" == record.name', true],
    ['record.name != "Big"', false],
    ['record.product == user.country && record.name != "secret"', true],
    ['record.product == user.country && record.name == "secret" || record.owner == user.id', false],
    ['record.owner in user.teammates', true],
    ['record.owner == user.id', false],
    ['!(record.owner == user.id)', true],
    ['record.amount > 1500', true],
    ['record.amount >= 1500.5', true],
    ['record.amount > 1500.5', false],
    ['1500.5 <= record.amount', true],
    ['record.amount < -5', false],
    ['record.amount < user.level', false],
    ['record.lostReason == null', true],
    ['record.lostReason != null', false],
    ['record.lostReason < "z"', false],
    ['record.lostReason >= "a"', false],
    ['record.expectedClose < date("2026-12-01")', true],
    ['record.createdAt < timestamp("2026-11-25T09:30:00Z")', false],
    ['record.createdAt <= timestamp("2026-11-25T10:30:00+01:00")', true],
    ['record.name in ["Small", "Big"]', true],
    ['record.name in []', false],
    ['"a" in record.tags', true],
    ['"c" in record.tags', false],
    ['user.id in record.tags', false],
    ['user.country == "FI" && record.name == "Big"', true],
    ['user.country in ["SE"]', false],
    ['"t1" in user.teams', true],
    ['"a" in user.regions && user.level >= 3', true],
    ['record.name < "a"', true],
    ['record.name < "Z" && record.name > "A"', true],
  ];
  for (const [text, expected] of cases) test(`${text} is ${expected}`, () => assert.equal(holds(text), expected));

  test('what nobody has filled in is nothing: equal to nothing, and above and below nothing', () => {
    assert.equal(holds('record.lostReason == user.country', { country: null }), true);
    assert.equal(holds('record.amount > user.level', { level: null }), false);
    assert.equal(holds('record.amount <= user.level', { level: null }), false);
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ['record.name.matches("(a+)+$")', /matches/],
    ['record.name.contains("x")', /contains/],
    ['record.name.startsWith("x")', /startsWith/],
    ['record.name + "x" == "Bigx"', /\+/],
    ['record.amount * 2 > 5', /\*/],
    ['record.name == record.product', /Two fields/],
    ['record.company.name == "x"', /no further/],
    ['record["name"] == "x"', /cannot be used/],
    ['record.nowhere == 1', /no field/],
    ['record.__proto__ == null', /no field/],
    ['record.constructor == null', /no field/],
    ['user.nowhere == 1', /no field/],
    ['user.name == "Boss"', /change it themselves/],
    ['user.email == record.product', /change it themselves/],
    ['name == "Big"', /record\.name/],
    ['other.name == "Big"', /only record and user/],
    ['record.amount == "x"', /not compared/],
    ['record.name == 1', /not compared/],
    ['record.name', /when it holds/],
    ['"x"', /when it holds/],
    ['record.tags == "a"', /not compared/],
    ['record.owner < user.id', /no order/],
    ['record.lostReason < null', /no order/],
    ['record.name in "Big"', /list/],
    ['record.expectedClose < date("2026-02-30")', /written out/],
    ['record.expectedClose < today()', /written out/],
    ['record.stageSince < timestamp("2026-01-01T00:00:00Z")', /reckoned/],
    ['user.id == "me"', /Who acts/],
    ['record.name ==', /./],
    ['true ? true : false', /cannot be used/],
    ['x'.repeat(2001), /2,000/],
  ];
  for (const [text, reason] of refused)
    test(`${text.slice(0, 60)} is refused`, () =>
      assert.throws(
        () => compileRuleText(text, deal, user, null),
        (error) => error instanceof Problem && error.code === 'invalid-input' && reason.test(error.message),
      ));

  test('a protected field cannot be looked into', () => {
    assert.throws(() => compileRuleText('record.taxNumber == "x"', catalog.entity('company'), user, null), /sealed/);
  });
});
