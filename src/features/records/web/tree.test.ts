// Groups become lines, each with what is inside it below it, in the order their field has or was asked for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Group } from '../../../contract/record-answers.ts';
import { sampleEntity } from './sample-catalog.ts';
import { setRegion } from '../../../web/format.ts';
import { namedField } from '../../../web/catalog.ts';
import { type Level, linesOf } from './tree.ts';

setRegion({ locale: 'en-GB', timeZone: 'UTC', currency: 'EUR', collation: 'en' });
const deal = sampleEntity('deal');
const level = (field: string, rank?: Level['rank']): Level => ({
  key: { field },
  field: namedField(deal, field)!,
  ...(rank === undefined ? {} : { rank }),
});
const group = (keys: Group['keys'], count: number, ...measures: Group['measures']): Group => ({
  keys,
  count,
  measures,
});
const eur = (amount: string) => [{ amount, currency: 'EUR' }];
const names = (lines: ReturnType<typeof linesOf>) =>
  lines.map((l) => `${' '.repeat(l.depth - 1)}${JSON.stringify(l.keys.at(-1))}`);

const whole = [group([], 9)];
const outcomes = [group(['lost'], 5, eur('9')), group(['open'], 3, eur('10')), group([null], 1, null)];

test('choices stand in their own order, the empty last', () => {
  assert.deepEqual(names(linesOf([whole, outcomes], [level('stage.outcome')], null)), ['"open"', '"lost"', 'null']);
});

test('each group has its own inside it below it', () => {
  const inner = [group(['open', 'b'], 1), group(['lost', 'b'], 2), group(['open', 'a'], 2), group(['lost', 'a'], 3)];
  const lines = linesOf([whole, outcomes.slice(0, 2), inner], [level('stage.outcome'), level('reason')], null);
  assert.deepEqual(names(lines), ['"open"', ' "a"', ' "b"', '"lost"', ' "a"', ' "b"']);
});

test('a figure orders as a number, and groups without it stay last either way', () => {
  const levels = [level('stage.outcome')];
  const by = (down: boolean) => names(linesOf([whole, outcomes], levels, { by: 0, down }));
  assert.deepEqual(by(true), ['"open"', '"lost"', 'null']);
  assert.deepEqual(by(false), ['"lost"', '"open"', 'null']);
});

test('names run both ways with the nameless last, and steps follow their places', () => {
  const refs = ['Alpha', 'Beta', 'Gamma'].map((title, n) => group([{ id: title, title }], n + 1));
  const groups = [group([null], 9), group([{ restricted: true }], 4), ...refs];
  const only = (order: Parameters<typeof linesOf>[2], rank?: Level['rank']) =>
    linesOf([whole, groups], [level('company', rank)], order).map((l) => {
      const key = l.keys[0];
      return typeof key === 'object' && key !== null && 'title' in key ? key.title : JSON.stringify(key ?? null);
    });
  assert.deepEqual(only({ by: 'key', down: false }), ['Alpha', 'Beta', 'Gamma', '{"restricted":true}', 'null']);
  assert.deepEqual(only({ by: 'key', down: true }).slice(0, 3), ['{"restricted":true}', 'Gamma', 'Beta']);
  assert.equal(only(null)[0], 'null');
  const places = ['Gamma', 'Alpha', 'Beta'];
  assert.deepEqual(only(null, (id) => places.indexOf(id)).slice(0, 3), places);
});
