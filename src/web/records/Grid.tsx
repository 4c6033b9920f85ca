// The grid: an ARIA grid of its own over virtual rows, with one tab stop. It knows rows, columns and keys, and nothing of any object.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactElement, useCallback, useEffect, useRef } from 'react';
import { t } from '../i18n/i18n.ts';
import { cx } from '../kit/class-names.ts';
import { useLasting } from '../kit/States.tsx';
import type { GridProps } from './grid-props.ts';
import { gridReach } from './grid-reach.ts';
import { gridTyped } from './grid-typed.ts';
import { GridHead } from './GridHead.tsx';
import { GridRow } from './GridRow.tsx';
import { useGridClicks } from './use-grid-clicks.ts';
import { useGridPlaces } from './use-grid-places.ts';

const headHeight = 34;
/** how far a column gives way before the grid scrolls sideways */
const shrink = 0.8;

export function Grid(props: GridProps): ReactElement {
  const { entity, rows, columns, sort, compact, phone, selecting, openId, onSort, onWidth } = props;
  const { selection } = selecting;
  const scroller = useRef<HTMLDivElement>(null);
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
  const show = useCallback((row: number) => virtual.scrollToIndex(row), [virtual]);
  const places = useGridPlaces(props, scroller, show);
  const { at, editing, marksOf, onCommit, onCancel } = places;
  const reach = gridReach(props, places);
  const clicks = useGridClicks(props, places, reach);
  const items = virtual.getVirtualItems();
  // grey rows that would be replaced before anybody sees them cost as much as the rows themselves
  const waited = useLasting(rows.waiting, 150);
  const shown = rows.waiting && !waited ? [] : items;
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const { look } = rows;
  useEffect(() => look(first, last), [look, first, last]);
  const active = rows.at(at.row);

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
        onKeyDown={gridTyped({ props, places, reach, scroller, rowHeight })}
        {...clicks}
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
            onAll={() => (some ? selecting.clear() : selecting.set(reach.loadedIds()))}
            onSort={onSort}
            onWidth={onWidth}
            onMenu={reach.openHeadMenu}
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
