// Could this address come, as whom, and which rule says so.
import { type ReactElement, useState } from 'react';
import { call, reasonFor } from '../../../web/call.ts';
import { useFound } from '../../../web/fields/use-found.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import type { AddressCheck, NetworkView } from '../contract.ts';
import { t } from './words.ts';

/** `type:api`, `role:<id>`, `person:<id>`, or empty. */
function asOf(who: string): object {
  const [kind = '', id] = who.split(':');
  return id === undefined ? {} : { [kind]: id };
}

export function TestAddress({ view }: { view: NetworkView }): ReactElement {
  const [address, setAddress] = useState('');
  const [who, setWho] = useState('');
  const [chosen, setChosen] = useState('');
  const [answer, setAnswer] = useState<AddressCheck | null>(null);
  const [error, setError] = useState<unknown>(null);
  const found = useFound(['user']);
  const types = (['normal', 'administrator', 'api'] as const).map((type) => {
    return { value: `type:${type}`, label: t(`network.type.${type}`) };
  });
  const lower = found.text.trim().toLowerCase();
  const items = [
    { value: '', label: t('network.testNobody') },
    ...types,
    ...view.roles.map(({ id, title }) => ({ value: `role:${id}`, label: title, hint: t('network.who.roles') })),
  ].filter(({ label }) => label.toLowerCase().includes(lower));
  const people = found.items.map(({ id, title }) => ({ value: `person:${id}`, label: title }));
  const all = [...items, ...people];
  const shown = all.some(({ value }) => value === who) ? all : [{ value: who, label: chosen }, ...all];
  const check = () => {
    call<AddressCheck>('POST', '/network/check', { body: { address, ...asOf(who) } }).then(
      ({ data }) => {
        setAnswer(data);
        setError(null);
      },
      (failed: unknown) => {
        setAnswer(null);
        setError(failed);
      },
    );
  };
  return (
    <section className="stack" aria-labelledby="network-test">
      <h2 id="network-test">{t('network.test')}</h2>
      <form
        className="stack"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          check();
        }}
      >
        <FormField
          label={t('network.testAddress')}
          error={error === null ? null : (reasonFor(error, 'address') ?? problemLine(error))}
        >
          {(control) => <TextInput {...control} value={address} onChange={(e) => setAddress(e.target.value)} />}
        </FormField>
        <FormField label={t('network.testAs')}>
          {(control) => (
            <Select
              control={control}
              label={t('network.testAs')}
              value={who}
              items={shown}
              search={{ text: found.text, onText: found.setText }}
              onOpenChange={found.setOpen}
              onChange={(next) => {
                setChosen(shown.find(({ value }) => value === next)?.label ?? '');
                setWho(next ?? '');
              }}
            />
          )}
        </FormField>
        <div>
          <Button type="submit" disabled={address.trim() === ''}>
            {t('network.testGo')}
          </Button>
        </div>
      </form>
      <div aria-live="polite">
        {answer !== null && (
          <p className={answer.allowed ? 'network-yes' : 'network-no'}>
            <span className="strong">
              {t(answer.allowed ? 'network.yes' : 'network.no', {
                address: answer.country === null ? answer.address : `${answer.address} (${answer.country})`,
              })}
            </span>{' '}
            {t(`network.why.${answer.why}`, { rule: answer.rule ?? '' })}
          </p>
        )}
      </div>
    </section>
  );
}
