// Behind a figure stand exactly its records: the filter of the page is kept, and each kind of group becomes the condition that holds of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleEntity } from './sample-catalog.ts';
import { namedField } from '../../../web/catalog.ts';
import { readPageFilter, resolveFilter } from '../../../contract/page-filter.ts';
import { conditionsOf, listAddress } from './behind.ts';

const deal = sampleEntity('deal');
const conditions = (name: string, value: Parameters<typeof conditionsOf>[2], bucket?: 'month' | 'day') =>
  conditionsOf(namedField(deal, name)!, bucket === undefined ? { field: name } : { field: name, bucket }, value);

test('a reference, a choice, a text and a span of days are each asked for as the list can ask', () => {
  assert.deepEqual(conditions('company', { id: 'c1', title: 'Kuusi' }), [
    { field: 'company', op: 'in', value: ['c1'] },
  ]);
  assert.deepEqual(conditions('stage.outcome', 'won'), [{ field: 'stage.outcome', op: 'in', value: ['won'] }]);
  assert.deepEqual(conditions('company.industry', 'Timber'), [
    { field: 'company.industry', op: 'eq', value: 'Timber' },
  ]);
  assert.deepEqual(conditions('closedOn', '2026-02-01', 'month'), [
    { field: 'closedOn', op: 'gte', value: '2026-02-01' },
    { field: 'closedOn', op: 'lte', value: '2026-02-28' },
  ]);
  assert.deepEqual(conditions('closedOn', '2026-02-03', 'day'), [{ field: 'closedOn', op: 'eq', value: '2026-02-03' }]);
});

test('what is empty is asked for as empty, and as not filled in where it may be hidden or lies behind a reference', () => {
  assert.deepEqual(conditions('company', null), [{ field: 'company', op: 'empty', value: true }]);
  for (const name of ['reason', 'company.industry'])
    assert.deepEqual(conditions(name, null), [{ not: { field: name, op: 'empty', value: false } }]);
});

test('what belongs to something one may not see has no list', () => {
  assert.equal(conditions('company', { restricted: true }), null);
  const around = { entity: deal, by: [{ field: 'company' }], filter: null, search: '', bin: false };
  assert.equal(listAddress(around, [{ restricted: true }]), null);
});

test('filter, search and bin of the page go along, and the condition is understood where it arrives', () => {
  const around = {
    entity: deal,
    by: [{ field: 'stage.outcome' }, { field: 'company' }],
    filter: {
      or: [
        { field: 'amount', op: 'gte' as const, value: '5' },
        { field: 'name', op: 'contains' as const, value: 'x' },
      ],
    },
    search: 'press',
    bin: true,
  };
  const at = new URL(listAddress(around, ['won', null], { sort: '-amount', filled: 'amount' })!, 'http://vault');
  assert.equal(at.pathname, '/deals');
  assert.equal(at.searchParams.get('search'), 'press');
  assert.equal(at.searchParams.get('bin'), 'yes');
  assert.equal(at.searchParams.get('sort'), '-amount');
  const sent = resolveFilter(readPageFilter(at.searchParams.get('filter')), {
    me: 'me',
    timeZone: 'UTC',
    now: new Date(0),
    kindOf: (name) => namedField(deal, name)?.kind,
  });
  assert.deepEqual(sent, {
    and: [
      {
        or: [
          { field: 'amount', op: 'gte', value: '5' },
          { field: 'name', op: 'contains', value: 'x' },
        ],
      },
      { field: 'stage.outcome', op: 'in', value: ['won'] },
      { field: 'company', op: 'empty', value: true },
      { field: 'amount', op: 'empty', value: false },
    ],
  });
});
