// The parts of a record, such as the lines of a deal, as a table in which every cell is changed where it stands: arrows move, Enter changes, Delete removes.
import { ArrowDown, ArrowUp, MoreHorizontal, Trash2, TriangleAlert } from 'lucide-react';
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from 'react';
import { type EntityInfo, type FieldInfo, isEditable } from '../catalog.ts';
import { FieldValue, fieldUis } from '../fields/fields.tsx';
import { label, t } from '../i18n/i18n.ts';
import { cx } from '../kit/class-names.ts';
import { Menu } from '../kit/Menu.tsx';
import { type Row, isEmptyValue } from '../row.ts';
import { CellEditor, inlineOf } from './CellEditor.tsx';
import { nameOf } from './GridRow.tsx';
import type { Values } from './save.ts';
import { useCellEdits } from './use-cell-edits.ts';

export interface PartTableProps {
  part: EntityInfo;
  rows: readonly Row[];
  fields: readonly FieldInfo[];
  name: string;
  /** nothing can be changed: the whole is in the bin */
  locked: boolean;
  /** the row whose first cell to fill in gets the focus, once it is there */
  arrived: { readonly id: string; readonly field: string } | null;
  /** puts a row a step up or down; null: rows have no order of their own */
  onMove: ((row: Row, step: -1 | 1) => void) | null;
  onRemove: ((row: Row) => void) | null;
  foot: ReactNode;
}

export function PartTable(props: PartTableProps): ReactElement {
  const { part, rows, fields, name, locked, arrived, onMove, onRemove, foot } = props;
  const { editing, open, cancel, commit, marksOf } = useCellEdits(part);
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState({ row: 0, column: 0 });
  const [menu, setMenu] = useState<{ row: Row; anchor: Element } | null>(null);
  const changes = !locked && part.verbs.has('edit');
  const canEdit = fields.map((f) => changes && isEditable(part, f));
  const hasMenu = !locked && (onMove !== null || onRemove !== null);
  const columns = fields.length + (hasMenu ? 1 : 0);
  const active = { row: Math.min(at.row, Math.max(0, rows.length - 1)), column: Math.min(at.column, columns - 1) };

  /** At once, so that the next key finds it; after a move the line is drawn elsewhere first. */
  const focusCell = (row: number, column: number, moved = false) => {
    setAt({ row, column });
    const focus = () => table.current?.querySelector<HTMLElement>(`[data-at="${row} ${column}"]`)?.focus();
    if (moved) requestAnimationFrame(focus);
    else focus();
  };
  const start = (row: Row, column: number): boolean => {
    const field = fields.at(column);
    if (field === undefined || canEdit[column] !== true) return false;
    if (inlineOf(part, field) === 'toggle') commit(row, field.name, { [field.name]: row[field.name] !== true });
    else open(row, field.name);
    return true;
  };
  const place = arrived === null ? -1 : rows.findIndex((r) => r.id === arrived.id);
  const seen = useRef<string | null>(null);
  useEffect(() => {
    if (arrived === null || place < 0 || seen.current === arrived.id) return;
    seen.current = arrived.id;
    focusCell(
      place,
      Math.max(
        0,
        fields.findIndex((f) => f.name === arrived.field),
      ),
    );
  }, [arrived, place, fields]);

  const onCommit = (row: Row, column: number, values: Values, then: 'stay' | 'next' | 'back') => {
    commit(row, fields.at(column)!.name, values);
    const index = rows.indexOf(row);
    const step = then === 'next' ? 1 : -1;
    let next = column;
    if (then !== 'stay')
      do next += step;
      while (
        next >= 0 &&
        next < fields.length &&
        (canEdit[next] !== true || inlineOf(part, fields.at(next)!) === 'toggle')
      );
    const to = next >= 0 && next < fields.length ? next : column;
    // the next editor takes the focus itself
    if (to !== column && start(row, to)) setAt({ row: index, column: to });
    else focusCell(index, to);
  };

  const onKeyDown = (e: KeyboardEvent<HTMLElement>) => {
    const target = e.target as HTMLElement;
    if (target.dataset['at'] === undefined) return;
    const row = rows.at(active.row);
    if (row === undefined || !cellKey(e, row)) return;
    e.preventDefault();
    e.stopPropagation();
  };
  const cellKey = (e: KeyboardEvent, row: Row): boolean => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[e.key];
    if (e.altKey && step !== undefined) {
      if (onMove === null || !changes) return false;
      onMove(row, step as -1 | 1);
      focusCell(Math.max(0, Math.min(rows.length - 1, active.row + step)), active.column, true);
      return true;
    }
    if (e.ctrlKey || e.metaKey || e.altKey) return false;
    if (step !== undefined) focusCell(Math.max(0, Math.min(rows.length - 1, active.row + step)), active.column);
    else if (e.key === 'ArrowLeft') focusCell(active.row, Math.max(0, active.column - 1));
    else if (e.key === 'ArrowRight') focusCell(active.row, Math.min(columns - 1, active.column + 1));
    else if (e.key === 'Home') focusCell(active.row, 0);
    else if (e.key === 'End') focusCell(active.row, columns - 1);
    else if (e.key === 'Delete' && onRemove !== null && !locked) onRemove(row);
    else if (e.key === 'Enter' || e.key === 'F2') return start(row, active.column);
    else return false;
    return true;
  };
  const onClick = (e: MouseEvent, row: Row, n: number, column: number) => {
    if ((e.target as Element).closest('.cell-editor, .cell-anchor, a') !== null) return;
    setAt({ row: n, column });
    start(row, column);
  };

  return (
    <div className="parts">
      <p className="sr" id={`parts-help-${part.name}`}>
        {t('parts.help')}
      </p>
      {/* the keys are those of the cells in it */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role */}
      <table
        ref={table}
        role="grid"
        aria-label={name}
        aria-describedby={`parts-help-${part.name}`}
        className="parts-table"
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr>
            {fields.map((f) => (
              <th key={f.name} scope="col" className={cx(fieldUis[f.kind].align === 'end' && 'parts-end')}>
                {label(f.label)}
              </th>
            ))}
            {hasMenu && (
              <th scope="col" className="parts-more">
                <span className="sr">{t('list.more')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, n) => {
            const marks = marksOf(row.id);
            return (
              <tr key={row.id} data-row={row.id}>
                {fields.map((field, column) => {
                  const mark = marks[field.name];
                  const isEditing = editing?.id === row.id && editing.field === field.name;
                  const value = mark === undefined ? row[field.name] : mark.draft[field.name];
                  const popup = inlineOf(part, field) === 'popup';
                  return (
                    // keys are heard by the table
                    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
                    <td
                      key={field.name}
                      data-at={`${n} ${column}`}
                      data-label={label(field.label)}
                      tabIndex={active.row === n && active.column === column && !isEditing ? 0 : -1}
                      aria-readonly={canEdit[column] === true ? undefined : true}
                      aria-invalid={mark?.state === 'failed' ? true : undefined}
                      title={mark?.reason ?? undefined}
                      className={cx(
                        `parts-${field.name}`,
                        fieldUis[field.kind].align === 'end' && 'parts-end',
                        canEdit[column] === true && 'parts-editable',
                        isEditing && !popup && 'parts-editing',
                        mark?.state === 'failed' && 'cell-failed',
                      )}
                      onClick={(e) => onClick(e, row, n, column)}
                      onFocus={(e) => e.target === e.currentTarget && setAt({ row: n, column })}
                    >
                      {isEditing && (
                        <CellEditor
                          entity={part}
                          row={row}
                          field={field}
                          draft={editing.draft}
                          onCommit={(values, then) => onCommit(row, column, values, then)}
                          onCancel={() => {
                            cancel();
                            focusCell(n, column);
                          }}
                        />
                      )}
                      {(!isEditing || popup) &&
                        (isEmptyValue(value) ? (
                          <span className="muted" aria-hidden>
                            –
                          </span>
                        ) : (
                          <FieldValue field={field} value={value} place="cell" />
                        ))}
                      {mark?.state === 'saving' && <span className="progress-line" />}
                      {mark?.state === 'failed' && !isEditing && (
                        <>
                          <TriangleAlert className="icon cell-warning" aria-hidden />
                          <span className="cell-error">{mark.reason}</span>
                        </>
                      )}
                    </td>
                  );
                })}
                {hasMenu && (
                  <td className="parts-more">
                    <button
                      type="button"
                      className="icon-btn"
                      data-at={`${n} ${fields.length}`}
                      tabIndex={active.row === n && active.column === fields.length ? 0 : -1}
                      aria-label={t('list.actionsOn', { name: nameOf(row) })}
                      aria-haspopup="menu"
                      onFocus={() => setAt({ row: n, column: fields.length })}
                      onClick={(e) => setMenu({ row, anchor: e.currentTarget })}
                    >
                      <MoreHorizontal className="icon" aria-hidden />
                    </button>
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
        {foot}
      </table>
      {menu !== null && (
        <Menu
          anchor={menu.anchor}
          label={t('list.actionsOn', { name: nameOf(menu.row) })}
          onClose={() => setMenu(null)}
          items={[
            ...(onMove === null || !changes
              ? []
              : [
                  {
                    icon: ArrowUp,
                    text: t('parts.up'),
                    disabled: rows.indexOf(menu.row) <= 0,
                    onSelect: () => onMove(menu.row, -1),
                  },
                  {
                    icon: ArrowDown,
                    text: t('parts.down'),
                    disabled: rows.indexOf(menu.row) === rows.length - 1,
                    onSelect: () => onMove(menu.row, 1),
                  },
                ]),
            ...(onRemove === null
              ? []
              : [{ icon: Trash2, text: t('parts.remove'), onSelect: () => onRemove(menu.row) }]),
          ]}
        />
      )}
    </div>
  );
}
