// The program is killed again and again in the middle of an import and of its undo: afterwards every row is there once, and every figure is right.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openKeyring } from '../src/core/crypto/keyring.ts';
import type { Vault } from '../src/core/vault.ts';
import { deals } from '../src/features/deals/server.ts';
import type { ColumnSetting } from '../src/contract/importing.ts';
import type { ImportView } from '../src/features/imports/contract.ts';
import { imports } from '../src/features/imports/server.ts';
import type { JobView } from '../src/features/jobs/contract.ts';
import { jobs } from '../src/features/jobs/server.ts';
import { operations } from '../src/features/operations/server.ts';
import { appTarget } from '../src/host/tenant/provision.ts';
import type { RunnerSettings } from './crash/import-runner.ts';
import { databaseOf, newTenant, superuserIn, testCluster } from './harness/cluster.ts';
import { addUser } from './harness/engine.ts';
import { workshop } from './harness/workshop.ts';
import { isProof } from './samples/counts.ts';

const kills = isProof ? 60 : 5;
const rows = isProof ? 40_000 : 8_000;

const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-import-crash-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const made = await newTenant('acme');
const key = randomBytes(32);
const acme: Vault = { ...made, keys: openKeyring(made.id, key) };
const owner = await addUser(made, 'Olga Owner', 'owner');
const db = await superuserIn(made);
/** Enqueues and looks; it is never started, so only the child runs anything. */
const shop = workshop([imports, jobs, operations, deals], () => [acme], { folder });
const target = appTarget(await testCluster(), databaseOf(made));
const settings: RunnerSettings = { target, tenant: acme.id, key: key.toString('hex'), folder };

function act<T>(action: string, input: object, body?: Buffer): Promise<T> {
  return shop.act<T & object>(acme, owner.actor, action, input, body);
}

async function count(what: string): Promise<number> {
  return (await db.query<{ n: number }>(`select count(*)::int as n from ${what}`)).rows[0]!.n;
}

function startRunner(): ChildProcess {
  return spawn(process.execPath, [path.join(import.meta.dirname, 'crash/import-runner.ts'), JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, NODE_NO_WARNINGS: '1' },
  });
}

/** Kills the runner at random moments, so long as the job goes on; answers the job at its end and how often it was killed. */
async function runKilled(job: JobView): Promise<{ job: JobView; killed: number }> {
  let killed = 0;
  for (;;) {
    const before = (await act<JobView>('job.view', { id: job.id })).done;
    const child = startRunner();
    const gone = new Promise((resolve) => child.once('close', resolve));
    let seen = await act<JobView>('job.view', { id: job.id });
    const mayKill = killed < kills;
    // Only once it has got further: a job that never does is given up on purpose.
    while (['waiting', 'running'].includes(seen.status) && !(mayKill && seen.done > before)) {
      await pause(15);
      seen = await act<JobView>('job.view', { id: job.id });
    }
    if (mayKill) await pause(Math.random() * 120);
    child.kill('SIGKILL');
    await gone;
    seen = await act<JobView>('job.view', { id: job.id });
    if (!['waiting', 'running'].includes(seen.status)) return { job: seen, killed };
    killed += 1;
  }
}

test('rows, records made on the way, refused rows and references between rows survive being killed', async () => {
  const lines = Array.from({ length: rows }, (_, i) => {
    const bad = i % 100 === 7 ? 'not a date' : '2001-02-03';
    return `Given ${i},Family ${i},Firm ${i % 300},${bad}`;
  });
  const text = `First name,Last name,Company,Birthday\n${lines.join('\n')}\n`;
  const view = await act<ImportView>('import.upload', { name: 'people.csv', entity: 'contact' }, Buffer.from(text));
  const company: ColumnSetting = {
    ...view.columns[2]!.setting,
    link: { entity: 'company', by: 'name', missing: 'create' },
  };
  await act('import.change', { id: view.id, columns: [company] });
  const { job } = await act<{ job: JobView }>('import.run', { id: view.id });
  const done = await runKilled(job);
  assert.equal(done.job.status, 'done', done.job.error ?? '');
  assert.ok(done.killed >= Math.min(3, kills), `it was killed only ${done.killed} times`);
  const errors = Math.ceil((rows - 7) / 100);
  // Three firms stand in refused rows only: nothing is made for those.
  const firms = 297;
  const result = await act<ImportView>('import.view', { id: view.id });
  const wanted = {
    rows,
    created: rows - errors,
    errors,
    made: firms,
    updated: 0,
    unchanged: 0,
    skipped: 0,
    blank: 0,
    emptied: 0,
  };
  assert.deepEqual(result.counts, wanted);
  assert.equal(await count('data.contact'), rows - errors);
  assert.equal(await count('(select distinct family_name from data.contact) x'), rows - errors);
  assert.equal(await count('data.company'), firms);
  assert.equal(
    await count(`core.ledger where operation = '${done.job.operation}' and verb = 'created'`),
    rows - errors + firms,
  );
  assert.deepEqual(
    result.run!.groups!.map((g) => [g.code, g.count]),
    [['not-a-date', errors]],
  );
  const { answer } = await act<{ answer: { file: { stream: AsyncIterable<Buffer> } } }>('import.errors', {
    id: view.id,
  });
  let file = '';
  for await (const part of answer.file.stream) file += part.toString();
  assert.equal(file.trim().split('\r\n').length, errors + 1);
  assert.equal(await count(`core.kept where kind like 'import.%:%'`), 0, 'nothing that was kept for the way is left');

  const undo = await act<{ job: JobView }>('import.undo', { id: view.id });
  const undone = await runKilled(undo.job);
  assert.equal(undone.job.status, 'done', undone.job.error ?? '');
  assert.deepEqual([undone.job.result['binned'], undone.job.result['keptCount']], [rows - errors + firms, 0]);
  assert.equal(await count('data.contact where archived_at is null'), 0);
  assert.equal(await count('data.company where archived_at is null'), 0);
});

test('parents in the same file are connected once each, however often the program is killed', async () => {
  const firms = rows / 4;
  const lines = Array.from({ length: firms }, (_, i) => `Tree ${i},${i === 0 ? '' : `Tree ${(i - 1) >> 1}`}`).reverse();
  const view = await act<ImportView>(
    'import.upload',
    { name: 'tree.csv', entity: 'company' },
    Buffer.from(`name,parent\n${lines.join('\n')}\n`),
  );
  await act('import.change', { id: view.id, key: { field: null, found: 'update', missing: 'create' } });
  const { job } = await act<{ job: JobView }>('import.run', { id: view.id });
  const done = await runKilled(job);
  assert.equal(done.job.status, 'done', done.job.error ?? '');
  assert.equal(await count(`data.company where name like 'Tree %'`), firms);
  assert.equal(
    await count(`data.company c join data.company p on p.id = c.parent where c.name like 'Tree %'`),
    firms - 1,
  );
  const { rows: wrong } = await db.query(
    `select 1 from data.company c join data.company p on p.id = c.parent
     where split_part(p.name, ' ', 2)::int <> (split_part(c.name, ' ', 2)::int - 1) / 2`,
  );
  assert.equal(wrong.length, 0);
});
