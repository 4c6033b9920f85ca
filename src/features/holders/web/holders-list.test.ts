// Narrowing and ordering the list of who has access.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Holder } from '../contract.ts';
import { type Narrowing, narrow, weightOf } from './holders-list.ts';

function holder(name: string, change: Partial<Holder> = {}): Holder {
  return {
    kind: 'person',
    id: name,
    name,
    detail: null,
    since: '2026-01-01T00:00:00.000Z',
    until: null,
    lastUsed: null,
    why: [],
    what: { everything: false, sees: ['Contacts'], changes: [], takesAway: [], rights: [] },
    approvedBy: null,
    revoke: [],
    ...change,
  };
}

const rows = [
  holder('Bea', { lastUsed: '2026-03-01T00:00:00.000Z', why: [{ id: '1', name: 'Sales' }] }),
  holder('Ada', {
    lastUsed: '2026-02-01T00:00:00.000Z',
    what: { everything: true, sees: [], changes: [], takesAway: [], rights: ['admin.keys'] },
  }),
  holder('Cron', { kind: 'key' }),
  holder('Machine', { kind: 'operator', what: null }),
];
const usual: Narrowing = { text: '', kind: null, order: 'name', down: false };
const names = (change: Partial<Narrowing>): string[] =>
  narrow(rows, { ...usual, ...change }, (a, b) => (a < b ? -1 : 1)).map((h) => h.name);

describe('the list', () => {
  test('is found by names, roles, rights and objects, every word of them, and by kind', () => {
    assert.deepEqual(names({ text: 'sales bea' }), ['Bea']);
    assert.deepEqual(names({ text: 'admin.keys' }), ['Ada']);
    assert.deepEqual(names({ text: 'contacts', kind: 'key' }), ['Cron']);
    assert.deepEqual(names({ text: 'sales ada' }), []);
  });

  test('is ordered by name, by last use with the unused first, by how much is held; and the other way round', () => {
    assert.deepEqual(names({}), ['Ada', 'Bea', 'Cron', 'Machine']);
    assert.deepEqual(names({ order: 'lastUsed' }), ['Cron', 'Machine', 'Ada', 'Bea']);
    assert.deepEqual(names({ order: 'what' }), ['Ada', 'Bea', 'Cron', 'Machine']);
    assert.deepEqual(names({ order: 'what', down: true }), ['Machine', 'Bea', 'Cron', 'Ada']);
    assert.ok(rows.map(weightOf).every((w, n) => (n === 3 ? w < 0 : w >= 1)));
  });
});
