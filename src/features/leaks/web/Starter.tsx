// Starts a check for leaks: of which roles, each by itself or all held by one person; where it is not run for the asking, the command.
import { ShieldCheck } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { CallError, call } from '../../../web/call.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { t } from './words.ts';

const command = 'npm run strongroom -- check leaks';

interface Props {
  leaks: {
    readonly roles: readonly { readonly key: string; readonly name: string }[];
    /** whether this installation runs it for the asking */
    readonly here: boolean;
  };
  onStarted: () => void;
}

export function Starter({ leaks, onStarted }: Props): ReactElement {
  const [roles, setRoles] = useState<readonly string[]>([]);
  const [together, setTogether] = useState(false);
  const [busy, setBusy] = useState(false);
  if (!leaks.here) return <p className="code">{command}</p>;
  const start = async (): Promise<void> => {
    setBusy(true);
    try {
      const wish = { roles, ...(together && roles.length > 1 ? { together } : {}) };
      await call('POST', '/leak-check', { body: roles.length === 0 ? {} : wish });
      showToast({ text: t('leaks.started') });
      onStarted();
    } catch (error) {
      showToast({ text: error instanceof CallError ? problemLine(error) : String(error), tone: 'danger' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="stack leaks-start">
      <FormField label={t('leaks.choose')} group help={t('leaks.chooseHelp')}>
        {() => (
          <div className="row wrap leaks-roles">
            {leaks.roles.map((r) => (
              <label key={r.key} className="row" htmlFor={`leaks-${r.key}`}>
                <Checkbox
                  id={`leaks-${r.key}`}
                  checked={roles.includes(r.key)}
                  onChange={(e) =>
                    setRoles(e.target.checked ? [...roles, r.key] : roles.filter((key) => key !== r.key))
                  }
                />
                {label(r.name)}
              </label>
            ))}
          </div>
        )}
      </FormField>
      {roles.length > 1 && (
        <label className="row" htmlFor="leaks-together">
          <Checkbox id="leaks-together" checked={together} onChange={(e) => setTogether(e.target.checked)} />
          <span>
            {t('leaks.together')} <span className="small muted">{t('leaks.togetherHelp')}</span>
          </span>
        </label>
      )}
      <Button variant="primary" icon={ShieldCheck} busy={busy} onClick={() => void start()}>
        {t('leaks.start')}
      </Button>
    </div>
  );
}
