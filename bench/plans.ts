// The plan of every statement the product sends for every question, as each person, on the biggest tenant: kept in bench/plans, so that a
// change of one is seen; a scan of a big table from end to end fails, unless the question is about all of it.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lease, PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { gatherFacts } from './gather.ts';
import { fill } from './fill.ts';
import { openHome, openTenant } from './home.ts';
import type { Facts, Reach } from './load/facts.ts';
import { Connection } from './load/http.ts';
import { type Operation, operations } from './load/operations.ts';
import { makeManyRoles } from './many-roles.ts';
import type { Options } from './options.ts';
import { type Who, emails, quietCall } from './people.ts';
import { startProduct } from './product.ts';

const folder = join(import.meta.dirname, 'plans');

/** Questions about every record there is: nothing shorter than reading them all answers these. */
const readsAll = new Set(['group']);

/** A table with more rows than this is big. */
const bigFrom = 20_000;

interface Sent {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The vault with a pool that writes down what goes to the database. */
function listening(vault: Vault, sent: Sent[]): Vault {
  const acquire = async (): Promise<Lease> => {
    const lease = await vault.pool.acquire();
    const note = (text: string, values: readonly unknown[] = []): void => void sent.push({ text, values });
    return {
      query: (text, values, name) => (note(text, values), lease.query(text, values, name)),
      table: (text, values, name) => (note(text, values), lease.table(text, values, name)),
      release: (error) => lease.release(error),
    };
  };
  return { ...vault, pool: { acquire } };
}

/** What has a plan, and is not the same around every question. */
function hasPlan({ text }: Sent): boolean {
  return /^\s*(select|with)\b/i.test(text) && !/core\.(assert_|lock_|ledger)/.test(text);
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly Node[];
}

/** Big tables that were read in the order they lie, for all or most of their rows. */
function scansOf(node: Node, big: ReadonlyMap<string, number>): string[] {
  const inner = (node.Plans ?? []).flatMap((part) => scansOf(part, big));
  const name = node['Relation Name'];
  const rows = name === undefined ? undefined : big.get(name);
  if (rows === undefined || node['Node Type'] !== 'Seq Scan') return inner;
  const read = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
  return read > rows / 4 ? [...inner, `${name}: ${read} of ${rows} rows read one after the other`] : inner;
}

/** Values of one person and day are not kept, so that the files change only when plans do. */
function shown(node: Node, depth = 0): string {
  const on = node['Relation Name'] === undefined ? '' : ` on ${node['Relation Name']}`;
  const by = node['Index Name'] === undefined ? '' : ` using ${node['Index Name']}`;
  const line = `${'  '.repeat(depth)}${node['Node Type']}${on}${by}`;
  return [line, ...(node.Plans ?? []).map((part) => shown(part, depth + 1))].join('\n');
}

async function explain(db: PgConnection, { text, values }: Sent): Promise<{ plan: Node; ms: number; buffers: number }> {
  await db.query('begin');
  try {
    const { rows } = await db.query<{
      'QUERY PLAN': [{ Plan: Node & Record<string, number>; 'Execution Time': number }];
    }>(`explain (analyze, buffers, timing off, format json) ${text}`, values);
    const [{ Plan: plan, 'Execution Time': ms }] = rows[0]!['QUERY PLAN'];
    return { plan, ms, buffers: plan['Shared Hit Blocks']! + plan['Shared Read Blocks']! };
  } finally {
    await db.query('rollback');
  }
}

/** Answers the question as the product would, in this process; `facts` are of a server that has ended. */
function asked(operation: Operation, facts: Facts): { name: string; input: Record<string, unknown> } | null {
  if (operation.action === undefined) return null;
  const request = operation.request(facts, operation.input(facts, 1));
  const url = new URL(request.path, 'http://x');
  const input: Record<string, unknown> = Object.fromEntries(url.searchParams);
  if (operation.named === true) input['id'] = url.pathname.split('/').at(-1);
  return { name: operation.action, input: { ...input, ...(JSON.parse((request.body ?? '{}') as string) as object) } };
}

export async function writePlans(options: Options, say: (what: string) => void): Promise<boolean> {
  const size = Math.max(...options.sizes);
  const home = await openHome(options.data, options.port, say);
  try {
    const vault = await openTenant(home, size, say);
    const filled = await fill(home, vault, size, say);
    const db = await home.superuser(vault);
    const facts = await factsOf(options, vault, db, await makeManyRoles(home, vault, db, filled));
    const { rows } = await db.query<{ name: string; rows: number }>(
      `select relname as name, reltuples::int8 as rows from pg_class where relkind = 'r' and relnamespace = 'data'::regnamespace and reltuples > ${bigFrom}`,
    );
    const big = new Map(rows.map((row) => [row.name, row.rows]));
    if (size >= bigFrom && !big.has('contact')) throw new Error('the tenant has no statistics: no big table is known');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const bad: string[] = [];
    for (const who of ['owner', 'narrow', 'many'] as const) {
      const { rows: ids } = await db.query<{ id: string }>('select id from data."user" where email = $1', [
        emails[who],
      ]);
      for (const operation of operations) {
        const question = asked(operation, facts[who]);
        if (question === null) continue;
        const call = { ...quietCall(), address: '10.0.0.1' };
        const actor = { kind: 'user', id: ids[0]!.id } as const;
        const all: Sent[] = [];
        await home.engine.performer.run(listening(vault, all), actor, question.name, question.input, call);
        const sent = all.filter(hasPlan);
        const parts: string[] = [];
        for (const one of sent) {
          const { plan, ms, buffers } = await explain(db, one);
          const scans = readsAll.has(operation.name) ? [] : scansOf(plan, big);
          bad.push(...scans.map((scan) => `${operation.name} as ${who}: ${scan}`));
          parts.push(
            `${one.text.trim().replace(/\s+/g, ' ').slice(0, 300)}\n\n${shown(plan)}\n\n${magnitude(ms)} ms, ${magnitude(buffers)} pages`,
          );
        }
        writeFileSync(join(folder, `${operation.name}-${who}.txt`), `${parts.join('\n\n----\n\n')}\n`);
        say(`${operation.name} as ${who}: ${sent.length} statements`);
      }
    }
    for (const one of bad) console.log(one);
    await db.close();
    return bad.length === 0;
  } finally {
    await home.close();
  }
}

/** The power of ten below: more would change with every run. */
function magnitude(n: number): string {
  const steps = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000];
  return `up to ${steps.find((step) => n <= step) ?? 'more'}`;
}

/** Facts need somebody signed in, so the product runs for a moment. */
async function factsOf(options: Options, vault: Vault, db: PgConnection, reach: Reach): Promise<Record<Who, Facts>> {
  const product = await startProduct(options.data, options.port);
  try {
    (await Connection.open(options.port)).close();
    return {
      owner: await gatherFacts(db, vault, options.port, 'owner'),
      narrow: await gatherFacts(db, vault, options.port, 'narrow'),
      many: await gatherFacts(db, vault, options.port, 'many', reach),
    };
  } finally {
    await product.close();
  }
}
