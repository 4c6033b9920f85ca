// The page of whoever has to choose a new password first: nothing else is there, because nothing else can be asked for.
import type { ReactElement } from 'react';
import { call } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { useMe } from '../../../web/session.ts';
import { PasswordForm } from './PasswordForm.tsx';
import { useOwnPassword } from './own-password.ts';
import { t } from './words.ts';

export function RenewPage({ onDone }: { onDone: () => void }): ReactElement {
  const me = useMe();
  const own = useOwnPassword();
  usePageTitle(t('renew.title'));
  const signOut = () => {
    void call('DELETE', '/session').finally(() => location.assign('/'));
  };
  return (
    <main className="gate">
      <div className="gate-box stack">
        <h1 tabIndex={-1}>{t('renew.title')}</h1>
        <p className="muted">{t('renew.help', { tenant: me.tenant.name })}</p>
        {own.isPending && <Waiting lines={3} />}
        {own.isError && <Failure error={own.error} onRetry={() => void own.refetch()} />}
        {own.data !== undefined && <PasswordForm own={own.data} onDone={onDone} />}
        <div>
          <Button variant="quiet" onClick={signOut}>
            {t('renew.out')}
          </Button>
        </div>
      </div>
    </main>
  );
}
