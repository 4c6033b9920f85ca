// Where the keys lead in a grid: one tab stop, arrows by row, and by cell once somebody stepped into a row.

export interface Place {
  /** index of the row */
  readonly row: number;
  /** index of the column; -1: the whole row */
  readonly column: number;
}

export interface Extent {
  readonly rows: number;
  readonly columns: number;
  /** rows that fit on the screen */
  readonly page: number;
}

/** The place a key leads to; null when the key moves nothing. */
export function move(key: string, at: Place, extent: Extent, ctrl: boolean): Place | null {
  const last = extent.rows - 1;
  if (last < 0) return null;
  const to = (row: number, column = at.column): Place => ({ row: Math.min(last, Math.max(0, row)), column });
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return to(at.row + 1);
    case 'ArrowUp':
    case 'k':
      return to(at.row - 1);
    case 'PageDown':
      return to(at.row + extent.page);
    case 'PageUp':
      return to(at.row - extent.page);
    case 'Home':
      return at.column >= 0 && !ctrl ? to(at.row, 0) : to(0);
    case 'End':
      return at.column >= 0 && !ctrl ? to(at.row, extent.columns - 1) : to(last);
    case 'ArrowRight':
      return to(at.row, Math.min(extent.columns - 1, at.column + 1));
    case 'ArrowLeft':
      return to(at.row, Math.max(-1, at.column - 1));
    default:
      return null;
  }
}

/** The next cell of the same row that can be edited, going on in the rows below; null at the end. */
export function nextEditable(at: Place, editable: readonly boolean[], rows: number, back: boolean): Place | null {
  const step = back ? -1 : 1;
  let { row, column } = at;
  for (let n = 0; n < editable.length * 2; n++) {
    column += step;
    if (column >= editable.length) [row, column] = [row + 1, 0];
    if (column < 0) [row, column] = [row - 1, editable.length - 1];
    if (row < 0 || row >= rows) return null;
    if (editable[column] === true) return { row, column };
  }
  return null;
}
