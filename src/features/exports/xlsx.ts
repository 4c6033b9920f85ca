// Writes a workbook (XLSX) whose rows were packed part by part: text cells are text whatever they begin with, dates and numbers are real.
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, deflateRawSync } from 'node:zlib';
import { Problem } from '../../contract/problem.ts';
import type { CellKind, FileColumn } from './columns.ts';
import type { Mark, SheetFormat } from './sheet-format.ts';
import { fixedFiles, saidOf } from './xlsx-parts.ts';
import { cellXml, plainXml } from './xml.ts';
import { type ZipEntry, writeZip } from '../../core/files/zip.ts';

const deflate = promisify(deflateRaw);

/** What a cell of a spreadsheet holds at most, in UTF-16 units. */
const cellMost = 32_767;

/** Styles by their place in styles.xml. */
const styles = { text: 1, date: 2, heading: 3 } as const;

export const xlsxFormat: SheetFormat = {
  type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  extension: 'xlsx',
  write: (columns, part, mark) => {
    const letters = columns.map((_, i) => columnLetters(i));
    // The headings are row 1.
    const rows = part.rows.map((row, i) => {
      const n = part.from + i + 2;
      const cells = columns.map((c, j) => cell(c, c.read(row), `${letters[j]}${n}`));
      return `<row r="${n}">${cells.join('')}</row>`;
    });
    return `${part.first ? begin(columns, letters) : ''}${rows.join('')}${part.last ? end(mark) : ''}`;
  },
  // Each part ends at a byte and refers to nothing before it, so that parts packed in different transactions are one stream.
  pack: (bytes, last) => deflate(bytes, { finishFlush: last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH }),
  join: (parts, sums, mark) => {
    const sheet: ZipEntry = {
      name: 'xl/worksheets/sheet1.xml',
      crc: sums.crc,
      size: sums.bytes,
      packed: parts,
      packedSize: sums.packed,
    };
    const fixed = Object.entries(fixedFiles(mark)).map(([name, text]) => zipped(name, text));
    return writeZip([...fixed, sheet], new Date(mark.at));
  },
};

function zipped(name: string, text: string): ZipEntry {
  const bytes = Buffer.from(text);
  const packed = deflateRawSync(bytes);
  return { name, crc: crc32(bytes), size: bytes.length, packed: [packed], packedSize: packed.length };
}

/** 0 -> A, 26 -> AA */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}

function begin(columns: readonly FileColumn[], letters: readonly string[]): string {
  const headings = columns.map((c, i) => textCell(c.heading, c.heading, `${letters[i]}1`, styles.heading));
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0" tabSelected="1"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="${columns.length}" width="20" customWidth="1"/></cols><sheetData><row r="1">${headings.join('')}</row>`;
}

/** Who printed what stands below every page. */
function end(mark: Mark): string {
  const line = saidOf(mark).slice(0, 200).replaceAll('&', '&&');
  return `</sheetData><headerFooter><oddFooter>&amp;L${plainXml(line)}&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>`;
}

function cell(c: FileColumn, value: string | null, place: string): string {
  if (value === null) return '';
  const write = writers[c.kind](value, place);
  return write ?? textCell(c.heading, value, place, styles.text);
}

/** null: a spreadsheet could not hold it as that, so it is written as text. */
const writers: Readonly<Record<CellKind, (value: string, place: string) => string | null>> = {
  text: () => null,
  yesNo: (value, place) => `<c r="${place}" t="b"><v>${value === 'true' ? 1 : 0}</v></c>`,
  number: (value, place) => (isExact(value) ? `<c r="${place}"><v>${value}</v></c>` : null),
  date: (value, place) => {
    const day = dayNumber(value);
    return day === null ? null : `<c r="${place}" s="${styles.date}"><v>${day}</v></c>`;
  },
};

/** Spreadsheets keep 15 digits. */
function isExact(value: string): boolean {
  return value.replace(/^-?0*\.?0*|\./g, '').length <= 15;
}

const firstSafeDay = Date.UTC(1900, 2, 1);

/** Days as spreadsheets count them; before March 1900 they do not agree with each other. */
function dayNumber(date: string): number | null {
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) || at < firstSafeDay ? null : Math.round((at - Date.UTC(1899, 11, 30)) / 86_400_000);
}

function textCell(heading: string, text: string, place: string, style: number): string {
  if (text.length > cellMost) {
    throw new Problem(
      'too-large',
      `In ${heading} a text has ${text.length} characters; a cell of a workbook holds ${cellMost}. Export as CSV instead.`,
    );
  }
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${cellXml(text)}</t></is></c>`;
}
