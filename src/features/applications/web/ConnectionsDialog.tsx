// Who has connected one application: since when, what they allowed, when it last acted for them; each to be ended at once.
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { type Program, ProgramsTable, useAct } from '../../../web/access/ProgramsTable.tsx';
import { call } from '../../../web/call.ts';
import { formatAgo, formatDate } from '../../../web/format.ts';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import type { Application, Connection, listConnections } from '../contract.ts';
import { appsKey } from './apps-key.ts';
import { t } from './words.ts';

/** A connection as a line of the table. `called`: by its application or by its person, and what is said when it has ended. */
export function useConnection(
  called: (one: Connection) => { readonly name: string; readonly ended: string },
): (one: Connection) => Program {
  const act = useAct(appsKey);
  return (one) => {
    const { name, ended } = called(one);
    const until = t('apps.until', { when: formatDate(one.expiresAt.slice(0, 10)) });
    return {
      id: one.id,
      name,
      lines: [`${t('apps.since')} ${formatAgo(one.since)} · ${until}`],
      rights: one.rights,
      lastUsedAt: one.lastUsedAt,
      usedNote: one.lastAddress ?? '',
      items: [
        {
          text: t('apps.end'),
          onSelect: () => act('DELETE', `/connections/${one.id}`, null, () => showToast({ text: ended })),
        },
      ],
    };
  };
}

interface Props {
  application: Application;
  onClose: () => void;
}

export function ConnectionsDialog({ application, onClose }: Props): ReactElement {
  const programOf = useConnection((one) => ({
    name: one.person.title,
    ended: t('apps.endedOf', { name: application.name, person: one.person.title }),
  }));
  const list = useQuery({
    queryKey: [...appsKey, application.id],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listConnections>>('GET', `/applications/${application.id}/connections`, { signal }))
        .data.rows,
  });
  const title = t('apps.connections', { name: application.name });
  return (
    <Dialog open onClose={onClose} size="large" title={title}>
      {list.isPending && <Waiting lines={3} />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <p className="muted">{t('apps.allowed', { count: 0 })}</p>}
      {list.data !== undefined && list.data.length > 0 && (
        <ProgramsTable label={title} named={t('apps.person')} programs={list.data.map(programOf)} />
      )}
    </Dialog>
  );
}
