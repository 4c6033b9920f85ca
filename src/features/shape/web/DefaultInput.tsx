// What a new record begins with, typed in the widget of the kind itself.
import type { ReactElement } from 'react';
import type { FieldKind } from '../../../contract/field.ts';
import type { FieldInfo } from '../../../web/catalog.ts';
import { fieldUis } from '../../../web/fields/fields.tsx';
import { t as shared } from '../../../web/i18n/i18n.ts';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import type { FieldDraft } from './field-draft.ts';
import { t } from './words.ts';

export interface DefaultInputProps {
  kind: FieldKind;
  draft: FieldDraft;
  error: string | null;
  onPut: (part: Partial<FieldDraft>) => void;
  onUnclear: (unclear: boolean) => void;
}

export function DefaultInput({ kind, draft, error, onPut, onUnclear }: DefaultInputProps): ReactElement {
  const name = t('shape.default');
  // an option is named by its label: one that is not saved yet has no key
  const options = draft.options
    .map((o) => o.label.trim())
    .filter((text, n, all) => text !== '' && all.indexOf(text) === n);
  const chosen =
    kind === 'checkbox' ? (draft.usual === null ? null : draft.usual === true ? 'yes' : 'no') : draft.usual;
  return (
    <FormField label={name} error={error}>
      {(control) => {
        if (kind === 'checkbox' || kind === 'select')
          return (
            <Select
              key={kind}
              control={control}
              label={name}
              placeholder={t('shape.defaultNothing')}
              clearable
              value={typeof chosen === 'string' ? chosen : null}
              items={
                kind === 'checkbox'
                  ? [
                      { value: 'yes', label: shared('value.yes') },
                      { value: 'no', label: shared('value.no') },
                    ]
                  : options.map((text) => ({ value: text, label: text }))
              }
              onChange={(value) => onPut({ usual: kind === 'checkbox' && value !== null ? value === 'yes' : value })}
            />
          );
        const { Edit } = fieldUis[kind];
        return (
          <Edit
            key={kind}
            field={asField(kind, name)}
            value={typeof draft.usual === 'string' ? draft.usual : null}
            control={control}
            onChange={(value) => onPut({ usual: typeof value === 'string' ? value : null })}
            onUnclear={onUnclear}
          />
        );
      }}
    </FormField>
  );
}

/** Widgets are drawn from a field of the catalogue; this one is not in it yet. */
function asField(kind: FieldKind, label: string): FieldInfo {
  return {
    name: 'default',
    kind,
    label,
    required: false,
    right: 'edit',
    creatable: true,
    sortable: false,
    filterable: false,
    fits: '',
    system: false,
  };
}
