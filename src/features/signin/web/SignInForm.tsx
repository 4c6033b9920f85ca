// E-mail address and password. Pasting and password managers are welcome; the answer to a wrong pair never says which half was wrong.
import { type ReactElement, useRef, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import type { signIn, signInChallenge, signInByPasskey } from '../contract.ts';
import { call } from '../../../web/call.ts';
import { t } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { askPasskey, hasPasskeys } from '../../../web/passkeys.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { useDiscouraged } from './discouraged.ts';
import { t as factorWords } from './factor-words.ts';
import { FactorForm } from './FactorForm.tsx';
import { PasswordInput } from '../../../web/kit/PasswordInput.tsx';

export interface SignInFormProps {
  /** who signed in before, when a session ended under their hands */
  email?: string;
  onDone: (userId: string) => void;
}

export function SignInForm({ email: known, onDone }: SignInFormProps): ReactElement {
  const [email, setEmail] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: string | null; half?: boolean }>({
    busy: false,
    error: null,
  });
  const field = useRef<HTMLInputElement>(null);
  const discouraged = useDiscouraged();
  const submit = async () => {
    if (state.busy) return;
    setState({ busy: true, error: null });
    try {
      const answer = await call<AnswerOf<typeof signIn>>('POST', '/session', {
        body: { email: email.trim(), password },
        signingIn: true,
      });
      if (answer.data.next === 'factor') setState({ busy: false, error: null, half: true });
      else onDone(answer.data.user.id);
    } catch (error) {
      setState({ busy: false, error: problemLine(error) });
      setPassword('');
      field.current?.focus();
    }
  };
  const byPasskey = async () => {
    setState({ busy: true, error: null });
    try {
      const { data } = await call<AnswerOf<typeof signInChallenge>>('POST', '/session/challenge', {
        body: {},
        signingIn: true,
      });
      const passkey = await askPasskey(data, null);
      if (passkey === undefined) {
        setState({ busy: false, error: factorWords('factor.none') });
        return;
      }
      const begun = await call<AnswerOf<typeof signInByPasskey>>('POST', '/session/passkey', {
        body: { passkey },
        signingIn: true,
      });
      onDone(begun.data.user.id);
    } catch (error) {
      setState({ busy: false, error: problemLine(error) });
    }
  };
  if (state.half === true) {
    return (
      <div className="stack">
        <p className="muted">{factorWords('factor.help')}</p>
        <FactorForm to="factor" onDone={onDone} />
        <Button variant="quiet" onClick={() => setState({ busy: false, error: null })}>
          {factorWords('factor.again')}
        </Button>
        <p className="small muted">{factorWords('factor.lost')}</p>
      </div>
    );
  }
  return (
    <form
      className="stack"
      onSubmit={(e) => {
        e.preventDefault();
        void submit();
      }}
    >
      {state.error !== null && (
        <div className="banner banner-danger" role="alert">
          {state.error}
        </div>
      )}
      {hasPasskeys() && (
        <>
          <Button className="btn-wide" disabled={state.busy} onClick={() => void byPasskey()}>
            {factorWords('factor.passkeyFirst')}
          </Button>
          <p className="small muted">{factorWords('factor.or')}</p>
        </>
      )}
      <FormField label={t('signin.email')}>
        {(control) => (
          <TextInput
            {...control}
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus={known === undefined}
            value={email}
            onChange={(e) => setEmail(e.target.value)}
          />
        )}
      </FormField>
      <FormField label={t('signin.password')}>
        {(control) => (
          <PasswordInput
            control={control}
            inputRef={field}
            autoComplete={discouraged ? 'off' : 'current-password'}
            autoFocus={known !== undefined}
            value={password}
            onChange={setPassword}
          />
        )}
      </FormField>
      {discouraged && <p className="small muted">{factorWords('factor.unsaved')}</p>}
      <Button variant="primary" type="submit" busy={state.busy} className="btn-wide">
        {t('signin.submit')}
      </Button>
    </form>
  );
}
