// Writes comma-separated text (RFC 4180): CRLF behind every row, every text quoted and defused, numbers and dates as they are. Pure.
import { defuseCell } from '../../contract/defuse.ts';
import type { FileColumn, Row } from './columns.ts';
import type { CsvOptions } from './contract.ts';
import type { SheetFormat } from './sheet-format.ts';

export function csvFormat({ delimiter = ',', bom = true, decimal = '.' }: CsvOptions): SheetFormat {
  const rowText = (columns: readonly FileColumn[], row: Row): string => {
    const line = columns.map((c) => cellText(c, c.read(row), decimal)).join(delimiter);
    // A row of nothing would be a blank line, and those count for nothing.
    return `${line === '' ? '""' : line}\r\n`;
  };
  return {
    type: 'text/csv; charset=utf-8',
    extension: 'csv',
    write: (columns, part) => {
      const heading = columns.map((c) => quoted(c.heading)).join(delimiter);
      const start = part.first ? `${bom ? '\uFEFF' : ''}${heading}\r\n` : '';
      return start + part.rows.map((row) => rowText(columns, row)).join('');
    },
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
