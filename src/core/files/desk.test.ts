// Files and kept documents through the door: only their owner's, sealed in the database, gone when their time is over.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { addUser, type TestUser } from '../../../test/harness/engine.ts';
import { workshop } from '../../../test/harness/workshop.ts';
import { Problem } from '../../contract/problem.ts';
import { moveClock, now, resetClock } from '../clock.ts';
import { newId } from '../ids.ts';
import type { Actor } from '../principal.ts';
import type { Tx } from '../tx.ts';
import type { Vault } from '../vault.ts';

const acme = await newTenant('acme');
const beta = await newTenant('beta');
const anna = await addUser(acme, 'Anna Virta', 'owner');
const bo = await addUser(acme, 'Bo Berg', 'owner');
const shop = workshop([], () => [acme, beta]);
const db = await superuserIn(acme);
after(resetClock);

const day = 86_400_000;
const later = (days: number): Date => new Date(now().getTime() + days * day);
const notFound = (e: unknown): boolean => e instanceof Problem && e.code === 'not-found';

function open<T>(actor: Actor, work: (tx: Tx) => Promise<T>, vault: Vault = acme): Promise<T> {
  return shop.door.open(vault, actor, { action: 'test', reads: false, requestId: null, address: null }, work);
}

const as = <T>(user: TestUser, work: (tx: Tx) => Promise<T>): Promise<T> => open(user.actor, work);

async function store(user: TestUser, text: string, days = 7): Promise<string> {
  const options = { maxBytes: 1000, expires: later(days) };
  return await as(
    user,
    async (tx) => (await tx.files.store('Kunden.csv', Readable.from([Buffer.from(text)]), options)).id,
  );
}

async function read(user: TestUser, id: string): Promise<string> {
  const { stream } = await as(user, (tx) => tx.files.read(id));
  let text = '';
  for await (const part of stream) text += String(part);
  return text;
}

test('a file is read by its owner after the unit of work has ended, and by nobody else', async () => {
  const id = await store(anna, 'canary-file');
  assert.equal(await read(anna, id), 'canary-file');
  await assert.rejects(read(bo, id), notFound);
  await assert.rejects(
    as(bo, (tx) => tx.files.remove(id)),
    notFound,
  );
  await assert.rejects(read(anna, newId()), notFound);
  await assert.rejects(read(anna, 'no id at all'), notFound);
});

test('neither name nor bytes nor key stand in clear in the database', async () => {
  await store(anna, 'canary-bytes');
  const { rows } = await db.query<{ t: string }>('select row_to_json(f)::text as t from core.file f');
  assert.ok(rows.length > 0);
  for (const { t } of rows) assert.doesNotMatch(t, /Kunden|canary/);
});

test('a unit of work that fails leaves no file, and what was received is adopted by the next', async () => {
  const count = async (): Promise<number> => (await db.query('select 1 from core.file')).rows.length;
  const before = await count();
  const options = { maxBytes: 1000, expires: later(1) };
  const received = await shop.files.receive(acme, 'x', Readable.from([Buffer.from('later')]), options);
  await assert.rejects(
    as(anna, async (tx) => {
      await tx.files.adopt(received);
      throw new Problem('conflict');
    }),
  );
  assert.equal(await count(), before);
  const file = await as(anna, (tx) => tx.files.adopt(received));
  assert.equal(await read(anna, file.id), 'later');
  await assert.rejects(
    as(anna, (tx) => tx.files.adopt(received)),
    /adopted before/,
  );
  const stranger = await addUser(beta, 'Carl Other', 'owner');
  const other = await shop.files.receive(acme, 'x', Readable.from([Buffer.from('x')]), options);
  await assert.rejects(
    open(stranger.actor, (tx) => tx.files.adopt(other), beta),
    /not received here/,
  );
});

test('removed is gone: row, key and bytes', async () => {
  const id = await store(anna, 'away');
  const { stream } = await as(anna, (tx) => tx.files.read(id));
  stream.destroy();
  await as(anna, (tx) => tx.files.remove(id));
  await assert.rejects(read(anna, id), notFound);
});

test('files and documents go when their time is over, and the ledger says so', async () => {
  const id = await store(anna, 'seven days');
  const docId = newId();
  await as(anna, (tx) => tx.kept.put('draft', docId, { text: 'x' }, later(7)));
  moveClock(8 * day);
  await assert.rejects(read(anna, id), notFound);
  await assert.rejects(
    as(anna, (tx) => tx.kept.get('draft', docId)),
    notFound,
  );
  const host: Actor = { kind: 'system', name: 'host' };
  const wiped = await open(host, (tx) => tx.files.wipe());
  assert.ok(wiped.expired >= 1);
  assert.ok((await open(host, (tx) => tx.kept.wipe())) >= 1);
  assert.equal((await db.query('select 1 from core.file where id = $1', [id])).rows.length, 0);
  assert.equal((await db.query('select 1 from core.kept where id = $1', [docId])).rows.length, 0);
  const { rows } = await db.query(
    `select 1 from core.ledger where entity = 'file' and record = $1 and verb = 'wiped'`,
    [id],
  );
  assert.equal(rows.length, 1);
  resetClock();
});

test('only the product itself may wipe', async () => {
  await assert.rejects(
    as(anna, (tx) => tx.files.wipe()),
    (e: unknown) => e instanceof Problem && e.code === 'not-allowed',
  );
  await assert.rejects(
    as(anna, (tx) => tx.kept.wipe()),
    (e: unknown) => e instanceof Problem && e.code === 'not-allowed',
  );
});

test('documents are found by their owner, kind and id alone, listed in order, replaced and removed', async () => {
  const ids = [newId(), newId(), newId()];
  for (const [i, id] of ids.entries()) await as(anna, (tx) => tx.kept.put('note', id, { i }, later(1)));
  await as(bo, (tx) => tx.kept.put('note', ids[0]!, { i: 'mine' }, later(1)));
  assert.deepEqual((await as(anna, (tx) => tx.kept.get('note', ids[0]!))).doc, { i: 0 });
  assert.deepEqual((await as(bo, (tx) => tx.kept.get('note', ids[0]!))).doc, { i: 'mine' });
  await assert.rejects(
    as(bo, (tx) => tx.kept.get('note', ids[1]!)),
    notFound,
  );
  await assert.rejects(
    as(anna, (tx) => tx.kept.get('other', ids[0]!)),
    notFound,
  );
  const listed = async (down: boolean, after: string | null): Promise<string[]> =>
    (await as(anna, (tx) => tx.kept.list('note', { limit: 2, down, after }))).map((k) => k.id);
  assert.deepEqual(await listed(false, null), [ids[0], ids[1]]);
  assert.deepEqual(await listed(false, ids[1]!), [ids[2]]);
  assert.deepEqual(await listed(true, null), [ids[2], ids[1]]);
  await as(anna, (tx) => tx.kept.put('note', ids[1]!, { i: 'new' }, later(1)));
  assert.deepEqual((await as(anna, (tx) => tx.kept.get('note', ids[1]!))).doc, { i: 'new' });
  await as(anna, (tx) => tx.kept.remove('note', ids[1]));
  assert.equal(await as(anna, (tx) => tx.kept.find('note', ids[1]!)), null);
  await as(anna, (tx) => tx.kept.remove('note'));
  assert.deepEqual(await listed(false, null), []);
  assert.deepEqual((await as(bo, (tx) => tx.kept.get('note', ids[0]!))).doc, { i: 'mine' });
});

test('a document that was moved to somebody else in the database does not open', async () => {
  const id = newId();
  await as(anna, (tx) => tx.kept.put('secret', id, { canary: 1 }, later(1)));
  await db.query('update core.kept set owner = $1 where id = $2', [bo.id, id]);
  await assert.rejects(
    as(bo, (tx) => tx.kept.get('secret', id)),
    /changed, or belong to another place/,
  );
  await db.query('delete from core.kept where id = $1', [id]);
});
