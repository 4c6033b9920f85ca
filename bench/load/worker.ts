// The load, in a process of its own: asks as fast as the answers come, on so many connections, and tells how long each took.
import { PgConnection, type PgTarget } from '../../src/core/pg.ts';
import type { Facts } from './facts.ts';
import { Connection, type Sent } from './http.ts';
import { type Operation, operationOf } from './operations.ts';

export interface Round {
  readonly facts: string;
  readonly operation: string;
  readonly against: 'product' | 'raw';
  readonly connections: number;
  readonly ms: number;
  /** adds what a browser says: that it takes compressed answers */
  readonly compressed?: boolean;
}

export interface Timed {
  readonly count: number;
  readonly ms: number;
  /** milliseconds */
  readonly p50: number;
  readonly p95: number;
  /** bytes of an answer, on average; of the product only */
  readonly bytes: number;
  /** answered with 503: there was more to do than the server takes at once; in none of the other figures */
  readonly refused: number;
}

export type ToLoad =
  | { readonly do: 'know'; readonly key: string; readonly facts: Facts; readonly target: PgTarget }
  | { readonly do: 'compare'; readonly round: Round; readonly times: number }
  | { readonly do: 'run'; readonly round: Round }
  | { readonly do: 'end' };

const known = new Map<string, { facts: Facts; target: PgTarget }>();
const https = new Map<string, Connection[]>();
const databases = new Map<string, PgConnection[]>();
/** no question is asked twice, or two creations would be the same */
let asked = 0;

/** Those that were closed meanwhile are opened anew. */
async function connections<C extends { readonly isOpen: boolean }>(
  pools: Map<string, C[]>,
  key: string,
  count: number,
  open: () => Promise<C>,
): Promise<C[]> {
  const pool = (pools.get(key) ?? []).filter((connection) => connection.isOpen);
  pools.set(key, pool);
  while (pool.length < count) pool.push(await open());
  return pool.slice(0, count);
}

/** Many people behind one proxy: one address alone is rationed. */
const addressOf = (n: number): string => `10.0.${n % 4}.${(n >> 2) % 250}`;

function sentOf(facts: Facts, operation: Operation, n: number, compressed: boolean): Sent {
  const request = operation.request(facts, operation.input(facts, n));
  return {
    ...request,
    host: facts.host,
    cookie: facts.cookie,
    from: addressOf(n),
    ...(request.method === 'GET' ? {} : { origin: facts.origin }),
    ...(compressed ? { more: 'Accept-Encoding: gzip' } : {}),
  };
}

/** The server said that it has too much to do just now. */
class Refused extends Error {
  override name = 'Refused';
}

async function askProduct(connection: Connection, facts: Facts, operation: Operation, n: number, compressed: boolean) {
  const got = await connection.send(sentOf(facts, operation, n, compressed));
  if (got.status === 503) throw new Refused(`${operation.name} as ${facts.who}: ${got.body.toString().slice(0, 500)}`);
  if (got.status !== 200 && got.status !== 201)
    throw new Error(`${operation.name} as ${facts.who}: ${got.status} ${got.body.toString().slice(0, 500)}`);
  return got;
}

type Ask = (n: number) => Promise<number>;

async function askersOf(round: Round): Promise<Ask[]> {
  const { facts, target } = known.get(round.facts)!;
  const operation = operationOf(round.operation);
  if (round.against === 'product') {
    const open = await connections(https, round.facts, round.connections, () => Connection.open(facts.port));
    return open.map(
      (c) => async (n) => (await askProduct(c, facts, operation, n, round.compressed === true)).body.length,
    );
  }
  const open = await connections(databases, round.facts, round.connections, () => PgConnection.open(target));
  return open.map((c) => async (n) => {
    await operation.raw(c, facts, operation.input(facts, n));
    return 0;
  });
}

async function run(round: Round): Promise<Timed> {
  const askers = await askersOf(round);
  const times: number[] = [];
  let bytes = 0;
  let refused = 0;
  const began = performance.now();
  const until = began + round.ms;
  const one = async (ask: Ask): Promise<void> => {
    for (let at = performance.now(); at < until;) {
      const got = await ask(asked++).catch((error: unknown) => {
        if (!(error instanceof Refused)) throw error;
        return null;
      });
      const now = performance.now();
      if (got === null) refused += 1;
      else {
        bytes += got;
        times.push(now - at);
      }
      at = now;
    }
  };
  await Promise.all(askers.map(one));
  const ms = performance.now() - began;
  if (times.length === 0) throw new Error(`${round.operation}: nothing was answered, ${refused} times refused`);
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
  return { count: times.length, ms, p50: at(0.5), p95: at(0.95), bytes: Math.round(bytes / times.length), refused };
}

/** Both must give the same answer, or their times say nothing of each other. */
async function compare(round: Round, times: number): Promise<void> {
  const { facts, target } = known.get(round.facts)!;
  const operation = operationOf(round.operation);
  const [http] = await connections(https, round.facts, 1, () => Connection.open(facts.port));
  const [db] = await connections(databases, round.facts, 1, () => PgConnection.open(target));
  for (let i = 0; i < times; i++) {
    const n = asked++;
    const { body } = await askProduct(http!, facts, operation, n, false);
    const rows = await operation.raw(db!, facts, operation.input(facts, n));
    if (operation.same === undefined) continue;
    const ours = JSON.stringify(operation.same.ofAnswer(JSON.parse(body.toString()) as never));
    const raw = JSON.stringify(operation.same.ofRows(rows));
    if (ours === raw) continue;
    const where = [...ours].findIndex((c, at) => c !== raw[at]);
    throw new Error(
      `${operation.name} as ${facts.who}: the product and the raw SQL answer differently, from character ${where}:\n` +
        `${ours.slice(Math.max(0, where - 100), where + 200)}\n${raw.slice(Math.max(0, where - 100), where + 200)}`,
    );
  }
}

async function take(message: ToLoad): Promise<unknown> {
  switch (message.do) {
    case 'know':
      known.set(message.key, { facts: message.facts, target: message.target });
      return null;
    case 'compare':
      return await compare(message.round, message.times);
    case 'run':
      return await run(message.round);
    case 'end':
      for (const connection of [...https.values()].flat()) connection.close();
      await Promise.all([...databases.values()].flat().map((db) => db.close()));
      process.disconnect();
      return null;
  }
}

process.on('message', (message: ToLoad) => {
  take(message).then(
    (answer) => process.connected && process.send!({ answer }),
    (error: unknown) => process.send!({ error: error instanceof Error ? error.message : String(error) }),
  );
});
