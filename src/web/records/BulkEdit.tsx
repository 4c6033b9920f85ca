// One field, one value, many records.
import { type ReactElement, useState } from 'react';
import { type EntityInfo, isEditable } from '../catalog.ts';
import { fieldUis } from '../fields/fields.tsx';
import { label, t } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { FormField } from '../kit/FormField.tsx';
import { Select } from '../kit/Select.tsx';
import { isEmptyValue } from '../row.ts';
import { isGroup } from './CellEditor.tsx';
import type { Values } from './save.ts';

export interface BulkEditProps {
  entity: EntityInfo;
  count: number;
  field: string | null;
  onSave: (values: Values) => Promise<void>;
  onClose: () => void;
}

export function BulkEdit({ entity, count, field: given, onSave, onClose }: BulkEditProps): ReactElement {
  const fields = entity.fields.filter((f) => isEditable(entity, f) && f.unique !== true);
  const [name, setName] = useState(given);
  const [value, setValue] = useState<unknown>(null);
  const [unclear, setUnclear] = useState(false);
  const [busy, setBusy] = useState(false);
  const field = fields.find((f) => f.name === name);
  const empties = field !== undefined && isEmptyValue(value);
  const save = () => {
    if (field === undefined) return;
    setBusy(true);
    // what went wrong was said in a toast; the dialog stays with what was chosen
    onSave({ [field.name]: value }).catch(() => setBusy(false));
  };
  const Edit = field === undefined ? null : fieldUis[field.kind].Edit;
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t(given === 'owner' ? 'bulk.assignTitle' : 'bulk.title', { count })}
      description={t('bulk.help')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={field === undefined || unclear || (empties && field.required)}
            onClick={save}
          >
            {empties ? t('bulk.empty', { count }) : t('bulk.save', { count })}
          </Button>
        </>
      }
    >
      <div className="stack">
        {given === null && (
          <FormField label={t('bulk.field')}>
            {(control) => (
              <Select
                control={control}
                label={t('bulk.field')}
                value={name}
                items={fields.map((f) => ({ value: f.name, label: label(f.label) }))}
                onChange={(next) => {
                  setName(next);
                  setValue(null);
                  setUnclear(false);
                }}
              />
            )}
          </FormField>
        )}
        {field !== undefined && Edit !== null && (
          <FormField key={field.name} label={t('bulk.value', { field: label(field.label) })} group={isGroup(field)}>
            {(control) => (
              <Edit field={field} value={value} onChange={setValue} onUnclear={setUnclear} control={control} />
            )}
          </FormField>
        )}
      </div>
    </Dialog>
  );
}
