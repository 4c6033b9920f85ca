// The inside of one unit of work, for core alone: the connection, the principal, the ledger. Features get a Tx, never this.
import type { OutboxEvent } from '../contract/event.ts';
import { Problem } from '../contract/problem.ts';
import type { Catalog } from './catalog.ts';
import type { Derive } from './feature.ts';
import type { LedgerWriter } from './ledger.ts';
import type { Lease, QueryResult, Queryable, Row } from './pg.ts';
import type { Principal } from './principal.ts';
import { type Sql, compile } from './sql.ts';
import type { Vault } from './vault.ts';

/** What is to be done, as the edge names it. */
export interface Purpose {
  readonly action: string;
  /** changes nothing but the ledger */
  readonly reads: boolean;
  readonly requestId: string | null;
  readonly address: string | null;
  /** the operation this belongs to; a new one when absent. Jobs keep theirs over many transactions. */
  readonly operation?: string;
  /** do everything, every check of the database included, then take all of it back: the dry run of an import */
  readonly rehearse?: boolean;
}

export class Unit implements Queryable {
  readonly vault: Vault;
  readonly me: Principal;
  readonly purpose: Purpose;
  readonly catalog: Catalog;
  readonly operation: string;
  /** one instant for the whole unit of work */
  readonly at: Date;
  readonly ledger: LedgerWriter;
  readonly derive: ReadonlyMap<string, Derive>;
  readonly events: OutboxEvent[] = [];
  /** set when something was changed that belongs to the operation; what people read in "undo ..." */
  changed = false;
  /** set when this undoes another operation */
  undoes: string | null = null;
  /** statements to run last, after the operation's own row */
  readonly finish: { readonly text: string; readonly values: readonly unknown[] }[] = [];
  /** called once the commit has been answered: bytes to remove, somebody to wake. They must not throw and are not waited for. */
  readonly afterCommit: (() => void)[] = [];
  /** rows that left the vault by this unit's reads */
  rowsRead = 0;
  readonly #lease: Lease;
  #alive = true;
  #failures: unknown[] = [];

  constructor(
    lease: Lease,
    facts: Pick<Unit, 'vault' | 'me' | 'purpose' | 'catalog' | 'operation' | 'at' | 'ledger' | 'derive'>,
  ) {
    this.#lease = lease;
    this.vault = facts.vault;
    this.me = facts.me;
    this.purpose = facts.purpose;
    this.catalog = facts.catalog;
    this.operation = facts.operation;
    this.at = facts.at;
    this.ledger = facts.ledger;
    this.derive = facts.derive;
  }

  /** Sends one statement; refuses once the unit of work has ended. */
  async query<R = Row>(text: string, values?: readonly unknown[], name?: string): Promise<QueryResult<R>> {
    this.assertAlive();
    try {
      return await this.#lease.query<R>(text, values, name);
    } catch (error) {
      this.#failures.push(error);
      throw error;
    }
  }

  /**
   * Sends a statement without waiting for it: it travels with what comes next. Its failure makes everything behind it fail, and the
   * door finds it as the first failure.
   */
  send(text: string, values?: readonly unknown[], name?: string): void {
    this.query(text, values, name).catch(() => undefined);
  }

  /** What PostgreSQL refused first; everything after it only says that the transaction is aborted. */
  get firstFailure(): unknown {
    return this.#failures[0];
  }

  /** A failure that was dealt with (rolled back to a savepoint) is no reason any more. */
  forgetFailures(): void {
    this.#failures = [];
  }

  async run<R = Row>(fragment: Sql): Promise<R[]> {
    const { sql, parameters } = compile(fragment);
    return (await this.query<R>(sql, parameters)).rows;
  }

  /** Called before anything is changed; a unit that was opened for reading must not. */
  assertWrites(): void {
    this.assertAlive();
    if (this.purpose.reads)
      throw new Error(`the action ${this.purpose.action} is declared as reading and tried to change something`);
    this.changed = true;
  }

  assertAlive(): void {
    if (!this.#alive) throw new Error('this unit of work has ended; its handle is dead');
  }

  end(): void {
    this.#alive = false;
  }

  /** Refuses unless the principal holds the permission at all; the engine checks rows by itself. */
  refuseUnless(allowed: boolean, permission: string): void {
    if (!allowed) throw new Problem('not-allowed', undefined, { missing: permission });
  }
}
