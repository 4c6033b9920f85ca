// Turns one sheet of a workbook into comma-separated text, a line for each of its rows, so that everything behind reads one kind of file.
import { defuseCell } from '../../../contract/defuse.ts';
import { canonicalDecimal, decimalOfNumber, multiplyDecimals } from '../../../contract/decimal.ts';
import type { Archive } from './zip.ts';
import { refuseWorkbook, tooLarge } from './limits.ts';
import { type NumberLook, type SheetRef, type Workbook, readShared, readStyles } from './workbook.ts';
import { type Attributes, attribute, readXml, sheetText } from './xml.ts';

/** As many as a spreadsheet has. */
const mostColumns = 16_384;
const mostRows = 1_048_576;

interface Cell {
  column: number;
  type: string;
  look: NumberLook;
  value: string;
}

export async function* sheetCsv(archive: Archive, book: Workbook, sheet: SheetRef): AsyncGenerator<string> {
  const shared = await readShared(archive, book.sharedPath);
  const looks = await readStyles(archive, book.stylesPath);
  let row: string[] = [];
  let line = 0;
  /** column of the cell before */
  let place = -1;
  let cell: Cell | null = null;
  let take = false;
  let phonetic = 0;
  for await (const events of readXml(archive.open(sheet.path))) {
    let out = '';
    for (const e of events) {
      if (e.kind === 'text') {
        if (take && cell !== null && phonetic === 0) cell.value += e.text;
      } else if (e.kind === 'open') {
        if (e.name === 'row') {
          const number = Number(attribute(e.attributes, 'r') ?? line + 1);
          if (!Number.isInteger(number) || number <= line || number > mostRows)
            throw refuseWorkbook('broken', 'The workbook is damaged: its rows are out of order.');
          out += '\n'.repeat(number - line - 1);
          line = number;
          row = [];
          place = -1;
        } else if (e.name === 'c') {
          cell = newCell(e.attributes, (place += 1), looks);
          place = cell.column;
        } else if (e.name === 'v' || e.name === 't') take = true;
        else if (e.name === 'rPh') phonetic += 1;
      } else if (e.name === 'v' || e.name === 't') take = false;
      else if (e.name === 'rPh') phonetic -= 1;
      else if (e.name === 'c' && cell !== null) {
        const text = textOf(cell, shared, book.from1904);
        if (text !== '') {
          while (row.length < cell.column) row.push('');
          row[cell.column] = text;
        }
        cell = null;
      } else if (e.name === 'row') {
        out += `${row.map(quoted).join(',')}\n`;
      }
    }
    if (out !== '') yield out;
  }
}

function newCell(attributes: Attributes, next: number, looks: readonly NumberLook[]): Cell {
  const place = attribute(attributes, 'r');
  const column = place === undefined ? next : columnOf(place);
  if (column >= mostColumns) throw tooLarge('it has too many columns');
  const style = Number(attribute(attributes, 's') ?? -1);
  return { column, type: attribute(attributes, 't') ?? 'n', look: looks[style] ?? 'plain', value: '' };
}

function columnOf(place: string): number {
  const letters = /^[A-Z]+/i.exec(place)?.[0]?.toUpperCase();
  if (letters !== undefined && letters.length > 3) return mostColumns;
  if (letters === undefined) throw refuseWorkbook('broken', 'The workbook is damaged: a cell has no place.');
  return [...letters].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0) - 1;
}

/** A text is marked like one of an export, so that what reads it takes off exactly that mark. */
function textOf(cell: Cell, shared: readonly string[], from1904: boolean): string {
  switch (cell.type) {
    case 's': {
      const text = shared[Number(cell.value)];
      if (text === undefined)
        throw refuseWorkbook('broken', 'The workbook is damaged: a cell names a text that is not there.');
      return defuseCell(text);
    }
    case 'str':
    case 'inlineStr':
      return defuseCell(sheetText(cell.value));
    case 'b':
      return cell.value.trim() === '1' ? 'TRUE' : cell.value.trim() === '' ? '' : 'FALSE';
    case 'e':
      return cell.value;
    case 'd':
      return cell.value.replace(/T00:00:00(?:\.0+)?$/, '');
    default:
      return cell.value === '' ? '' : numberText(cell.value, cell.look, from1904);
  }
}

/** As the sheet shows it: day numbers as dates, 0.25 under a percent format as 25%; other numbers as they are meant (1.1, not 1.1000000000000001). */
function numberText(value: string, look: NumberLook, from1904: boolean): string {
  const n = Number(value);
  // More digits than a spreadsheet's numbers have were written by somebody who means them.
  const given = canonicalDecimal(value.trim());
  const plain = given !== undefined && given.replace(/\D/g, '').length > 17 ? given : decimalOfNumber(n);
  if (plain === undefined) return value;
  if (look === 'plain') return plain;
  if (look === 'percent') return `${multiplyDecimals(plain, '100')}%`;
  return dayText(n, look, from1904) ?? plain;
}

const dayMs = 86_400_000;

/** Day 60 of 1900 is a 29th of February that never was: days before it are one less. */
function dayText(n: number, look: 'date' | 'time' | 'dateTime', from1904: boolean): string | null {
  if (n < 0 || n >= 2_958_466) return null;
  if (look === 'time' && n < 1) return clock(Math.round(n * 86_400));
  const start = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, n < 60 ? 31 : 30);
  const seconds = Math.round((n - Math.floor(n)) * 86_400);
  const at = new Date(start + Math.floor(n) * dayMs + seconds * 1000).toISOString();
  if (look === 'date' || (seconds === 0 && look === 'dateTime')) return at.slice(0, 10);
  return at.slice(0, 19);
}

function clock(seconds: number): string {
  const two = (x: number): string => String(Math.floor(x)).padStart(2, '0');
  return `${two(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`;
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
