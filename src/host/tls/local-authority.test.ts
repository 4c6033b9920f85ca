// The local authority's certificates are taken by Node's own TLS and by openssl, for its names only.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { moveClock, resetClock } from '../../core/clock.ts';
import { makeCertificate } from './certificate.ts';
import { openAuthority } from './local-authority.ts';

const folder = mkdtempSync(join(tmpdir(), 'strongroom-tls-'));
after(() => rmSync(folder, { recursive: true }));
afterEach(resetClock);

const openssl = '/usr/bin/openssl';

/** Shakes hands over TLS for a host name, trusting the authority; answers what was refused. */
async function handshake(pair: { cert: string; key: string }, servername: string, ca: string): Promise<string> {
  const server = createServer({ ...pair, minVersion: 'TLSv1.3' }, (_request, response) => response.end('ok'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve) => {
      request({ host: '127.0.0.1', port, servername, ca, agent: false }, (response) => {
        response.resume().once('end', () => resolve('taken'));
      })
        .once('error', (error: NodeJS.ErrnoException) => resolve(`${error.code} ${error.message}`))
        .end();
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('browsers that trust it take its certificates, for the host names of tenants', async () => {
  const authority = openAuthority(join(folder, 'a'), 'crm.example.com');
  const ca = readFileSync(authority.file, 'utf8');
  const pair = authority.issue(['acme.crm.example.com', 'office.crm.example.com']);
  assert.equal(await handshake(pair, 'acme.crm.example.com', ca), 'taken');
  assert.equal(await handshake(pair, 'crm.example.com', ca), 'taken');
  assert.match(await handshake(pair, 'other.crm.example.com', ca), /ERR_TLS_CERT_ALTNAME_INVALID/);
  const stranger = readFileSync(openAuthority(join(folder, 'b'), 'crm.example.com').file, 'utf8');
  assert.notEqual(await handshake(pair, 'acme.crm.example.com', stranger), 'taken');
});

test('it cannot vouch for names elsewhere, even with its key in wrong hands', async () => {
  const authority = openAuthority(join(folder, 'a'), 'crm.example.com');
  const pair = authority.issue(['bank.example.org']);
  const refused = await handshake(pair, 'bank.example.org', readFileSync(authority.file, 'utf8'));
  assert.match(refused, /PERMITTED_VIOLATION|permitted subtree violation/);
});

test('openssl finds nothing wrong with them', { skip: !existsSync(openssl) && 'there is no openssl here' }, () => {
  const authority = openAuthority(join(folder, 'a'), 'crm.example.com');
  const leaf = join(folder, 'leaf.pem');
  writeFileSync(leaf, authority.issue(['acme.crm.example.com']).cert);
  const said = execFileSync(openssl, [
    'verify',
    '-x509_strict',
    '-purpose',
    'sslserver',
    '-verify_hostname',
    'acme.crm.example.com',
    '-CAfile',
    authority.file,
    leaf,
  ]);
  assert.match(said.toString(), /leaf\.pem: OK/);
});

test('it is made once, kept to ourselves, and made anew for another domain or when it draws to its end', () => {
  const data = join(folder, 'c');
  const first = openAuthority(data, 'localhost');
  const id = (file: string) => new X509Certificate(readFileSync(file)).fingerprint256;
  const print = id(first.file);
  assert.equal(first.fresh, true);
  assert.equal(statSync(join(data, 'keys', 'authority.key')).mode & 0o777, 0o600);
  assert.equal(openAuthority(data, 'localhost').fresh, false);
  assert.equal(id(first.file), print);
  assert.equal(openAuthority(data, 'crm.example.com').fresh, true);
  assert.notEqual(id(first.file), print);
  moveClock(9.5 * 365 * 24 * 60 * 60 * 1000);
  assert.equal(openAuthority(data, 'crm.example.com').fresh, true);
});

test('a thousand tenants fit into one certificate', async () => {
  const authority = openAuthority(join(folder, 'd'), 'localhost');
  const names = Array.from({ length: 1_000 }, (_, n) => `tenant-${n}.localhost`);
  const pair = authority.issue(names);
  assert.equal(await handshake(pair, 'tenant-999.localhost', readFileSync(authority.file, 'utf8')), 'taken');
});

test('a date after 2049 is refused rather than written wrongly', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const request = {
    subject: 'a',
    publicKey,
    issuer: { name: 'a', privateKey },
    from: new Date('2040-01-01'),
    for: { names: ['a.localhost'] },
  };
  assert.match(makeCertificate({ ...request, until: new Date('2049-12-31') }), /BEGIN CERTIFICATE/);
  assert.throws(() => makeCertificate({ ...request, until: new Date('2050-01-01') }), /2049/);
});
