// Opens the host plane of one installation: its root key, its PostgreSQL, its control database; and leaves everything in order at the end.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from './config.ts';
import { makeRootKey, readRootKey, RootKeyError } from './root-key.ts';
import type { RootKey } from './root-key.ts';
import { isUnreachable, sqlState } from '../core/pg.ts';
import { Control, controlExists, prepareControl } from './control/database.ts';
import { Hints } from './control/hints.ts';
import { findTenant } from './control/tenants.ts';
import { findCluster, openCluster } from './postgres/cluster.ts';
import type { Cluster, Server } from './postgres/cluster.ts';
import { openExternal } from './postgres/external.ts';
import { judgeMinor } from './postgres/safe-minors.ts';
import { autovacuumNaptime } from './postgres/settings.ts';
import { HostRefusal } from './refusal.ts';
import { isLoopback } from './settings.ts';
import { asAdmin } from './sql.ts';
import { readBlueprint } from './tenant/template.ts';
import { Tenants } from './tenants.ts';

export interface HostOptions {
  /** hears what is being done, for the person who waits */
  readonly say: (what: string) => void;
  /** true: only an installation that is there already is opened */
  readonly existing?: boolean;
  /** migrations of tenants' databases, when not the program's own: for tests of upgrades */
  readonly migrations?: string;
}

export interface Host {
  readonly config: Config;
  readonly server: Server;
  readonly rootKey: RootKey;
  readonly control: Control;
  readonly tenants: Tenants;
  readonly hints: Hints;
  /** what whoever runs the machine should know, one sentence each */
  readonly warnings: readonly string[];
  /** Takes the place of the one process that serves this installation, or refuses and says who has it. */
  serve(): Promise<void>;
  /** A folder for one piece of work on a temporary tenant; it goes with it, at the latest at the next start. */
  withFolder<T>(tenantId: string, work: (folder: string) => Promise<T>): Promise<T>;
  /** Leaves; the last process of an installation also stops the PostgreSQL it runs. */
  close(): Promise<void>;
}

const checkout = join(import.meta.dirname, '../..');

export async function openHost(config: Config, options: HostOptions): Promise<Host> {
  if (options.existing !== true) mkdirSync(config.data, { recursive: true, mode: 0o711 });
  const opened = await openControl(config, options);
  const { rootKey, server, cluster, control } = opened;
  const tenants = new Tenants(server, control, rootKey, readBlueprint(options.migrations));
  cluster?.keepRunning();
  await fitToTenants(config, server, cluster, (await tenants.list()).length);
  return {
    config,
    server,
    rootKey,
    control,
    tenants,
    hints: new Hints(control),
    warnings: warningsOf(server),
    serve: async () => {
      refuseDangerous(config, server);
      await sweepFolders(config, control);
      if (cluster === undefined || (await control.startServing())) return;
      const other = await control.servingProcess();
      const where = other === undefined ? '' : ` as process ${other.pid}, at ${other.origin}`;
      throw new HostRefusal(
        `Strongroom already serves the data in ${config.data}${where}. Stop it first, or set STRONGROOM_DATA to another folder.`,
      );
    },
    withFolder: async (tenantId, work) => {
      await sweepFolders(config, control);
      const folder = join(config.data, temporaryFolder, tenantId);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      try {
        return await work(folder);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    close: () => leave(control, cluster),
  };
}

const temporaryFolder = 'temporary';

/** Folders of temporary tenants that are no more. */
async function sweepFolders(config: Config, control: Control): Promise<void> {
  const folder = join(config.data, temporaryFolder);
  if (!existsSync(folder)) return;
  for (const id of readdirSync(folder))
    if ((await findTenant(control, { id })) === undefined) rmSync(join(folder, id), { recursive: true, force: true });
}

interface Opened {
  readonly rootKey: RootKey;
  readonly server: Server;
  readonly cluster: Cluster | undefined;
  readonly control: Control;
}

/** Another process may be stopping the cluster just when we adopt it: then we begin again and start it ourselves. */
async function openControl(config: Config, { say, existing }: HostOptions): Promise<Opened> {
  for (let attempt = 1; ; attempt++) {
    let cluster: Cluster | undefined;
    try {
      const rootKey = await openRootKey(config, say, existing === true);
      cluster = config.postgres instanceof URL ? undefined : await openOwn(config, rootKey, say);
      const server = cluster ?? (await openExternal(config.postgres as URL));
      const control = await Control.open(await prepareControl(server, rootKey), rootKey);
      return { rootKey, server, cluster, control };
    } catch (error) {
      if (isUnreachable(error) && attempt < 10) {
        await pause(200);
        continue;
      }
      // Nobody else can be using what only we have just started.
      if (cluster !== undefined && cluster.came !== 'adopted') await cluster.stop();
      if (cluster !== undefined && sqlState(error) === '28P01') {
        throw new HostRefusal(
          `The database of this installation does not know the root key ${config.rootKey}: it was made with another one. ` +
            'Put the right key file in its place (STRONGROOM_ROOT_KEY); nothing was changed.',
        );
      }
      throw error;
    }
  }
}

async function openOwn(config: Config, rootKey: RootKey, say: HostOptions['say']): Promise<Cluster> {
  if (process.platform !== 'linux') {
    throw new HostRefusal(
      `On ${process.platform} Strongroom does not run PostgreSQL itself; set STRONGROOM_POSTGRES=postgres://...`,
    );
  }
  return openCluster({
    data: config.data,
    packages: join(checkout, 'node_modules'),
    ...(config.postgres === 'system' || config.postgres === 'embedded' ? { only: config.postgres } : {}),
    size: { tenants: 1, connections: config.connections },
    password: (await rootKey.derive('postgres/superuser')).toString('base64url'),
    say,
  });
}

/** A new key only for a new installation: with another key nothing that was sealed could ever be opened again. */
async function openRootKey(config: Config, say: HostOptions['say'], existing: boolean): Promise<RootKey> {
  try {
    const found = readRootKey(config.rootKey);
    if (found !== undefined) return found;
    if (existing && !existsSync(config.data)) throw notThere(config);
    const used = config.postgres instanceof URL ? await usedServer(config.postgres) : findCluster(config.data);
    if (used !== undefined) {
      throw new HostRefusal(
        `The root key ${config.rootKey} is missing, and this installation was sealed with it ` +
          `(its database: ${used}). Put your copy of it back (mode 600); nothing was changed.`,
      );
    }
    if (existing) throw notThere(config);
    say(`Making the root key ${config.rootKey}: keep a copy of it somewhere else`);
    return makeRootKey(config.rootKey);
  } catch (error) {
    if (error instanceof RootKeyError) throw new HostRefusal(error.message);
    throw error;
  }
}

function notThere(config: Config): HostRefusal {
  return new HostRefusal(`There is no installation in ${config.data} yet: \`npm start\` makes one.`);
}

async function usedServer(url: URL): Promise<string | undefined> {
  return (await controlExists(await openExternal(url))) ? url.host : undefined;
}

/** The vacuum's rounds take longer with more databases, and only a running server tells what it was built with; it hears of both without a restart. */
async function fitToTenants(
  config: Config,
  server: Server,
  cluster: Cluster | undefined,
  tenants: number,
): Promise<void> {
  if (cluster === undefined) return;
  await asAdmin(server, 'postgres', async (admin) => {
    const { rows } = await admin.query<{ lz4: boolean }>(
      `select 'lz4' = any(enumvals) as lz4 from pg_catalog.pg_settings where name = 'wal_compression'`,
    );
    const lz4 = rows[0]?.lz4 === true;
    if (!lz4 && autovacuumNaptime(tenants) === autovacuumNaptime(1)) return;
    cluster.resize({ tenants, connections: config.connections, lz4 });
    await admin.query('select pg_reload_conf()');
  });
}

/** Whoever is reachable from elsewhere does not run on a PostgreSQL a stranger can take over. */
export function refuseDangerous(config: Config, server: Pick<Server, 'version'>): void {
  const { level, reason } = judgeMinor(server.version.major, server.version.minor);
  const exposed = !isLoopback(config.host) || config.publicUrl?.protocol === 'https:';
  if (level === 'dangerous' && exposed) {
    throw new HostRefusal(`${reason} It does not serve an address others can reach; update PostgreSQL first.`);
  }
}

function warningsOf(server: Server): string[] {
  const warnings: string[] = [];
  const { level, reason } = judgeMinor(server.version.major, server.version.minor);
  if (level !== 'safe') warnings.push(reason);
  if (server.origin === 'embedded') {
    warnings.push(
      "This is the PostgreSQL that npm brings, for trying and developing. In production install the system's and set STRONGROOM_POSTGRES=system.",
    );
  }
  if (!server.superuser) {
    warnings.push(
      "The database user is no superuser: a tenant's role could list the names of other databases and roles (random ones). Isolation of data is whole.",
    );
  }
  return warnings;
}

async function leave(control: Control, cluster: Cluster | undefined): Promise<void> {
  cluster?.leave();
  try {
    // Somebody else's server runs on; ours stops with its last user.
    if (cluster !== undefined && (await control.leave())) await cluster.stop();
  } catch (error) {
    // It went away before us: there is nothing to stop.
    if (!isUnreachable(error)) throw error;
  } finally {
    await control.close();
  }
}
