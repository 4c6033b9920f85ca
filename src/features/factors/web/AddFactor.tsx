// Sets up a factor: a passkey by the browser, or an app by its square pattern and a code.
import { type ReactElement, useMemo, useState } from 'react';
import { encode } from 'uqr';
import type { AnswerOf } from '../../../contract/action.ts';
import type { beginTotp, confirmTotp, beginPasskey, addPasskey } from '../contract.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { hasPasskeys, makePasskey } from '../../../web/passkeys.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { t } from './words.ts';
import './factors.css';

type Enrolled = AnswerOf<typeof confirmTotp>;

interface AddFactorProps {
  /** passkeys alone count */
  passkeysOnly: boolean;
  onAdded: () => void;
}

export function AddFactor({ passkeysOnly, onAdded }: AddFactorProps): ReactElement {
  const [app, setApp] = useState<App | null>(null);
  const [key, setKey] = useState(false);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const failed = (error: unknown) => void showToast({ text: problemLine(error), tone: 'danger' });
  const added = ({ recoveryCodes }: Enrolled) => {
    setApp(null);
    setKey(false);
    if (recoveryCodes === null) {
      showToast({ text: t('factors.added') });
      onAdded();
    } else setCodes(recoveryCodes);
  };
  const begin = () => {
    call<App>('POST', '/me/factors/totp', { body: {} }).then(({ data }) => setApp(data), failed);
  };
  return (
    <>
      <div className="row wrap">
        {hasPasskeys() && (
          <Button variant="primary" onClick={() => setKey(true)}>
            {t('factors.keyAdd')}
          </Button>
        )}
        {!passkeysOnly && <Button onClick={begin}>{t('factors.appAdd')}</Button>}
      </div>
      {app !== null && <AppDialog app={app} onClose={() => setApp(null)} onAdded={added} />}
      {key && <KeyDialog onClose={() => setKey(false)} onAdded={added} />}
      {codes !== null && (
        <RecoveryCodes
          codes={codes}
          onClose={() => {
            setCodes(null);
            onAdded();
          }}
        />
      )}
    </>
  );
}

type App = AnswerOf<typeof beginTotp>;

interface AppDialogProps {
  app: App;
  onClose: () => void;
  onAdded: (enrolled: Enrolled) => void;
}

function AppDialog({ app, onClose, onAdded }: AppDialogProps): ReactElement {
  const [code, setCode] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const finish = async () => {
    setState({ busy: true, error: null });
    try {
      onAdded(
        (
          await call<AnswerOf<typeof confirmTotp>>('POST', `/me/factors/totp/${app.id}`, {
            body: { code: code.trim() },
          })
        ).data,
      );
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  const error = state.error === null ? null : (reasonFor(state.error, 'code') ?? problemLine(state.error));
  return (
    <Dialog open size="small" onClose={onClose} title={t('factors.app')} description={t('factors.appScan')}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (!state.busy) void finish();
        }}
      >
        <Square text={app.uri} />
        <p>
          <span className="muted">{t('factors.appKey')}</span>{' '}
          <span className="mono">{app.secret.match(/.{1,4}/g)?.join(' ')}</span>
        </p>
        <FormField label={t('factors.appCode')} error={error}>
          {(control) => (
            <TextInput
              {...control}
              name="one-time-code"
              autoComplete="one-time-code"
              inputMode="numeric"
              maxLength={10}
              value={code}
              onChange={(e) => setCode(e.target.value)}
            />
          )}
        </FormField>
        <Button type="submit" variant="primary" busy={state.busy} disabled={code.trim() === ''}>
          {t('factors.appFinish')}
        </Button>
      </form>
    </Dialog>
  );
}

/** Drawn as one path: no text of others becomes part of the page. */
function Square({ text }: { text: string }): ReactElement {
  const { path, size } = useMemo(() => {
    const { data, size } = encode(text, { border: 4 });
    const dark = data.flatMap((line, y) => line.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { path: dark.join(''), size };
  }, [text]);
  return (
    <svg className="factor-square" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('factors.appScan')}>
      <path d={path} fill="currentColor" shapeRendering="crispEdges" />
    </svg>
  );
}

function KeyDialog({ onClose, onAdded }: Omit<AppDialogProps, 'app'>): ReactElement {
  const [label, setLabel] = useState(t('factors.key'));
  const [state, setState] = useState<{ busy: boolean; error: string | null }>({ busy: false, error: null });
  const make = async () => {
    setState({ busy: true, error: null });
    try {
      const { data } = await call<AnswerOf<typeof beginPasskey>>('POST', '/me/factors/passkey/options', { body: {} });
      const passkey = await makePasskey(data);
      if (passkey === undefined) {
        setState({ busy: false, error: t('factors.keyNone') });
        return;
      }
      onAdded(
        (
          await call<AnswerOf<typeof addPasskey>>('POST', '/me/factors/passkey', {
            body: { label: label.trim(), passkey },
          })
        ).data,
      );
    } catch (error) {
      setState({ busy: false, error: problemLine(error) });
    }
  };
  return (
    <Dialog open size="small" onClose={onClose} title={t('factors.keyAdd')}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (!state.busy) void make();
        }}
      >
        <FormField label={t('factors.keyLabel')} error={state.error}>
          {(control) => (
            <TextInput {...control} maxLength={60} value={label} onChange={(e) => setLabel(e.target.value)} />
          )}
        </FormField>
        <Button type="submit" variant="primary" busy={state.busy} disabled={label.trim() === ''}>
          {t('factors.keyAdd')}
        </Button>
      </form>
    </Dialog>
  );
}
