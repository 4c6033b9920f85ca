// Makes a role (empty, or a copy of another), or changes its name and what it is for.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { TextArea, TextInput } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import { offerUndo } from '../../../web/undo.ts';
import type { Role } from '../contract.ts';
import { rolesKey } from './use-roles.ts';
import { t } from './words.ts';

interface Props {
  /** what a new one starts with; null: nothing */
  from: Role | null;
  rename?: Role;
  onClose: () => void;
  onMade: (id: string) => void;
}

export function RoleDialog({ from, rename, onClose, onMade }: Props): ReactElement {
  const client = useQueryClient();
  const [name, setName] = useState(rename?.name ?? '');
  const [help, setHelp] = useState((rename ?? from)?.help ?? '');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const { data, operation } =
        rename === undefined
          ? await call<Role>('POST', '/roles', {
              body: { name, help, grants: from?.grants ?? { areas: ['self.use'] } },
            })
          : await call<Role>('PUT', `/roles/${rename.id}`, { body: { version: rename.version, name, help } });
      const waits = tellWaiting(data);
      if (!waits) offerUndo(client, t(rename === undefined ? 'roles.created' : 'roles.saved', { name }), operation);
      await client.invalidateQueries({ queryKey: rolesKey });
      if (!waits) onMade(data.id);
      onClose();
    } catch (failed) {
      setError(failed);
      setBusy(false);
    }
  };
  const wrong = error === null ? null : (reasonFor(error, 'name') ?? problemLine(error));
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={
        rename === undefined
          ? from === null
            ? t('roles.create')
            : `${t('roles.clone')}: ${from.name}`
          : t('roles.rename')
      }
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{anywhere('common.cancel')}</Button>
          <Button variant="primary" busy={busy} disabled={name.trim() === ''} onClick={() => void save()}>
            {rename === undefined ? t('roles.make') : t('roles.save')}
          </Button>
        </>
      }
    >
      <FormField label={t('roles.name')} required error={wrong}>
        {(control) => <TextInput {...control} value={name} maxLength={80} onChange={(e) => setName(e.target.value)} />}
      </FormField>
      <FormField label={t('roles.help')}>
        {(control) => <TextArea {...control} value={help} maxLength={500} onChange={(e) => setHelp(e.target.value)} />}
      </FormField>
    </Dialog>
  );
}
