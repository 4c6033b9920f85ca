// The field for a new password: what is asked of it, how hard it is to guess while it is typed, and a phrase to take instead.
import { Dices } from 'lucide-react';
import { type ReactElement, Suspense, lazy, useMemo, useState } from 'react';
import type { PasswordAsked } from '../../contract/password-policy.ts';
import { Button } from '../kit/Button.tsx';
import { FormField } from '../kit/FormField.tsx';
import { PasswordInput } from '../kit/PasswordInput.tsx';
import './passwords.css';
import { t } from './words.ts';

const Meter = lazy(() => import('./Meter.tsx').then((m) => ({ default: m.Meter })));
const Suggestion = lazy(() => import('./Suggestion.tsx').then((m) => ({ default: m.Suggestion })));

export interface NewPasswordProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error: string | null;
  asked: PasswordAsked & { readonly discourageSaving: boolean };
  /** whose it will be: what is said of them is no secret */
  person: { readonly tenant: string; readonly slug: string; readonly name: string; readonly email: string };
  /** said after what is asked for */
  help?: string;
  autoFocus?: boolean;
}

export function NewPassword(props: NewPasswordProps): ReactElement {
  const { label, value, onChange, error, asked, person, autoFocus = false } = props;
  const { tenant, slug, name, email } = person;
  const [offering, setOffering] = useState(false);
  const [shown, setShown] = useState(0);
  const context = useMemo(
    () => ({ tenantName: tenant, tenantSlug: slug, personName: name, email }),
    [tenant, slug, name, email],
  );
  const kinds = (['upperAndLower', 'digit', 'sign'] as const).filter((kind) => asked.classes[kind]);
  const help = [
    t('password.help', { least: asked.least }),
    kinds.length === 0 ? '' : t('password.asks', { what: kinds.map((kind) => t(`password.asks.${kind}`)).join(', ') }),
    props.help ?? '',
  ];
  return (
    <div className="stack tight">
      <FormField label={label} help={help.filter(Boolean).join(' ')} error={error}>
        {(control) => (
          <PasswordInput
            key={shown}
            control={control}
            autoComplete={asked.discourageSaving ? 'off' : 'new-password'}
            autoFocus={autoFocus || shown > 0}
            seen={shown > 0}
            value={value}
            onChange={onChange}
          />
        )}
      </FormField>
      {asked.discourageSaving && <p className="small muted">{t('password.discouraged')}</p>}
      <Suspense>
        {value !== '' && <Meter id="new-password-strength" password={value} context={context} asked={asked} />}
        {offering && (
          <Suggestion
            asked={asked}
            onUse={(phrase) => {
              onChange(phrase);
              setOffering(false);
              setShown((n) => n + 1);
            }}
          />
        )}
      </Suspense>
      {!offering && (
        <div>
          <Button small variant="quiet" icon={Dices} onClick={() => setOffering(true)}>
            {t('password.suggest')}
          </Button>
        </div>
      )}
    </div>
  );
}
