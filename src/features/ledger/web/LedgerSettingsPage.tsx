// Where the ledger goes, and how long its values are kept: receivers with how far each is, and the tenant's retention.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { MoreHorizontal, Plus, Send } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { tellWaiting } from '../../../web/access/pending.ts';
import type { AnswerOf } from '../../../contract/action.ts';
import type { ledgerStatus } from '../contract.ts';
import { call } from '../../../web/call.ts';
import { formatAgo } from '../../../web/format.ts';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { MenuButton } from '../../../web/kit/Menu.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { may, useMe } from '../../../web/session.ts';
import { ReceiverDialog } from './ReceiverDialog.tsx';
import { Retention } from './Retention.tsx';
import { sentKey } from './sent-key.ts';
import { t } from './sent-words.ts';

type Status = AnswerOf<typeof ledgerStatus>;
type Receiver = Status['receivers'][number];

export function LedgerSettingsPage(): ReactElement {
  const me = useMe();
  const [adding, setAdding] = useState(false);
  const status = useQuery({
    queryKey: sentKey,
    queryFn: async ({ signal }) => (await call<Status>('GET', '/ledger/status', { signal })).data,
  });
  usePageTitle(t('sent.title'));
  const mayChange = may(me, 'admin.ledger');
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('sent.title')}</h1>
        <span className="grow" />
        {mayChange && (
          <Button variant="primary" icon={Plus} className="page-primary" onClick={() => setAdding(true)}>
            {t('sent.add')}
          </Button>
        )}
      </header>
      <div className="page-body stack">
        <section className="stack" aria-labelledby="sent-receivers">
          <h2 id="sent-receivers">{t('sent.receivers')}</h2>
          <p className="muted prose">{t('sent.help')}</p>
          {status.isPending && <Waiting lines={4} />}
          {status.isError && <Failure error={status.error} onRetry={() => void status.refetch()} />}
          {status.data?.receivers.length === 0 && (
            <Empty icon={Send} title={t('sent.none')}>
              <p className="muted prose">{t('sent.noneHelp')}</p>
            </Empty>
          )}
          {status.data !== undefined && status.data.receivers.length > 0 && (
            <Receivers status={status.data} mayChange={mayChange} />
          )}
        </section>
        <Retention mayChange={mayChange} />
      </div>
      {adding && <ReceiverDialog onClose={() => setAdding(false)} />}
    </div>
  );
}

function Receivers({ status, mayChange }: { status: Status; mayChange: boolean }): ReactElement {
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('sent.label')}</th>
          <th scope="col">{t('sent.gets')}</th>
          <th scope="col">{t('sent.state')}</th>
          <th scope="col">
            <span className="sr">{anywhere('list.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {status.receivers.map((receiver) => (
          <ReceiverRow
            key={receiver.id ?? `${receiver.gets} ${receiver.label}`}
            receiver={receiver}
            size={status.size}
            mayChange={mayChange}
          />
        ))}
      </tbody>
    </table>
  );
}

const known = (list: readonly string[], value: string): string => (list.includes(value) ? value : (list[0] ?? value));

function ReceiverRow({
  receiver,
  size,
  mayChange,
}: {
  receiver: Receiver;
  size: number;
  mayChange: boolean;
}): ReactElement {
  const client = useQueryClient();
  const { id, kind, label, gets, deliveredAt, failure } = receiver;
  const behind = Math.max(0, size - receiver.size);
  const remove = () => {
    call('DELETE', `/ledger/receivers/${id}`).then(
      ({ data }) => {
        if (!tellWaiting(data)) showToast({ text: t('sent.removed', { label }) });
        return client.invalidateQueries({ queryKey: sentKey });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <tr>
      <td>
        <span className="strong">{label}</span>
        <span className="small muted block">
          {t(`sent.kind.${known(['webhook', 'syslog', 'file', 'mail'], kind)}` as 'sent.kind.file')}
          {id === null && ` · ${t('sent.ofInstallation')}`}
        </span>
      </td>
      <td>{t(`sent.gets.${known(['heads', 'ocsf', 'cef'], gets)}` as 'sent.gets.heads')}</td>
      <td>
        {failure === null ? (
          <Badge tone={behind === 0 ? 'success' : 'neutral'}>
            {behind === 0 ? t('sent.upTo') : t('sent.behind', { count: behind })}
          </Badge>
        ) : (
          <span className="danger-text">{failure}</span>
        )}
        <span className="small muted block">
          {deliveredAt === null ? t('sent.never') : t('sent.when', { when: formatAgo(deliveredAt) })}
          {failure !== null && behind > 0 && ` · ${t('sent.behind', { count: behind })}`}
        </span>
      </td>
      <td className="cell-more">
        {mayChange && id !== null && (
          <MenuButton
            trigger={<IconButton icon={MoreHorizontal} label={t('sent.more', { label })} />}
            label={t('sent.more', { label })}
            items={[{ danger: true, text: t('sent.remove'), onSelect: remove }]}
          />
        )}
      </td>
    </tr>
  );
}
