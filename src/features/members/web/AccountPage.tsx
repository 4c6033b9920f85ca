// One's own account: who one is, the password, what else is asked for at sign-in, the devices, and where one is and was signed in.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../../contract/action.ts';
import type { listSessions } from '../contract.ts';
import { call } from '../../../web/call.ts';
import { formatAgo, formatDateTime } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { Devices } from './Devices.tsx';
import { PasswordCard } from './PasswordForm.tsx';
import { OwnRegion } from './OwnRegion.tsx';
import { Profile } from './Profile.tsx';
import { SignIns } from './SignIns.tsx';
import { deviceOf } from './device.ts';
import { t } from './words.ts';

/** `children`: what other features say of one’s own account. */
export function AccountPage({ children }: { children: ReactNode }): ReactElement {
  usePageTitle(t('account.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('account.title')}</h1>
      </header>
      <div className="page-body stack">
        <Profile />
        <OwnRegion />
        <PasswordCard />
        {children}
        <Devices />
        <Sessions />
        <SignIns />
        <p>
          <Link href="/applications">{t('account.applications')}</Link>
        </p>
      </div>
    </div>
  );
}

function Sessions(): ReactElement {
  const client = useQueryClient();
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listSessions>>('GET', '/sessions', { signal })).data.rows,
  });
  const end = (path: string, said: string) => {
    call('DELETE', path).then(
      () => {
        showToast({ text: said, lasts: 4000 });
        return client.invalidateQueries({ queryKey: ['sessions'] });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <section className="card">
      <div className="row card-head">
        <h2 className="grow">{t('account.sessions')}</h2>
        {(sessions.data?.length ?? 0) > 1 && (
          <Button onClick={() => end('/sessions', t('account.othersEnded'))}>{t('account.endOthers')}</Button>
        )}
      </div>
      {sessions.isPending && <Waiting lines={3} />}
      {sessions.isError && <Failure error={sessions.error} onRetry={() => void sessions.refetch()} />}
      <ul className="lines">
        {sessions.data?.map((s) => (
          <li key={s.id} className="row">
            <div className="grow">
              <p className="row wrap">
                <span className="strong">{deviceOf(s.userAgent) ?? t('account.unknownDevice')}</span>
                {s.current && <Badge tone="accent">{t('account.thisDevice')}</Badge>}
              </p>
              <p className="small muted">
                {[
                  s.address,
                  t('account.lastSeen', { when: formatAgo(s.lastSeenAt) }),
                  t('account.since', { when: formatDateTime(s.createdAt) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {!s.current && (
              <Button onClick={() => end(`/sessions/${s.id}`, t('account.ended'))}>{t('account.end')}</Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
