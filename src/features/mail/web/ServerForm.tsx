// The mail server: where, how encrypted, under whose name. A password is sent once and never comes back.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { SentForm, useSending } from '../../../web/kit/sending.tsx';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { PasswordInput } from '../../../web/kit/PasswordInput.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextArea, TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { MailServerOut } from '../contract.ts';
import { t } from './words.ts';

type Security = MailServerOut['security'];

const empty: MailServerOut = {
  host: '',
  port: 587,
  security: 'starttls',
  username: null,
  hasPassword: false,
  authority: null,
  sender: '',
  senderName: '',
};

const named = ['host', 'port', 'security', 'username', 'password', 'authority', 'sender', 'senderName'];

export function ServerForm({ saved }: { saved: MailServerOut | null }): ReactElement {
  const client = useQueryClient();
  const [server, setServer] = useState(saved ?? empty);
  const [port, setPort] = useState(String(server.port));
  const [password, setPassword] = useState('');
  const state = useSending();
  const set = (next: Partial<MailServerOut>) => setServer((old) => ({ ...old, ...next }));
  const run = (work: () => Promise<unknown>, said: string) =>
    state.send(async () => {
      const data = await work();
      setPassword('');
      if (!tellWaiting(data)) showToast({ text: said });
      await client.invalidateQueries({ queryKey: ['mail'] });
    });
  const save = () => {
    const { hasPassword: _, ...wish } = server;
    const body = { ...wish, port: Number(port), ...(password === '' ? {} : { password }) };
    void run(async () => (await call('PUT', '/mail/server', { body })).data, t('mail.saved'));
  };
  const general =
    state.error !== null && named.every((f) => reasonFor(state.error, f) === null) ? problemLine(state.error) : null;
  const text = (field: 'host' | 'sender' | 'senderName', help?: string) => (
    <FormField label={t(`mail.${field}`)} required error={reasonFor(state.error, field)} {...(help ? { help } : {})}>
      {(control) => (
        <TextInput
          {...control}
          name={`mail-${field}`}
          autoComplete="off"
          maxLength={254}
          value={server[field]}
          onChange={(e) => set({ [field]: e.target.value })}
        />
      )}
    </FormField>
  );
  return (
    <section className="card">
      <h2 className="card-head">{t('mail.server')}</h2>
      <SentForm className="stack narrow" onSubmit={save} refusal={general}>
        {text('host', t('mail.hostHelp'))}
        <FormField
          label={t('mail.security')}
          help={t(`mail.security.${server.security}.help`)}
          error={reasonFor(state.error, 'security')}
        >
          {(control) => (
            <Select
              control={control}
              label={t('mail.security')}
              value={server.security}
              items={(['starttls', 'tls', 'none'] as const).map((value) => ({
                value,
                label: t(`mail.security.${value}`),
              }))}
              onChange={(value) => {
                set({ security: value as Security, ...(value === 'none' ? { username: null } : {}) });
                if (port === '587' || port === '465') setPort(value === 'tls' ? '465' : '587');
              }}
            />
          )}
        </FormField>
        <FormField label={t('mail.port')} required error={reasonFor(state.error, 'port')}>
          {(control) => (
            <TextInput
              {...control}

              inputMode="numeric"
              autoComplete="off"
              value={port}
              onChange={(e) => setPort(e.target.value)}
            />
          )}
        </FormField>
        {server.security !== 'none' && (
          <>
            <FormField label={t('mail.username')} error={reasonFor(state.error, 'username')}>
              {(control) => (
                <TextInput
                  {...control}
                  name="mail-username"
                  autoComplete="off"
                  maxLength={200}
                  value={server.username ?? ''}
                  onChange={(e) => set({ username: e.target.value === '' ? null : e.target.value })}
                />
              )}
            </FormField>
            {server.username !== null && (
              <FormField
                label={t('mail.password')}
                help={t(
                  server.hasPassword
                    ? 'mail.passwordKept'
                    : saved !== null && saved.username !== null
                      ? 'mail.passwordGone'
                      : 'mail.passwordHelp',
                )}
                error={reasonFor(state.error, 'password')}
              >
                {(control) => (
                  <PasswordInput
                    control={control}
                    autoComplete="new-password"
                    value={password}
                    onChange={setPassword}
                  />
                )}
              </FormField>
            )}
            <FormField
              label={t('mail.authority')}
              help={t('mail.authorityHelp')}
              error={reasonFor(state.error, 'authority')}
            >
              {(control) => (
                <TextArea
                  {...control}
                  className="mono"
                  rows={2}
                  spellCheck={false}
                  value={server.authority ?? ''}
                  onChange={(e) => set({ authority: e.target.value.trim() === '' ? null : e.target.value })}
                />
              )}
            </FormField>
          </>
        )}
        {text('sender')}
        {text('senderName')}
        <div className="row">
          <Button
            type="submit"
            variant="primary"
            busy={state.busy}
            disabled={server.host.trim() === '' || server.sender.trim() === '' || server.senderName.trim() === ''}
          >
            {t('mail.save')}
          </Button>
          {saved !== null && (
            <Button
              onClick={() => void run(async () => (await call('DELETE', '/mail/server')).data, t('mail.removed'))}
            >
              {t('mail.remove')}
            </Button>
          )}
        </div>
      </SentForm>
    </section>
  );
}
