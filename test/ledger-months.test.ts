// The ledger in months: what there was before is the first part, entries find their month by their ids, nothing is refused for want of a part, nobody reaches one directly.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { moveClock, now, resetClock, stopClock } from '../src/core/clock.ts';
import { openKeyring } from '../src/core/crypto/keyring.ts';
import { isId, msOfId, newId } from '../src/core/ids.ts';
import { bundleLines } from '../src/core/ledger/bundle.ts';
import { type Header, headerColumns, headerLine, markOf } from '../src/core/ledger/header.ts';
import { entryIds, idFloor, keepParts, readParts } from '../src/core/ledger/months.ts';
import { type Sealable, sealOnce } from '../src/core/ledger/sealer.ts';
import { verifyBundle } from '../src/core/ledger/verify.ts';
import { PgConnection } from '../src/core/pg.ts';
import { ConnectionBudget } from '../src/core/pool.ts';
import { migrate } from '../src/core/schema/migrate.ts';
import { asAdmin } from '../src/host/sql.ts';
import { identifier } from '../src/host/tenant/names.ts';
import {
  letOwnerBuild,
  makeRoles,
  newTenantDatabase,
  openDatabaseTo,
  removeTenantDatabase,
  schemaTarget,
} from '../src/host/tenant/provision.ts';
import { createEmptyDatabase, readBlueprint } from '../src/host/tenant/template.ts';
import { upgradeDatabase } from '../src/host/tenant/upgrade.ts';
import { newTenant, roleIn, sealableOf, superuserIn, testCluster } from './harness/cluster.ts';
import { perform } from './samples/engine.ts';
import { type Holder, type Site, makeUser, openSession } from './samples/people.ts';

let site: Site;
let owner: Holder;
let sealable: Sealable;

before(async () => {
  const vault = await newTenant('acme');
  site = { vault, db: await superuserIn(vault) };
  owner = await openSession(site.db, await makeUser(site.db, ['00000000-0000-7000-8000-000000000101'], []));
  sealable = await sealableOf(vault);
});
after(resetClock);

const day = 86_400_000;

/** A month from the middle of this one on, whatever day it is. */
function month(ahead: number): Date {
  const at = new Date();
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + ahead, 15, 12));
}

async function write(name: string): Promise<string> {
  const requestId = newId();
  const done = await perform(site.vault, { kind: 'user', id: owner.id }, 'tag.create', { name }, { requestId });
  assert.equal(done.outcome, 'done');
  return requestId;
}

/** In which part an entry lies with its values. */
async function partsOf(request: string): Promise<string[]> {
  const { rows } = await site.db.query<{ header: string; held: string }>(
    `select l.tableoid::regclass::text as header, v.tableoid::regclass::text as held
     from core.ledger l join core.ledger_values v on v.entry = l.id where l.request = $1`,
    [request],
  );
  return rows.flatMap((row) => [row.header, row.held]);
}

interface Listed {
  readonly request: string | null;
}

async function listed(question: Record<string, string>): Promise<string[]> {
  const done = await perform(site.vault, { kind: 'user', id: owner.id }, 'ledger.list', { limit: '200', ...question });
  assert.equal(done.outcome, 'done');
  return (done.output as { rows: Listed[] }).rows.map((row) => row.request ?? '');
}

async function assertWhole(): Promise<void> {
  while ((await sealOnce(sealable)).head !== null);
  const v = await verifyBundle(bundleLines(site.db, site.vault.keys, { values: true }));
  assert.deepEqual(v.findings, []);
}

describe('the ledger by months', () => {
  test('has the part of this month from the beginning, and makes that of the next in its last days', async () => {
    const parts = await readParts(site.db);
    assert.ok(parts.some((p) => (p.starts?.getTime() ?? 0) <= Date.now() && p.ends.getTime() > Date.now()));
    stopClock(month(1));
    assert.equal(await keepParts(sealable.pool), 1, 'a month nobody had made');
    assert.equal(await keepParts(sealable.pool), 0, 'and it is there');
    stopClock(new Date(Date.UTC(month(1).getUTCFullYear(), month(1).getUTCMonth(), 27)));
    assert.equal(await keepParts(sealable.pool), 1, 'the one after it, in time');
    resetClock();
  });

  test('puts each entry with its values into its month, and reads across them', async () => {
    stopClock(month(1));
    const request = await write('Next month');
    const name = month(1).toISOString().slice(0, 7).replace('-', '');
    assert.deepEqual(await partsOf(request), [`core.ledger_m${name}`, `core.ledger_values_m${name}`]);
    const [from, to] = [new Date(now().getTime() - day).toISOString(), new Date(now().getTime() + day).toISOString()];
    assert.ok((await listed({ from, to })).includes(request));
    assert.ok((await listed({})).includes(request));
    assert.ok(!(await listed({ to: from })).includes(request));
    resetClock();
    await assertWhole();
  });

  test('refuses nothing for want of a part: entries of such a month lie beside, are read and proved, and the part is not made over them', async () => {
    stopClock(month(7));
    const request = await write('Far ahead');
    assert.deepEqual(await partsOf(request), ['core.ledger_other', 'core.ledger_values_other']);
    assert.equal(await keepParts(sealable.pool), 0);
    assert.ok((await listed({ from: new Date(now().getTime() - day).toISOString() })).includes(request));
    const again = await write('Far ahead again');
    assert.equal((await partsOf(again))[0], 'core.ledger_other');
    resetClock();
    await assertWhole();
  });

  test('finds an entry by its time also where the clock jumped between its time and its id', async () => {
    const newIdOf = entryIds(new Date(now().getTime() - 40 * day));
    const [a, b] = [newIdOf(), newIdOf()];
    assert.ok(isId(a) && a < b);
    assert.ok(Math.abs(msOfId(a) - (now().getTime() - 40 * day)) < day, 'of the time of the work, not of the clock');
    const near = entryIds(now())();
    assert.ok(near < newId(), 'otherwise in the order of all ids');
    // Within the two days that are left, the id of now is kept.
    moveClock(-day / 2);
    const request = await write('A clock that went back');
    resetClock();
    const at = new Date(now().getTime() - day / 2);
    const question = {
      from: new Date(at.getTime() - 60_000).toISOString(),
      to: new Date(at.getTime() + 60_000).toISOString(),
    };
    assert.ok((await listed(question)).includes(request));
  });

  test('says the smallest id of an instant as the database does', async () => {
    for (const at of [new Date(0), new Date('2026-12-01T00:00:00.001Z'), new Date('2099-12-31T23:59:59.999Z')]) {
      const { rows } = await site.db.query<{ id: string }>('select core.ledger_bound($1) as id', [at]);
      assert.equal(rows[0]!.id, idFloor(at));
    }
  });

  test('gives no role any right to a part, and makes parts for the sealer alone', async () => {
    const { rows } = await site.db.query<{ part: string }>(
      `select c.relname as part from pg_class c, aclexplode(c.relacl) a
       where c.relnamespace = 'core'::regnamespace and c.relispartition and c.relkind = 'r' and a.grantee <> c.relowner`,
    );
    assert.deepEqual(rows, []);
    for (const role of ['app', 'eraser', 'reader', 'backup'] as const) {
      const db = await roleIn(site.vault, role);
      for (const attempt of [
        'select from core.ledger_before',
        'delete from core.ledger_values_before',
        'select core.make_ledger_part(now())',
        `insert into core.ledger_part values ('x', null, now())`,
      ])
        await assert.rejects(db.query(attempt), /permission denied/, `${role}: ${attempt}`);
    }
    await assert.rejects(
      (await roleIn(site.vault, 'sealer')).query(`select core.make_ledger_part('9999-01-01')`),
      /not a month of the ledger/,
    );
  });

  test('reads only the months a question is about', async () => {
    const { rows } = await site.db.query<{ 'QUERY PLAN': string }>(
      `explain select from core.ledger l where l.at >= $1 and l.id >= core.ledger_bound($1 - interval '2 days') order by l.at desc limit 10`.replaceAll(
        '$1',
        `timestamptz '${month(1).toISOString()}'`,
      ),
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    assert.doesNotMatch(plan, /ledger_before/);
    assert.match(plan, /ledger_m\d{6}/);
  });
});

test('a ledger that was written before there were months is the first part, and verifies as it did', async () => {
  const all = readBlueprint();
  const first = all.migrations.findIndex(({ name }) => name.includes('ledger-by-month'));
  const cluster = await testCluster();
  const tenant = newTenantDatabase();
  const budget = new ConnectionBudget({ total: 2 });
  try {
    await asAdmin(cluster, 'postgres', async (admin) => {
      await makeRoles(cluster, admin, tenant);
      await createEmptyDatabase(admin, tenant.database);
      await admin.query(`alter database ${identifier(tenant.database)} owner to ${identifier(tenant.roles.schema)}`);
      await openDatabaseTo(admin, tenant.database, tenant.roles);
    });
    await asAdmin(cluster, tenant.database, (inside) => letOwnerBuild(cluster, inside, tenant.roles));
    const schemaOwner = await PgConnection.open(schemaTarget(cluster, tenant));
    await migrate(schemaOwner, all.migrations.slice(0, first), 'core');
    await schemaOwner.close();
    const id = 'ab'.repeat(16);
    const keys = openKeyring(id, Buffer.alloc(32, 5));
    let db = await PgConnection.open(cluster.target(tenant.database));
    await db.query(`
      insert into core.ledger (id, at, operation, actor_kind, actor, action, verb, outcome, record, version, commitment)
      select gen_random_uuid(), now() - n * interval '1 day', gen_random_uuid(), 'user', gen_random_uuid(), 'contact.edit', 'edited', 'done', gen_random_uuid(), n, sha256('x')
      from generate_series(1, 500) n;
      update core.ledger l set id = (select (lpad(to_hex(floor(extract(epoch from l.at) * 1000)::bigint), 12, '0') || substr(replace(gen_random_uuid()::text, '-', ''), 13))::uuid);
      insert into core.ledger (id, at, operation, actor_kind, actor, action, verb, outcome, commitment)
      values ('ffffffff-ffff-7fff-bfff-ffffffffffff', now(), gen_random_uuid(), 'user', gen_random_uuid(), 'x', 'x', 'done', sha256('x'));
      insert into core.ledger_values (entry, salt, plain) select id, sha256('s'), '{}' from core.ledger`);
    const { rows } = await db.query<Header>(`select ${headerColumns} from core.ledger l order by l.id`);
    for (const row of rows)
      await db.query('insert into core.ledger_unsealed (entry, mark) values ($1, $2)', [
        row.id,
        markOf(keys.purpose('ledger-entries'), headerLine(row)),
      ]);
    const lines = async (): Promise<string[]> => {
      const all: string[] = [];
      for await (const line of bundleLines(db, keys, { values: false })) all.push(line);
      return all.slice(1);
    };
    const earlier = await lines();
    assert.equal(earlier.length, 501);
    await db.close();
    await upgradeDatabase(cluster, tenant, all);
    db = await PgConnection.open(cluster.target(tenant.database));
    assert.deepEqual(await lines(), earlier);
    const pool = budget.pool(cluster.target(tenant.database), id);
    assert.equal((await sealOnce({ id, keys, pool })).count, 501);
    assert.deepEqual((await verifyBundle(bundleLines(db, keys, { values: false }))).findings, []);
    const where = await db.query<{ part: string; n: number }>(
      `select tableoid::regclass::text as part, count(*) as n from core.ledger group by 1 union all
       select tableoid::regclass::text, count(*) from core.ledger_values group by 1 order by 1`,
    );
    assert.deepEqual(
      where.rows.map((row) => `${row.part} ${row.n}`),
      ['core.ledger_before 500', 'core.ledger_other 1', 'core.ledger_values_before 500', 'core.ledger_values_other 1'],
    );
    await db.close();
  } finally {
    await budget.close('now');
    await asAdmin(cluster, 'postgres', (admin) => removeTenantDatabase(admin, tenant));
  }
});
