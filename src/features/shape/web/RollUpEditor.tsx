// A total over the records that lead here: over which, by which reference, which total, of which field.
import type { ReactElement } from 'react';
import { type FieldInfo, fieldOf } from '../../../web/catalog.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { useCatalog } from '../../../web/use-catalog.ts';
import { rollUpOps } from '../../../contract/field.ts';
import type { ObjectOverview } from '../contract.ts';
import type { FieldDraft, RollUpDraft } from './field-draft.ts';
import { t } from './words.ts';

export interface RollUpEditorProps {
  object: ObjectOverview;
  draft: FieldDraft;
  error: string | null;
  onPut: (part: Partial<FieldDraft>) => void;
}

const numbers = ['number', 'percent', 'money'];
const ordered = [...numbers, 'date', 'dateTime'];

function isTotalled(op: RollUpDraft['op'], field: FieldInfo): boolean {
  return (
    !field.system && (op === 'min' || op === 'max' ? ordered : numbers).includes(field.kind) && field.protected !== true
  );
}

export function RollUpEditor({ object, draft, error, onPut }: RollUpEditorProps): ReactElement {
  const catalog = useCatalog();
  const { rollUp } = draft;
  const sources = catalog.entities.flatMap((e) =>
    e.fields
      .filter((f) => !f.system && (f.kind === 'ref' || f.kind === 'links') && f.to?.some((to) => to === object.name))
      .map((f) => ({ e, f, value: `${e.name} ${f.name}` })),
  );
  const of = rollUp === null ? undefined : catalog.byName.get(rollUp.of);
  const possible = of === undefined || rollUp === null ? [] : of.fields.filter((f) => isTotalled(rollUp.op, f));
  const put = (next: RollUpDraft) => {
    const from = catalog.byName.get(next.of);
    const field = from === undefined || next.field === null ? undefined : fieldOf(from, next.field);
    const fits = field !== undefined && isTotalled(next.op, field);
    onPut({
      rollUp: { ...next, field: fits ? next.field : null },
      gives: next.op === 'count' ? 'number' : fits ? field.kind : null,
    });
  };
  if (sources.length === 0)
    return (
      <div className="banner">
        <p>{t('shape.rollUpNone', { what: label(object.labelPlural).toLocaleLowerCase() })}</p>
      </div>
    );
  return (
    <>
      <p className="small muted">{t('shape.rollUpNew')}</p>
      <FormField label={t('shape.rollUpOf')} required error={error}>
        {(control) => (
          <Select
            control={control}
            label={t('shape.rollUpOf')}
            value={rollUp === null ? null : `${rollUp.of} ${rollUp.via}`}
            items={sources.map(({ e, f, value }) => ({
              value,
              label: t('shape.rollUpVia', { object: label(e.labelPlural), field: label(f.label) }),
            }))}
            onChange={(value) => {
              const source = sources.find((s) => s.value === value);
              if (source !== undefined)
                put({ of: source.e.name, via: source.f.name, op: rollUp?.op ?? 'count', field: null });
            }}
          />
        )}
      </FormField>
      {rollUp !== null && (
        <div className="shape-pair">
          <FormField label={t('shape.rollUpOp')}>
            {(control) => (
              <Select
                control={control}
                label={t('shape.rollUpOp')}
                value={rollUp.op}
                items={rollUpOps.map((op) => ({ value: op, label: t(`rollUp.${op}`) }))}
                onChange={(op) => op !== null && put({ ...rollUp, op: op as RollUpDraft['op'] })}
              />
            )}
          </FormField>
          {rollUp.op !== 'count' && (
            <FormField label={t('shape.rollUpField')} required>
              {(control) => (
                <Select
                  control={control}
                  label={t('shape.rollUpField')}
                  value={rollUp.field}
                  items={possible.map((f) => ({ value: f.name, label: label(f.label) }))}
                  onChange={(field) => put({ ...rollUp, field })}
                />
              )}
            </FormField>
          )}
        </div>
      )}
    </>
  );
}
