// A tick, one of several options, and several of several.
import { Check } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Option } from '../../contract/field.ts';
import type { FieldInfo } from '../catalog.ts';
import { label, t } from '../i18n/i18n.ts';
import { Badge } from '../kit/Badge.tsx';
import { Checkbox } from '../kit/Checkbox.tsx';
import { Listbox } from '../kit/Listbox.tsx';
import { Select } from '../kit/Select.tsx';
import { type EditProps, fieldUi } from './field-ui.ts';

function optionOf(field: FieldInfo, key: string): Option {
  return field.options?.find((o) => o.key === key) ?? { key, label: key };
}

export function OptionText({ field, value }: { field: FieldInfo; value: string }): ReactElement {
  const option = optionOf(field, value);
  return option.tone === undefined ? (
    <span className="ellipsis">{label(option.label)}</span>
  ) : (
    <Badge tone={option.tone}>{label(option.label)}</Badge>
  );
}

function SelectEdit({ field, value, onChange, control, bare, opened, onClose }: EditProps<string>): ReactElement {
  return (
    <Select
      value={value}
      onChange={onChange}
      label={label(field.label)}
      clearable={!field.required && bare !== true}
      defaultOpen={opened === true}
      onOpenChange={(open) => !open && onClose?.()}
      {...(control === undefined ? {} : { control })}
      items={(field.options ?? []).map((o) => ({
        value: o.key,
        label: label(o.label),
        draw: <OptionText field={field} value={o.key} />,
      }))}
    />
  );
}

function MultiEdit({ field, value, onChange }: EditProps<readonly string[]>): ReactElement {
  const chosen = value ?? [];
  return (
    <div className="boxed-list">
      <Listbox
        label={label(field.label)}
        multiple
        items={(field.options ?? []).map((o) => ({ value: o.key, label: label(o.label) }))}
        chosen={chosen}
        onPick={(key) => {
          const next = chosen.includes(key) ? chosen.filter((k) => k !== key) : [...chosen, key];
          onChange(next.length === 0 ? null : next);
        }}
      />
    </div>
  );
}

export const checkbox = fieldUi('checkbox', {
  Read: ({ value, place }) =>
    value ? (
      <span className="row">
        <Check
          className="icon"
          aria-hidden={place === 'page' ? true : undefined}
          aria-label={place === 'cell' ? t('value.yes') : undefined}
        />
        {place === 'page' && t('value.yes')}
      </span>
    ) : (
      <span className="muted">{t('value.no')}</span>
    ),
  Edit: ({ value, onChange, control, autoFocus, onKeyDown }) => (
    <Checkbox
      {...control}
      autoFocus={autoFocus}
      checked={value === true}
      onChange={(e) => onChange(e.target.checked)}
      onKeyDown={onKeyDown}
    />
  ),
  say: (value) => t(value ? 'value.yes' : 'value.no'),
  inline: 'toggle',
  width: 90,
});

export const select = fieldUi('select', {
  Read: ({ field, value }) => <OptionText field={field} value={value} />,
  Edit: SelectEdit,
  say: (value, field) => label(optionOf(field, value).label),
  inline: 'choice',
  width: 116,
});

export const multiSelect = fieldUi('multiSelect', {
  Read: ({ field, value }) => (
    <span className="row wrap">
      {value.map((key) => (
        <OptionText key={key} field={field} value={key} />
      ))}
    </span>
  ),
  Edit: MultiEdit,
  say: (value, field) => value.map((key) => label(optionOf(field, key).label)).join(', '),
  inline: 'popup',
  width: 180,
});
