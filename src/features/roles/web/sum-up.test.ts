// Sentences about a role: the same verbs at the same scope are told once for all objects.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sumUp } from './sum-up.ts';

const object = (name: string, verbs: string[]) => ({ name, label: name.toUpperCase(), verbs, scopes: [], fields: [] });

test('objects of which the same is allowed share a sentence, the widest first, and none is not told', () => {
  const grants = { objects: { a: { view: 'all', edit: 'own' }, b: { view: 'all' }, c: { view: 'all', edit: 'own' } } };
  assert.deepEqual(
    sumUp(grants, [
      object('a', ['view', 'edit', 'purge']),
      object('b', ['view', 'edit']),
      object('c', ['view', 'edit']),
    ]),
    [
      { scope: 'all', verbs: ['view'], objects: ['A', 'B', 'C'] },
      { scope: 'own', verbs: ['edit'], objects: ['A', 'C'] },
    ],
  );
  assert.deepEqual(sumUp({}, [object('a', ['view'])]), []);
});
