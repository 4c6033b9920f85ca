// Runs the entries of one tenant's queue until none is left or its turn is over, over the tenant's own pool.
import { EventEmitter } from 'node:events';
import { Logger, runOnce } from 'graphile-worker';
import { queueTask, turnFlag } from '../../core/job-desk.ts';
import type { Lease, QueryResult } from '../../core/pg.ts';
import { workerSchema } from '../../core/schema/worker.ts';
import type { Vault } from '../../core/vault.ts';

/** The library asks for a pool of `pg`; this is all it uses of one. */
class BorrowedPool extends EventEmitter {
  readonly #vault: Vault;
  readonly options: { readonly max: number };

  constructor(vault: Vault, max: number) {
    super();
    this.#vault = vault;
    this.options = { max };
    // It warns when nobody listens; a lost connection fails its statement, which is how everybody else here hears of it.
    this.on('error', () => undefined);
    this.on('connect', () => undefined);
  }

  async connect(): Promise<BorrowedClient> {
    return new BorrowedClient(await this.#vault.pool.acquire());
  }
}

class BorrowedClient {
  readonly #lease: Lease;
  #failed: unknown;

  constructor(lease: Lease) {
    this.#lease = lease;
  }

  async query(
    what: string | { readonly text: string; readonly values?: readonly unknown[]; readonly name?: string },
    values?: readonly unknown[],
  ): Promise<QueryResult> {
    try {
      return typeof what === 'string'
        ? await this.#lease.query(what, values)
        : await this.#lease.query(what.text, what.values, what.name);
    } catch (error) {
      this.#failed = error;
      throw error;
    }
  }

  release(): void {
    this.#lease.release(this.#failed);
  }
}

export interface Turn {
  /** jobs of one tenant at a time */
  readonly concurrency: number;
  /** asked before each entry is taken */
  readonly isOver: () => boolean;
  readonly run: (jobId: string) => Promise<void>;
}

const silent = new Logger(() => () => undefined);

/** Ends when there is nothing more to take. What `run` throws puts the entry back, to be tried again later. */
export async function runQueue(vault: Vault, turn: Turn): Promise<void> {
  await runOnce({
    pgPool: new BorrowedPool(vault, turn.concurrency) as never,
    schema: workerSchema,
    concurrency: turn.concurrency,
    noHandleSignals: true,
    logger: silent,
    forbiddenFlags: () => (turn.isOver() ? [turnFlag] : null),
    taskList: {
      [queueTask]: async (payload) => {
        await turn.run((payload as { id: string }).id);
      },
    },
  });
}
