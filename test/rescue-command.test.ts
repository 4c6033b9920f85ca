// `strongroom tenant rescue` as whoever runs the machine calls it, a program of its own each time, against an installation that is really there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setIdentity, usualIdentity } from '../src/core/identity/settings.ts';
import { bundleLines, readHeads } from '../src/core/ledger/bundle.ts';
import { type Sealable, sealOnce } from '../src/core/ledger/sealer.ts';
import { verifyBundle } from '../src/core/ledger/verify.ts';
import { PgConnection } from '../src/core/pg.ts';
import { ConnectionBudget } from '../src/core/pool.ts';
import type { Vault } from '../src/core/vault.ts';
import { addressesFor } from '../src/host/addresses.ts';
import { readConfig } from '../src/host/config.ts';
import { openHost } from '../src/host/host.ts';
import { Vaults } from '../src/host/vaults.ts';
import { testPostgres } from './harness/cluster.ts';
import { act, actorOf, cheapIdentity, followLink, signIn } from './harness/people.ts';

const checkout = path.join(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-rescue-'));
// Everybody may walk through: a cluster made as root belongs to another user.
chmodSync(folder, 0o711);
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('STRONGROOM_') && name !== 'NODE_TEST_CONTEXT'),
  ),
  STRONGROOM_DATA: path.join(folder, 'data'),
  STRONGROOM_POSTGRES: testPostgres,
};

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

interface Installed {
  readonly vault: Vault;
  readonly sealable: Sealable;
  /** whoever runs the database */
  readonly superuser: PgConnection;
}

/** The installation as the program has it, between two calls of the command. */
async function installed<T>(work: (there: Installed) => Promise<T>): Promise<T> {
  const config = readConfig(environment, checkout);
  const host = await openHost(config, { say: () => undefined, existing: true });
  const [budget, sealers] = [new ConnectionBudget({ total: 2 }), new ConnectionBudget({ total: 2 })];
  let superuser: PgConnection | undefined;
  try {
    const vaults = new Vaults(host.server, host.control, host.rootKey, budget, addressesFor(config, 8080), sealers);
    const { id, database } = await host.tenants.find('acme');
    const vault = await vaults.openOne(id);
    superuser = await PgConnection.open(host.server.target(database));
    return await work({ vault, sealable: vaults.sealable(id)!, superuser });
  } finally {
    superuser?.destroy();
    await sealers.close();
    await budget.close();
    await host.close();
  }
}

const inVault = <T>(work: (vault: Vault) => Promise<T>): Promise<T> => installed(({ vault }) => work(vault));

const email = 'olli@acme.example';
const rescue = (...more: string[]) => command('tenant', 'rescue', 'acme', email, ...more);

async function query<R extends object>(vault: Vault, text: string): Promise<R[]> {
  const lease = await vault.pool.acquire();
  try {
    return (await lease.query<R>(text)).rows;
  } finally {
    lease.release();
  }
}

before(async () => {
  cheapIdentity();
  const made = await command('tenant', 'create', 'acme', '--name', 'Acme Oy', '--json');
  assert.equal(made.code, 0, made.said);
  const url = /https?:\/\/\S+\/link#[\w-]+/.exec(made.said)![0];
  await inVault(async (vault) => {
    await followLink(vault, url, { password: 'kolme vihreää traktoria', name: 'Olli Omistaja', email });
    await query(
      vault,
      `insert into core.factor (id, user_id, kind, label, credential_id, public_key, counter, made_at, confirmed_at)
       select gen_random_uuid(), id, 'passkey', 'Lost key', '\\x01', '\\x02', 0, now(), now() from data."user" where email = '${email}'`,
    );
  });
});
after(() => {
  setIdentity(usualIdentity);
  rmSync(folder, { recursive: true, force: true });
});

describe('the rescue on the command line', () => {
  test('waits 72 hours, told to every administrator and put on record; asked before that it gives nothing and waits no longer', async () => {
    const asked = await rescue('--json');
    assert.equal(asked.code, 0, asked.said);
    const { due, link } = JSON.parse(asked.said.slice(asked.said.indexOf('{'))) as { due: string; link: null };
    assert.equal(link, null);
    const hours = (new Date(due).getTime() - Date.now()) / 3_600_000;
    assert.ok(hours > 71 && hours <= 72, `${hours}`);
    const again = await rescue();
    assert.equal(again.code, 0, again.said);
    assert.doesNotMatch(again.said, /link#/);
    await inVault(async (vault) => {
      const { half, token } = await signIn(vault, email, 'kolme vihreää traktoria');
      assert.ok(half && token !== '', 'the factor is asked for as before');
      const [row] = await query<{ entries: number; queued: number; notices: number; due: Date }>(
        vault,
        `select (select count(*)::int from core.ledger where verb = 'rescue asked for') as entries,
           (select count(*)::int from core.ledger l where verb = 'rescue asked for' and (exists (select from core.ledger_unsealed u where u.entry = l.id)
             or exists (select from core.ledger_leaf f where f.entry = l.id))) as queued,
           (select count(*)::int from core.notice where about like 'rescue/%') as notices, (select due_at from core.rescue) as due`,
      );
      assert.deepEqual([row!.entries, row!.queued, row!.notices], [1, 1, 1]);
      assert.equal(row!.due.toISOString(), due);
    });
  });

  test('what it wrote is inside what a signed head covers: exported it verifies offline, and whoever has the whole database cannot change or take it out unseen', async () => {
    const heads = path.join(folder, 'heads-kept-elsewhere');
    await installed(async ({ vault, sealable, superuser }) => {
      while ((await sealOnce(sealable)).more);
      const kept = await readHeads(superuser, vault.id, 0, 1000);
      writeFileSync(heads, kept.map(({ line }) => `${line}\n`).join(''));
    });
    const file = path.join(folder, 'acme.ledger');
    const exported = await command('ledger', 'export', 'acme', '--to', file);
    assert.equal(exported.code, 0, exported.said);
    const key = /signed with: (\S+)/.exec(exported.said)![1]!;
    const offline = (of: string) => command('ledger', 'verify', of, '--key', key, '--heads', heads);
    const good = await offline(file);
    assert.equal(good.code, 0, good.said);
    assert.match(good.said, /Signed with the key you gave/);

    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const at = lines.findIndex((line) => line.startsWith('{"seq":') && line.includes('"rescue asked for"'));
    const { seq } = JSON.parse(lines[at]!) as { seq: number };
    const covered = readFileSync(heads, 'utf8')
      .trimEnd()
      .split('\n')
      .some((line) => Number((JSON.parse(line) as { head: unknown[] }).head[2]) > seq);
    assert.ok(at > 0 && covered, 'a head that was handed out signs it');

    await installed(async ({ vault, superuser }) => {
      const against = { key, heads: readFileSync(heads, 'utf8').trimEnd().split('\n') };
      const entry = `(select entry from core.ledger_leaf where seq = ${seq})`;
      const attacks: readonly (readonly [name: string, statement: string, found: RegExp])[] = [
        ['another verb', `update core.ledger set verb = 'done' where id = ${entry}`, /was edited/],
        ['another time', `update core.ledger set at = at - interval '3 days' where id = ${entry}`, /was edited/],
        ['another person', `update core.ledger set record = gen_random_uuid() where id = ${entry}`, /was edited/],
        ['taken out', `delete from core.ledger where id = ${entry}`, /is not there|was deleted/],
        [
          'taken out with its place',
          `with gone as (delete from core.ledger where id = ${entry}) delete from core.ledger_leaf where seq = ${seq}`,
          /is not there/,
        ],
        [
          'cut off',
          `with cut as (delete from core.ledger_leaf where seq >= ${seq}), heads as (delete from core.ledger_head where size > ${seq}) update core.ledger_state set size = ${seq}`,
          /here it ends after/,
        ],
      ];
      for (const [name, statement, found] of attacks) {
        await superuser.query('begin');
        await superuser.query('set local session_replication_role = replica');
        const { rowCount } = await superuser.query(statement);
        const { findings } = await verifyBundle(bundleLines(superuser, vault.keys, { values: false }), against);
        await superuser.query('rollback');
        assert.ok(rowCount > 0 && findings.length > 0, name);
        assert.ok(
          findings.some(({ says }) => found.test(says)),
          `${name}: ${findings.map((f) => f.says).join(' ')}`,
        );
      }
      assert.deepEqual(
        (await verifyBundle(bundleLines(superuser, vault.keys, { values: false }), against)).findings,
        [],
      );
    });
    // As it would be done in earnest: changed in the database, exported by the program, verified elsewhere.
    await installed(({ superuser }) =>
      superuser.query(`update core.ledger set actor = gen_random_uuid() where verb = 'rescue asked for'`),
    );
    const forged = path.join(folder, 'forged.ledger');
    assert.equal((await command('ledger', 'export', 'acme', '--to', forged)).code, 0);
    const bad = await offline(forged);
    assert.equal(bad.code, 1);
    assert.match(bad.said, new RegExp(`WRONG {2}The entry at place ${seq} was edited`));
  });

  test('once the time is over it removes the second factors and prints a link for a new password, once; setting the date does not end it', async () => {
    await inVault((vault) => query(vault, `update core.rescue set due_at = now() - interval '1 minute'`));
    const early = await rescue();
    assert.equal(early.code, 0, early.said);
    assert.doesNotMatch(early.said, /link#/);
    await inVault((vault) =>
      query(
        vault,
        `update core.rescue set due_at = now() - interval '1 minute', asked_run_ms = asked_run_ms - 73 * 3600000`,
      ),
    );
    const done = await rescue();
    assert.equal(done.code, 0, done.said);
    const url = /https?:\/\/\S+\/link#[\w-]+/.exec(done.said)![0];
    await inVault(async (vault) => {
      const session = await followLink(vault, url, { password: 'neljä keltaista bussia' });
      assert.equal(session.half, false);
      const me = await act(vault, actorOf(session), (tx) => tx.identity.self(), true);
      assert.equal(me.email, email);
      assert.deepEqual(await query(vault, 'select 1 from core.factor'), []);
      const verbs = await query<{ verb: string }>(
        vault,
        `select verb from core.ledger where action = 'host.rescue' order by id`,
      );
      assert.deepEqual(
        verbs.map((row) => row.verb),
        // Asked for again meanwhile, it did nothing, and that is on record too.
        ['rescue asked for', 'done', 'rescue put off', 'factors cleared', 'made a link', 'rescued'],
      );
      await assert.rejects(followLink(vault, url, { password: 'viisi punaista venettä' }), { code: 'link-invalid' });
    });
  });

  test('is for administrators alone, and not where the company has switched it off: the exit code says so', async () => {
    const nobody = await command('tenant', 'rescue', 'acme', 'nobody@acme.example');
    assert.notEqual(nobody.code, 0);
    assert.match(nobody.said, /no administrator with this address/);
    await inVault((vault) => query(vault, 'update core.factor_policy set console_rescue = false'));
    const off = await rescue();
    assert.notEqual(off.code, 0);
    assert.match(off.said, /switched off/);
  });

  test('there is no command that switches second factors off for all', async () => {
    const help = await command('tenant', '--help');
    assert.equal(help.code, 0);
    const commands = [...help.said.matchAll(/^ {2}([a-z-]+)/gm)].map((m) => m[1]);
    assert.deepEqual(
      commands.filter((name) => /factor|mfa|2fa|totp/.test(name!)),
      [],
    );
    assert.ok(commands.includes('rescue'));
  });
});
