// Granting what somebody asked for as a share with an end, and refusing it with a word.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useSending } from '../../../web/kit/sending.tsx';
import type { RequestView } from '../contract.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { requestsKey } from '../../../web/access/requests.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { companyZone, formatDate } from '../../../web/format.ts';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { DateInput } from '../../../web/kit/DateInput.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { addDays, today } from '../../../contract/zone.ts';
import { t } from './words.ts';

interface DecideProps {
  request: RequestView;
  onClose: () => void;
}

/** Sends the decision; what is refused stays in the dialog. */
function useDecision({ request, onClose }: DecideProps) {
  const client = useQueryClient();
  const { send: sendOnce, ...state } = useSending();
  const send = (verb: 'grant' | 'refuse', body: object, said: string) =>
    sendOnce(async () => {
      const { data } = await call('POST', `/access-requests/${request.id}/${verb}`, { body });
      if (!tellWaiting(data)) showToast({ text: said });
      await client.invalidateQueries({ queryKey: requestsKey });
      onClose();
    });
  return { ...state, send };
}

const usualDays = 30;

export function GrantDialog(props: DecideProps): ReactElement {
  const { busy, error, send } = useDecision(props);
  const [until, setUntil] = useState<string | null>(addDays(today(companyZone(), new Date()), usualDays));
  return (
    <Dialog
      open
      size="small"
      onClose={props.onClose}
      title={t('requests.grantOf', { name: props.request.person.title })}
      description={t('requests.grantHelp')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={props.onClose}>{anywhere('common.cancel')}</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={until === null}
            onClick={() =>
              until !== null && void send('grant', { until }, t('requests.granted', { when: formatDate(until) }))
            }
          >
            {t('requests.grant')}
          </Button>
        </>
      }
    >
      <FormField
        label={t('requests.until')}
        error={error === null ? null : (reasonFor(error, 'until') ?? problemLine(error))}
      >
        {(control) => <DateInput label={t('requests.until')} control={control} value={until} onChange={setUntil} />}
      </FormField>
    </Dialog>
  );
}

export function RefuseDialog(props: DecideProps): ReactElement {
  const { busy, error, send } = useDecision(props);
  const [word, setWord] = useState('');
  return (
    <Dialog
      open
      size="small"
      onClose={props.onClose}
      title={t('requests.refuseOf', { name: props.request.person.title })}
      foot={
        <>
          <span className="grow" />
          <Button onClick={props.onClose}>{anywhere('common.cancel')}</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={word.trim().length < 2}
            onClick={() => void send('refuse', { word }, t('requests.refused'))}
          >
            {t('requests.refuse')}
          </Button>
        </>
      }
    >
      <FormField
        label={t('requests.word')}
        required
        error={error === null ? null : (reasonFor(error, 'word') ?? problemLine(error))}
      >
        {(control) => <TextInput {...control} maxLength={500} value={word} onChange={(e) => setWord(e.target.value)} />}
      </FormField>
    </Dialog>
  );
}
