// A workbook as the import needs it: which sheets there are, and one of them as a file of text.
import { Readable } from 'node:stream';
import { invalidField } from '../../../contract/problem.ts';
import { sheetCsv } from './sheet-csv.ts';
import { type Workbook, readWorkbook } from './workbook.ts';
import { Archive } from './zip.ts';
import { tooLarge, workbookLimits } from './limits.ts';

/** How every ZIP archive begins. */
export const zipMark = Buffer.from('PK\x03\x04', 'latin1');

export interface OpenWorkbook {
  /** names of the sheets, as they are on their tabs */
  readonly sheets: readonly string[];
  /** the sheet to begin with: the first that is shown and holds anything */
  readonly first: string;
  csv(sheet: string): Readable;
}

export async function openWorkbook(bytes: Buffer): Promise<OpenWorkbook> {
  if (bytes.length > workbookLimits.file) throw tooLarge('over 40 MB');
  const archive = await Archive.read(bytes);
  const book = await readWorkbook(archive);
  return {
    sheets: book.sheets.map((s) => s.name),
    first: await firstFilled(archive, book),
    csv: (name) => {
      const sheet = book.sheets.find((s) => s.name === name);
      if (sheet === undefined)
        throw invalidField(
          'dialect',
          'no-such-sheet',
          'The workbook has no such sheet.',
          book.sheets.map((s) => s.name).join(', '),
        );
      return Readable.from(sheetCsv(archive, book, sheet), { objectMode: false });
    },
  };
}

async function firstFilled(archive: Archive, book: Workbook): Promise<string> {
  const shown = book.sheets.filter((s) => !s.hidden);
  for (const sheet of shown.length === 0 ? book.sheets : shown) {
    for await (const piece of sheetCsv(archive, book, sheet)) if (/[^\s,"]/.test(piece)) return sheet.name;
  }
  throw invalidField('file', 'empty', 'The workbook holds no rows.', 'A sheet with a row of headings and rows below.');
}
