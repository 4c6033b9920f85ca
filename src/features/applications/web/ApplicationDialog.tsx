// Approves an application, or changes one: its name and purpose, where it is answered, what it may do, and whether it keeps a secret.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { GivenRights } from '../../../web/access/GivenRights.tsx';
import type { Grants } from '../../../web/access/grants.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import type { Secret } from '../../../web/access/SecretDialog.tsx';
import { call, reasonFor } from '../../../web/call.ts';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextArea, TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { Application, createApplication, changeApplication } from '../contract.ts';
import { appsKey } from './apps-key.ts';
import { t } from './words.ts';

interface Props {
  /** null: a new one */
  application: Application | null;
  onClose: () => void;
  onSecret: (secret: Secret) => void;
}

const nothing: Grants = { areas: ['self.use'] };

export function ApplicationDialog({ application, onClose, onSecret }: Props): ReactElement {
  const client = useQueryClient();
  const before = application === null ? nothing : (application.grants as Grants);
  const [name, setName] = useState(application?.name ?? '');
  const [purpose, setPurpose] = useState(application?.purpose ?? '');
  const [redirects, setRedirects] = useState(application?.redirects.join('\n') ?? '');
  const [grants, setGrants] = useState<Grants>(before);
  const [confidential, setConfidential] = useState(application?.confidential ?? true);
  const [rate, setRate] = useState(String(application?.rate ?? 600));
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const wish = { name, purpose, redirects: redirects.split(/\s+/).filter(Boolean), grants, rate: Number(rate) };
    try {
      const { data } =
        application === null
          ? await call<AnswerOf<typeof createApplication>>('POST', '/applications', { body: { ...wish, confidential } })
          : await call<AnswerOf<typeof changeApplication>>('PATCH', `/applications/${application.id}`, {
              body: { ...wish, version: application.version },
            });
      await client.invalidateQueries({ queryKey: appsKey });
      if (!tellWaiting(data)) {
        if ('secret' in data && data.secret !== null) onSecret({ name, secret: data.secret });
        else showToast({ text: t(application === null ? 'apps.approved' : 'apps.changed', { name }) });
      }
      onClose();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  const wrong = (field: string) => (error === null ? null : reasonFor(error, field));
  const other = error !== null && ['name', 'purpose', 'redirects', 'rate'].every((field) => wrong(field) === null);
  return (
    <Dialog
      open
      onClose={onClose}
      size="large"
      title={application === null ? t('apps.approve') : application.name}
      description={t('apps.help')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{anywhere('common.cancel')}</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={name.trim() === '' || redirects.trim() === ''}
            onClick={() => void save()}
          >
            {t(application === null ? 'apps.make' : 'apps.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        {application !== null && (
          <FormField label={t('apps.clientId')}>
            {(control) => <TextInput {...control} readOnly value={application.id} onFocus={(e) => e.target.select()} />}
          </FormField>
        )}
        <FormField label={t('apps.name')} required error={wrong('name')}>
          {(control) => (
            <TextInput {...control} value={name} maxLength={80} onChange={(e) => setName(e.target.value)} />
          )}
        </FormField>
        <FormField label={t('apps.purpose')} help={t('apps.purposeHelp')} error={wrong('purpose')}>
          {(control) => (
            <TextInput {...control} value={purpose} maxLength={300} onChange={(e) => setPurpose(e.target.value)} />
          )}
        </FormField>
        <FormField label={t('apps.addresses')} required help={t('apps.addressesHelp')} error={wrong('redirects')}>
          {(control) => <TextArea {...control} value={redirects} onChange={(e) => setRedirects(e.target.value)} />}
        </FormField>
        {application === null && (
          <label className="role-choice" htmlFor="app-confidential">
            <Checkbox
              id="app-confidential"
              checked={confidential}
              onChange={(e) => setConfidential(e.target.checked)}
            />
            <span>{t('apps.confidential')}</span>
          </label>
        )}
        <GivenRights
          help={t('apps.rightsHelp')}
          error={other ? problemLine(error) : null}
          grants={grants}
          before={application === null ? grants : before}
          people={false}
          onChange={setGrants}
        />
        <FormField label={t('apps.rate')} error={wrong('rate')}>
          {(control) => (
            <TextInput {...control} inputMode="numeric" value={rate} onChange={(e) => setRate(e.target.value)} />
          )}
        </FormField>
      </div>
    </Dialog>
  );
}
