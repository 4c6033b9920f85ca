// Messages to PostgreSQL, one behind the other in one piece of memory, until they are taken to be sent.
import { writeValue } from './pg-values.ts';

const chunkBytes = 32 * 1024;

/** What messages begin with. */
const letter = { bind: 66, describe: 68, execute: 69, parse: 80, portal: 80, query: 81, sync: 83 } as const;

export class PgWriter {
  #out = Buffer.allocUnsafe(chunkBytes);
  /** what is not taken yet is from `#sent` to `#end`; bytes that were taken are never written again */
  #sent = 0;
  #end = 0;

  /** Bytes that wait. Set to a size from before to drop what was written since. */
  get size(): number {
    return this.#end - this.#sent;
  }

  set size(bytes: number) {
    this.#end = this.#sent + bytes;
  }

  /** What waits, to be sent at once; null: nothing. */
  take(): Buffer | null {
    if (this.#end === this.#sent) return null;
    const bytes = this.#out.subarray(this.#sent, this.#end);
    this.#sent = this.#end;
    // What one big statement needed is not kept for the next.
    if (this.#out.length > chunkBytes) {
      this.#out = Buffer.allocUnsafe(chunkBytes);
      this.#sent = 0;
      this.#end = 0;
    }
    return bytes;
  }

  /** Statements without parameters, several if need be. */
  simple(text: string): void {
    const start = this.#begin(letter.query);
    this.#text(text);
    this.#finish(start);
  }

  /** A statement to be run under this name, or once when it has none. */
  parse(name: string, text: string): void {
    const start = this.#begin(letter.parse);
    this.#text(name);
    this.#text(text);
    this.#int16(0);
    this.#finish(start);
  }

  /** Runs a parsed statement. `describes`: the answer begins with what its columns are. */
  execute(name: string, values: readonly unknown[], describes: boolean): void {
    this.#bind(name, values);
    if (describes) {
      const start = this.#begin(letter.describe);
      this.#room(1);
      this.#out[this.#end] = letter.portal;
      this.#end += 1;
      this.#text('');
      this.#finish(start);
    }
    const start = this.#begin(letter.execute);
    this.#text('');
    this.#int32(0);
    this.#finish(start);
    this.#finish(this.#begin(letter.sync));
  }

  #bind(name: string, values: readonly unknown[]): void {
    const start = this.#begin(letter.bind);
    this.#text('');
    this.#text(name);
    this.#int16(values.length);
    const formats = this.#end;
    for (let i = 0; i < values.length; i++) this.#int16(0);
    const formatsFrom = formats - this.#sent;
    this.#int16(values.length);
    for (let i = 0; i < values.length; i++) {
      const value = writeValue(values[i]);
      if (value === null) {
        this.#int32(-1);
      } else if (typeof value === 'string') {
        this.#room(4 + (value.length < 1024 ? value.length * 3 : Buffer.byteLength(value)));
        const size = this.#out.write(value, this.#end + 4, 'utf8');
        this.#end = this.#out.writeInt32BE(size, this.#end) + size;
      } else {
        this.#out[this.#sent + formatsFrom + i * 2 + 1] = 1;
        this.#int32(value.length);
        this.#room(value.length);
        this.#out.set(value, this.#end);
        this.#end += value.length;
      }
    }
    this.#int16(0);
    this.#finish(start);
  }

  /** Begins a message; answers where, counted from what is not sent yet, for `finish` to write its length. */
  #begin(type: number): number {
    this.#room(5);
    this.#out[this.#end] = type;
    this.#end += 5;
    return this.#end - 4 - this.#sent;
  }

  #finish(start: number): void {
    const at = this.#sent + start;
    this.#out.writeInt32BE(this.#end - at, at);
  }

  #int16(value: number): void {
    this.#room(2);
    this.#end = this.#out.writeUInt16BE(value, this.#end);
  }

  #int32(value: number): void {
    this.#room(4);
    this.#end = this.#out.writeInt32BE(value, this.#end);
  }

  /** Text that a zero ends; one inside would end it too early and make the rest another message. */
  #text(value: string): void {
    if (value.includes('\0')) throw new Error('a statement holds no zero character');
    this.#room(value.length * 3 + 1);
    this.#end += this.#out.write(value, this.#end, 'utf8');
    this.#out[this.#end] = 0;
    this.#end += 1;
  }

  #room(bytes: number): void {
    if (this.#out.length - this.#end >= bytes) return;
    const kept = this.#out.subarray(this.#sent, this.#end);
    this.#out = Buffer.allocUnsafe(Math.max(chunkBytes, (kept.length + bytes) * 2));
    this.#out.set(kept);
    this.#sent = 0;
    this.#end = kept.length;
  }
}
