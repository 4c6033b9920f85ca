// How a role bounds exports: what the editor shows is what the role says, and what is usual is not said.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leavingOf, withLeaving } from './leaving.ts';

const grants = { objects: { contact: { view: 'all', export: 'own' } }, areas: ['self.use'] };
const usual = { formats: ['csv', 'xlsx'], rows: null, reason: true } as const;

test('a role that says nothing bounds nothing and asks for a reason', () => {
  assert.deepEqual(leavingOf(grants, 'contact'), usual);
  assert.deepEqual(leavingOf({}, 'contact'), usual);
});

test('what is chosen is said, and read again as it was chosen', () => {
  for (const chosen of [
    { formats: ['csv'], rows: 50, reason: false },
    { formats: [], rows: null, reason: true },
    { formats: ['csv', 'xlsx'], rows: 1, reason: true },
  ] as const) {
    const next = withLeaving(grants, 'contact', chosen);
    assert.deepEqual(leavingOf(next, 'contact'), chosen);
    assert.deepEqual(withLeaving(next, 'contact', usual), grants);
  }
  assert.deepEqual(withLeaving(grants, 'contact', { formats: ['xlsx'], rows: 5, reason: false }).objects!['contact'], {
    view: 'all',
    export: 'own',
    exportFormats: ['xlsx'],
    exportRows: 5,
    exportReason: false,
  });
});
