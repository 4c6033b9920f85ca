// A program of its own that changes records as fast as it can, seals them, and says on its output what has been acknowledged, until somebody kills it.
import { writeSync } from 'node:fs';
import { openKeyring } from '../../src/core/crypto/keyring.ts';
import { Deliveries } from '../../src/core/ledger/receivers.ts';
import { SealLoop } from '../../src/core/ledger/seal-loop.ts';
import { setLogLevel } from '../../src/core/log.ts';
import type { PgTarget } from '../../src/core/pg.ts';
import { ConnectionBudget } from '../../src/core/pool.ts';
import type { Vault } from '../../src/core/vault.ts';
import { ledgerPlaces } from '../../src/host/ledger-files.ts';
import { perform } from '../samples/engine.ts';

export interface WriterSettings {
  readonly target: PgTarget;
  /** as the sealer, which works all the while */
  readonly sealer: PgTarget;
  readonly tenant: string;
  /** the tenant's key in hex */
  readonly key: string;
  readonly user: string;
  readonly writers: number;
  /** a syslog receiver every entry is handed on to as it is sealed */
  readonly events?: string;
}

/** One acknowledged change: after it the record has this version. */
export interface Acknowledged {
  readonly id: string;
  readonly version: number;
  readonly archived: boolean;
}

// That the database goes away is what this is about.
setLogLevel('silent');
const given = JSON.parse(process.argv[2]!) as WriterSettings;
const vault: Vault = {
  id: given.tenant,
  slug: 'acme',
  name: 'Acme',
  hostname: 'acme.localhost',
  origin: 'http://acme.localhost',
  state: 'active',
  pool: new ConnectionBudget({ total: given.writers, perPool: given.writers }).pool(given.target, given.tenant),
  keys: openKeyring(given.tenant, Buffer.from(given.key, 'hex')),
};
const sealable = {
  id: vault.id,
  keys: vault.keys,
  pool: new ConnectionBudget({ total: 2, perPool: 2 }).pool(given.sealer, given.tenant),
};
const actor = { kind: 'user', id: given.user } as const;

async function change(action: string, input: object): Promise<Acknowledged> {
  const done = await perform(vault, actor, action, input);
  if (done.outcome !== 'done') throw new Error(`${action}: ${done.outcome}`);
  const row = done.output as { id: string; version: number; archivedAt: string | null };
  const acknowledged: Acknowledged = { id: row.id, version: row.version, archived: row.archivedAt !== null };
  writeSync(1, `${JSON.stringify(acknowledged)}\n`);
  return acknowledged;
}

/** Makes a record, changes it, puts it into the bin and takes it out again, over and over. */
async function write(writer: number): Promise<void> {
  for (let n = 0; ; n++) {
    const { id } = await change('company.create', {
      name: `Company ${writer} ${n}`,
      taxNumber: `T-${process.pid}-${writer}-${n}`,
    });
    await change('company.edit', { id, notes: `Changed by ${writer} in round ${n}` });
    await change('company.archive', { id });
    if (n % 2 === 0) await change('company.restore', { id });
  }
}

const { receivers } = ledgerPlaces({
  ledgerHeads: [],
  ledgerEvents: given.events === undefined ? [] : [{ format: 'ocsf', to: given.events }],
});
const deliveries = new Deliveries(receivers);
new SealLoop(
  { find: () => sealable, all: () => [vault.id], afterwards: async (tenant) => deliveries.begin(tenant) },
  { everyMs: 10 },
).start();
try {
  await Promise.all(Array.from({ length: given.writers }, (_, writer) => write(writer)));
} catch {
  // The database went away: what was acknowledged stands on the output.
  process.exit(3);
}
