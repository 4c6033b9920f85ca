// The second factor: a passkey, a code of an app or a recovery code; for a fresh proof also the password of whoever has no factor.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import type { factorOptions, showFactor, stepUp } from '../contract.ts';
import { call } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { PasswordInput } from '../../../web/kit/PasswordInput.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { askPasskey, hasPasskeys } from '../../../web/passkeys.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { type Me, meKey } from '../../../web/session.ts';
import { useDiscouraged } from './discouraged.ts';
import { t } from './factor-words.ts';

type Options = AnswerOf<typeof factorOptions>;

export interface FactorFormProps {
  /** `factor`: after the password. `step-up`: once more, before something dangerous */
  to: 'factor' | 'step-up';
  onDone: (userId: string) => void;
}

export function FactorForm({ to, onDone }: FactorFormProps): ReactElement {
  const options = useQuery({
    queryKey: ['factor-options'],
    // A challenge is for one answer.
    gcTime: 0,
    staleTime: 0,
    retry: false,
    queryFn: async ({ signal }) => (await call<Options>('GET', '/session/factor', { signal, signingIn: true })).data,
  });
  const me = useQueryClient().getQueryData<Me>(meKey);
  const discouraged = useDiscouraged();
  const [code, setCode] = useState('');
  const [password, setPassword] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: string | null }>({ busy: false, error: null });
  const send = async (body: Record<string, unknown>) => {
    setState({ busy: true, error: null });
    try {
      const { data } = await call<AnswerOf<typeof showFactor | typeof stepUp>>('POST', `/session/${to}`, {
        body,
        signingIn: true,
      });
      onDone(data.user.id);
    } catch (error) {
      setState({ busy: false, error: problemLine(error) });
      setCode('');
      setPassword('');
    }
  };
  const usePasskey = async (known: Options) => {
    setState({ busy: true, error: null });
    try {
      const { data } = await options.refetch();
      const passkey = await askPasskey(data ?? known, known.credentials);
      if (passkey === undefined) setState({ busy: false, error: t('factor.none') });
      else await send({ passkey });
    } catch (error) {
      setState({ busy: false, error: problemLine(error) });
    }
  };
  if (options.isError) return <Failure error={options.error} onRetry={() => void options.refetch()} />;
  if (options.data === undefined) return <Waiting lines={3} />;
  const { credentials, app } = options.data;
  const hasNone = credentials.length === 0 && !app;
  return (
    <form
      className="stack"
      onSubmit={(e) => {
        e.preventDefault();
        if (!state.busy) void send(hasNone ? { password } : { code: code.trim() });
      }}
    >
      {state.error !== null && (
        <div className="banner banner-danger" role="alert">
          {state.error}
        </div>
      )}
      {credentials.length > 0 && hasPasskeys() && (
        <Button variant="primary" className="btn-wide" busy={state.busy} onClick={() => void usePasskey(options.data)}>
          {t('factor.passkey')}
        </Button>
      )}
      {/* So that a manager knows whose password it is. */}
      {hasNone && (
        <input type="text" hidden name="username" autoComplete="username" value={me?.user.email ?? ''} readOnly />
      )}
      {hasNone ? (
        <FormField label={t('factor.password')}>
          {(control) => (
            <PasswordInput
              control={control}
              autoComplete={discouraged ? 'off' : 'current-password'}
              autoFocus
              value={password}
              onChange={setPassword}
            />
          )}
        </FormField>
      ) : (
        <FormField label={t('factor.code')} help={t(app ? 'factor.codeHelp' : 'factor.codeOnlyRecovery')}>
          {(control) => (
            <TextInput
              {...control}
              name="one-time-code"
              autoComplete="one-time-code"
              autoFocus={app}
              maxLength={40}
              spellCheck={false}
              value={code}
              onChange={(e) => setCode(e.target.value)}
            />
          )}
        </FormField>
      )}
      <Button
        type="submit"
        variant={credentials.length > 0 && hasPasskeys() ? 'plain' : 'primary'}
        className="btn-wide"
        busy={state.busy}
        disabled={(hasNone ? password : code).trim() === ''}
      >
        {t('factor.confirm')}
      </Button>
    </form>
  );
}
