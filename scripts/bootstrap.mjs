// What every command does first, in plain JavaScript for whatever Node (20 or later) the machine has: install the packages of the
// lock file when they are missing or stale, find a Node that can run this program, and run it there.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = join(repository, 'node_modules');
const compileCache = join(packages, '.cache', 'node-compile');
const oldestNode = [24, 15];

/** Prints and ends: for what the person at the terminal can help. */
export function refuse(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

/** Installs exactly the packages of package-lock.json, unless they are there already. `say` hears what is done. */
export async function ensurePackages(say = (what) => process.stderr.write(`${what}\n`)) {
  if (process.platform !== 'linux') {
    refuse(`Strongroom runs on Linux (x64 or arm64); this is ${process.platform}. In a container or WSL it does.`);
  }
  if (!isStale()) return;
  await oneAtATime(async () => {
    if (!isStale()) return;
    say(existsSync(packages) ? 'Bringing the packages up to date (npm ci)' : 'Installing the packages (npm ci)');
    const started = Date.now();
    const { status, signal } = npm([
      'ci',
      '--include=dev',
      '--include=optional',
      '--ignore-scripts',
      '--no-audit',
      // other Nodes than ours are expected here: npm would warn of each package that wants a newer one
      '--loglevel=error',
      '--no-fund',
    ]);
    if (status !== 0) refuse(`npm ci ended with ${signal ?? status}: see what it says above.`);
    say(`Installed in ${Math.round((Date.now() - started) / 1000)} s`);
  });
}

/** True when a package of the lock file is not installed in the version the lock file names. */
function isStale() {
  const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8'));
  const hidden = join(packages, '.package-lock.json');
  if (!existsSync(hidden)) return true;
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(lock.packages).some(([path, entry]) => {
    if (path === '') return false;
    const found = installed[path];
    if (found === undefined) return entry.optional !== true;
    return found.version !== entry.version || !existsSync(join(repository, path));
  });
}

function npm(args) {
  // Not through node_modules/.bin, which `npm ci` removes while it runs.
  const path = process.env.PATH.split(delimiter).filter((folder) => !folder.startsWith(packages));
  const env = { ...process.env, PATH: path.join(delimiter) };
  const options = { cwd: repository, env, stdio: ['ignore', 2, 2] };
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  const direct = cli?.endsWith('.js') && node !== undefined && !node.startsWith(packages);
  const result = direct ? spawnSync(node, [cli, ...args], options) : spawnSync('npm', args, options);
  if (result.error !== undefined) refuse(`npm cannot be run (${result.error.message}). It comes with Node.js.`);
  return result;
}

/** Two commands started together must not install over each other. */
async function oneAtATime(work) {
  const lock = join(
    tmpdir(),
    `strongroom-install-${createHash('sha256').update(repository).digest('hex').slice(0, 16)}`,
  );
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!isAlive(lock)) rmSync(lock, { force: true });
      await pause(200);
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isAlive(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
}

/** The running Node when it is new enough, else the one npm brought. */
export function findNode() {
  if (isNewEnough(process.version)) return process.execPath;
  const brought = join(packages, `node-linux-${process.arch}`, 'bin', 'node');
  if (existsSync(brought)) {
    const { status, stdout } = spawnSync(brought, ['--version'], { encoding: 'utf8' });
    if (status === 0 && isNewEnough(stdout.trim())) return brought;
  }
  return refuse(
    `Node ${oldestNode.join('.')} or later is needed. This is ${process.version}, and the one npm brings for ` +
      `linux-${process.arch} ${existsSync(brought) ? 'does not run here (musl?)' : 'is not installed'}.`,
  );
}

/** For scripts that start several programs themselves: packages in place, and the Node to run them with. */
export async function prepare({ say } = {}) {
  await ensurePackages(say);
  return { node: findNode() };
}

/**
 * Runs a file of this program: in this process when its Node is new enough, else in a child that gets our terminal, our signals and,
 * should we be killed, the news of it. Does not return before the child ended.
 */
export async function enter(file, args = process.argv.slice(2)) {
  await ensurePackages();
  const path = join(repository, file);
  const node = findNode();
  endWithNpm();
  if (node === process.execPath) {
    nodeModule.enableCompileCache(compileCache);
    process.argv = [process.argv[0], path, ...args];
    await import(pathToFileURL(path).href);
    return;
  }
  process.exit(await runChild(node, [...memoryFlags, path, ...args]));
}

/**
 * Left to itself, Node takes 128 MB for young objects on a big machine and lets old ones pile up: 390 MB for 35 MB of live data. So 190.
 * package.json says the same where npm starts the right Node at once.
 */
const memoryFlags = ['--max-semi-space-size=16', '--heap-growing-percent=20'];

/**
 * npm runs us through a shell, which does not pass on a signal that ends it: whoever stops npm would leave us running. So when the
 * shell or npm is gone, we are told to end as if the signal had come. Started without npm, nothing of this holds.
 */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const npmProcess = parentOf(shell);
  const watch = setInterval(() => {
    if (process.ppid === shell && parentOf(shell) === npmProcess) return;
    // Once: a second wish to end is taken for impatience, and PostgreSQL would be left running.
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 1000);
  watch.unref();
}

function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // gone
  }
}

/** Runs a command under the right Node with our terminal and signals; answers its exit code. */
export function runChild(node, args, env = {}) {
  const child = spawn(node, args, {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache, ...env },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.once('error', (error) => refuse(`${node} cannot be run: ${error.message}`));
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}
