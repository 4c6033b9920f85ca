// What slows guessing down, every figure of it, and who and what is blocked now.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { SentForm } from '../../../web/kit/sending.tsx';
import { type GuessingPolicy, guessingBounds, threeTries, usualGuessing } from '../../../contract/guessing-policy.ts';
import { tellWaiting, useSetting } from '../../../web/access/pending.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { formatDateTime } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextArea } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { GuessingView } from '../contract.ts';
import { NumberField, Switch } from './Form.tsx';
import { t } from './words.ts';

const key = ['guessing'] as const;

export function Guessing(): ReactElement {
  const guessing = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await call<GuessingView>('GET', '/guessing', { signal })).data,
  });
  if (guessing.isError) return <Failure error={guessing.error} onRetry={() => void guessing.refetch()} />;
  if (guessing.data === undefined) return <Waiting lines={6} />;
  return (
    <div className="signing-two">
      <Form key={JSON.stringify(guessing.data.policy)} saved={guessing.data.policy} />
      <Blocked view={guessing.data} />
    </div>
  );
}

const own = ['delayFrom', 'blockAfter', 'blockMinutes', 'longestMinutes', 'dayMost'] as const;
const ofAddress = [
  ['after', 'guessing.after'],
  ['windowMinutes', 'guessing.window'],
  ['banMinutes', 'guessing.ban'],
] as const;

function Form({ saved }: { saved: GuessingPolicy }): ReactElement {
  const [next, setNext] = useState(saved);
  const [allowed, setAllowed] = useState(saved.address.allowed.join('\n'));
  const { busy, error, save } = useSetting('/guessing', key);
  const put = (change: Partial<GuessingPolicy>) => setNext({ ...next, ...change });
  const putAddress = (change: Partial<GuessingPolicy['address']>) => put({ address: { ...next.address, ...change } });
  const whole = { ...next, address: { ...next.address, allowed: allowed.split(/[\s,]+/).filter(Boolean) } };
  const changed = JSON.stringify(whole) !== JSON.stringify(saved);
  const from = (preset: GuessingPolicy) => setNext({ ...preset, address: next.address });
  const submit = () => save(whole, () => showToast({ text: t('signing.saved') }));
  return (
    <SentForm className="signing" onSubmit={submit} refusal={error}>
      <Switch id="guessing-on" label={t('guessing.on')} checked={next.on} onChange={(on) => put({ on })} />
      {!next.on && <p className="small danger-text prose">{t('guessing.off')}</p>}
      <div className="row wrap" role="group" aria-label={t('guessing.preset')}>
        <Button small onClick={() => from(usualGuessing)}>
          {t('guessing.usual')}
        </Button>
        <Button small onClick={() => from(threeTries)}>
          {t('guessing.three')}
        </Button>
      </div>
      {own.map((name) => (
        <NumberField
          key={name}
          label={t(`guessing.${name}`)}
          value={next[name]}
          bounds={guessingBounds[name]}
          error={error}
          field={name}
          onChange={(value) => put({ [name]: value })}
        />
      ))}
      <Switch
        id="guessing-release"
        label={t('guessing.release')}
        checked={next.release}
        onChange={(release) => put({ release })}
      />
      <p className="small muted prose">{t('guessing.known')}</p>
      <Switch
        id="guessing-address"
        label={t('guessing.address')}
        checked={next.address.on}
        onChange={(on) => putAddress({ on })}
      />
      {ofAddress.map(([name, label]) => (
        <NumberField
          key={name}
          label={t(label)}
          value={next.address[name]}
          bounds={guessingBounds[name]}
          error={error}
          field={`address.${name}`}
          onChange={(value) => putAddress({ [name]: value })}
        />
      ))}
      <FormField
        label={t('guessing.allowed')}
        help={t('guessing.allowedHelp')}
        error={reasonFor(error, 'address.allowed')}
      >
        {(control) => (
          <TextArea {...control} className="mono" value={allowed} onChange={(e) => setAllowed(e.target.value)} />
        )}
      </FormField>
      <div>
        <Button variant="primary" type="submit" busy={busy} disabled={!changed}>
          {t('signing.save')}
        </Button>
      </div>
    </SentForm>
  );
}

function Blocked({ view }: { view: GuessingView }): ReactElement {
  const client = useQueryClient();
  const letIn = (path: string, body: object) => {
    call('POST', path, { body }).then(
      ({ data }) => {
        if (!tellWaiting(data)) showToast({ text: t('guessing.letInDone') });
        return client.invalidateQueries({ queryKey: key });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <section aria-labelledby="guessing-blocked">
      <h2 id="guessing-blocked">{t('guessing.blocked')}</h2>
      {view.people.length + view.addresses.length === 0 && <p className="muted">{t('guessing.nobody')}</p>}
      <ul className="lines">
        {view.people.map(({ person, device, until }) => (
          <li key={`${person.id} ${device} ${until}`} className="row wrap">
            <div className="grow">
              <p className="strong">{person.title}</p>
              <p className="small muted">
                {until === null ? t('guessing.untilReleased') : t('guessing.until', { when: formatDateTime(until) })}
                {device === 'known' && ` · ${t('guessing.knownDevice')}`}
              </p>
            </div>
            <Button
              aria-label={t('guessing.letIn', { name: person.title })}
              onClick={() => letIn('/guessing/release', { person: person.id })}
            >
              {t('guessing.letInShort')}
            </Button>
          </li>
        ))}
        {view.addresses.map(({ address, failures, until }) => (
          <li key={address} className="row wrap">
            <div className="grow">
              <p>
                <code>{address}</code>
              </p>
              <p className="small muted">
                {t('guessing.until', { when: formatDateTime(until) })} · {t('guessing.wrong', { count: failures })}
              </p>
            </div>
            <Button
              aria-label={t('guessing.letIn', { name: address })}
              onClick={() => letIn('/guessing/lift', { address })}
            >
              {t('guessing.letInShort')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
