// Saved totals against the address of the page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TotalsQuestionView } from '../../totals/contract.ts';
import { addressOfSaved, isChanged, questionOf } from './saved-question.ts';

const asked: TotalsQuestionView = {
  entity: 'deal',
  by: 'stage,closedOn:month',
  measures: 'sum:amount',
  in: 'each',
  filter: { field: 'owner', op: 'in', value: ['me'] },
  search: 'a & b',
  bin: true,
  order: '-0',
};

test('the address holds the whole question and where it came from', () => {
  const url = new URL(addressOfSaved({ path: 'deals' }, 'x1', asked), 'http://a.example');
  assert.equal(url.pathname, '/totals/deals');
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    saved: 'x1',
    by: asked.by,
    measures: asked.measures,
    in: 'each',
    filter: JSON.stringify(asked.filter),
    search: 'a & b',
    bin: 'yes',
    order: '-0',
  });
});

test('what the page asks reads as what was saved, and any part that differs is a change', () => {
  const state = {
    by: [{ field: 'stage' }, { field: 'closedOn', bucket: 'month' as const }],
    measures: [{ op: 'sum' as const, field: 'amount' }],
    order: { by: 0, down: true },
    each: true,
  };
  const list = { filter: { field: 'owner', op: 'in' as const, value: ['me'] }, search: 'a & b', bin: true };
  const now = questionOf({ name: 'deal' }, state, list);
  assert.deepEqual(now, asked);
  assert.equal(isChanged(asked, now), false);
  assert.equal(isChanged({ ...asked, filter: { value: ['me'], op: 'in', field: 'owner' } }, now), false);
  for (const other of [
    { by: '' },
    { measures: '' },
    { in: 'company' },
    { filter: null },
    { search: '' },
    { bin: false },
    { order: null },
  ])
    assert.equal(isChanged({ ...asked, ...(other as object) }, now), true, JSON.stringify(other));
  assert.equal(isChanged(null, now), true);
});
