// The form that makes a new record: the fields that are needed and usual first, the others on request. What was typed outlives every refusal.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { CallError, reasonFor } from '../call.ts';
import type { EntityInfo, FieldInfo } from '../catalog.ts';
import { fieldUis } from '../fields/fields.tsx';
import { label, t } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { Checkbox } from '../kit/Checkbox.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { FormField } from '../kit/FormField.tsx';
import { problemText } from '../problem-text.ts';
import { type Row, isEmptyValue } from '../row.ts';
import { useMe } from '../session.ts';
import { offerUndo } from '../undo.ts';
import { refreshEntity } from './cache.ts';
import { isGroup } from './CellEditor.tsx';
import { type Values, wireValues } from './save.ts';
import { createRecord } from './wire.ts';

export interface CreateDialogProps {
  entity: EntityInfo;
  values: Values;
  onClose: () => void;
}

/** How many fields stand in the form before "more fields". */
const firstFields = 7;

export function CreateDialog({ entity, values: given, onClose }: CreateDialogProps): ReactElement {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const me = useMe();
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<Values>(() => ({ ...defaultsOf(entity, me.user), ...given }));
  const [unclear, setUnclear] = useState<ReadonlySet<string>>(new Set());
  const [whole, setWhole] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const { first, rest } = useMemo(() => fieldsFor(entity, given), [entity, given]);
  const shown = whole ? [...first, ...rest] : first;
  const missing = shown.filter((f) => f.required && isEmptyValue(values[f.name]));

  const save = async (another: boolean) => {
    setTried(true);
    if (busy) return;
    if (missing.length > 0 || unclear.size > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
      return;
    }
    setBusy(true);
    setError(null);
    try {
      const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmptyValue(value)));
      const answer = await createRecord(entity, wireValues(entity, filled));
      offerUndo(client, t('create.done', { name: titleOf(answer.data) }), answer.operation);
      void refreshEntity(client, entity.name);
      void client.invalidateQueries({ queryKey: ['list'] });
      if (another) {
        setValues({ ...defaultsOf(entity, me.user), ...given });
        setTried(false);
        requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('input, textarea, button')?.focus());
      } else {
        onClose();
        if (Object.keys(given).length === 0) navigate(`/${entity.path}/${answer.data.id}`);
      }
    } catch (failure) {
      setError(failure);
      if (
        failure instanceof CallError &&
        failure.problem.errors?.some((e) => rest.some((f) => f.name === e.field)) === true
      )
        setWhole(true);
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
    } finally {
      setBusy(false);
    }
  };
  const general =
    error !== null && !(error instanceof CallError && (error.problem.errors?.length ?? 0) > 0)
      ? problemText(error)
      : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('create.title', { what: label(entity.label).toLocaleLowerCase() })}
      foot={
        <>
          <Button onClick={() => void save(true)} variant="quiet" className="hide-phone">
            {t('create.another')}
          </Button>
          <span className="grow" />
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" busy={busy} onClick={() => void save(false)}>
            {t('create.save', { what: label(entity.label).toLocaleLowerCase() })}
          </Button>
        </>
      }
    >
      {/* Ctrl Enter saves from every field */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <form
        ref={form}
        className="stack form-grid"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          void save(false);
        }}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void save(false);
        }}
      >
        {general !== null && (
          <div className="banner banner-danger" role="alert">
            <p>
              <span className="strong">{general.title}</span> {general.detail} {t('create.kept')}
            </p>
          </div>
        )}
        {shown.map((field, n) => (
          <CreateField
            key={field.name}
            field={field}
            first={n === 0}
            value={values[field.name] ?? null}
            error={fieldError(field, error, tried && missing.includes(field), unclear.has(field.name))}
            onChange={(value) => setValues((old) => ({ ...old, [field.name]: value }))}
            onUnclear={(bad) =>
              setUnclear((old) => {
                const next = new Set(old);
                if (bad) next.add(field.name);
                else next.delete(field.name);
                return next;
              })
            }
          />
        ))}
        {rest.length > 0 && !whole && (
          <div>
            <Button variant="quiet" small onClick={() => setWhole(true)}>
              {t('create.more', { count: rest.length })}
            </Button>
          </div>
        )}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  );
}

function titleOf(row: Row): string {
  return row.title ?? t('record.untitled');
}

function fieldError(field: FieldInfo, error: unknown, missing: boolean, unclear: boolean): string | null {
  if (missing) return t('create.missing', { field: label(field.label) });
  if (unclear) return t('edit.unclear', { what: label(field.label) });
  return reasonFor(error, field.name);
}

interface CreateFieldProps {
  field: FieldInfo;
  first: boolean;
  value: unknown;
  error: string | null;
  onChange: (value: unknown) => void;
  onUnclear: (unclear: boolean) => void;
}

function CreateField({ field, first, value, error, onChange, onUnclear }: CreateFieldProps): ReactElement {
  const { Edit } = fieldUis[field.kind];
  const name = label(field.label);
  if (field.kind === 'checkbox') {
    return (
      <label className="row">
        <Checkbox checked={value === true} onChange={(e) => onChange(e.target.checked)} />
        {name}
      </label>
    );
  }
  return (
    <FormField
      label={name}
      error={error}
      required={field.required}
      group={isGroup(field)}
      {...(field.help === undefined ? {} : { help: label(field.help) })}
    >
      {(control) => (
        <Edit
          field={field}
          value={value}
          onChange={onChange}
          onUnclear={onUnclear}
          control={control}
          autoFocus={first}
        />
      )}
    </FormField>
  );
}

function defaultsOf(entity: EntityInfo, me: { id: string; title: string }): Values {
  const own = entity.fields
    .filter((f) => f.default !== undefined && f.creatable)
    .map((f) => [f.name, f.default] as const);
  const owner = entity.fields.some((f) => f.name === 'owner' && f.creatable) ? [['owner', me] as const] : [];
  return Object.fromEntries([...own, ...owner]);
}

/** Required ones, those given already, and those a list shows come first. */
function fieldsFor(entity: EntityInfo, given: Values): { first: FieldInfo[]; rest: FieldInfo[] } {
  const possible = entity.fields.filter((f) => f.creatable && f.computed !== true);
  const rank = (f: FieldInfo) =>
    entity.title.includes(f.name) ? 0 : f.required ? 1 : f.name in given ? 2 : entity.columns.includes(f.name) ? 3 : 9;
  const ordered = possible.filter((f) => f.name !== 'owner').sort((a, b) => rank(a) - rank(b));
  const count = Math.max(
    ordered.filter((f) => rank(f) < 3).length,
    Math.min(firstFields, ordered.filter((f) => rank(f) < 9).length),
  );
  const owner = possible.filter((f) => f.name === 'owner');
  return { first: ordered.slice(0, count), rest: [...ordered.slice(count), ...owner] };
}
