// `strongroom ledger export`, `verify` and `check` as a person runs them, each as a program of its own, against an installation that is really there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { testPostgres } from './harness/cluster.ts';

const checkout = path.join(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-ledger-'));
// Everybody may walk through: a cluster made as root belongs to another user.
chmodSync(folder, 0o711);
const data = path.join(folder, 'data');
const kept = path.join(folder, 'kept-elsewhere');
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('STRONGROOM_') && name !== 'NODE_TEST_CONTEXT'),
  ),
  STRONGROOM_DATA: data,
  STRONGROOM_POSTGRES: testPostgres,
  STRONGROOM_LEDGER_HEADS: kept,
  STRONGROOM_LEDGER_EVENTS: `ocsf:${path.join(folder, 'events')},cef:${path.join(folder, 'events')}`,
};
const file = (name: string): string => path.join(folder, name);

async function command(...args: string[]): Promise<{ readonly code: number; readonly said: string }> {
  const child = spawn(process.execPath, [path.join(checkout, 'scripts/strongroom.mjs'), ...args], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const code = await new Promise<number>((done) => child.once('close', (ended) => done(ended ?? 128)));
  return { code, said };
}

/** Serves for as long as it takes until something is there, then is asked to end. */
async function serveUntil(isThere: () => boolean): Promise<void> {
  const child = spawn(process.execPath, [path.join(checkout, 'scripts/start.mjs')], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const ended = new Promise((done) => child.once('close', done));
  while (child.exitCode === null && !isThere()) await pause(50);
  child.kill('SIGINT');
  await ended;
  assert.ok(isThere(), said);
}

/** Everything that was handed on as OCSF. */
function handedOn(): string {
  return readdirSync(file('events'))
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => readFileSync(path.join(file('events'), name), 'utf8'))
    .join('');
}

function headLines(): string[] {
  try {
    return readdirSync(kept).flatMap((name) =>
      readFileSync(path.join(kept, name), 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    );
  } catch {
    return []; // not there yet
  }
}

let key: string;

before(async () => {
  const made = await command('tenant', 'create', 'acme', '--name', 'Acme Oy');
  assert.equal(made.code, 0, made.said);
  await serveUntil(() => headLines().length > 0);
  const exported = await command('ledger', 'export', 'acme', '--to', file('acme.ledger'));
  assert.equal(exported.code, 0, exported.said);
  key = /signed with: (\S+)/.exec(exported.said)![1]!;
});
after(() => rmSync(folder, { recursive: true, force: true }));

const heads = (): string => path.join(kept, readdirSync(kept)[0]!);
const lines = (): string[] => readFileSync(file('acme.ledger'), 'utf8').trimEnd().split('\n');

async function verify(changed: readonly string[]): Promise<{ code: number; said: string }> {
  writeFileSync(file('changed.ledger'), `${changed.join('\n')}\n`);
  return command('ledger', 'verify', file('changed.ledger'), '--key', key, '--heads', heads());
}

describe('the ledger on the command line', () => {
  test('an exported ledger verifies offline against key and heads kept elsewhere, and a new export takes no file’s place', async () => {
    const good = await command('ledger', 'verify', file('acme.ledger'), '--key', key, '--heads', heads());
    assert.equal(good.code, 0, good.said);
    assert.match(good.said, /Signed with the key you gave/);
    assert.match(good.said, /Heads that fit: [1-9]\d* in the file, [1-9]\d* from elsewhere/);
    assert.match(good.said, /Nothing is wrong\./);
    const again = await command('ledger', 'export', 'acme', '--to', file('acme.ledger'));
    assert.notEqual(again.code, 0);
    assert.match(again.said, /is there already/);
  });

  test('what was edited, taken out or cut off is told with its place, and the exit code says so', async () => {
    const all = lines();
    const places = all.flatMap((line, i) => (line.startsWith('{"seq":') ? [i] : []));
    const edited = await verify(all.map((line, i) => (i === places[0] ? line.replace('"done"', '"gone"') : line)));
    assert.equal(edited.code, 1);
    assert.match(edited.said, /WRONG {2}The entry at place 0 was edited/);
    const missing = await verify(all.filter((_, i) => i !== places[0]));
    assert.equal(missing.code, 1);
    assert.match(missing.said, /WRONG {2}The entry from place 0 on is not there/);
    const cut = await verify([all[0]!.replace(/"size":\d+/, '"size":0')]);
    assert.equal(cut.code, 1);
    assert.match(cut.said, /WRONG {2}On \S+ the log had \d+ entries; here it ends after 0/);
    const foreign = await command(
      'ledger',
      'verify',
      file('acme.ledger'),
      '--key',
      Buffer.alloc(32).toString('base64'),
    );
    assert.equal(foreign.code, 1);
    assert.match(foreign.said, /names another key/);
    const nothing = await command('ledger', 'verify', file('not-there'));
    assert.notEqual(nothing.code, 0);
    assert.match(nothing.said, /cannot be read \(ENOENT\)/);
  });

  test('check finds nothing where nothing was done, and its own entry is put on record', async () => {
    const checked = await command('ledger', 'check', 'acme');
    assert.equal(checked.code, 0, checked.said);
    assert.match(checked.said, /Looked at [1-9]\d* sealed entries and \d+ records/);
  });

  test('entries went into files as OCSF and CEF while it served', () => {
    const events = readdirSync(file('events')).sort();
    assert.deepEqual(events.map((name) => name.replace(/^[0-9a-f]{32}\.\d{4}-\d\d-\d\d\./, '')).sort(), [
      'cef',
      'ocsf.ndjson',
    ]);
    const read = (name: string): string => readFileSync(path.join(file('events'), name), 'utf8');
    assert.match(read(events.find((name) => name.endsWith('.cef'))!), /^CEF:0\|Strongroom\|/);
    assert.match(read(events.find((name) => name.endsWith('.ndjson'))!), /^\{"activity_id":/);
  });

  test('whatever can be done to a tenant at the machine stands in its own ledger afterwards, command by command', async () => {
    /** Under which words; null: it does nothing to a tenant, and reads nothing of one but its name and state. */
    const acts: Readonly<Record<string, string | null>> = {
      'tenant create': 'create tenant',
      'tenant list': null,
      'tenant suspend': 'suspend tenant',
      'tenant resume': 'resume tenant',
      'tenant network-off': 'network off',
      'tenant link': 'link owner',
      // Needs an administrator who has lost something: factors.test.ts runs it.
      'tenant rescue': null,
      'ledger export': 'export ledger',
      'ledger verify': null,
      'ledger verify-extract': null,
      'ledger check': 'check ledger',
    };
    const there: string[] = [];
    for (const group of ['tenant', 'ledger']) {
      const { said } = await command(group, '--help');
      const listed = said.slice(said.indexOf('Commands:')).matchAll(/^ {2}([a-z][a-z-]*)/gm);
      there.push(...[...listed].map((found) => `${group} ${found[1]!}`).filter((name) => !name.endsWith(' help')));
    }
    assert.deepEqual(there.sort(), Object.keys(acts).sort(), 'say of a new command what it puts on record');
    for (const name of ['tenant suspend', 'tenant resume', 'tenant network-off', 'tenant link']) {
      const ran = await command(...name.split(' '), 'acme');
      assert.equal(ran.code, 0, `${name}: ${ran.said}`);
    }
    const words = Object.values(acts).filter((act) => act !== null);
    const isThere = (): boolean => words.every((act) => handedOn().includes(act));
    await serveUntil(isThere);
    assert.ok(words.length >= 7 && isThere());
  });
});
