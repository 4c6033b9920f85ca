// A run: tenants filled, the product started, every question measured as three people at one and at sixteen connections.
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { Vault } from '../src/core/vault.ts';
import { type Filled, fill } from './fill.ts';
import { measureFiles, type FileTimes } from './files.ts';
import { assertCounts, gatherFacts } from './gather.ts';
import { type Home, openHome, openTenant } from './home.ts';
import { Load } from './load/driver.ts';
import { operations } from './load/operations.ts';
import { makeManyRoles } from './many-roles.ts';
import { type Measured, type Watched, machineCpu, measure } from './measure.ts';
import type { Options } from './options.ts';
import type { Who } from './people.ts';
import { cpuOf, childrenOf, peakMB, residentMB } from './proc.ts';
import { type Product, postmasterOf, startProduct } from './product.ts';

export interface Result {
  readonly at: string;
  readonly commit: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGiB: number;
    readonly node: string;
    readonly postgres: string;
    /** share of the cores that other programs used meanwhile, 0 to 1 */
    readonly others: number;
    readonly loadAtStart: number;
  };
  readonly sizes: readonly number[];
  readonly seconds: number;
  readonly rounds: number;
  readonly measured: readonly Measured[];
  readonly files: readonly FileTimes[];
  /** what ended the run before its end; its figures up to there are here */
  readonly broken: string | null;
  readonly web: { readonly startSeconds: number; readonly residentMB: number; readonly peakMB: number };
}

/** Who asks. The one with many roles is measured where it may cost most: at the largest size. */
function askers(options: Options, size: number): readonly Who[] {
  return size === Math.max(...options.sizes) ? ['owner', 'narrow', 'many'] : ['owner', 'narrow'];
}

/** The biggest size last, and what changes records after what reads them. `keep` gets what there is after each question. */
export async function run(
  options: Options,
  commit: string,
  say: (what: string) => void,
  keep: (soFar: Result) => void,
): Promise<Result> {
  const home = await openHome(options.data, options.port, say);
  try {
    const filled = new Map<number, { vault: Vault; filled: Filled }>();
    for (const size of options.sizes) {
      const vault = await openTenant(home, size, say);
      filled.set(size, { vault, filled: await fill(home, vault, size, say) });
    }
    return await measureAll(options, home, filled, commit, say, keep);
  } finally {
    await home.close();
  }
}

/** A run under way: what it measures, and what it has. */
interface Under {
  readonly options: Options;
  readonly home: Home;
  readonly commit: string;
  readonly product: Product;
  readonly watched: Watched;
  readonly begun: string;
  readonly loadAtStart: number;
  readonly before: Awaited<ReturnType<typeof ours>>;
  readonly measured: Measured[];
  readonly files: FileTimes[];
}

async function measureAll(
  options: Options,
  home: Home,
  tenants: ReadonlyMap<number, { vault: Vault; filled: Filled }>,
  commit: string,
  say: (what: string) => void,
  keep: (soFar: Result) => void,
): Promise<Result> {
  const product = await startProduct(options.data, options.port, options.profile);
  const load = new Load();
  try {
    const watched = { web: product.pid, postmaster: postmasterOf(options.data) };
    const facts = { options, home, commit, product, watched, begun: new Date().toISOString() };
    const under: Under = { ...facts, loadAtStart: loadavg()[0]!, before: await ours(watched), measured: [], files: [] };
    await introduce(load, options, home, tenants, say);
    // What was measured is not lost to what goes wrong at its end, or to somebody who needs the machine.
    let broken: string | null = null;
    try {
      await askAll(options, load, watched, async (m) => {
        under.measured.push(m);
        say(lineOf(m));
        const last = `${m.operation} as ${m.who} of ${m.size} at ${m.connections}`;
        keep(await resultSoFar(under, `it was stopped after ${last}, and what comes after it is missing`));
      });
      for (const [size, { vault }] of tenants) {
        for (const what of ['import', 'export'] as const) {
          const around = { home, vault, size, watched, rows: options.rows, port: options.port };
          if (options.only?.includes(what) ?? true) under.files.push(await measureFiles(what, around, say));
        }
      }
    } catch (error) {
      broken = error instanceof Error ? error.message : String(error);
      say(`The run ends here: ${broken}`);
    }
    for (const { vault } of tenants.values()) await tidy(home, vault, say);
    return await resultSoFar(under, broken);
  } finally {
    await load.close();
    await product.close();
  }
}

/** Who asks, and what they see: counted by plain SQL first. */
async function introduce(
  load: Load,
  options: Options,
  home: Home,
  tenants: ReadonlyMap<number, { vault: Vault; filled: Filled }>,
  say: (what: string) => void,
): Promise<void> {
  for (const [size, { vault, filled }] of tenants) {
    const db = await home.superuser(vault);
    // Before anybody else is looked at: rights that change make what was known of the others old.
    const reach = askers(options, size).includes('many') ? await makeManyRoles(home, vault, db, filled) : null;
    for (const who of askers(options, size)) {
      const facts = await gatherFacts(db, vault, options.port, who, who === 'many' ? reach : null);
      await assertCounts(facts);
      say(`${who} sees ${facts.count.toLocaleString('en')} of ${size.toLocaleString('en')} contacts`);
      await load.know(`${size} ${who}`, facts, await home.appTarget(vault));
    }
    await db.close();
  }
}

async function resultSoFar(under: Under, broken: string | null): Promise<Result> {
  const { options, home, commit, product, begun, loadAtStart, before, measured, files } = under;
  const after = await ours(under.watched);
  const { version, origin } = home.host.server;
  return {
    at: begun,
    commit,
    machine: {
      cpu: cpus()[0]?.model ?? '',
      cores: availableParallelism(),
      memoryGiB: Math.round(totalmem() / 1024 ** 3),
      node: process.version,
      postgres: `${version.major}.${version.minor} (${origin})`,
      others: Math.max(0, (after.busy - before.busy - (after.ours - before.ours)) / (after.all - before.all)),
      loadAtStart,
    },
    sizes: options.sizes,
    seconds: options.seconds,
    rounds: options.rounds,
    measured,
    files,
    broken,
    web: {
      startSeconds: product.startSeconds,
      residentMB: residentMB(product.pid),
      peakMB: peakMB(product.pid),
    },
  };
}

async function askAll(
  options: Options,
  load: Load,
  watched: Watched,
  tell: (measured: Measured) => Promise<void>,
): Promise<void> {
  for (const operation of operations.filter((o) => options.only?.includes(o.name) ?? true)) {
    for (const size of options.sizes) {
      for (const who of askers(options, size)) {
        const plan = { facts: `${size} ${who}`, who, size, seconds: options.seconds, rounds: options.rounds };
        const owner = who === 'owner' ? null : `${size} owner`;
        const round = { facts: plan.facts, operation: operation.name, connections: 1, ms: 0 };
        await load.compare({ ...round, against: 'product' }, 10);
        for (const count of options.connections)
          await tell(
            await measure(load, watched, operation, {
              ...plan,
              beside: count === 1 ? owner : null,
              connections: count,
            }),
          );
      }
    }
  }
}

/** CPU so far of everything this run started, and of the whole machine. */
async function ours(watched: { web: number; postmaster: number }) {
  const pids = [process.pid, ...childrenOf(process.pid), watched.postmaster, ...childrenOf(watched.postmaster)];
  return { ours: [...new Set(pids)].reduce((sum, pid) => sum + cpuOf(pid), 0), ...machineCpu() };
}

function lineOf(m: Measured): string {
  const { product: p, raw } = m;
  const at = `${m.operation} ${m.who} ${m.size} x${m.connections}`;
  return (
    `${at.padEnd(40)} p50 ${p.p50.toFixed(2)} ms (raw ${raw.p50.toFixed(2)}, ${m.ratio.toFixed(2)}x` +
    `${m.overOwner === undefined ? '' : `, ${m.overOwner.toFixed(2)}x the owner`})  ${Math.round(p.perSecond)}/s ` +
    `(raw ${Math.round(raw.perSecond)})  CPU web ${p.cpuWeb.toFixed(2)} pg ${p.cpuPg.toFixed(2)} (raw ${raw.cpuPg.toFixed(2)}) ms` +
    ((m.refused ?? 0) > 0 ? `, ${m.refused} refused` : '')
  );
}

/** What the run added goes, so that the next one finds the same records. */
async function tidy(home: Home, vault: Vault, say: (what: string) => void): Promise<void> {
  const db = await home.superuser(vault);
  try {
    const { rowCount } = await db.query(`delete from data.contact where external_id !~ '^c\\d{8}$'`);
    say(`${vault.slug}: ${rowCount} contacts of this run removed`);
    await db.query('vacuum analyze');
  } finally {
    await db.close();
  }
}
