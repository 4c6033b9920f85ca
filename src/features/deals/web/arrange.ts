// Which cards a column shows: those the server listed, without the ones moved away, with the ones moved in at the place the order gives them. Pure.
import { compareDecimals } from '../../../contract/decimal.ts';
import type { SortKey } from '../../../contract/filter.ts';
import { compareTexts } from '../../../web/format.ts';
import { type Row, isEmptyValue } from '../../../web/row.ts';

/** The part of a move that says where the card is. */
export interface Placed {
  readonly row: Row;
  readonly to: { readonly id: string };
}

export function arrange(
  listed: readonly Row[],
  moves: ReadonlyMap<string, Placed>,
  stage: string,
  sort: readonly SortKey[],
): readonly Row[] {
  if (moves.size === 0) return listed;
  const known = new Set(listed.map((r) => r.id));
  const rows = listed.filter((r) => (moves.get(r.id)?.to.id ?? stage) === stage);
  for (const { row, to } of moves.values()) {
    if (to.id !== stage || known.has(row.id)) continue;
    const at = rows.findIndex((r) => compareRows(row, r, sort) < 0);
    rows.splice(at < 0 ? rows.length : at, 0, row);
  }
  return rows;
}

/** As the server sorts: empty values last, whichever way. */
export function compareRows(a: Row, b: Row, sort: readonly SortKey[]): number {
  for (const { field, down } of sort) {
    const [x, y] = [a[field], b[field]];
    if (isEmptyValue(x) || isEmptyValue(y)) {
      if (isEmptyValue(x) && isEmptyValue(y)) continue;
      return isEmptyValue(x) ? 1 : -1;
    }
    const order = compareValues(x, y);
    if (order !== 0) return down ? -order : order;
  }
  return 0;
}

function compareValues(a: unknown, b: unknown): number {
  const [x, y] = [plain(a), plain(b)];
  if (/^-?\d+(\.\d+)?$/.test(x) && /^-?\d+(\.\d+)?$/.test(y)) return compareDecimals(x, y);
  return compareTexts(x, y);
}

/** Money is compared by its amount, a reference by its name. */
function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('amount' in value) return String(value.amount);
  return 'title' in value ? String(value.title) : '';
}
