// What the ledger and its sealing cost: eight writers in one tenant, by turns with both and with neither, in one process and one run.
// `node bench/ledger.ts [folder] [seconds a turn] [rounds]`
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { newId } from '../src/core/ids.ts';
import { LedgerWriter } from '../src/core/ledger.ts';
import { SealLoop } from '../src/core/ledger/seal-loop.ts';
import type { Sealable } from '../src/core/ledger/sealer.ts';
import type { Queryable } from '../src/core/pg.ts';
import { ConnectionBudget } from '../src/core/pool.ts';
import type { Actor } from '../src/core/principal.ts';
import type { Vault } from '../src/core/vault.ts';
import { unwrapSecrets } from '../src/host/control/tenants.ts';
import { ledgerTarget } from '../src/host/tenant/provision.ts';
import { type Home, checkout, openHome } from './home.ts';
import { makeOwner, quietCall } from './people.ts';
import { commitNow } from './results.ts';

const writers = 8;

interface Turn {
  readonly changes: number;
  readonly seconds: number;
}

/** Half new records, half changes of them, each a transaction. */
async function write(home: Home, vault: Vault, actor: Actor, seconds: number): Promise<Turn> {
  const until = performance.now() + seconds * 1_000;
  let changes = 0;
  const began = performance.now();
  const writer = async (): Promise<void> => {
    while (performance.now() < until) {
      const values = {
        givenName: 'Bench',
        familyName: `Writer ${newId()}`,
        notes: 'What somebody writes about somebody in a line or two.',
      };
      const { id } = (await home.engine.performer.run(vault, actor, 'contact.create', values, quietCall())) as {
        id: string;
      };
      await home.engine.performer.run(
        vault,
        actor,
        'contact.edit',
        { id, notes: 'What somebody else writes afterwards, a little longer.' },
        quietCall(),
      );
      changes += 2;
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  return { changes, seconds: (performance.now() - began) / 1_000 };
}

/** Nothing is put on record while this works: what the same writes cost without. */
async function withoutLedger<T>(work: () => Promise<T>): Promise<T> {
  const flush = Object.getOwnPropertyDescriptor(LedgerWriter.prototype, 'flush')!;
  Object.defineProperty(LedgerWriter.prototype, 'flush', { ...flush, value: async () => undefined });
  try {
    return await work();
  } finally {
    Object.defineProperty(LedgerWriter.prototype, 'flush', flush);
  }
}

async function ledgerBytes(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ bytes: number }>(
    `select sum(pg_total_relation_size(c.oid))::bigint as bytes from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'core' and c.relname like 'ledger%' and c.relkind = 'r'`,
  );
  return rows[0]!.bytes;
}

async function sealableOf(home: Home, vault: Vault, budget: ConnectionBudget): Promise<Sealable> {
  const tenant = await home.host.tenants.find(vault.slug);
  const { passwords } = await unwrapSecrets(home.host.rootKey, tenant);
  const target = ledgerTarget(
    home.host.server,
    { database: tenant.database, roles: tenant.roles, passwords },
    'sealer',
  );
  return { id: vault.id, keys: vault.keys, pool: budget.pool(target, vault.id) };
}

const middle = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!;

async function main(): Promise<void> {
  const [data = join(checkout, 'build/bench-ledger'), seconds = '8', rounds = '5'] = process.argv.slice(2);
  const home = await openHome(data, 8_519, (what) => console.error(what));
  const budget = new ConnectionBudget({ total: 2 });
  try {
    const { id } = await home.host.tenants.create(`ledger-${Date.now().toString(36)}`, 'Ledger');
    const vault = await home.vaults.openOne(id);
    const db = await home.superuser(vault);
    const owner = await makeOwner(home, vault);
    const actor: Actor = { kind: 'user', id: owner };
    const sealable = await sealableOf(home, vault, budget);
    const loop = new SealLoop({ find: () => sealable, all: () => [vault.id] });
    const rates = { with: [] as number[], without: [] as number[] };
    let bytes = 0;
    let changes = 0;
    await write(home, vault, actor, 3);
    for (let round = 0; round < Number(rounds); round++) {
      const bare = await withoutLedger(() => write(home, vault, actor, Number(seconds)));
      const before = await ledgerBytes(db);
      if (round === 0) loop.start();
      const whole = await write(home, vault, actor, Number(seconds));
      bytes += (await ledgerBytes(db)) - before;
      changes += whole.changes;
      rates.without.push(bare.changes / bare.seconds);
      rates.with.push(whole.changes / whole.seconds);
    }
    await loop.stop();
    const { rows } = await db.query<{ size: number }>('select size from core.ledger_state');
    await db.close();
    const [a, b] = [middle(rates.with), middle(rates.without)];
    const lines = [
      `# Ledger and sealing, ${new Date().toISOString().slice(0, 16)}, commit ${commitNow()}`,
      '',
      `${writers} writers in one tenant, ${rounds} rounds of ${seconds} s by turns, medians; ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}, ${home.host.server.origin} PostgreSQL ${home.host.server.version.major}.`,
      '',
      '| | changes a second |',
      '|---|---|',
      `| without ledger and sealing | ${b.toFixed(0)} |`,
      `| with both | ${a.toFixed(0)} |`,
      `| share | ${((a / b) * 100).toFixed(0)} % |`,
      '',
      `Bytes of the ledger a change, indexes and log included: ${(bytes / changes).toFixed(0)}. Entries sealed: ${rows[0]!.size}.`,
      '',
    ];
    console.log(lines.join('\n'));
    if (process.env['KEEP'] !== undefined) {
      const file = join(checkout, 'bench/results', `ledger-${new Date().toISOString().slice(0, 10)}.md`);
      writeFileSync(file, lines.join('\n'));
      console.log(`Written to ${file}: ${readFileSync(file).length} bytes`);
    }
  } finally {
    await budget.close();
    await home.close();
  }
}

await main();
