// Stored bytes come back exactly as they went in, open nowhere else, and leave nothing behind when they are refused.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Problem } from '../../contract/problem.ts';
import { now } from '../clock.ts';
import { openKeyring } from '../crypto/keyring.ts';
import { newOpaqueId } from '../ids.ts';
import type { Vault } from '../vault.ts';
import { chunkBytes, sealedChunkBytes } from './chunks.ts';
import { FileStore, type Received } from './store.ts';

const root = mkdtempSync(join(tmpdir(), 'strongroom-files-'));
after(() => rmSync(root, { recursive: true }));
const store = new FileStore(root);

function vaultNamed(slug: string): Vault {
  const id = newOpaqueId();
  const pool = { acquire: () => Promise.reject(new Error('no database here')) };
  const keys = openKeyring(id, randomBytes(32));
  return { id, slug, name: slug, hostname: `${slug}.localhost`, origin: '', state: 'active', pool, keys };
}

const vault = vaultNamed('acme');
const expires = new Date(now().getTime() + 1000);

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function put(bytes: Buffer, size = 10_000): Promise<Received> {
  return store.claim(vault, await store.receive(vault, 'x.csv', pieces(bytes, size), { maxBytes: 1e7, expires }));
}

async function get(file: Received, of = vault, key = file.key): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await store.read(of, file.id, file.place, key)) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const pathOf = (file: Received, of = vault): string => join(root, of.id, file.place);
const filesOf = (of: Vault): string[] =>
  readdirSync(join(root, of.id), { recursive: true, withFileTypes: true }).flatMap((e) => (e.isFile() ? [e.name] : []));

test('files of every size around a chunk come back whole', async () => {
  for (const size of [0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 3 * chunkBytes, 3 * chunkBytes + 7]) {
    const bytes = randomBytes(size);
    const file = await put(bytes, 7_777);
    assert.equal(file.size, size);
    assert.ok((await get(file)).equals(bytes), String(size));
    assert.equal(readFileSync(pathOf(file)).length, size + 16 * Math.max(1, Math.ceil(size / chunkBytes)));
  }
});

test('nothing of the text stands on the disk', async () => {
  const file = await put(Buffer.from('canary-4711,'.repeat(20_000)));
  assert.equal(readFileSync(pathOf(file)).includes('canary-4711'), false);
});

test('flipped, cut, extended, swapped and moved bytes do not open', async () => {
  const bytes = randomBytes(3 * chunkBytes);
  const file = await put(bytes);
  const sealed = readFileSync(pathOf(file));
  const chunk = (i: number): Buffer => sealed.subarray(i * sealedChunkBytes, (i + 1) * sealedChunkBytes);
  const spoilt: [string, Buffer][] = [
    ['a flipped bit', Buffer.from(sealed.map((b, i) => (i === 100 ? b ^ 1 : b)))],
    ['cut within a chunk', sealed.subarray(0, -1)],
    ['cut between chunks', sealed.subarray(0, 2 * sealedChunkBytes)],
    ['nothing left', Buffer.alloc(0)],
    ['one byte more', Buffer.concat([sealed, Buffer.of(1)])],
    ['a chunk twice', Buffer.concat([sealed, chunk(2)])],
    ['two chunks swapped', Buffer.concat([chunk(1), chunk(0), chunk(2)])],
  ];
  for (const [how, bad] of spoilt) {
    writeFileSync(pathOf(file), bad);
    await assert.rejects(get(file), (e: unknown) => e instanceof Problem && e.code === 'unavailable', how);
  }
  writeFileSync(pathOf(file), sealed);
  assert.ok((await get(file)).equals(bytes));
  // The same bytes under the name of another file, or of another tenant, are somebody else's.
  const other = await put(bytes);
  writeFileSync(pathOf(other), sealed);
  await assert.rejects(get(other, vault, file.key), Problem);
  const stranger = vaultNamed('other');
  const theirs = await store.receive(stranger, 'y', pieces(bytes, 999), { maxBytes: 1e7, expires });
  const claimed = store.claim(stranger, theirs);
  writeFileSync(pathOf(claimed, stranger), sealed);
  await assert.rejects(get({ ...claimed, id: file.id }, stranger, file.key), Problem);
});

test('a file that is too large or whose sender fails leaves nothing behind', async () => {
  const mine = vaultNamed('small');
  const receive = (body: AsyncIterable<Buffer>, see?: () => void): Promise<unknown> =>
    store.receive(mine, 'x', body, { maxBytes: 100_000, expires, ...(see === undefined ? {} : { see }) });
  await assert.rejects(
    receive(pieces(randomBytes(100_001), 5000)),
    (e: unknown) => e instanceof Problem && e.code === 'too-large',
  );
  const broken = async function* (): AsyncGenerator<Buffer> {
    yield randomBytes(80_000);
    throw new Error('the line went dead');
  };
  await assert.rejects(receive(broken()), /went dead/);
  await assert.rejects(
    receive(pieces(randomBytes(10), 5), () => {
      throw new Error('not what I want to see');
    }),
    /want to see/,
  );
  assert.deepEqual(filesOf(mine), []);
});

test('what was received is adopted once, in its own vault, and not by a copy', async () => {
  const file = await store.receive(vault, 'x', pieces(randomBytes(5), 5), { maxBytes: 10, expires });
  assert.throws(() => store.claim(vaultNamed('else'), file));
  assert.throws(() => store.claim(vault, { ...file }));
  assert.equal(store.claim(vault, file).id, file.id);
  assert.equal(store.claim(vault, file).id, file.id, 'a unit of work that is tried again claims again');
  store.adopted(file);
  assert.throws(() => store.claim(vault, file));
});

test('what nobody owns is wiped after an hour, what is owned stays', async () => {
  const mine = vaultNamed('orphans');
  const places: string[] = [];
  for (let i = 0; i < 3; i++) {
    const file = await store.receive(mine, 'x', pieces(randomBytes(5), 5), { maxBytes: 10, expires });
    places.push(store.claim(mine, file).place);
  }
  const longAgo = new Date(now().getTime() - 2 * 3600_000);
  for (const place of places.slice(0, 2)) utimesSync(join(root, mine.id, place), longAgo, longAgo);
  assert.equal(await store.wipeOrphans(mine, async () => new Set([places[0]!])), 1);
  assert.equal(filesOf(mine).length, 2);
  assert.equal(await store.wipeOrphans(vaultNamed('never'), async () => new Set()), 0);
});
