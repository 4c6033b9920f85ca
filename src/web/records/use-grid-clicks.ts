// What pointing at the grid does: choosing, opening, the menu of a row, and a second click that edits.
import { type MouseEvent, useRef } from 'react';
import type { Row } from '../row.ts';
import type { GridProps } from './grid-props.ts';
import type { GridReach } from './grid-reach.ts';
import type { GridPlaces } from './use-grid-places.ts';

interface Pointed {
  readonly row: Row;
  readonly index: number;
  readonly column: number;
  readonly act: string | undefined;
}

/** Milliseconds a second click is waited for. */
const secondClick = 240;

export function useGridClicks(props: GridProps, places: GridPlaces, reach: GridReach) {
  const { rows, phone, selecting, openId, onPreview, onOpen } = props;
  const { setAt, editable, startEdit, focusGrid } = places;
  const pendingPreview = useRef(0);
  const lastDown = useRef<Omit<Pointed, 'act'> | null>(null);

  const pointedAt = (e: MouseEvent): Pointed | null => {
    const target = e.target as Element;
    if (target.closest('.cell-editor, .cell-anchor') !== null) return null;
    const index = Number(target.closest<HTMLElement>('[data-index]')?.dataset['index'] ?? -1);
    const row = index < 0 ? undefined : rows.at(index);
    if (row === undefined) return null;
    const column = Number(target.closest<HTMLElement>('[data-column]')?.dataset['column'] ?? -1);
    const inCheck = target.closest('.cell-check') !== null ? 'select' : undefined;
    return { row, index, column, act: target.closest<HTMLElement>('[data-act]')?.dataset['act'] ?? inCheck };
  };
  const preview = (row: Row, column: number) => {
    window.clearTimeout(pendingPreview.current);
    // opening the panel moves the columns: on a cell that can be edited, a second click is awaited first
    if (openId === null && !phone && editable[column] === true)
      pendingPreview.current = window.setTimeout(() => onPreview(row), secondClick);
    else onPreview(row);
  };
  return {
    onClick: (e: MouseEvent<HTMLDivElement>) => {
      const place = pointedAt(e);
      if (place === null) return;
      const { row, index, column, act } = place;
      if (e.detail !== 2) lastDown.current = { row, index, column };
      if (act === 'select') {
        if (e.shiftKey) reach.extendTo(index);
        else selecting.toggle(row.id, index);
        setAt({ row: index, column: -1 });
        focusGrid();
      } else if (act === 'menu') reach.openRowMenu(index, (e.target as Element).closest('[data-act]')!);
      else if (act === 'link') {
        if (e.ctrlKey || e.metaKey || e.shiftKey) return;
        e.preventDefault();
        setAt({ row: index, column: -1 });
        onOpen(row, false);
      } else if (e.detail <= 1) {
        setAt({ row: index, column });
        focusGrid();
        preview(row, column);
      }
    },
    onDoubleClick: () => {
      window.clearTimeout(pendingPreview.current);
      // the panel may have moved the columns between the two clicks: what was pointed at first counts
      const down = lastDown.current;
      if (down !== null && !phone) startEdit(down.row, down.column, down.index);
    },
    onContextMenu: (e: MouseEvent<HTMLDivElement>) => {
      const place = pointedAt(e);
      if (place === null) return;
      e.preventDefault();
      setAt({ row: place.index, column: place.column });
      reach.openRowMenu(place.index);
    },
  };
}
