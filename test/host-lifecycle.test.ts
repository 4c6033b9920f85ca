// The program as a person runs it: started, killed, started again, looked after from the command line, and ended, each as a real process.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { testPostgres } from './harness/cluster.ts';

const checkout = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'strongroom-run-'));
// Everybody may walk through: a cluster made as root belongs to another user, who otherwise gets a folder elsewhere.
chmodSync(folder, 0o711);
const data = join(folder, 'data');
const running = new Set<ChildProcess>();
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('STRONGROOM_') && name !== 'NODE_TEST_CONTEXT'),
  ),
  STRONGROOM_DATA: data,
  STRONGROOM_POSTGRES: testPostgres,
};

/** A test that failed leaves nothing running for the next. */
afterEach(async () => {
  await Promise.all(
    [...running].map(async (child) => {
      const gone = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGINT');
      await gone;
    }),
  );
});

after(async () => {
  const pid = postmaster();
  if (pid !== undefined) process.kill(pid, 'SIGQUIT');
  for (let i = 0; i < 100 && postmaster() !== undefined; i++) await pause(50);
  rmSync(folder, { recursive: true, force: true });
});

interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<number>;
  said(): string;
}

function run(script: string, args: readonly string[] = [], more: Record<string, string> = {}): Program {
  const child = spawn(process.execPath, [join(checkout, 'scripts', script), ...args], {
    cwd: folder,
    env: { ...environment, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  running.add(child);
  const ended = new Promise<number>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve(code ?? (signal === null ? -1 : 128));
    });
  });
  return { child, ended, said: () => said };
}

/** Starts and waits until it serves; answers the port and how long that took. */
async function start(args: readonly string[] = []): Promise<Program & { readonly port: number; readonly ms: number }> {
  const began = performance.now();
  const program = run('start.mjs', args);
  let over = false;
  void program.ended.then(() => (over = true));
  for (;;) {
    const port = /http:\/\/[a-z]+\.localhost:(\d+)/.exec(program.said())?.[1];
    if (port !== undefined && program.said().includes('Ctrl-C ends it')) {
      return { ...program, port: Number(port), ms: performance.now() - began };
    }
    assert.ok(!over, `it ended: ${program.said()}`);
    assert.ok(performance.now() - began < 120_000, `not serving: ${program.said()}`);
    await pause(20);
  }
}

async function command(...args: string[]): Promise<{ readonly code: number; readonly said: string }> {
  const program = run('strongroom.mjs', args);
  const code = await program.ended;
  return { code, said: program.said() };
}

/** With a session nobody has: the answer then comes from the tenant's database. */
async function get(port: number, host: string, path = '/'): Promise<number> {
  const headers = { host: `${host}.localhost:${port}`, cookie: `__Host-strongroom=${'A'.repeat(43)}` };
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    })
      .once('error', reject)
      .end();
  });
}

/** Waits until a request is answered so, and tells how long that took. */
async function until(status: number, ask: () => Promise<number>, mostMs: number): Promise<number> {
  const began = performance.now();
  for (let last: unknown; ; await pause(20)) {
    try {
      last = await ask();
    } catch (error) {
      last = error;
    }
    const ms = performance.now() - began;
    if (last === status) return ms;
    assert.ok(ms < mostMs, `expected ${status} within ${mostMs} ms, last was ${String(last)}`);
  }
}

async function waitFor(condition: () => boolean, mostMs: number): Promise<void> {
  for (const began = performance.now(); !condition(); await pause(50)) {
    assert.ok(performance.now() - began < mostMs, `not within ${mostMs} ms`);
  }
}

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // nothing is left of it
  }
}

function postmaster(): number | undefined {
  const file = join(data, 'cluster', 'pgdata', 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  return existsSync(`/proc/${pid}`) ? pid : undefined;
}

async function end(program: Program): Promise<void> {
  program.child.kill('SIGINT');
  assert.equal(await program.ended, 0, program.said());
  assert.equal(postmaster(), undefined, 'PostgreSQL ended with it');
}

test('the first start makes everything, prints where to go and a link for the first owner, and Ctrl-C ends all of it', async () => {
  const program = await start();
  assert.match(program.said(), /Making the root key .*keep a copy/);
  assert.match(program.said(), /Making a PostgreSQL 1\d\.\d+ cluster/);
  assert.match(program.said(), /http:\/\/office\.localhost:\d+\/link#[\w-]{43}\n/);
  assert.equal(await get(program.port, 'office'), 200);
  assert.equal(await get(program.port, 'nobody'), 404);
  assert.equal(await get(program.port, 'office', '/api/v1/me'), 401);
  await end(program);
});

test('a second start makes nothing anew and serves soon', async (t) => {
  const program = await start();
  t.diagnostic(`it served after ${Math.round(program.ms)} ms`);
  assert.doesNotMatch(program.said(), /Making/);
  // Measured 0.7 to 1 s alone, the aim is 3 s; here a dozen other test files may share two cores, and somebody may be writing pages.
  if (!program.said().includes('Building')) assert.ok(program.ms < 15_000, `it took ${program.ms} ms`);
  await end(program);
});

test('after kill -9 of the program its PostgreSQL runs on, and the next start takes it over', async () => {
  const first = await start();
  const server = postmaster();
  first.child.kill('SIGKILL');
  await first.ended;
  assert.equal(postmaster(), server, 'PostgreSQL survived');
  const second = await start();
  assert.doesNotMatch(second.said(), /Starting PostgreSQL/);
  assert.equal(postmaster(), server);
  assert.equal(await get(second.port, 'office'), 200);
  await end(second);
});

test('kill -9 of both, and a foreign process that got the number in the pid file, do not prevent the next start', async () => {
  const first = await start();
  const server = postmaster()!;
  first.child.kill('SIGKILL');
  process.kill(server, 'SIGKILL');
  await first.ended;
  const file = join(data, 'cluster', 'pgdata', 'postmaster.pid');
  const sleeper = spawn('sleep', ['60']);
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, [String(sleeper.pid), ...lines.slice(1)].join('\n'));
  const second = await start();
  assert.equal(await get(second.port, 'office', '/api/v1/me'), 401);
  sleeper.kill();
  await end(second);
});

test('when PostgreSQL is killed under it, it says so, starts it again and goes on without a restart', async () => {
  const program = await start();
  process.kill(postmaster()!, 'SIGKILL');
  for (let i = 0; i < 1_000 && !program.said().includes('PostgreSQL is gone; starting it again'); i++) await pause(20);
  await until(401, () => get(program.port, 'office', '/api/v1/me'), 30_000);
  assert.match(program.said(), /PostgreSQL is gone; starting it again/);
  const { code, said } = await command('tenant', 'list');
  assert.equal(code, 0, said);
  await end(program);
});

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`when npm is ended by ${signal}, what it started ends in order`, async () => {
    // A group of its own, so that whatever goes wrong leaves nothing behind.
    const npm = spawn('npm', ['start'], { cwd: checkout, env: environment, stdio: 'ignore', detached: true });
    running.add(npm);
    const gone = new Promise((resolve) => npm.once('close', resolve));
    await waitFor(() => postmaster() !== undefined, 60_000);
    npm.kill(signal);
    await gone;
    running.delete(npm);
    try {
      await waitFor(() => postmaster() === undefined, 20_000);
    } finally {
      endGroup(npm.pid!);
    }
  });
}

test('tenants are made, suspended and resumed while it serves, each seen within a second', async () => {
  const program = await start();
  const made = await command('tenant', 'create', 'acme', '--name', 'Acme Oy');
  assert.equal(made.code, 0, made.said);
  assert.match(made.said, new RegExp(`http://acme\\.localhost:${program.port}/link#[\\w-]{43}`));
  await until(200, () => get(program.port, 'acme'), 1_000);
  assert.equal((await command('tenant', 'suspend', 'acme')).code, 0);
  await until(503, () => get(program.port, 'acme', '/api/v1/me'), 1_000);
  assert.equal(await get(program.port, 'office', '/api/v1/me'), 401, 'the other is served on');
  assert.equal((await command('tenant', 'resume', 'acme')).code, 0);
  await until(401, () => get(program.port, 'acme', '/api/v1/me'), 1_000);
  const listed = await command('tenant', 'list', '--json');
  const tenants = JSON.parse(listed.said) as { slug: string; state: string; address: string }[];
  assert.deepEqual(
    tenants.map(({ slug, state, address }) => [slug, state, address]),
    [
      ['office', 'active', `http://office.localhost:${program.port}`],
      ['acme', 'active', `http://acme.localhost:${program.port}`],
    ],
  );
  await end(program);
});

test('with --demo there is a tenant full of invented records, made once', async () => {
  const first = await start(['--demo']);
  assert.match(first.said(), /Filled the tenant "Demo"/);
  assert.match(first.said(), /http:\/\/demo\.localhost:\d+\/link#/);
  await end(first);
  const second = await start(['--demo']);
  assert.doesNotMatch(second.said(), /Filled/);
  await end(second);
});

test('a second program on the same data is refused and told who has them; the first serves on', async () => {
  const first = await start();
  const second = run('start.mjs');
  assert.equal(await second.ended, 1);
  assert.match(
    second.said(),
    new RegExp(`already serves the data in .* as process ${first.child.pid}, at http://localhost:${first.port}`),
  );
  assert.equal(await get(first.port, 'office'), 200);
  await end(first);
});

test('the command line works while nothing serves, and leaves nothing running', async () => {
  const { code, said } = await command('tenant', 'link', 'acme');
  assert.equal(code, 0, said);
  assert.match(said, /http:\/\/acme\.localhost:\d+\/link#[\w-]{43}/);
  assert.match(said, /Nothing serves at that address just now/);
  assert.equal(postmaster(), undefined);
});

const misuse: [args: string[], code: number, said: RegExp][] = [
  [['tenant', 'create', 'acme', '--name', 'Again'], 1, /There is a tenant "acme" already/],
  [['tenant', 'create', 'Acme!', '--name', 'x'], 2, /expected up to 40 small letters/],
  [['tenant', 'create', 'www', '--name', 'x'], 2, /none of www/],
  [['tenant', 'create', 'nameless'], 2, /--name <name>/],
  [['tenant', 'suspend', 'nobody'], 1, /There is no tenant "nobody".*office, acme, demo/],
  [['tenant', 'resume', 'acme'], 1, /is active already/],
  [['tenant', 'dance'], 2, /unknown command 'dance'/],
];
for (const [args, code, said] of misuse) {
  test(`${args.join(' ')} is refused with what would fit`, async () => {
    const result = await command(...args);
    assert.equal(result.code, code, result.said);
    assert.match(result.said, said);
  });
}

test('a command that looks after what is there makes nothing where nothing is', async () => {
  const nowhere = join(folder, 'nowhere');
  for (const args of [['status'], ['tenant', 'list'], ['tenant', 'link', 'acme']]) {
    const program = run('strongroom.mjs', args, { STRONGROOM_DATA: nowhere });
    assert.equal(await program.ended, 1);
    assert.match(program.said(), /There is no installation in .*nowhere yet: `npm start` makes one/);
  }
  assert.ok(!existsSync(nowhere));
});

test('a wrong setting is refused before anything is touched', async () => {
  const program = run('start.mjs', [], { STRONGROOM_PORT: 'http', STRONGROOM_COLOUR: 'blue' });
  assert.equal(await program.ended, 2);
  assert.match(program.said(), /STRONGROOM_PORT=http: expected a whole number from 1 to 65535/);
  assert.match(program.said(), /STRONGROOM_COLOUR is not a setting/);
});

test('a port that is taken is refused by the name of its setting, and nothing stays behind', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, 'localhost', resolve));
  const { port } = other.address() as { port: number };
  other.unref();
  const program = run('start.mjs', [], { STRONGROOM_PORT: String(port) });
  assert.equal(await program.ended, 1);
  assert.match(program.said(), new RegExp(`STRONGROOM_PORT=${port}: another program has this port`));
  assert.equal(postmaster(), undefined);
});

test('without its root key, with another one, or with one others can read, it does not start and changes nothing', async () => {
  const key = join(data, 'keys', 'root.key');
  const refusal = async (): Promise<string> => {
    const program = run('start.mjs');
    assert.equal(await program.ended, 1, program.said());
    assert.equal(postmaster(), undefined);
    return program.said();
  };
  chmodSync(key, 0o644);
  assert.match(await refusal(), /Others may read the root key .*chmod 600/);
  chmodSync(key, 0o600);
  renameSync(key, `${key}.away`);
  assert.match(await refusal(), /The root key .* is missing/);
  assert.ok(!existsSync(key), 'no new one was made');
  writeFileSync(key, `strongroom-root-key-1 ${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 });
  assert.match(await refusal(), /does not know the root key .*made with another one/);
  writeFileSync(key, 'not a key\n', { mode: 0o600 });
  assert.match(await refusal(), /is not a root key: expected one line/);
  rmSync(key);
  renameSync(`${key}.away`, key);
  await end(await start());
});
