// The control database: its role may not rewrite history, hints and unknown hosts are kept in few rows, and it comes back after the server was away.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { testPostgres } from '../../../test/harness/cluster.ts';
import { sqlState } from '../../core/pg.ts';
import { readConfig } from '../config.ts';
import { openHost } from '../host.ts';
import type { Host } from '../host.ts';
import { asAdmin } from '../sql.ts';
import { recordAct, UnknownHosts } from './ledger.ts';

const folder = mkdtempSync(join(tmpdir(), 'strongroom-control-'));
chmodSync(folder, 0o711);
const config = readConfig({ STRONGROOM_DATA: join(folder, 'data'), STRONGROOM_POSTGRES: testPostgres }, folder);
let host: Host;

before(async () => {
  host = await openHost(config, { say: () => {} });
  await host.tenants.create('acme', 'Acme');
});
after(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

test('what the host plane did is on record and cannot be changed or removed by the role it works with', async () => {
  await recordAct(host.control, { act: 'try', detail: { why: 'test' } });
  const { rows } = await host.control.query<{ act: string; actor: string }>(
    `select act, actor from control.ledger where act in ('try', 'create tenant') order by id`,
  );
  assert.deepEqual(
    rows.map(({ act }) => act),
    ['create tenant', 'try'],
  );
  assert.match(rows[0]!.actor, /^\w+ \(process \d+\)$/);
  for (const statement of [
    `update control.ledger set act = 'x'`,
    'delete from control.ledger',
    'truncate control.ledger',
    `update control.installation set root_key_id = 'x'`,
    'create table control.more (a int)',
    'drop table control.tenant',
    'create role intruder',
  ]) {
    await assert.rejects(host.control.query(statement), (error) => sqlState(error) === '42501', statement);
  }
});

test('no secret of a tenant stands in the control database in plain, and none opens in another place', async () => {
  const [acme] = await host.tenants.list();
  const everything = await host.control.query<{ text: string }>('select t::text as text from control.tenant t');
  const passwords = await host.rootKey.unwrap(acme!.passwords, `tenant/${acme!.id}/passwords`);
  const { app } = JSON.parse(passwords.toString()) as { app: string };
  assert.ok(app.length > 40);
  assert.ok(!everything.rows[0]!.text.includes(app));
  await assert.rejects(host.rootKey.unwrap(acme!.passwords, `tenant/${acme!.id}/key`));
  await assert.rejects(host.rootKey.unwrap(acme!.tenantKey, 'tenant/ffffffffffffffffffffffffffffffff/key'));
});

test('pages in the log are packed with LZ4 where the server was built with it', async () => {
  const ask = `select setting, 'lz4' = any(enumvals) as lz4 from pg_catalog.pg_settings where name = 'wal_compression'`;
  const look = async (): Promise<{ setting: string; lz4: boolean }> =>
    (await host.control.query<{ setting: string; lz4: boolean }>(ask)).rows[0]!;
  // It reads its settings again a moment after it is told to.
  let found = await look();
  for (let i = 0; i < 100 && found.lz4 && found.setting !== 'lz4'; i++) {
    await pause(50);
    found = await look();
  }
  assert.equal(found.setting, found.lz4 ? 'lz4' : 'pglz');
});

test('a hint of work is heard at once, kept with its earliest time, and cleared only as it was seen', async () => {
  const [acme] = await host.tenants.list();
  const heard: string[] = [];
  await host.hints.onMark((id) => heard.push(id));
  const early = new Date('2026-01-01T00:00:00Z');
  await host.hints.mark(acme!.id, new Date('2026-02-01T00:00:00Z'));
  await host.hints.mark(acme!.id, early);
  await host.hints.mark(acme!.id, new Date('2026-03-01T00:00:00Z'));
  for (let i = 0; i < 100 && heard.length < 3; i++) await pause(10);
  assert.deepEqual(heard, [acme!.id, acme!.id, acme!.id]);
  const due = await host.hints.due(10);
  assert.deepEqual(due, [{ tenantId: acme!.id, dueAt: early }]);
  await host.hints.clear({ tenantId: acme!.id, dueAt: new Date('2026-02-01T00:00:00Z') });
  assert.equal((await host.hints.due(10)).length, 1);
  await host.hints.clear(due[0]!);
  assert.equal((await host.hints.due(10)).length, 0);
});

test('a flood of unknown hosts becomes few rows whose counts add up', async () => {
  const strangers = new UnknownHosts(host.control, 60_000);
  for (let n = 0; n < 5_000; n++) strangers.count(`host-${n}.example.com`);
  for (let n = 0; n < 10; n++) strangers.count('known.example.com');
  await strangers.flush();
  strangers.count('host-1.example.com');
  await strangers.close();
  const { rows } = await host.control.query<{ hosts: number; requests: string; others: string }>(
    `select count(*) as hosts, sum(requests) as requests, sum(requests) filter (where host = '(others)') as others from control.unknown_host`,
  );
  assert.equal(rows[0]?.hosts, 101);
  assert.equal(Number(rows[0]?.requests), 5_011);
  assert.equal(Number(rows[0]?.others), 4_910);
});

test('no day keeps more than a thousand unknown hosts', async () => {
  const strangers = new UnknownHosts(host.control, 60_000);
  for (let round = 0; round < 12; round++) {
    for (let n = 0; n < 100; n++) strangers.count(`round-${round}-${n}.example.com`);
    await strangers.flush();
  }
  await strangers.close();
  const { rows } = await host.control.query<{ hosts: number }>('select count(*) as hosts from control.unknown_host');
  assert.equal(rows[0]?.hosts, 1_000);
});

test('after its connection was cut it comes back by itself, listens again and keeps its place', async () => {
  assert.equal(await host.control.startServing(), true);
  const heard: string[] = [];
  await host.control.listen('tenant', (id) => heard.push(id));
  let restored = 0;
  host.control.onRestored(() => restored++);
  await asAdmin(host.server, 'postgres', (admin) =>
    admin.query(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'strongroom_control'`),
  );
  for (let i = 0; i < 200 && restored === 0; i++) await pause(20);
  assert.equal(restored, 1);
  const { id } = await host.tenants.find('acme');
  await host.control.query('update control.tenant set changed_at = now()');
  for (let i = 0; i < 100 && heard.length === 0; i++) await pause(20);
  assert.deepEqual(heard, [id]);
  const { rows } = await asAdmin(host.server, 'strongroom_control', (admin) =>
    admin.query(`select objid from pg_locks where locktype = 'advisory' and classid = 7350811 order by objid`),
  );
  assert.deepEqual(
    rows.map(({ objid }) => objid),
    [1, 2],
  );
});
