// Reads the rows of an uploaded file in batches, from its sealed bytes to cells, and knows how far it is.
import type { Readable } from 'node:stream';
import { type CsvDialect, CsvReader, type CsvRecord, isBlank, textOf } from './csv-reader.ts';
import type { Dialect } from '../../contract/importing.ts';
import { decodeText } from './decode.ts';

/** Characters of one batch: rows may be a million characters long. */
const textAtOnce = 4_000_000;

/** Every record of the file, blank ones and headings included, piece by piece. */
export async function* readRecords(bytes: AsyncIterable<Uint8Array>, dialect: Dialect): AsyncGenerator<CsvRecord[]> {
  const byRow = dialect.sheet !== undefined;
  const csv: CsvDialect = { delimiter: dialect.delimiter, quote: dialect.quote, byRow };
  const reader = new CsvReader(csv);
  for await (const text of decodeText(bytes, dialect.encoding)) {
    const records = reader.push(text);
    if (records.length > 0) yield records;
  }
  const rest = reader.end();
  if (rest.length > 0) yield rest;
}

export interface FileRow {
  readonly record: CsvRecord;
  /** blank and separator-only rows passed over since the row before */
  readonly blank: number;
  /** records of the file up to and with this one, of every kind: where a later run goes on */
  readonly consumed: number;
}

export interface RowBatch {
  /** rows that are not blank, without the headings */
  readonly rows: readonly FileRow[];
  /** blank rows behind the last of them */
  readonly blank: number;
  readonly consumed: number;
}

export class RowFeed {
  readonly #bytes: Readable;
  readonly #size: number;
  readonly #headingRow: number;
  readonly #records: AsyncGenerator<CsvRecord[]>;
  #waiting: readonly CsvRecord[] = [];
  #at = 0;
  #consumed = 0;
  #filled = 0;
  #rows = 0;
  #bytesRead = 0;
  #over = false;

  /** `size`: bytes of the file, to tell how many rows there may be. */
  constructor(bytes: Readable, size: number, dialect: Dialect) {
    this.#bytes = bytes;
    this.#size = size;
    this.#headingRow = dialect.headingRow;
    this.#records = readRecords(this.#counted(), dialect);
  }

  async *#counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#bytes) {
      this.#bytesRead += (chunk as Uint8Array).length;
      yield chunk as Uint8Array;
    }
  }

  /** Passes over what an earlier run has consumed. */
  async skip(records: number): Promise<void> {
    while (this.#consumed < records && (await this.#next()) !== null);
  }

  /** Up to so many rows, or fewer when they are long; null at the end. */
  async batch(size: number): Promise<RowBatch | null> {
    const rows: FileRow[] = [];
    let blank = 0;
    let text = 0;
    while (rows.length < size && text < textAtOnce) {
      const next = await this.#next();
      if (next === null) break;
      if (next.kind === 'blank') blank += 1;
      if (next.kind !== 'row') continue;
      rows.push({ record: next.record, blank, consumed: this.#consumed });
      blank = 0;
      text += textOf(next.record);
    }
    if (rows.length === 0 && blank === 0) return null;
    return { rows, blank, consumed: this.#consumed };
  }

  #kindOf(record: CsvRecord): 'row' | 'blank' | 'heading' {
    if (record.fault === null && isBlank(record.cells)) return 'blank';
    return this.#filled < this.#headingRow ? 'heading' : 'row';
  }

  async #next(): Promise<{ record: CsvRecord; kind: 'row' | 'blank' | 'heading' } | null> {
    while (this.#at >= this.#waiting.length) {
      if (this.#over) return null;
      const next = await this.#records.next();
      if (next.done === true) this.#over = true;
      else [this.#waiting, this.#at] = [next.value, 0];
    }
    const record = this.#waiting[this.#at]!;
    const kind = this.#kindOf(record);
    if (kind !== 'blank') this.#filled += 1;
    if (kind === 'row') this.#rows += 1;
    this.#at += 1;
    this.#consumed += 1;
    return { record, kind };
  }

  /** records of the file up to here */
  get consumed(): number {
    return this.#consumed;
  }

  /** How many rows the file has, estimated from its bytes until its end is seen. */
  get total(): number {
    if (this.#over || this.#bytesRead === 0) return this.#rows;
    return Math.max(this.#rows, Math.round((this.#rows * this.#size) / this.#bytesRead));
  }

  /** Closes the file, wherever it is. */
  async close(): Promise<void> {
    this.#over = true;
    await this.#records.return(undefined);
    this.#bytes.destroy();
  }
}
