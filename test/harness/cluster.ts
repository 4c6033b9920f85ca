// Gives tests a real PostgreSQL: one throwaway cluster that all test files share, and a fresh tenant in a fraction of a second.
//
//   import { newTenant, closeTenants, superuserIn, roleIn } from '../../test/harness/cluster.ts';
//
//   const acme = await newTenant('acme');            // a Vault: pool of its app role, keys, host name acme.localhost
//   const lease = await acme.pool.acquire();         // ... lease.query(...), lease.release()
//   const db = await superuserIn(acme);              // a connection that may do anything in its database (to look, or to break things)
//   const db = await roleIn(acme, 'eraser');         // a connection as one of its roles, also those that cannot connect in real life
//
// Nothing to tear down: under node:test an `after` hook ends the pools and drops the databases of this process. Outside of it
// (benchmarks), call `closeTenants()`. The cluster itself goes a minute after the last process that used it; a test runner may call
// `stopTestCluster()` at its end to be rid of it sooner. TEST_POSTGRES=system takes the machine's own programs instead of npm's.
// The cluster has fsync off: a test of durability makes a cluster of its own with openCluster.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { openKeyring } from '../../src/core/crypto/keyring.ts';
import { newOpaqueId } from '../../src/core/ids.ts';
import { PgConnection } from '../../src/core/pg.ts';
import { ConnectionBudget } from '../../src/core/pool.ts';
import type { Sealable } from '../../src/core/ledger/sealer.ts';
import type { VaultPool } from '../../src/core/pool.ts';
import type { Vault } from '../../src/core/vault.ts';
import { exclusively } from '../../src/host/exclusive.ts';
import { openCluster } from '../../src/host/postgres/cluster.ts';
import type { Cluster } from '../../src/host/postgres/cluster.ts';
import { isAlive } from '../../src/host/postgres/postmaster.ts';
import type { RoleNames } from '../../src/host/tenant/names.ts';
import {
  appTarget,
  ledgerTarget,
  makeTenantDatabase,
  newTenantDatabase,
  removeTenantDatabase,
} from '../../src/host/tenant/provision.ts';
import type { TenantDatabase } from '../../src/host/tenant/provision.ts';
import { ensureTemplate, readBlueprint } from '../../src/host/tenant/template.ts';

const repository = join(import.meta.dirname, '../..');

export const testPostgres = process.env['TEST_POSTGRES'] === 'system' ? 'system' : 'embedded';

/** Memory when there is enough of it: a test cluster writes a lot and keeps nothing. */
function baseFolder(): string {
  const name = createHash('sha256').update(repository).digest('hex').slice(0, 8);
  const shm =
    statSync('/dev/shm', { throwIfNoEntry: false })?.isDirectory() === true ? statfsSync('/dev/shm') : undefined;
  const roomy = shm !== undefined && shm.bavail * shm.bsize > 3 * 1024 ** 3;
  return join(roomy ? '/dev/shm' : tmpdir(), `strongroom-test-${process.getuid?.() ?? 0}-${name}-${testPostgres}`);
}

const base = baseFolder();
const users = join(base, 'users');

interface TestTenant {
  readonly database: TenantDatabase;
  readonly pool: VaultPool;
}

const tenants = new Map<Vault, TestTenant>();
const connections = new Set<PgConnection>();
let opened: Promise<{ cluster: Cluster; template: string; admin: PgConnection }> | undefined;
const budget = new ConnectionBudget({ total: 60 });

/** The shared cluster, for tests of the host plane. Never stop it, and leave databases you did not make alone. */
export async function testCluster(): Promise<Cluster> {
  return (await open()).cluster;
}

/** A new tenant with everything a real one has at birth, and nothing else. */
export async function newTenant(slug = 'acme', name = `${slug} Oy`): Promise<Vault> {
  const { cluster, template, admin } = await open();
  const database = newTenantDatabase();
  await makeTenantDatabase(cluster, admin, template, database);
  const id = newOpaqueId();
  const pool = budget.pool(appTarget(cluster, database), id);
  const vault: Vault = {
    id,
    slug,
    name,
    hostname: `${slug}.localhost`,
    origin: `http://${slug}.localhost:8080`,
    state: 'active',
    pool,
    keys: openKeyring(id, randomBytes(32)),
  };
  tenants.set(vault, { database, pool });
  return vault;
}

/** A connection that may do anything in the tenant's database. Closed at the end. */
export async function superuserIn(vault: Vault): Promise<PgConnection> {
  const { cluster } = await open();
  return keep(PgConnection.open(cluster.target(databaseOf(vault).database)));
}

/** A connection as one of the tenant's roles. Closed at the end. */
export async function roleIn(vault: Vault, role: keyof RoleNames): Promise<PgConnection> {
  const { cluster } = await open();
  const database = databaseOf(vault);
  if (role === 'app') return keep(PgConnection.open(appTarget(cluster, database)));
  return keep(PgConnection.open({ ...cluster.target(database.database), options: `-c role=${database.roles[role]}` }));
}

/** What the sealer of this vault gets: its keys, and connections of its own role. */
export async function sealableOf(vault: Vault): Promise<Sealable> {
  return { id: vault.id, keys: vault.keys, pool: await poolOf(vault, 'sealer') };
}

/** Connections as one of the roles that look after the ledger, as the program has them. */
export async function poolOf(vault: Vault, role: 'sealer' | 'eraser'): Promise<VaultPool> {
  const { cluster } = await open();
  return budget.pool(ledgerTarget(cluster, databaseOf(vault), role), vault.id);
}

/** Names and passwords behind a vault of ours. */
export function databaseOf(vault: Vault): TenantDatabase {
  const tenant = tenants.get(vault);
  if (tenant === undefined) throw new Error('not a vault of this harness');
  return tenant.database;
}

async function keep(opening: Promise<PgConnection>): Promise<PgConnection> {
  const connection = await opening;
  connections.add(connection);
  return connection;
}

/** Ends the pools and drops the databases this process made. */
export async function closeTenants(): Promise<void> {
  if (opened === undefined) return;
  const { admin } = await opened;
  await budget.close('now');
  for (const connection of connections) connection.destroy();
  for (const { database } of tenants.values()) await removeTenantDatabase(admin, database);
  tenants.clear();
  await admin.close();
  opened = undefined;
  rmSync(join(users, String(process.pid)), { force: true });
}

if (process.env['NODE_TEST_CONTEXT'] !== undefined || process.argv[1]?.endsWith('.test.ts') === true)
  after(closeTenants);

function open(): NonNullable<typeof opened> {
  opened ??= locked(async () => {
    mkdirSync(base, { recursive: true, mode: 0o711 });
    mkdirSync(users, { recursive: true });
    writeFileSync(join(users, String(process.pid)), '');
    const cluster = await openTestCluster();
    const template = await ensureTemplate(cluster, readBlueprint());
    spawn(process.execPath, [join(import.meta.dirname, 'reaper.ts')], {
      detached: true,
      stdio: 'ignore',
      cwd: '/',
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    }).unref();
    return { cluster, template, admin: await PgConnection.open(cluster.target('postgres')) };
  });
  return opened;
}

function openTestCluster(): Promise<Cluster> {
  return openCluster({
    data: base,
    packages: join(repository, 'node_modules'),
    only: testPostgres,
    password: 'test',
    say: () => {},
    size: { tenants: 1, connections: 250, throwaway: true },
  });
}

/** One process at a time sets the cluster up or takes it down. */
function locked<T>(work: () => Promise<T>): Promise<T> {
  return exclusively(`${base}.lock`, work);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // gone meanwhile
  }
}

/** Processes that use the cluster now. */
export function livingUsers(): number {
  if (statSync(users, { throwIfNoEntry: false }) === undefined) return 0;
  return readdirSync(users).filter((pid) => isAlive(Number(pid))).length;
}

/** Stops the cluster and removes everything of it, unless a living process uses it. True when it is gone. */
export async function stopTestCluster(): Promise<boolean> {
  if (statSync(base, { throwIfNoEntry: false }) === undefined) return true;
  return locked(async () => {
    if (livingUsers() > 0) return false;
    const cluster = await openTestCluster();
    await cluster.stop();
    rmSync(base, { recursive: true, force: true });
    return true;
  });
}

/** True for the one process that may wait for the end of the cluster. */
export function startReaping(): Promise<boolean> {
  return locked(async () => {
    const file = join(base, 'reaper');
    if (isAlive(Number(readIfThere(file) || Number.NaN))) return false;
    writeFileSync(file, String(process.pid));
    return true;
  });
}
