// Adds an object of one's own, or gives one other names. Its address and its name in the API never change.
import { type ReactElement, useState } from 'react';
import { useLocation } from 'wouter';
import { Refusal, useSending } from '../../../web/kit/sending.tsx';
import { reasonFor } from '../../../web/call.ts';
import { t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import type { ObjectOverview } from '../contract.ts';
import { sayDone, useChange } from './use-shape.ts';
import { t } from './words.ts';

const parts = [
  ['label', 'shape.objectSingular', 'shape.objectSingularHint', 100],
  ['labelPlural', 'shape.objectPlural', 'shape.objectPluralHint', 100],
  ['help', 'shape.objectHelp', null, 500],
] as const;

export interface ObjectDialogProps {
  /** the one that is changed; a new one where there is none */
  object?: ObjectOverview;
  onClose: () => void;
}

export function ObjectDialog({ object, onClose }: ObjectDialogProps): ReactElement {
  const change = useChange();
  const [, navigate] = useLocation();
  const [names, setNames] = useState({
    label: object?.label ?? '',
    labelPlural: object?.labelPlural ?? '',
    help: object?.help ?? '',
  });
  const state = useSending();
  const ready = names.label.trim() !== '' && names.labelPlural.trim() !== '';
  const save = async () => {
    if (!ready) return;
    await state.send(async () => {
      if (object === undefined) {
        const made = await change<{ id: string; name: string }>('POST', '/objects', names);
        onClose();
        navigate(`/shape/${made.name}`);
        sayDone(t('shape.objectAdded', { name: names.labelPlural.trim() }), {
          label: t('shape.wayBackAdded'),
          run: () => change('POST', `/objects/${made.id}/retire`),
        });
        return;
      }
      const { label, labelPlural, help } = object;
      await change('PATCH', `/objects/${object.own}`, names);
      onClose();
      sayDone(t('shape.changed', { name: names.labelPlural.trim() }), {
        label: t('shape.wayBackChanged'),
        run: () => change('PATCH', `/objects/${object.own}`, { label, labelPlural, help }),
      });
    });
  };
  const general =
    state.error !== null && parts.every(([name]) => reasonFor(state.error, name) === null)
      ? problemLine(state.error)
      : null;
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={object === undefined ? t('shape.newObject') : t('shape.renameObject', { name: object.labelPlural })}
      {...(object === undefined ? { description: t('shape.objectNew') } : {})}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{shared('common.cancel')}</Button>
          <Button variant="primary" busy={state.busy} disabled={!ready} onClick={() => void save()}>
            {object === undefined ? t('shape.newObject') : shared('common.save')}
          </Button>
        </>
      }
    >
      <form
        className="stack"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <Refusal why={general} />
        {parts.map(([name, text, hint, most]) => (
          <FormField key={name} label={t(text)} required={name !== 'help'} error={reasonFor(state.error, name)}>
            {(control) => (
              <TextInput
                {...control}
                maxLength={most}
                {...(hint === null ? {} : { placeholder: t(hint) })}
                value={names[name]}
                onChange={(e) => setNames({ ...names, [name]: e.target.value })}
              />
            )}
          </FormField>
        ))}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  );
}
