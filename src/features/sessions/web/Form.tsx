// The parts the forms of signing in are made of: a number with its bounds, and a switch.
import { type ReactElement, useState } from 'react';
import { reasonFor } from '../../../web/call.ts';
import { formatNumber } from '../../../web/format.ts';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { t } from './words.ts';

interface NumberProps {
  label: string;
  value: number;
  bounds?: readonly [number, number];
  onChange: (value: number) => void;
  error: unknown;
  /** as the server names it */
  field: string;
}

export function NumberField({ label, value, bounds, onChange, error, field }: NumberProps): ReactElement {
  const [text, setText] = useState(String(value));
  const shown = Number(text) === value ? text : Number.isNaN(value) ? text : String(value);
  const help =
    bounds === undefined
      ? undefined
      : t('signing.bounds', { least: formatNumber(bounds[0]), most: formatNumber(bounds[1]) });
  return (
    <FormField label={label} help={help} error={reasonFor(error, field)}>
      {(control) => (
        <TextInput
          {...control}
          inputMode="numeric"
          className="signing-number"
          value={shown}
          onChange={(e) => {
            setText(e.target.value);
            onChange(e.target.value.trim() === '' ? Number.NaN : Number(e.target.value));
          }}
        />
      )}
    </FormField>
  );
}

export function Switch({
  id,
  label,
  checked,
  onChange,
}: {
  id: string;
  label: string;
  checked: boolean;
  onChange: (on: boolean) => void;
}): ReactElement {
  return (
    <label className="role-choice" htmlFor={id}>
      <Checkbox id={id} checked={checked} onChange={(e) => onChange(e.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
