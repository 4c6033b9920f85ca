// Keeps, with the batch that found them, the rows that were refused and the references that wait for the end of the file.
import { newId } from '../../core/ids.ts';
import type { Tx } from '../../core/tx.ts';
import type { RowOutcome } from './batch.ts';
import { type RefusedRows, keepUntil, kinds, refusedUntil } from './import-doc.ts';
import type { ImportPlan } from './plan.ts';
import type { Fault } from './row-reader.ts';

type RefusedRow = RefusedRows['rows'][number];

/** Text of refused rows in one kept document, in characters. */
const refusedAtOnce = 400_000;

export async function keepRefused(
  tx: Tx,
  plan: ImportPlan,
  id: string,
  outcomes: readonly RowOutcome[],
): Promise<void> {
  const refused = outcomes.filter((o) => o.did === 'error');
  const rows = refused.map((o): RefusedRow => ({
    line: o.row.line,
    cells: o.row.cells,
    reasons: o.faults.map((f) => sentence(plan, f)),
  }));
  await keepRows(tx, id, rows);
}

/** In pieces of bounded size, each under an id that sorts behind those before. */
export async function keepRows(tx: Tx, id: string, rows: readonly RefusedRow[]): Promise<void> {
  let piece: RefusedRow[] = [];
  let size = 0;
  const put = async (): Promise<void> => {
    if (piece.length > 0) await tx.kept.put(kinds.refused(id), newId(), { rows: piece }, refusedUntil());
    piece = [];
    size = 0;
  };
  for (const row of rows) {
    const length = row.cells.reduce((sum, cell) => sum + cell.length, 100);
    if (size + length > refusedAtOnce) await put();
    piece.push(row);
    size += length;
  }
  await put();
}

export async function keepWaiting(tx: Tx, id: string, outcomes: readonly RowOutcome[]): Promise<void> {
  const items = outcomes.flatMap((o) =>
    o.waiting.map((wish) => ({ record: o.id!, line: o.row.line, cells: o.row.cells, wish })),
  );
  if (items.length > 0) await tx.kept.put(kinds.waiting(id), newId(), { items } as never, keepUntil());
}

/** "Employees: This is not a number." */
export function sentence(plan: ImportPlan, fault: Fault): string {
  const heading = fault.column === null ? undefined : plan.headings[fault.column];
  const field = plan.fields.find((f) => f.name === fault.field)?.field.label ?? fault.field;
  const where = heading ?? field;
  return where === null ? fault.reason : `${where}: ${fault.reason}`;
}
