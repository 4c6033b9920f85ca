// E-mail address and password. Pasting and password managers are welcome; the answer to a wrong pair never says which half was wrong.
import { type ReactElement, useRef, useState } from 'react';
import { call } from '../../../web/call.ts';
import { t } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import { PasswordInput } from '../../../web/kit/PasswordInput.tsx';

export interface SignInFormProps {
  /** who signed in before, when a session ended under their hands */
  email?: string;
  onDone: (userId: string) => void;
}

export function SignInForm({ email: known, onDone }: SignInFormProps): ReactElement {
  const [email, setEmail] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: string | null }>({ busy: false, error: null });
  const field = useRef<HTMLInputElement>(null);
  const submit = async () => {
    if (state.busy) return;
    setState({ busy: true, error: null });
    try {
      const answer = await call<{ user: { id: string } }>('POST', '/session', {
        body: { email: email.trim(), password },
        signingIn: true,
      });
      onDone(answer.data.user.id);
    } catch (error) {
      setState({ busy: false, error: problemLine(error) });
      setPassword('');
      field.current?.focus();
    }
  };
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
            autoComplete="current-password"
            autoFocus={known !== undefined}
            value={password}
            onChange={setPassword}
          />
        )}
      </FormField>
      <Button variant="primary" type="submit" busy={state.busy} className="btn-wide">
        {t('signin.submit')}
      </Button>
    </form>
  );
}
