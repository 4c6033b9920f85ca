// Changes one's own password: by the present one, with what the company asks of the next and how long the present may stay.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useSending } from '../../../web/kit/sending.tsx';
import { call, reasonFor } from '../../../web/call.ts';
import { formatDate } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { PasswordInput } from '../../../web/kit/PasswordInput.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { NewPassword } from '../../../web/passwords/NewPassword.tsx';
import { ownPasswordKey } from '../../../web/passwords/keys.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { meKey, useMe } from '../../../web/session.ts';
import { type OwnPassword, useOwnPassword } from './own-password.ts';
import { t } from './words.ts';

export function PasswordCard(): ReactElement {
  const own = useOwnPassword();
  return (
    <section className="card" aria-label={t('account.password')}>
      <h2 className="card-head">{t('account.password')}</h2>
      {own.isPending && <Waiting lines={3} />}
      {own.isError && <Failure error={own.error} onRetry={() => void own.refetch()} />}
      {own.data !== undefined && (
        <>
          <Age own={own.data} />
          <PasswordForm own={own.data} onDone={() => undefined} />
        </>
      )}
    </section>
  );
}

/** A fortnight before the end it is told. */
function Age({ own }: { own: OwnPassword }): ReactElement | null {
  if (own.changedAt === null) return null;
  const since = t('account.passwordSince', { when: formatDate(own.changedAt.slice(0, 10)) });
  if (own.dueAt === null) return <p className="small muted">{since}</p>;
  return (
    <p className="small muted">
      {since} {t('account.passwordDue', { when: formatDate(own.dueAt.slice(0, 10)) })}
    </p>
  );
}

export function PasswordForm({ own, onDone }: { own: OwnPassword; onDone: () => void }): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const state = useSending();
  const save = () =>
    state.send(async () => {
      await call('POST', '/me/password', { body: { current, next }, signingIn: true });
      setCurrent('');
      setNext('');
      showToast({ text: t('account.passwordDone'), lasts: 6000 });
      void client.invalidateQueries({ queryKey: ownPasswordKey });
      void client.invalidateQueries({ queryKey: meKey });
      onDone();
    });
  const forCurrent = reasonFor(state.error, 'current');
  const forNext = reasonFor(state.error, 'next') ?? reasonFor(state.error, 'password');
  const more = [t('account.nextHelp'), own.history === 0 ? '' : t('account.history', { count: own.history })];
  return (
    <form
      className="stack narrow"
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      {/* So that a manager knows whose password it is. */}
      <input type="text" hidden name="username" autoComplete="username" value={me.user.email ?? ''} readOnly />
      <FormField
        label={t('account.current')}
        error={forCurrent ?? (state.error !== null && forNext === null ? problemLine(state.error) : null)}
      >
        {(control) => (
          <PasswordInput
            control={control}
            autoComplete={own.discourageSaving ? 'off' : 'current-password'}
            value={current}
            onChange={setCurrent}
          />
        )}
      </FormField>
      <NewPassword
        label={t('account.next')}
        error={forNext}
        help={more.filter(Boolean).join(' ')}
        asked={own}
        person={{ tenant: me.tenant.name, slug: me.tenant.slug, name: me.user.title, email: me.user.email ?? '' }}
        value={next}
        onChange={setNext}
      />
      <div>
        <Button variant="primary" type="submit" busy={state.busy} disabled={current === '' || next === ''}>
          {t('account.change')}
        </Button>
      </div>
    </form>
  );
}
