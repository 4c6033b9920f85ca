// The program is killed again and again in the middle of an export: the file holds every record once, in order. And however long the list
// is, the program that writes it takes no more memory than for a short one.
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { moveClock, resetClock } from '../src/core/clock.ts';
import { openKeyring } from '../src/core/crypto/keyring.ts';
import type { Vault } from '../src/core/vault.ts';
import type { ExportView } from '../src/features/exports/contract.ts';
import { appTarget } from '../src/host/tenant/provision.ts';
import type { ExportRunnerSettings } from './crash/export-runner.ts';
import { databaseOf, newTenant, superuserIn, testCluster } from './harness/cluster.ts';
import { addUser } from './harness/engine.ts';
import { Exporting, cellsOf, sheetCells, unzip } from './harness/exporting.ts';
import { isProof } from './samples/counts.ts';

const kills = isProof ? 60 : 4;
const rows = isProof ? 200_000 : 50_000;

const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-export-crash-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const made = await newTenant('acme');
const key = randomBytes(32);
const acme: Vault = { ...made, keys: openKeyring(made.id, key) };
const owner = await addUser(made, 'Olga Owner', 'owner');
const db = await superuserIn(made);
const desk = new Exporting(acme, { folder, started: false });
const target = appTarget(await testCluster(), databaseOf(made));

await db.query(
  `insert into data.contact (id, owner, version, created_at, created_by, updated_at, updated_by, given_name, family_name, job_title, emails, birthday, notes)
   select gen_random_uuid(), $1, 1, now(), $1, now(), $1, 'Given ' || n, lpad(n::text, 7, '0'), '=Job ' || n,
     jsonb_build_array(jsonb_build_object('value', 'n' || n || '@x.example', 'label', 'work')), date '1970-01-01' + n % 9000,
     repeat('A line of notes, ', 20) || n
   from generate_series(0, $2 - 1) n`,
  [owner.id, rows],
);
const columns = ['givenName', 'familyName', 'jobTitle', 'emails', 'birthday', 'notes'];

function runner(pageRows: number, flags: readonly string[] = []): ChildProcess {
  const settings: ExportRunnerSettings = { target, tenant: acme.id, key: key.toString('hex'), folder, pageRows };
  return fork(path.join(import.meta.dirname, 'crash/export-runner.ts'), [JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning', ...flags],
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  });
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await gone;
}

const view = (id: string): Promise<ExportView> => desk.act(owner, 'export.view', { id });
const isOver = (x: ExportView): boolean => !['waiting', 'running'].includes(x.job.status);

/** Kills the runner at random moments, as long as the export goes on; answers its end and how often it was killed. */
async function runKilled(id: string): Promise<{ end: ExportView; killed: number }> {
  for (let killed = 0; ; killed++) {
    const before = (await view(id)).job.done;
    const child = runner(50);
    // Only once it has got further: a job that never does is given up on purpose.
    while (!isOver(await view(id)) && !(killed < kills && (await view(id)).job.done > before)) await pause(15);
    if (killed < kills) await pause(Math.random() * 120);
    await kill(child);
    const seen = await view(id);
    if (isOver(seen)) return { end: seen, killed };
  }
}

for (const format of ['csv', 'xlsx'])
  test(`an export as ${format} survives being killed, whole and without a record twice`, async () => {
    const filter = { field: 'familyName', op: 'lt', value: '0001500' };
    const { id } = await desk.start(owner, { entity: 'contact', format, columns, sort: '-familyName', filter });
    const { end, killed } = await runKilled(id);
    assert.equal(end.job.status, 'done', end.job.error ?? '');
    assert.ok(killed >= Math.min(3, kills), `it was killed only ${killed} times`);
    const { bytes } = await desk.file(owner, id);
    const names = Array.from({ length: 1500 }, (_, i) => String(1499 - i).padStart(7, '0'));
    if (format === 'csv') {
      const [, ...cells] = cellsOf(bytes);
      assert.deepEqual(
        cells.map((row) => row[1]),
        names,
      );
    } else {
      const cells = sheetCells(unzip(bytes).get('xl/worksheets/sheet1.xml')!);
      assert.deepEqual(
        names.map((_, i) => cells.get(`B${i + 2}`)?.value),
        names,
      );
      assert.equal(cells.has('A1502'), false);
    }
    await desk.act(owner, 'export.remove', { id });
    const known = (await db.query<{ n: number }>('select count(*)::int as n from core.file')).rows[0]!.n;
    assert.equal(known, 0);
    // What was written and not committed is nobody's: wiped once it is an hour old.
    moveClock(2 * 3_600_000);
    const purpose = { action: 'file.wipe', reads: false, requestId: null, address: null };
    await desk.shop.door.open(acme, { kind: 'system', name: 'host' }, purpose, (tx) => tx.files.wipe());
    resetClock();
    const left = readdirSync(path.join(folder, acme.id), { recursive: true, withFileTypes: true });
    assert.deepEqual(
      left.filter((f) => f.isFile()),
      [],
    );
  });

/** Runs one export in a program of its own; answers what it held at most, in MiB, and how long it took. */
async function measure(format: string, most: number): Promise<{ memory: number; size: number; ms: number }> {
  const filter = { field: 'familyName', op: 'lt', value: String(most).padStart(7, '0') };
  // So little that garbage has to be collected: what is left is what is needed.
  const child = runner(1000, ['--max-old-space-size=64', '--max-semi-space-size=4']);
  const began = performance.now();
  const { id } = await desk.start(owner, { entity: 'contact', format, columns, sort: 'familyName', filter });
  const end = await desk.ended(owner, id);
  const ms = Math.round(performance.now() - began);
  const answer = new Promise<number>((resolve) => child.once('message', (kib) => resolve(kib as number)));
  child.send('memory');
  const memory = Math.round((await answer) / 1024);
  await kill(child);
  assert.equal(end.job.status, 'done', end.job.error ?? '');
  assert.equal(end.file!.rows, most);
  return { memory, size: end.file!.size, ms };
}

for (const format of ['csv', 'xlsx'])
  test(`${rows} records as ${format} take no more memory than a tenth of them`, async (t) => {
    const few = await measure(format, rows / 10);
    const many = await measure(format, rows);
    const rate = Math.round((rows / many.ms) * 1000);
    t.diagnostic(
      `${rows} records: ${many.size} bytes in ${many.ms} ms (${rate}/s), ${many.memory} MiB against ${few.memory} MiB`,
    );
    assert.ok(many.size > 8 * few.size);
    assert.ok(many.memory - few.memory < 64, `${many.memory} MiB against ${few.memory} MiB`);
  });
