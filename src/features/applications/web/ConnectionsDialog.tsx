// Who has connected one application: since when, what they allowed, when it last acted for them; each to be ended at once.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { call } from '../../../web/call.ts';
import { formatAgo } from '../../../web/format.ts';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { Application, Connection } from '../contract.ts';
import { appsKey } from './apps-key.ts';
import { t } from './words.ts';

interface Props {
  application: Application;
  onClose: () => void;
}

export function ConnectionsDialog({ application, onClose }: Props): ReactElement {
  const client = useQueryClient();
  const list = useQuery({
    queryKey: [...appsKey, application.id],
    queryFn: async ({ signal }) =>
      (await call<{ rows: readonly Connection[] }>('GET', `/applications/${application.id}/connections`, { signal }))
        .data.rows,
  });
  const end = (one: Connection) => {
    call('DELETE', `/connections/${one.id}`).then(
      () => {
        showToast({ text: t('apps.endedOf', { name: application.name, person: one.person.title }) });
        return client.invalidateQueries({ queryKey: appsKey });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <Dialog open onClose={onClose} size="large" title={t('apps.connections', { name: application.name })}>
      {list.isPending && <Waiting lines={3} />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <p className="muted">{t('apps.allowed', { count: 0 })}</p>}
      {list.data !== undefined && list.data.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('apps.person')}</th>
              <th scope="col">{t('apps.since')}</th>
              <th scope="col">{t('apps.lastUsed')}</th>
              <th scope="col">
                <span className="sr">{anywhere('list.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.data.map((one) => (
              <tr key={one.id}>
                <td title={one.rights.join(', ')}>{one.person.title}</td>
                <td>{formatAgo(one.since)}</td>
                <td>{one.lastUsedAt === null ? t('apps.never') : formatAgo(one.lastUsedAt)}</td>
                <td className="cell-more">
                  <Button small onClick={() => end(one)}>
                    {t('apps.end')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  );
}
