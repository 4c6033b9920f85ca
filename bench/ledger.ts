// What the ledger and its sealing cost: eight writers in one tenant, by turns with both and with neither, in one process and one run.
import { availableParallelism, loadavg } from 'node:os';
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
import { type Home, openHome } from './home.ts';
import type { Options } from './options.ts';
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

export async function measureLedger(options: Options, say: (what: string) => void): Promise<string> {
  const home = await openHome(options.data, options.port, say);
  const budget = new ConnectionBudget({ total: 2 });
  try {
    const { id } = await home.host.tenants.create(`ledger-${Date.now().toString(36)}`, 'Ledger');
    const vault = await home.vaults.openOne(id);
    const actor: Actor = { kind: 'user', id: await makeOwner(home, vault) };
    const sealable = await sealableOf(home, vault, budget);
    const loop = new SealLoop({ find: () => sealable, all: () => [vault.id] });
    const db = await home.superuser(vault);
    const taken = await takeTurns({ home, vault, actor, db, loop }, options);
    const { rows } = await db.query<{ size: number }>('select size from core.ledger_state');
    await db.close();
    const { origin, version } = home.host.server;
    const machine = `${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)}, ${origin} PostgreSQL ${version.major}`;
    return describe(taken, options, `${machine}. Entries sealed: ${rows[0]!.size}`);
  } finally {
    await budget.close();
    await home.close();
  }
}

interface Site {
  readonly home: Home;
  readonly vault: Vault;
  readonly actor: Actor;
  readonly db: Queryable;
  readonly loop: SealLoop;
}

interface Taken {
  /** changes a second, of each round */
  readonly with: number[];
  readonly without: number[];
  readonly bytes: number;
  readonly changes: number;
}

async function takeTurns({ home, vault, actor, db, loop }: Site, { rounds, seconds }: Options): Promise<Taken> {
  const rates = { with: [] as number[], without: [] as number[] };
  let bytes = 0;
  let changes = 0;
  await write(home, vault, actor, Math.min(3, seconds));
  for (let round = 0; round < rounds; round++) {
    const bare = await withoutLedger(() => write(home, vault, actor, seconds));
    const before = await ledgerBytes(db);
    if (round === 0) loop.start();
    const whole = await write(home, vault, actor, seconds);
    bytes += (await ledgerBytes(db)) - before;
    changes += whole.changes;
    rates.without.push(bare.changes / bare.seconds);
    rates.with.push(whole.changes / whole.seconds);
  }
  await loop.stop();
  return { ...rates, bytes, changes };
}

function describe(taken: Taken, { rounds, seconds }: Options, machine: string): string {
  const [a, b] = [middle(taken.with), middle(taken.without)];
  const of = (list: readonly number[]): string => list.map((rate) => rate.toFixed(0)).join(', ');
  return [
    `# Ledger and sealing, ${new Date().toISOString().slice(0, 16)}, commit ${commitNow()}`,
    '',
    `${writers} writers in one tenant, ${rounds} rounds of ${seconds} s by turns, medians; ${machine}.`,
    '',
    '| | changes a second | of each round |',
    '|---|--:|---|',
    `| without ledger and sealing | ${b.toFixed(0)} | ${of(taken.without)} |`,
    `| with both | ${a.toFixed(0)} | ${of(taken.with)} |`,
    `| share | ${((a / b) * 100).toFixed(0)} % | ${taken.with.map((rate, i) => `${((rate / taken.without[i]!) * 100).toFixed(0)} %`).join(', ')} |`,
    '',
    `Bytes of the ledger a change, indexes and log included: ${(taken.bytes / taken.changes).toFixed(0)}.`,
    '',
  ].join('\n');
}
