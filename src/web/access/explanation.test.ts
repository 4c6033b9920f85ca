// The lines an explanation comes to: the grants that hold where it is allowed, else what stands in the way.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { activateLocale } from '../i18n/i18n.ts';
import type { ExplanationView as Explanation, ReasonedView as Reasoned } from '../../features/access/contract.ts';

activateLocale('en');
// The words of a page are added to the locale that is on.
const { linesOf, reasonsIn, scopeInWords } = await import('./explanation.ts');

const leaf = (says: string, holds: boolean) => ({ says, holds });

function grant(change: Partial<Reasoned>): Reasoned {
  return {
    role: 'r1',
    roleName: 'Sales',
    scope: 'own',
    types: null,
    shared: false,
    holds: true,
    rule: leaf('every record', true),
    field: null,
    ...change,
  };
}

function explanation(change: Partial<Explanation>): Explanation {
  return {
    allowed: true,
    permission: 'deal.view',
    missing: null,
    grants: [],
    field: null,
    whole: null,
    also: null,
    ...change,
  };
}

describe('the reasons in a rule', () => {
  test('are the smallest parts that hold, each once; a rule for everything has none', () => {
    const rule = {
      says: 'any of',
      holds: true,
      parts: [
        leaf('Owner is the person', true),
        leaf('Responsible is the person', false),
        leaf('Owner is the person', true),
      ],
    };
    assert.deepEqual(reasonsIn(rule), ['Owner is the person']);
    assert.deepEqual(reasonsIn(leaf('every record', true)), []);
    assert.deepEqual(reasonsIn({ says: 'not', holds: true, parts: [leaf('Stage is "won"', false)] }), []);
  });
});

describe('the lines', () => {
  test('name what holds, and not what would not have helped', () => {
    const x = explanation({
      grants: [
        grant({ rule: { says: 'any of', holds: true, parts: [leaf('Owner is the person', true)] } }),
        grant({ roleName: 'Support', holds: false }),
      ],
    });
    assert.deepEqual(linesOf(x), [
      'Sales gives it for records one owns, is responsible for or stands in for, because Owner is the person',
    ]);
  });

  test('name what stands in the way where nothing holds: the scope, the right, the whole, a right of the field', () => {
    const no = { allowed: false };
    assert.match(
      linesOf(explanation({ ...no, grants: [grant({ holds: false })] }))[0]!,
      /this record is not one of them$/,
    );
    assert.equal(linesOf(explanation({ ...no, missing: 'deal.purge' }))[0], 'No role gives this right (deal.purge).');
    assert.match(linesOf(explanation({ ...no, missing: 'module.sales' }))[0]!, /part of the product/);
    const whole = explanation({ ...no, missing: 'deal.edit' });
    assert.match(linesOf(explanation({ ...no, grants: [grant({})], whole }))[1]!, /part of another record.*deal\.edit/);
    assert.match(linesOf(explanation({ ...no, grants: [grant({})], also: whole }))[1]!, /right of its own.*deal\.edit/);
  });

  test('tell shares, rules and types in words', () => {
    assert.equal(scopeInWords(grant({ shared: true })), 'this record, because it is shared');
    const shared = grant({ shared: true, rule: leaf('The record is among ["1"]', true) });
    assert.deepEqual(linesOf(explanation({ grants: [shared] })), [
      'Sales gives it for this record, because it is shared',
    ]);
    assert.equal(scopeInWords(grant({ scope: 'rule record.stage == "won"' })), 'records where record.stage == "won"');
    assert.equal(scopeInWords(grant({ scope: 'all', types: 'call' })), 'every record (call)');
  });
});
