// One's own account: where one is signed in, and the password.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { call, reasonFor } from '../../../web/call.ts';
import { formatAgo, formatDateTime } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { useMe } from '../../../web/session.ts';
import { PasswordInput } from '../../../web/kit/PasswordInput.tsx';
import { SignIns } from './SignIns.tsx';
import { deviceOf } from './device.ts';
import { t } from './words.ts';

interface SessionView {
  readonly id: string;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly current: boolean;
}

/** `children`: what other features say of one’s own account. */
export function AccountPage({ children }: { children: ReactNode }): ReactElement {
  const me = useMe();
  usePageTitle(t('account.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('account.title')}</h1>
      </header>
      <div className="page-body stack">
        <p>
          {me.user.title} <span className="muted">{me.user.email}</span>
        </p>
        <p>
          <Link href="/applications">{t('account.applications')}</Link>
        </p>
        <Sessions />
        <SignIns />
        {children}
        <PasswordForm />
      </div>
    </div>
  );
}

function Sessions(): ReactElement {
  const client = useQueryClient();
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: async ({ signal }) =>
      (await call<{ rows: readonly SessionView[] }>('GET', '/sessions', { signal })).data.rows,
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

function PasswordForm(): ReactElement {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const save = async () => {
    setState({ busy: true, error: null });
    try {
      await call('POST', '/me/password', { body: { current, next }, signingIn: true });
      setCurrent('');
      setNext('');
      setState({ busy: false, error: null });
      showToast({ text: t('account.passwordDone'), lasts: 6000 });
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  const forCurrent = reasonFor(state.error, 'current');
  const forNext = reasonFor(state.error, 'next') ?? reasonFor(state.error, 'password');
  return (
    <section className="card">
      <h2 className="card-head">{t('account.password')}</h2>
      <form
        className="stack narrow"
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <FormField
          label={t('account.current')}
          error={forCurrent ?? (state.error !== null && forNext === null ? problemLine(state.error) : null)}
        >
          {(control) => (
            <PasswordInput control={control} autoComplete="current-password" value={current} onChange={setCurrent} />
          )}
        </FormField>
        <FormField label={t('account.next')} error={forNext} help={t('account.nextHelp')}>
          {(control) => <PasswordInput control={control} autoComplete="new-password" value={next} onChange={setNext} />}
        </FormField>
        <div>
          <Button variant="primary" type="submit" busy={state.busy} disabled={current === '' || next === ''}>
            {t('account.change')}
          </Button>
        </div>
      </form>
    </section>
  );
}
