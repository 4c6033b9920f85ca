// Two windows about saved totals: who may open what is offered and by which role, and deleting what is put away for good.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { call } from '../../../web/call.ts';
import { t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { savedTotalsKey } from '../../../web/saved-totals.ts';
import type { SavedTotalsView, openToSaved } from '../../totals/contract.ts';
import { t } from './saved-words.ts';
import { useMoveSaved } from './use-saved.ts';

export function OpenToDialog({ saved, onClose }: { saved: SavedTotalsView; onClose: () => void }): ReactElement {
  const answer = useQuery({
    queryKey: [...savedTotalsKey, 'people', saved.id],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof openToSaved>>('GET', `/saved-totals/${saved.id}/people`, { signal })).data,
    staleTime: 0,
  });
  const nobody = answer.data !== undefined && answer.data.people.length + answer.data.others === 0;
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t('saved.openToTitle', { name: saved.name })}
      description={t('saved.openToHelp')}
    >
      {answer.isPending && <Waiting lines={3} />}
      {answer.isError && <Failure error={answer.error} onRetry={() => void answer.refetch()} />}
      {nobody && <p className="muted prose">{t('saved.openToNobody')}</p>}
      {answer.data !== undefined && !nobody && (
        <ul className="lines">
          {answer.data.people.map((p) => (
            <li key={p.id} className="row">
              <span className="grow ellipsis">{p.title}</span>
              <span className="muted small">{p.by.join(', ')}</span>
            </li>
          ))}
          {answer.data.others > 0 && (
            <li className="muted small">{t('saved.openToOthers', { count: answer.data.others })}</li>
          )}
        </ul>
      )}
    </Dialog>
  );
}

/** There is no way back, so its name is typed. */
export function DeleteDialog({ saved, onClose }: { saved: SavedTotalsView; onClose: () => void }): ReactElement {
  const move = useMoveSaved();
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const ready = typed.trim() === saved.name && !busy;
  const remove = async () => {
    if (!ready) return;
    setBusy(true);
    await move(saved, 'remove');
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t('saved.deleteTitle', { name: saved.name })}
      description={t('saved.deleteAsk')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{shared('common.cancel')}</Button>
          <Button variant="danger" busy={busy} disabled={typed.trim() !== saved.name} onClick={() => void remove()}>
            {t('saved.delete')}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void remove();
        }}
      >
        <FormField label={t('saved.deleteName')} help={saved.name}>
          {(control) => <TextInput {...control} value={typed} onChange={(e) => setTyped(e.target.value)} />}
        </FormField>
      </form>
    </Dialog>
  );
}
