// Upgrades of tenants' databases on a real PostgreSQL: what is upgraded equals what is new, and one that fails harms nobody.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { closeTenants, testCluster, testPostgres } from '../../../test/harness/cluster.ts';
import { describeSchema } from '../../../test/harness/describe-schema.ts';
import { PgConnection, sqlState } from '../../core/pg.ts';
import { ConnectionBudget } from '../../core/pool.ts';
import { migrate } from '../../core/schema/migrate.ts';
import { addressesFor } from '../addresses.ts';
import { readConfig } from '../config.ts';
import { openHost } from '../host.ts';
import type { Host } from '../host.ts';
import { readMigrations } from '../migrations.ts';
import { asAdmin } from '../sql.ts';
import { Vaults } from '../vaults.ts';
import { identifier } from './names.ts';
import {
  appTarget,
  completePasswords,
  ledgerTarget,
  letOwnerBuild,
  makeRoles,
  makeTenantDatabase,
  newTenantDatabase,
  openDatabaseTo,
  removeTenantDatabase,
  schemaTarget,
} from './provision.ts';
import type { TenantDatabase } from './provision.ts';
import { createEmptyDatabase, ensureTemplate, readBlueprint } from './template.ts';
import type { Blueprint } from './template.ts';
import { closeDoors, upgradeDatabase } from './upgrade.ts';

const own = join(import.meta.dirname, '../../core/schema/migrations');
const folder = mkdtempSync(join(tmpdir(), 'strongroom-upgrade-'));
chmodSync(folder, 0o711);
after(() => rmSync(folder, { recursive: true, force: true }));

/** The program's migrations up to a number, and perhaps more. */
function migrationsFolder(upTo: number, more: Record<string, string> = {}): string {
  const copy = mkdtempSync(join(folder, 'migrations-'));
  for (const file of readdirSync(own).sort().slice(0, upTo)) cpSync(join(own, file), join(copy, file));
  for (const [name, sql] of Object.entries(more)) writeFileSync(join(copy, name), sql);
  return copy;
}

const all = readMigrations(own).length;
const next = (n: number): string => String(all + n).padStart(4, '0');

async function make(blueprint: Blueprint): Promise<TenantDatabase> {
  const cluster = await testCluster();
  const tenant = newTenantDatabase();
  const template = await ensureTemplate(cluster, blueprint);
  await asAdmin(cluster, 'postgres', (admin) => makeTenantDatabase(cluster, admin, template, tenant));
  return tenant;
}

async function describe(tenant: TenantDatabase): Promise<string> {
  const labels = Object.fromEntries(Object.entries(tenant.roles).map(([label, name]) => [name, label]));
  return asAdmin(await testCluster(), tenant.database, (admin) => describeSchema(admin, labels));
}

test('a tenant made at any earlier version and upgraded is built exactly like a new one, rights included', async () => {
  const cluster = await testCluster();
  const today = readBlueprint();
  const fresh = await describe(await make(today));
  assert.ok(fresh.length > 20_000, 'there is something to compare');
  for (const version of new Set([0, Math.ceil(all / 2), all - 1])) {
    const tenant = await makeAt(version);
    assert.equal(await upgradeDatabase(cluster, tenant, today), all - version);
    assert.equal(await describe(tenant), fresh, `from version ${version}`);
    await asAdmin(cluster, 'postgres', (admin) => removeTenantDatabase(admin, tenant));
  }
});

/** A tenant as a program that ended at this version would have left it, made without any template. */
async function makeAt(version: number): Promise<TenantDatabase> {
  const cluster = await testCluster();
  const tenant = newTenantDatabase();
  await asAdmin(cluster, 'postgres', async (admin) => {
    await makeRoles(cluster, admin, tenant);
    await createEmptyDatabase(admin, tenant.database);
    await admin.query(`alter database ${identifier(tenant.database)} owner to ${identifier(tenant.roles.schema)}`);
    await openDatabaseTo(admin, tenant.database, tenant.roles);
  });
  await asAdmin(cluster, tenant.database, (inside) => letOwnerBuild(cluster, inside, tenant.roles));
  const owner = await PgConnection.open(schemaTarget(cluster, tenant));
  await migrate(owner, readMigrations(own).slice(0, version), 'core');
  await owner.close();
  return tenant;
}

test('a migration that was changed after it had been applied is refused, and so is a database newer than the program', async () => {
  const cluster = await testCluster();
  const tenant = await make(readBlueprint());
  const changed = migrationsFolder(all);
  const first = readdirSync(changed).sort()[0]!;
  writeFileSync(join(changed, first), '-- changed\nselect 1;\n');
  await assert.rejects(
    upgradeDatabase(cluster, tenant, readBlueprint(changed)),
    /was changed after it had been applied/,
  );
  await assert.rejects(
    upgradeDatabase(cluster, tenant, readBlueprint(migrationsFolder(all - 1))),
    /upgraded by a newer program .*; this one ends at/,
  );
  await asAdmin(cluster, 'postgres', (admin) => removeTenantDatabase(admin, tenant));
});

test('a gap, a double number or a name that says nothing is refused when the files are read', () => {
  assert.throws(() => readMigrations(migrationsFolder(all, { [`${next(2)}-gap.sql`]: '' })), /should be named/);
  assert.throws(() => readMigrations(migrationsFolder(all, { [`${next(1)}.sql`]: '' })), /should be named/);
  assert.throws(() => readMigrations(migrationsFolder(all, { '0001-again.sql': '' })), /should be named/);
});

test('closing the doors puts out who is in and lets nobody in, until they are opened again', async () => {
  const cluster = await testCluster();
  const tenant = await make(readBlueprint());
  const inside = await PgConnection.open(appTarget(cluster, tenant));
  const sleeping = inside.query('select pg_sleep(30)');
  await asAdmin(cluster, 'postgres', (admin) => closeDoors(admin, tenant));
  await assert.rejects(sleeping);
  await assert.rejects(PgConnection.open(appTarget(cluster, tenant)), (error) => sqlState(error) === '42501');
  await asAdmin(cluster, 'postgres', (admin) => removeTenantDatabase(admin, tenant));
});

/** Fails for a tenant that has a company of this name. */
const picky = `alter table data.company add constraint no_secret check (name <> 'Secret Ltd');`;
const config = readConfig({ STRONGROOM_DATA: join(folder, 'data'), STRONGROOM_POSTGRES: testPostgres }, folder);

async function withHost<T>(migrations: string, work: (host: Host) => Promise<T>): Promise<T> {
  const host = await openHost(config, { say: () => {}, migrations });
  try {
    return await work(host);
  } finally {
    await host.close();
  }
}

const insertCompany = `insert into data.company (id, version, created_at, created_by, updated_at, updated_by, name)
  values (gen_random_uuid(), 1, now(), gen_random_uuid(), now(), gen_random_uuid(), 'Secret Ltd')`;

before(async () => {
  await withHost(own, async (host) => {
    await host.tenants.create('acme', 'Acme');
    await host.tenants.create('beta', 'Beta');
    await host.tenants.create('gamma', 'Gamma');
    const { database } = await host.tenants.find('acme');
    await asAdmin(host.server, database, (admin) => admin.query(insertCompany));
    await host.tenants.suspend('gamma');
  });
});

test('an upgrade that fails leaves that tenant in maintenance with the reason and untouched; the others go on, and a suspended one stays suspended', async () => {
  const folderOfNext = migrationsFolder(all, {
    [`${next(1)}-picky.sql`]: picky,
    [`${next(2)}-more.sql`]: 'create table core.more (a int);',
  });
  await withHost(folderOfNext, async (host) => {
    const behind = await host.tenants.tidy();
    assert.deepEqual(behind.map(({ slug }) => slug).sort(), ['acme', 'beta', 'gamma']);
    const waiting = await open(host, host.tenants.blueprint.fingerprint);
    const states = () => ['acme', 'beta', 'gamma'].map((slug) => waiting.byHostname(`${slug}.localhost`)?.state);
    assert.deepEqual(states(), ['maintenance', 'maintenance', 'suspended'], 'nobody works in what is not upgraded yet');
    const becameActive = new Promise<void>((done) =>
      waiting.onChange((_, vault) => vault?.slug === 'beta' && vault.state === 'active' && done()),
    );
    for (const tenant of behind) await host.tenants.upgrade(tenant);
    await becameActive;
    await waiting.close();
    const [acme, beta, gamma] = await host.tenants.list();
    assert.equal(acme?.state, 'maintenance');
    assert.match(
      acme?.reason ?? '',
      new RegExp(`^Migration ${next(1)}-picky failed.*no_secret|^Migration ${next(1)}-picky failed`),
    );
    assert.doesNotMatch(acme?.reason ?? '', /Secret/);
    assert.equal(acme?.schemaVersion, all);
    assert.deepEqual([beta?.state, beta?.schemaVersion], ['active', all + 2]);
    assert.deepEqual([gamma?.state, gamma?.suspended, gamma?.schemaVersion], ['active', true, all + 2]);
    await asAdmin(host.server, acme.database, async (admin) => {
      const { rows } = await admin.query<{ n: number; more: boolean }>(
        `select (select count(*) from core.migration) as n, to_regclass('core.more') is not null as more`,
      );
      assert.deepEqual(rows, [{ n: all, more: false }], 'its own database was not touched');
    });
    await asAdmin(host.server, 'postgres', async (admin) => {
      const { rows } = await admin.query(`select from pg_database where datname ~ '^d_'`);
      assert.equal(rows.length, 3, 'no clone is left');
    });
    const vaults = await open(host);
    assert.equal(vaults.byHostname('acme.localhost')?.state, 'maintenance');
    assert.equal(vaults.byHostname('gamma.localhost')?.state, 'suspended');
    await assert.rejects(vaults.byHostname('gamma.localhost')!.pool.acquire(), /closed just now/);
    const lease = await vaults.byHostname('beta.localhost')!.pool.acquire();
    assert.equal((await lease.query('select 1 as n')).rows[0]?.['n'], 1);
    lease.release();
    await assert.rejects(host.tenants.resume('acme'), /stays in maintenance: Migration/);
    await asAdmin(host.server, acme.database, (admin) => admin.query('delete from data.company'));
    const resumed = await host.tenants.resume('acme');
    assert.deepEqual([resumed.state, resumed.schemaVersion, resumed.reason], ['active', all + 2, null]);
    const { rows } = await host.control.query<{ act: string; outcome: string }>(
      `select act, outcome from control.ledger where tenant_id = $1 order by id`,
      [acme.id],
    );
    assert.deepEqual(
      rows.map(({ act, outcome }) => `${act} ${outcome}`),
      [
        'create tenant done',
        'upgrade tenant failed',
        'resume tenant done',
        'upgrade tenant failed',
        'resume tenant done',
        'upgrade tenant done',
      ],
    );
    await vaults.close();
  });
});

async function open(host: Host, fingerprint?: string): Promise<Vaults> {
  const vaults = new Vaults(
    host.server,
    host.control,
    host.rootKey,
    new ConnectionBudget(),
    addressesFor(config, 8080),
    undefined,
    fingerprint,
  );
  await vaults.open();
  return vaults;
}

test('a program older than the data leaves every tenant in maintenance and breaks nothing', async () => {
  await withHost(own, async (host) => {
    for (const tenant of await host.tenants.tidy()) await host.tenants.upgrade(tenant);
    for (const { state, reason } of await host.tenants.list()) {
      assert.equal(state, 'maintenance');
      assert.match(reason ?? '', /upgraded by a newer program/);
    }
  });
});

test('what a crash left half made is taken away at the next start, and its short name is free again', async () => {
  const folderOfNext = migrationsFolder(all, {
    [`${next(1)}-picky.sql`]: picky,
    [`${next(2)}-more.sql`]: 'create table core.more (a int);',
  });
  await withHost(folderOfNext, async (host) => {
    const { id, roles, database } = await host.tenants.create('delta', 'Delta');
    await host.control.query(`update control.tenant set state = 'creating' where id = $1`, [id]);
    await host.tenants.tidy();
    await assert.rejects(host.tenants.find('delta'), /There is no tenant "delta"/);
    await asAdmin(host.server, 'postgres', async (admin) => {
      const left = await admin.query(
        `select datname from pg_database where datname = $1 union select rolname from pg_roles where rolname = any ($2)`,
        [database, Object.values(roles)],
      );
      assert.deepEqual(left.rows, []);
    });
    await host.tenants.create('delta', 'Delta');
    await assert.rejects(host.tenants.create('delta', 'Again'), /There is a tenant "delta" already/);
  });
});

test('making a tenant that fails half way leaves nothing of it', async () => {
  await withHost(migrationsFolder(all, { [`${next(1)}-broken.sql`]: 'select nonsense;' }), async (host) => {
    const before = await countThings(host);
    await assert.rejects(
      host.tenants.create('epsilon', 'Epsilon'),
      /Migration .*-broken failed in line 1: column "nonsense" does not exist/,
    );
    assert.deepEqual(await countThings(host), before);
  });
});

test('a temporary tenant is served to nobody, and is gone when its work ends, when it fails, and at the start after a crash', async () => {
  await withHost(own, async (host) => {
    const before = await countThings(host);
    const seen = await host.tenants.temporary(async (tenant) => {
      assert.ok((await countThings(host)) !== before);
      assert.equal(
        (await host.tenants.list()).some(({ id }) => id === tenant.id),
        false,
      );
      const vaults = await open(host);
      assert.equal(vaults.byId(tenant.id), undefined, 'nobody is served from it');
      await vaults.close();
      // Somebody else who tidies meanwhile leaves it alone: it is locked by whoever works in it.
      await host.tenants.tidy();
      return tenant.id;
    });
    assert.match(seen, /^[0-9a-f]{32}$/);
    assert.deepEqual(await countThings(host), before);
    await assert.rejects(
      host.tenants.temporary(async () => {
        throw new Error('half way');
      }),
      /half way/,
    );
    assert.deepEqual(await countThings(host), before);
    // As kill -9 leaves it: the row half made, the database there, and nobody who holds the lock.
    const { id, database, roles, passwords, tenantKey } = await host.tenants.create('zeta', 'Zeta');
    await host.control.query(`update control.tenant set state = 'creating', slug = $2 where id = $1`, [
      id,
      `tmp--${id}`,
    ]);
    assert.ok(database !== '' && roles.app !== '' && passwords.length > 0 && tenantKey.length > 0);
    await host.tenants.tidy();
    assert.deepEqual(await countThings(host), before);
  });
});

async function countThings(host: Host): Promise<unknown> {
  const tenants = (await host.tenants.list()).length;
  const { rows } = await asAdmin(host.server, 'postgres', (admin) =>
    admin.query(
      `select (select count(*) from pg_roles where rolname ~ '^r_') as roles, (select count(*) from pg_database where datname ~ '^d_') as databases`,
    ),
  );
  return { tenants, ...rows[0] };
}

after(closeTenants);

test('a tenant made before its sealer and eraser could connect gets their passwords, and keeps those it has', async () => {
  const cluster = await testCluster();
  const tenant = await make(readBlueprint());
  const { sealer, eraser, ...old } = tenant.passwords;
  try {
    await asAdmin(cluster, 'postgres', async (admin) => {
      for (const role of ['sealer', 'eraser'] as const)
        await admin.query(`alter role ${identifier(tenant.roles[role])} nologin password null`);
    });
    await assert.rejects(PgConnection.open(ledgerTarget(cluster, tenant, 'sealer')));
    const passwords = await asAdmin(cluster, 'postgres', (admin) => completePasswords(admin, tenant.roles, old));
    assert.deepEqual([passwords.app, passwords.schema], [old.app, old.schema]);
    assert.ok(passwords.sealer !== sealer && passwords.eraser !== eraser);
    for (const role of ['sealer', 'eraser'] as const) {
      const connection = await PgConnection.open(ledgerTarget(cluster, { ...tenant, passwords }, role));
      await connection.query('select from core.ledger limit 1');
      await connection.close();
    }
    await (await PgConnection.open(appTarget(cluster, tenant))).close();
  } finally {
    await asAdmin(cluster, 'postgres', (admin) => removeTenantDatabase(admin, tenant));
  }
});
