// How much of an object may leave at once, and in which formats: the most any of one's grants to export it says.
import type { Entity } from '../../contract/entity.ts';
import { type ExportFormat, type Principal, grantsOf, leavesFreely } from '../principal.ts';

export interface Allowance {
  readonly formats: ReadonlySet<ExportFormat>;
  /** null: any number */
  readonly rows: number | null;
  /** whether every role that lets them leave asks for a reason */
  readonly reason: boolean;
}

/** Nothing and none without the right to export. A grant that says nothing of it (of the product itself, of the owner) has no bounds. */
export function exportAllowance(me: Principal, e: Entity): Allowance {
  const formats = new Set<ExportFormat>();
  let rows: number | null = 0;
  let reason = true;
  for (const g of grantsOf(me, `${e.name}.export`)) {
    if (g.rows.op === 'none') continue;
    const leaves = g.leaves ?? leavesFreely;
    if (!leaves.reason) reason = false;
    for (const f of leaves.formats) formats.add(f);
    if (leaves.formats.length > 0) rows = rows === null || leaves.rows === null ? null : Math.max(rows, leaves.rows);
  }
  return { formats, rows, reason };
}
