// The wire: answers belong to their questions whatever was sent in between, however the bytes are cut, and nothing half-written leaves.
import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { after, test } from 'node:test';
import { newTenant, superuserIn } from '../../test/harness/cluster.ts';
import { PgWire } from './pg-wire.ts';

const tenant = await newTenant('wire');
const db = await superuserIn(tenant);
after(() => db.close());

test('an answer of many megabytes in one value, and one of many rows, come whole', async () => {
  const { rows } = await db.query<{ text: string }>(`select repeat('Zoë ', 3000000) as text`);
  assert.equal(rows[0]!.text.length, 12_000_000);
  const many = await db.query<{ n: number; word: string }>(
    `select n, case when n % 2 = 0 then repeat('x', n % 500) end as word from generate_series(1, 20000) n`,
  );
  assert.equal(many.rowCount, 20_000);
  assert.deepEqual(many.rows[499], { n: 500, word: '' });
  assert.deepEqual(many.rows[498], { n: 499, word: null });
});

test('parameters come back as they went: bytes, quotes, backslashes, empty and missing ones, and lists of them', async () => {
  const odd = ['', 'a"b', 'c\\d', '{e,f}', 'null', 'NULL', "it's", 'ünï 💥', '\n\t', null];
  const bytes = Buffer.from([0, 1, 92, 34, 255]);
  const { rows } = await db.query(
    `select $1::text as text, $2::bytea as bytes, $3::text[] as list, $4::bytea[] as pieces, $5::jsonb as json, $6::int[] as numbers`,
    ['\\"', bytes, odd, [bytes, null], { a: [1, null] }, [1, null, 3]],
    'odd',
  );
  const [row] = rows as Record<string, unknown>[];
  assert.equal(row!['text'], '\\"');
  assert.deepEqual(row!['bytes'], bytes);
  assert.deepEqual(row!['list'], odd);
  assert.deepEqual(row!['pieces'], [bytes, null]);
  assert.deepEqual(row!['json'], { a: [1, null] });
  assert.deepEqual(row!['numbers'], [1, null, 3]);
});

test('instants keep their milliseconds, also before the epoch, in the first centuries and beyond the last', async () => {
  const instants = [
    '2026-11-25T09:00:00.123Z',
    '1969-12-31T23:59:59.999Z',
    '0044-03-15T12:00:00.000Z',
    '-000043-03-15T12:00:00.500Z',
    '+012026-01-01T00:00:00.000Z',
  ];
  for (const text of instants) {
    const { rows } = await db.query<{ at: Date }>('select $1::timestamptz as at', [new Date(text)], 'instant');
    assert.equal(rows[0]!.at.toISOString(), text);
  }
  await assert.rejects(db.query('select $1::timestamptz', [new Date(Number.NaN)]), RangeError);
});

test('a prepared statement answers with its columns each time, and one that failed to parse can be sent again', async () => {
  for (let i = 0; i < 3; i++) {
    const { rows } = await db.query('select $1::int as n, $2::text as word', [i, 'x'], 'again');
    assert.deepEqual(rows, [{ n: i, word: 'x' }]);
  }
  await assert.rejects(db.query('select * from core.not_there_yet', [], 'later'));
  await db.query('create table core.not_there_yet (id int)');
  assert.deepEqual((await db.query('select * from core.not_there_yet', [], 'later')).rows, []);
  await db.query('drop table core.not_there_yet');
});

test('one name is one statement', async () => {
  await db.query('select 1 as n', [], 'mine');
  await assert.rejects(db.query('select 2 as n', [], 'mine'), /another statement/);
  assert.deepEqual((await db.query('select 1 as n', [], 'mine')).rows, [{ n: 1 }]);
});

test('of several statements in one text the last answers', async () => {
  assert.deepEqual((await db.query('select 1 as a; select 2 as b')).rows, [{ b: 2 }]);
  const last = await db.query('select 1 as a; create temporary table t (id int)');
  assert.deepEqual([last.rows, last.command], [[], 'CREATE']);
});

test('a zero character in a statement or a value leaves nothing behind it', async () => {
  const before = db.query('select 1 as n');
  const refused = db.query('select 1\0; drop table data.contact');
  const value = db.query('select $1::text as t', ['a\0b'], 'zero');
  const behind = db.query('select 3 as n');
  await assert.rejects(refused, /zero character/);
  await assert.rejects(value, /invalid byte sequence/);
  assert.deepEqual((await before).rows, [{ n: 1 }]);
  assert.deepEqual((await behind).rows, [{ n: 3 }]);
});

test('a COPY that waits for bytes is told that there are none', async () => {
  await assert.rejects(db.query('copy core.region from stdin'), /COPY from stdin failed/);
  assert.deepEqual((await db.query('select 1 as n')).rows, [{ n: 1 }]);
});

test('bytes that come one by one are the same answer', async () => {
  const written: Buffer[] = [];
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => (written.push(chunk), done()),
  });
  const wire = new PgWire(stream, { notice: () => undefined, fatal: assert.fail });
  const answer = wire.send('select', [], undefined, (error) => error);
  const row = Buffer.from('T\0\0\0\x1a\0\x01n\0\0\0\0\0\0\0\0\0\0\x19\xff\xff\xff\xff\xff\xff\0\0', 'latin1');
  const rest = 'D\0\0\0\x0d\0\x01\0\0\0\x03abcC\0\0\0\x0dSELECT 1\0Z\0\0\0\x05I';
  for (const byte of Buffer.concat([row, Buffer.from(rest, 'latin1')])) stream.push(Buffer.from([byte]));
  assert.deepEqual(await answer, { rows: [{ n: 'abc' }], rowCount: 1, command: 'SELECT' });
  assert.equal(Buffer.concat(written).toString('latin1'), 'Q\0\0\0\x0bselect\0');
});
