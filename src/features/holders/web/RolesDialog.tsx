// Takes and gives roles from where it is seen what they do; the server refuses what may not be given, or asks for a second administrator.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call } from '../../../web/call.ts';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import type { listRoles } from '../../members/contract.ts';
import { t } from './words.ts';
import { offerUndo } from '../../../web/undo.ts';

async function rolesAt(path: string, signal: AbortSignal): Promise<AnswerOf<typeof listRoles>['rows']> {
  return (await call<AnswerOf<typeof listRoles>>('GET', path, { signal })).data.rows;
}

export function RolesDialog({
  person,
  onClose,
}: {
  person: { readonly id: string; readonly name: string };
  onClose: () => void;
}): ReactElement {
  const client = useQueryClient();
  const all = useQuery({ queryKey: ['roles'], queryFn: ({ signal }) => rolesAt('/roles', signal) });
  const held = useQuery({
    queryKey: ['roles', person.id],
    queryFn: ({ signal }) => rolesAt(`/members/${person.id}/roles`, signal),
  });
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [reason, setReason] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: string | null }>({ busy: false, error: null });
  const now = chosen ?? held.data?.map((r) => r.id) ?? [];
  const failed = all.error ?? held.error;
  const save = async () => {
    setState({ busy: true, error: null });
    try {
      const { data, operation } = await call('PUT', `/members/${person.id}/roles`, { body: { roles: now }, reason });
      if (!tellWaiting(data)) offerUndo(client, t('holders.rolesSaved', { name: person.name }), operation);
      await client.invalidateQueries();
      onClose();
    } catch (error) {
      setState({ busy: false, error: problemLine(error) });
    }
  };
  return (
    <Dialog
      open
      size="small"
      onClose={onClose}
      title={t('holders.rolesOf', { name: person.name })}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{anywhere('common.cancel')}</Button>
          <Button variant="primary" busy={state.busy} disabled={chosen === null} onClick={() => void save()}>
            {t('holders.saveRoles')}
          </Button>
        </>
      }
    >
      {failed !== null ? (
        <Failure error={failed} />
      ) : all.data === undefined || held.data === undefined ? (
        <Waiting lines={4} />
      ) : (
        <div className="stack">
          <FormField label={t('person.roles')} group error={state.error}>
            {() =>
              all.data.map((role) => (
                <label key={role.id} className="role-choice" htmlFor={`holder-role-${role.id}`}>
                  <Checkbox
                    id={`holder-role-${role.id}`}
                    checked={now.includes(role.id)}
                    onChange={(e) =>
                      setChosen(e.target.checked ? [...now, role.id] : now.filter((id) => id !== role.id))
                    }
                  />
                  <span>
                    <span className="strong">{role.name}</span>
                    <span className="muted small block">{role.help}</span>
                  </span>
                </label>
              ))
            }
          </FormField>
          <FormField label={t('holders.reason')}>
            {(control) => (
              <TextInput {...control} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
            )}
          </FormField>
        </div>
      )}
    </Dialog>
  );
}
