// What the commands of the command line do: each opens the host plane for as long as it takes and leaves it as it was.
import type { Commands, OwnerLink, TenantLine } from '../edge/cli/program.ts';
import { Problem } from '../contract/problem.ts';
import { ConnectionBudget } from '../core/pool.ts';
import { addressesFor } from '../host/addresses.ts';
import type { Addresses } from '../host/addresses.ts';
import type { Config } from '../host/config.ts';
import { recordAct } from '../host/control/ledger.ts';
import type { TenantRecord } from '../host/control/tenants.ts';
import { openHost } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { HostRefusal } from '../host/refusal.ts';
import { Vaults } from '../host/vaults.ts';
import { makeEngine } from './engine.ts';
import { linkFirstOwner } from './owner-link.ts';

export function makeCommands(settings: () => Config, say: (what: string) => void): Omit<Commands, 'start'> {
  const withHost = async <T>(work: (host: Host, addresses: Addresses) => Promise<T>, existing = true): Promise<T> => {
    const config = settings();
    const host = await openHost(config, { say, existing });
    try {
      return await work(host, await presentAddresses(config, host));
    } finally {
      await host.close();
    }
  };
  return {
    status: () =>
      withHost(async (host) => {
        const { origin, version } = host.server;
        return {
          data: host.config.data,
          serving: await host.control.servingProcess(),
          postgres: `PostgreSQL ${version.major}.${version.minor} (${origin})`,
          tenants: (await host.tenants.list()).length,
          warnings: host.warnings,
        };
      }),
    createTenant: (slug, name) =>
      withHost(async (host, addresses) => {
        const tenant = await host.tenants.create(slug, name);
        return { tenant: lineOf(tenant, addresses), link: await ownerLink(host, addresses, slug) };
      }, false),
    listTenants: () =>
      withHost(async (host, addresses) => (await host.tenants.list()).map((tenant) => lineOf(tenant, addresses))),
    suspendTenant: (slug) => withHost(async (host, addresses) => lineOf(await host.tenants.suspend(slug), addresses)),
    resumeTenant: (slug) => withHost(async (host, addresses) => lineOf(await host.tenants.resume(slug), addresses)),
    linkOwner: (slug) => withHost((host, addresses) => ownerLink(host, addresses, slug)),
  };
}

/** Where tenants are served now, were served last, or will be. */
async function presentAddresses(config: Config, host: Host): Promise<Addresses> {
  const known = (await host.control.servingProcess())?.origin ?? (await host.control.lastOrigin());
  if (config.publicUrl !== undefined || known === undefined) return addressesFor(config, config.port ?? 8080);
  return addressesFor({ ...config, publicUrl: new URL(known) }, config.port ?? 8080);
}

async function ownerLink(host: Host, addresses: Addresses, slug: string): Promise<OwnerLink> {
  const { id } = await host.tenants.find(slug);
  const budget = new ConnectionBudget({ total: 2 });
  const vaults = new Vaults(host.server, host.control, host.rootKey, budget, addresses);
  const engine = makeEngine(host.config.data, {
    all: async () => vaults.all(),
    find: async (key) => vaults.byId(key) ?? null,
  });
  try {
    const vault = await vaults.openOne(id);
    const link = await linkFirstOwner(engine.door, vault);
    await recordAct(host.control, { act: 'link owner', tenant: id });
    return { ...link, running: (await host.control.servingProcess()) !== undefined };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new HostRefusal(`No link for ${slug}: ${error.message}`);
  } finally {
    await engine.close();
    await budget.close();
  }
}

function lineOf(tenant: TenantRecord, addresses: Addresses): TenantLine {
  return {
    id: tenant.id,
    slug: tenant.slug,
    name: tenant.name,
    state: tenant.suspended ? 'suspended' : tenant.state,
    reason: tenant.reason,
    address: addresses.of(tenant.slug).origin,
    schemaVersion: tenant.schemaVersion,
    createdAt: tenant.createdAt.toISOString(),
  };
}
