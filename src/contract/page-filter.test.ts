// What a page's filter becomes before it is sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldKind } from './field.ts';
import {
  type PageFilter,
  type Resolving,
  daysOf,
  fromParts,
  readPageFilter,
  resolveFilter,
  topParts,
} from './page-filter.ts';

const kinds: Record<string, FieldKind> = {
  stage: 'select',
  owner: 'ref',
  closedOn: 'date',
  due: 'dateTime',
  name: 'text',
};
const by: Resolving = {
  me: 'u1',
  timeZone: 'Europe/Helsinki',
  now: new Date('2026-11-25T22:30:00Z'),
  kindOf: (f) => kinds[f],
};

test('a period is counted from the day it is where the reader is', () => {
  // 22:30 in London is half past midnight on the 26th in Helsinki
  assert.deepEqual(resolveFilter({ field: 'closedOn', op: 'within', value: 'today' }, by), {
    and: [
      { field: 'closedOn', op: 'gte', value: '2026-11-26' },
      { field: 'closedOn', op: 'lte', value: '2026-11-26' },
    ],
  });
  assert.deepEqual(resolveFilter({ field: 'due', op: 'within', value: 'today' }, by), {
    and: [
      { field: 'due', op: 'gte', value: '2026-11-25T22:00:00.000Z' },
      { field: 'due', op: 'lt', value: '2026-11-26T22:00:00.000Z' },
    ],
  });
});

test('weeks start on Monday, months end where they end', () => {
  assert.deepEqual(daysOf('thisWeek', '2026-11-26'), ['2026-11-23', '2026-11-29']);
  assert.deepEqual(daysOf('lastMonth', '2026-03-31'), ['2026-02-01', '2026-02-28']);
  assert.deepEqual(daysOf('thisMonth', '2024-02-10'), ['2024-02-01', '2024-02-29']);
  assert.deepEqual(daysOf('last7', '2026-11-26'), ['2026-11-20', '2026-11-26']);
});

test('"me" becomes the reader, alone and in a list, but only where a user is meant', () => {
  assert.deepEqual(resolveFilter({ field: 'owner', op: 'in', value: ['me', 'u2'] }, by), {
    field: 'owner',
    op: 'in',
    value: ['u1', 'u2'],
  });
  assert.deepEqual(resolveFilter({ field: 'name', op: 'eq', value: 'me' }, by), {
    field: 'name',
    op: 'eq',
    value: 'me',
  });
});

test('"none of" is the opposite of "any of"', () => {
  assert.deepEqual(resolveFilter({ field: 'owner', op: 'notIn', value: ['me'] }, by), {
    not: { field: 'owner', op: 'in', value: ['u1'] },
  });
});

test('a day compared with an instant covers the whole day', () => {
  assert.deepEqual(resolveFilter({ field: 'due', op: 'lte', value: '2026-11-25' }, by), {
    field: 'due',
    op: 'lt',
    value: '2026-11-25T22:00:00.000Z',
  });
  assert.deepEqual(resolveFilter({ field: 'due', op: 'gt', value: '2026-11-25' }, by), {
    field: 'due',
    op: 'gte',
    value: '2026-11-25T22:00:00.000Z',
  });
});

test('what is not finished, and fields that are not there, narrow nothing', () => {
  assert.equal(resolveFilter({ field: 'name', op: 'contains', value: '' }, by), null);
  assert.equal(resolveFilter({ field: 'stage', op: 'in', value: [] }, by), null);
  assert.equal(resolveFilter({ field: 'gone', op: 'eq', value: 'x' }, by), null);
  assert.equal(resolveFilter({ and: [{ or: [] }, { not: { field: 'name', op: 'eq' } }] }, by), null);
});

test('an address that holds no filter of ours reads as none', () => {
  for (const text of [null, '', 'x', '1', '[]', '{}', '{"and":[1]}', '{"field":1,"op":"eq"}', '{"and":"x"}'])
    assert.equal(readPageFilter(text), null, String(text));
});

test('the parts of the bar and the filter are two writings of one thing', () => {
  const filter: PageFilter = {
    and: [{ field: 'name', op: 'contains', value: 'a' }, { or: [{ field: 'stage', op: 'in', value: ['lead'] }] }],
  };
  assert.deepEqual(fromParts(topParts(filter)), filter);
  assert.deepEqual(fromParts(topParts({ field: 'stage', op: 'empty' })), { field: 'stage', op: 'empty' });
  assert.equal(fromParts([]), null);
});
