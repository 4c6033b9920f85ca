// Serves an installation: from the settings to an address people can open, in order, and back again at the end.
import { now } from '../core/clock.ts';
import { log } from '../core/log.ts';
import { defaultLimits } from '../core/limits.ts';
import { setMail } from '../core/mail/switch.ts';
import type { NewLink } from '../core/identity/desk.ts';
import { setIdentity } from '../core/identity/settings.ts';
import { setCountryMap } from '../core/network/countries.ts';
import { ConnectionBudget } from '../core/pool.ts';
import type { Vault } from '../core/vault.ts';
import { makeWebServer } from '../edge/http/server.ts';
import type { WebServer } from '../edge/http/server.ts';
import { fillDemo } from '../features/demo/fill.ts';
import { addressesFor } from '../host/addresses.ts';
import type { Addresses } from '../host/addresses.ts';
import type { Config } from '../host/config.ts';
import { UnknownHosts } from '../host/control/ledger.ts';
import { HashAside, aloneAside, crowdAside } from '../host/hash-aside.ts';
import { openHost } from '../host/host.ts';
import type { Host } from '../host/host.ts';
import { buildPages } from '../host/pages-build.ts';
import { HostRefusal } from '../host/refusal.ts';
import { openCertificates } from '../host/tls/certificates.ts';
import type { Certificates } from '../host/tls/certificates.ts';
import { Vaults } from '../host/vaults.ts';
import { makeEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import { HostActWatch } from './host-acts.ts';
import { makeLeakChecker } from './leak-check.ts';
import { ledgerPlaces } from '../host/ledger-files.ts';
import { eraseIn } from './ledger-notes.ts';
import { makeSealing } from './sealing.ts';
import type { Sealing } from './sealing.ts';
import { linkIfOwnerless } from './owner-link.ts';

export interface OwnerLink {
  readonly vault: Vault;
  readonly link: NewLink;
}

export interface ServeOptions {
  /** folder of the program itself */
  readonly checkout: string;
  /** add a tenant with lifelike data */
  readonly demo: boolean;
  readonly say: (what: string) => void;
}

export interface Running {
  readonly host: Host;
  readonly engine: Engine;
  readonly vaults: Vaults;
  readonly addresses: Addresses;
  readonly notes: readonly string[];
  /** of the tenants a start makes, as long as nobody owns them */
  readonly ownerLinks: readonly OwnerLink[];
  close(): Promise<void>;
}

/** The tenant the first start makes, so that there is something to open. */
const firstTenant = { slug: 'office', name: 'Office' };
const demoTenant = { slug: 'demo', name: 'Demo' };
/** Tried in order when no port is set. */
const usualPorts = Array.from({ length: 20 }, (_, n) => 8080 + n);

export async function serve(config: Config, options: ServeOptions): Promise<Running> {
  const ends: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) {
      await end().catch((error: unknown) => log.error({ err: error }, 'something did not end in order'));
    }
  };
  try {
    return { ...(await open(config, options, (end) => ends.push(end))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  config: Config,
  { checkout, demo, say }: ServeOptions,
  atEnd: (end: () => Promise<unknown>) => void,
): Promise<Omit<Running, 'close'>> {
  setMail(config.mail);
  const [pages, host] = await bothOrNeither(buildPages(checkout, say), openHost(config, { say }));
  atEnd(() => host.close());
  setCountryMap(config.countryMap);
  await host.serve();
  const behind = await host.tenants.tidy();
  if ((await host.tenants.list()).length === 0) {
    say(`Making the first tenant, "${firstTenant.name}"`);
    await host.tenants.create(firstTenant.slug, firstTenant.name);
  }
  const budget = new ConnectionBudget({ total: config.connections });
  atEnd(() => budget.close());
  const sealers = new ConnectionBudget({ total: 8, perPool: 1, idleMs: 10_000 });
  atEnd(() => sealers.close());
  let sealing: Sealing | undefined;
  atEnd(async () => sealing?.stop());
  const strangers = new UnknownHosts(host.control);
  atEnd(() => strangers.close());
  let vaults: Vaults | undefined;
  const engine = makeEngine(
    config.data,
    {
      all: async () => vaults?.all() ?? [],
      find: async (id) => vaults?.byId(id) ?? null,
    },
    {
      leakChecker: makeLeakChecker(host),
      eraser: { erase: (tenant, erasure) => eraseIn(engine, vaults, tenant, erasure) },
    },
  );
  atEnd(() => engine.close());
  const aside = { alone: new HashAside(aloneAside), crowd: new HashAside(crowdAside) };
  setIdentity({ aside: (job, from) => aside[from].hash(job) });
  atEnd(() => Promise.all([aside.alone.close(), aside.crowd.close()]));
  const names = await hostNames(config, host);
  const certificates = openCertificates(config, addressesFor(config, 0), names);
  atEnd(async () => certificates?.close());
  const web = await makeWebServer({
    performer: engine.performer,
    pages,
    tenantByHost: (hostname) => vaults?.byHostname(hostname),
    trustedProxies: config.trustedProxies,
    onlyProxies: config.behindProxy && config.tls === 'off',
    limits: defaultLimits,
    strangeHost: (hostname) => strangers.count(hostname),
    ...(certificates === undefined ? {} : { tls: certificates.first }),
  });
  atEnd(() => web.close());
  const addresses = addressesFor(config, await listen(web, config));
  const { fingerprint } = host.tenants.blueprint;
  vaults = new Vaults(host.server, host.control, host.rootKey, budget, addresses, sealers, fingerprint);
  atEnd(() => vaults.close());
  keepUp(vaults, web, certificates);
  await vaults.open();
  await host.control.announce(addresses.publicUrl.origin);
  sealing = makeSealing(engine, () => vaults, ledgerPlaces(config));
  sealing.start();
  const acts = new HostActWatch(host.control, engine.door, () =>
    (vaults?.all() ?? []).filter(({ state }) => state === 'active'),
  );
  acts.start();
  atEnd(() => acts.stop());
  await runJobs(host, engine);
  const stopUpgrading = upgradeAll(host, behind);
  atEnd(stopUpgrading);
  if (demo) await addDemo(host, vaults, engine, say);
  return {
    host,
    engine,
    vaults,
    addresses,
    notes: notesOf(host, certificates),
    ownerLinks: await ownerLinks(vaults, engine),
  };
}

/** Waits for both even when one fails, so that nothing goes on behind a refusal. */
async function bothOrNeither(pages: Promise<string>, host: Promise<Host>): Promise<[string, Host]> {
  const [built, opened] = await Promise.allSettled([pages, host]);
  if (built.status === 'fulfilled' && opened.status === 'fulfilled') return [built.value, opened.value];
  if (opened.status === 'fulfilled') await opened.value.close();
  throw opened.status === 'rejected' ? opened.reason : (built as PromiseRejectedResult).reason;
}

async function hostNames(config: Config, host: Host): Promise<string[]> {
  const addresses = addressesFor(config, 0);
  return (await host.tenants.list()).map(({ slug }) => addresses.of(slug).hostname);
}

/** A given port or none; without one the first that is free. */
async function listen(web: WebServer, config: Config): Promise<number> {
  for (const port of config.port === undefined ? usualPorts : [config.port]) {
    try {
      return await web.listen(config.host, port);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && config.port === undefined) continue;
      const setting = config.port === undefined ? `STRONGROOM_HOST=${config.host}` : `STRONGROOM_PORT=${port}`;
      const reasons: Record<string, string> = {
        EADDRINUSE: 'another program has this port; expected a free one',
        EACCES: 'this user may not use this port; expected one from 1024 on',
        EADDRNOTAVAIL: 'this machine has no such address',
      };
      throw new HostRefusal(`${setting}: ${reasons[code ?? ''] ?? String(error)}.`);
    }
  }
  throw new HostRefusal(
    `No port from ${usualPorts[0]} to ${usualPorts.at(-1)} is free. Set STRONGROOM_PORT to one that is.`,
  );
}

/** Streams of a vault that is not active any more end, and the certificate knows every host name. */
function keepUp(vaults: Vaults, web: WebServer, certificates: Certificates | undefined): void {
  certificates?.onRenewal((certificate) => web.renewTls(certificate));
  vaults.onChange((id, vault) => {
    if (vault?.state !== 'active') web.streams.end(id);
    certificates?.serve(vaults.all().map(({ hostname }) => hostname));
  });
}

/** Tenants that had work when we ended come first; the dispatcher's own sweep finds what no hint speaks of. */
async function runJobs(host: Host, engine: Engine): Promise<void> {
  await host.hints.onMark((id) => engine.dispatcher.nudge(id));
  engine.onWork((id) => {
    host.hints.mark(id).catch((error: unknown) => log.warn({ tenant: id, err: error }, 'a hint of work was not kept'));
  });
  for (const hint of await host.hints.due(1_000)) {
    engine.dispatcher.nudge(hint.tenantId);
    await host.hints.clear(hint);
  }
  engine.dispatcher.start();
}

/** One after the other, while everybody else is served already. Answers what lets the one under way end and begins no other. */
function upgradeAll(host: Host, behind: Awaited<ReturnType<Host['tenants']['tidy']>>): () => Promise<void> {
  let ending = false;
  const all = async (): Promise<void> => {
    for (const tenant of behind) {
      if (ending) return;
      try {
        await host.tenants.upgrade(tenant);
      } catch (error) {
        log.error({ tenant: tenant.id, err: error }, 'a tenant could not be upgraded now');
      }
    }
  };
  const done = all();
  return async () => {
    ending = true;
    await done;
  };
}

function notesOf(host: Host, certificates: Certificates | undefined): string[] {
  return [...host.warnings, ...(certificates?.hint === undefined ? [] : [certificates.hint])];
}

/** Makes and fills the demonstration's tenant; one that has records is left as it is. */
async function addDemo(host: Host, vaults: Vaults, engine: Engine, say: (what: string) => void): Promise<void> {
  const known = (await host.tenants.list()).find(({ slug }) => slug === demoTenant.slug);
  const { id } = known ?? (await host.tenants.create(demoTenant.slug, demoTenant.name));
  const vault = await vaults.openOne(id);
  if (vault.state !== 'active') return;
  const purpose = { action: 'host.fill-demo', reads: false, requestId: null, address: null };
  const filled = await engine.door.open(vault, { kind: 'system', name: 'demo' }, purpose, (tx) => fillDemo(tx, now()));
  if (filled) say(`Filled the tenant "${demoTenant.name}" with invented companies, people, deals and activities`);
}

async function ownerLinks(vaults: Vaults, engine: Engine): Promise<OwnerLink[]> {
  const own = [firstTenant.slug, demoTenant.slug];
  const links: OwnerLink[] = [];
  for (const vault of vaults.all().filter(({ slug, state }) => own.includes(slug) && state === 'active')) {
    const link = await linkIfOwnerless(engine.door, vault);
    if (link !== undefined) links.push({ vault, link });
  }
  return links;
}
