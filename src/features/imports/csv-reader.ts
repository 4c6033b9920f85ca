// Reads delimited text piece by piece into records with their line; a record that is broken says so and leaves the others whole. Pure.

export interface CsvDialect {
  readonly delimiter: string;
  /** '' : quotes are letters like any other */
  readonly quote: string;
  /** every record counts as one line, whatever its cells hold: the rows of a sheet */
  readonly byRow?: boolean;
}

export interface CsvRecord {
  /** the line of the file on which it begins, from 1 */
  readonly line: number;
  readonly cells: readonly string[];
  /** what is broken in it, a sentence; then `cells` holds what could be read */
  readonly fault: string | null;
}

/** A quoted cell that goes on longer than this is taken for a quote somebody forgot to close. */
const longestRecord = 1_000_000;
/** A row with more cells than this is none. */
const mostCells = 10_000;

const lf = 10;
const cr = 13;
const space = 32;

/** Line ends may be LF, CRLF, CR or a mixture. Quotes inside a quoted cell are doubled; inside an unquoted one they are letters. */
export class CsvReader {
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #quoteText: string;
  readonly #byRow: boolean;
  #text = '';
  /** where the record being read begins, and the line it is on */
  #start = 0;
  #line = 1;
  #at = 0;
  #lines = 0;
  #ended = false;

  constructor(dialect: CsvDialect) {
    this.#delimiter = dialect.delimiter.charCodeAt(0);
    this.#quote = dialect.quote === '' ? -1 : dialect.quote.charCodeAt(0);
    this.#quoteText = dialect.quote;
    this.#byRow = dialect.byRow === true;
  }

  /** The records that are complete with this piece. */
  push(text: string): CsvRecord[] {
    this.#text = this.#start === this.#text.length ? text : this.#text.slice(this.#start) + text;
    this.#start = 0;
    return this.#readAll();
  }

  /** What is left when there is no more text. */
  end(): CsvRecord[] {
    this.#ended = true;
    return this.#readAll();
  }

  #readAll(): CsvRecord[] {
    const out: CsvRecord[] = [];
    while (this.#start < this.#text.length) {
      const record = this.#record();
      if (record === null) break;
      out.push(record);
      this.#start = this.#at;
      this.#line += this.#byRow ? 1 : this.#lines;
    }
    return out;
  }

  /** The record at `#start`, or null when its end has not come yet. */
  #record(): CsvRecord | null {
    const cells: string[] = [];
    let fault: string | null = null;
    this.#at = this.#start;
    this.#lines = 0;
    for (;;) {
      const opening = this.#openingQuote();
      const cell = opening < 0 ? this.#plain() : this.#quoted(opening);
      if (cell === null) return this.#unfinished();
      if (cell.stray) fault ??= 'There is text after a closing quote.';
      cells.push(cell.text);
      const end = this.#afterCell();
      if (end === 'wait') return null;
      if (end === 'record') return { line: this.#line, cells, fault };
      if (cells.length >= mostCells) return this.#overfull(cells);
    }
  }

  /** Where the cell's opening quote stands (spaces before it do not count), or -1. */
  #openingQuote(): number {
    if (this.#quote < 0) return -1;
    let at = this.#at;
    while (this.#text.charCodeAt(at) === space) at += 1;
    return this.#text.charCodeAt(at) === this.#quote ? at : -1;
  }

  #plain(): { text: string; stray: boolean } | null {
    const text = this.#text;
    const length = text.length;
    const delimiter = this.#delimiter;
    const from = this.#at;
    let at = from;
    for (; at < length; at++) {
      const c = text.charCodeAt(at);
      if (c === delimiter || c === lf || c === cr) break;
    }
    if (at === length && !this.#ended) return null;
    this.#at = at;
    return { text: text.slice(from, at), stray: false };
  }

  #quoted(opening: number): { text: string; stray: boolean } | null {
    const text = this.#text;
    let at = opening + 1;
    let doubled = false;
    for (;;) {
      at = text.indexOf(this.#quoteText, at);
      if (at < 0 || (at === text.length - 1 && !this.#ended)) return null;
      if (text.charCodeAt(at + 1) !== this.#quote) break;
      doubled = true;
      at += 2;
    }
    const inner = text.slice(opening + 1, at);
    this.#lines += countLines(inner);
    this.#at = at + 1;
    while (this.#text.charCodeAt(this.#at) === space) this.#at += 1;
    const rest = this.#at;
    const tail = this.#plain();
    if (tail === null) return null;
    const value = doubled ? inner.replaceAll(this.#quoteText + this.#quoteText, this.#quoteText) : inner;
    return this.#at > rest
      ? { text: value + text.slice(at + 1, this.#at), stray: true }
      : { text: value, stray: false };
  }

  #afterCell(): 'cell' | 'record' | 'wait' {
    const c = this.#text.charCodeAt(this.#at);
    if (c === this.#delimiter) {
      this.#at += 1;
      return 'cell';
    }
    if (c === lf) this.#at += 1;
    else if (c === cr) {
      // Whether a LF follows decides where the next record begins.
      if (this.#at + 1 === this.#text.length && !this.#ended) return 'wait';
      this.#at += this.#text.charCodeAt(this.#at + 1) === lf ? 2 : 1;
    }
    this.#lines += 1;
    return 'record';
  }

  /** What follows on the line is passed over. */
  #overfull(cells: readonly string[]): CsvRecord | null {
    const end = this.#lineEnd(this.#at);
    if (end === null && !this.#ended && this.#text.length - this.#start <= longestRecord) return null;
    this.#at = end?.after ?? this.#text.length;
    this.#lines += 1;
    return { line: this.#line, cells, fault: `The row has more than ${mostCells} cells.` };
  }

  #lineEnd(from: number): { readonly at: number; readonly after: number } | null {
    const end = /\r\n|\n|\r/g;
    end.lastIndex = from;
    const found = end.exec(this.#text);
    return found === null ? null : { at: found.index, after: end.lastIndex };
  }

  /** More text may complete the record; where it cannot, only the line with the open quote is given up. */
  #unfinished(): CsvRecord | null {
    if (!this.#ended && this.#text.length - this.#start <= longestRecord) return null;
    const end = this.#lineEnd(this.#start);
    const line = this.#text.slice(this.#start, end?.at);
    const cells = line.split(String.fromCharCode(this.#delimiter), mostCells);
    const isOpen = this.#quote >= 0 && line.includes(this.#quoteText);
    this.#at = end?.after ?? this.#text.length;
    this.#lines = 1;
    const fault = isOpen ? 'A quote is opened on this line and never closed.' : 'The line is far too long.';
    return { line: this.#line, cells, fault };
  }
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === lf || (c === cr && text.charCodeAt(at + 1) !== lf)) lines += 1;
  }
  return lines;
}

/** True for a blank line and one of delimiters and spaces only. */
export function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

/** Characters of a record. */
export function textOf(record: CsvRecord): number {
  return record.cells.reduce((sum, cell) => sum + cell.length, record.cells.length);
}

/** All records of a text that is at hand as a whole. `cut`: the text goes on, so its last record may be incomplete and is left out. */
export function readCsvText(text: string, dialect: CsvDialect, cut = false): CsvRecord[] {
  const reader = new CsvReader(dialect);
  const records = reader.push(text);
  return cut ? records : [...records, ...reader.end()];
}
