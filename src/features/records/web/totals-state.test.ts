// The address holds the whole question; what it asks for that one may not see, or that makes no sense, is left out without a word of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleEntity } from './sample-catalog.ts';
import { groupable, possibleFigures } from './totals-fields.ts';
import { readOrder, readTotals, writeKey, writeMeasure, writeOrder } from './totals-state.ts';

const deal = sampleEntity('deal');
const read = (by: string | null, measures: string | null) => {
  const found = readTotals(deal, by, measures);
  return [found.by.map(writeKey).join(','), found.measures.map(writeMeasure).join(',')];
};

test('records are grouped by what gathers many, also through one reference; never by what is sealed, unique or their name', () => {
  const names = groupable(deal).map(({ field }) => field.name);
  for (const name of [
    'stage',
    'company',
    'owner',
    'closedOn',
    'reason',
    'company.industry',
    'company.owner',
    'stage.outcome',
  ])
    assert.ok(names.includes(name), name);
  for (const name of ['name', 'secret', 'externalId', 'notes', 'amount', 'company.name', 'company.createdAt'])
    assert.ok(!names.includes(name), name);
});

test('figures fit their field: amounts are summed and weighed, days have a first and a last, texts are only counted', () => {
  const ops = (name: string) => possibleFigures(deal).flatMap((f) => (f.field.name === name ? [f.measure.op] : []));
  assert.deepEqual(ops('amount'), ['sum', 'weighted', 'avg', 'min', 'max', 'filled']);
  assert.deepEqual(ops('closedOn'), ['min', 'max', 'filled']);
  assert.deepEqual(ops('company'), ['filled']);
  assert.deepEqual(ops('secret'), []);
  const ofCompany = possibleFigures(sampleEntity('company')).map((f) => f.measure.op);
  assert.ok(!ofCompany.includes('weighted'));
});

test('an address without a question asks the usual one; an empty question is one too', () => {
  assert.deepEqual(read(null, null), ['stage', 'sum:amount,weighted:amount']);
  assert.deepEqual(read('', ''), ['', '']);
});

test('what is asked is kept as it was asked, in its order, with months for dates', () => {
  assert.deepEqual(read('closedOn,company.industry', 'max:closedOn,avg:amount'), [
    'closedOn:month,company.industry',
    'max:closedOn,avg:amount',
  ]);
  assert.equal(read('closedOn:quarter', '')[0], 'closedOn:quarter');
});

test('the unknown, the doubled, the sealed and the too many are left out', () => {
  assert.equal(read('secret,nothing,stage,stage,company,owner,closedOn', '')[0], 'stage,company,owner');
  assert.equal(read('stage:month:x', '')[0], '');
  assert.equal(read('', 'sum:secret,sum:name,sum:amount,sum:amount,__proto__:amount')[1], '');
  assert.equal(read('', 'sum:secret,sum:name,sum:amount,sum:amount')[1], 'sum:amount');
});

test('an order is written as it is read, and one of a figure that is not there is none', () => {
  for (const text of ['key', '-key', 'count', '-count', '0', '-1']) assert.equal(writeOrder(readOrder(text, 2)!), text);
  for (const text of [null, '', '2', 'amount', '--key', '-']) assert.equal(readOrder(text, 2), null);
});
