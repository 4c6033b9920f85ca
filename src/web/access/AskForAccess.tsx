// Asks for a right one lacks, in general or on one record one sees: with a reason, to those who could give it.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { call } from '../call.ts';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { FormField } from '../kit/FormField.tsx';
import { TextArea } from '../kit/TextInput.tsx';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import { type Me, meKey } from '../session.ts';
import { requestsKey } from './requests.ts';
import { t } from './why-words.ts';

interface Asked {
  readonly permission: string;
  readonly entity?: string;
  readonly record?: string;
}

export function AskForAccess({
  asked,
  what,
  small = true,
}: {
  asked: Asked;
  what: string;
  small?: boolean;
}): ReactElement | null {
  const me = useQueryClient().getQueryData<Me>(meKey);
  const [open, setOpen] = useState(false);
  // Nobody asks in somebody else's name, nor before he is signed in.
  if (me === undefined || me.looking !== null) return null;
  return (
    <>
      <Button small={small} onClick={() => setOpen(true)}>
        {t('ask.ask')}
      </Button>
      {open && <AskDialog asked={asked} what={what} onClose={() => setOpen(false)} />}
    </>
  );
}

function AskDialog({ asked, what, onClose }: { asked: Asked; what: string; onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: string | null }>({ busy: false, error: null });
  const send = async () => {
    setState({ busy: true, error: null });
    try {
      await call('POST', '/access-requests', { body: { ...asked, reason } });
      showToast({ text: t('ask.asked') });
      void client.invalidateQueries({ queryKey: requestsKey });
      onClose();
    } catch (error) {
      setState({ busy: false, error: problemLine(error) });
    }
  };
  return (
    <Dialog
      open
      size="small"
      onClose={onClose}
      title={t('ask.title', { what })}
      description={t('ask.help')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" busy={state.busy} disabled={reason.trim().length < 3} onClick={() => void send()}>
            {t('ask.send')}
          </Button>
        </>
      }
    >
      <FormField label={t('ask.reason')} required error={state.error}>
        {(control) => (
          <TextArea {...control} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
        )}
      </FormField>
    </Dialog>
  );
}
