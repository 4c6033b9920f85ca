// Bulk work writes an entry for every record, and a handful of statements for a thousand of them.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { bundleLines } from '../src/core/ledger/bundle.ts';
import { sealOnce } from '../src/core/ledger/sealer.ts';
import { verifyBundle } from '../src/core/ledger/verify.ts';
import type { Lease } from '../src/core/pg.ts';
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

describe('bulk work', () => {
  test('puts every record on record with a bounded number of statements, and all of it is sealed', async () => {
    for (let done = 0; done < rows; done += atOnce) {
      const batch = Array.from({ length: atOnce }, (_, i) => ({
        values: { name: `Bulk ${done + i}`, notes: `Row ${done + i}`, taxNumber: `T${done + i}` },
      }));
      const results = await work(vault, owner, (tx) => tx.records.writeMany(entities.company, batch));
      assert.ok(results.every((r) => r.ok));
    }
    assert.ok(sent <= (rows / atOnce) * statementsABatch, `${sent} statements for ${rows} rows`);
    const db = await superuserIn(acme);
    const { rows: sizes } = await db.query<{ bytes: number }>(
      `select sum(pg_total_relation_size(c.oid))::bigint as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'core' and c.relname like 'ledger%' and c.relkind = 'r'`,
    );
    if (isProof)
      console.log(
        `${rows} rows: ${sent} statements, ${Math.round(sizes[0]!.bytes / rows)} bytes of ledger a row before it is sealed`,
      );
    const { rows: counted } = await db.query<{ n: number; values: number; records: number }>(
      `select count(*) as n, count(v.entry) as values, count(distinct l.record) as records from core.ledger l
       left join core.ledger_values v on v.entry = l.id where l.verb = 'created' and l.entity = 'company'`,
    );
    assert.deepEqual(counted[0], { n: rows, values: rows, records: rows });
    const sealable = await sealableOf(acme);
    while ((await sealOnce(sealable)).head !== null);
    const v = await verifyBundle(bundleLines(db, vault.keys, { values: true }));
    assert.deepEqual([v.findings, v.waiting], [[], 0]);
    assert.ok(v.values >= rows);
  });
});
