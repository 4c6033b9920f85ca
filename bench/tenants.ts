// Many tenants on one machine: how long each takes to make, what all of them weigh, and how long the first question to a cold one takes.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Vault } from '../src/core/vault.ts';
import { type Home, openHome } from './home.ts';
import { Connection } from './load/http.ts';
import { median } from './measure.ts';
import type { Options } from './options.ts';
import { emails, makeOwner } from './people.ts';
import { childrenOf, proportionalMB, residentMB } from './proc.ts';
import { hostOf, postmasterOf, signIn, startProduct } from './product.ts';

export interface ManyTenants {
  readonly tenants: number;
  /** milliseconds to make one */
  readonly make: { readonly p50: number; readonly p95: number };
  /** MB of disk, of one */
  readonly diskMB: number;
  /** seconds from the start of the server to ready, with all of them */
  readonly startSeconds: number;
  /** seconds from the wish to end to the end, PostgreSQL's included: after all were made, and after every tenant was asked something */
  readonly endSeconds: { readonly made: number; readonly asked: number };
  /** milliseconds of a list of contacts: the first question to a tenant since the start, and the second */
  readonly first: { readonly p50: number; readonly p95: number };
  readonly second: { readonly p50: number };
  /** MB of the web process and of all of PostgreSQL: nobody has asked anything yet; every tenant has been asked something */
  readonly idle: Memory;
  readonly opened: Memory;
}

interface Memory {
  readonly web: number;
  readonly pg: number;
}

/** Tenants with an owner who can ask; signing so many in is work of its own. */
const asking = 30;

const of = (times: readonly number[]): { p50: number; p95: number } => {
  const sorted = [...times].sort((a, b) => a - b);
  return { p50: median(sorted), p95: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))]! };
};

const slugOf = (n: number): string => `many-${String(n).padStart(4, '0')}`;

/** Works in a folder of its own below the data folder, made anew, because the times are those of tenants made one after the other. */
export async function measureTenants(options: Options, say: (what: string) => void): Promise<ManyTenants> {
  const data = join(options.data, 'tenants');
  rmSync(data, { recursive: true, force: true });
  const { vaults, times, diskMB, endSeconds: made } = await makeAll(data, options, say);
  say(`ended in order after ${made.toFixed(1)} s`);
  const cookies = await signAllIn(data, options, vaults.slice(0, asking));
  say(`${cookies.length} owners signed in; the server starts again, all tenants cold`);
  const product = await startProduct(data, options.port);
  try {
    const weigh = (): Memory => ({ web: residentMB(product.pid), pg: memoryOf(postmasterOf(data)) });
    const idle = weigh();
    const first: number[] = [];
    const second: number[] = [];
    for (const [i, cookie] of cookies.entries()) {
      first.push(await ask(vaults[i]!, options.port, cookie));
      second.push(await ask(vaults[i]!, options.port, cookie));
    }
    await touchAll(vaults, options.port);
    const opened = weigh();
    const asked = await timeToEnd(() => product.close());
    say(`ended in order after ${asked.toFixed(1)} s`);
    return {
      tenants: vaults.length,
      make: of(times),
      diskMB,
      startSeconds: product.startSeconds,
      first: of(first),
      second: of(second),
      idle,
      opened,
      endSeconds: { made, asked },
    };
  } finally {
    await product.close();
  }
}

async function makeAll(data: string, options: Options, say: (what: string) => void) {
  const home = await openHome(data, options.port, say);
  const vaults: Vault[] = [];
  const times: number[] = [];
  let diskMB = 0;
  let endSeconds = 0;
  try {
    // The template is made with the first tenant, once and for all.
    await home.host.tenants.create('template-maker', 'makes the template');
    for (let n = 1; n <= options.tenants; n++) {
      const began = performance.now();
      const tenant = await home.host.tenants.create(slugOf(n), `Tenant ${n}`);
      times.push(performance.now() - began);
      vaults.push(await home.vaults.openOne(tenant.id));
      if (n % 50 === 0) say(`${n} tenants, p50 ${median(times.slice(-50)).toFixed(0)} ms each`);
    }
    for (const vault of vaults.slice(0, asking)) await makeOwner(home, vault);
    diskMB = await diskOf(home, vaults[0]!);
  } finally {
    endSeconds = await timeToEnd(() => home.close());
  }
  return { vaults, times, diskMB, endSeconds };
}

/** Seconds. */
async function timeToEnd(end: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await end();
  return (performance.now() - began) / 1000;
}

async function diskOf(home: Home, vault: Vault): Promise<number> {
  const db = await home.superuser(vault);
  try {
    const { rows } = await db.query<{ bytes: number }>('select pg_database_size(current_database()) as bytes');
    return rows[0]!.bytes / 1024 ** 2;
  } finally {
    await db.close();
  }
}

async function signAllIn(data: string, options: Options, vaults: readonly Vault[]): Promise<string[]> {
  const product = await startProduct(data, options.port);
  try {
    const cookies: string[] = [];
    for (const vault of vaults) cookies.push(await signIn(vault, options.port, 'owner'));
    return cookies;
  } finally {
    await product.close();
  }
}

async function ask(vault: Vault, port: number, cookie: string): Promise<number> {
  const connection = await Connection.open(port);
  try {
    const began = performance.now();
    const { host } = hostOf(vault, port);
    const got = await connection.send({ method: 'GET', path: '/api/v1/contacts?limit=50', host, cookie });
    if (got.status !== 200) throw new Error(`${vault.slug}: ${got.status} ${got.body.toString().slice(0, 300)}`);
    return performance.now() - began;
  } finally {
    connection.close();
  }
}

/** Somebody knocks at every tenant with a wrong password: its database is opened and the refusal put on record. */
async function touchAll(vaults: readonly Vault[], port: number): Promise<void> {
  const connection = await Connection.open(port);
  try {
    for (const [i, vault] of vaults.entries()) {
      const body = JSON.stringify({ email: emails.owner, password: 'not the password of anybody here' });
      const from = `10.9.${i >> 8}.${i & 255}`;
      const got = await connection.send({
        method: 'POST',
        path: '/api/v1/session',
        ...hostOf(vault, port),
        body,
        from,
      });
      if (got.status >= 500) throw new Error(`${vault.slug}: ${got.status} ${got.body.toString().slice(0, 300)}`);
    }
  } finally {
    connection.close();
  }
}

function memoryOf(postmaster: number): number {
  return proportionalMB([postmaster, ...childrenOf(postmaster)]);
}

export function describeTenants(r: ManyTenants): string {
  const ms = (n: number): string => `${n.toFixed(n < 10 ? 1 : 0)} ms`;
  const weigh = ({ web, pg }: Memory): string => `web process ${web.toFixed(0)} MB, PostgreSQL ${pg.toFixed(0)} MB`;
  return [
    `${r.tenants} tenants: made in p50 ${ms(r.make.p50)}, p95 ${ms(r.make.p95)} each; ${r.diskMB.toFixed(1)} MB of disk each.`,
    `Server ready after ${r.startSeconds.toFixed(1)} s. Idle: ${weigh(r.idle)}. Every tenant asked once: ${weigh(r.opened)}.`,
    `Ended in order after ${r.endSeconds.made.toFixed(1)} s when all had just been made, after ${r.endSeconds.asked.toFixed(1)} s when all had been asked.`,
    `List of contacts of a cold tenant: first p50 ${ms(r.first.p50)}, p95 ${ms(r.first.p95)}; second p50 ${ms(r.second.p50)}.`,
  ].join('\n');
}
