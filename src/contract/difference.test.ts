// Differences of values made of others: by place, lists as a whole, and in each of the forms the ledger says them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeIn, differencesIn, differencesOf } from './difference.ts';

test('differs place by place, and a list as a whole', () => {
  const before = { objects: { company: { view: 'team', edit: 'own' } }, areas: ['self.use'] };
  const after = {
    objects: { company: { view: 'all', edit: 'own', archive: 'own' } },
    areas: ['self.use', 'tool.import'],
  };
  assert.deepEqual(differencesOf(before, after), [
    { name: 'areas', before: ['self.use'], after: ['self.use', 'tool.import'] },
    { name: 'objects.company.archive', after: 'own' },
    { name: 'objects.company.view', before: 'team', after: 'all' },
  ]);
  assert.deepEqual(differencesOf(before, before), []);
  assert.deepEqual(differencesOf({ a: 'all' }, { a: { rule: 'x' } }), [
    { name: 'a', before: 'all', after: { rule: 'x' } },
  ]);
});

test('reads what entries say in each of their forms', () => {
  assert.deepEqual(differencesIn({ changes: { currency: ['EUR', 'SEK'] } }), [
    { name: 'currency', before: 'EUR', after: 'SEK' },
  ]);
  assert.deepEqual(differencesIn({ before: { dayRows: null }, after: { dayRows: 10 } }), [
    { name: 'dayRows', after: 10 },
  ]);
  assert.deepEqual(differencesIn({ before: ['sales'], after: ['owner', 'sales'] }), [
    { name: '', before: ['sales'], after: ['owner', 'sales'] },
  ]);
  assert.deepEqual(differencesIn({ field: 'f1', name: 'cf_1', definition: { label: 'Colour', kind: 'text' } }), [
    { name: 'kind', after: 'text' },
    { name: 'label', after: 'Colour' },
  ]);
  assert.deepEqual(differencesIn({ field: 'f1', name: 'cf_1' }), []);
});

test('tells what an entry says beside its change, and of one that speaks of no change nothing', () => {
  assert.deepEqual(changeIn({ before: { a: 1 }, after: { a: 2 }, reason: 'why' }), {
    differences: [{ name: 'a', before: 1, after: 2 }],
    rest: { reason: 'why' },
  });
  assert.equal(changeIn({ found: 0, entries: 7 }), null);
});
