// Bulk work writes an entry for every record, and a handful of statements for a thousand of them.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { bundleLines } from '../src/core/ledger/bundle.ts';
import { sealOnce } from '../src/core/ledger/sealer.ts';
import { verifyBundle } from '../src/core/ledger/verify.ts';
import type { Lease, PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, sealableOf, superuserIn } from './harness/cluster.ts';
import { type TestUser, addUser, work } from './harness/engine.ts';
import { isProof } from './samples/counts.ts';

const rows = isProof ? 100_000 : 3_000;
const atOnce = 1_000;
/** Begin, session, look-ups of keys and references, table, operation, ledger, events, commit: with room for what comes. */
const statementsABatch = 40;

/** as the harness knows it, and with its statements counted */
let acme: Vault;
let vault: Vault;
let owner: TestUser;
let sent = 0;

/** Counts what goes to the database. */
function counting(lease: Lease): Lease {
  return {
    query: (text, values, name) => {
      sent += 1;
      return lease.query(text, values, name);
    },
    table: (text, values, name) => {
      sent += 1;
      return lease.table(text, values, name);
    },
    release: (error) => lease.release(error),
  };
}

before(async () => {
  acme = await newTenant('acme');
  owner = await addUser(acme, 'Olga Owner', 'owner');
  vault = { ...acme, pool: { acquire: async () => counting(await acme.pool.acquire()) } };
});

async function bytesOfLedger(db: PgConnection): Promise<number> {
  const { rows: sizes } = await db.query<{ bytes: number }>(
    `select sum(pg_total_relation_size(c.oid))::bigint as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'core' and c.relname like 'ledger%' and c.relkind = 'r'`,
  );
  return sizes[0]!.bytes;
}

/** Runs over all rows in batches; answers the statements it took, and tells them and the bytes in a proof. */
async function counted(db: PgConnection, what: string, batch: (from: number) => Promise<void>): Promise<number> {
  const [before, bytes] = [sent, await bytesOfLedger(db)];
  for (let done = 0; done < rows; done += atOnce) await batch(done);
  const statements = sent - before;
  if (isProof) {
    const each = Math.round(((await bytesOfLedger(db)) - bytes) / rows);
    console.log(`${what} ${rows} rows: ${statements} statements, ${each} bytes of ledger a row before it is sealed`);
  }
  return statements;
}

/** As many entries of the verb as rows, each with its values and about a record of its own. */
async function assertEach(db: PgConnection, verb: string): Promise<void> {
  const { rows: found } = await db.query<{ n: number; values: number; records: number }>(
    `select count(*) as n, count(v.entry) as values, count(distinct l.record) as records from core.ledger l
     left join core.ledger_values v on v.entry = l.id where l.verb = $1 and l.entity = 'company'`,
    [verb],
  );
  assert.deepEqual(found[0], { n: rows, values: rows, records: rows });
}

describe('bulk work', () => {
  const ids: string[] = [];

  test('puts every new record on record with a bounded number of statements', async () => {
    const db = await superuserIn(acme);
    const statements = await counted(db, 'created', async (from) => {
      const batch = Array.from({ length: atOnce }, (_, i) => ({
        values: { name: `Bulk ${from + i}`, notes: `Row ${from + i}`, taxNumber: `T${from + i}` },
      }));
      const results = await work(vault, owner, (tx) => tx.records.writeMany(entities.company, batch));
      for (const r of results) ids.push(r.ok ? r.id : assert.fail('a row was refused'));
    });
    assert.ok(statements <= (rows / atOnce) * statementsABatch, `${statements} statements for ${rows} rows`);
    await assertEach(db, 'created');
  });

  test('and every changed one, with what stood there before', async () => {
    const db = await superuserIn(acme);
    const statements = await counted(db, 'edited', async (from) => {
      const batch = ids.slice(from, from + atOnce).map((id) => ({ id, values: { notes: 'Changed together' } }));
      const results = await work(vault, owner, (tx) => tx.records.writeMany(entities.company, batch));
      assert.ok(results.every((r) => r.ok));
    });
    assert.ok(statements <= (rows / atOnce) * statementsABatch, `${statements} statements for ${rows} rows`);
    await assertEach(db, 'edited');
    const { rows: one } = await db.query<{ plain: string }>(
      `select v.plain from core.ledger l join core.ledger_values v on v.entry = l.id where l.verb = 'edited' and l.record = $1`,
      [ids[7]],
    );
    assert.deepEqual(JSON.parse(one[0]!.plain), { changes: { notes: ['Row 7', 'Changed together'] } });
  });

  test('all of it is sealed and verifies', async () => {
    const db = await superuserIn(acme);
    const sealable = await sealableOf(acme);
    while ((await sealOnce(sealable)).head !== null);
    const v = await verifyBundle(bundleLines(db, vault.keys, { values: true }));
    assert.deepEqual([v.findings, v.waiting], [[], 0]);
    assert.ok(v.values >= 2 * rows);
  });
});
