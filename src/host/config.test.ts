// Every setting: right values are taken, wrong, unknown and contradicting ones refused by name with what would fit; the manual lists them all.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ConfigError, readConfig } from './config.ts';
import { settings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'strongroom-config-'));
after(() => rmSync(folder, { recursive: true }));
const cert = join(folder, 'cert.pem');
const key = join(folder, 'key.pem');
writeFileSync(cert, '-----BEGIN CERTIFICATE-----\n');
writeFileSync(key, '-----BEGIN PRIVATE KEY-----\n');

function faultsOf(environment: Record<string, string>, file?: string): readonly string[] {
  const checkout = mkdtempSync(join(folder, 'checkout-'));
  if (file !== undefined) {
    mkdirSync(join(checkout, 'data'));
    writeFileSync(join(checkout, 'data', 'strongroom.conf'), file);
  }
  try {
    readConfig(environment, checkout);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }
}

test('without any setting it serves this machine only, from the folder data', () => {
  const config = readConfig({ PATH: '/bin', HOME: '/root' }, folder);
  assert.equal(config.data, join(folder, 'data'));
  assert.equal(config.host, 'localhost');
  assert.equal(config.port, undefined);
  assert.equal(config.tls, 'off');
  assert.equal(config.postgres, 'any');
  assert.equal(config.rootKey, join(folder, 'data', 'keys', 'root.key'));
});

const wrong: [name: string, text: string, expected: RegExp][] = [
  ['STRONGROOM_PORT', 'eighty', /expected a whole number from 1 to 65535/],
  ['STRONGROOM_PORT', '0', /expected a whole number/],
  ['STRONGROOM_PORT', '65536', /expected a whole number/],
  ['STRONGROOM_PORT', '', /expected a whole number/],
  ['STRONGROOM_HOST', '300.1.1.1', /expected an IP address/],
  ['STRONGROOM_HOST', 'example.com', /expected an IP address/],
  ['STRONGROOM_PUBLIC_URL', 'crm.example.com', /expected a URL like/],
  ['STRONGROOM_PUBLIC_URL', 'http://crm.example.com', /http only for localhost/],
  ['STRONGROOM_PUBLIC_URL', 'https://crm.example.com/path', /without path/],
  ['STRONGROOM_PUBLIC_URL', 'https://me:secret@crm.example.com', /expected a URL/],
  ['STRONGROOM_TENANT_HOST', 'crm.example.com', /with \{slug\} in its first label/],
  ['STRONGROOM_TENANT_HOST', 'crm.{slug}.com', /first label/],
  ['STRONGROOM_POSTGRES', 'mysql', /`system`, `embedded`, or a URL/],
  ['STRONGROOM_POSTGRES', 'mysql://root@localhost', /or a URL like postgres/],
  ['STRONGROOM_TRUSTED_PROXIES', '10.0.0.0/40', /expected addresses or ranges/],
  ['STRONGROOM_TRUSTED_PROXIES', 'proxy.local', /expected addresses or ranges/],
  ['STRONGROOM_TLS', 'yes', /`off`, `local` or `files`/],
  ['STRONGROOM_TLS_CERT', '/nowhere/cert.pem', /expected the path of a readable file/],
  ['STRONGROOM_TLS_KEY', cert, /private key in PEM/],
  ['STRONGROOM_CONNECTIONS', '5', /from 10 to 2000/],
  ['STRONGROOM_LOG', 'loud', /`debug`/],
];

for (const [name, text, expected] of wrong) {
  test(`${name}=${text} is refused by name`, () => {
    const faults = faultsOf({ [name]: text });
    assert.ok(
      faults.some((fault) => fault.startsWith(`${name}=`) && expected.test(fault)),
      faults.join('\n'),
    );
  });
}

test('a setting nobody knows is refused, and the known ones are listed', () => {
  const [fault] = faultsOf({ STRONGROOM_PROT: '80' });
  assert.match(fault ?? '', /^STRONGROOM_PROT is not a setting\. Settings are: .*STRONGROOM_PORT/);
});

test('everything that is wrong is told at once', () => {
  assert.equal(faultsOf({ STRONGROOM_PORT: 'x', STRONGROOM_TLS: 'y', STRONGROOM_NEW: 'z' }).length, 3);
});

test('the password of a wrong database URL is not repeated', () => {
  const [fault] = faultsOf({ STRONGROOM_POSTGRES: 'postgre://me:hunter2@host/db' });
  assert.match(fault ?? '', /expected/);
  assert.doesNotMatch(fault ?? '', /hunter2/);
});

test('the settings file counts, and the environment before it', () => {
  const checkout = mkdtempSync(join(folder, 'file-'));
  mkdirSync(join(checkout, 'data'));
  writeFileSync(
    join(checkout, 'data', 'strongroom.conf'),
    '# ours\nSTRONGROOM_PORT = 9001\nSTRONGROOM_LOG="debug"\n\n',
  );
  assert.equal(readConfig({}, checkout).port, 9001);
  assert.equal(readConfig({}, checkout).logLevel, 'debug');
  assert.equal(readConfig({ STRONGROOM_PORT: '9002' }, checkout).port, 9002);
});

test('a line of the file that is no setting, twice there, or only for the environment is refused with its place', () => {
  assert.match(faultsOf({}, 'PORT 80\n')[0] ?? '', /strongroom\.conf, line 1: expected NAME=value/);
  assert.match(faultsOf({}, 'STRONGROOM_PORT=1\nSTRONGROOM_PORT=2\n')[0] ?? '', /line 2: STRONGROOM_PORT is set twice/);
  assert.match(faultsOf({}, 'STRONGROOM_DATA=/x\n')[0] ?? '', /only be set in the environment/);
  assert.match(faultsOf({}, 'STRONGROOM_PORT=no\n')[0] ?? '', /^STRONGROOM_PORT=no in strongroom\.conf: expected/);
});

test('a settings file that holds the password of a database is kept to ourselves', () => {
  const url = 'STRONGROOM_POSTGRES=postgres://me:secret@db.example.com/postgres\n';
  assert.match(faultsOf({}, url)[0] ?? '', /holds a password and others may read it: expected mode 600/);
  const checkout = mkdtempSync(join(folder, 'closed-'));
  mkdirSync(join(checkout, 'data'));
  writeFileSync(join(checkout, 'data', 'strongroom.conf'), url, { mode: 0o600 });
  assert.ok(readConfig({}, checkout).postgres instanceof URL);
});

const https = { STRONGROOM_PUBLIC_URL: 'https://crm.example.com' };
const files = { STRONGROOM_TLS_CERT: cert, STRONGROOM_TLS_KEY: key };
const proxies = { STRONGROOM_TRUSTED_PROXIES: '127.0.0.1, fd00::/8' };
const open = { STRONGROOM_HOST: '0.0.0.0' };

const combinations: [what: string, environment: Record<string, string>, fault: RegExp | undefined][] = [
  ['an address others reach, without TLS', open, /^STRONGROOM_HOST=0\.0\.0\.0 can be reached from elsewhere/],
  ['an address others reach, without TLS, with a URL', { ...open, ...https }, /nothing would speak TLS/],
  ['an address others reach, with TLS but no URL', { ...open, ...files }, /needs STRONGROOM_PUBLIC_URL/],
  ['an address others reach, with TLS and a URL', { ...open, ...files, ...https }, undefined],
  ['an address others reach, behind a proxy', { ...open, ...proxies, ...https }, undefined],
  ['IPv6 everywhere without TLS', { STRONGROOM_HOST: '::' }, /can be reached from elsewhere/],
  ['https without anything that speaks it', https, /says https, and nothing would speak TLS/],
  ['https with a certificate', { ...https, ...files }, undefined],
  ['https by a proxy on this machine', { ...https, ...proxies }, undefined],
  ['http with a certificate', { STRONGROOM_PUBLIC_URL: 'http://localhost:8080', ...files }, /says http, but TLS is on/],
  ['a certificate without its key', { STRONGROOM_TLS_CERT: cert }, /belong together/],
  ['files without files', { STRONGROOM_TLS: 'files' }, /expected STRONGROOM_TLS_CERT/],
  ['a local authority and files', { STRONGROOM_TLS: 'local', ...files }, /contradicts/],
  [
    'tenants elsewhere without https',
    { STRONGROOM_PUBLIC_URL: 'http://localhost:8080', STRONGROOM_TENANT_HOST: '{slug}.crm.example.com' },
    /without https, expected host names under localhost/,
  ],
];

for (const [what, environment, fault] of combinations) {
  test(`${what}: ${fault === undefined ? 'served' : 'refused'}`, () => {
    const faults = faultsOf(environment);
    if (fault === undefined) assert.deepEqual(faults, []);
    else
      assert.ok(
        faults.some((line) => fault.test(line)),
        faults.join('\n'),
      );
  });
}

test('docs/operate/settings.md lists every setting as the table has it (UPDATE_DOCS=1 writes it)', () => {
  const path = join(import.meta.dirname, '../../docs/operate/settings.md');
  const mark = '<!-- settings -->\n';
  const page = readFileSync(path, 'utf8');
  const [before, , ...rest] = page.split(mark);
  const list = settings.map(
    (setting) =>
      `### ${setting.name}\n\n${setting.help}\n\n* Expected: ${setting.expected}.\n* Without it: ${setting.default}.\n` +
      ('environmentOnly' in setting ? '* Only in the environment.\n' : ''),
  );
  const expected = [before, `\n${list.join('\n')}\n`, ...rest].join(mark);
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(path, expected);
  else assert.equal(page, expected);
});
