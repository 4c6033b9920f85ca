// Brings up the PostgreSQL cluster of one data folder: makes it once, adopts it when it runs, starts it when not, keeps it running, stops it.
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { log } from '../../core/log.ts';
import type { PgTarget } from '../../core/pg.ts';
import { exclusively } from '../exclusive.ts';
import { HostRefusal } from '../refusal.ts';
import { dataMajor, preparePrograms, settlePlaces } from './places.ts';
import type { ClusterPlaces } from './places.ts';
import { cleanEnvironment, findLiving, findPostmaster, startPostmaster, stopPostmaster } from './postmaster.ts';
import type { Postmaster } from './postmaster.ts';
import { choosePrograms, findPrograms } from './programs.ts';
import type { PgOrigin, PgPrograms } from './programs.ts';
import { databaseUser } from './run-as.ts';
import type { OsUser } from './run-as.ts';
import { hbaConf, postgresConf } from './settings.ts';
import type { ClusterSize } from './settings.ts';

const run = promisify(execFile);

export const superuserName = 'strongroom';

/** A PostgreSQL server the host plane may make databases and roles on. */
export interface Server {
  readonly origin: PgOrigin | 'external';
  readonly version: { readonly major: number; readonly minor: number };
  /** false on most managed servers: then the catalogue stays open to tenants' roles, see `hardenDatabase` */
  readonly superuser: boolean;
  /** Where to connect as a role; without one, as the most privileged we have. */
  target(database: string, role?: { readonly user: string; readonly password: string }): PgTarget;
}

export interface ClusterOptions {
  /** the data folder; must exist */
  readonly data: string;
  /** node_modules, for the programs npm brought */
  readonly packages: string;
  readonly only?: PgOrigin;
  readonly size: ClusterSize;
  /** the superuser's password, made before the cluster and kept by the caller */
  readonly password: string;
  /** hears what is being done, for the person who waits */
  readonly say: (what: string) => void;
}

export interface Cluster extends Server {
  readonly origin: PgOrigin;
  readonly places: ClusterPlaces;
  /** adopted: it was running when we came */
  readonly came: 'made' | 'started' | 'adopted';
  /** Starts it again whenever it dies, until `stop` or `leave`. */
  keepRunning(): void;
  /** Stops looking after it and lets it run. */
  leave(): void;
  stop(): Promise<void>;
  /** Fits the settings to a new number of tenants; the caller makes the server read them again. */
  resize(size: ClusterSize): void;
}

/** Where the cluster of a data folder is, if there is one already. */
export function findCluster(data: string): string | undefined {
  const { pgdata } = settlePlaces(realpathSync(data), databaseUser());
  return dataMajor(pgdata) === undefined ? undefined : pgdata;
}

export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const user = databaseUser();
  const places = settlePlaces(realpathSync(options.data), user);
  const found = await findPrograms(options.packages, options.only);
  const programs = preparePrograms(
    choosePrograms(found, dataMajor(places.pgdata), options.only),
    options.packages,
    places,
    user,
  );

  const settle = (size: ClusterSize, socketFolder: string): void => {
    writeAs(user, join(places.pgdata, 'postgresql.conf'), postgresConf(socketFolder, size));
    writeAs(user, join(places.pgdata, 'pg_hba.conf'), hbaConf);
  };
  // Nobody else on this machine makes or starts it meanwhile.
  const alone = <T>(work: () => Promise<T>): Promise<T> => exclusively(join(places.home, 'lock'), work);
  const start = (): Promise<Postmaster> => startPostmaster({ bin: programs.bin, ...places, user });
  const { postmaster, came } = await alone(async (): Promise<{ postmaster: Postmaster; came: Cluster['came'] }> => {
    const version = `PostgreSQL ${programs.major}.${programs.minor}`;
    const isNew = dataMajor(places.pgdata) === undefined;
    if (isNew) {
      options.say(`Making a ${version} cluster in ${places.pgdata}`);
      await makeCluster(programs, places, user, options.password);
    }
    const living = await findLiving(places.pgdata);
    settle(options.size, living?.socketFolder ?? places.socketFolder);
    if (living !== undefined) return { postmaster: living, came: 'adopted' };
    if (!isNew) options.say(`Starting ${version} (${programs.origin})`);
    return { postmaster: await start(), came: isNew ? 'made' : 'started' };
  });
  const socket = postmaster.socketFolder;
  const watch = new Watch(places.pgdata, () => alone(async () => (await findLiving(places.pgdata)) ?? (await start())));
  return {
    origin: programs.origin,
    version: programs,
    superuser: true,
    places,
    came,
    target: (database, role = { user: superuserName, password: options.password }) => ({
      host: socket,
      port: 5432,
      database,
      ...role,
    }),
    keepRunning: () => watch.begin(),
    leave: () => watch.end(),
    stop: async () => {
      watch.end();
      await watch.settled;
      const told = setTimeout(() => options.say('PostgreSQL still writes to disk what it holds in memory'), 3_000);
      await stopPostmaster(places.pgdata).finally(() => clearTimeout(told));
    },
    resize: (size) => settle(size, socket),
  };
}

/** Made beside its final place and moved there when whole, so that a crash in the middle leaves nothing half done. */
async function makeCluster(
  programs: PgPrograms,
  places: ClusterPlaces,
  user: OsUser | undefined,
  password: string,
): Promise<void> {
  const half = `${places.pgdata}.half`;
  const passwordFile = join(places.home, 'password');
  rmSync(half, { recursive: true, force: true });
  writeAs(user, passwordFile, `${password}\n`);
  // From 17 on PostgreSQL sorts by code point itself; before, the C library does, if it knows the locale.
  const locale =
    programs.major >= 17
      ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
      : ['--locale=C.UTF-8'];
  try {
    await run(
      join(programs.bin, 'initdb'),
      [
        '--pgdata',
        half,
        '--username',
        superuserName,
        '--pwfile',
        passwordFile,
        '--encoding=UTF8',
        ...locale,
        '--auth=scram-sha-256',
        '--data-checksums',
        '--no-instructions',
      ],
      {
        cwd: places.home,
        env: cleanEnvironment(places.home),
        ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
      },
    );
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new HostRefusal(
      `PostgreSQL could not make its data folder ${places.pgdata}. initdb said:\n${stderr ?? message}`,
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(half, places.pgdata);
}

function writeAs(user: OsUser | undefined, path: string, text: string): void {
  const half = `${path}.new`;
  rmSync(half, { force: true });
  writeFileSync(half, text, { mode: 0o600, flag: 'wx' });
  chmodSync(half, 0o600);
  if (user !== undefined) chownSync(half, user.uid, user.gid);
  renameSync(half, path);
}

/** Looks twice a second whether the server lives, whoever started it, and starts it again when it does not. */
class Watch {
  settled: Promise<void> = Promise.resolve();
  readonly #pgdata: string;
  readonly #start: () => Promise<Postmaster>;
  #watching = false;

  constructor(pgdata: string, start: () => Promise<Postmaster>) {
    this.#pgdata = pgdata;
    this.#start = start;
  }

  begin(): void {
    if (this.#watching) return;
    this.#watching = true;
    this.settled = this.#watch();
  }

  end(): void {
    this.#watching = false;
  }

  async #watch(): Promise<void> {
    let wait = 500;
    while (this.#watching) {
      await pause(wait, undefined, { ref: false });
      if (!this.#watching || findPostmaster(this.#pgdata) !== undefined) continue;
      // An administrator who removes the folder under our feet does not want it started again.
      if (!existsSync(this.#pgdata)) break;
      log.error({}, 'PostgreSQL is gone; starting it again');
      try {
        await this.#start();
        wait = 500;
        log.info({}, 'PostgreSQL is back');
      } catch (error) {
        wait = Math.min(wait * 2, 30_000);
        log.fatal({ err: error }, 'PostgreSQL does not start');
      }
    }
  }
}
