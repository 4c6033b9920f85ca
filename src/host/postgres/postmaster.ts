// Starts, finds and stops one PostgreSQL server process; its own file postmaster.pid is what tells the truth about it.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, fchownSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { HostRefusal } from '../refusal.ts';
import type { OsUser } from './run-as.ts';

export interface Postmaster {
  readonly pid: number;
  readonly socketFolder: string;
  readonly status: 'starting' | 'stopping' | 'ready' | 'standby' | 'unknown';
}

/** What postmaster.pid says, if the process it names is alive and really the server of this folder. */
export function findPostmaster(pgdata: string): Postmaster | undefined {
  const lines = readLines(join(pgdata, 'postmaster.pid'));
  const pid = Math.abs(Number(lines?.[0]));
  if (lines === undefined || !Number.isInteger(pid) || pid === 0 || !isServerOf(pid, pgdata)) return undefined;
  const word = (lines[7] ?? '').trim();
  const status = ['starting', 'stopping', 'ready', 'standby'].includes(word)
    ? (word as Postmaster['status'])
    : 'unknown';
  return { pid, socketFolder: (lines[4] ?? '').trim(), status };
}

export interface StartOptions {
  readonly bin: string;
  readonly pgdata: string;
  /** belongs to the server's user; what the server says before its own log begins goes to start.log in it */
  readonly home: string;
  /** private to this cluster */
  readonly socketFolder: string;
  readonly user: OsUser | undefined;
}

/**
 * Starts the server in a session of its own, so that neither Ctrl-C nor our death ends it, and waits until it is ready.
 * Crash recovery may take long: it waits as long as the process lives.
 */
export async function startPostmaster(options: StartOptions): Promise<Postmaster> {
  removeStaleLocks(options);
  for (let attempt = 0; ; attempt++) {
    const child = spawnServer(options);
    const exited = new Promise<boolean>((resolve) =>
      child.once('exit', () => resolve(true)).once('error', () => resolve(true)),
    );
    const ready = await waitForReady(options.pgdata, child.pid, exited);
    if (ready !== undefined) return ready;
    const said = `${lastLines(join(options.home, 'start.log'))}\n${lastLines(newestLog(options.pgdata))}`.trim();
    // Another process was faster: its server is as good as ours.
    const other = await findLiving(options.pgdata);
    if (other !== undefined) return other;
    // Killed by kill -9, a server leaves workers that hold its memory until they notice; after a while they are ended.
    if (attempt < 40 && /shared memory block|still in use|lock file/.test(said)) {
      if (attempt === 8) endLeftovers(options.pgdata, 'SIGQUIT');
      if (attempt === 24) endLeftovers(options.pgdata, 'SIGKILL');
      await pause(250);
      continue;
    }
    throw new HostRefusal(`PostgreSQL did not start. It said:\n${said || '(nothing)'}`);
  }
}

/** Ends it: waits for sessions to be cut and everything written; after a minute without a shutdown checkpoint (it recovers at the next start). */
export async function stopPostmaster(pgdata: string): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    const running = findPostmaster(pgdata);
    if (running === undefined) return;
    kill(running.pid, signal);
    for (const until = performance.now() + patienceMs; performance.now() < until;) {
      if (findPostmaster(pgdata)?.pid !== running.pid) return;
      await pause(20);
    }
  }
  throw new HostRefusal('PostgreSQL does not stop.');
}

export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function waitForReady(
  pgdata: string,
  pid: number | undefined,
  exited: Promise<boolean>,
): Promise<Postmaster | undefined> {
  for (;;) {
    if (await Promise.race([exited, pause(10, false)])) return undefined;
    const found = findPostmaster(pgdata);
    if (found?.pid === pid && found?.status === 'ready') return found;
  }
}

/** Waits for a server that somebody else starts or stops; undefined when there is none in the end. */
export async function findLiving(pgdata: string): Promise<Postmaster | undefined> {
  for (;;) {
    const found = findPostmaster(pgdata);
    if (found === undefined || found.status === 'ready') return found;
    await pause(20);
  }
}

function spawnServer({ bin, pgdata, home, user }: StartOptions): ChildProcess {
  const log = openSync(join(home, 'start.log'), 'w', 0o600);
  if (user !== undefined) fchownSync(log, user.uid, user.gid);
  const child = spawn(join(bin, 'postgres'), ['-D', pgdata], {
    cwd: home,
    detached: true,
    stdio: ['ignore', log, log],
    env: cleanEnvironment(home),
    ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
  });
  closeSync(log);
  child.unref();
  return child;
}

/** No variable of ours or of the person's reaches the server: PGDATA, PGPORT or LD_PRELOAD would change what it does. */
export function cleanEnvironment(home: string): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
}

/**
 * PostgreSQL trusts the numbers in its lock files when any process has them: another program after a restart of the machine or
 * container, or the dead server itself where nobody takes note of its end. Whoever is named there is not a server of this folder, or
 * we would not be here: the files are leftovers.
 */
function removeStaleLocks({ pgdata, socketFolder }: StartOptions): void {
  if (findPostmaster(pgdata) !== undefined) return;
  rmSync(join(pgdata, 'postmaster.pid'), { force: true });
  for (const file of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) rmSync(join(socketFolder, file), { force: true });
}

/** A server works in its data folder; that is how it is told from another program that got its number. */
function isServerOf(pid: number, pgdata: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    const zombie = /^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return !zombie && readlinkSync(`/proc/${pid}/cwd`) === pgdata;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw new HostRefusal(
      `A process (${pid}) may be the PostgreSQL of ${pgdata}, but belongs to another user. Start as the same user as before.`,
    );
  }
}

function endLeftovers(pgdata: string, signal: NodeJS.Signals): void {
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      if (
        readlinkSync(`/proc/${pid}/cwd`) === pgdata &&
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres:')
      ) {
        kill(pid, signal);
      }
    } catch {
      // not ours to look at, or gone meanwhile
    }
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readLines(path: string): string[] | undefined {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function newestLog(pgdata: string): string {
  const folder = join(pgdata, 'log');
  const files = statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder);
  const paths = files.map((file) => join(folder, file));
  return paths.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0] ?? '';
}

function lastLines(path: string): string {
  const lines = path === '' ? undefined : readLines(path);
  return (lines ?? [])
    .filter((line) => line.trim() !== '')
    .slice(-6)
    .join('\n');
}
