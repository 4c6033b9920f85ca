// Where everybody is signed in, and the end of it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { MoreHorizontal } from 'lucide-react';
import type { ReactElement } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { call } from '../../../web/call.ts';
import { formatAgo, formatDateTime } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { IconButton } from '../../../web/kit/Button.tsx';
import { MenuButton } from '../../../web/kit/Menu.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { AnySession, allSessions } from '../contract.ts';
import { nameOf } from './browser-words.ts';
import { t } from './words.ts';

const key = ['sessions', 'all'] as const;

export function OpenSessions(): ReactElement {
  const sessions = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof allSessions>>('GET', '/sessions/all', { signal })).data.rows,
  });
  if (sessions.isError) return <Failure error={sessions.error} onRetry={() => void sessions.refetch()} />;
  if (sessions.data === undefined) return <Waiting lines={4} />;
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('signing.person')}</th>
          <th scope="col">{t('signing.device')}</th>
          <th scope="col">{t('signing.used')}</th>
          <th scope="col">
            <span className="sr">{t('signing.end')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {sessions.data.map((one) => (
          <Row key={one.id} one={one} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ one }: { one: AnySession }): ReactElement {
  const client = useQueryClient();
  const { title } = one.person;
  const act = (ask: () => Promise<{ data: { ended?: number } }>) => {
    ask().then(
      ({ data }) => {
        showToast({
          text: data.ended === undefined ? t('signing.ended') : t('signing.endedAll', { count: data.ended }),
        });
        return client.invalidateQueries({ queryKey: key });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <tr>
      <td>
        <span className="strong">{title}</span> {one.current && <Badge tone="accent">{t('signing.this')}</Badge>}
      </td>
      <td>
        <span className="block">{nameOf(one.userAgent) ?? t('signing.unknown')}</span>
        {one.outdated.map((old) => (
          <Badge key={old.what} tone="brass">
            {t('signing.old', { what: old.what, version: old.version })}
          </Badge>
        ))}
      </td>
      <td>
        <span className="block">{formatAgo(one.lastSeenAt)}</span>
        <span className="small muted">
          {[one.address, t('signing.since', { when: formatDateTime(one.createdAt) })].filter(Boolean).join(' · ')}
        </span>
      </td>
      <td className="cell-more">
        <MenuButton
          trigger={<IconButton icon={MoreHorizontal} label={t('signing.more', { name: title })} />}
          label={t('signing.more', { name: title })}
          items={[
            {
              text: t('signing.end'),
              danger: true,
              onSelect: () => act(() => call('DELETE', `/sessions/all/${one.id}`)),
            },
            {
              text: t('signing.endAll', { name: title }),
              danger: true,
              onSelect: () => act(() => call('POST', '/sessions/end-of', { body: { person: one.person.id } })),
            },
          ]}
        />
      </td>
    </tr>
  );
}
