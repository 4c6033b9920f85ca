// One's sign-ins of the last weeks, and what to do about one that was somebody else.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Refusal } from '../../../web/kit/sending.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { formatDateTime } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { PasswordInput } from '../../../web/kit/PasswordInput.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { NewPassword } from '../../../web/passwords/NewPassword.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import { useMe } from '../../../web/session.ts';
import type { SignInOut, listSignIns } from '../contract.ts';
import { deviceOf } from './device.ts';
import { useOwnPassword } from './own-password.ts';
import { t } from './words.ts';

const means = ['password', 'link', 'totp', 'passkey', 'recovery'] as const;

function sayHow(how: readonly string[]): string {
  return means.flatMap((m) => (how.includes(m) ? [t(`signins.how.${m}`)] : [])).join(', ');
}

export function SignIns(): ReactElement {
  const list = useQuery({
    queryKey: ['sign-ins'],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listSignIns>>('GET', '/me/sign-ins', { signal })).data.rows,
  });
  const [all, setAll] = useState(false);
  const [strange, setStrange] = useState<SignInOut | null>(null);
  const rows = list.data ?? [];
  const shown = all ? rows : rows.slice(0, 5);
  return (
    <section className="card">
      <h2 className="card-head">{t('signins.title')}</h2>
      {list.isPending && <Waiting lines={3} />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      <ul className="lines">
        {shown.map((s) => (
          <li key={s.id} className="row">
            <div className="grow">
              <p className="row wrap">
                <span className="strong">{formatDateTime(s.at)}</span>
                <span>{deviceOf(s.userAgent) ?? t('account.unknownDevice')}</span>
                {s.current && <Badge tone="accent">{t('account.thisDevice')}</Badge>}
              </p>
              <p className="small muted">
                {[
                  s.address,
                  sayHow(s.how),
                  s.endedAt === null ? t('signins.open') : t('signins.ended', { when: formatDateTime(s.endedAt) }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {!s.current && <Button onClick={() => setStrange(s)}>{t('signins.notMe')}</Button>}
          </li>
        ))}
      </ul>
      {rows.length > shown.length && (
        <Button onClick={() => setAll(true)}>{t('signins.more', { count: rows.length - shown.length })}</Button>
      )}
      {strange !== null && <NotMe signIn={strange} onClose={() => setStrange(null)} />}
    </section>
  );
}

function NotMe({ signIn, onClose }: { signIn: SignInOut; onClose: () => void }): ReactElement {
  const me = useMe();
  const own = useOwnPassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const send = async () => {
    setState({ busy: true, error: null });
    try {
      await call('POST', `/me/sign-ins/${signIn.id}/not-me`, { body: { current, next } });
      // What was done in it; a new factor is asked for on the way there.
      location.assign(`/audit?session=${signIn.id}&time=month`);
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  const [forCurrent, forNext] = [reasonFor(state.error, 'current'), reasonFor(state.error, 'next')];
  const other = state.error !== null && forCurrent === null && forNext === null ? problemLine(state.error) : null;
  return (
    <Dialog
      open
      size="small"
      onClose={onClose}
      title={t('signins.notMeTitle')}
      description={t('signins.notMeHelp', { when: formatDateTime(signIn.at) })}
    >
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (!state.busy) void send();
        }}
      >
        <Refusal why={other} />
        {/* So that a manager knows whose password it is. */}
        <input type="text" hidden name="username" autoComplete="username" value={me.user.email ?? ''} readOnly />
        <FormField label={t('account.current')} error={forCurrent}>
          {(control) => (
            <PasswordInput
              control={control}
              autoComplete={own.data?.discourageSaving === true ? 'off' : 'current-password'}
              value={current}
              onChange={setCurrent}
            />
          )}
        </FormField>
        {own.data !== undefined && (
          <NewPassword
            label={t('account.next')}
            error={forNext}
            asked={own.data}
            person={{ tenant: me.tenant.name, slug: me.tenant.slug, name: me.user.title, email: me.user.email ?? '' }}
            value={next}
            onChange={setNext}
          />
        )}
        <Button type="submit" variant="danger" busy={state.busy} disabled={current === '' || next === ''}>
          {t('signins.notMeDo')}
        </Button>
      </form>
    </Dialog>
  );
}
