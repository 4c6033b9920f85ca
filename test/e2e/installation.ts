// Gives each browser test an installation of its own in a moment: a copy of one that was started for the first time and ended in order.
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  statfsSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { exclusively } from '../../src/host/exclusive.ts';

const run = promisify(execFile);
const checkout = join(import.meta.dirname, '..', '..');

/** Memory when there is enough of it: an installation of a test is written once and thrown away. */
function roomiest(): string {
  const shm = '/dev/shm';
  if (statSync(shm, { throwIfNoEntry: false })?.isDirectory() !== true) return tmpdir();
  const { bavail, bsize } = statfsSync(shm);
  return bavail * bsize > 4 * 1024 ** 3 ? shm : tmpdir();
}

const base = join(
  roomiest(),
  `strongroom-e2e-${process.getuid?.() ?? 0}-${createHash('sha256').update(checkout).digest('hex').slice(0, 8)}`,
);

/** What a first start makes depends on the program but for its pages: another state of it begins anew. */
function stateOfProgram(): string {
  const src = join(checkout, 'src');
  const files = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(src, join(entry.parentPath, entry.name)))
    .filter((file) => /\.(ts|sql)$/.test(file) && !/(^|\/)web\/|\.test\.ts$/.test(file));
  const hash = createHash('sha256').update(readFileSync(join(checkout, 'package-lock.json')));
  for (const file of files.sort()) hash.update(`\n${file}\n`).update(readFileSync(join(src, file)));
  return hash.digest('hex').slice(0, 16);
}

/** A folder with the data of an installation that has one tenant and no owner yet; whoever asked removes it. */
export async function newInstallation(): Promise<string> {
  mkdirSync(base, { recursive: true, mode: 0o711 });
  const whole = join(base, stateOfProgram());
  await exclusively(join(base, 'lock'), async () => {
    if (existsSync(whole)) return;
    for (const old of readdirSync(base)) {
      if (/^[0-9a-f]{16}$|^half-/.test(old)) rmSync(join(base, old), { recursive: true, force: true });
    }
    const half = mkdtempSync(join(base, 'half-'));
    const child = await startWith(half);
    await end(child.process);
    renameSync(half, whole);
  });
  const data = mkdtempSync(join(base, 'data-'));
  // with owners and modes: the database's files belong to the database's user
  await run('cp', ['-a', '--', `${whole}/.`, data]);
  return data;
}

export interface Started {
  readonly process: ChildProcess;
  /** what it printed until it served */
  readonly text: string;
}

/** Starts the program on a folder of data, as a person does, and waits until it prints where it serves. */
export async function startWith(data: string): Promise<Started> {
  const child = spawn(process.execPath, [join(checkout, 'src/main.ts'), 'start'], {
    cwd: checkout,
    env: { ...inherited(), STRONGROOM_DATA: data, STRONGROOM_PORT: String(await freePort()) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  return await new Promise((done, fail) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes('/link#') && text.includes('Ctrl-C')) done({ process: child, text });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => fail(new Error(`Strongroom ended with ${code} before it served:\n${text}`)));
  });
}

/** Runs a command of the program beside the one that serves the same data, as whoever runs the machine does; answers what it printed. */
export async function command(data: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [join(checkout, 'src/main.ts'), ...args], {
    cwd: checkout,
    env: { ...inherited(), STRONGROOM_DATA: data },
  });
  return stdout;
}

/** Ends it in order. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}

/** The environment without settings of ours: a test must not run with somebody's own. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STRONGROOM_')));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  await new Promise((done) => server.close(done));
  return address.port;
}
