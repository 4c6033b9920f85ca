// Who one is here: the name, which one changes oneself, and what the company decides.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useSending } from '../../../web/kit/sending.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import type { editMe } from '../profile-contract.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import { meKey, useMe } from '../../../web/session.ts';
import { offerUndo } from '../../../web/undo.ts';
import { t } from './words.ts';

export function Profile(): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const [name, setName] = useState(me.user.title);
  const state = useSending();
  const save = () =>
    state.send(async () => {
      const { data, operation } = await call<AnswerOf<typeof editMe>>('PATCH', '/me', { body: { name: name.trim() } });
      setName(data.name);
      offerUndo(client, t('profile.saved', { name: data.name }), operation);
      await client.invalidateQueries({ queryKey: meKey });
    });
  const forName = reasonFor(state.error, 'name');
  return (
    <section className="card" aria-label={t('profile.title')}>
      <h2 className="card-head">{t('profile.title')}</h2>
      <form
        className="stack narrow"
        onSubmit={(e) => {
          e.preventDefault();
          void save();
        }}
      >
        <FormField
          label={t('members.name')}
          error={forName ?? (state.error === null ? null : problemLine(state.error))}
          help={t('profile.nameHelp')}
        >
          {(control) => (
            <TextInput
              {...control}
              name="name"
              autoComplete="name"
              value={name}
              onChange={(e) => setName(e.target.value)}
            />
          )}
        </FormField>
        <p className="small muted">{t('profile.email', { email: me.user.email ?? '–' })}</p>
        <div>
          <Button type="submit" busy={state.busy} disabled={name.trim() === '' || name.trim() === me.user.title}>
            {t('profile.save')}
          </Button>
        </div>
      </form>
    </section>
  );
}
