// For what records are taken away, where they may be about people who say what they are not used for.
import type { ReactElement } from 'react';
import { type UseName, knownUses } from '../../../contract/uses.ts';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import type { ShownList } from '../../../web/records/ListPage.tsx';
import { t } from './words.ts';

interface UseChoiceProps {
  list: ShownList;
  /** null: the work with them itself */
  use: UseName | null;
  onChange: (next: UseName | null) => void;
}

export function UseChoice({ list: { entity }, use, onChange }: UseChoiceProps): ReactElement | null {
  if (entity.name !== 'contact' && entity.name !== 'company' && !entity.name.startsWith('own_')) return null;
  return (
    <FormField label={t('export.use')} help={t('export.use.help')}>
      {(control) => (
        <Select
          control={control}
          label={t('export.use')}
          value={use ?? 'work'}
          items={(['work', ...knownUses] as const).map((value) => ({ value, label: t(`export.use.${value}`) }))}
          onChange={(next) => onChange(next === 'work' ? null : (next as UseName))}
        />
      )}
    </FormField>
  );
}
