// The file of refused rows: the file's own columns, then line and reason; it can be corrected and imported again.
import { Readable } from 'node:stream';
import { defuseCell, restoreCell } from '../../contract/defuse.ts';
import type { Tx } from '../../core/tx.ts';
import { importMaxBytes } from './contract.ts';
import { type ImportDoc, type RefusedRows, kinds, refusedUntil } from './import-doc.ts';

/** Gathers the kept refused rows into one stored file; null when there are none. */
export async function storeErrorFile(
  tx: Tx,
  id: string,
  headings: readonly string[],
  doc: ImportDoc,
): Promise<string | null> {
  const [first] = await tx.kept.list<RefusedRows>(kinds.refused(id), { limit: 1 });
  if (first === undefined) return null;
  const text = errorText(tx, id, headings, doc.settings.dialect.delimiter);
  const body = Readable.from(text, { objectMode: false });
  const file = await tx.files.store(errorName(doc), body, { maxBytes: importMaxBytes * 4, expires: refusedUntil() });
  await tx.kept.remove(kinds.refused(id));
  return file.id;
}

export function errorName(doc: ImportDoc): string {
  return `${doc.file.name.replace(/\.[a-z0-9]{1,5}$/i, '')} - errors.csv`;
}

/** With a mark at the beginning, so that spreadsheets see that it is UTF-8. */
async function* errorText(tx: Tx, id: string, headings: readonly string[], delimiter: string): AsyncGenerator<string> {
  yield `\uFEFF${line([...headings, 'Line', 'Reason'], delimiter)}`;
  let after: string | null = null;
  for (;;) {
    const page: Awaited<ReturnType<typeof tx.kept.list<RefusedRows>>> = await tx.kept.list<RefusedRows>(
      kinds.refused(id),
      { limit: 20, after },
    );
    for (const { doc } of page) yield doc.rows.map((row) => rowText(row, headings.length, delimiter)).join('');
    after = page.at(-1)?.id ?? null;
    if (after === null) return;
  }
}

/** A row with more cells than headings keeps them: line and reason then stand behind the last one. */
function rowText(row: RefusedRows['rows'][number], width: number, delimiter: string): string {
  const cells = [...row.cells, ...Array.from({ length: Math.max(0, width - row.cells.length) }, () => '')];
  return line([...cells.map(harmless), String(row.line), row.reasons.join(' ')], delimiter);
}

/** A number with a sign is no formula; what was defused when it came is not defused twice. */
function harmless(cell: string): string {
  return /^[-+]?[\d., ]+$/.test(cell) ? cell : defuseCell(restoreCell(cell));
}

function line(cells: readonly string[], delimiter: string): string {
  return `${cells.map((cell) => quoted(cell, delimiter)).join(delimiter)}\r\n`;
}

function quoted(cell: string, delimiter: string): string {
  const needs = cell.includes('"') || cell.includes(delimiter) || /[\r\n]|^\s|\s$/.test(cell);
  return needs ? `"${cell.replaceAll('"', '""')}"` : cell;
}
