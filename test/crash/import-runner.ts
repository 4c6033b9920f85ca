// A program of its own that runs the jobs of one tenant until somebody kills it.
import { openKeyring } from '../../src/core/crypto/keyring.ts';
import { setLogLevel } from '../../src/core/log.ts';
import type { PgTarget } from '../../src/core/pg.ts';
import { ConnectionBudget } from '../../src/core/pool.ts';
import type { Vault } from '../../src/core/vault.ts';
import { deals } from '../../src/features/deals/server.ts';
import { imports } from '../../src/features/imports/server.ts';
import { operations } from '../../src/features/operations/server.ts';
import { workshop } from '../harness/workshop.ts';

export interface RunnerSettings {
  readonly target: PgTarget;
  readonly tenant: string;
  /** the tenant's key in hex */
  readonly key: string;
  /** where the sealed files lie */
  readonly folder: string;
}

setLogLevel('silent');
const given = JSON.parse(process.argv[2]!) as RunnerSettings;

const vault: Vault = {
  id: given.tenant,
  slug: 'acme',
  name: 'Acme',
  hostname: 'acme.localhost',
  origin: 'http://acme.localhost:8080',
  state: 'active',
  pool: new ConnectionBudget({ total: 6 }).pool(given.target, given.tenant),
  keys: openKeyring(given.tenant, Buffer.from(given.key, 'hex')),
};

const shop = workshop([imports, operations, deals], () => [vault], { folder: given.folder, settings: { againMs: 50 } });
shop.dispatcher.start();
setInterval(() => undefined, 60_000);
