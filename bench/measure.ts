// Measures one question: the product and the raw SQL by turns, so that whatever else the machine does slows both down alike.
import { readFileSync } from 'node:fs';
import type { Load } from './load/driver.ts';
import type { Operation } from './load/operations.ts';
import type { Timed } from './load/worker.ts';
import { cpuOf, serverCpu, used } from './proc.ts';

/** Milliseconds, of one request; requests per second where it says so. */
export interface Side {
  readonly p50: number;
  readonly p95: number;
  readonly perSecond: number;
  /** CPU of the web process; 0 for the raw SQL */
  readonly cpuWeb: number;
  /** CPU of the PostgreSQL processes that serve the connections */
  readonly cpuPg: number;
}

export interface Measured {
  readonly operation: string;
  readonly who: string;
  readonly size: number;
  readonly connections: number;
  readonly product: Side;
  readonly raw: Side;
  /** p50 of the product over p50 of the raw SQL, each pair taken one after the other; the median of all pairs */
  readonly ratio: number;
  /** p50 over that of the owner, who asked by turns in the same seconds; absent for the owner, and at sixteen connections */
  readonly overOwner?: number;
  readonly bytes: number;
  /** requests of all rounds that were answered with 503, because the server had too much to do */
  readonly refused?: number;
}

export interface Watched {
  /** process id of the web process */
  readonly web: number;
  readonly postmaster: number;
}

export interface Plan {
  readonly facts: string;
  /** the facts of the owner, who asks the same beside somebody else; null: nobody does */
  readonly beside: string | null;
  readonly who: string;
  readonly size: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
}

export async function measure(load: Load, watched: Watched, operation: Operation, plan: Plan): Promise<Measured> {
  const round = { facts: plan.facts, operation: operation.name, connections: plan.connections };
  const product: Reading[] = [];
  const raw: Reading[] = [];
  const over: number[] = [];
  for (const against of ['product', 'raw'] as const) await load.run({ ...round, against, ms: plan.seconds * 300 });
  for (let i = 0; i < plan.rounds; i++) {
    // Who comes first changes, because the second finds warmer caches.
    for (const against of i % 2 === 0 ? (['product', 'raw'] as const) : (['raw', 'product'] as const)) {
      const reading = await read(watched, () => load.run({ ...round, against, ms: plan.seconds * 1000 }));
      (against === 'product' ? product : raw).push(reading);
      if (against !== 'product' || plan.beside === null) continue;
      const owner = await load.run({ ...round, facts: plan.beside, against, ms: plan.seconds * 1000 });
      over.push(reading.timed.p50 / owner.p50);
    }
  }
  return {
    operation: operation.name,
    who: plan.who,
    size: plan.size,
    connections: plan.connections,
    product: sideOf(product),
    raw: sideOf(raw),
    ratio: median(product.map(({ timed }, i) => timed.p50 / raw[i]!.timed.p50)),
    ...(over.length === 0 ? {} : { overOwner: median(over) }),
    bytes: product[0]!.timed.bytes,
    refused: product.reduce((sum, { timed }) => sum + timed.refused, 0),
  };
}

interface Reading {
  readonly timed: Timed;
  readonly web: number;
  readonly pg: number;
}

async function read(watched: Watched, run: () => Promise<Timed>): Promise<Reading> {
  const before = { web: cpuOf(watched.web), pg: serverCpu(watched.postmaster).backends };
  const timed = await run();
  const pg = used(before.pg, serverCpu(watched.postmaster).backends);
  return { timed, web: cpuOf(watched.web) - before.web, pg };
}

function sideOf(readings: readonly Reading[]): Side {
  const requests = readings.reduce((sum, { timed }) => sum + timed.count, 0);
  const per = (of: (reading: Reading) => number): number => readings.reduce((sum, r) => sum + of(r), 0) / requests;
  return {
    p50: median(readings.map((r) => r.timed.p50)),
    p95: median(readings.map((r) => r.timed.p95)),
    perSecond: median(readings.map((r) => (r.timed.count / r.timed.ms) * 1000)),
    cpuWeb: per((r) => r.web),
    cpuPg: per((r) => r.pg),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Milliseconds of CPU that all processes of the machine have used so far, and that there were. */
export function machineCpu(): { readonly busy: number; readonly all: number } {
  const fields = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!.trim().split(/\s+/).slice(1).map(Number);
  const all = fields.slice(0, 8).reduce((sum, ticks) => sum + ticks, 0) * 10;
  const idle = (fields[3]! + fields[4]!) * 10;
  return { busy: all - idle, all };
}
