// Writes comma-separated text (RFC 4180): CRLF behind every row, every text quoted and defused, numbers and dates as they are. Pure.
import { defuseCell } from '../../contract/defuse.ts';
import type { FileColumn, Row } from './columns.ts';
import type { CsvOptions } from './contract.ts';
import type { Part, SheetFormat } from './sheet-format.ts';

/** The first part of a file begins with the headings. */
export function writeCsv(
  columns: readonly FileColumn[],
  part: Pick<Part, 'rows' | 'first'>,
  { delimiter = ',', bom = true, decimal = '.' }: CsvOptions,
): string {
  const rowText = (row: Row): string => {
    const line = columns.map((c) => cellText(c, c.read(row), decimal)).join(delimiter);
    // A row of nothing would be a blank line, and those count for nothing.
    return `${line === '' ? '""' : line}\r\n`;
  };
  const heading = columns.map((c) => quoted(c.heading)).join(delimiter);
  const start = part.first ? `${bom ? '\uFEFF' : ''}${heading}\r\n` : '';
  return start + part.rows.map(rowText).join('');
}

export function csvFormat(options: CsvOptions): SheetFormat {
  return {
    type: 'text/csv; charset=utf-8',
    extension: 'csv',
    write: (columns, part) => writeCsv(columns, part, options),
    pack: async (bytes) => bytes,
    join: (parts) => parts,
  };
}

function cellText(c: FileColumn, value: string | null, decimal: '.' | ','): string {
  if (value === null) return '';
  if (c.kind === 'text') return quoted(value);
  if (c.kind === 'number' && decimal === ',') return quotedComma(value);
  return value;
}

function quotedComma(value: string): string {
  return value.includes('.') ? `"${value.replace('.', ',')}"` : value;
}

/** Quoted always: a text may hold the delimiter of somebody else's program. */
function quoted(text: string): string {
  return `"${defuseCell(text).replaceAll('"', '""')}"`;
}
