// Files up and down, and failures of ours, over the wire.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { z } from 'zod/mini';
import { newTenant } from '../../../test/harness/cluster.ts';
import { type Person, cheapIdentity, firstOwner } from '../../../test/harness/people.ts';
import { type Answer, Browser, type TestServer, send, serve } from '../../../test/harness/web.ts';
import { action } from '../../contract/action.ts';
import { Problem } from '../../contract/problem.ts';
import { makeCatalog } from '../../core/catalog.ts';
import { Door } from '../../core/door.ts';
import { type Feature, on } from '../../core/feature.ts';
import type { ReceivedFile } from '../../core/files.ts';
import { makeFileDesk } from '../../core/files/desk.ts';
import { FileStore } from '../../core/files/store.ts';
import { makeIdentityDesk } from '../../core/identity/make-desk.ts';
import { makePorch } from '../../core/identity/porch.ts';
import { setIdentity, usualIdentity } from '../../core/identity/settings.ts';
import { Performer } from '../../core/perform.ts';
import { Refusals } from '../../core/refusals.ts';
import type { Vault } from '../../core/vault.ts';
import { entities } from '../../features/entities.ts';
import { signin } from '../../features/signin/server.ts';

const most = 300_000;

const upload = action({
  name: 'probe.upload',
  http: 'POST /probe',
  access: { may: 'self.use' },
  summary: 'Takes a file.',
  transport: 'upload',
  maxBytes: most,
  input: z.strictObject({ name: z.string() }),
  output: z.strictObject({ id: z.string(), size: z.int() }),
});
const download = action({
  name: 'probe.download',
  http: 'GET /probe/:id',
  access: { may: 'self.use' },
  summary: 'Gives it back.',
  transport: 'download',
  input: z.strictObject({ id: z.string() }),
  output: z.unknown(),
});
const broken = action({
  name: 'probe.break',
  http: 'POST /probe/break',
  access: { may: 'self.use' },
  summary: 'Fails with a message nobody may see.',
  input: z.strictObject({ how: z.string() }),
  output: z.strictObject({ ok: z.boolean() }),
});

const folder = mkdtempSync(join(tmpdir(), 'strongroom-transports-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const store = new FileStore(folder);
const catalog = makeCatalog(entities);

const probe: Feature = {
  name: 'probe',
  handlers: [
    on(
      upload,
      async (tx, _, call) => {
        const { id, size } = await tx.files.adopt(call.prepared as ReceivedFile);
        return { id, size };
      },
      (outside, { name }, call) =>
        outside.receive(name, call.body!, { maxBytes: most, expires: new Date('2030-01-01T00:00:00Z') }),
    ),
    on(download, async (tx, { id }, call) => {
      const { file, stream } = await tx.files.read(id);
      call.answer.file = { stream, name: file.name, type: 'text/html' };
      return null;
    }),
    on(broken, async (_, { how }) => {
      if (how === 'error') throw new Error('canary: password=hunter2 of anna@acme.example');
      if (how === 'late') throw new Problem('unavailable', undefined, { retryAfter: 7 });
      return { ok: true, extra: 'not declared' } as never;
    }),
  ],
};

const door = new Door(catalog, new Map(), {
  identity: makeIdentityDesk,
  jobs: () => ({}) as never,
  files: (unit) => makeFileDesk(unit, store),
});
const performer = new Performer(door, [signin, probe], new Refusals(), (vault) => ({
  identity: makePorch(vault, catalog),
  receive: (name, body, options) => store.receive(vault, name, body, options),
}));

let server: TestServer;
let acme: Vault;
let browser: Browser;

before(async () => {
  cheapIdentity();
  acme = await newTenant('acme');
  const owner: Person = await firstOwner(acme);
  server = await serve(() => [acme], { performer });
  browser = new Browser(server, acme);
  await browser.signIn(owner.email, owner.password);
});

after(() => setIdentity(usualIdentity));

function put(name: string, body: Buffer, change: Record<string, string | null> = {}): Promise<Answer> {
  const headers = browser.headers('POST', { 'Content-Type': 'application/octet-stream', ...change });
  return send(server.port, { method: 'POST', target: `/api/v1/probe?name=${encodeURIComponent(name)}`, headers, body });
}

const stored = (): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).length;

test('a file goes up as bytes and comes down as a download that no browser shows or guesses at', async () => {
  const bytes = Buffer.from('<script>alert(1)</script>'.repeat(4000));
  const name = 'Ä "quoted"; evil=\r\n.html';
  const up = await put(name, bytes);
  assert.equal(up.status, 200, up.text);
  assert.equal(up.body.size, bytes.length);
  const down = await browser.call('GET', `/probe/${up.body.id}`);
  assert.deepEqual(down.bytes, bytes);
  const disposition = String(down.headers['content-disposition']);
  assert.match(
    disposition,
    /^attachment; filename="[\w. -]+"; filename\*=UTF-8''%C3%84%20%22quoted%22%3B%20evil%3D%0D%0A\.html$/,
  );
  assert.match(String(down.headers['content-security-policy']), /sandbox/);
  assert.equal(down.headers['x-content-type-options'], 'nosniff');
  assert.equal(down.headers['cache-control'], 'no-store');
});

test('a file that is too large, of another type, from another origin or from a stranger leaves nothing behind', async () => {
  const before = stored();
  const small = Buffer.alloc(1000, 'x');
  assert.equal((await put('a', Buffer.alloc(most + 1))).status, 413);
  assert.equal((await put('a', small, { 'Content-Type': 'application/json' })).status, 415);
  assert.equal((await put('a', small, { 'Content-Type': 'multipart/form-data; boundary=x' })).status, 415);
  assert.equal((await put('a', small, { Origin: 'https://evil.example' })).status, 403);
  assert.equal((await put('a', small, { Cookie: null })).status, 401);
  assert.equal((await put('a', small, { 'Content-Encoding': 'gzip' })).status, 415);
  assert.equal(stored(), before);
});

test('a body without a length is measured as it comes, and refused when it grows too large', async () => {
  const before = stored();
  const headers = browser.headers('POST', { 'Content-Type': 'application/octet-stream' });
  const text = await new Promise<string>((done) => {
    const socket = connect(server.port, '127.0.0.1');
    let all = '';
    socket.on('data', (chunk: Buffer) => (all += chunk.toString('latin1')));
    socket.on('close', () => done(all));
    socket.on('error', () => done(all));
    const lines = [
      ...headers.map(([name, value]) => `${name}: ${value}`),
      'Transfer-Encoding: chunked',
      'Connection: close',
    ];
    socket.write(`POST /api/v1/probe?name=x HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    for (let i = 0; i < 8; i++) socket.write(chunk);
    socket.write('0\r\n\r\n');
  });
  assert.match(text, /^HTTP\/1\.1 413/);
  assert.equal(stored(), before);
});

test('an upload that breaks off leaves nothing behind', async () => {
  const before = stored();
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  const lines = browser.headers('POST', { 'Content-Type': 'application/octet-stream' }).map(([n, v]) => `${n}: ${v}`);
  socket.write(`POST /api/v1/probe?name=x HTTP/1.1\r\n${lines.join('\r\n')}\r\nContent-Length: 200000\r\n\r\n`);
  socket.write(Buffer.alloc(100_000));
  await new Promise((go) => setTimeout(go, 200));
  socket.destroy();
  await new Promise((go) => setTimeout(go, 300));
  assert.equal(stored(), before);
  assert.equal((await browser.call('POST', '/probe/break', { how: 'late' })).status, 503, 'the server lives');
});

test('who is refused while sending a large file gets the answer, and the rest is not read', async () => {
  const socket = connect(server.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((done) => socket.on('close', () => done()));
  const head = [
    'Host: acme.localhost',
    `Origin: ${acme.origin}`,
    'Content-Type: application/octet-stream',
    'Content-Length: 290000',
  ];
  socket.write(`POST /api/v1/probe?name=big HTTP/1.1\r\n${head.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  socket.write(Buffer.alloc(64 * 1024));
  await closed;
  assert.match(text, /^HTTP\/1\.1 401/);
  assert.match(text, /"code":"not-signed-in"/);
});

test('a failure of ours is 500 with an id and nothing else; what is not declared never leaves', async () => {
  for (const how of ['error', 'undeclared']) {
    const answer = await browser.call('POST', '/probe/break', { how });
    assert.equal(answer.status, 500);
    assert.deepEqual(Object.keys(answer.body).sort(), ['code', 'requestId', 'status', 'title', 'type']);
    assert.equal(answer.body.code, 'internal');
    assert.ok(!/canary|hunter2|anna|declared|at \w+ \(/.test(answer.text), answer.text);
  }
});

test('Retry-After tells when to come back', async () => {
  const answer = await browser.call('POST', '/probe/break', { how: 'late' });
  assert.deepEqual([answer.status, answer.headers['retry-after'], answer.body.retryAfter], [503, '7', 7]);
});
