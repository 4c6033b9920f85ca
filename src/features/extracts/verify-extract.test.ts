// `strongroom ledger verify-extract` as somebody runs it who was handed a signed file: a program of its own, without an installation.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { newTenant } from '../../../test/harness/cluster.ts';
import { type TestUser, addUser } from '../../../test/harness/engine.ts';
import { unzip } from '../../../test/harness/exporting.ts';
import { workshop } from '../../../test/harness/workshop.ts';
import { signingKey } from '../../core/ledger/heads.ts';
import { features } from '../index.ts';
import type { ExtractView } from './contract.ts';

const acme = await newTenant('acme');
const shop = workshop(features, () => [acme]);
shop.dispatcher.start();
const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-extract-'));
let auditor: TestUser;
let entries: string;

const act = <T>(who: TestUser, action: string, input: object = {}): Promise<T> =>
  shop.act(acme, who.actor, action, input) as Promise<T>;

const put = (name: string, bytes: string | Buffer): void => writeFileSync(path.join(folder, name), bytes);

/** The archive as it is handed out, unpacked into the folder. */
before(async () => {
  const owner = await addUser(acme, 'Olga Owner', 'owner');
  auditor = await addUser(acme, 'Aava Auditor', 'auditor');
  for (const name of ['Open Oy', 'Other Oy']) await act(owner, 'company.create', { name });
  const wish = { q: 'object:company verb:created', format: 'csv', reason: 'a test' };
  const { id } = await act<{ id: string }>(auditor, 'ledger.export', wish);
  const state = async (): Promise<string> =>
    (await act<{ rows: ExtractView[] }>(auditor, 'ledger.exports')).rows.find((row) => row.id === id)!.job.status;
  while (['waiting', 'running'].includes(await state())) await pause(25);
  const { answer } = await shop.act(acme, auditor.actor, 'ledger.exportFile', { id });
  const pieces: Buffer[] = [];
  for await (const piece of answer.file!.stream) pieces.push(piece as Buffer);
  const archive = Buffer.concat(pieces);
  for (const [name, text] of unzip(archive)) put(name, text);
  put('statement.sig', bytesOf(archive, 'statement.sig'));
  entries = unzip(archive).get('entries.csv')!;
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** A file of the archive as bytes, which the reader of texts does not keep. */
function bytesOf(archive: Buffer, name: string): Buffer {
  const at = archive.indexOf(name, 0, 'latin1');
  const local = at - 30;
  const packed = archive.readUInt32LE(local + 18);
  const start = at + name.length + archive.readUInt16LE(local + 28);
  return inflateRawSync(archive.subarray(start, start + packed));
}

async function verify(...args: string[]): Promise<{ readonly code: number; readonly said: string }> {
  const script = fileURLToPath(new URL('../../../scripts/strongroom.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, 'ledger', 'verify-extract', folder, ...args], {
    cwd: folder,
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, STRONGROOM_DATA: path.join(folder, 'nowhere') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const code = await new Promise<number>((done) => child.once('close', (ended) => done(ended ?? 128)));
  return { code, said };
}

test('the command says what was signed, by whose key, and what is wrong; its exit code tells', async () => {
  const { open } = signingKey(acme.keys);
  const good = await verify('--key', open);
  assert.equal(good.code, 0, good.said);
  assert.match(good.said, /entries\.csv: 2 entries of tenant \S+, taken by Aava Auditor at /);
  assert.match(good.said, /Asked: object:company verb:created, from the beginning to /);
  assert.match(good.said, /Nothing is wrong\./);
  const unsure = await verify();
  assert.equal(unsure.code, 0, unsure.said);
  assert.match(unsure.said, /Signed with the key beside the file, \S+: compare it with what you know, or give --key/);
  const foreign = await verify('--key', Buffer.alloc(32).toString('base64'));
  assert.equal(foreign.code, 1);
  assert.match(foreign.said, /WRONG {2}It is signed with another key/);
  put('entries.csv', entries.replace('Open Oy', 'Shut Oy'));
  const edited = await verify('--key', open);
  assert.equal(edited.code, 1);
  assert.match(edited.said, /WRONG {2}entries\.csv is not the file that was signed/);
  put('key.pem', 'no key');
  const keyless = await verify('--key', open);
  assert.equal(keyless.code, 1);
  assert.match(keyless.said, /WRONG {2}key\.pem holds no key/);
  rmSync(path.join(folder, 'entries.csv'));
  const nothing = await verify();
  assert.notEqual(nothing.code, 0);
  assert.match(nothing.said, /entries\.csv cannot be read\. Unpack the whole archive into one folder\./);
});
