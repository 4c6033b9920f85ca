// The page of whoever has to set up a second factor first: nothing else is there, because nothing else can be asked for.
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { call } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { useMe } from '../../../web/session.ts';
import type { FactorsOut } from '../contract.ts';
import { AddFactor } from './AddFactor.tsx';
import { t } from './words.ts';

interface EnrolPageProps {
  onDone: () => void;
  /** asks for a fresh proof over the page, where one is needed */
  stepUp: ReactElement;
}

export function EnrolPage({ onDone, stepUp }: EnrolPageProps): ReactElement {
  const me = useMe();
  const own = useQuery({
    queryKey: ['factors'],
    queryFn: async ({ signal }) => (await call<FactorsOut>('GET', '/me/factors', { signal })).data,
  });
  usePageTitle(t('enrol.title'));
  const signOut = () => {
    void call('DELETE', '/session').finally(() => location.assign('/'));
  };
  return (
    <main className="gate">
      <div className="gate-box stack">
        <h1 tabIndex={-1}>{t('enrol.title')}</h1>
        <p className="muted">{t('enrol.help', { tenant: me.tenant.name })}</p>
        {own.isPending && <Waiting lines={2} />}
        {own.isError && <Failure error={own.error} onRetry={() => void own.refetch()} />}
        {own.data !== undefined && (
          <>
            {own.data.only === 'passkey' && <p className="small muted">{t('factors.onlyPasskeys')}</p>}
            <AddFactor passkeysOnly={own.data.only === 'passkey'} onAdded={onDone} />
          </>
        )}
        <div>
          <Button variant="quiet" onClick={signOut}>
            {t('enrol.out')}
          </Button>
        </div>
      </div>
      {stepUp}
    </main>
  );
}
