// What keys and clicks of the grid both reach for: its menus, the rows that are loaded, a range of them.
import type { GridPlaces } from './use-grid-places.ts';
import type { GridProps } from './grid-props.ts';

export function gridReach({ rows, columns, selecting, onHeadMenu, onRowMenu }: GridProps, { at }: GridPlaces) {
  const idsFrom = (first: number, count: number): string[] =>
    Array.from({ length: count }, (_, i) => rows.at(first + i)?.id).filter((id): id is string => id !== undefined);
  return {
    loadedIds: () => idsFrom(0, rows.loaded),
    extendTo: (index: number) => {
      const start = selecting.anchor.current ?? at.row;
      selecting.anchor.current = start;
      const [low, high] = start < index ? [start, index] : [index, start];
      selecting.extend(idsFrom(low, high - low + 1));
    },
    openHeadMenu: (n: number, anchor?: Element) => {
      const column = columns[n];
      const cell = anchor ?? document.getElementById(`head-${n}`);
      if (column !== undefined && cell !== null && cell !== undefined) onHeadMenu(column, cell);
    },
    openRowMenu: (index: number, anchor?: Element) => {
      const row = rows.at(index);
      const button = anchor ?? document.querySelector(`#row-${index} [data-act=menu]`);
      if (row !== undefined && button !== null) onRowMenu(row, button);
    },
  };
}

export type GridReach = ReturnType<typeof gridReach>;
