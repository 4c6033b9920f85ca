// A moved card stands where the server will put it, so that nothing jumps when its answer comes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Row } from '../../../web/row.ts';
import { arrange, compareRows } from './arrange.ts';

const row = (id: string, values: Readonly<Record<string, unknown>> = {}): Row => ({
  id,
  version: 1,
  title: id,
  ...values,
});
const ids = (rows: readonly Row[]) => rows.map((r) => r.id).join(' ');
const byDate = [{ field: 'expectedClose', down: false }];
const listed = [row('a', { expectedClose: '2026-01-01' }), row('b', { expectedClose: '2026-03-01' }), row('c')];

test('a card that was moved away is not shown, though it is still listed', () => {
  assert.equal(
    ids(arrange(listed, new Map([['b', { row: listed.at(1)!, to: { id: 'other' } }]]), 'here', byDate)),
    'a c',
  );
});

test('a card that was moved in stands in its place in the order, and once only', () => {
  const coming = row('n', { expectedClose: '2026-02-01' });
  const moves = new Map([['n', { row: coming, to: { id: 'here' } }]]);
  assert.equal(ids(arrange(listed, moves, 'here', byDate)), 'a n b c');
  assert.equal(ids(arrange([...listed, coming], moves, 'here', byDate)), 'a b c n');
});

test('empty values stand last in both directions', () => {
  const some = row('x', { expectedClose: '2026-02-01' });
  assert.ok(compareRows(row('e'), some, byDate) > 0);
  assert.ok(compareRows(row('e'), some, [{ field: 'expectedClose', down: true }]) > 0);
});

test('money is compared as decimals', () => {
  const order = [{ field: 'amount', down: true }];
  const of = (amount: string) => row(amount, { amount: { amount, currency: 'EUR' } });
  assert.ok(compareRows(of('1000'), of('999.5'), order) < 0);
  assert.ok(compareRows(of('99'), of('1000'), order) > 0);
});
