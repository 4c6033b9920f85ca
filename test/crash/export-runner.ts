// A program of its own that runs the exports of one tenant, until somebody kills it or asks how much memory it took.
import { openKeyring } from '../../src/core/crypto/keyring.ts';
import { setLogLevel } from '../../src/core/log.ts';
import { ConnectionBudget } from '../../src/core/pool.ts';
import type { Vault } from '../../src/core/vault.ts';
import { usualExportLimits } from '../../src/features/exports/run-export.ts';
import { makeExports } from '../../src/features/exports/server.ts';
import { workshop } from '../harness/workshop.ts';
import type { RunnerSettings } from './import-runner.ts';

/** Smaller pages than usual, so that there is something to interrupt. */
export interface ExportRunnerSettings extends RunnerSettings {
  readonly pageRows: number;
}

setLogLevel('silent');
const given = JSON.parse(process.argv[2]!) as ExportRunnerSettings;

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

const feature = makeExports({ ...usualExportLimits, rows: 1_000_000, pageRows: given.pageRows });
const shop = workshop([feature], () => [vault], { folder: given.folder, settings: { againMs: 50 } });
shop.dispatcher.start();
setInterval(() => undefined, 60_000);
// In KiB: the most this process ever held.
process.on('message', () => process.send!(process.resourceUsage().maxRSS));
