// How long sessions last, by kind of user, and what becomes of browsers that are out of date.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useSetting } from '../../../web/access/pending.ts';
import { SentForm } from '../../../web/kit/sending.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { browserNames } from '../../../contract/browsers.ts';
import { deviates, sessionBounds } from '../../../contract/session-policy.ts';
import { call } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import type { SessionPolicyView } from '../contract.ts';
import { NumberField, Switch } from './Form.tsx';
import { words } from './browser-words.ts';
import { t } from './words.ts';

const key = ['session-policy'] as const;

export function SessionPolicyForm(): ReactElement {
  const policy = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await call<SessionPolicyView>('GET', '/session-policy', { signal })).data,
  });
  if (policy.isError) return <Failure error={policy.error} onRetry={() => void policy.refetch()} />;
  if (policy.data === undefined) return <Waiting lines={6} />;
  return <Form key={JSON.stringify(policy.data)} saved={policy.data} />;
}

const outdated = ['list', 'warn', 'refuse'] as const;

function Form({ saved }: { saved: SessionPolicyView }): ReactElement {
  const [next, setNext] = useState(saved);
  const { busy, error, save } = useSetting('/session-policy', key);
  const put = (change: Partial<SessionPolicyView>) => setNext({ ...next, ...change });
  const changed = JSON.stringify(next) !== JSON.stringify(saved);
  const submit = () => save(next, () => showToast({ text: t('signing.saved') }));
  return (
    <SentForm className="signing" onSubmit={submit} refusal={error}>
      {(['normal', 'administrator'] as const).map((type) => (
        <fieldset key={type} className="signing-group">
          <legend>{t(`signing.${type}`)}</legend>
          {(['idle', 'absolute'] as const).map((part) => (
            <NumberField
              key={part}
              label={t(`signing.${part}`)}
              value={next[type][part]}
              bounds={[sessionBounds[part].least, sessionBounds[part].most]}
              error={error}
              field={`${type}.${part}`}
              onChange={(value) => put({ [type]: { ...next[type], [part]: value } })}
            />
          ))}
          {deviates(next[type]) && <p className="small brass-text prose">{t('signing.deviates')}</p>}
        </fieldset>
      ))}
      <Switch id="signing-one" label={t('signing.one')} checked={next.one} onChange={(one) => put({ one })} />
      <Switch
        id="signing-distant"
        label={t('signing.distant')}
        checked={next.distant}
        onChange={(distant) => put({ distant })}
      />
      <FormField label={t('signing.outdated')} help={t('signing.honest')}>
        {(control) => (
          <Select
            control={control}
            label={t('signing.outdated')}
            value={next.outdated}
            items={outdated.map((one) => ({ value: one, label: t(`signing.outdated.${one}`) }))}
            onChange={(value) => put({ outdated: value as SessionPolicyView['outdated'] })}
          />
        )}
      </FormField>
      <p className="small muted prose">{t('signing.leastHelp')}</p>
      <div className="signing-versions">
        {[...browserNames, 'windows' as const, 'ios' as const, 'android' as const].map((name) => (
          <NumberField
            key={name}
            label={t('signing.least', { what: words[name] })}
            value={next.least[name]}
            error={error}
            field={`least.${name}`}
            onChange={(value) => put({ least: { ...next.least, [name]: value } })}
          />
        ))}
      </div>
      <div>
        <Button variant="primary" type="submit" busy={busy} disabled={!changed}>
          {t('signing.save')}
        </Button>
      </div>
    </SentForm>
  );
}
