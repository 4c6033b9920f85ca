// The editor inside a cell: typed in place, chosen from a list, or a small form on the cell. Enter saves, Escape leaves it, Tab saves and goes on.
import { type KeyboardEvent, type ReactElement, useRef, useState } from 'react';
import { type EntityInfo, type FieldInfo, fieldOf } from '../catalog.ts';
import { fieldUis } from '../fields/fields.tsx';
import { label, t } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { FormField } from '../kit/FormField.tsx';
import { Popover } from '../kit/Popover.tsx';
import type { Row } from '../row.ts';
import type { Values } from './save.ts';

export interface CellEditorProps {
  entity: EntityInfo;
  row: Row;
  field: FieldInfo;
  draft: Values | null;
  onCommit: (values: Values, then: 'stay' | 'next' | 'back') => void;
  onCancel: () => void;
}

/** The fields one cell edits: a composed name is edited in its parts. */
export function fieldsOfCell(entity: EntityInfo, field: FieldInfo): FieldInfo[] {
  if (field.name !== 'title') return [field];
  return entity.title.flatMap((name) => fieldOf(entity, name) ?? []);
}

export function inlineOf(entity: EntityInfo, field: FieldInfo): 'cell' | 'choice' | 'popup' | 'toggle' {
  const fields = fieldsOfCell(entity, field);
  return fields.length > 1 ? 'popup' : fieldUis[fields[0]!.kind].inline;
}

export function CellEditor(props: CellEditorProps): ReactElement {
  const way = inlineOf(props.entity, props.field);
  return way === 'popup' ? (
    <PopupEditor {...props} />
  ) : way === 'choice' ? (
    <ChoiceEditor {...props} />
  ) : (
    <TypedEditor {...props} />
  );
}

function TypedEditor({ entity, row, field, draft, onCommit, onCancel }: CellEditorProps): ReactElement {
  const actual = fieldsOfCell(entity, field)[0]!;
  const [value, setValue] = useState<unknown>(draft === null ? (row[actual.name] ?? null) : draft[actual.name]);
  const [unclear, setUnclear] = useState(false);
  const finished = useRef(false);
  const finish = (then: 'stay' | 'next' | 'back') => {
    if (finished.current || unclear) return;
    finished.current = true;
    onCommit({ [actual.name]: value }, then);
  };
  const onKeyDown = (e: KeyboardEvent) => {
    e.stopPropagation();
    if (e.key === 'Enter') {
      e.preventDefault();
      finish('stay');
    } else if (e.key === 'Tab') {
      e.preventDefault();
      finish(e.shiftKey ? 'back' : 'next');
    } else if (e.key === 'Escape') {
      e.preventDefault();
      finished.current = true;
      onCancel();
    }
  };
  const { Edit } = fieldUis[actual.kind];
  return (
    <div
      className="cell-editor"
      onBlur={(e) => {
        if (!e.currentTarget.contains(e.relatedTarget)) finish('stay');
      }}
    >
      <Edit
        field={actual}
        value={value}
        onChange={setValue}
        onUnclear={setUnclear}
        control={{ 'aria-label': label(actual.label), 'aria-invalid': unclear } as never}
        autoFocus
        bare
        onKeyDown={onKeyDown}
      />
      {unclear && (
        <p className="cell-error" role="alert">
          {t('edit.unclear', { what: label(actual.label) })}
        </p>
      )}
    </div>
  );
}

function ChoiceEditor({ row, field, draft, onCommit, onCancel }: CellEditorProps): ReactElement {
  const { Edit } = fieldUis[field.kind];
  const chosen = useRef(false);
  return (
    // closing the list without a choice leaves the cell as it was
    <div className="cell-editor" onKeyDown={(e) => e.stopPropagation()} role="presentation">
      <Edit
        field={field}
        value={draft === null ? (row[field.name] ?? null) : draft[field.name]}
        opened
        bare
        onChange={(value) => {
          chosen.current = true;
          onCommit({ [field.name]: value }, 'stay');
        }}
        onClose={() => {
          if (!chosen.current) onCancel();
        }}
      />
    </div>
  );
}

function PopupEditor({ entity, row, field, draft, onCommit, onCancel }: CellEditorProps): ReactElement {
  const fields = fieldsOfCell(entity, field);
  const anchor = useRef<HTMLDivElement>(null);
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(fields.map((f) => [f.name, draft === null ? (row[f.name] ?? null) : draft[f.name]])),
  );
  const [unclear, setUnclear] = useState(false);
  return (
    <div ref={anchor} className="cell-anchor">
      <Popover
        label={label(field.label)}
        anchor={anchor}
        open
        onOpenChange={(open) => !open && onCancel()}
        className="popover-form"
      >
        {/* keys typed here must not move the grid */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <form
          onSubmit={(e) => {
            e.preventDefault();
            e.stopPropagation();
            if (!unclear) onCommit(values, 'stay');
          }}
          onKeyDown={(e) => {
            if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && !unclear) onCommit(values, 'stay');
            if (e.key !== 'Escape') e.stopPropagation();
          }}
        >
          {fields.map((f, n) => {
            const { Edit } = fieldUis[f.kind];
            return (
              <FormField key={f.name} label={label(f.label)} group={isGroup(f)} required={f.required}>
                {(control) => (
                  <Edit
                    field={f}
                    value={values[f.name] ?? null}
                    onChange={(value) => setValues((old) => ({ ...old, [f.name]: value }))}
                    onUnclear={setUnclear}
                    control={control}
                    autoFocus={n === 0}
                  />
                )}
              </FormField>
            );
          })}
          <div className="row popover-foot">
            <Button variant="primary" small type="submit" disabled={unclear}>
              {t('common.save')}
            </Button>
            <Button variant="quiet" small onClick={onCancel}>
              {t('common.cancel')}
            </Button>
          </div>
        </form>
      </Popover>
    </div>
  );
}

/** Kinds whose editor is several controls. */
export function isGroup(field: FieldInfo): boolean {
  return (
    field.kind === 'address' ||
    field.kind === 'emails' ||
    field.kind === 'phones' ||
    field.kind === 'links' ||
    field.kind === 'multiSelect'
  );
}
