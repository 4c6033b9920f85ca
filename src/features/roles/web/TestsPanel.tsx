// The saved tests of access, each tried now; a new one is made below them.
import { useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call } from '../../../web/call.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { IconButton } from '../../../web/kit/Button.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { Role } from '../contract.ts';
import { NewTest } from './NewTest.tsx';
import { testText } from './test-text.ts';
import { rolesKey, useRoleMatrix, useTests } from './use-roles.ts';
import { useRoleWords } from './use-role-words.ts';
import { t } from './words.ts';
import { offerUndo } from '../../../web/undo.ts';

export function TestsPanel({ roles, mayChange }: { roles: readonly Role[]; mayChange: boolean }): ReactElement {
  const client = useQueryClient();
  const tests = useTests();
  const catalogue = useRoleMatrix().data?.catalogue;
  const words = useRoleWords(catalogue?.objects);
  const remove = (id: string) => {
    call('DELETE', `/access-tests/${id}`).then(
      ({ data, operation }) => {
        if (!tellWaiting(data)) offerUndo(client, t('tests.removed'), operation);
        return client.invalidateQueries({ queryKey: rolesKey });
      },
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
            {test.passes === null ? (
              <Badge>{t('tests.untold')}</Badge>
            ) : (
              <Badge tone={test.passes ? 'success' : 'danger'}>{t(test.passes ? 'tests.passes' : 'tests.fails')}</Badge>
            )}
            <span className="grow">
              {testText(test, words)}
              {test.trouble !== null && <span className="small danger-text block">{test.trouble}</span>}
            </span>
            {mayChange && (
              <IconButton icon={Trash2} label={`${t('tests.remove')}: ${test.note}`} onClick={() => remove(test.id)} />
            )}
          </li>
        ))}
      </ul>
      {mayChange && catalogue !== undefined && <NewTest roles={roles} catalogue={catalogue} />}
    </div>
  );
}
