// The commands about ledgers: exporting one for somebody else to verify, verifying a file, and checking a log against what stands in the database.
import { ConnectionBudget } from '../core/pool.ts';
import { bundleLines } from '../core/ledger/bundle.ts';
import { checkLedger } from '../core/ledger/check.ts';
import { signingKey } from '../core/ledger/heads.ts';
import { verifyExtract } from '../core/ledger/verify-extract.ts';
import { verifyBundle } from '../core/ledger/verify.ts';
import type { Verification } from '../core/ledger/verify.ts';
import { asUnavailable } from '../core/pg.ts';
import type { Vault } from '../core/vault.ts';
import type { Commands, LedgerVerdict } from '../edge/cli/commands.ts';
import type { Addresses } from '../host/addresses.ts';
import { recordAct } from '../host/control/ledger.ts';
import type { Host } from '../host/host.ts';
import { ledgerPlaces, linesOf, readExtract, writeLines } from '../host/ledger-files.ts';
import { HostRefusal } from '../host/refusal.ts';
import { Vaults } from '../host/vaults.ts';
import { makeEngine } from './engine.ts';
import type { Engine } from './engine.ts';
import { keepCheck } from './ledger-notes.ts';

type WithHost = <T>(work: (host: Host, addresses: Addresses) => Promise<T>) => Promise<T>;

export function makeLedgerCommands(
  withHost: WithHost,
): Pick<Commands, 'exportLedger' | 'verifyLedger' | 'verifyExtract' | 'checkLedger'> {
  return {
    exportLedger: (slug, file) =>
      withHost((host, addresses) =>
        withVault(host, addresses, slug, async (vault) => {
          const entries = await exportTo(vault, file);
          await recordAct(host.control, { act: 'export ledger', tenant: vault.id, detail: { entries } });
          return { entries, key: signingKey(vault.keys).open };
        }),
      ),
    verifyLedger: async (file, { key, heads }) => {
      const lines: string[] = [];
      if (heads !== undefined) for await (const line of readable(heads)) lines.push(line);
      return verdictOf(await verifyBundle(readable(file), { ...(key === undefined ? {} : { key }), heads: lines }));
    },
    verifyExtract: async (folder, key) => {
      const parts = await readExtract(folder);
      const { said, findings } = await verifyExtract(parts, key);
      return { looked: said, findings };
    },
    checkLedger: (slug) =>
      withHost((host, addresses) =>
        withVault(host, addresses, slug, async (vault, { door, archives }) => {
          const { folders } = ledgerPlaces(host.config);
          const result = await checkLedger(vault, door.catalog, {
            archives,
            heads: (await Promise.all(folders.map((folder) => folder.read(vault.id)))).flat(),
          });
          await keepCheck(door, vault, result);
          await recordAct(host.control, {
            act: 'check ledger',
            tenant: vault.id,
            detail: { found: result.findings.length },
          });
          return {
            looked: [
              `Looked at ${result.entries} sealed entries and ${result.records} records in ${(result.tookMs / 1000).toFixed(1)} s.`,
            ],
            findings: result.findings.map((f) => f.says),
          };
        }),
      ),
  };
}

async function* readable(path: string): AsyncGenerator<string> {
  try {
    yield* linesOf(path);
  } catch (error) {
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
    throw new HostRefusal(`${path} cannot be read (${String(code)}).`);
  }
}

function verdictOf(v: Verification): LedgerVerdict {
  const { tenant, entries, heads, witnesses, values, erased, waiting } = v;
  return {
    looked: [
      `Ledger of tenant ${tenant}: ${entries} entries, root ${v.root}`,
      `Heads that fit: ${heads} in the file, ${witnesses} from elsewhere. Values that fit: ${values}; erased on record: ${erased}. Waiting for the sealer: ${waiting}.`,
      v.keyIsTrusted
        ? `Signed with the key you gave, ${v.key}`
        : `Signed with the key the file itself names, ${v.key}: compare it with what you know, or give --key.`,
    ],
    findings: v.findings.map((f) => f.says),
  };
}

async function withVault<T>(
  host: Host,
  addresses: Addresses,
  slug: string,
  work: (vault: Vault, engine: Engine) => Promise<T>,
): Promise<T> {
  const { id } = await host.tenants.find(slug);
  const budget = new ConnectionBudget({ total: 2 });
  const vaults = new Vaults(host.server, host.control, host.rootKey, budget, addresses);
  const engine = makeEngine(host.config.data, {
    all: async () => vaults.all(),
    find: async (key) => vaults.byId(key) ?? null,
  });
  try {
    const vault = await vaults.openOne(id);
    if (vault.state !== 'active') throw new HostRefusal(`The tenant ${slug} is not served just now (${vault.state}).`);
    return await work(vault, engine);
  } finally {
    await engine.close();
    await budget.close();
  }
}

/** All of one moment. Answers how many entries were written. */
async function exportTo(vault: Vault, file: string): Promise<number> {
  const lease = await vault.pool.acquire();
  let entries = 0;
  async function* counted(): AsyncGenerator<string> {
    for await (const line of bundleLines(lease, vault.keys, { values: false })) {
      if (line.startsWith('{"seq":')) entries += 1;
      yield line;
    }
  }
  try {
    await lease.query('begin isolation level repeatable read read only');
    await writeLines(file, counted());
    await lease.query('rollback');
    lease.release();
    return entries;
  } catch (error) {
    lease.release(error);
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') throw new HostRefusal(`${file} is there already; name a new file.`);
    if (code === 'ENOENT' || code === 'EACCES') throw new HostRefusal(`${file} cannot be written (${code}).`);
    throw asUnavailable(error);
  }
}
