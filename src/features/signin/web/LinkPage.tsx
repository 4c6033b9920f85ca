// A one-time link: the first owner, an invitation or a new password. Reading it does not use it up; only the chosen password does.
import { type ReactElement, useEffect, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import type { readLink, followLink } from '../contract.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemText } from '../../../web/problem-text.ts';
import { t as factorWords } from './factor-words.ts';
import { FactorForm } from './FactorForm.tsx';
import { Gate } from './Gate.tsx';
import { NewPassword } from '../../../web/passwords/NewPassword.tsx';
import { t } from './words.ts';

type LinkView = AnswerOf<typeof readLink>;

export function LinkPage({ token, onDone }: { token: string; onDone: () => void }): ReactElement {
  const [link, setLink] = useState<LinkView | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    call<LinkView>('POST', '/links/read', { body: { token }, signingIn: true }).then(
      (answer) => setLink(answer.data),
      setError,
    );
  }, [token]);
  usePageTitle(t(link === null ? 'link.title' : `link.title.${link.purpose}`));
  if (error !== null) {
    const { title, detail } = problemText(error);
    return (
      <Gate title={t('link.invalid')}>
        <p>{title}</p>
        {detail !== null && detail !== title && <p className="muted">{detail}</p>}
        <p>
          <a href="/">{t('link.toSignIn')}</a>
        </p>
      </Gate>
    );
  }
  if (link === null) {
    return (
      <Gate title={t('link.title')}>
        <Waiting lines={4} />
      </Gate>
    );
  }
  return (
    <Gate title={t(`link.title.${link.purpose}`)} place={`${link.tenant} · ${location.hostname}`}>
      <LinkForm token={token} link={link} onDone={onDone} onGone={setError} />
    </Gate>
  );
}

interface LinkFormProps {
  token: string;
  link: LinkView;
  onDone: () => void;
  /** the link is no longer valid */
  onGone: (error: unknown) => void;
}

function LinkForm({ token, link, onDone, onGone }: LinkFormProps): ReactElement {
  const owner = link.purpose === 'owner';
  const [name, setName] = useState(link.name ?? '');
  const [email, setEmail] = useState(link.email ?? '');
  const [password, setPassword] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const [half, setHalf] = useState(false);
  const submit = async () => {
    if (state.busy) return;
    setState({ busy: true, error: null });
    try {
      const { data } = await call<AnswerOf<typeof followLink>>('POST', '/links/use', {
        body: { token, password, ...(owner ? { name: name.trim(), email: email.trim() } : {}) },
        signingIn: true,
      });
      if (data.next === 'factor') setHalf(true);
      else onDone();
    } catch (error) {
      setState({ busy: false, error });
      if (error instanceof Error && 'problem' in error && (error.problem as { code: string }).code === 'link-invalid')
        onGone(error);
    }
  };
  if (half) {
    return (
      <div className="stack">
        <p className="muted">{factorWords('factor.help')}</p>
        <FactorForm to="factor" onDone={onDone} />
      </div>
    );
  }
  const named = ['name', 'email', 'password'].some((f) => reasonFor(state.error, f) !== null);
  const general = state.error === null || named ? null : problemText(state.error);
  return (
    <form
      className="stack"
      onSubmit={(e) => {
        e.preventDefault();
        void submit();
      }}
    >
      <p className="muted">
        {owner
          ? t('link.ownerHelp', { tenant: link.tenant })
          : t(`link.help.${link.purpose}`, { tenant: link.tenant, name: link.name ?? link.email ?? '' })}
      </p>
      {general !== null && (
        <div className="banner banner-danger" role="alert">
          {general.detail ?? general.title}
        </div>
      )}
      {owner && (
        <FormField label={t('link.name')} error={reasonFor(state.error, 'name')}>
          {(control) => (
            <TextInput
              {...control}
              name="name"
              autoComplete="name"
              required
              autoFocus
              value={name}
              onChange={(e) => setName(e.target.value)}
            />
          )}
        </FormField>
      )}
      <FormField label={t('signin.email')} error={reasonFor(state.error, 'email')}>
        {(control) => (
          <TextInput
            {...control}
            type="email"
            name="email"
            autoComplete="username"
            required
            readOnly={!owner}
            value={email}
            onChange={(e) => setEmail(e.target.value)}
          />
        )}
      </FormField>
      <NewPassword
        label={t('link.password')}
        error={reasonFor(state.error, 'password')}
        asked={link.password}
        person={{ tenant: link.tenant, slug: location.hostname.split('.')[0] ?? '', name, email }}
        autoFocus={!owner}
        value={password}
        onChange={setPassword}
      />
      <Button variant="primary" type="submit" busy={state.busy} className="btn-wide">
        {t(`link.submit.${link.purpose}`)}
      </Button>
    </form>
  );
}
