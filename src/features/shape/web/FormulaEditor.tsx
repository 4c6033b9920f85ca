// A formula in CEL, checked by the server while it is typed: what it gives, or why it cannot be saved.
import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { type ReactElement, useEffect, useRef } from 'react';
import { call } from '../../../web/call.ts';
import { useRested } from '../../../web/fields/use-found.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextArea } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import type { FieldView, FormulaView, ObjectOverview } from '../contract.ts';
import type { FieldDraft } from './field-draft.ts';
import { isKind, kindName } from './kinds.ts';
import { t } from './words.ts';

export interface FormulaEditorProps {
  object: ObjectOverview;
  fields: readonly FieldView[];
  draft: FieldDraft;
  error: string | null;
  onPut: (part: Partial<FieldDraft>) => void;
}

/** Kinds one can reckon with; a sealed value stays sealed, and a reckoned one is not reckoned from again. */
const usable = ['text', 'url', 'email', 'phone', 'select', 'number', 'percent', 'money', 'date', 'checkbox'];

export function FormulaEditor({ object, fields, draft, error, onPut }: FormulaEditorProps): ReactElement {
  const area = useRef<HTMLDivElement>(null);
  const rested = useRested(draft.formula.trim(), 300);
  const check = useQuery({
    queryKey: ['shape', 'formula', object.name, rested],
    queryFn: async ({ signal }) =>
      (
        await call<FormulaView>('POST', '/shape/check-formula', {
          body: { entity: object.name, formula: rested },
          signal,
        })
      ).data,
    enabled: rested !== '',
  });
  const current = rested === draft.formula.trim() && rested !== '';
  const gives = current ? (check.data?.kind ?? null) : null;
  const put = useRef(onPut);
  put.current = onPut;
  useEffect(() => put.current({ gives }), [gives]);

  const insert = (name: string | null) => {
    const box = area.current?.querySelector('textarea');
    if (name === null || !box) return;
    const { selectionStart: from, selectionEnd: to, value } = box;
    onPut({ formula: value.slice(0, from) + name + value.slice(to) });
    requestAnimationFrame(() => {
      box.focus();
      box.setSelectionRange(from + name.length, from + name.length);
    });
  };
  const reason = current ? (check.isError ? problemLine(check.error) : (check.data?.reason ?? null)) : null;
  const names = fields.filter(
    (f) => !f.retired && !f.protected && f.formula === null && f.rollUp === null && usable.includes(f.kind),
  );
  return (
    <>
      <p className="small muted">{t('shape.formulaNew')}</p>
      <div ref={area}>
        <FormField label={t('shape.formula')} required error={reason ?? error} help={t('shape.formulaHelp')}>
          {(control) => (
            <TextArea
              {...control}
              className="mono"
              spellCheck={false}
              maxLength={2000}
              value={draft.formula}
              onChange={(e) => onPut({ formula: e.target.value })}
            />
          )}
        </FormField>
        <p className={reason === null ? 'small shape-gives' : 'sr'} role="status">
          {gives !== null && isKind(gives) ? (
            <span className="row shape-good">
              <Check className="icon" aria-hidden />
              {t('shape.formulaGives', { kind: kindName(gives) })}
            </span>
          ) : rested !== '' && check.isFetching ? (
            <span className="muted">{t('shape.formulaCheck')}</span>
          ) : null}
        </p>
      </div>
      <Select
        label={t('shape.formulaFields')}
        placeholder={t('shape.formulaFields')}
        value={null}
        search="local"
        items={names.map((f) => ({ value: f.name, label: label(f.label), hint: f.name }))}
        onChange={insert}
      />
    </>
  );
}
