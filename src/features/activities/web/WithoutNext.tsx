// My open deals for which nothing is planned, those that should close first in front: each with the way to plan it.
import { useQuery } from '@tanstack/react-query';
import { CalendarPlus } from 'lucide-react';
import { type ReactElement, useMemo } from 'react';
import { Link } from 'wouter';
import { type EntityInfo, fieldOf, namedField } from '../../../web/catalog.ts';
import { openCreate } from '../../../web/create.ts';
import { currentRegion, formatDate, formatMoney } from '../../../web/format.ts';
import { IconButton } from '../../../web/kit/Button.tsx';
import { cx } from '../../../web/kit/class-names.ts';
import { listKey } from '../../../web/records/cache.ts';
import { useNext } from '../../../web/records/use-next.ts';
import { listRecords } from '../../../web/records/wire.ts';
import type { Row } from '../../../web/row.ts';
import { useMe } from '../../../web/session.ts';
import { today } from '../../../contract/zone.ts';
import './today.css';
import { t } from './words.ts';

/** Deals that are looked at, and lines that are shown: it is a reminder, no list. */
const most = { asked: 50, shown: 5 } as const;

export function WithoutNext({ deal }: { deal: EntityInfo }): ReactElement | null {
  const me = useMe();
  const can = ['owner', 'stage.outcome'].every((name) => namedField(deal, name)?.filterable === true);
  const columns = ['title', ...['expectedClose', 'amount', 'company'].filter((n) => fieldOf(deal, n) !== undefined)];
  const open = useQuery({
    enabled: can,
    queryKey: listKey(deal.name, 'today', me.user.id),
    queryFn: ({ signal }) =>
      listRecords(
        deal,
        {
          filter: {
            and: [
              { field: 'owner', op: 'eq', value: me.user.id },
              { field: 'stage.outcome', op: 'eq', value: 'open' },
            ],
          },
          sort: fieldOf(deal, 'expectedClose')?.sortable === true ? 'expectedClose' : 'title',
          fields: columns,
          limit: most.asked,
        },
        { signal },
      ),
  });
  const rows = open.data?.rows ?? none;
  const next = useNext(useMemo(() => rows.map((r) => r.id), [rows]));
  const bare = rows.filter((r) => next(r.id) === null);
  // Where it cannot be told, nothing is said: "no next step" would be a guess.
  if (bare.length === 0) return null;
  return (
    <section>
      <h2>
        {t('without.title')} <span className="muted num">{bare.length}</span>{' '}
        {open.data?.next !== null && <span className="muted small">{t('without.more', { count: most.asked })}</span>}
      </h2>
      <ul className="timeline-list">
        {bare.slice(0, most.shown).map((row) => (
          <li key={row.id} className="row">
            <DealLine deal={deal} row={row} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const none: readonly Row[] = [];

function DealLine({ deal, row }: { deal: EntityInfo; row: Row }): ReactElement {
  const name = row.title ?? '';
  const closes = row['expectedClose'];
  const amount = row['amount'] as { amount: string; currency: string } | null | undefined;
  const company = (row['company'] as { title?: string } | null | undefined)?.title;
  const late = typeof closes === 'string' && closes < today(currentRegion().timeZone, new Date());
  const about = [{ entity: deal.name, id: row.id, title: name, role: null }];
  return (
    <>
      <span className="two grow">
        <Link href={`/${deal.path}/${row.id}`} className="ellipsis">
          {name}
        </Link>
        <span className="muted small ellipsis">
          {[company, amount == null ? undefined : formatMoney(amount)].filter(Boolean).join(' · ')}
          {typeof closes === 'string' && (
            <>
              {' · '}
              <span className={cx(late && 'late')}>
                {t(late ? 'without.late' : 'without.closes', { date: formatDate(closes) })}
              </span>
            </>
          )}
        </span>
      </span>
      <IconButton
        icon={CalendarPlus}
        label={t('without.add', { name })}
        onClick={() => openCreate({ entity: 'activity', values: { type: 'task', about, due: null } })}
      />
    </>
  );
}
