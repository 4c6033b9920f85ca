// Keys are equal where the database says so, and never where it does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { company } from '../companies/contract.ts';
import { foldKeyOf } from './fold-key.ts';

const name = foldKeyOf(company, 'name');
const id = foldKeyOf(company, 'externalId');

test('names without case and Latin accents, ids letter by letter', () => {
  assert.equal(name(' Pébéo '), name('PEBEO'));
  assert.notEqual(name('a_b'), name('a b'));
  assert.notEqual(name('Андрей'), name('Андреи'));
  assert.notEqual(id('001A'), id('001a'));
  assert.equal(id(' 001A '), id('001A'));
});

test('what is folded together here is one key in the database too', async () => {
  const db = await superuserIn(await newTenant('acme'));
  const letters = fc.constantFrom(
    ...'aAäÄåéÉeßsSøØoñnçÇ-_ .ﬁ²ЙйиёеΩωάα中ไ่ก'.split(''),
    'e\u0301',
    'i\u0307',
    'İ',
    'ı',
    'ſ',
    'K',
  );
  const text = fc.array(letters, { maxLength: 4 }).map((parts) => parts.join('').trim());
  const seen = new Map<string, Set<string>>();
  for (const t of fc.sample(text, 4000)) seen.set(name(t), (seen.get(name(t)) ?? new Set()).add(t));
  const pairs = [...seen.values()].flatMap((same) => [...same].slice(1).map((t) => [[...same][0]!, t] as const));
  assert.ok(pairs.length > 100);
  const { rows } = await db.query(
    `select a, b from unnest($1::text[], $2::text[]) as p (a, b) where core.fold(a) <> core.fold(b)`,
    [pairs.map((p) => p[0]), pairs.map((p) => p[1])],
  );
  assert.deepEqual(rows, []);
});
