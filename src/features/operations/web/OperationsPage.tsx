// What was done lately, by oneself or by everybody: each in one line, with the way back and until when there is one.
import { useInfiniteQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../../contract/action.ts';
import { call } from '../../../web/call.ts';
import { formatAgo, formatDate, formatDateTime } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { may, useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { OperationView, listOperations } from '../contract.ts';
import './operations.css';
import { sayOperation } from './say-operation.ts';
import { UndoDialog } from './UndoDialog.tsx';
import { t } from './words.ts';

const page = 50;

export function OperationsPage(): ReactElement {
  const me = useMe();
  const everybody = may(me, 'ledger.view') || may(me, 'tool.undo-others');
  const [who, setWho] = useState<'mine' | 'all'>('mine');
  const [undoing, setUndoing] = useState<string | null>(null);
  const list = useInfiniteQuery({
    queryKey: ['operations', who],
    queryFn: async ({ pageParam, signal }) =>
      (
        await call<AnswerOf<typeof listOperations>>('GET', '/operations', {
          query: { who, limit: page, ...(pageParam === '' ? {} : { before: pageParam }) },
          signal,
        })
      ).data.rows,
    initialPageParam: '',
    getNextPageParam: (rows) => (rows.length < page ? null : (rows.at(-1)?.at ?? null)),
  });
  usePageTitle(t('ops.title'));
  const rows = list.data?.pages.flat() ?? [];
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('ops.title')}</h1>
        <span className="grow" />
        {everybody && (
          <Select
            className="ops-who"
            label={t('ops.whose')}
            value={who}
            items={[
              { value: 'mine', label: t('ops.mine') },
              { value: 'all', label: t('ops.all') },
            ]}
            onChange={(next) => setWho(next === 'all' ? 'all' : 'mine')}
          />
        )}
      </header>
      {list.isPending && <Waiting />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.data !== undefined && rows.length === 0 && (
        <Empty icon={History} title={t('ops.empty')}>
          <p className="muted prose">{t('ops.emptyHelp')}</p>
        </Empty>
      )}
      {rows.length > 0 && (
        <table className="table ops-table">
          <thead>
            <tr>
              <th scope="col">{t('ops.what')}</th>
              <th scope="col" className="hide-phone">
                {t('ops.count')}
              </th>
              <th scope="col" className="hide-phone">
                {t('ops.who')}
              </th>
              <th scope="col">{t('ops.when')}</th>
              <th scope="col">{t('ops.state')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((o) => (
              <Line key={o.id} operation={o} onUndo={() => setUndoing(o.id)} />
            ))}
          </tbody>
        </table>
      )}
      {list.hasNextPage && (
        <p className="ops-more">
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('ops.more')}
          </Button>
        </p>
      )}
      {undoing !== null && <UndoDialog id={undoing} onClose={() => setUndoing(null)} />}
    </div>
  );
}

function Line({ operation: o, onUndo }: { operation: OperationView; onUndo: () => void }): ReactElement {
  const catalog = useCatalog();
  const open = o.undoneBy === null && Date.parse(o.undoUntil) > Date.now();
  const what = sayOperation(catalog, o.what);
  const entity = o.about === null ? undefined : catalog.byName.get(o.about.entity);
  const whole = o.about === null ? what : t('ops.whatOf', { what, title: o.about.title });
  return (
    <tr>
      <td className="ops-what">
        {o.about === null ? (
          <span className="strong">{what}</span>
        ) : (
          <>
            <span className="strong ellipsis block" title={o.about.title}>
              {entity === undefined ? (
                o.about.title
              ) : (
                <Link href={`/${entity.path}/${o.about.id}`}>{o.about.title}</Link>
              )}
              {o.changes > 1 && <span className="muted">{` ${t('ops.andMore', { count: o.changes - 1 })}`}</span>}
            </span>
            <span className="small muted">{what}</span>
          </>
        )}
      </td>
      <td className="hide-phone num">{t('ops.changes', { count: o.changes })}</td>
      <td className="hide-phone">{o.by?.title ?? t('ops.somebody')}</td>
      <td title={formatDateTime(o.at)}>{formatAgo(o.at)}</td>
      <td>
        <span className="row wrap">
          {o.undoes !== null && <Badge>{t('ops.state.undo')}</Badge>}
          {o.undoneBy !== null && <Badge tone="info">{t('ops.state.undone')}</Badge>}
          {open && o.mayUndo && (
            <Button
              small
              title={t('ops.state.until', { when: formatDate(o.undoUntil.slice(0, 10)) })}
              aria-label={t('ops.undoOf', { what: whole, when: formatDateTime(o.at) })}
              onClick={onUndo}
            >
              {t('ops.undo')}
            </Button>
          )}
          {open && (
            <span className="small muted hide-phone">
              {t('ops.state.until', { when: formatDate(o.undoUntil.slice(0, 10)) })}
            </span>
          )}
          {!open && o.undoneBy === null && <span className="small muted">{t('ops.state.over')}</span>}
        </span>
      </td>
    </tr>
  );
}
