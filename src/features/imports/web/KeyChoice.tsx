// Which field tells that a record is there already, and what then happens: for the rows, or for other records they hold.
import type { ReactElement } from 'react';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import type { KeySetting } from '../../../contract/importing.ts';
import type { ImportView } from '../contract.ts';
import { Choice } from './Choice.tsx';
import { t } from './words.ts';

export interface KeyChoiceProps {
  view: ImportView;
  /** the reference that leads to the record; null: the record of the row itself */
  of: string | null;
  value: KeySetting;
  onChange: (key: KeySetting) => void;
}

export function KeyChoice({ view, of, value, onChange }: KeyChoiceProps): ReactElement {
  const used = new Set(view.columns.filter((c) => (c.setting.of ?? null) === of).map((c) => c.setting.field));
  const keys = view.targets.filter((one) => one.of === of && one.key && used.has(one.field));
  const named = value.field === 'title' || used.has('fullName') || used.has('givenName');
  return (
    <div className="import-settings">
      <FormField label={t('import.key')} help={t('import.keyHelp')}>
        {(control) => (
          <Select
            control={control}
            label={t('import.key')}
            value={value.field ?? ''}
            items={[
              { value: '', label: t('import.keyNone') },
              ...keys.map((one) => ({ value: one.field, label: one.label })),
              ...(named ? [{ value: 'title', label: t('import.keyName') }] : []),
            ]}
            onChange={(field) => onChange({ ...value, field: field === '' ? null : field })}
          />
        )}
      </FormField>
      {value.field !== null && (
        <>
          <Choice
            label={t('import.found')}
            value={value.found}
            items={[
              ['update', t('import.found.update')],
              ['skip', t(of === null ? 'import.found.skip' : 'import.found.take')],
            ]}
            onChange={(found) => onChange({ ...value, found: found as KeySetting['found'] })}
          />
          <Choice
            label={t('import.notFound')}
            value={value.missing}
            items={[
              ['create', t('import.notFound.create')],
              ['skip', t(of === null ? 'import.notFound.skip' : 'import.notFound.without')],
            ]}
            onChange={(missing) => onChange({ ...value, missing: missing as KeySetting['missing'] })}
          />
        </>
      )}
    </div>
  );
}
