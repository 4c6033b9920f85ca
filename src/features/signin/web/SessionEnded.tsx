// The session ended while somebody worked: a new sign-in over the page, which stays as it is, and then what was asked goes through.
import { type ReactElement, useEffect } from 'react';
import { onSessionEnd } from '../../../web/call.ts';
import { t } from '../../../web/i18n/i18n.ts';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { useMe } from '../../../web/session.ts';
import { useWaitingCalls } from '../../../web/waiting-calls.ts';
import { SignInForm } from './SignInForm.tsx';

export function SessionEnded(): ReactElement | null {
  const me = useMe();
  const { open, wait, end } = useWaitingCalls();
  useEffect(() => {
    onSessionEnd(wait);
    return () => onSessionEnd(null);
  }, [wait]);
  // Whoever comes by sees nothing of what was open; it is all there again after the sign-in.
  useEffect(() => {
    document.body.classList.toggle('session-over', open);
    return () => document.body.classList.remove('session-over');
  }, [open]);
  if (!open) return null;
  return (
    <Dialog
      open
      firm
      size="small"
      className="dialog-over"
      onClose={() => undefined}
      title={t('signin.ended')}
      description={t('signin.endedHelp')}
    >
      <SignInForm
        email={me.user.email ?? ''}
        onDone={(id) => {
          // somebody else must not save what another person typed
          if (id !== me.user.id) {
            location.reload();
            return;
          }
          end(true);
        }}
      />
    </Dialog>
  );
}
