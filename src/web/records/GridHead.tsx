// The head of the grid: what each column is, how it is sorted, how wide it is, and a menu for all of it.
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type PointerEvent, type ReactElement, memo } from 'react';
import type { SortKey } from '../../contract/filter.ts';
import { fieldUis } from '../fields/fields.tsx';
import { label, t } from '../i18n/i18n.ts';
import { Checkbox } from '../kit/Checkbox.tsx';
import { cx } from '../kit/class-names.ts';
import type { Column } from './columns.ts';

export interface GridHeadProps {
  columns: readonly Column[];
  sort: readonly SortKey[];
  /** -2: not on the head; else the column */
  active: number;
  all: boolean | 'some';
  onAll: () => void;
  onSort: (field: string, add: boolean) => void;
  onWidth: (field: string, width: number) => void;
  onMenu: (column: number, anchor: Element) => void;
}

export const GridHead = memo(function GridHead({
  columns,
  sort,
  active,
  all,
  onAll,
  onSort,
  onWidth,
  onMenu,
}: GridHeadProps): ReactElement {
  return (
    <div role="rowgroup" className="grid-head">
      <div role="row" aria-rowindex={1} className="grid-row grid-head-row">
        <span role="columnheader" aria-colindex={1} className="cell cell-check">
          <Checkbox
            tabIndex={-1}
            checked={all === true}
            indeterminate={all === 'some'}
            onChange={onAll}
            aria-label={t('list.selectAll')}
          />
        </span>
        {columns.map((column, n) => (
          <HeadCell
            key={column.field.name}
            column={column}
            n={n}
            sort={sort}
            active={active === n}
            onSort={onSort}
            onWidth={onWidth}
            onMenu={onMenu}
          />
        ))}
        <span role="columnheader" aria-colindex={columns.length + 2} className="cell cell-more">
          <span className="sr">{t('list.actions')}</span>
        </span>
      </div>
    </div>
  );
});

interface HeadCellProps extends Pick<GridHeadProps, 'sort' | 'onSort' | 'onWidth' | 'onMenu'> {
  column: Column;
  n: number;
  active: boolean;
}

function HeadCell({ column, n, sort, active, onSort, onWidth, onMenu }: HeadCellProps): ReactElement {
  const { field } = column;
  const at = sort.findIndex((k) => k.field === field.name);
  const key = sort[at];
  const name = label(field.label);
  return (
    // the grid itself has the focus and names this cell as active
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus
    <span
      role="columnheader"
      id={`head-${n}`}
      aria-colindex={n + 2}
      aria-sort={key === undefined ? undefined : key.down ? 'descending' : 'ascending'}
      className={cx(
        'cell head-cell',
        field.name === 'title' && 'cell-title',
        fieldUis[field.kind].align === 'end' && 'cell-end',
        active && 'cell-active',
      )}
      onContextMenu={(e) => {
        e.preventDefault();
        onMenu(n, e.currentTarget);
      }}
    >
      {field.sortable ? (
        <button
          type="button"
          tabIndex={-1}
          className={cx('head-sort', key !== undefined && 'head-sorted')}
          title={t('list.sortHint', { name })}
          onClick={(e) => onSort(field.name, e.shiftKey)}
        >
          <span className="ellipsis">{name}</span>
          {key && (key.down ? <ArrowDown className="icon" aria-hidden /> : <ArrowUp className="icon" aria-hidden />)}
          {key && sort.length > 1 && <span className="head-order num">{at + 1}</span>}
        </button>
      ) : (
        <span className="head-sort head-plain ellipsis">{name}</span>
      )}
      <span
        className="head-resize"
        aria-hidden
        onPointerDown={(e) => startResize(e, (width) => onWidth(field.name, width))}
      />
    </span>
  );
}

/** Follows the pointer until it is let go; the width is kept once. */
function startResize(e: PointerEvent<HTMLElement>, onWidth: (width: number) => void): void {
  e.preventDefault();
  e.stopPropagation();
  const handle = e.currentTarget;
  const cell = handle.parentElement;
  if (cell === null) return;
  const start = e.clientX;
  const width = cell.getBoundingClientRect().width;
  handle.setPointerCapture(e.pointerId);
  let frame = 0;
  const follow = (move: globalThis.PointerEvent) => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => onWidth(width + move.clientX - start));
  };
  const stop = () => {
    handle.removeEventListener('pointermove', follow);
    handle.removeEventListener('pointerup', stop);
    handle.removeEventListener('pointercancel', stop);
  };
  handle.addEventListener('pointermove', follow);
  handle.addEventListener('pointerup', stop);
  handle.addEventListener('pointercancel', stop);
}
