// One row of the grid. It is drawn again only when something of it changed, however far the list is scrolled.
import { Lock, MoreHorizontal, RotateCcw, Trash2, TriangleAlert } from 'lucide-react';
import { type ReactElement, memo } from 'react';
import { type EntityInfo, addressOf } from '../catalog.ts';
import { FieldValue, fieldUis, sayValue } from '../fields/fields.tsx';
import { label, t } from '../i18n/i18n.ts';
import { Mark } from '../kit/Badge.tsx';
import { cx } from '../kit/class-names.ts';
import { type Row, isEmptyValue } from '../row.ts';
import { CellEditor, inlineOf } from './CellEditor.tsx';
import type { Column } from './columns.ts';
import { sinceOf } from './wire.ts';
import type { Values } from './save.ts';
import type { CellMark } from './use-cell-edits.ts';

/** Objects that are people or firms carry the two letters of their name. */
const marked: ReadonlySet<string> = new Set(['contact', 'company', 'user']);

export function isMarked(entity: EntityInfo): boolean {
  return marked.has(entity.name);
}

export interface GridRowProps {
  entity: EntityInfo;
  row: Row | undefined;
  index: number;
  top: number;
  columns: readonly Column[];
  /** -2: the row is not active; -1: the whole row; else the cell */
  active: number;
  selected: boolean;
  /** shown in the panel beside the list */
  open: boolean;
  editing: string | null;
  draft: Values | null;
  marks: Readonly<Record<string, CellMark>>;
  twoLines: boolean;
  onCommit: (row: Row, field: string, values: Values, then: 'stay' | 'next' | 'back') => void;
  onCancel: () => void;
}

export const GridRow = memo(function GridRow(props: GridRowProps): ReactElement {
  const { row, index, top, columns, active, selected, open, twoLines } = props;
  const position = { transform: `translateY(${top}px)` };
  if (row === undefined) {
    return (
      <div role="row" aria-rowindex={index + 2} className="grid-row" style={position}>
        <span className="cell cell-check" aria-hidden />
        {(twoLines ? columns.slice(0, 1) : columns).map((c, n) => (
          <span role="gridcell" key={c.field.name} className={cx('cell', c.field.name === 'title' && 'cell-title')}>
            <span className={`bone bone-${(index % 3) + 1}`} aria-hidden />
            {n === 0 && <span className="sr">{t('common.loading')}</span>}
          </span>
        ))}
        <span className="cell cell-more" aria-hidden />
      </div>
    );
  }
  return (
    <div
      role="row"
      id={`row-${index}`}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-index={index}
      className={cx(
        'grid-row',
        selected && 'grid-row-selected',
        open && 'grid-row-open',
        active === -1 && 'grid-row-active',
      )}
      style={position}
    >
      <span role="gridcell" className="cell cell-check" aria-colindex={1}>
        <input
          type="checkbox"
          className="check"
          tabIndex={-1}
          checked={selected}
          readOnly
          aria-label={t('list.select', { name: nameOf(row) })}
          data-act="select"
        />
      </span>
      {twoLines ? (
        <TwoLines {...props} row={row} />
      ) : (
        columns.map((column, n) => <Cell key={column.field.name} {...props} row={row} column={column} n={n} />)
      )}
      <span role="gridcell" className="cell cell-more" aria-colindex={columns.length + 2}>
        <button
          type="button"
          tabIndex={-1}
          className="icon-btn"
          aria-label={t('list.actionsOn', { name: nameOf(row) })}
          aria-haspopup="menu"
          data-act="menu"
        >
          <MoreHorizontal className="icon" aria-hidden />
        </button>
      </span>
    </div>
  );
});

export function nameOf(row: Row): string {
  return row.title === undefined || row.title === null || row.title === '' ? t('record.untitled') : row.title;
}

function Cell(props: GridRowProps & { row: Row; column: Column; n: number }): ReactElement {
  const { entity, row, index, column, n, active, editing, draft, marks, onCommit, onCancel } = props;
  const { field } = column;
  const mark = marks[field.name];
  const isEditing = editing === field.name;
  const value = mark === undefined || field.name === 'title' ? row[field.name] : mark.draft[field.name];
  return (
    <span
      role="gridcell"
      id={`cell-${index}-${n}`}
      aria-colindex={n + 2}
      data-column={n}
      aria-invalid={mark?.state === 'failed' ? true : undefined}
      className={cx(
        'cell',
        field.name === 'title' && 'cell-title',
        fieldUis[field.kind].align === 'end' && 'cell-end',
        active === n && 'cell-active',
        isEditing && inlineOf(entity, field) !== 'popup' && 'cell-editing',
        mark?.state === 'failed' && 'cell-failed',
        isQuiet(field.kind) && 'cell-quiet',
        isOther(entity, row, field.name) && 'cell-other',
      )}
      title={mark?.reason ?? (isEmptyValue(value) || field.kind === 'select' ? undefined : sayValue(field, value))}
    >
      {isEditing ? (
        <CellEditor
          entity={entity}
          row={row}
          field={field}
          draft={draft}
          onCommit={(values, then) => onCommit(row, field.name, values, then)}
          onCancel={onCancel}
        />
      ) : null}
      {(!isEditing || inlineOf(entity, field) === 'popup') && (
        <CellValue entity={entity} row={row} column={column} value={value} />
      )}
      {mark?.state === 'saving' && <span className="progress-line" />}
      {mark?.state === 'failed' && !isEditing && (
        <>
          <TriangleAlert className="icon cell-warning" aria-hidden />
          {active === n && <span className="cell-error">{mark.reason}</span>}
        </>
      )}
    </span>
  );
}

/** It held something else then. */
function isOther(entity: EntityInfo, row: Row, field: string): boolean {
  const fields = sinceOf(row)?.fields;
  return (
    fields !== undefined &&
    (fields.includes(field) || (field === 'title' && entity.title.some((f) => fields.includes(f))))
  );
}

function isQuiet(kind: string): boolean {
  return (
    kind === 'emails' ||
    kind === 'email' ||
    kind === 'phones' ||
    kind === 'date' ||
    kind === 'dateTime' ||
    kind === 'url'
  );
}

function CellValue({
  entity,
  row,
  column,
  value,
}: {
  entity: EntityInfo;
  row: Row;
  column: Column;
  value: unknown;
}): ReactElement | null {
  const { field } = column;
  if (field.name === 'title') {
    return (
      <>
        {isMarked(entity) && <Mark name={nameOf(row)} />}
        <a href={addressOf(entity, row.id)} tabIndex={-1} className="ellipsis title-link" data-act="link">
          {nameOf(row)}
        </a>
        <Moved row={row} />
      </>
    );
  }
  const masked = (row['masked'] as Readonly<Record<string, string>> | undefined)?.[field.name];
  if (masked !== undefined) {
    return (
      <span className="row held" title={t('value.masked')}>
        <Lock className="icon" aria-hidden />
        <span className="mono">{masked}</span>
      </span>
    );
  }
  return <FieldValue field={field} value={value} place="cell" />;
}

/** What became of a record of then. */
function Moved({ row }: { row: Row }): ReactElement | null {
  const moved = sinceOf(row)?.moved ?? null;
  if (moved === null) return null;
  const said = t(moved === 'archived' ? 'list.binnedSince' : 'list.restoredSince');
  const Icon = moved === 'archived' ? Trash2 : RotateCcw;
  return <Icon className="icon row-moved" role="img" aria-label={said} />;
}

/** On a phone: the name, one line below it, and one thing at the end. */
function TwoLines({ entity, row, columns }: GridRowProps & { row: Row }): ReactElement {
  const rest = columns.slice(1).filter((c) => !isEmptyValue(row[c.field.name]));
  const end = rest.find((c) => c.field.kind === 'select' || c.field.kind === 'money' || c.field.kind === 'date');
  const second = rest.find((c) => c !== end && c.field.kind !== 'checkbox');
  return (
    <span role="gridcell" className="cell cell-title cell-two" aria-colindex={2} data-column={0}>
      {isMarked(entity) && <Mark name={nameOf(row)} />}
      <span className="two grow">
        <a href={addressOf(entity, row.id)} tabIndex={-1} className="ellipsis title-link" data-act="link">
          {nameOf(row)}
        </a>
        <Moved row={row} />
        {second && <span className="muted small ellipsis">{sayValue(second.field, row[second.field.name])}</span>}
      </span>
      {end && (
        <span className="two-end" title={label(end.field.label)}>
          <FieldValue field={end.field} value={row[end.field.name]} place="cell" />
        </span>
      )}
    </span>
  );
}
