// A test message, and what the server answered to it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import { useMe } from '../../../web/session.ts';
import type { MailOut, testMail } from '../contract.ts';
import { t } from './words.ts';

export function TestForm(): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const [to, setTo] = useState(me.user.email ?? '');
  const [state, setState] = useState<{ busy: boolean; error: unknown; id: string | null }>({
    busy: false,
    error: null,
    id: null,
  });
  const send = async () => {
    if (state.busy) return;
    setState({ busy: true, error: null, id: null });
    try {
      const { data } = await call<AnswerOf<typeof testMail>>('POST', '/mail/test', { body: { to: to.trim() } });
      setState({ busy: false, error: null, id: data.id });
      await client.invalidateQueries({ queryKey: ['mail', 'list'] });
    } catch (error) {
      setState({ busy: false, error, id: null });
    }
  };
  const reason = reasonFor(state.error, 'email') ?? (state.error === null ? null : problemLine(state.error));
  return (
    <section className="card">
      <form
        className="stack narrow"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          void send();
        }}
      >
        <FormField label={t('mail.testTo')} help={t('mail.testHelp')} error={reason}>
          {(control) => (
            <TextInput {...control} type="email" maxLength={254} value={to} onChange={(e) => setTo(e.target.value)} />
          )}
        </FormField>
        <div>
          <Button type="submit" busy={state.busy} disabled={to.trim() === ''}>
            {t('mail.test')}
          </Button>
        </div>
        <div aria-live="polite">{state.id !== null && <Outcome key={state.id} id={state.id} />}</div>
      </form>
    </section>
  );
}

function Outcome({ id }: { id: string }): ReactElement {
  const client = useQueryClient();
  const mail = useQuery({
    queryKey: ['mail', 'message', id],
    queryFn: async ({ signal }) => {
      const { data } = await call<MailOut>('GET', `/mail/messages/${id}`, { signal });
      if (data.status !== 'waiting') void client.invalidateQueries({ queryKey: ['mail', 'list'] });
      return data;
    },
    refetchInterval: ({ state }) => (state.data === undefined || state.data.status === 'waiting' ? 1000 : false),
  });
  if (mail.isError) return <p className="danger-text">{problemLine(mail.error)}</p>;
  if (mail.data === undefined || mail.data.status === 'waiting') return <p className="muted">{t('mail.testing')}</p>;
  const answer = mail.data.answer ?? '';
  return mail.data.status === 'sent' ? (
    <div className="banner">{t('mail.testSent', { answer })}</div>
  ) : (
    <div className="banner banner-danger">{t('mail.testFailed', { answer })}</div>
  );
}
