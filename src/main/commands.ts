// What the commands of the command line do: each opens the host plane for as long as it takes and leaves it as it was.
import type { Commands, OwnerLink, Rescue, TenantLine } from '../edge/cli/commands.ts';
import type { Json } from '../contract/json.ts';
import { Problem } from '../contract/problem.ts';
import { ConnectionBudget } from '../core/pool.ts';
import type { Tx } from '../core/tx.ts';
import type { Vault } from '../core/vault.ts';
import { type LeakReport, isPassed } from '../features/leaks/contract.ts';
import { addressesFor } from '../host/addresses.ts';
import type { Addresses } from '../host/addresses.ts';
import { type Config, operatorName } from '../host/config.ts';
import { recordAct } from '../host/control/ledger.ts';
import type { TenantRecord } from '../host/control/tenants.ts';
import { openHost } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { machineTime } from '../host/machine-time.ts';
import { HostRefusal } from '../host/refusal.ts';
import { Vaults } from '../host/vaults.ts';
import { type Engine, makeEngine } from './engine.ts';
import { makeLeakChecker } from './leak-check.ts';
import { makeLedgerCommands } from './ledger-commands.ts';
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
    rescue: (slug, email) => withHost((host, addresses) => rescue(host, addresses, slug, email)),
    switchNetworkOff: (slug) =>
      withHost((host, addresses) =>
        withVault(host, addresses, slug, async (engine, vault, id) => {
          await engine.door.open(vault, { kind: 'system', name: 'host' }, networkPurpose, (tx) =>
            tx.network.switchOff(),
          );
          await recordAct(host.control, { act: 'network off', tenant: id });
        }),
      ),
    linkOwner: (slug) => withHost((host, addresses) => ownerLink(host, addresses, slug)),
    checkLeaks: (wish) =>
      withHost(async (host, addresses) => {
        // What a check that was killed has left goes first.
        await host.tenants.tidy();
        const tenants = wish.tenant === undefined ? await host.tenants.list() : [await host.tenants.find(wish.tenant)];
        const checked: CheckedTenant[] = [];
        for (const { slug } of tenants) {
          say(`Checking ${slug}: every path, on made-up records in a database of its own`);
          checked.push({ slug, report: await checkTenant(host, addresses, slug, wish) });
        }
        return checked;
      }),
    ...makeLedgerCommands(withHost),
  };
}

interface CheckedTenant {
  readonly slug: string;
  readonly report: LeakReport;
}

async function checkTenant(
  host: Host,
  addresses: Addresses,
  slug: string,
  { roles, together = false }: { readonly roles?: readonly string[]; readonly together?: boolean },
): Promise<LeakReport> {
  return await withVault(host, addresses, slug, async (engine, vault) => {
    const open = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
      engine.door.open(vault, { kind: 'system', name: 'host' }, leakPurpose, work);
    const config = await open((tx) => tx.leaks.configuration());
    const strange = roles?.find((key) => !config.roles.some((r) => r.key === key));
    if (strange !== undefined)
      throw new HostRefusal(
        `There is no role ${JSON.stringify(strange)} in ${slug}. There are: ${config.roles.map((r) => r.key).join(', ')}.`,
        2,
      );
    if (together && new Set(roles).size < 2)
      throw new HostRefusal('--together needs two roles at least: --roles sales,support', 2);
    const onStep = async (): Promise<void> => undefined;
    const report = await makeLeakChecker(host).run(config, { roles: roles ?? null, together, onStep });
    await open((tx) => tx.leaks.keep(isPassed(report), report as unknown as Json));
    return report;
  });
}

const networkPurpose = {
  action: 'host.network-off',
  reads: false,
  changesRights: true,
  requestId: null,
  address: null,
};

const leakPurpose = { action: 'host.check-leaks', reads: false, requestId: null, address: null };

/** Where tenants are served now, were served last, or will be. */
async function presentAddresses(config: Config, host: Host): Promise<Addresses> {
  const known = (await host.control.servingProcess())?.origin ?? (await host.control.lastOrigin());
  if (config.publicUrl !== undefined || known === undefined) return addressesFor(config, config.port ?? 8080);
  return addressesFor({ ...config, publicUrl: new URL(known) }, config.port ?? 8080);
}

async function ownerLink(host: Host, addresses: Addresses, slug: string): Promise<OwnerLink> {
  return await withVault(host, addresses, slug, async (engine, vault, id) => {
    const link = await linkFirstOwner(engine.door, vault);
    await recordAct(host.control, { act: 'link owner', tenant: id });
    return { ...link, running: (await host.control.servingProcess()) !== undefined };
  });
}

async function rescue(host: Host, addresses: Addresses, slug: string, email: string): Promise<Rescue> {
  return await withVault(host, addresses, slug, async (engine, vault, id) => {
    const purpose = { action: 'host.rescue', reads: false, requestId: null, address: null, changesRights: true };
    const { due, link } = await engine.door.open(vault, { kind: 'system', name: 'host' }, purpose, (tx) =>
      tx.identity.factors.consoleRescue(email, operatorName(), machineTime()),
    );
    await recordAct(host.control, { act: link === null ? 'ask for rescue' : 'rescue', tenant: id });
    if (link === null) return { due, link };
    return { due, link: { ...link, running: (await host.control.servingProcess()) !== undefined } };
  });
}

/** What the host plane may ask of one vault, through the door. */
async function withVault<T>(
  host: Host,
  addresses: Addresses,
  slug: string,
  work: (engine: Engine, vault: Vault, id: string) => Promise<T>,
): Promise<T> {
  const { id } = await host.tenants.find(slug);
  const budget = new ConnectionBudget({ total: 2 });
  const vaults = new Vaults(host.server, host.control, host.rootKey, budget, addresses);
  const engine = makeEngine(host.config.data, {
    all: async () => vaults.all(),
    find: async (key) => vaults.byId(key) ?? null,
  });
  try {
    return await work(engine, await vaults.openOne(id), id);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new HostRefusal(`Not done for ${slug}: ${error.message}`);
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
