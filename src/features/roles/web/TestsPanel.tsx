// The saved tests of access, each tried now, and a form for a new one.
import { useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { call } from '../../../web/call.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { Role } from '../contract.ts';
import { testText } from './test-text.ts';
import { rolesKey, useRoleMatrix, useTests } from './use-roles.ts';
import { t } from './words.ts';

export function TestsPanel({ roles, mayChange }: { roles: readonly Role[]; mayChange: boolean }): ReactElement {
  const client = useQueryClient();
  const tests = useTests();
  const remove = (id: string) => {
    call('DELETE', `/access-tests/${id}`).then(
      () => client.invalidateQueries({ queryKey: rolesKey }),
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  if (tests.isPending) return <Waiting />;
  if (tests.isError) return <Failure error={tests.error} onRetry={() => void tests.refetch()} />;
  return (
    <div className="page-body">
      <p className="prose muted">{t('tests.help')}</p>
      {tests.data.length === 0 && <Empty title={t('tests.none')} />}
      <ul className="areas">
        {tests.data.map((test) => (
          <li key={test.id} className="row">
            <Badge tone={test.passes ? 'success' : 'danger'}>{t(test.passes ? 'tests.passes' : 'tests.fails')}</Badge>
            <span className="grow">{testText(test)}</span>
            {mayChange && (
              <IconButton icon={Trash2} label={`${t('tests.remove')}: ${test.note}`} onClick={() => remove(test.id)} />
            )}
          </li>
        ))}
      </ul>
      {mayChange && <NewTest roles={roles} />}
    </div>
  );
}

function NewTest({ roles }: { roles: readonly Role[] }): ReactElement {
  const client = useQueryClient();
  const catalogue = useRoleMatrix().data?.catalogue;
  const [role, setRole] = useState<string | null>(null);
  const [permission, setPermission] = useState<string | null>(null);
  const [must, setMust] = useState('no');
  const [note, setNote] = useState('');
  const [error, setError] = useState<string | null>(null);
  const rights = [
    ...(catalogue?.objects ?? []).flatMap((o) => o.verbs.map((verb) => `${o.name}.${verb}`)),
    ...(catalogue?.areas ?? []).map((a) => a.name),
  ];
  const save = () => {
    call('POST', '/access-tests', { body: { role, permission, may: must === 'yes', note } }).then(
      () => {
        setError(null);
        setNote('');
        showToast({ text: t('tests.added') });
        return client.invalidateQueries({ queryKey: rolesKey });
      },
      (failed: unknown) => setError(problemLine(failed)),
    );
  };
  return (
    <section className="new-test" aria-label={t('tests.add')}>
      <h2>{t('tests.add')}</h2>
      <FormField label={t('tests.role')}>
        {(control) => (
          <Select
            control={control}
            label={t('tests.role')}
            value={role}
            onChange={setRole}
            items={roles.map((r) => ({ value: r.id, label: r.name }))}
          />
        )}
      </FormField>
      <FormField label={t('tests.permission')}>
        {(control) => (
          <Select
            control={control}
            label={t('tests.permission')}
            value={permission}
            onChange={setPermission}
            search="local"
            items={rights.map((r) => ({ value: r, label: r }))}
          />
        )}
      </FormField>
      <FormField label={t('tests.expected')}>
        {(control) => (
          <Select
            control={control}
            label={t('tests.expected')}
            value={must}
            onChange={(next) => setMust(next ?? 'no')}
            items={[
              { value: 'no', label: t('tests.mayNot') },
              { value: 'yes', label: t('tests.may') },
            ]}
          />
        )}
      </FormField>
      <FormField label={t('tests.note')} error={error}>
        {(control) => <TextInput {...control} value={note} maxLength={200} onChange={(e) => setNote(e.target.value)} />}
      </FormField>
      <Button variant="primary" disabled={role === null || permission === null || note.trim() === ''} onClick={save}>
        {t('tests.save')}
      </Button>
    </section>
  );
}
