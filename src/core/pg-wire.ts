// The words PostgreSQL and we exchange once pg has connected and signed in: many statements in one write, answers in their order.
// Ours rather than that of pg, because it is on the path of every request: a list cost the web process a fifth more, a create a tenth.
import type { Duplex } from 'node:stream';
import type { DatabaseError } from 'pg';
import {
  type Bytes,
  type Columns,
  type QueryResult,
  type Row,
  readColumns,
  readError,
  readNotice,
  readRow,
  readTag,
} from './pg-read.ts';
import { PgWriter } from './pg-write.ts';

/** A statement the server has parsed. Its columns are known after its first answer and need not be described again. */
interface Prepared {
  readonly text: string;
  parsed: boolean;
  columns: Columns | null | undefined;
}

interface Waiting {
  readonly name: string | undefined;
  readonly statement: Prepared | undefined;
  resolve: (result: QueryResult) => void;
  reject: (error: unknown) => void;
  columns: Columns | null;
  /** rows of the statement that is being answered will come, or have */
  isAnswering: boolean;
  rows: Row[];
  rowCount: number;
  command: string;
  error: unknown;
}

/** No transaction is open. */
const idle = 73;

export class PgWire {
  readonly #stream: Duplex;
  readonly #onNotice: (channel: string, payload: string) => void;
  readonly #onFatal: (error: Error) => void;
  readonly #prepared = new Map<string, Prepared>();
  #waiting: Waiting[] = [];
  #first = 0;
  #status = idle;
  readonly #writer = new PgWriter();
  #willFlush = false;
  /** the beginning of a message that is not whole yet, in pieces, and how many bytes make it whole */
  #parts: Buffer[] = [];
  #size = 0;
  #need = 0;
  #closed: Error | undefined;

  constructor(stream: Duplex, on: { notice: (channel: string, payload: string) => void; fatal: (e: Error) => void }) {
    this.#stream = stream;
    this.#onNotice = on.notice;
    this.#onFatal = on.fatal;
    // From here on pg hears nothing of what the server says, only of the end of the line.
    stream.removeAllListeners('data');
    stream.on('data', (chunk: Bytes) => this.#read(chunk));
  }

  /** Statements whose answers have not come yet. */
  get pending(): number {
    return this.#waiting.length - this.#first;
  }

  /** No transaction is open. */
  get isOutside(): boolean {
    return this.#status === idle;
  }

  get prepared(): number {
    return this.#prepared.size;
  }

  /** `told`: what a failure is turned into on its way to whoever asked. */
  send(
    text: string,
    values: readonly unknown[] | undefined,
    name: string | undefined,
    told: (error: unknown) => unknown,
  ): Promise<QueryResult> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) {
        reject(told(this.#closed));
        return;
      }
      const unsent = this.#writer.size;
      let statement: Prepared | undefined;
      try {
        if (name === undefined && (values === undefined || values.length === 0)) this.#writer.simple(text);
        else statement = this.#extended(text, values ?? [], name);
      } catch (error) {
        // A value that cannot be sent: nothing of this statement leaves.
        this.#writer.size = unsent;
        reject(told(error));
        return;
      }
      this.#waiting.push({
        name,
        statement,
        resolve,
        reject: (error) => reject(told(error)),
        columns: null,
        isAnswering: false,
        rows: [],
        rowCount: 0,
        command: '',
        error: undefined,
      });
      this.#flushSoon();
    });
  }

  /** Resolves when everything asked has been answered, or never will be. */
  idle(): Promise<void> {
    if (this.pending === 0) return Promise.resolve();
    const last = this.#waiting.at(-1)!;
    return new Promise((done) => {
      const { resolve, reject } = last;
      last.resolve = (result) => (resolve(result), done());
      last.reject = (error) => (reject(error), done());
    });
  }

  /** Fails whatever still waits, and all that comes. */
  end(error: Error): void {
    if (this.#closed !== undefined) return;
    this.#closed = error;
    const waiting = this.#waiting.slice(this.#first);
    this.#waiting = [];
    this.#first = 0;
    for (const w of waiting) w.reject(w.error ?? error);
  }

  #extended(text: string, values: readonly unknown[], name: string | undefined): Prepared | undefined {
    const known = name === undefined ? undefined : this.#prepared.get(name);
    if (known !== undefined && known.text !== text)
      throw new Error(`the prepared statement ${name} is another statement`);
    if (known === undefined) this.#writer.parse(name ?? '', text);
    this.#writer.execute(name ?? '', values, known?.columns === undefined);
    if (known !== undefined || name === undefined) return known;
    const statement = { text, parsed: false, columns: undefined };
    this.#prepared.set(name, statement);
    return statement;
  }

  /** What is sent in one turn of the event loop leaves in one write. */
  #flushSoon(): void {
    if (this.#willFlush) return;
    this.#willFlush = true;
    process.nextTick(() => {
      this.#willFlush = false;
      const bytes = this.#closed === undefined ? this.#writer.take() : null;
      if (bytes !== null) this.#stream.write(bytes);
    });
  }

  #read(chunk: Bytes): void {
    let bytes = chunk;
    if (this.#size > 0) {
      this.#parts.push(chunk);
      this.#size += chunk.length;
      if (this.#size < this.#need) return;
      bytes = Buffer.concat(this.#parts, this.#size) as Bytes;
    }
    let at = 0;
    while (bytes.length - at >= 5) {
      const next = at + 1 + bytes.readInt32BE(at + 1);
      if (next > bytes.length) break;
      this.#take(bytes[at]!, bytes, at + 5, next);
      at = next;
    }
    this.#size = bytes.length - at;
    this.#parts = this.#size === 0 ? [] : [bytes.subarray(at)];
    this.#need = this.#size < 5 ? 5 : 1 + bytes.readInt32BE(at + 1);
  }

  #take(type: number, bytes: Bytes, from: number, to: number): void {
    const current = this.#waiting[this.#first];
    switch (type) {
      case 68: // D: a row
        if (current?.columns) current.rows.push(readRow(current.columns, bytes, from));
        return;
      case 50: // 2: bound
        if (current?.statement !== undefined) current.columns = current.statement.columns ?? null;
        if (current !== undefined) current.isAnswering = true;
        return;
      case 67: // C: done
        if (current !== undefined) finish(current, bytes, from, to);
        return;
      case 90: // Z: the server is ready for the next
        this.#status = bytes[from]!;
        this.#settle();
        return;
      case 84: // T: columns
        if (current === undefined) return;
        current.columns = readColumns(bytes, from);
        current.rows = [];
        current.isAnswering = true;
        if (current.statement !== undefined) current.statement.columns = current.columns;
        return;
      case 110: // n: no columns
        if (current?.statement !== undefined) current.statement.columns = null;
        return;
      case 49: // 1: parsed
        if (current?.statement !== undefined) current.statement.parsed = true;
        return;
      case 69: // E
        this.#fail(current, readError(bytes, from, to));
        return;
      case 65: // A: NOTIFY
        this.#onNotice(...readNotice(bytes, from));
        return;
      case 71: // G: it wants bytes of a COPY, and there are none to send
        this.#stream.write(copyFail);
        return;
      default: // notices, settings, an empty statement, bytes of a COPY
    }
  }

  #fail(current: Waiting | undefined, error: DatabaseError): void {
    if (current === undefined) {
      this.#onFatal(error);
      return;
    }
    current.error ??= error;
    // What was not parsed is not there the next time.
    const { name, statement } = current;
    if (name !== undefined && statement !== undefined && !statement.parsed && this.#prepared.get(name) === statement)
      this.#prepared.delete(name);
  }

  #settle(): void {
    const done = this.#waiting[this.#first];
    if (done === undefined) return;
    this.#first += 1;
    if (this.#first === this.#waiting.length) {
      this.#waiting = [];
      this.#first = 0;
    }
    if (done.error !== undefined) done.reject(done.error);
    else done.resolve({ rows: done.rows, rowCount: done.rowCount, command: done.command });
  }
}

/** Several statements in one text: the last one's answer counts. */
function finish(current: Waiting, bytes: Bytes, from: number, to: number): void {
  if (!current.isAnswering) current.rows = [];
  current.isAnswering = false;
  Object.assign(current, readTag(bytes, from, to));
}

/** CopyFail without a reason, and the end of the statement, should it be one with parameters. */
const copyFail = Buffer.from('f\0\0\0\x05\0S\0\0\0\x04', 'latin1');
