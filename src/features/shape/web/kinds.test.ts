// Every kind there is can be chosen when a field is made, under a name of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldKinds } from '../../../contract/field.ts';
import { activateLocale } from '../../../web/i18n/i18n.ts';

// the words of a page join those that are active when it is loaded
activateLocale('en');
const { kindItems, sayKind } = await import('./kinds.ts');

test('every kind can be chosen, each once and by a name of its own', () => {
  const items = kindItems();
  assert.deepEqual(items.map((i) => i.value).sort(), [...fieldKinds, 'formula', 'rollUp'].sort());
  assert.equal(new Set(items.map((i) => i.label)).size, items.length);
  for (const item of items) assert.notEqual(item.label, `kind.${item.value}`);
});

test('what is reckoned says how, and what it gives', () => {
  assert.equal(sayKind({ kind: 'number', formula: '1', rollUp: null }), 'Formula: number');
  assert.equal(
    sayKind({ kind: 'date', formula: null, rollUp: { of: 'deal', via: 'company', op: 'max' } }),
    'Roll-up: date',
  );
  assert.equal(sayKind({ kind: 'ref', formula: null, rollUp: null }), 'Reference to one');
});
