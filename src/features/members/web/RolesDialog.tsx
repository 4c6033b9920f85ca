// Gives and takes roles. Each says in a sentence what it allows; what may not be given is refused by the server with its reason.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import type { listRoles, rolesOfMember } from '../contract.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import type { Row } from '../../../web/row.ts';
import { offerUndo } from '../../../web/undo.ts';
import { t } from './words.ts';

function useRoles() {
  return useQuery({
    queryKey: ['roles'],
    queryFn: async ({ signal }) => (await call<AnswerOf<typeof listRoles>>('GET', '/roles', { signal })).data.rows,
  });
}

export function useRolesOf(id: string) {
  return useQuery({
    queryKey: ['roles', id],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof rolesOfMember>>('GET', `/members/${id}/roles`, { signal })).data.rows,
  });
}

interface RoleChoicesProps {
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
  error: string | null;
}

export function RoleChoices({ chosen, onChange, error }: RoleChoicesProps): ReactElement {
  const roles = useRoles();
  return (
    <FormField label={t('members.roles')} group error={error}>
      {() => (
        <div className="stack tight">
          {roles.isPending && <Waiting lines={4} />}
          {roles.isError && <Failure error={roles.error} onRetry={() => void roles.refetch()} />}
          {roles.data?.map((role) => (
            <label key={role.id} className="role-choice" htmlFor={`role-${role.id}`}>
              <Checkbox
                id={`role-${role.id}`}
                checked={chosen.includes(role.id)}
                onChange={(e) =>
                  onChange(e.target.checked ? [...chosen, role.id] : chosen.filter((id) => id !== role.id))
                }
              />
              <span>
                <span className="strong">{role.name}</span>
                <span className="muted small block">{role.help}</span>
              </span>
            </label>
          ))}
        </div>
      )}
    </FormField>
  );
}

export function RolesDialog({ row, onClose }: { row: Row; onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const held = useRolesOf(row.id);
  const [chosen, setChosen] = useState<readonly string[] | null>(null);
  const [state, setState] = useState<{ busy: boolean; error: string | null }>({ busy: false, error: null });
  const now = chosen ?? held.data?.map((r) => r.id) ?? [];
  const name = row.title ?? '';
  const save = async () => {
    setState({ busy: true, error: null });
    try {
      const { data, operation } = await call('PUT', `/members/${row.id}/roles`, { body: { roles: now } });
      await client.invalidateQueries({ queryKey: ['roles', row.id] });
      if (!tellWaiting(data)) offerUndo(client, t('members.rolesSaved', { name }), operation);
      onClose();
    } catch (error) {
      setState({ busy: false, error: problemLine(error) });
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t('members.rolesOf', { name })}
      description={t('members.rolesHelp')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button variant="primary" busy={state.busy} disabled={chosen === null} onClick={() => void save()}>
            {t('members.saveRoles')}
          </Button>
        </>
      }
    >
      {held.isError ? (
        <Failure error={held.error} onRetry={() => void held.refetch()} />
      ) : held.isPending ? (
        <Waiting lines={4} />
      ) : (
        <RoleChoices chosen={now} onChange={setChosen} error={state.error} />
      )}
    </Dialog>
  );
}
