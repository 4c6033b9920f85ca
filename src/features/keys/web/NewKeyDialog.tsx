// Makes a key: its name, rights in the same matrix as a role's, addresses, rate and end.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { Grants } from '../../../web/access/grants.ts';
import { Matrix } from '../../../web/access/Matrix.tsx';
import type { Secret } from '../../../web/access/SecretDialog.tsx';
import { givenVerbs, useMine } from '../../../web/access/use-mine.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextArea, TextInput } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import { keysKey } from './keys-key.ts';
import { t } from './words.ts';

const ends = ['7', '30', '90', '365'] as const;
const nothing: Grants = { areas: ['self.use'] };

export function NewKeyDialog({
  onClose,
  onSecret,
}: {
  onClose: () => void;
  onSecret: (secret: Secret) => void;
}): ReactElement {
  const client = useQueryClient();
  const objects = useMine();
  const [name, setName] = useState('');
  const [grants, setGrants] = useState<Grants>(nothing);
  const [addresses, setAddresses] = useState('');
  const [rate, setRate] = useState('600');
  const [days, setDays] = useState<string>('90');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    // The same day whenever it is asked: what was approved is asked for again in the same words.
    const end = new Date();
    end.setUTCHours(24 * Number(days), 0, 0, 0);
    const body = {
      name,
      grants,
      addresses: addresses.split(/[\s,]+/).filter(Boolean),
      rate: Number(rate),
      expiresAt: end.toISOString(),
    };
    try {
      const { data } = await call<{ secret: string }>('POST', '/keys', { body });
      await client.invalidateQueries({ queryKey: keysKey });
      if (!tellWaiting(data)) onSecret({ name, secret: data.secret });
      onClose();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  const wrong = (field: string) => (error === null ? null : reasonFor(error, field));
  const other = error !== null && ['name', 'addresses', 'rate', 'expiresAt'].every((field) => wrong(field) === null);
  return (
    <Dialog
      open
      onClose={onClose}
      size="large"
      title={t('keys.create')}
      description={t('keys.help')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{anywhere('common.cancel')}</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={name.trim() === '' || Object.keys(grants.objects ?? {}).length === 0}
            onClick={() => void save()}
          >
            {t('keys.make')}
          </Button>
        </>
      }
    >
      <FormField label={t('keys.name')} required error={wrong('name')}>
        {(control) => <TextInput {...control} value={name} maxLength={80} onChange={(e) => setName(e.target.value)} />}
      </FormField>
      <FormField label={t('keys.rights')} group help={t('keys.rightsHelp')} error={other ? problemLine(error) : null}>
        {() => <Matrix objects={objects} verbs={givenVerbs} grants={grants} before={grants} onChange={setGrants} />}
      </FormField>
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
            onChange={(next) => setDays(next ?? '90')}
            items={ends.map((d) => ({ value: d, label: t(`keys.expires.${d}`) }))}
          />
        )}
      </FormField>
    </Dialog>
  );
}
