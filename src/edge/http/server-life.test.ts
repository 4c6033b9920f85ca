// The server under odd connections and at its end.
import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { type Socket, connect } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newTenant } from '../../../test/harness/cluster.ts';
import { type Person, cheapIdentity, firstOwner } from '../../../test/harness/people.ts';
import { Browser, send, serve } from '../../../test/harness/web.ts';
import { setIdentity, usualIdentity } from '../../core/identity/settings.ts';
import type { Vault } from '../../core/vault.ts';

let acme: Vault;
let owner: Person;

before(async () => {
  cheapIdentity();
  acme = await newTenant('acme');
  owner = await firstOwner(acme);
});

after(() => setIdentity(usualIdentity));

/** A socket of one's own: what came over it, and whether the other side has ended it. */
function dial(port: number): { socket: Socket; text: () => string; closed: Promise<void> } {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((done) => socket.on('close', () => done()));
  return { socket, text: () => text, closed };
}

test('closing lets a request under way finish and takes no new ones', async () => {
  const server = await serve(() => [acme]);
  const browser = new Browser(server, acme);
  await browser.signIn(owner.email, owner.password);
  const body = JSON.stringify({ name: 'Viimeinen Oy' });
  const answered = new Promise<number>((done, fail) => {
    const request = httpRequest({
      port: server.port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/api/v1/companies',
      headers: Object.fromEntries([
        ...browser.headers('POST', { 'Content-Type': 'application/json' }),
        ['Content-Length', String(Buffer.byteLength(body))],
      ]),
    });
    request.on('response', (response) => done(response.statusCode!));
    request.on('error', fail);
    request.write(body.slice(0, 5));
    setTimeout(() => request.end(body.slice(5)), 300);
  });
  await pause(100);
  const closing = server.web.close(5000);
  assert.equal(await answered, 201);
  await closing;
  await assert.rejects(send(server.port, { target: '/', headers: [['Host', acme.hostname]] }), {
    code: 'ECONNREFUSED',
  });
});

test('closing does not wait longer than it was told to', async () => {
  const server = await serve(() => [acme]);
  const { socket, closed } = dial(server.port);
  socket.write('POST /api/v1/session HTTP/1.1\r\nHost: acme.localhost\r\nContent-Length: 10\r\n');
  await pause(50);
  const started = Date.now();
  await server.web.close(300);
  await closed;
  assert.ok(Date.now() - started < 2000);
});

test('a body that trickles in is not waited for', async () => {
  const server = await serve(() => [acme], { limits: { jsonBodyMs: 300 } });
  const { socket, closed } = dial(server.port);
  socket.write(
    `POST /api/v1/session HTTP/1.1\r\nHost: acme.localhost\r\nOrigin: ${acme.origin}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
  );
  const trickle = setInterval(() => socket.writable && socket.write(' '), 50);
  const started = Date.now();
  await closed;
  clearInterval(trickle);
  assert.ok(Date.now() - started < 3000);
});

test('one peer holds only so many connections, and those it has go on working', async () => {
  const server = await serve(() => [acme], { limits: { connectionsPerPeer: 3 } });
  const held = [1, 2, 3].map(() => dial(server.port));
  await pause(100);
  const extra = dial(server.port);
  await extra.closed;
  held[0]!.socket.write('GET /robots.txt HTTP/1.1\r\nHost: acme.localhost\r\n\r\n');
  await pause(200);
  assert.match(held[0]!.text(), /^HTTP\/1\.1 200/);
  for (const h of held) h.socket.destroy();
  await pause(100);
  assert.equal((await send(server.port, { target: '/robots.txt', headers: [['Host', acme.hostname]] })).status, 200);
});

test('large answers are compressed where it is asked for, small ones are not', async () => {
  const server = await serve(() => [acme]);
  const browser = new Browser(server, acme);
  await browser.signIn(owner.email, owner.password);
  const large = await browser.call('GET', '/catalog', undefined, { 'Accept-Encoding': 'gzip' });
  assert.deepEqual([large.status, large.headers['content-encoding']], [200, 'gzip']);
  assert.ok(large.bytes.length < 20_000);
  const small = await browser.call('GET', '/me', undefined, { 'Accept-Encoding': 'gzip' });
  assert.equal(small.headers.vary, 'accept-encoding');
  const plain = await browser.call('GET', '/catalog');
  assert.equal(plain.headers['content-encoding'], undefined);
});

test('both addresses of localhost are answered, and both end with the server', async (t) => {
  const server = await serve(() => [acme], { host: 'localhost' });
  const ask = (host: string): Promise<string> => {
    const socket = connect(server.port, host);
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.write('GET /robots.txt HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close\r\n\r\n');
    return new Promise((done) => {
      socket.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? ''));
      socket.on('close', () => done(text.slice(0, 15)));
    });
  };
  assert.equal(await ask('127.0.0.1'), 'HTTP/1.1 200 OK');
  const second = await ask('::1');
  if (second === 'EADDRNOTAVAIL' || second === 'ENETUNREACH') t.diagnostic('this machine has no IPv6');
  else assert.equal(second, 'HTTP/1.1 200 OK');
  await server.web.close(0);
  assert.equal(await ask('127.0.0.1'), 'ECONNREFUSED');
  assert.notEqual(await ask('::1'), 'HTTP/1.1 200 OK');
});
