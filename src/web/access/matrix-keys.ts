// Where the arrows lead in the matrix: over empty places, never out of it. Pure.

export interface Place {
  readonly row: number;
  readonly column: number;
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** `filled`: whether there is a cell. The same place where the way leads nowhere; undefined: not a key of ours. */
export function moved(from: Place, key: string, size: Place, filled: (at: Place) => boolean): Place | undefined {
  if (key === 'Home' || key === 'End') {
    const order = Array.from({ length: size.column }, (_, column) => ({ row: from.row, column }));
    return (key === 'Home' ? order : order.toReversed()).find(filled) ?? from;
  }
  const step = steps[key];
  if (step === undefined) return undefined;
  for (let row = from.row + step[0], column = from.column + step[1]; ; row += step[0], column += step[1]) {
    if (row < 0 || column < 0 || row >= size.row || column >= size.column) return from;
    if (filled({ row, column })) return { row, column };
  }
}
