// Takes somebody's second factors away: says what that means before it is done, for there is no way back but setting them up anew.
import type { ReactElement } from 'react';
import { useSending } from '../../../web/kit/sending.tsx';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { t } from './words.ts';

export function RescueDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }): ReactElement {
  const state = useSending();
  const rescue = () =>
    state.send(async () => {
      const { data } = await call('POST', `/members/${id}/rescue`);
      if (!tellWaiting(data)) showToast({ text: t('members.rescued', { name }) });
      onClose();
    });
  return (
    <Dialog
      open
      size="small"
      onClose={onClose}
      title={t('members.rescueTitle', { name })}
      description={t('members.rescueHelp')}
      foot={
        <Button variant="danger" busy={state.busy} onClick={() => void rescue()}>
          {t('members.rescueDo')}
        </Button>
      }
    >
      {state.error === null ? (
        <p className="small muted">{t('members.rescueMind')}</p>
      ) : (
        <div className="banner banner-danger" role="alert">
          {problemLine(state.error)}
        </div>
      )}
    </Dialog>
  );
}
