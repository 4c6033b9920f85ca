// How much a workbook may hold, so that a small file that unpacks to a flood is refused early and in little memory.
import { Problem } from '../../../contract/problem.ts';

export const workbookLimits = {
  /** the file itself, in bytes: it is held in memory while it is read */
  file: 40 * 1024 * 1024,
  /** files inside it */
  entries: 5000,
  /** all that is unpacked of it, in bytes */
  unpacked: 1024 * 1024 * 1024,
  /** characters of the texts shared by its cells, which are held in memory */
  shared: 24_000_000,
  /** one tag or one text between tags, in characters */
  token: 1_000_000,
  /** sheets that can be chosen */
  sheets: 200,
} as const;

const fits = 'An Excel workbook (.xlsx) as a spreadsheet program saves it, or a CSV file.';

export function refuseWorkbook(code: string, reason: string): Problem {
  return new Problem('invalid-input', reason, { errors: [{ field: 'file', code, reason, fits }] });
}

export function tooLarge(what: string): Problem {
  return refuseWorkbook(
    'too-large',
    `The workbook holds too much: ${what}. Save the sheet as CSV, which has no such bound.`,
  );
}
