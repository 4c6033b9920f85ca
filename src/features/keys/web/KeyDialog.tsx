// Makes a key, or changes one: its name, rights in the same matrix as a role's with the fields below each object, addresses, rate and end.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { GivenRights } from '../../../web/access/GivenRights.tsx';
import type { Grants } from '../../../web/access/grants.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import type { Secret } from '../../../web/access/SecretDialog.tsx';
import { call, reasonFor } from '../../../web/call.ts';
import { formatDate } from '../../../web/format.ts';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextArea, TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { Key, createKey, changeKey } from '../contract.ts';
import { keysKey } from './keys-key.ts';
import { t } from './words.ts';

interface Props {
  /** null: a new one */
  apiKey: Key | null;
  onClose: () => void;
  onSecret: (secret: Secret) => void;
}

const ends = ['7', '30', '90', '365'] as const;
const nothing: Grants = { areas: ['self.use'] };
const fields = ['name', 'addresses', 'rate', 'expiresAt'];

/** To work in the product is nothing by itself. */
function givesSomething({ objects = {}, areas = [] }: Grants): boolean {
  return Object.keys(objects).length > 0 || areas.some((name) => name !== 'self.use');
}

/** The same day whenever it is asked: what was approved is asked for again in the same words. */
function dayAfter(days: number): string {
  const end = new Date();
  end.setUTCHours(24 * days, 0, 0, 0);
  return end.toISOString();
}

export function KeyDialog({ apiKey, onClose, onSecret }: Props): ReactElement {
  const client = useQueryClient();
  const before = (apiKey?.grants as Grants | undefined) ?? nothing;
  const [name, setName] = useState(apiKey?.name ?? '');
  const [grants, setGrants] = useState<Grants>(before);
  const [addresses, setAddresses] = useState(apiKey?.addresses.join('\n') ?? '');
  const [rate, setRate] = useState(String(apiKey?.rate ?? 600));
  const [days, setDays] = useState<string>(apiKey === null ? '90' : 'keep');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const wish = {
      name,
      grants,
      addresses: addresses.split(/[\s,]+/).filter(Boolean),
      rate: Number(rate),
      ...(days === 'keep' ? {} : { expiresAt: dayAfter(Number(days)) }),
    };
    try {
      const { data } =
        apiKey === null
          ? await call<AnswerOf<typeof createKey>>('POST', '/keys', { body: wish })
          : await call<AnswerOf<typeof changeKey>>('PATCH', `/keys/${apiKey.id}`, { body: wish });
      await client.invalidateQueries({ queryKey: keysKey });
      if (!tellWaiting(data)) {
        if ('secret' in data && data.secret !== null) onSecret({ name, secret: data.secret });
        else showToast({ text: t('keys.changed', { name }) });
      }
      onClose();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  const wrong = (field: string) => (error === null ? null : reasonFor(error, field));
  const other = error !== null && fields.every((field) => wrong(field) === null);
  const untilNow = apiKey === null ? '' : formatDate(apiKey.expiresAt.slice(0, 10));
  return (
    <Dialog
      open
      onClose={onClose}
      size="large"
      title={apiKey === null ? t('keys.create') : apiKey.name}
      description={t('keys.help')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{anywhere('common.cancel')}</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={name.trim() === '' || !givesSomething(grants)}
            onClick={() => void save()}
          >
            {t(apiKey === null ? 'keys.make' : 'keys.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormField label={t('keys.name')} required error={wrong('name')}>
          {(control) => (
            <TextInput {...control} value={name} maxLength={80} onChange={(e) => setName(e.target.value)} />
          )}
        </FormField>
        <GivenRights
          help={t('keys.rightsHelp')}
          error={other ? problemLine(error) : null}
          grants={grants}
          before={apiKey === null ? grants : before}
          people
          onChange={setGrants}
        />
        <FormField label={t('keys.addresses')} help={t('keys.addressesHelp')} error={wrong('addresses')}>
          {(control) => <TextArea {...control} value={addresses} onChange={(e) => setAddresses(e.target.value)} />}
        </FormField>
        <FormField label={t('keys.rate')} error={wrong('rate')}>
          {(control) => (
            <TextInput {...control} inputMode="numeric" value={rate} onChange={(e) => setRate(e.target.value)} />
          )}
        </FormField>
        <FormField label={t('keys.expires')} error={wrong('expiresAt')}>
          {(control) => (
            <Select
              control={control}
              label={t('keys.expires')}
              value={days}
              onChange={(next) => setDays(next ?? days)}
              items={[
                ...(apiKey === null ? [] : [{ value: 'keep', label: t('keys.expires.keep', { when: untilNow }) }]),
                ...ends.map((d) => ({ value: d, label: t(`keys.expires.${d}`) })),
              ]}
            />
          )}
        </FormField>
      </div>
    </Dialog>
  );
}
