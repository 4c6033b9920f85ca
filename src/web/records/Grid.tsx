// The grid: an ARIA grid of its own over virtual rows, with one tab stop. It knows rows, columns and keys, and nothing of any object.
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import type { SortKey } from '../../contract/filter.ts';
import { type EntityInfo, isEditable } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { cx } from '../kit/class-names.ts';
import { useLasting } from '../kit/States.tsx';
import { type Row, isEmptyValue } from '../row.ts';
import { announce } from '../kit/announce.ts';
import { sayValue } from '../fields/fields.tsx';
import { fieldsOfCell, inlineOf } from './CellEditor.tsx';
import { type Column } from './columns.ts';
import { type Place, move, nextEditable } from './grid-keys.ts';
import { GridHead } from './GridHead.tsx';
import { GridRow } from './GridRow.tsx';
import type { Values } from './save.ts';
import type { Selecting } from './selection.ts';
import { useCellEdits } from './use-cell-edits.ts';
import type { Rows } from './use-pages.ts';

export interface GridHandle {
  focus: () => void;
  /** makes a row the active one and brings it into view */
  goTo: (id: string) => void;
  editCell: (id: string, field: string) => void;
}

export interface GridProps {
  entity: EntityInfo;
  rows: Rows;
  columns: readonly Column[];
  sort: readonly SortKey[];
  compact: boolean;
  phone: boolean;
  selecting: Selecting;
  /** the record shown beside the list */
  openId: string | null;
  /** where the list was scrolled to when it was left */
  startAt: number;
  /** the record somebody came back from: its row is active and has the focus */
  startWith: string | null;
  onScrolled: (top: number) => void;
  onSort: (field: string, add: boolean) => void;
  onWidth: (field: string, width: number) => void;
  onHeadMenu: (column: Column, anchor: Element) => void;
  onRowMenu: (row: Row, anchor: Element) => void;
  /** a row was pointed at or moved to: the panel follows */
  onPreview: (row: Row) => void;
  onOpen: (row: Row, newTab: boolean) => void;
  handle: RefObject<GridHandle | null>;
}

const headHeight = 34;
/** how far a column gives way before the grid scrolls sideways */
const shrink = 0.8;

export function Grid(props: GridProps): ReactElement {
  const { entity, rows, columns, sort, compact, phone, selecting, openId, onSort, onWidth, onPreview, onOpen, handle } =
    props;
  const { selection } = selecting;
  const scroller = useRef<HTMLDivElement>(null);
  const [startRow] = useState(() => (props.startWith === null ? -1 : rows.indexOf(props.startWith)));
  const [at, setAt] = useState<Place>({ row: Math.max(0, startRow), column: -1 });
  useEffect(() => {
    if (startRow >= 0) scroller.current?.focus({ preventScroll: true });
  }, [startRow]);
  const { editing, open, cancel, commit, marksOf } = useCellEdits(entity);
  const rowHeight = phone ? 60 : compact ? 32 : 40;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    initialOffset: props.startAt,
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  const items = virtual.getVirtualItems();
  // grey rows that would be replaced before anybody sees them cost as much as the rows themselves
  const waited = useLasting(rows.waiting, 150);
  const shown = rows.waiting && !waited ? [] : items;
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const { look } = rows;
  useEffect(() => look(first, last), [look, first, last]);

  const go = useCallback(
    (place: Place) => {
      setAt(place);
      if (place.row >= 0) virtual.scrollToIndex(place.row);
    },
    [virtual],
  );
  const editable = columns.map((c) => fieldsOfCell(entity, c.field).every((f) => isEditable(entity, f)));
  const focusGrid = useCallback(() => scroller.current?.focus({ preventScroll: true }), []);
  const active = rows.at(at.row);

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

  const startEdit = (row: Row | undefined, column: number, index: number): boolean => {
    const target = columns[column];
    if (row === undefined || target === undefined || editable[column] !== true || row.archivedAt) return false;
    setAt({ row: index, column });
    if (inlineOf(entity, target.field) === 'toggle')
      commit(row, target.field.name, { [target.field.name]: row[target.field.name] !== true });
    else open(row, target.field.name);
    return true;
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

  const onKeyDown = (e: KeyboardEvent<HTMLDivElement>) => {
    if (e.target !== scroller.current) return;
    const handled = gridKey(e);
    if (handled) {
      e.preventDefault();
      e.stopPropagation();
    }
  };

  const gridKey = (e: KeyboardEvent): boolean => {
    const ctrl = e.ctrlKey || e.metaKey;
    if (at.row === -1) return headKey(e);
    if (e.key === 'ArrowUp' && at.row === 0 && !e.shiftKey) {
      setAt({ row: -1, column: Math.max(0, at.column) });
      scroller.current?.scrollTo({ top: 0 });
      return true;
    }
    if (ctrl && e.key.toLowerCase() === 'a') {
      selecting.set(loadedIds());
      return true;
    }
    if (ctrl && e.key.toLowerCase() === 'c') return copyCell();
    if (ctrl && e.key !== 'Home' && e.key !== 'End' && e.key !== 'Enter') return false;
    if (e.altKey) return false;
    const place = move(
      e.key,
      at,
      {
        rows: rows.length,
        columns: phone ? 1 : columns.length,
        page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2),
      },
      ctrl,
    );
    if (place !== null) {
      if (e.shiftKey && (e.key === 'ArrowDown' || e.key === 'ArrowUp')) extendTo(place.row);
      go(place);
      const row = rows.at(place.row);
      if (openId !== null && row !== undefined && place.row !== at.row) onPreview(row);
      return true;
    }
    return rowKey(e, ctrl);
  };

  const rowKey = (e: KeyboardEvent, ctrl: boolean): boolean => {
    if (active === undefined) return false;
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
        return startEdit(active, at.column < 0 ? firstEditable() : at.column, at.row);
      case 'ContextMenu':
        openRowMenu(at.row);
        return true;
      case 'F10':
        if (!e.shiftKey) return false;
        openRowMenu(at.row);
        return true;
      case 'Escape':
        if (selection.ids.size > 0 || selection.all) {
          selecting.clear();
          return true;
        }
        return false;
      default:
        return false;
    }
  };

  /** The text of the active cell, or of the whole row with tabs between, goes to the clipboard. */
  const copyCell = (): boolean => {
    if (active === undefined || window.getSelection()?.isCollapsed === false) return false;
    const fields = at.column < 0 ? columns : columns.slice(at.column, at.column + 1);
    const texts = fields.map(({ field }) =>
      isEmptyValue(active[field.name]) ? '' : sayValue(field, active[field.name]),
    );
    void navigator.clipboard.writeText(texts.join('\t')).then(() => announce(t('list.copied')));
    return true;
  };

  const firstEditable = () => (editable[0] === true ? 0 : editable.indexOf(true));

  const headKey = (e: KeyboardEvent): boolean => {
    const column = columns[at.column];
    if (e.key === 'ArrowDown') setAt({ row: 0, column: -1 });
    else if (e.key === 'ArrowRight') setAt({ row: -1, column: Math.min(columns.length - 1, at.column + 1) });
    else if (e.key === 'ArrowLeft') setAt({ row: -1, column: Math.max(0, at.column - 1) });
    else if (e.key === 'Enter' && column?.field.sortable === true) onSort(column.field.name, e.shiftKey);
    else if (e.key === ' ' || e.key === 'ContextMenu' || (e.key === 'F10' && e.shiftKey)) openHeadMenu(at.column);
    else return false;
    return true;
  };

  const openHeadMenu = (n: number, anchor?: Element) => {
    const column = columns[n];
    const cell = anchor ?? document.getElementById(`head-${n}`);
    if (column !== undefined && cell !== null && cell !== undefined) props.onHeadMenu(column, cell);
  };
  const openRowMenu = (index: number, anchor?: Element) => {
    const row = rows.at(index);
    const button = anchor ?? document.querySelector(`#row-${index} [data-act=menu]`);
    if (row !== undefined && button !== null) props.onRowMenu(row, button);
  };

  const loadedIds = () =>
    Array.from({ length: rows.loaded }, (_, i) => rows.at(i)?.id).filter((id): id is string => id !== undefined);
  const extendTo = (index: number) => {
    const start = selecting.anchor.current ?? at.row;
    selecting.anchor.current = start;
    const [low, high] = start < index ? [start, index] : [index, start];
    const ids = Array.from({ length: high - low + 1 }, (_, i) => rows.at(low + i)?.id).filter(
      (id): id is string => id !== undefined,
    );
    selecting.extend(ids);
  };

  const placeOf = (e: MouseEvent): { row: Row; index: number; column: number; act: string | undefined } | null => {
    const target = e.target as Element;
    if (target.closest('.cell-editor, .cell-anchor') !== null) return null;
    const index = Number(target.closest<HTMLElement>('[data-index]')?.dataset['index'] ?? -1);
    const row = index < 0 ? undefined : rows.at(index);
    if (row === undefined) return null;
    const column = Number(target.closest<HTMLElement>('[data-column]')?.dataset['column'] ?? -1);
    const inCheck = target.closest('.cell-check') !== null ? 'select' : undefined;
    return { row, index, column, act: target.closest<HTMLElement>('[data-act]')?.dataset['act'] ?? inCheck };
  };

  const pendingPreview = useRef(0);
  const preview = (row: Row, column: number) => {
    window.clearTimeout(pendingPreview.current);
    // opening the panel moves the columns: on a cell that can be edited, a second click is awaited first
    if (openId === null && !phone && editable[column] === true)
      pendingPreview.current = window.setTimeout(() => onPreview(row), 240);
    else onPreview(row);
  };
  const lastDown = useRef<{ row: Row; index: number; column: number } | null>(null);
  const onClick = (e: MouseEvent<HTMLDivElement>) => {
    const place = placeOf(e);
    if (place === null) return;
    const { row, index, column, act } = place;
    if (e.detail !== 2) lastDown.current = { row, index, column };
    if (act === 'select') {
      if (e.shiftKey) extendTo(index);
      else selecting.toggle(row.id, index);
      setAt({ row: index, column: -1 });
      focusGrid();
      return;
    }
    if (act === 'menu') {
      openRowMenu(index, (e.target as Element).closest('[data-act]')!);
      return;
    }
    if (act === 'link') {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      setAt({ row: index, column: -1 });
      onOpen(row, false);
      return;
    }
    if (e.detail > 1) return;
    setAt({ row: index, column });
    focusGrid();
    preview(row, column);
  };
  const onDoubleClick = () => {
    window.clearTimeout(pendingPreview.current);
    // the panel may have moved the columns between the two clicks: what was pointed at first counts
    const down = lastDown.current;
    if (down !== null && !phone) startEdit(down.row, down.column, down.index);
  };

  const template = phone
    ? '40px minmax(0, 1fr) 44px'
    : `40px ${columns.map((c) => (c.fixed ? `${c.width}px` : `minmax(${Math.round(c.width * shrink)}px, ${c.width}fr)`)).join(' ')} 48px`;
  const least = phone ? 0 : columns.reduce((sum, c) => sum + (c.fixed ? c.width : Math.round(c.width * shrink)), 88);
  const some = selection.ids.size > 0 || selection.all;
  return (
    <>
      <p className="sr" id="grid-help">
        {t('list.gridHelp')}
      </p>
      <div
        ref={scroller}
        role="grid"
        aria-describedby="grid-help"
        tabIndex={0}
        id="list"
        data-region
        aria-label={entity.labelPlural}
        aria-rowcount={rows.count === null ? -1 : rows.count.value + 1}
        aria-colcount={columns.length + 2}
        aria-multiselectable
        aria-busy={rows.stale ? true : undefined}
        aria-activedescendant={
          at.row < 0
            ? `head-${at.column}`
            : active === undefined
              ? undefined
              : at.column < 0 || phone
                ? `row-${at.row}`
                : `cell-${at.row}-${at.column}`
        }
        className={cx('grid', compact && !phone && 'grid-compact', phone && 'grid-phone', rows.stale && 'grid-stale')}
        style={{ '--cols': template, '--least': `${least}px` } as never}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
        onContextMenu={(e) => {
          const place = placeOf(e);
          if (place === null) return;
          e.preventDefault();
          setAt({ row: place.index, column: place.column });
          openRowMenu(place.index);
        }}
        onScroll={(e) => props.onScrolled(e.currentTarget.scrollTop)}
      >
        {!phone && (
          <GridHead
            columns={columns}
            sort={sort}
            active={at.row === -1 ? at.column : -2}
            all={
              selection.all || (some && selection.ids.size >= rows.loaded && rows.loaded > 0)
                ? true
                : some
                  ? 'some'
                  : false
            }
            onAll={() => (some ? selecting.clear() : selecting.set(loadedIds()))}
            onSort={onSort}
            onWidth={onWidth}
            onMenu={openHeadMenu}
          />
        )}
        <div role="rowgroup" className="grid-body" style={{ height: `${virtual.getTotalSize()}px` }}>
          {shown.map((item) => {
            const row = rows.at(item.index);
            return (
              <GridRow
                key={row?.id ?? item.index}
                entity={entity}
                row={row}
                index={item.index}
                top={item.start - headHeight}
                columns={columns}
                active={at.row === item.index ? at.column : -2}
                selected={row !== undefined && (selection.all || selection.ids.has(row.id))}
                open={row !== undefined && row.id === openId}
                editing={row !== undefined && editing?.id === row.id ? editing.field : null}
                draft={row !== undefined && editing?.id === row.id ? editing.draft : null}
                marks={row === undefined ? noMarks : marksOf(row.id)}
                twoLines={phone}
                onCommit={onCommit}
                onCancel={onCancel}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}

const noMarks = {};
