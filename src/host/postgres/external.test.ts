// A server somebody else runs: used through a URL, by a user who is no superuser, with every tenant's data as separate as on our own.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { testPostgres } from '../../../test/harness/cluster.ts';
import { PgConnection, sqlState } from '../../core/pg.ts';
import { ConnectionBudget } from '../../core/pool.ts';
import { addressesFor } from '../addresses.ts';
import { readConfig } from '../config.ts';
import { openHost } from '../host.ts';
import type { Host } from '../host.ts';
import { HostRefusal } from '../refusal.ts';
import { Vaults } from '../vaults.ts';
import { openCluster } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { openExternal } from './external.ts';

const folder = mkdtempSync(join(tmpdir(), 'strongroom-external-'));
chmodSync(folder, 0o711);
const packages = join(import.meta.dirname, '../../../node_modules');
let cluster: Cluster;
let host: Host;

function urlFor(user: string, password: string): URL {
  const { host: socket } = cluster.target('postgres');
  return new URL(`postgres://${user}:${password}@localhost/postgres?host=${encodeURIComponent(socket)}`);
}

before(async () => {
  const size = { tenants: 1, connections: 50, throwaway: true };
  cluster = await openCluster({ data: folder, packages, only: testPostgres, size, password: 'test', say: () => {} });
  const admin = await PgConnection.open(cluster.target('postgres'));
  await admin.query(
    `create role manager login createdb createrole password 'm'; create role nobody login password 'n'`,
  );
  await admin.query('grant connect on database postgres to manager, nobody');
  await admin.close();
});
after(async () => {
  await host?.close();
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a user who may not make databases and roles is refused, and so are a wrong password and an unknown sslmode', async () => {
  await assert.rejects(openExternal(urlFor('nobody', 'n')), /expected one with CREATEDB and CREATEROLE/);
  await assert.rejects(openExternal(urlFor('manager', 'wrong')), (error) => {
    assert.ok(error instanceof HostRefusal);
    assert.match(error.message, /cannot be used: password authentication failed/);
    assert.doesNotMatch(error.message, /wrong/);
    return true;
  });
  const odd = urlFor('manager', 'm');
  odd.searchParams.set('sslmode', 'prefer');
  await assert.rejects(openExternal(odd), /sslmode=prefer is not taken; expected disable, require or verify-full/);
});

test('without a superuser tenants are made, suspended, resumed and served; what is less is said', async () => {
  const config = readConfig({ STRONGROOM_DATA: join(folder, 'app') }, folder);
  host = await openHost({ ...config, postgres: urlFor('manager', 'm') }, { say: () => {} });
  assert.ok(host.warnings.some((warning) => /no superuser/.test(warning)));
  await host.serve();
  await host.tenants.create('acme', 'Acme');
  await host.tenants.create('beta', 'Beta');
  const budget = new ConnectionBudget();
  const vaults = new Vaults(host.server, host.control, host.rootKey, budget, addressesFor(config, 8080));
  await vaults.open();
  const acme = vaults.byHostname('acme.localhost')!;
  const lease = await acme.pool.acquire();
  assert.equal((await lease.query('select count(*) as n from core.role')).rows.length, 1);
  await assert.rejects(lease.query('delete from core.ledger'), (error) => sqlState(error) === '42501');
  lease.release();
  await host.tenants.suspend('acme');
  await assert.rejects(acme.pool.acquire(), /closed just now/);
  await host.tenants.resume('acme');
  (await acme.pool.acquire()).release();
  await vaults.close();
  await budget.close();
});

test("a tenant's app role connects to no other database of that server", async () => {
  const [acme, beta] = await host.tenants.list();
  const { app } = JSON.parse(
    (await host.rootKey.unwrap(acme!.passwords, `tenant/${acme!.id}/passwords`)).toString(),
  ) as {
    app: string;
  };
  const role = { user: acme!.roles.app, password: app };
  await (await PgConnection.open(host.server.target(acme!.database, role))).close();
  for (const database of [beta!.database, 'strongroom_control']) {
    const opened = await PgConnection.open(host.server.target(database, role)).catch((error: unknown) => error);
    if (opened instanceof PgConnection) opened.destroy();
    assert.equal(sqlState(opened), '42501', database);
  }
});

test("ending the program leaves somebody else's server running", async () => {
  await host.close();
  const admin = await PgConnection.open(cluster.target('postgres'));
  assert.equal((await admin.query('select 1 as n')).rows[0]?.['n'], 1);
  await admin.close();
});
