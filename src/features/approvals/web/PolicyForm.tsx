// Which security changes need a second administrator, and what happens where there is none.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { type SecurityClass, securityClasses } from '../../../contract/security-change.ts';
import { call, isWaiting } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import type { Policy } from '../contract.ts';
import { t } from './words.ts';
import { offerUndo } from '../../../web/undo.ts';

type Asked = Exclude<SecurityClass, 'policy'>;
/** Every class there is: one without words does not compile. */
const asked = Object.keys(securityClasses).filter((name): name is Asked => name !== 'policy');

export function PolicyForm({ policy, mayChange }: { policy: Policy; mayChange: boolean }): ReactElement {
  const client = useQueryClient();
  const [classes, setClasses] = useState<readonly string[]>(policy.classes);
  const [delay, setDelay] = useState(String(policy.delayHours));
  const [expires, setExpires] = useState(String(policy.expiresDays));
  const [error, setError] = useState<string | null>(null);
  const save = () => {
    call('PUT', '/approval-policy', {
      body: { classes, delayHours: Number(delay), expiresDays: Number(expires) },
    }).then(
      ({ data, operation }) => {
        const waits = isWaiting(data);
        setError(null);
        offerUndo(client, t(waits ? 'policy.waits' : 'policy.saved'), waits ? null : operation);
        return client.invalidateQueries();
      },
      (failed: unknown) => setError(problemLine(failed)),
    );
  };
  return (
    <section className="policy" aria-labelledby="policy-title">
      <h2 id="policy-title">{t('policy.title')}</h2>
      <FormField label={t('policy.ask')} group help={t('policy.help')} error={error}>
        {() => (
          <div className="stack tight">
            {asked.map((name) => (
              <label key={name} className="role-choice" htmlFor={`policy-${name}`}>
                <Checkbox
                  id={`policy-${name}`}
                  disabled={!mayChange}
                  checked={classes.includes(name)}
                  onChange={(e) =>
                    setClasses(e.target.checked ? [...classes, name] : classes.filter((c) => c !== name))
                  }
                />
                <span>{t(`policy.asks.${name}`)}</span>
              </label>
            ))}
          </div>
        )}
      </FormField>
      <p className="small muted">
        {policy.others > 0
          ? t('policy.others', { count: policy.others })
          : t('policy.none', { hours: policy.delayHours })}
      </p>
      <FormField label={t('policy.delay')}>
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            className="policy-number"
            disabled={!mayChange}
            value={delay}
            onChange={(e) => setDelay(e.target.value)}
          />
        )}
      </FormField>
      <FormField label={t('policy.expires')}>
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            className="policy-number"
            disabled={!mayChange}
            value={expires}
            onChange={(e) => setExpires(e.target.value)}
          />
        )}
      </FormField>
      {mayChange && (
        <Button variant="primary" onClick={save}>
          {t('policy.save')}
        </Button>
      )}
    </section>
  );
}
