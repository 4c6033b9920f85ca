// A second process of the product: it answers each line it is sent, an action of somebody, with how it ended, and keeps its own memory of who may what.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openKeyring } from '../../src/core/crypto/keyring.ts';
import { setLogLevel } from '../../src/core/log.ts';
import type { PgTarget } from '../../src/core/pg.ts';
import { ConnectionBudget } from '../../src/core/pool.ts';
import type { Vault } from '../../src/core/vault.ts';
import { perform } from '../samples/engine.ts';

export interface AskerSettings {
  readonly target: PgTarget;
  readonly tenant: string;
  /** the tenant's key in hex */
  readonly key: string;
}

export interface Asked {
  readonly n: number;
  readonly user: string;
  readonly action: string;
  readonly input: object;
}

export interface Answered {
  readonly n: number;
  readonly outcome: string;
  readonly output: unknown;
}

setLogLevel('silent');
const given = JSON.parse(process.argv[2]!) as AskerSettings;
const vault: Vault = {
  id: given.tenant,
  slug: 'acme',
  name: 'Acme',
  hostname: 'acme.localhost',
  origin: 'http://acme.localhost',
  state: 'active',
  pool: new ConnectionBudget({ total: 4, perPool: 4 }).pool(given.target, given.tenant),
  keys: openKeyring(given.tenant, Buffer.from(given.key, 'hex')),
};

writeSync(1, 'ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line) as Asked;
  const done = await perform(vault, { kind: 'user', id: asked.user }, asked.action, asked.input);
  const answered: Answered = { n: asked.n, outcome: done.outcome, output: done.output ?? null };
  writeSync(1, `${JSON.stringify(answered)}\n`);
}
process.exit(0);
