// What do I do now: my open activities that are overdue, due today, to be reminded of, and due in the next seven days; below, my deals nothing is planned for, and my deals in figures.
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Filter } from '../../../contract/filter.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import { openCreate } from '../../../web/create.ts';
import { currentRegion, formatWeekday } from '../../../web/format.ts';
import { t } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { useRegister } from '../../../web/keys.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { ActivityItem } from '../../../web/records/ActivityItem.tsx';
import { todayKey } from '../../../web/records/cache.ts';
import { listRecords } from '../../../web/records/wire.ts';
import type { Row } from '../../../web/row.ts';
import { may, useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { addDays, instantOf, today } from '../../../contract/zone.ts';
import { FirstSteps } from './FirstSteps.tsx';
import { MyNumbers } from './MyNumbers.tsx';
import { WithoutNext } from './WithoutNext.tsx';

export function TodayPage({ activity }: { activity: EntityInfo }): ReactElement {
  const me = useMe();
  const deal = useCatalog().byName.get('deal');
  const { timeZone } = currentRegion();
  const now = new Date();
  const day = today(timeZone, now);
  const startOf = (date: string) => instantOf({ date, time: '00:00' }, timeZone).toISOString();
  const end = startOf(addDays(day, 8));
  const reminded: Filter[] = activity.fields.some((f) => f.name === 'remindAt')
    ? [{ field: 'remindAt', op: 'lte', value: now.toISOString() }]
    : [];
  const due = useQuery({
    queryKey: [...todayKey, day],
    queryFn: ({ signal }) =>
      listRecords(
        activity,
        {
          filter: {
            and: [
              { field: 'owner', op: 'eq', value: me.user.id },
              { field: 'done', op: 'ne', value: true },
              { field: 'type', op: 'ne', value: 'note' },
              { or: [{ field: 'due', op: 'lt', value: end }, ...reminded] },
            ],
          },
          sort: 'due',
          limit: 200,
        },
        { signal },
      ),
  });
  const next = useQuery({
    queryKey: [...todayKey, day, 'next'],
    queryFn: ({ signal }) =>
      listRecords(
        activity,
        {
          filter: {
            and: [
              { field: 'owner', op: 'eq', value: me.user.id },
              { field: 'done', op: 'ne', value: true },
              { field: 'due', op: 'gte', value: end },
            ],
          },
          sort: 'due',
          limit: 1,
        },
        { signal },
      ),
    enabled: due.data?.rows.length === 0,
  });
  usePageTitle(t('nav.today'));
  const create = () => openCreate({ entity: 'activity', values: { due: null } });
  const canCreate = activity.verbs.has('create');
  useRegister(canCreate ? { c: create } : {});

  const rows = due.data?.rows ?? [];
  const endOfDay = startOf(addDays(day, 1));
  const isDue = (r: Row) => dueOf(r) !== '' && dueOf(r) < endOfDay;
  const isReminded = (r: Row) => typeof r['remindAt'] === 'string' && r['remindAt'] <= now.toISOString();
  const groups = [
    { key: 'overdue', title: t('today.overdue'), rows: rows.filter((r) => isDue(r) && dueOf(r) < startOf(day)) },
    {
      key: 'today',
      title: t('today.today'),
      rows: rows.filter((r) => isDue(r) && dueOf(r) >= startOf(day)),
    },
    { key: 'reminders', title: t('today.reminders'), rows: rows.filter((r) => !isDue(r) && isReminded(r)) },
    { key: 'next', title: t('today.next'), rows: rows.filter((r) => !isDue(r) && !isReminded(r)) },
  ];
  const later = next.data?.rows[0];
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('nav.today')}</h1>
        <span className="page-count">{formatWeekday(now)}</span>
        <span className="grow" />
        {canCreate && (
          <Button variant="primary" icon={Plus} className="page-primary" onClick={create}>
            {t('today.new')}
          </Button>
        )}
      </header>
      <div className="page-body today">
        {due.isPending && <Waiting />}
        {due.isError && <Failure error={due.error} onRetry={() => void due.refetch()} />}
        {due.isSuccess && rows.length === 0 && (
          <p className="today-nothing">
            {t('today.nothing')}{' '}
            {later !== undefined &&
              t('today.nextIs', { when: formatWeekday(dueOf(later)), subject: later.title ?? '' })}
          </p>
        )}
        {groups
          .filter((g) => g.rows.length > 0)
          .map((g) => (
            <section key={g.key} className={`today-${g.key}`}>
              <h2>
                {g.title} <span className="muted num">{g.rows.length}</span>
              </h2>
              <ul className="timeline-list">
                {g.rows.map((row) => (
                  <li key={row.id}>
                    <ActivityItem activity={activity} row={row} withAbout />
                  </li>
                ))}
              </ul>
            </section>
          ))}
        {due.isSuccess && rows.length === 0 && <Beginning />}
        {deal?.menu === true && canCreate && <WithoutNext deal={deal} />}
        {deal?.menu === true && may(me, 'tool.totals') && <MyNumbers deal={deal} />}
      </div>
    </div>
  );
}

/** For whoever may invite people and sees both objects a company begins with. */
function Beginning(): ReactElement | null {
  const me = useMe();
  const { byName } = useCatalog();
  const [company, contact] = [byName.get('company'), byName.get('contact')];
  if (!may(me, 'admin.members') || company?.menu !== true || contact?.menu !== true) return null;
  return <FirstSteps company={company} contact={contact} />;
}

function dueOf(row: Row): string {
  return typeof row['due'] === 'string' ? row['due'] : '';
}
