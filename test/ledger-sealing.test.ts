// The log while people work: several sealers seal once, writers are not held up by one that cannot, late and unsealed entries are caught up with.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { moveClock, resetClock } from '../src/core/clock.ts';
import { newId } from '../src/core/ids.ts';
import { bundleLines } from '../src/core/ledger/bundle.ts';
import { type Sealable, sealOnce } from '../src/core/ledger/sealer.ts';
import { SealLoop } from '../src/core/ledger/seal-loop.ts';
import { isIncluded, verifyBundle } from '../src/core/ledger/verify.ts';
import { newTenant, roleIn, sealableOf, superuserIn } from './harness/cluster.ts';
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

async function write(many: number): Promise<void> {
  for (let i = 0; i < many; i++) {
    const done = await perform(
      site.vault,
      owner.actor,
      'tag.create',
      { name: `Tag ${newId()}` },
      { requestId: newId() },
    );
    assert.equal(done.outcome, 'done');
  }
}

async function sealAll(): Promise<void> {
  while ((await sealOnce(sealable)).head !== null);
}

async function assertWhole(waiting = 0): Promise<number> {
  const v = await verifyBundle(bundleLines(site.db, site.vault.keys, { values: true }));
  assert.deepEqual(v.findings, []);
  assert.equal(v.waiting, waiting);
  return v.entries;
}

describe('sealing', () => {
  test('by several at once while others write puts every entry into the log once, in one order', async () => {
    const writers = Promise.all([write(30), write(30), write(30)]);
    let over = false;
    const sealers = Array.from({ length: 4 }, async () => {
      while (!over) await sealOnce(sealable, 7);
    });
    await writers;
    over = true;
    await Promise.all(sealers);
    await sealAll();
    assert.ok((await assertWhole()) >= 90);
    const { rows } = await site.db.query<{ n: number; least: number; most: number }>(
      'select count(*) as n, min(seq) as least, max(seq) as most from core.ledger_leaf',
    );
    assert.deepEqual([rows[0]!.least, rows[0]!.most], [0, rows[0]!.n - 1]);
  });

  test('goes on past the first whole subtree, and the state in the database is enough to go on from', async () => {
    await write(300);
    await sealAll();
    assert.ok((await assertWhole()) > 256);
    const { rows } = await site.db.query('select from core.ledger_node where level = 8');
    assert.ok(rows.length >= 1);
  });

  test('gives every entry a proof under the last head', async () => {
    const done = await perform(site.vault, owner.actor, 'ledger.list', { actions: 'tag.create', limit: '200' });
    const { rows } = done.output as { rows: { id: string; seq: number | null }[] };
    for (const row of [rows[0]!, rows[77]!, rows.at(-1)!]) {
      const entry = await perform(site.vault, owner.actor, 'ledger.entry', { id: row.id });
      const { proof } = entry.output as { proof: { leaf: string; size: number; root: string; path: string[] } };
      const hex = (text: string): Buffer => Buffer.from(text, 'hex');
      assert.ok(isIncluded(hex(proof.leaf), row.seq!, proof.size, proof.path.map(hex), hex(proof.root)));
    }
  });

  test('is the sealer role’s alone: it reads no value and writes nothing else', async () => {
    const sealer = await roleIn(site.vault, 'sealer');
    for (const attempt of [
      'select from core.ledger_values',
      'select from data.contact',
      'delete from core.ledger',
      `update core.ledger set verb = 'x'`,
      'insert into core.ledger select * from core.ledger limit 1',
      'update core.ledger_leaf set seq = seq',
      'delete from core.ledger_leaf',
      'delete from core.ledger_head',
      'update core.ledger_head set size = size',
    ])
      await assert.rejects(sealer.query(attempt), /permission denied/, attempt);
    const app = await roleIn(site.vault, 'app');
    for (const attempt of [
      'insert into core.ledger_leaf values (1000000, gen_random_uuid(), sha256(null))',
      'delete from core.ledger_leaf',
      'update core.ledger_state set size = 0',
      'insert into core.ledger_head select size + 1, at, root, key_id, signature from core.ledger_head limit 1',
      'delete from core.ledger_unsealed',
      'update core.ledger_unsealed set refused = true',
      'update core.ledger_delivery set size = 0',
    ])
      await assert.rejects(app.query(attempt), /permission denied/, attempt);
  });

  test('that fails holds nobody up, and is caught up with when it can again', async () => {
    const { rows } = await site.db.query<{ name: string }>(
      `select grantee as name from information_schema.role_table_grants where table_name = 'ledger_leaf' and privilege_type = 'INSERT' and grantee <> current_user
       and grantee not in (select tableowner from pg_tables where tablename = 'ledger_leaf')`,
    );
    const [sealer] = rows;
    await sealAll();
    await site.db.query(`revoke insert on core.ledger_leaf from "${sealer!.name}"`);
    try {
      await write(5);
      await assert.rejects(sealOnce(sealable), /permission denied/);
      await assertWhole(5);
    } finally {
      await site.db.query(`grant insert on core.ledger_leaf to "${sealer!.name}"`);
    }
    await sealAll();
    await assertWhole();
  });

  test('by the loop follows what is written, without being told of the tenant twice', async () => {
    const loop = new SealLoop({ find: () => sealable, all: () => [site.vault.id] }, { everyMs: 5, sweepMs: 1_000_000 });
    loop.start();
    await write(3);
    await loop.stop();
    await assertWhole();
  });

  test('notices a clock that went back, and the log stays whole', async () => {
    await write(1);
    await sealAll();
    moveClock(-7_200_000);
    await write(1);
    const { clockBack } = await sealOnce(sealable);
    resetClock();
    assert.ok(clockBack !== null && clockBack.from.getTime() - clockBack.to.getTime() > 7_000_000);
    await assertWhole();
  });
});
