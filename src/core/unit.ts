// The inside of one unit of work, for core alone: the connection, the principal, the ledger. Features get a Tx, never this.
import type { SecurityClass } from '../contract/security-change.ts';
import type { OutboxEvent } from '../contract/event.ts';
import { Problem } from '../contract/problem.ts';
import type { Catalog } from './catalog.ts';
import type { Derive } from './derive.ts';
import type { LedgerWriter, Source } from './ledger.ts';
import { sendKeyUse } from './access/key-use.ts';
import { writeEvents } from './outbox.ts';
import type { Lease, QueryResult, Queryable, Row, Table } from './pg.ts';
import type { Principal } from './principal.ts';
import { type CompiledSql, type Sql, compile } from './sql.ts';
import { statementName } from './statement-names.ts';
import type { Vault } from './vault.ts';

/** What is to be done, as the edge names it. */
export interface Purpose {
  readonly action: string;
  /** the right the action asks for, if it is one */
  readonly permission?: string;
  /** why it asks for none */
  readonly openTo?: 'public' | 'signed in';
  /** where the work comes from, where that is not told by who acts */
  readonly source?: Source;
  /** changes nothing but the ledger */
  readonly reads: boolean;
  /** changes what people may do: takes the grants' version for itself before anything else */
  readonly changesRights?: boolean;
  /** the class of security change it is; where the policy asks, it has been agreed to, or is being tried before it is asked for */
  readonly security?: SecurityClass;
  /** the least the session must have got to; whole unless said */
  readonly at?: 'half' | 'enrol' | 'renew' | 'agree';
  readonly requestId: string | null;
  readonly address: string | null;
  /** a proxy nobody has named stands between: the address may be everybody's */
  readonly addressDoubt?: boolean;
  /** work that goes on by itself: from where it was asked for, where it would not begin any more */
  readonly cameFrom?: string | null;
  /** the work asks or changes one thing and nothing after it: ledger and commit then travel with that statement */
  readonly single?: boolean;
  /** the operation this belongs to; a new one when absent. Jobs keep theirs over many transactions. */
  readonly operation?: string;
  /** do everything, every check of the database included, then take all of it back: the dry run of an import */
  readonly rehearse?: boolean;
}

/** A statement as it is sent. */
export interface MadeSql extends CompiledSql {
  readonly name: string | undefined;
}

const insertOperation =
  'insert into core.operation (id, at, actor, what, undoes) values ($1, $2, $3, $4, $5) on conflict (id) do nothing';

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
  /** rights that were asked for and held, beside that of the action: which of its rights a key uses */
  readonly rightsUsed = new Set<string>();
  /** rows that left the vault by this unit's reads */
  rowsRead = 0;
  readonly #lease: Lease;
  #alive = true;
  #over = false;
  #sealed: Promise<void> | undefined;
  #failures: unknown[] = [];
  readonly #noteFailure = (error: unknown): void => void this.#failures.push(error);
  readonly #looks: Unit[] = [];
  #attempts = 0;

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
  query<R = Row>(text: string, values?: readonly unknown[], name?: string): Promise<QueryResult<R>> {
    return this.#asked(() => this.#lease.query<R>(text, values, name));
  }

  /** The same for a statement that was made beforehand: it asks of what is there now. */
  tableMade({ text, values, name }: MadeSql): Promise<Table> {
    if (this.me.past !== undefined) throw new Error('a look at an earlier instant has statements of its own');
    return this.#asked(() => this.#lease.table(text, values, name));
  }

  #asked<T>(ask: () => Promise<T>): Promise<T> {
    try {
      this.assertAlive();
    } catch (error) {
      return Promise.reject(error);
    }
    const answer = ask();
    // Noted before whoever waits for it hears of it.
    answer.catch(this.#noteFailure);
    return answer;
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
    const { text, values, name } = this.#statement(fragment);
    return (await this.query<R>(text, values, name)).rows;
  }

  /** A look at an earlier instant names relations that are not there: they are put in front. Each is another text, so none is kept. */
  #statement(fragment: Sql): MadeSql {
    const { past } = this.me;
    const compiled = compile(past === undefined ? fragment : past.framed(fragment));
    return { ...compiled, name: past === undefined ? statementName(compiled.text) : undefined };
  }

  /**
   * The same for what will be sent on, row by row: see `PgConnection.table`. `afresh`: planned for these very values each time, where a
   * plan for any values would often be a bad one.
   */
  table(fragment: Sql, afresh = false): Promise<Table> {
    const { text, values, name } = this.#statement(fragment);
    return this.#asked(() => this.#lease.table(text, values, afresh ? undefined : name));
  }

  /**
   * What was sent last is the last of this unit of work, if its purpose says that it is single: ledger and commit are sent behind it
   * at once, which saves a round trip. Nothing can be asked afterwards.
   */
  lastSent(): void {
    if (this.purpose.single !== true || this.#sealed !== undefined) return;
    this.#sealed = this.#seal();
    this.#sealed.catch(() => undefined);
  }

  /** Writes what belongs to the end of every unit of work and commits. Throws what the database refused first. */
  async commit(): Promise<void> {
    await (this.#sealed ??= this.#seal());
  }

  async #seal(): Promise<void> {
    if (this.ledger.count === 0)
      this.ledger.add({ verb: this.purpose.reads ? 'read' : 'done', outcome: 'done', values: {} });
    if (this.changed) {
      this.send(insertOperation, [this.operation, this.at, this.me.id, this.purpose.action, this.undoes], 'operation');
    }
    sendKeyUse(this);
    for (const { text, values } of this.finish) this.send(text, values);
    this.ledger.flush(this).catch(() => undefined);
    writeEvents(this, this.at, this.events).catch(() => undefined);
    const rehearsal = this.purpose.rehearse === true;
    const ended = this.query(rehearsal ? 'rollback' : 'commit');
    this.#over = true;
    const { command } = await ended;
    // A rehearsal is taken back on purpose: only what was refused before tells that it would have failed.
    if (rehearsal ? this.firstFailure !== undefined : command !== 'COMMIT')
      throw this.firstFailure ?? new Error('the transaction was rolled back');
  }

  /** Sends what is on record so far: of much work, so that the database is at it while this waits. Not where some of it may be taken back by itself. */
  sendRecord(): void {
    if (this.#attempts === 0) this.ledger.flush(this).catch(() => undefined);
  }

  /**
   * Does the whole of it or nothing: where it is refused, what it wrote and put on record is taken back, and the rest of this unit of work goes
   * on. Answers the refusal, or null.
   */
  async attempt(work: () => Promise<unknown>): Promise<Problem | null> {
    this.#attempts += 1;
    try {
      return await this.#attempt(work);
    } finally {
      this.#attempts -= 1;
    }
  }

  async #attempt(work: () => Promise<unknown>): Promise<Problem | null> {
    const [entries, events] = [this.ledger.waiting.length, this.events.length];
    await this.query('savepoint attempt');
    try {
      await work();
      await this.query('release savepoint attempt');
      return null;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      await this.query('rollback to savepoint attempt');
      this.forgetFailures();
      this.ledger.drop(entries);
      this.events.length = events;
      return error;
    }
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
    if (this.#over) throw new Error('this unit of work said that it was done; nothing can be asked after its commit');
  }

  end(): void {
    this.#alive = false;
    for (const look of this.#looks) look.end();
  }

  /** The same unit of work in the eyes of somebody who looks back: it reads and changes nothing, and ends with this one. */
  lookingBack(me: Principal): Unit {
    const { vault, catalog, operation, at, ledger, derive } = { ...this, catalog: me.catalog };
    const purpose = { ...this.purpose, reads: true, single: false };
    const look = new Unit(this.#lease, { vault, me, purpose, catalog, operation, at, ledger, derive });
    this.#looks.push(look);
    return look;
  }

  /** Refuses unless the principal holds the permission at all; the engine checks rows by itself. */
  refuseUnless(allowed: boolean, permission: string): void {
    if (!allowed) throw new Problem('not-allowed', undefined, { missing: permission });
    this.rightsUsed.add(permission);
  }
}
