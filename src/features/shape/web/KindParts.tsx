// The part of the form that belongs to the kind: options, what a reference leads to, bounds, a formula, a roll-up, and what new records begin with.
import type { ReactElement } from 'react';
import { longestOf, takes } from '../../../contract/own-field.ts';
import { DecimalInput } from '../../../web/fields/numbers.tsx';
import { label } from '../../../web/i18n/i18n.ts';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { FieldView, ObjectOverview } from '../contract.ts';
import { DefaultInput } from './DefaultInput.tsx';
import type { FieldDraft } from './field-draft.ts';
import { FormulaEditor } from './FormulaEditor.tsx';
import { isKind } from './kinds.ts';
import { OptionsEditor } from './OptionsEditor.tsx';
import { RollUpEditor } from './RollUpEditor.tsx';
import { t } from './words.ts';

export interface KindPartsProps {
  object: ObjectOverview;
  fields: readonly FieldView[];
  draft: FieldDraft;
  /** the field is there already: what it leads to is told, not offered */
  fixed: boolean;
  wrong: (name: string) => string | null;
  onPut: (part: Partial<FieldDraft>) => void;
  /** a number in it cannot be read */
  onUnclear: (unclear: boolean) => void;
}

export function KindParts(props: KindPartsProps): ReactElement {
  const { object, fields, draft, fixed, wrong, onPut, onUnclear } = props;
  const { made } = draft;
  if (made === 'formula')
    return <FormulaEditor object={object} fields={fields} draft={draft} error={wrong('formula')} onPut={onPut} />;
  if (made === 'rollUp') return <RollUpEditor object={object} draft={draft} error={wrong('rollUp')} onPut={onPut} />;
  if (!isKind(made)) return <></>;
  return (
    <>
      {takes(made, 'options') && (
        <OptionsEditor options={draft.options} error={wrong('options')} onChange={(options) => onPut({ options })} />
      )}
      {takes(made, 'to') && <Targets {...props} />}
      {takes(made, 'least') && (
        <div className="shape-pair">
          {(['least', 'most'] as const).map((bound) => (
            <FormField key={bound} label={t(`shape.${bound}`)} error={wrong(bound)}>
              {(control) => (
                <DecimalInput
                  control={control}
                  value={draft[bound]}
                  onChange={(value) => onPut({ [bound]: value })}
                  onUnclear={onUnclear}
                />
              )}
            </FormField>
          ))}
        </div>
      )}
      {takes(made, 'integer') && !fixed && (
        <label className="row">
          <Checkbox checked={draft.integer} onChange={(e) => onPut({ integer: e.target.checked })} />
          {t('shape.integer')}
        </label>
      )}
      {(made === 'text' || made === 'longText') && longestOf[made] !== undefined && (
        <FormField label={t('shape.max')} error={wrong('max')} className="shape-short">
          {(control) => (
            <DecimalInput
              control={control}
              value={draft.max}
              onChange={(max) => onPut({ max })}
              onUnclear={onUnclear}
            />
          )}
        </FormField>
      )}
      {takes(made, 'default') && !draft.unique && (
        <DefaultInput kind={made} draft={draft} error={wrong('default')} onPut={onPut} onUnclear={onUnclear} />
      )}
    </>
  );
}

function Targets({ draft, fixed, wrong, onPut }: KindPartsProps): ReactElement {
  const { entities, byName } = useCatalog();
  const items = entities.map((e) => ({ value: e.name as string, label: label(e.labelPlural) }));
  const several = draft.made === 'links';
  if (fixed)
    return (
      <p className="small muted">
        {t(several ? 'shape.targets' : 'shape.target')}:{' '}
        {draft.to.map((name) => label(byName.get(name)?.labelPlural ?? name)).join(', ')}
      </p>
    );
  return several ? (
    <>
      <FormField label={t('shape.targets')} required group error={wrong('to')}>
        {(control) => (
          <div className="shape-targets">
            {items.map((item, n) => (
              <label key={item.value} className="row">
                <Checkbox
                  checked={draft.to.includes(item.value)}
                  aria-invalid={n === 0 ? control['aria-invalid'] : undefined}
                  onChange={(e) =>
                    onPut({
                      to: e.target.checked ? [...draft.to, item.value] : draft.to.filter((x) => x !== item.value),
                    })
                  }
                />
                <span className="ellipsis">{item.label}</span>
              </label>
            ))}
          </div>
        )}
      </FormField>
      <label className="row">
        <Checkbox checked={draft.roles} onChange={(e) => onPut({ roles: e.target.checked })} />
        {t('shape.roles')}
      </label>
    </>
  ) : (
    <FormField label={t('shape.target')} required error={wrong('to')}>
      {(control) => (
        <Select
          control={control}
          label={t('shape.target')}
          items={items}
          value={draft.to[0] ?? null}
          onChange={(to) => onPut({ to: to === null ? [] : [to] })}
        />
      )}
    </FormField>
  );
}
