// Looks at the beginning of an uploaded file: headings, the rows after them, and what stands before.
import { Problem } from '../../contract/problem.ts';
import type { Tx } from '../../core/tx.ts';
import { type CsvRecord, isBlank, textOf } from './csv-reader.ts';
import { type Dialect, mostColumns } from '../../contract/importing.ts';
import { readRecords } from './file-rows.ts';

/** Rows looked at for samples, guesses and questions; fewer where they are long. */
const rowsLooked = 1000;
const textLooked = 4_000_000;

export interface Look {
  readonly headings: readonly string[];
  readonly rows: readonly CsvRecord[];
  /** true when these are all rows of the file */
  readonly whole: boolean;
  /** rows before the headings, as text */
  readonly before: readonly string[];
}

/**
 * The bytes of a file never change, and while an import runs its page asks again and again: what was read is told once more for a little
 * while, to the same person.
 */
const remembered = new Map<string, Look>();
const rememberedMost = 4;
const rememberedMs = 20_000;
/** A longer one is read again. */
const rememberedText = 400_000;

export async function lookAt(tx: Tx, fileId: string, dialect: Dialect): Promise<Look> {
  const key = JSON.stringify([tx.tenant.id, tx.me.id, fileId, dialect]);
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const look = await readBeginning(tx, fileId, dialect);
  if (look.rows.reduce((sum, row) => sum + textOf(row), 0) > rememberedText) return look;
  if (remembered.size >= rememberedMost) remembered.delete(remembered.keys().next().value!);
  remembered.set(key, look);
  const forget = (): void => {
    if (remembered.get(key) === look) remembered.delete(key);
  };
  setTimeout(forget, rememberedMs).unref();
  return look;
}

async function readBeginning(tx: Tx, fileId: string, dialect: Dialect): Promise<Look> {
  const { stream } = await tx.files.read(fileId);
  const filled: CsvRecord[] = [];
  let whole = true;
  let text = 0;
  for await (const records of readRecords(stream, dialect)) {
    for (const r of records) {
      text += textOf(r);
      if (r.fault !== null || !isBlank(r.cells)) filled.push(r);
    }
    if (filled.length > rowsLooked + dialect.headingRow || text > textLooked) {
      whole = false;
      break;
    }
  }
  const heading = dialect.headingRow === 0 ? undefined : filled[dialect.headingRow - 1];
  const rows = filled.slice(dialect.headingRow, dialect.headingRow + rowsLooked);
  const before = filled
    .slice(0, Math.max(0, dialect.headingRow - 1))
    .map((r) => r.cells.filter((c) => c !== '').join(' '));
  return { headings: nameColumns(heading, rows), rows, whole, before: before.slice(0, 10) };
}

/** A column without a heading is called by its number; the widest row says how many there are, but for cells that are always empty. */
function nameColumns(heading: CsvRecord | undefined, rows: readonly CsvRecord[]): string[] {
  const given = heading?.cells ?? [];
  const lastFilled = (cells: readonly string[]): number => cells.findLastIndex((c) => c.trim() !== '') + 1;
  // Rows wider than their headings are refused one by one; only without headings do rows say what the columns are.
  const width =
    heading === undefined ? Math.max(1, ...rows.map((r) => lastFilled(r.cells))) : Math.max(1, given.length);
  if (width > mostColumns) {
    const reason = `The file has ${width} columns.`;
    const fits = `At most ${mostColumns} columns, and the sign that really separates them.`;
    throw new Problem('invalid-input', reason, { errors: [{ field: 'file', code: 'too-many-columns', reason, fits }] });
  }
  return Array.from({ length: width }, (_, i) => {
    const name = given[i]?.trim().replace(/\s+/g, ' ') ?? '';
    return name === '' ? `Column ${i + 1}` : name.slice(0, 300);
  });
}
