// The session ended while somebody worked: a new sign-in over the page, which stays as it is, and then what was asked goes through.
import { type ReactElement, useEffect, useState } from 'react';
import { onSessionEnd } from '../../../web/call.ts';
import { t } from '../../../web/i18n/i18n.ts';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { useMe } from '../../../web/session.ts';
import { SignInForm } from './SignInForm.tsx';

export function SessionEnded(): ReactElement | null {
  const me = useMe();
  const [waiting, setWaiting] = useState<readonly ((again: boolean) => void)[]>([]);
  useEffect(() => {
    onSessionEnd(() => new Promise((resolve) => setWaiting((old) => [...old, resolve])));
    return () => onSessionEnd(null);
  }, []);
  const isOver = waiting.length > 0;
  // Whoever comes by sees nothing of what was open; it is all there again after the sign-in.
  useEffect(() => {
    document.body.classList.toggle('session-over', isOver);
    return () => document.body.classList.remove('session-over');
  }, [isOver]);
  if (!isOver) return null;
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
          setWaiting([]);
          for (const resolve of waiting) resolve(true);
        }}
      />
    </Dialog>
  );
}
