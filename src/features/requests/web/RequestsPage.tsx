// Requests for access: what one could give others, decided here by the ordinary ways, and what became of one's own.
import { useQueryClient } from '@tanstack/react-query';
import { Hand } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import type { RequestView } from '../contract.ts';
import { isToDecide, requestsKey, useRequests } from '../../../web/access/requests.ts';
import { useRightWords } from '../../../web/access/right-words.ts';
import { call } from '../../../web/call.ts';
import { formatAgo } from '../../../web/format.ts';
import { Badge, type Tone } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { may, useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { GrantDialog, RefuseDialog } from './DecideDialogs.tsx';
import { t } from './words.ts';

const tones: Readonly<Record<RequestView['status'], Tone>> = {
  open: 'brass',
  granted: 'success',
  refused: 'danger',
  withdrawn: 'neutral',
};

export function RequestsPage(): ReactElement {
  const list = useRequests();
  usePageTitle(t('requests.title'));
  const rows = list.data ?? [];
  const decide = rows.filter(isToDecide);
  const mine = rows.filter((r) => r.mine);
  const done = rows.filter((r) => !r.mine && !isToDecide(r));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('requests.title')}</h1>
      </header>
      <div className="page-body stack">
        {list.isPending && <Waiting />}
        {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
        {list.data?.length === 0 && (
          <Empty icon={Hand} title={t('requests.empty')}>
            <p className="muted prose">{t('requests.emptyHelp')}</p>
          </Empty>
        )}
        <Group title={t('requests.decide')} rows={[...decide, ...done]} />
        <Group title={t('requests.mine')} rows={mine} />
      </div>
    </div>
  );
}

function Group({ title, rows }: { title: string; rows: readonly RequestView[] }): ReactElement | null {
  if (rows.length === 0) return null;
  return (
    <section className="card">
      <h2 className="card-head">{title}</h2>
      <ul className="lines">
        {rows.map((r) => (
          <Line key={r.id} request={r} />
        ))}
      </ul>
    </section>
  );
}

function Line({ request: r }: { request: RequestView }): ReactElement {
  const client = useQueryClient();
  const [open, setOpen] = useState<'grant' | 'refuse' | null>(null);
  const withdraw = () => {
    call('POST', `/access-requests/${r.id}/withdraw`).then(
      () => {
        showToast({ text: t('requests.withdrawn'), lasts: 4000 });
        return client.invalidateQueries({ queryKey: requestsKey });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <li className="stack tight">
      <div className="row wrap">
        <Permission name={r.permission} />
        <Record of={r} />
        <Badge tone={tones[r.status]}>{t(`requests.status.${r.status}`)}</Badge>
      </div>
      <p className="small muted">
        {t('requests.ago', { name: r.person.title, when: formatAgo(r.at) })} ·{' '}
        {t('requests.reason', { reason: r.reason })}
      </p>
      {r.word !== null && (
        <p className="small">{t('requests.wordSaid', { name: r.decidedBy?.title ?? '', word: r.word })}</p>
      )}
      {r.status === 'open' && (
        <div className="row wrap">
          <Ways of={r} onGrant={() => setOpen('grant')} />
          {r.ways.length > 0 && (
            <Button small onClick={() => setOpen('refuse')}>
              {t('requests.refuse')}
            </Button>
          )}
          {r.mine && (
            <Button small onClick={withdraw}>
              {t('requests.withdraw')}
            </Button>
          )}
        </div>
      )}
      {open === 'grant' && <GrantDialog request={r} onClose={() => setOpen(null)} />}
      {open === 'refuse' && <RefuseDialog request={r} onClose={() => setOpen(null)} />}
    </li>
  );
}

function Permission({ name }: { name: string }): ReactElement {
  const words = useRightWords();
  return (
    <span className="strong" title={name}>
      {words.one(name)}
    </span>
  );
}

function Record({ of: r }: { of: RequestView }): ReactElement | null {
  const entity = useCatalog().byName.get(r.entity ?? '');
  if (entity === undefined || r.record === null || r.record.title === null) return null;
  return <Link href={`/${entity.path}/${r.record.id}?tab=access`}>{t('requests.on', { record: r.record.title })}</Link>;
}

function Ways({ of: r, onGrant }: { of: RequestView; onGrant: () => void }): ReactElement {
  const me = useMe();
  // Roles are given where what they add up to is seen, and where a second administrator may be asked.
  const place = may(me, 'admin.access') ? `/access/${r.person.id}` : '/members';
  return (
    <>
      {r.ways.includes('share') && (
        <Button small variant="primary" onClick={onGrant}>
          {t('requests.grant')}
        </Button>
      )}
      {r.ways.includes('role') && (
        <Link href={place} className="btn btn-plain btn-small">
          {t('requests.role')}
        </Link>
      )}
    </>
  );
}
