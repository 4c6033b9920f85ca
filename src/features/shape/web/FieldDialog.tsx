// Adds a field of any kind, or changes one: what it is called first, then what its kind takes. What was typed outlives every refusal.
import { type ReactElement, useRef, useState } from 'react';
import { reasonFor } from '../../../web/call.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { problemText } from '../../../web/problem-text.ts';
import type { FieldView, ObjectOverview } from '../contract.ts';
import { type FieldDraft, type Missing, changeOf, draftOf, emptyDraft, missingIn, wishOf } from './field-draft.ts';
import { KindParts } from './KindParts.tsx';
import { type Made, kindItems, sayKind } from './kinds.ts';
import { TraitChoices } from './TraitChoices.tsx';
import { sayDone, useChange } from './use-shape.ts';
import { t } from './words.ts';

export interface FieldDialogProps {
  object: ObjectOverview;
  /** all fields of the object, for formulas */
  fields: readonly FieldView[];
  /** the one that is changed; a new one where there is none */
  field?: FieldView;
  onClose: () => void;
}

/** What the form has a place for: a refusal of anything else stands on top of it. */
const placed = ['label', 'help', 'options', 'to', 'formula', 'rollUp', 'default', 'least', 'most', 'max'];

const missingText = {
  label: 'shape.missingLabel',
  options: 'shape.missingOptions',
  to: 'shape.missingTarget',
  formula: 'shape.missingFormula',
  rollUp: 'shape.missingRollUp',
} as const satisfies Record<Missing, string>;

export function FieldDialog({ object, fields, field, onClose }: FieldDialogProps): ReactElement {
  const change = useChange();
  const form = useRef<HTMLFormElement>(null);
  const [before] = useState<FieldDraft>(() => (field === undefined ? emptyDraft() : draftOf(field)));
  const [draft, setDraft] = useState(before);
  const [unclear, setUnclear] = useState(false);
  const [tried, setTried] = useState(false);
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const put = (part: Partial<FieldDraft>) => setDraft((old) => ({ ...old, ...part }));
  const missing = missingIn(draft);
  const wrong = (name: string): string | null => {
    const lacking = missing.find((m) => m === name);
    return tried && lacking !== undefined ? t(missingText[lacking]) : reasonFor(state.error, name);
  };
  const toWrong = () =>
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  const save = async () => {
    setTried(true);
    if (state.busy) return;
    if (missing.length > 0 || unclear) {
      toWrong();
      return;
    }
    setState({ busy: true, error: null });
    const name = draft.label.trim();
    try {
      if (field === undefined) {
        const made = await change<{ id: string }>('POST', '/fields', wishOf(draft, object.name));
        onClose();
        sayDone(t('shape.added', { name }), {
          label: t('shape.wayBackAdded'),
          run: () => change('POST', `/fields/${made.id}/retire`),
        });
        return;
      }
      const wish = changeOf(before, draft);
      if (Object.keys(wish).length > 0) {
        await change('PATCH', `/fields/${field.own}`, wish);
        sayDone(t('shape.changed', { name }), {
          label: t('shape.wayBackChanged'),
          run: () => change('PATCH', `/fields/${field.own}`, changeOf(draft, before)),
        });
      }
      onClose();
    } catch (error) {
      setState({ busy: false, error });
      toWrong();
    }
  };
  const general =
    state.error !== null && placed.every((name) => reasonFor(state.error, name) === null)
      ? problemText(state.error)
      : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        field === undefined
          ? t('shape.addFieldTitle', { what: label(object.labelPlural).toLocaleLowerCase() })
          : t('shape.editTitle', { name: field.label })
      }
      {...(field === undefined ? {} : { description: t('shape.editHelp', { name: field.name }) })}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{shared('common.cancel')}</Button>
          <Button variant="primary" busy={state.busy} onClick={() => void save()}>
            {field === undefined ? t('shape.addField') : shared('common.save')}
          </Button>
        </>
      }
    >
      {/* Ctrl Enter saves from every control */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <form
        ref={form}
        className="stack"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
        onKeyDown={(e) => {
          if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void save();
        }}
      >
        {general !== null && (
          <div className="banner banner-danger" role="alert">
            <p>
              <span className="strong">{general.title}</span> {general.detail} {shared('create.kept')}
            </p>
          </div>
        )}
        <FormField label={t('shape.label')} required error={wrong('label')}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={100}
              value={draft.label}
              onChange={(e) => put({ label: e.target.value })}
            />
          )}
        </FormField>
        {field === undefined ? (
          <FormField label={t('shape.kind')}>
            {(control) => (
              <Select
                control={control}
                label={t('shape.kind')}
                items={kindItems()}
                value={draft.made}
                // what one kind begins with means nothing in another
                onChange={(made) => put({ made: made as Made, usual: null, gives: null })}
              />
            )}
          </FormField>
        ) : (
          <p className="small muted">
            {sayKind(field)}. {field.formula === null && field.rollUp === null && t('shape.kindFixed')}
          </p>
        )}
        <KindParts
          object={object}
          fields={fields}
          draft={draft}
          fixed={field !== undefined}
          wrong={wrong}
          onPut={put}
          onUnclear={setUnclear}
        />
        <FormField label={t('shape.help')} error={wrong('help')}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={500}
              value={draft.help}
              onChange={(e) => put({ help: e.target.value })}
            />
          )}
        </FormField>
        <TraitChoices draft={draft} fixed={field !== undefined} sealable={object.sealable} onPut={put} />
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  );
}
