// One field of a record page: its value, and on a click its editor. A failed save keeps what was typed and says why.
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { reasonFor } from '../call.ts';
import type { EntityInfo, FieldInfo } from '../catalog.ts';
import { fieldUis, sayValue } from '../fields/fields.tsx';
import { label, t } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { cx } from '../kit/class-names.ts';
import { problemLine } from '../problem-text.ts';
import { type Row, isEmptyValue, sameValue } from '../row.ts';
import { isGroup } from './CellEditor.tsx';
import { FieldReading } from './FieldReading.tsx';
import { FieldWhyButton } from './FieldWhyButton.tsx';
import { useSave } from './save.ts';
import { nowKey, sinceOf } from './wire.ts';

export interface FieldLineProps {
  entity: EntityInfo;
  row: Row;
  field: FieldInfo;
  editable: boolean;
}

export function FieldLine({ entity, row, field, editable }: FieldLineProps): ReactElement {
  const save = useSave(entity);
  // what was on the screen when the editing began: a change of the same field since then must be seen as one
  const [draft, setDraft] = useState<{ value: unknown; base: Row } | null>(null);
  const [unclear, setUnclear] = useState(false);
  const [state, setState] = useState<{ saving: boolean; reason: string | null }>({ saving: false, reason: null });
  const pencil = useRef<HTMLButtonElement>(null);
  const leaving = useRef(false);
  const ui = fieldUis[field.kind];
  const name = label(field.label);
  const value = row[field.name] ?? null;
  useEffect(() => {
    if (draft !== null) leaving.current = false;
  }, [draft]);

  const start = () => {
    if (!editable || draft !== null) return;
    if (ui.inline === 'toggle') void put(value !== true);
    else setDraft({ value, base: row });
  };
  const put = async (next: unknown, base: Row = row) => {
    if (sameValue(next, base[field.name])) {
      setDraft(null);
      setState({ saving: false, reason: null });
      return;
    }
    setState({ saving: true, reason: null });
    try {
      await save(base, { [field.name]: next });
      setDraft(null);
      setState({ saving: false, reason: null });
    } catch (error) {
      // what was typed stays in the editor
      setDraft({ value: next, base });
      setState({ saving: false, reason: reasonFor(error, field.name) ?? problemLine(error) });
    }
  };
  const leave = (commit: boolean, focus: boolean) => {
    if (leaving.current || draft === null) return;
    if (commit && unclear) return;
    leaving.current = true;
    if (focus) requestAnimationFrame(() => pencil.current?.focus());
    if (commit) void put(draft.value, draft.base);
    else {
      setDraft(null);
      setState({ saving: false, reason: null });
    }
  };
  const whole = ui.inline === 'popup';
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key === 'Escape' && !e.defaultPrevented) {
      e.preventDefault();
      e.stopPropagation();
      leave(false, true);
    } else if (e.key === 'Enter' && (!whole || e.ctrlKey || e.metaKey)) {
      e.preventDefault();
      leave(true, true);
    }
  };
  const masked = (row['masked'] as Readonly<Record<string, string>> | undefined)?.[field.name];
  return (
    <div
      className={cx('field-line', field.kind === 'longText' && 'field-line-long', draft !== null && 'field-line-open')}
      data-field={field.name}
    >
      <dt id={`field-${field.name}`}>{name}</dt>
      <dd>
        {draft === null ? (
          <FieldReading
            field={field}
            value={value}
            masked={masked ?? null}
            editable={editable && masked === undefined}
            onStart={start}
            pencil={pencil}
            name={name}
            why={<FieldWhyButton entity={entity} row={row} field={field} />}
            reveal={masked !== undefined && entity.verbs.has('reveal') ? { entity, id: row.id } : null}
          />
        ) : (
          // blur and Escape of everything inside; the controls are in it
          // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
          <div
            className="field-editor"
            onBlur={(e) => {
              if (
                !whole &&
                ui.inline !== 'choice' &&
                !e.currentTarget.contains(e.relatedTarget) &&
                !inFloating(e.relatedTarget)
              )
                leave(true, false);
            }}
            onKeyDown={(e) => {
              if (e.key === 'Escape') onKeyDown(e);
            }}
            {...(isGroup(field) ? { role: 'group', 'aria-labelledby': `field-${field.name}` } : {})}
          >
            <ui.Edit
              field={field}
              value={draft.value}
              onChange={(next) => {
                setDraft({ value: next, base: draft.base });
                if (ui.inline === 'choice') {
                  leaving.current = true;
                  requestAnimationFrame(() => pencil.current?.focus());
                  void put(next, draft.base);
                }
              }}
              onUnclear={setUnclear}
              onClose={() => leave(false, true)}
              opened={ui.inline === 'choice'}
              control={{
                id: `edit-${field.name}`,
                'aria-labelledby': `field-${field.name}`,
                ...(state.reason !== null || unclear ? { 'aria-invalid': true } : {}),
              }}
              autoFocus
              onKeyDown={onKeyDown}
            />
            {whole && (
              <div className="row">
                <Button
                  small
                  variant="primary"
                  disabled={unclear}
                  busy={state.saving}
                  onClick={() => leave(true, true)}
                >
                  {t('common.save')}
                </Button>
                <Button small variant="quiet" onClick={() => leave(false, true)}>
                  {t('common.cancel')}
                </Button>
              </div>
            )}
            {unclear && <p className="form-error">{t('edit.unclear', { what: name })}</p>}
            {state.reason !== null && (
              <p className="form-error" role="alert">
                {state.reason}
              </p>
            )}
          </div>
        )}
        <Today row={row} field={field} />
        {state.saving && <span className="progress-line" />}
      </dd>
    </div>
  );
}

/** Beside a value of then: what stands there today, where that is something else. */
function Today({ row, field }: { row: Row; field: FieldInfo }): ReactElement | null {
  if (sinceOf(row)?.fields.includes(field.name) !== true) return null;
  const value = (row[nowKey] as Row | undefined)?.[field.name];
  return (
    <p className="field-today small">
      {isEmptyValue(value) ? t('record.todayEmpty') : t('record.today', { value: sayValue(field, value) })}
    </p>
  );
}

function inFloating(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('#floating') !== null;
}
