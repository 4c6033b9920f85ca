// The page of whoever has to acknowledge the company's security policy first: nothing else is there, because nothing else can be asked for.
import type { ReactElement } from 'react';
import { call } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { useMe } from '../../../web/session.ts';
import './policy.css';
import { Reading } from './Reading.tsx';
import { useOwnPolicy } from './use-own-policy.ts';
import { t } from './words.ts';

export function AgreePage({ onDone }: { onDone: () => void }): ReactElement {
  const me = useMe();
  const own = useOwnPolicy();
  usePageTitle(t('charter.page.title'));
  const signOut = () => {
    void call('DELETE', '/session').finally(() => location.assign('/'));
  };
  return (
    <main className="gate">
      <div className="gate-box policy-gate stack">
        <h1 tabIndex={-1}>{t('charter.agree.title', { tenant: me.tenant.name })}</h1>
        {own.isPending && <Waiting lines={8} />}
        {own.isError && <Failure error={own.error} onRetry={() => void own.refetch()} />}
        {own.data?.owed === true && <Reading policy={own.data} onDone={onDone} onStale={() => void own.refetch()} />}
        {own.data?.owed === false && (
          <>
            <p>{t('charter.agree.gone')}</p>
            <Button variant="primary" onClick={onDone}>
              {t('charter.agree.goOn')}
            </Button>
          </>
        )}
        <div>
          <Button variant="quiet" onClick={signOut}>
            {t('charter.agree.out')}
          </Button>
        </div>
      </div>
    </main>
  );
}
