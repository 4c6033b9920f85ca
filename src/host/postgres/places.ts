// Where a cluster of ours lives on disk: its data, its socket and its programs, all reachable for the user PostgreSQL runs as.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { HostRefusal } from '../refusal.ts';
import { embeddedFolder, embeddedLinks } from './programs.ts';
import type { PgPrograms } from './programs.ts';
import { canReach } from './run-as.ts';
import type { OsUser } from './run-as.ts';

export interface ClusterPlaces {
  /** belongs to the database's user, closed to everybody else; holds the other two */
  readonly home: string;
  readonly pgdata: string;
  readonly socketFolder: string;
  /** for copies of programs the database's user cannot reach where npm put them */
  readonly programs: string;
}

/** A Unix socket's path has to fit into 107 bytes with its final zero. */
const longestSocketPath = 106;

/** Settles the places for one data folder and makes the folders. Nothing outside them is changed. */
export function settlePlaces(data: string, user: OsUser | undefined): ClusterPlaces {
  // The data folder itself is ours to open so far that the database's user can walk through; the folders above it are not.
  const base = canReach(user, dirname(data)) ? data : elsewhere(data, user);
  const home = join(base, 'cluster');
  makeFolder(base, undefined, user === undefined ? 0o700 : 0o711);
  makeFolder(home, user, 0o700);
  return {
    home,
    pgdata: join(home, 'pgdata'),
    socketFolder: socketFolder(home, user),
    programs: join(base, 'programs'),
  };
}

/** As root with the data in somebody's closed home: the database's user cannot get there, so its files go to /var/lib. */
function elsewhere(data: string, user: OsUser | undefined): string {
  const name = createHash('sha256').update(resolve(data)).digest('hex').slice(0, 12);
  const folder = join('/var/lib/strongroom', name);
  if (canReach(user, folder)) {
    makeFolder(dirname(folder), undefined, 0o711);
    return folder;
  }
  throw new HostRefusal(
    `PostgreSQL runs as the user ${user?.name ?? ''}, who can enter neither ${data} nor ${folder}. ` +
      'Set STRONGROOM_DATA to a folder whose parents everybody may enter.',
  );
}

function socketFolder(home: string, user: OsUser | undefined): string {
  const beside = join(home, 'run');
  if (fits(beside)) return makeFolder(beside, user, 0o700);
  const name = createHash('sha256').update(home).digest('hex').slice(0, 16);
  const short = join(tmpdir(), `strongroom-${name}`);
  if (!fits(short)) throw new HostRefusal(`The path ${short} is too long for a socket. Set TMPDIR to a shorter one.`);
  return makeFolder(short, user, 0o700);
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, '.s.PGSQL.5432')) <= longestSocketPath;
}

/** A folder of the given owner and mode. One that is there and belongs to somebody else is refused: it may be a trap. */
function makeFolder(path: string, owner: OsUser | undefined, mode: number): string {
  mkdirSync(path, { recursive: true });
  const stat = lstatSync(path);
  const uid = owner?.uid ?? process.getuid!();
  if (!stat.isDirectory()) throw new HostRefusal(`${path} should be a folder and is not.`);
  if (stat.uid !== uid) {
    if (stat.uid !== process.getuid!())
      throw new HostRefusal(`${path} belongs to another user (${stat.uid}); it should be ours.`);
    chownSync(path, uid, owner?.gid ?? process.getgid!());
  }
  if ((stat.mode & 0o777) !== mode) chmodSync(path, mode);
  return path;
}

/** Makes npm's programs runnable (npm leaves out the links of their libraries) and copies them where the user can reach them. */
export function preparePrograms(
  programs: PgPrograms,
  packages: string,
  places: ClusterPlaces,
  user: OsUser | undefined,
): PgPrograms {
  if (programs.origin === 'system') return programs;
  const native = embeddedFolder(packages);
  const libc: unknown = (process.report.getReport() as { header: Record<string, unknown> }).header[
    'glibcVersionRuntime'
  ];
  if (typeof libc !== 'string') {
    throw new HostRefusal(
      'The PostgreSQL that npm brings needs glibc, and this system (musl?) has none. Install PostgreSQL from its packages.',
    );
  }
  if (canReach(user, join(native, 'bin', 'postgres')) && makeLinks(native)) return programs;
  const copy = join(places.programs, `${programs.major}.${programs.minor}`);
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`;
    mkdirSync(places.programs, { recursive: true, mode: 0o755 });
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    makeLinks(half);
    openForReading(half);
    rmSync(copy, { recursive: true, force: true });
    renameSync(half, copy);
  }
  return { ...programs, bin: join(copy, 'bin') };
}

/** False when links are missing and cannot be made here, as in a read-only node_modules. */
function makeLinks(native: string): boolean {
  const lib = join(native, 'lib');
  for (const [link, to] of embeddedLinks(native)) {
    const path = join(native, link);
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    if (!existsSync(join(lib, to))) throw new HostRefusal(`${join(lib, to)} is missing; run \`npm ci\` again.`);
    try {
      symlinkSync(to, path);
    } catch (error) {
      if (['EACCES', 'EPERM', 'EROFS'].includes(String((error as NodeJS.ErrnoException).code))) return false;
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return true;
}

/** npm may have unpacked with a strict umask: everybody may read and enter the copy, nobody but us may write it. */
function openForReading(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    chmodSync(path, entry.isDirectory() || (statSync(path).mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}

/** The major version that made the data, or undefined when there are none yet. */
export function dataMajor(pgdata: string): number | undefined {
  const file = join(pgdata, 'PG_VERSION');
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined;
}
