// A record as it was: what its history says of each version, where the history ends, and what nobody may see.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryEntry } from '../../contract/record-answers.ts';
import { differing, unknown, valuesAt, versionAt } from './moments.ts';

const entry = (version: number | null, at: string, changes: HistoryEntry['changes']): HistoryEntry => ({
  id: `e${version}`,
  at,
  by: null,
  action: 'contact.edit',
  verb: version === 1 ? 'created' : 'edited',
  source: 'page',
  operation: 'o',
  version,
  changes,
});
const row = { id: 'r', version: 4, name: 'Dora', title: 'Dora', phone: '4', owner: { id: 'u', title: 'Uma' } };
const history = [
  entry(null, '2026-11-05T00:00:00Z', []),
  entry(4, '2026-11-04T00:00:00Z', [{ field: 'phone', before: '3', after: '4' }]),
  entry(3, '2026-11-03T00:00:00Z', [
    { field: 'phone', before: null, after: '3' },
    { field: 'owner', before: { restricted: true }, after: { id: 'u', title: 'Uma' } },
  ]),
  entry(2, '2026-11-02T00:00:00Z', [{ field: 'name', before: null, after: 'Dora', hidden: true }]),
  entry(1, '2026-11-01T00:00:00Z', []),
];
const fields = ['name', 'phone', 'owner'];
const at = (moment: number | 'now') => valuesAt(row, history, fields, moment);

test('each version is what came before the changes behind it', () => {
  assert.deepEqual(at('now'), { name: 'Dora', phone: '4', owner: row.owner });
  assert.deepEqual(at(4), at('now'));
  assert.deepEqual(at(3), { name: 'Dora', phone: '3', owner: row.owner });
  assert.deepEqual(at(2), { name: 'Dora', phone: null, owner: unknown });
  assert.deepEqual(at(1), { name: unknown, phone: null, owner: unknown });
});

test('an instant is the version that stood then, and nothing before it was there', () => {
  assert.equal(versionAt(history, '2026-11-03T12:00:00Z'), 3);
  assert.equal(versionAt(history, '2026-11-03T00:00:00Z'), 3);
  assert.equal(versionAt(history, '2026-12-01T00:00:00Z'), 4);
  assert.equal(versionAt(history, '2026-10-31T00:00:00Z'), null);
});

test('what differs is what is not the same, and what cannot be told', () => {
  assert.deepEqual(differing(fields, at(3), at('now')), ['phone']);
  assert.deepEqual(differing(fields, at(1), at(2)), ['name', 'owner']);
});
