// While an export runs the world goes on: what changes then never makes the file shorter, and what makes it impossible ends it loudly.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type TestUser, addUser } from '../../../test/harness/engine.ts';
import { Exporting, cellsOf } from '../../../test/harness/exporting.ts';
import { Problem } from '../../contract/problem.ts';
import type { Feature } from '../../core/feature.ts';
import type { RoleGrants } from '../../core/roles.ts';
import type { Vault } from '../../core/vault.ts';
import type { ExportView } from './contract.ts';
import { type ExportLimits, usualExportLimits } from './run-export.ts';
import { shape } from '../shape/server.ts';
import { makeExports } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'strongroom-export-job-'));
after(() => rmSync(folder, { recursive: true, force: true }));

type Pause = (unit: number) => Promise<void>;

/** Exports in small pages; `before` is called in front of every unit of work of the job, from 1 on. */
function slow(before: Pause, limits: Partial<ExportLimits> = {}): Feature {
  const feature = makeExports({ ...usualExportLimits, pageRows: 10, ...limits });
  const jobs = feature.jobs!.map((kind) => ({
    kind: kind.kind,
    run: async (job: Parameters<typeof kind.run>[0]) => {
      let unit = 0;
      await kind.run({
        ...job,
        open: async (work) => {
          await before((unit += 1));
          return await job.open(work);
        },
      });
    },
  }));
  return { ...feature, jobs };
}

const sees: RoleGrants = { objects: { company: { view: 'own', export: 'all' } }, areas: ['self.use'] };

interface Scene {
  readonly vault: Vault;
  readonly me: TestUser;
  readonly desk: Exporting;
  readonly sql: <T>(text: string, values?: readonly unknown[]) => Promise<T[]>;
}

/** A tenant with so many companies of one person, numbered from 0 on. */
async function scene(
  before: (s: Scene, unit: number) => Promise<void>,
  limits?: Partial<ExportLimits>,
  rows = 45,
): Promise<Scene> {
  const vault = await newTenant('acme');
  const db = await superuserIn(vault);
  const me = await addUser(vault, 'Mia', sees);
  await db.query(
    `insert into data.company (id, owner, version, created_at, created_by, updated_at, updated_by, name, industry)
     select gen_random_uuid(), $1, 1, now(), $1, now(), $1, 'C' || lpad(n::text, 3, '0'), 'Wood' from generate_series(0, $2 - 1) n`,
    [me.id, rows],
  );
  const made: { scene?: Scene } = {};
  const feature = slow((unit) => before(made.scene!, unit), limits);
  const desk = new Exporting(vault, { feature, folder: join(folder, vault.id) });
  const sql = async <T>(text: string, values: readonly unknown[] = []): Promise<T[]> =>
    (await db.query<T>(text, values)).rows;
  return (made.scene = { vault, me, desk, sql });
}

const input = {
  entity: 'company',
  columns: ['name'],
  sort: 'name',
  filter: { field: 'industry', op: 'eq', value: 'Wood' },
};
const names = (rows: number): string[][] => [
  ['Name'],
  ...Array.from({ length: rows }, (_, i) => [`C${String(i).padStart(3, '0')}`]),
];

async function runs(s: Scene): Promise<ExportView> {
  return await s.desk.ended(s.me, (await s.desk.start(s.me, input)).id);
}

/** Bytes on disk and rows that know them. */
async function leftOf(s: Scene): Promise<[number, number]> {
  const files = readdirSync(join(folder, s.vault.id), { recursive: true, withFileTypes: true }).filter((f) =>
    f.isFile(),
  );
  return [files.length, (await s.sql<{ n: number }>('select count(*)::int as n from core.file'))[0]!.n];
}

async function lastNote(s: Scene): Promise<string> {
  const rows = await s.sql<{ verb: string }>(
    `select verb from core.ledger where verb like 'export%' order by id desc limit 1`,
  );
  return rows[0]!.verb;
}

test('the file holds exactly what the list held at the start, in its order, whatever is edited, archived or added meanwhile', async () => {
  const s = await scene(async ({ sql, me }, unit) => {
    if (unit !== 4) return;
    // One that was written moves behind, one that was not moves before; one leaves the filter, one the list, one is new.
    await sql(`update data.company set name = 'Z' where name = 'C001'`);
    await sql(`update data.company set name = 'A' where name = 'C040'`);
    await sql(`update data.company set industry = 'Steel' where name = 'C041'`);
    await sql(`update data.company set archived_at = now() where name = 'C042'`);
    await sql(
      `insert into data.company (id, owner, version, created_at, created_by, updated_at, updated_by, name, industry)
       values (gen_random_uuid(), $1, 1, now(), $1, now(), $1, 'C0400', 'Wood')`,
      [me.id],
    );
  });
  const done = await runs(s);
  assert.equal(done.job.status, 'done', done.job.error ?? '');
  assert.deepEqual([done.count, done.file!.rows, done.job.done, done.job.total], [45, 45, 45, 45]);
  const wanted = names(45);
  wanted[41] = ['A'];
  assert.deepEqual(cellsOf((await s.desk.file(s.me, done.id)).bytes), wanted);
  assert.deepEqual(await leftOf(s), [1, 1]);
});

test('a record that goes out of reach meanwhile ends the export; no file is shorter than its list', async () => {
  const s = await scene(async ({ sql }, unit) => {
    if (unit === 4) await sql(`update data.company set owner = null where name in ('C030', 'C031', 'C002')`);
  });
  const done = await runs(s);
  assert.equal(done.job.status, 'failed');
  assert.match(
    done.job.error!,
    /^2 of 45 records were removed or taken out of your reach while the export ran\. No file was kept/,
  );
  assert.equal(done.file, null);
  assert.deepEqual(await leftOf(s), [0, 0]);
  assert.equal(await lastNote(s), 'export failed');
  await assert.rejects(s.desk.file(s.me, done.id), (e) => e instanceof Problem && e.code === 'wrong-state');
  await s.desk.act(s.me, 'export.remove', { id: done.id });
});

const changes: readonly [string, (s: Scene) => Promise<unknown>, RegExp][] = [
  [
    'the right to export is taken away',
    ({ sql }) =>
      sql(`update core.role set grants = $1 where key like 'role-%'`, [
        JSON.stringify({ ...sees, objects: { company: { view: 'own' } } }),
      ]),
    /^Your rights were changed while the export ran/,
  ],
  [
    'the column is hidden',
    ({ sql }) =>
      sql(`update core.role set grants = $1 where key like 'role-%'`, [
        JSON.stringify({ ...sees, objects: { company: { ...sees.objects!['company'], fields: { name: 'hidden' } } } }),
      ]),
    /^Your rights were changed while the export ran/,
  ],
  [
    'the account is deactivated',
    ({ sql, me }) => sql(`update data."user" set status = 'deactivated' where id = $1`, [me.id]),
    /may no longer sign in/,
  ],
];

for (const [what, change, error] of changes)
  test(`the export ends when ${what}, also before its last step`, async () => {
    for (const at of [3, 7]) {
      const s = await scene(async (scene, unit) => {
        if (unit === at) await change(scene);
      });
      const { id } = await s.desk.start(s.me, input);
      let row = { status: '', error: '' };
      while (!['done', 'failed'].includes(row.status))
        row = (await s.sql<{ status: string; error: string }>('select status, error from core.job'))[0]!;
      assert.equal(row.status, 'failed', `before unit ${at}`);
      assert.match(row.error, error);
      assert.ok(id !== '');
    }
  });

test('one that is cancelled stops at a page and leaves nothing', async () => {
  const job = Promise.withResolvers<string>();
  const s = await scene(async ({ desk, me }, unit) => {
    if (unit === 3) await desk.act<object>(me, 'job.cancel', { id: await job.promise });
  });
  const started = await s.desk.start(s.me, input);
  job.resolve(started.job.id);
  const done = await s.desk.ended(s.me, started.id);
  assert.equal(done.job.status, 'cancelled');
  assert.deepEqual([done.job.done, done.file], [20, null]);
  assert.deepEqual(await leftOf(s), [0, 0]);
  assert.equal(await lastNote(s), 'export cancelled');
});

test('one under way cannot be removed, and goes on after the program was stopped', async () => {
  const reached = Promise.withResolvers<void>();
  const s = await scene(async (_, unit) => {
    if (unit === 4) {
      reached.resolve();
      // Until the dispatcher stops, which refuses the next unit of work.
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  });
  const { id } = await s.desk.start(s.me, input);
  await reached.promise;
  await assert.rejects(
    s.desk.act(s.me, 'export.remove', { id }),
    (e) => e instanceof Problem && e.code === 'wrong-state',
  );
  await s.desk.shop.dispatcher.stop();
  const stopped = await s.desk.act(s.me, 'export.view', { id });
  assert.deepEqual([stopped.job.status, stopped.job.done], ['running', 20]);
  const again = new Exporting(s.vault, { folder: join(folder, s.vault.id), feature: slow(async () => undefined) });
  const done = await again.ended(s.me, id);
  assert.equal(done.job.status, 'done', done.job.error ?? '');
  assert.deepEqual(cellsOf((await again.file(s.me, id)).bytes), names(45));
  const pages = await s.sql<{ from: number }>(
    `select (v.plain::jsonb ->> 'from')::int as from from core.ledger l join core.ledger_values v on v.entry = l.id
     where verb = 'exported a page' order by l.id`,
  );
  assert.deepEqual(
    pages.map((p) => p.from),
    [0, 10, 20, 30, 40],
  );
});

test('more records than an export holds are refused with their number; those that came later end the job', async () => {
  const s = await scene(
    async ({ sql, me }, unit) => {
      if (unit === 1)
        await sql(
          `insert into data.company (id, owner, version, created_at, created_by, updated_at, updated_by, name, industry)
           values (gen_random_uuid(), $1, 1, now(), $1, now(), $1, 'one more', 'Wood')`,
          [me.id],
        );
    },
    { rows: 45 },
  );
  const done = await runs(s);
  assert.equal(done.job.status, 'failed');
  assert.match(done.job.error!, /[Aa]t most 45 records/);
  await assert.rejects(s.desk.start(s.me, input), (e) => {
    assert.ok(e instanceof Problem && e.code === 'too-large');
    assert.match(e.message, /The list holds 46 records; an export holds at most 45/);
    return true;
  });
});

test('a file that grows too large is given up', async () => {
  const s = await scene(async () => undefined, { bytes: 200 });
  const done = await runs(s);
  assert.equal(done.job.status, 'failed');
  assert.match(done.job.error!, /more than 0 MB/);
  assert.deepEqual(await leftOf(s), [0, 0]);
});

test('a text that no cell of a workbook can hold is refused, never cut', async () => {
  const s = await scene(async ({ sql }, unit) => {
    if (unit === 1) await sql(`update data.company set notes = repeat('x', 40000) where name = 'C033'`);
  });
  const book = { ...input, format: 'xlsx', columns: ['name', 'notes'] };
  const done = await s.desk.ended(s.me, (await s.desk.start(s.me, book)).id);
  assert.equal(done.job.status, 'failed');
  assert.match(
    done.job.error!,
    /In Notes a text has 40000 characters; a cell of a workbook holds 32767\. Export as CSV instead/,
  );
  const csv = await s.desk.csv(s.me, { ...book, format: 'csv' });
  assert.equal(csv[34]![1]!.length, 40_000);
});

test('an empty list makes a file of headings', async () => {
  const s = await scene(async () => undefined, {}, 0);
  assert.deepEqual(await s.desk.csv(s.me, input), [['Name']]);
  const done = await s.desk.make(s.me, { ...input, format: 'xlsx' });
  assert.equal(done.file!.rows, 0);
});

test('a total of parts is not handed out any more once their wholes may not be seen', async () => {
  const vault = await newTenant('acme');
  const db = await superuserIn(vault);
  const boss = await addUser(vault, 'Bo', 'owner');
  const objects = {
    product: { view: 'all', export: 'all' },
    dealLine: { view: 'all' },
    deal: { view: 'all' },
  } as const;
  const me = await addUser(vault, 'Mia', { objects, areas: ['self.use'] });
  const desk = new Exporting(vault, { others: [shape], folder: join(folder, vault.id) });
  const rollUp = { of: 'dealLine', via: 'product', op: 'count' };
  await desk.act(boss, 'shape.add-field', { entity: 'product', kind: 'number', label: 'Sold', rollUp });
  const { id } = await desk.make(me, { entity: 'product', columns: ['name', 'sold'] });
  assert.ok((await desk.file(me, id)).bytes.length > 0);
  const narrower = { objects: { ...objects, deal: { view: 'own' } }, areas: ['self.use'] };
  await db.query(`update core.role set grants = $1 where key like 'role-%'`, [JSON.stringify(narrower)]);
  await assert.rejects(desk.file(me, id), (e) => e instanceof Problem && e.code === 'wrong-state');
});
