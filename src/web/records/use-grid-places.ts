// The active place of the grid and the editor that may stand in it: moving, editing, and going on to the next cell.
import { type RefObject, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { isEditable } from '../catalog.ts';
import type { Row } from '../row.ts';
import { fieldsOfCell, inlineOf } from './CellEditor.tsx';
import { type Place, nextEditable } from './grid-keys.ts';
import type { GridProps } from './grid-props.ts';
import type { Values } from './save.ts';
import { useCellEdits } from './use-cell-edits.ts';

/** `show`: brings a row into view. */
export function useGridPlaces(
  props: GridProps,
  scroller: RefObject<HTMLDivElement | null>,
  show: (row: number) => void,
) {
  const { entity, rows, columns, handle } = props;
  const [startRow] = useState(() => (props.startWith === null ? -1 : rows.indexOf(props.startWith)));
  const [at, setAt] = useState<Place>({ row: Math.max(0, startRow), column: -1 });
  useEffect(() => {
    if (startRow >= 0) scroller.current?.focus({ preventScroll: true });
  }, [startRow, scroller]);
  const { editing, open, cancel, commit, marksOf } = useCellEdits(entity);
  const editable = columns.map((c) => fieldsOfCell(entity, c.field).every((f) => isEditable(entity, f)));
  const focusGrid = useCallback(() => scroller.current?.focus({ preventScroll: true }), [scroller]);
  const go = useCallback(
    (place: Place) => {
      setAt(place);
      if (place.row >= 0) show(place.row);
    },
    [show],
  );

  const startEdit = (row: Row | undefined, column: number, index: number): boolean => {
    const target = columns[column];
    if (row === undefined || target === undefined || editable[column] !== true || row.archivedAt) return false;
    setAt({ row: index, column });
    if (inlineOf(entity, target.field) === 'toggle')
      commit(row, target.field.name, { [target.field.name]: row[target.field.name] !== true });
    else open(row, target.field.name);
    return true;
  };
  useImperativeHandle(handle, () => ({
    focus: focusGrid,
    goTo: (id) => {
      const index = rows.indexOf(id);
      if (index >= 0) go({ row: index, column: -1 });
    },
    editCell: (id, field) => {
      const index = rows.indexOf(id);
      const column = columns.findIndex((c) => c.field.name === field);
      if (index >= 0 && column >= 0) startEdit(rows.at(index), column, index);
    },
  }));

  // the row that was saved may have been drawn with older functions: it finds the newest here
  const next = useRef<(row: Row, field: string, back: boolean) => void>(() => undefined);
  next.current = (row, field, back) => {
    const from = { row: rows.indexOf(row.id), column: columns.findIndex((c) => c.field.name === field) };
    const typed = columns.map((c, n) => editable[n] === true && inlineOf(entity, c.field) !== 'toggle');
    const place = nextEditable(from, typed, rows.loaded, back);
    if (place === null) return;
    go(place);
    startEdit(rows.at(place.row), place.column, place.row);
  };
  const onCommit = useCallback(
    (row: Row, field: string, values: Values, then: 'stay' | 'next' | 'back') => {
      commit(row, field, values);
      focusGrid();
      if (then !== 'stay') next.current(row, field, then === 'back');
    },
    [commit, focusGrid],
  );
  const onCancel = useCallback(() => {
    cancel();
    focusGrid();
  }, [cancel, focusGrid]);
  return { at, setAt, go, editable, editing, marksOf, startEdit, onCommit, onCancel, focusGrid };
}

export type GridPlaces = ReturnType<typeof useGridPlaces>;
