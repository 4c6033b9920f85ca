// Pools of connections: a small one per tenant, opened on use, closed when idle, and all of them together within one budget.
import { Problem } from '../contract/problem.ts';
import { log } from './log.ts';
import { asUnavailable, isUnreachable, PgConnection, sqlState } from './pg.ts';
import type { Lease, PgTarget, QueryResult, Row, Table, TenantPool } from './pg.ts';

export interface BudgetSettings {
  /** connections open at once over all pools */
  readonly total: number;
  /** connections of one pool at most */
  readonly perPool: number;
  /** milliseconds an unused connection is kept */
  readonly idleMs: number;
  /** milliseconds a caller waits for a free connection, a database that is starting included */
  readonly patienceMs: number;
}

export const defaultBudget: BudgetSettings = { total: 150, perPool: 6, idleMs: 30_000, patienceMs: 5_000 };

/** More prepared statements than this on one connection and it is closed when it comes back: each costs the server memory. */
const maxNamedStatements = 500;

/** A pool that can also be ended. */
export interface VaultPool extends TenantPool {
  /** Idle connections end now; leased ones when they come back or, with `now`, at once (what they were doing is rolled back). */
  close(how?: 'after work' | 'now'): Promise<void>;
}

interface PoolState {
  readonly target: PgTarget;
  /** the opaque id, for the log */
  readonly tenant: string;
  /** oldest first; the youngest is taken, so that the others can grow old */
  readonly idle: { readonly connection: PgConnection; readonly since: number }[];
  readonly leased: Set<PgConnection>;
  /** connections that are open or being opened */
  open: number;
  closed: boolean;
}

interface Waiter {
  readonly pool: PoolState;
  readonly grant: (connection: PgConnection) => void;
  readonly refuse: (error: unknown) => void;
}

/** Shares a fixed number of connections among many pools: the pool used longest ago gives up its idle ones first. */
export class ConnectionBudget {
  readonly #settings: BudgetSettings;
  /** in order of use: the pool at the front was used longest ago */
  readonly #pools = new Set<PoolState>();
  /** in order of arrival, over all pools */
  readonly #waiting: Waiter[] = [];
  readonly #sweeper: NodeJS.Timeout;
  #open = 0;

  constructor(settings: Partial<BudgetSettings> = {}) {
    this.#settings = { ...defaultBudget, ...settings };
    this.#sweeper = setInterval(() => this.#sweep(), Math.max(50, this.#settings.idleMs / 4));
    this.#sweeper.unref();
  }

  /** A new pool of connections to one database as one role. */
  pool(target: PgTarget, tenant: string): VaultPool {
    const pool: PoolState = { target, tenant, idle: [], leased: new Set(), open: 0, closed: false };
    return { acquire: () => this.#acquire(pool), close: (how) => this.#close(pool, how) };
  }

  /** Connections open or being opened. */
  get open(): number {
    return this.#open;
  }

  async close(how: 'after work' | 'now' = 'after work'): Promise<void> {
    clearInterval(this.#sweeper);
    await Promise.all([...this.#pools].map((pool) => this.#close(pool, how)));
  }

  async #acquire(pool: PoolState): Promise<Lease> {
    if (pool.closed) throw closedProblem();
    this.#pools.delete(pool);
    this.#pools.add(pool);
    const connection = popIdle(pool) ?? (this.#mayOpen(pool) ? await this.#connect(pool) : await this.#wait(pool));
    if (pool.closed) {
      this.#drop(pool, connection);
      throw closedProblem();
    }
    pool.leased.add(connection);
    return new PooledLease(connection, (reusable) => this.#takeBack(pool, connection, reusable));
  }

  #wait(pool: PoolState): Promise<PgConnection> {
    const { promise, resolve, reject } = Promise.withResolvers<PgConnection>();
    let gaveUp = false;
    const waiter: Waiter = {
      pool,
      grant: (connection) => (gaveUp ? this.#takeBack(pool, connection, true) : resolve(connection)),
      refuse: reject,
    };
    const timer = setTimeout(() => {
      gaveUp = true;
      this.#leaveQueue(waiter);
      reject(new Problem('unavailable', 'All connections are busy. Nothing was changed.', { retryAfter: 2 }));
    }, this.#settings.patienceMs);
    this.#waiting.push(waiter);
    return promise.finally(() => clearTimeout(timer));
  }

  #leaveQueue(waiter: Waiter): void {
    const index = this.#waiting.indexOf(waiter);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  #takeBack(pool: PoolState, connection: PgConnection, reusable: boolean): void {
    pool.leased.delete(connection);
    if (!reusable || pool.closed || connection.namedStatements > maxNamedStatements) {
      this.#drop(pool, connection);
      return;
    }
    // Whoever has waited longest is next; when that is somebody of another pool, this connection makes room for theirs.
    const next = this.#waiting.find((waiter) => waiter.pool === pool || waiter.pool.open < this.#settings.perPool);
    if (next?.pool === pool) {
      this.#leaveQueue(next);
      next.grant(connection);
    } else if (next === undefined || this.#open < this.#settings.total) {
      pool.idle.push({ connection, since: performance.now() });
    } else {
      this.#drop(pool, connection);
    }
  }

  #mayOpen(pool: PoolState): boolean {
    if (pool.open >= this.#settings.perPool) return false;
    if (this.#open < this.#settings.total) return true;
    for (const other of this.#pools) {
      const oldest = other.idle.shift();
      if (oldest === undefined) continue;
      // Its place is free at once: `#lost` counts it out before anybody can ask again.
      oldest.connection.destroy();
      return true;
    }
    return false;
  }

  async #connect(pool: PoolState): Promise<PgConnection> {
    this.#open += 1;
    pool.open += 1;
    try {
      const connection = await this.#dial(pool);
      void connection.ended.then((error) => this.#lost(pool, connection, error));
      return connection;
    } catch (error) {
      pool.open -= 1;
      this.#open -= 1;
      this.#serveNext();
      throw isShut(error) ? closedProblem() : asUnavailable(error);
    }
  }

  /** A database that is just starting or failing over is asked again while patience lasts; a refusal is final. */
  async #dial(pool: PoolState): Promise<PgConnection> {
    const until = performance.now() + this.#settings.patienceMs;
    for (let pause = 25; ; pause = Math.min(pause * 2, 500)) {
      try {
        return await PgConnection.open(pool.target, { timeoutMs: this.#settings.patienceMs });
      } catch (error) {
        if (!isUnreachable(error) || pool.closed || performance.now() + pause > until) throw error;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  /** The server or the network ended it, or we did and counted it already. */
  #lost(pool: PoolState, connection: PgConnection, error: Error | undefined): void {
    const index = pool.idle.findIndex((entry) => entry.connection === connection);
    if (index >= 0) pool.idle.splice(index, 1);
    if (error !== undefined) log.warn({ tenant: pool.tenant, err: error }, 'a database connection was lost');
    pool.open -= 1;
    this.#open -= 1;
    this.#serveNext();
  }

  #drop(pool: PoolState, connection: PgConnection): void {
    pool.leased.delete(connection);
    connection.destroy();
  }

  /** Somebody may open a connection now: the one who waited longest among those whose pool may grow. */
  #serveNext(): void {
    const next = this.#waiting.find((waiter) => waiter.pool.open < this.#settings.perPool);
    if (next === undefined || !this.#mayOpen(next.pool)) return;
    this.#leaveQueue(next);
    this.#connect(next.pool).then(next.grant, next.refuse);
  }

  #sweep(): void {
    const before = performance.now() - this.#settings.idleMs;
    for (const pool of this.#pools) {
      while (pool.idle[0] !== undefined && pool.idle[0].since < before) pool.idle.shift()?.connection.destroy();
      if (pool.open === 0) this.#pools.delete(pool);
    }
  }

  async #close(pool: PoolState, how: 'after work' | 'now' = 'after work'): Promise<void> {
    pool.closed = true;
    for (const waiter of this.#waiting.filter((waiting) => waiting.pool === pool)) {
      this.#leaveQueue(waiter);
      waiter.refuse(closedProblem());
    }
    if (how === 'now') for (const connection of pool.leased) connection.destroy();
    await Promise.all(pool.idle.splice(0).map(({ connection }) => connection.close()));
    this.#pools.delete(pool);
  }
}

function popIdle(pool: PoolState): PgConnection | undefined {
  for (let entry = pool.idle.pop(); entry !== undefined; entry = pool.idle.pop()) {
    if (entry.connection.isOpen) return entry.connection;
  }
  return undefined;
}

/** Whoever runs the machine has closed the database to us: a moment later the vault's state says so. */
function isShut(error: unknown): boolean {
  return ['42501', '55000', '3D000'].includes(sqlState(error) ?? '');
}

function closedProblem(): Problem {
  return new Problem('unavailable', 'This vault is closed just now.', { retryAfter: 5 });
}

const ended = 'this unit of work has ended; its connection is gone';

class PooledLease implements Lease {
  #connection: PgConnection | undefined;
  readonly #giveBack: (reusable: boolean) => void;

  constructor(connection: PgConnection, giveBack: (reusable: boolean) => void) {
    this.#connection = connection;
    this.#giveBack = giveBack;
  }

  query<R = Row>(text: string, values?: readonly unknown[], name?: string): Promise<QueryResult<R>> {
    const connection = this.#connection;
    if (connection === undefined) return Promise.reject(new Error(ended));
    return connection.query<R>(text, values, name, asUnavailable);
  }

  table(text: string, values: readonly unknown[], name?: string): Promise<Table> {
    if (this.#connection === undefined) return Promise.reject(new Error(ended));
    return this.#connection.table(text, values, name, asUnavailable);
  }

  release(error?: unknown): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#connection = undefined;
    this.#giveBack(error === undefined && connection.isIdle);
  }
}
