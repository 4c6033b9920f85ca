// A labelled choice among a few words.
import type { ReactElement } from 'react';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';

export interface ChoiceProps {
  label: string;
  value: string | null;
  items: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}

export function Choice({ label, value, items, onChange }: ChoiceProps): ReactElement {
  return (
    <FormField label={label}>
      {(control) => (
        <Select
          control={control}
          label={label}
          value={value}
          items={items.map(([v, text]) => ({ value: v, label: text }))}
          onChange={(v) => v !== null && onChange(v)}
        />
      )}
    </FormField>
  );
}
