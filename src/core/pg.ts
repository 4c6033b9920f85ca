// Speaks to PostgreSQL: one connection (pipelined), what its values become in JavaScript, and which failures mean "not there just now".
import { Client, DatabaseError, TypeOverrides } from 'pg';
import type { QueryArrayConfig, QueryConfig, QueryResult as PgResult } from 'pg';
import { Problem } from '../contract/problem.ts';

/** Where and as whom to connect. `host` is a host name or a folder that holds the socket. */
export interface PgTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** settings for the whole session, as `-c name=value` */
  readonly options?: string;
  readonly ssl?: boolean | { readonly ca?: string; readonly rejectUnauthorized?: boolean };
}

export type Row = Record<string, unknown>;

export interface QueryResult<R = Row> {
  readonly rows: R[];
  /** rows touched or returned; 0 where PostgreSQL counts none */
  readonly rowCount: number;
  /** the command's tag without numbers: SELECT, UPDATE, COMMIT ... and ROLLBACK when a COMMIT ended an aborted transaction */
  readonly command: string;
}

/** An answer as a table: the names of the columns, and the values of each row in their order. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

type Told = (error: unknown) => unknown;
const itself: Told = (error) => error;
const ignore = (): void => undefined;

/** What can carry statements: a lease of a pool, or a connection of one's own. */
export interface Queryable {
  /**
   * Sends one statement at once; statements sent without waiting travel together (pipelined) and run in order. `name` makes it a
   * prepared statement that this connection parses once: only for texts of which there are few. The same name is the same text.
   * A rejected promise nobody waits for is dropped, so whoever pipelines checks the last one: after a failure inside a transaction
   * every later statement fails and COMMIT answers `ROLLBACK`. A JavaScript array becomes a PostgreSQL array: stringify JSON first.
   */
  query<R = Row>(text: string, values?: readonly unknown[], name?: string): Promise<QueryResult<R>>;
}

/** One connection out of a pool, for one unit of work. After `release` it refuses to work. */
export interface Lease extends Queryable {
  /** See `PgConnection.table`. */
  table(text: string, values: readonly unknown[], name?: string): Promise<Table>;
  /** Gives the connection back; with an error, inside a transaction or with statements still under way it is closed instead. */
  release(error?: unknown): void;
}

/** Connections of one role of one tenant. */
export interface TenantPool {
  /** A connection, at the latest after the pool's patience; then `Problem('unavailable')`. */
  acquire(): Promise<Lease>;
}

const oid = { int8: 20, date: 1082, timestamp: 1114, timestamptz: 1184, interval: 1186, dateArray: 1182 };

/** int8: number when exact, else bigint. numeric, date, time, timestamp and interval: text. timestamptz: Date. json and jsonb: parsed. */
const types = new TypeOverrides();
types.setTypeParser(oid.int8, (text) => {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
});
for (const kept of [oid.date, oid.timestamp, oid.interval, oid.dateArray]) types.setTypeParser(kept, (text) => text);
types.setTypeParser(oid.timestamptz, (text) => new Date(text));

interface ConnectOptions {
  /** shown in pg_stat_activity to who runs the machine */
  readonly application?: string;
  /** milliseconds to wait for the server's first answer */
  readonly timeoutMs?: number;
}

/** A connection of one's own: for the host plane, migrations and listening; units of work take leases from a pool instead. */
export class PgConnection implements Queryable {
  readonly #client: Client;
  readonly #names = new Set<string>();
  #pending = 0;
  #corked = false;
  #closed = false;
  readonly #ended = Promise.withResolvers<Error | undefined>();

  private constructor(client: Client) {
    this.#client = client;
    // Without a listener a lost connection would end the process; who waits for answers gets the error from there.
    client.on('error', (error) => this.#end(error));
    client.on('end', () => this.#end(undefined));
  }

  static async open(target: PgTarget, options: ConnectOptions = {}): Promise<PgConnection> {
    const client = new Client({
      ...target,
      application_name: options.application ?? 'strongroom',
      connectionTimeoutMillis: options.timeoutMs ?? 10_000,
      keepAlive: true,
      pipeline: true,
      types,
    });
    const connection = new PgConnection(client);
    try {
      await client.connect();
    } catch (error) {
      connection.#end(error instanceof Error ? error : undefined);
      throw error;
    }
    return connection;
  }

  /** `told`: what a failure is turned into on its way to whoever asked. */
  query<R = Row>(
    text: string,
    values?: readonly unknown[],
    name?: string,
    told: Told = itself,
  ): Promise<QueryResult<R>> {
    const config = { text, values: values as unknown[] | undefined, name } as QueryConfig;
    return this.#send(this.#client.query(config), name, told, (result) => ({
      rows: result.rows as R[],
      rowCount: result.rowCount ?? 0,
      command: result.command,
    }));
  }

  /** The same with each row as a list of its values: for many rows of many columns, which cost less so. */
  table(text: string, values: readonly unknown[], name?: string, told: Told = itself): Promise<Table> {
    const config = { text, values: values as unknown[], name, rowMode: 'array' } as QueryArrayConfig;
    return this.#send(this.#client.query(config), name, told, (result) => ({
      columns: result.fields.map((field) => field.name),
      rows: result.rows as unknown as readonly unknown[][],
    }));
  }

  #send<T>(sent: Promise<PgResult>, name: string | undefined, told: Told, shape: (result: PgResult) => T): Promise<T> {
    if (name !== undefined) this.#names.add(name);
    this.#pending += 1;
    this.#cork();
    const answer = sent.then(
      (result: PgResult | PgResult[]) => {
        this.#pending -= 1;
        // Several statements in one text (only possible without values): the last one's answer counts.
        return shape(Array.isArray(result) ? result.at(-1)! : result);
      },
      (error: unknown) => {
        this.#pending -= 1;
        // The server says it is going before the line breaks: nobody may be handed this connection in between.
        if (isUnreachable(error)) this.destroy();
        throw told(error);
      },
    );
    answer.catch(ignore); // told to whoever awaits it; nobody else (see Queryable)
    return answer;
  }

  /** Statements sent in one turn of the event loop leave in one write. */
  #cork(): void {
    if (this.#corked) return;
    const { stream } = this.#client.connection;
    this.#corked = true;
    stream.cork();
    process.nextTick(() => {
      this.#corked = false;
      stream.uncork();
    });
  }

  /** Calls back for each NOTIFY on a channel this connection has been told to LISTEN to. */
  onNotification(listener: (channel: string, payload: string) => void): void {
    this.#client.on('notification', (message) => listener(message.channel, message.payload ?? ''));
  }

  /** Resolves when the connection is over, with the error that ended it if it was not us. */
  get ended(): Promise<Error | undefined> {
    return this.#ended.promise;
  }

  get isOpen(): boolean {
    return !this.#closed;
  }

  /** True when nothing is under way and no transaction is open: only then may somebody else have it. */
  get isIdle(): boolean {
    return !this.#closed && this.#pending === 0 && this.#client.getTransactionStatus() === 'I';
  }

  /** Prepared statements it holds, each with its plan in the server's memory. */
  get namedStatements(): number {
    return this.#names.size;
  }

  /** Ends it after what is under way. */
  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#client.end();
    this.#end(undefined);
  }

  /** Ends it now; what is under way fails and the server rolls back. */
  destroy(): void {
    if (this.#closed) return;
    this.#client.connection.stream.destroy();
    this.#end(undefined);
  }

  #end(error: Error | undefined): void {
    this.#closed = true;
    this.#ended.resolve(error);
  }
}

/** The five characters PostgreSQL names a failure with (`23505` a unique constraint), or undefined when it is not its answer. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof DatabaseError)) return undefined;
  return error.code;
}

/** The constraint a statement ran against, where that is why it failed. */
export function violatedConstraint(error: unknown): string | undefined {
  return error instanceof DatabaseError && error.code?.startsWith('23') === true ? error.constraint : undefined;
}

/** A statement was prepared before columns were added or dropped; another connection, or the same one anew, can run it. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === '0A000' && error.message.startsWith('cached plan');
}

/** Shutting down, starting up, crashed, out of connections, or the network between us: try again shortly. */
export function isUnreachable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return state.startsWith('08') || state.startsWith('57P') || state === '53300';
  if (!(error instanceof Error)) return false;
  const code: unknown = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') {
    return ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTCONN'].includes(code);
  }
  return /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired)/.test(
    error.message,
  );
}

/** The same failure as a refusal people understand, when the database cannot be reached; any other error stays what it is. */
export function asUnavailable(error: unknown): unknown {
  if (!isUnreachable(error)) return error;
  const problem = new Problem('unavailable', 'The database cannot be reached just now.', { retryAfter: 2 });
  problem.cause = error;
  return problem;
}
