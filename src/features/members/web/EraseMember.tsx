// Erases a person for good: says what goes and what stays, and wants the name typed, a reason and a fresh proof.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Refusal, useSending } from '../../../web/kit/sending.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import type { eraseMember } from '../leaving-contract.ts';
import { Left, isHandedOver, useLeft } from '../../../web/access/Left.tsx';
import { t } from '../../../web/access/leaving-words.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextArea, TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';

interface EraseMemberProps {
  id: string;
  name: string;
  onClose: () => void;
}

export function EraseMember({ id, name, onClose }: EraseMemberProps): ReactElement {
  const client = useQueryClient();
  const left = useLeft(id);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [also, setAlso] = useState('');
  const state = useSending();
  const isLeft = left.data !== undefined && isHandedOver(left.data);
  const spellings = also
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const erase = () =>
    state.send(async () => {
      const body = { name: typed.trim(), reason: reason.trim(), ...(spellings.length > 0 ? { also: spellings } : {}) };
      const { data } = await call<AnswerOf<typeof eraseMember>>('POST', `/members/${id}/erase`, { body });
      if (!tellWaiting(data))
        showToast({ text: t('leaving.erased', { name, pseudonym: data.pseudonym }), lasts: 8000 });
      await client.invalidateQueries();
      onClose();
    });
  const named = ['name', 'reason', 'also'].some((field) => reasonFor(state.error, field) !== null);
  return (
    <Dialog open onClose={onClose} title={t('leaving.eraseTitle', { name })} description={t('leaving.eraseHelp')}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          void erase();
        }}
      >
        {!named && <Refusal why={state.error} />}
        {left.isPending && <Waiting lines={4} />}
        {left.isError && <Failure error={left.error} onRetry={() => void left.refetch()} />}
        {left.data !== undefined && <Left left={left.data} />}
        {isLeft && <div className="banner">{t('leaving.first', { name })}</div>}
        {left.data?.quoted === true && <p className="small muted">{t('leaving.quoted')}</p>}
        {left.data !== undefined && !isLeft && (
          <>
            <FormField
              label={t('leaving.reason')}
              help={t('leaving.reasonHelp')}
              error={reasonFor(state.error, 'reason')}
              required
            >
              {(control) => (
                <TextInput {...control} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
              )}
            </FormField>
            <FormField label={t('leaving.also')} help={t('leaving.alsoHelp')} error={reasonFor(state.error, 'also')}>
              {(control) => <TextArea {...control} rows={2} value={also} onChange={(e) => setAlso(e.target.value)} />}
            </FormField>
            <FormField label={t('leaving.name')} help={name} error={reasonFor(state.error, 'name')} required>
              {(control) => (
                <TextInput {...control} autoComplete="off" value={typed} onChange={(e) => setTyped(e.target.value)} />
              )}
            </FormField>
            <div>
              <Button
                type="submit"
                variant="danger"
                busy={state.busy}
                disabled={typed.trim() !== name || reason.trim() === ''}
              >
                {t('leaving.erase')}
              </Button>
            </div>
          </>
        )}
      </form>
    </Dialog>
  );
}
