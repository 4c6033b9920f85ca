// Each place of a role read and changed alone, and what is none not said where that means the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verbs } from '../../contract/permission.ts';
import { activateLocale } from '../i18n/i18n.ts';
import { type Grants, holdsArea, rightOf, scopeOf, withArea, withRight, withScope } from './grants.ts';

const sales: Grants = {
  objects: { company: { view: 'all', edit: 'own', fields: { notes: 'hidden' } }, activity: { edit: 'team' } },
  areas: ['self.use'],
};
const search = { name: 'tool.search', usual: true };
const ledger = { name: 'ledger.view', usual: false };

test('a scope that is not said is none, but to complete is to edit', () => {
  assert.equal(scopeOf(sales, 'company', 'export'), 'none');
  assert.equal(scopeOf(sales, 'activity', 'complete'), 'team');
  assert.equal(scopeOf({ everything: true }, 'deal', 'purge'), 'all');
});

test('a changed scope is said once, none only where silence would mean more, and nothing else changes', () => {
  assert.deepEqual(withScope(sales, 'company', 'edit', 'none').objects!['company'], {
    view: 'all',
    fields: { notes: 'hidden' },
  });
  assert.deepEqual(withScope(sales, 'activity', 'complete', 'none').objects!['activity'], {
    edit: 'team',
    complete: 'none',
  });
  assert.deepEqual(withScope(sales, 'activity', 'complete', 'team'), sales);
  assert.deepEqual(withScope(withScope(sales, 'deal', 'view', 'own'), 'deal', 'view', 'none'), sales);
  assert.deepEqual(sales.objects!['company'], { view: 'all', edit: 'own', fields: { notes: 'hidden' } });
});

test('a right on a field goes back to that of all others without a trace', () => {
  assert.equal(rightOf(sales, 'company', 'notes'), 'hidden');
  assert.equal(rightOf(sales, 'company', 'name'), 'edit');
  const masked = withRight(sales, 'company', 'taxNumber', 'masked');
  assert.deepEqual(masked.objects!['company']!['fields'], { notes: 'hidden', taxNumber: 'masked' });
  assert.deepEqual(withRight(masked, 'company', 'taxNumber', 'edit'), sales);
  const none = withRight(sales, 'company', 'notes', 'edit');
  assert.ok(!('fields' in none.objects!['company']!));
});

test('everyday areas are held until a role is without them; all others only when they are listed', () => {
  assert.ok(holdsArea(sales, search));
  assert.ok(!holdsArea(sales, ledger));
  const less = withArea(sales, search, false);
  assert.deepEqual(less.without, ['tool.search']);
  assert.ok(!holdsArea(less, search));
  assert.deepEqual(withArea(less, search, true), sales);
  assert.deepEqual(withArea(sales, ledger, true).areas, ['self.use', 'ledger.view']);
  assert.deepEqual(withArea({ areas: ['tool.search'] }, search, false), { without: ['tool.search'] });
});

test('every verb has a word of its own for the heads of a matrix', async () => {
  // Texts of pages come after those of the shell, as they do when a page is opened.
  activateLocale('en');
  const { wordFor } = await import('./word-for.ts');
  const words = verbs.map((verb) => wordFor('verb', verb));
  for (const word of words) assert.match(word, /^[A-Z][a-z]+$/);
  assert.equal(new Set(words).size, verbs.length);
});
