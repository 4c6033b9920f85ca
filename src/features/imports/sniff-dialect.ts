// Finds delimiter, quote sign and heading row from the beginning of a text; what it cannot tell for certain it says. Pure.
import { shapeOf } from './cell-shape.ts';
import { type CsvRecord, isBlank, readCsvText } from './csv-reader.ts';
import type { Dialect } from '../../contract/importing.ts';
import { isKnownHeading } from './heading-words.ts';

type Delimiter = Dialect['delimiter'];

export interface DialectVerdict {
  readonly delimiter: Delimiter;
  readonly quote: Dialect['quote'];
  /** counted from 1 over rows that are not blank; 0: none */
  readonly headingRow: number;
  /** what only a person can tell */
  readonly unsure: readonly ('delimiter' | 'headingRow')[];
  /** other delimiters that fit about as well */
  readonly otherDelimiters: readonly Delimiter[];
}

const delimiters: readonly Delimiter[] = [',', ';', '\t', '|'];
/** Commas stand in any text, tabs in none: between equal readings the rarer sign is meant. */
const rarity: Record<Delimiter, number> = { ',': 0, ';': 0.05, '|': 0.1, '\t': 0.2 };
/** Rows looked at. */
const rowsLooked = 300;
/** Headings stand among the first so many rows that are not blank. */
const headingsWithin = 20;

interface Split {
  readonly delimiter: Delimiter;
  readonly rows: readonly CsvRecord[];
  /** the number of cells most rows have */
  readonly width: number;
  /** share of rows that have it */
  readonly even: number;
}

/** `cut`: the text goes on after this. `sure`: the delimiter, where it is known; text is then quoted with ". */
export function sniffDialect(text: string, cut: boolean, sure?: Delimiter): DialectVerdict {
  const declared = /^sep=(.)\r?\n/i.exec(text)?.[1];
  const quote = sure === undefined ? sniffQuote(text) : '"';
  const named = sure ?? delimiters.find((d) => d === declared);
  const splits = (named === undefined ? delimiters : [named])
    .map((delimiter) => judge(split(text, delimiter, quote, cut)))
    .sort((a, b) => b.worth - a.worth);
  const best = splits[0]!;
  const rivals = splits.slice(1).filter((s) => s.width > 1 && best.worth - s.worth < 0.1);
  const { heading } = best;
  return {
    delimiter: best.delimiter,
    quote,
    headingRow: heading.row,
    unsure: [
      ...(rivals.length > 0 ? (['delimiter'] as const) : []),
      ...(heading.sure ? [] : (['headingRow'] as const)),
    ],
    otherDelimiters: rivals.map((s) => s.delimiter),
  };
}

function sniffQuote(text: string): Dialect['quote'] {
  if (/(^|[,;\t|\r\n])\s*"/.test(text)) return '"';
  const single = text.match(/(?<=^|[,;\t|\r\n])'[^'\r\n]*'(?=[,;\t|\r\n]|$)/g)?.length ?? 0;
  return single >= 2 ? "'" : '"';
}

function split(text: string, delimiter: Delimiter, quote: string, cut: boolean): Split {
  const rows = readCsvText(text, { delimiter, quote }, cut)
    .filter((r) => !isBlank(r.cells))
    .slice(0, rowsLooked);
  const tally = new Map<number, number>();
  for (const row of rows) tally.set(row.cells.length, (tally.get(row.cells.length) ?? 0) + 1);
  const [width, count] = [...tally].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0];
  return { delimiter, rows, width, even: rows.length === 0 ? 0 : count / rows.length };
}

/** An even split into several columns is worth most; a heading that does not share it tells of a chance hit. */
function judge(s: Split): Split & { readonly worth: number; readonly heading: Heading } {
  const heading = findHeading(s);
  if (s.width < 2) return { ...s, heading, worth: 0 };
  const cells = heading.row === 0 ? s.width : (s.rows[heading.row - 1]?.cells.length ?? 0);
  const worth = rarity[s.delimiter] + s.even + Math.min(s.width, 20) / 100 - (cells === s.width ? 0 : 0.3);
  return { ...s, heading, worth };
}

interface Heading {
  readonly row: number;
  readonly sure: boolean;
}

function findHeading(s: Split): Heading {
  const first = s.rows.slice(0, headingsWithin);
  const declaration = /^sep=.?$/i.test(first[0]?.cells[0] ?? '') ? 1 : 0;
  for (const [i, row] of first.entries()) {
    if (i < declaration || !isFullRow(row, s.width)) continue;
    const cells = row.cells.filter((c) => c.trim() !== '');
    if (cells.some((c) => isData(c)) || new Set(cells).size < cells.length * 0.6) return { row: 0, sure: true };
    return { row: i + 1, sure: cells.some((c) => isKnownHeading(c)) || differsFromData(row, s.rows.slice(i + 1)) };
  }
  return { row: Math.min(1 + declaration, s.rows.length), sure: s.rows.length === 0 || s.width === 1 };
}

/** As wide as the others and mostly filled: titles and notes above a table fill a cell or two. */
function isFullRow(row: CsvRecord, width: number): boolean {
  const filled = row.cells.filter((c) => c.trim() !== '').length;
  return row.cells.length >= width - 1 && filled >= Math.max(1, Math.ceil(width * 0.5));
}

/** No heading looks like this. A bare year may be one ("2016"), so whole numbers of four digits do not count alone. */
function isData(cell: string): boolean {
  const shape = shapeOf(cell);
  if (shape === 'number') return !/^(19|20)\d\d$/.test(cell.trim());
  return shape === 'email' || shape === 'url' || shape === 'date' || shape === 'dateTime' || shape === 'money';
}

/** Some column below holds numbers, dates or addresses while its heading does not. */
function differsFromData(heading: CsvRecord, below: readonly CsvRecord[]): boolean {
  return heading.cells.some((cell, i) => {
    const shapes = below.slice(0, 20).flatMap((r) => (r.cells[i]?.trim() ? [shapeOf(r.cells[i])] : []));
    return shapes.length > 0 && shapeOf(cell) === 'text' && shapes.every((shape) => shape !== 'text');
  });
}
