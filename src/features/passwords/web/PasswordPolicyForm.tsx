// What the company asks of passwords: what holds by the standard, and options that deviate from it, each with its reason.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, type ReactNode, useState } from 'react';
import { useSetting } from '../../../web/access/pending.ts';
import { Refusal, SentForm } from '../../../web/kit/sending.tsx';
import { type PasswordDeviation, passwordBounds, passwordDeviations } from '../../../contract/password-policy.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextArea, TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { ownPasswordKey } from '../../../web/passwords/keys.ts';
import type { PasswordPolicyView } from '../contract.ts';
import { t } from './words.ts';

const key = ['password-policy'] as const;

export function PasswordPolicyForm(): ReactElement {
  const policy = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await call<PasswordPolicyView>('GET', '/password-policy', { signal })).data,
  });
  if (policy.isError) return <Failure error={policy.error} onRetry={() => void policy.refetch()} />;
  if (policy.data === undefined) return <Waiting lines={8} />;
  return <Form key={JSON.stringify(policy.data)} saved={policy.data} />;
}

const whole = (text: string): number => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : Number.NaN);
const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function useForm(saved: PasswordPolicyView) {
  const [next, setNext] = useState(saved);
  const [texts, setTexts] = useState({
    least: String(saved.least ?? passwordBounds.least),
    history: String(saved.history),
    words: saved.words.join('\n'),
  });
  const state = useSetting('/password-policy', key, ownPasswordKey);
  const wish: PasswordPolicyView = {
    ...next,
    least: next.least === null ? null : whole(texts.least),
    history: whole(texts.history),
    words: lines(texts.words),
  };
  const save = () => state.save(wish, () => showToast({ text: t('passwords.saved') }));
  return {
    next,
    wish,
    texts,
    state,
    save,
    set: (change: Partial<PasswordPolicyView>) => setNext((old) => ({ ...old, ...change })),
    write: (change: Partial<typeof texts>) => setTexts((old) => ({ ...old, ...change })),
    changed: JSON.stringify(wish) !== JSON.stringify(saved),
  };
}

type FormState = ReturnType<typeof useForm>;

function Form({ saved }: { saved: PasswordPolicyView }): ReactElement {
  const form = useForm(saved);
  const { wish, state, set, next } = form;
  const deviates = passwordDeviations(wish);
  const fields = ['least', 'expiryMonths', 'history', 'words'];
  const named = fields.some((field) => reasonFor(state.error, field) !== null);
  return (
    <SentForm className="signing" onSubmit={() => form.save()}>
      <p className="muted prose">{t('passwords.help')}</p>
      {!named && <Refusal why={state.error} />}
      <Length form={form} deviates={deviates} />
      <FormField label={t('passwords.words')} help={t('passwords.wordsHelp')} error={reasonFor(state.error, 'words')}>
        {(control) => (
          <TextArea
            {...control}
            rows={3}
            value={form.texts.words}
            onChange={(e) => form.write({ words: e.target.value })}
          />
        )}
      </FormField>
      <p className="muted prose">{t('passwords.standard')}</p>
      <Option what="classes" deviates={deviates}>
        <FormField label={t('passwords.classes')} group>
          {() =>
            (['upperAndLower', 'digit', 'sign'] as const).map((kind) => (
              <Tick
                key={kind}
                id={`passwords-${kind}`}
                label={t(`passwords.classes.${kind}`)}
                checked={next.classes[kind]}
                onChange={(on) => set({ classes: { ...next.classes, [kind]: on } })}
              />
            ))
          }
        </FormField>
      </Option>
      <Ageing form={form} deviates={deviates} />
      <Option what="discourageSaving" deviates={deviates}>
        <Tick
          id="passwords-discourage"
          label={t('passwords.discourage')}
          checked={next.discourageSaving}
          onChange={(discourageSaving) => set({ discourageSaving })}
        />
      </Option>
      <div>
        <Button
          variant="primary"
          type="submit"
          busy={state.busy}
          disabled={!form.changed || Number.isNaN(wish.history) || Number.isNaN(wish.least ?? 0)}
        >
          {t('passwords.save')}
        </Button>
      </div>
    </SentForm>
  );
}

interface PartProps {
  form: FormState;
  deviates: readonly PasswordDeviation[];
}

function Length({ form, deviates }: PartProps): ReactElement {
  const { next, set, texts, write, state } = form;
  const { floor, ceiling, least } = passwordBounds;
  return (
    <Option what="least" deviates={deviates}>
      <FormField label={t('passwords.least')}>
        {(control) => (
          <Select
            control={control}
            label={t('passwords.least')}
            value={next.least === null ? 'usual' : 'own'}
            items={(['usual', 'own'] as const).map((value) => ({ value, label: t(`passwords.least.${value}`) }))}
            onChange={(value) => set({ least: value === 'own' ? least : null })}
          />
        )}
      </FormField>
      {next.least !== null && (
        <FormField
          label={t('passwords.chars')}
          help={t('passwords.charsHelp', { least: floor, most: ceiling })}
          error={reasonFor(state.error, 'least')}
        >
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              className="signing-number"
              value={texts.least}
              onChange={(e) => write({ least: e.target.value })}
            />
          )}
        </FormField>
      )}
    </Option>
  );
}

function Ageing({ form, deviates }: PartProps): ReactElement {
  const { next, set, texts, write, state } = form;
  return (
    <>
      <Option what="expiryMonths" deviates={deviates}>
        <FormField label={t('passwords.expiry')} error={reasonFor(state.error, 'expiryMonths')}>
          {(control) => (
            <Select
              control={control}
              label={t('passwords.expiry')}
              value={String(next.expiryMonths)}
              items={Array.from({ length: passwordBounds.expiryMonths + 1 }, (_, months) => ({
                value: String(months),
                label: months === 0 ? t('passwords.expiry.0') : t('passwords.expiry.n', { months }),
              }))}
              onChange={(value) => set({ expiryMonths: Number(value) })}
            />
          )}
        </FormField>
      </Option>
      <Option what="history" deviates={deviates}>
        <FormField
          label={t('passwords.history')}
          help={t('passwords.historyHelp', { most: passwordBounds.history })}
          error={reasonFor(state.error, 'history')}
        >
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              className="signing-number"
              value={texts.history}
              onChange={(e) => write({ history: e.target.value })}
            />
          )}
        </FormField>
      </Option>
    </>
  );
}

/** What deviates says so, and why the standard does not want it. */
function Option(props: {
  what: PasswordDeviation;
  deviates: readonly PasswordDeviation[];
  children: ReactNode;
}): ReactElement {
  const { what, deviates, children } = props;
  return (
    <div className="signing-group">
      {children}
      {deviates.includes(what) && (
        <p className="small prose">
          <Badge tone="brass">{t('passwords.deviates')}</Badge> {t(`passwords.why.${what}`)}
        </p>
      )}
    </div>
  );
}

function Tick(props: { id: string; label: string; checked: boolean; onChange: (on: boolean) => void }): ReactElement {
  const { id, label, checked, onChange } = props;
  return (
    <label className="row" htmlFor={id}>
      <Checkbox id={id} checked={checked} onChange={(e) => onChange(e.target.checked)} />
      <span>{label}</span>
    </label>
  );
}
