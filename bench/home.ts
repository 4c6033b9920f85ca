// The installation the benchmark works on: the product's own host plane over a data folder that is kept from run to run.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setLogLevel } from '../src/core/log.ts';
import { PgConnection, type PgTarget } from '../src/core/pg.ts';
import { ConnectionBudget } from '../src/core/pool.ts';
import type { Vault } from '../src/core/vault.ts';
import { addressesFor } from '../src/host/addresses.ts';
import { readConfig } from '../src/host/config.ts';
import { deleteTenant, unwrapSecrets, type TenantRecord } from '../src/host/control/tenants.ts';
import { type Host, openHost } from '../src/host/host.ts';
import { asAdmin } from '../src/host/sql.ts';
import { appTarget, removeTenantDatabase } from '../src/host/tenant/provision.ts';
import { Vaults } from '../src/host/vaults.ts';
import { type Engine, makeEngine } from '../src/main/engine.ts';

export const checkout = join(import.meta.dirname, '..');

/** What the server is started with too. Requests say whom they come from, as behind a proxy, because one address alone is rationed. */
export function environment(data: string, port: number): Record<string, string> {
  return {
    STRONGROOM_DATA: data,
    STRONGROOM_PORT: String(port),
    STRONGROOM_HOST: '127.0.0.1',
    STRONGROOM_PUBLIC_URL: `http://localhost:${port}`,
    STRONGROOM_TRUSTED_PROXIES: '127.0.0.1',
    STRONGROOM_LOG: 'warn',
  };
}

export interface Home {
  readonly data: string;
  readonly host: Host;
  readonly engine: Engine;
  readonly vaults: Vaults;
  /** A connection that may do anything in the tenant's database. */
  superuser(vault: Vault): Promise<PgConnection>;
  /** How the product itself connects to the tenant's database. */
  appTarget(vault: Vault): Promise<PgTarget>;
  close(): Promise<void>;
}

export async function openHome(data: string, port: number, say: (what: string) => void): Promise<Home> {
  setLogLevel('warn');
  mkdirSync(data, { recursive: true });
  const config = readConfig(environment(data, port), checkout);
  const host = await openHost(config, { say });
  const budget = new ConnectionBudget({ total: 12 });
  const vaults = new Vaults(host.server, host.control, host.rootKey, budget, addressesFor(config, port));
  const engine = makeEngine(data, { all: async () => vaults.all(), find: async (id) => vaults.byId(id) ?? null });
  const record = async (vault: Vault): Promise<TenantRecord> => host.tenants.find(vault.slug);
  return {
    data,
    host,
    engine,
    vaults,
    superuser: async (vault) => PgConnection.open(host.server.target((await record(vault)).database)),
    appTarget: async (vault) => {
      const tenant = await record(vault);
      const { passwords } = await unwrapSecrets(host.rootKey, tenant);
      return appTarget(host.server, { database: tenant.database, roles: tenant.roles, passwords });
    },
    close: async () => {
      await engine.close();
      await vaults.close();
      await budget.close();
      await host.close();
    },
  };
}

/** Changes when the generated records do; a tenant filled by another generator is not used again. */
export function generatorStamp(): string {
  const folder = join(import.meta.dirname, 'data');
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 8);
}

/** The tenant of a size. */
export async function openTenant(home: Home, size: number, say: (what: string) => void): Promise<Vault> {
  const slug = `n${size}-${generatorStamp()}`;
  for (const tenant of await home.host.tenants.list()) {
    if (tenant.slug.startsWith(`n${size}-`) && tenant.slug !== slug) await drop(home, tenant, say);
  }
  return openWhole(home, slug, `${size} contacts`, say);
}

/** A tenant brought to the present schema; one whose schema cannot be brought there is made anew. */
export async function openWhole(home: Home, slug: string, name: string, say: (what: string) => void): Promise<Vault> {
  const { host, vaults } = home;
  let tenant = (await host.tenants.list()).find((t) => t.slug === slug);
  if (tenant !== undefined && tenant.fingerprint !== host.tenants.blueprint.fingerprint) {
    say(`The schema has changed: upgrading ${slug}`);
    await host.tenants.upgrade(tenant);
    tenant = await host.tenants.find(slug);
  }
  if (tenant !== undefined && tenant.state !== 'active') {
    say(`${slug} cannot be used any more (${tenant.reason ?? tenant.state})`);
    await drop(home, tenant, say);
    tenant = undefined;
  }
  tenant ??= await host.tenants.create(slug, name);
  return vaults.openOne(tenant.id);
}

async function drop(home: Home, tenant: TenantRecord, say: (what: string) => void): Promise<void> {
  say(`Dropping ${tenant.slug}`);
  await asAdmin(home.host.server, 'postgres', (admin) => removeTenantDatabase(admin, tenant));
  await deleteTenant(home.host.control, tenant.id);
}
