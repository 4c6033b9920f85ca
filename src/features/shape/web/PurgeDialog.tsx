// Deletes a retired field with all its values, for good: says what goes, and wants the name typed.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { SentForm, useSending } from '../../../web/kit/sending.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import { call } from '../../../web/call.ts';
import { t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import type { FieldView, useOfField } from '../contract.ts';
import { sayDone, useChange } from './use-shape.ts';
import { t } from './words.ts';

export function PurgeDialog({ field, onClose }: { field: FieldView; onClose: () => void }): ReactElement {
  const change = useChange();
  const [typed, setTyped] = useState('');
  const state = useSending();
  const use = useQuery({
    queryKey: ['shape', 'use', field.own],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof useOfField>>('GET', `/shape/fields/${field.own}/use`, { signal })).data,
    staleTime: 0,
  });
  const ready = typed.trim() === field.name && use.isSuccess;
  const purge = async () => {
    if (!ready) return;
    await state.send(async () => {
      await change('DELETE', `/fields/${field.own}`);
      onClose();
      sayDone(t('shape.purged', { name: field.label }));
    });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t('shape.purgeTitle', { name: field.label })}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{shared('common.cancel')}</Button>
          <Button variant="danger" busy={state.busy} disabled={!ready} onClick={() => void purge()}>
            {t('shape.purge')}
          </Button>
        </>
      }
    >
      <SentForm className="stack" onSubmit={purge} refusal={state.error}>
        {use.isError ? (
          <Failure error={use.error} onRetry={() => void use.refetch()} />
        ) : use.isPending ? (
          <Waiting lines={2} />
        ) : (
          <p>{consequence(field, use.data.filled)}</p>
        )}
        <FormField label={t('shape.purgeType', { name: field.name })}>
          {(control) => (
            <TextInput {...control} spellCheck={false} value={typed} onChange={(e) => setTyped(e.target.value)} />
          )}
        </FormField>
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </SentForm>
    </Dialog>
  );
}

function consequence(field: FieldView, filled: number): string {
  if (field.formula !== null || field.rollUp !== null) return t('shape.purgeReckoned');
  return field.protected ? t('shape.purgeSealed') : t('shape.purgeHelp', { count: filled });
}
