// Names a receiver of the ledger: how it is reached, what it gets, and the secret it wants.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Refusal, useSending } from '../../../web/kit/sending.tsx';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { sentKey } from './sent-key.ts';
import { t } from './sent-words.ts';

const kinds = ['webhook', 'syslog', 'mail'] as const;
const wants = ['heads', 'ocsf', 'cef'] as const;
const fields = ['label', 'url', 'authorization'];

export function ReceiverDialog({ onClose }: { onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const [kind, setKind] = useState<(typeof kinds)[number]>('webhook');
  const [gets, setGets] = useState<(typeof wants)[number]>('heads');
  const [label, setLabel] = useState('');
  const [url, setUrl] = useState('');
  const [authorization, setAuthorization] = useState('');
  const [fromBeginning, setFromBeginning] = useState(false);
  const state = useSending();
  const save = async () => {
    const body = {
      kind,
      label: label.trim(),
      url: url.trim(),
      ...(gets === 'heads' ? {} : { format: gets, fromBeginning }),
      ...(kind === 'webhook' && authorization.trim() !== '' ? { authorization: authorization.trim() } : {}),
    };
    await state.send(async () => {
      const { data } = await call('POST', '/ledger/receivers', { body });
      await client.invalidateQueries({ queryKey: sentKey });
      if (!tellWaiting(data)) showToast({ text: t('sent.added', { label: label.trim() }) });
      onClose();
    });
  };
  const wrong = (field: string) => (state.error === null ? null : reasonFor(state.error, field));
  const other = state.error !== null && fields.every((field) => wrong(field) === null);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('sent.add')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{anywhere('common.cancel')}</Button>
          <Button
            variant="primary"
            busy={state.busy}
            disabled={label.trim() === '' || url.trim() === ''}
            onClick={() => void save()}
          >
            {t('sent.add')}
          </Button>
        </>
      }
    >
      <div className="stack">
        {other && <Refusal why={state.error} />}
        <FormField label={t('sent.gets')} help={t(`sent.getsHelp.${gets}`)}>
          {(control) => (
            <Select
              control={control}
              label={t('sent.gets')}
              value={gets}
              items={wants.map((value) => ({ value, label: t(`sent.gets.${value}`) }))}
              onChange={(value) => {
                setGets(value as (typeof wants)[number]);
                if (value !== 'heads' && kind === 'mail') setKind('webhook');
              }}
            />
          )}
        </FormField>
        <FormField label={t('sent.kind')}>
          {(control) => (
            <Select
              control={control}
              label={t('sent.kind')}
              value={kind}
              items={kinds
                .filter((value) => value !== 'mail' || gets === 'heads')
                .map((value) => ({ value, label: t(`sent.kind.${value}`) }))}
              onChange={(value) => setKind(value as (typeof kinds)[number])}
            />
          )}
        </FormField>
        <FormField label={t('sent.label')} help={t('sent.labelHelp')} required error={wrong('label')}>
          {(control) => (
            <TextInput {...control} value={label} maxLength={80} onChange={(e) => setLabel(e.target.value)} />
          )}
        </FormField>
        <FormField
          label={t('sent.url')}
          help={t(kind === 'mail' ? 'sent.urlHelp.mail' : 'sent.urlHelp')}
          required
          error={wrong('url')}
        >
          {(control) => (
            <TextInput
              {...control}
              value={url}
              placeholder={t(`sent.url.${kind}`)}
              onChange={(e) => setUrl(e.target.value)}
            />
          )}
        </FormField>
        {kind === 'webhook' && (
          <FormField label={t('sent.authorization')} help={t('sent.authorizationHelp')} error={wrong('authorization')}>
            {(control) => (
              <TextInput
                {...control}
                autoComplete="off"
                value={authorization}
                onChange={(e) => setAuthorization(e.target.value)}
              />
            )}
          </FormField>
        )}
        {gets !== 'heads' && (
          <label className="row">
            <Checkbox checked={fromBeginning} onChange={(e) => setFromBeginning(e.target.checked)} />
            {t('sent.fromBeginning')}
          </label>
        )}
      </div>
    </Dialog>
  );
}
