// What the keys of the grid do, once it has the focus: in its head, between its rows and cells, and on the active one.
import type { KeyboardEvent, RefObject } from 'react';
import { sayValue } from '../fields/fields.tsx';
import { t } from '../i18n/i18n.ts';
import { announce } from '../kit/announce.ts';
import { isEmptyValue } from '../row.ts';
import { move } from './grid-keys.ts';
import type { GridProps } from './grid-props.ts';
import type { GridReach } from './grid-reach.ts';
import type { GridPlaces } from './use-grid-places.ts';

interface Typing {
  readonly props: GridProps;
  readonly places: GridPlaces;
  readonly reach: GridReach;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly rowHeight: number;
}

export function gridTyped(typing: Typing): (e: KeyboardEvent<HTMLDivElement>) => void {
  return (e) => {
    if (e.target !== typing.scroller.current || !gridKey(typing, e)) return;
    e.preventDefault();
    e.stopPropagation();
  };
}

function gridKey(typing: Typing, e: KeyboardEvent): boolean {
  const { props, places, reach, scroller, rowHeight } = typing;
  const { rows, columns, phone, selecting, openId, onPreview } = props;
  const { at, setAt, go } = places;
  const ctrl = e.ctrlKey || e.metaKey;
  if (at.row === -1) return headKey(typing, e);
  if (e.key === 'ArrowUp' && at.row === 0 && !e.shiftKey) {
    setAt({ row: -1, column: Math.max(0, at.column) });
    scroller.current?.scrollTo({ top: 0 });
    return true;
  }
  if (ctrl && e.key.toLowerCase() === 'a') {
    selecting.set(reach.loadedIds());
    return true;
  }
  if (ctrl && e.key.toLowerCase() === 'c') return copyCell(typing);
  if (ctrl && e.key !== 'Home' && e.key !== 'End' && e.key !== 'Enter') return false;
  if (e.altKey) return false;
  const extent = {
    rows: rows.length,
    columns: phone ? 1 : columns.length,
    page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2),
  };
  const place = move(e.key, at, extent, ctrl);
  if (place === null) return rowKey(typing, e, ctrl);
  if (e.shiftKey && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) reach.extendTo(place.row);
  go(place);
  const row = rows.at(place.row);
  if (openId !== null && row !== undefined && place.row !== at.row) onPreview(row);
  return true;
}

function rowKey({ props, places, reach }: Typing, e: KeyboardEvent, ctrl: boolean): boolean {
  const { rows, selecting, onPreview, onOpen } = props;
  const { at, editable, startEdit } = places;
  const active = rows.at(at.row);
  if (active === undefined) return false;
  const firstEditable = editable[0] === true ? 0 : editable.indexOf(true);
  switch (e.key) {
    case 'x':
      selecting.toggle(active.id, at.row);
      return true;
    case ' ':
      onPreview(active);
      return true;
    case 'Enter':
      if (at.column < 0 || !startEdit(active, at.column, at.row)) onOpen(active, ctrl);
      return true;
    case 'F2':
    case 'e':
      return startEdit(active, at.column < 0 ? firstEditable : at.column, at.row);
    case 'ContextMenu':
      reach.openRowMenu(at.row);
      return true;
    case 'F10':
      if (!e.shiftKey) return false;
      reach.openRowMenu(at.row);
      return true;
    case 'Escape':
      if (selecting.selection.ids.size === 0 && !selecting.selection.all) return false;
      selecting.clear();
      return true;
    default:
      return false;
  }
}

/** The text of the active cell, or of the whole row with tabs between, goes to the clipboard. */
function copyCell({ props: { rows, columns }, places: { at } }: Typing): boolean {
  const active = rows.at(at.row);
  if (active === undefined || window.getSelection()?.isCollapsed === false) return false;
  const fields = at.column < 0 ? columns : columns.slice(at.column, at.column + 1);
  const texts = fields.map(({ field }) =>
    isEmptyValue(active[field.name]) ? '' : sayValue(field, active[field.name]),
  );
  void navigator.clipboard.writeText(texts.join('\t')).then(() => announce(t('list.copied')));
  return true;
}

function headKey({ props, places, reach }: Typing, e: KeyboardEvent): boolean {
  const { columns, onSort } = props;
  const { at, setAt } = places;
  const column = columns[at.column];
  if (e.key === 'ArrowDown') setAt({ row: 0, column: -1 });
  else if (e.key === 'ArrowRight') setAt({ row: -1, column: Math.min(columns.length - 1, at.column + 1) });
  else if (e.key === 'ArrowLeft') setAt({ row: -1, column: Math.max(0, at.column - 1) });
  else if (e.key === 'Enter' && column?.field.sortable === true) onSort(column.field.name, e.shiftKey);
  else if (e.key === ' ' || e.key === 'ContextMenu' || (e.key === 'F10' && e.shiftKey)) reach.openHeadMenu(at.column);
  else return false;
  return true;
}
