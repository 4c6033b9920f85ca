// Lists in binary form mean to PostgreSQL what the same lists mean as text, whatever stands in them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { newTenant, superuserIn } from '../../test/harness/cluster.ts';
import { listOf } from './pg-lists.ts';

const db = await superuserIn(await newTenant('lists'));

/** Text PostgreSQL can keep: no NUL, no half characters. */
const text = fc.string({ unit: 'binary', maxLength: 40 }).map((s) => s.toWellFormed().replaceAll('\0', '0'));
const date = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10));

const kinds: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  uuid: fc.oneof(
    fc.uuid(),
    fc.uuid().map((id) => id.toUpperCase()),
  ),
  text,
  jsonb: fc.jsonValue({ stringUnit: 'grapheme' }).map((v) => JSON.stringify(v)),
  bytea: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  integer: fc.integer(),
  boolean: fc.boolean(),
  date,
};

for (const [type, value] of Object.entries(kinds)) {
  test(`a list of ${type} is the same list in both forms`, async () => {
    const list = fc.array(fc.option(value, { nil: null, freq: 4 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(list, async (values) => {
        const binary = listOf(type, values);
        assert.ok(Buffer.isBuffer(binary), 'it has a binary form');
        const { rows } = await db.query<{ same: boolean; many: number }>(
          `select $1::${type}[] is not distinct from $2::${type}[] as same, coalesce(cardinality($1::${type}[]), 0) as many`,
          [binary, values],
        );
        assert.deepEqual(rows[0], { same: true, many: values.length });
      }),
      { numRuns: 60 },
    );
  });
}

test('what has no binary form stays a list for the database to read or refuse', async () => {
  for (const [type, values] of [
    ['numeric', ['1.5', null]],
    ['uuid', ['not an id']],
    ['uuid', ['01a22c21-ae8d-72e0-918c-6d81f42931a']],
    ['date', ['infinity']],
    ['date', ['2026-02-30']],
    ['date', ['0000-01-01']],
    ['integer', [1.5]],
    ['integer', [2 ** 31]],
    ['bigint', [1]],
    ['boolean', ['t']],
    ['bytea', ['\\x00']],
    ['text', []],
  ] as const)
    assert.equal(listOf(type, values), values, `${type} ${JSON.stringify(values)}`);
  const { rows } = await db.query<{ sum: string }>('select sum(n)::text as sum from unnest($1::numeric[]) as n', [
    listOf('numeric', ['1.5', null, '2']),
  ]);
  assert.equal(rows[0]!.sum, '3.5');
});
