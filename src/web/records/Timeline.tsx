// One stream of what happened and what is to be done: activities and changes of fields, newest first, open ones on top.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo, useState } from 'react';
import type { HistoryEntry } from '../../contract/record-answers.ts';
import type { EntityInfo } from '../catalog.ts';
import { formatWeekday } from '../format.ts';
import { t } from '../i18n/i18n.ts';
import { cx } from '../kit/class-names.ts';
import { Empty, Failure, Waiting } from '../kit/States.tsx';
import type { Row } from '../row.ts';
import { useCatalog } from '../use-catalog.ts';
import { ActivityItem } from './ActivityItem.tsx';
import { Change } from './Change.tsx';
import { Composer } from './Composer.tsx';
import { may, useMe } from '../session.ts';
import { useHistory } from './history.ts';
import { listRecords } from './wire.ts';

type Kind = 'all' | 'activities' | 'notes' | 'changes';
type Item = { readonly at: string; readonly id: string } & (
  | { readonly activity: Row }
  | { readonly entry: HistoryEntry }
);

export function Timeline({ entity, row }: { entity: EntityInfo; row: Row }): ReactElement {
  const found = useCatalog().byName.get('activity');
  // Whoever may not open their list does not get it here.
  const activity = found?.menu === true ? found : undefined;
  const [kind, setKind] = useState<Kind>('all');
  const history = useHistory(entity, row.id);
  const changes = may(useMe(), 'tool.history');
  const kinds = (['all', 'activities', 'notes', 'changes'] as const).filter((k) => changes || k !== 'changes');
  const activities = useQuery({
    queryKey: ['timeline', entity.name, row.id],
    queryFn: ({ signal }) =>
      listRecords(
        activity!,
        { filter: { field: 'about', op: 'has', value: row.id }, sort: '-createdAt', limit: 100 },
        { signal },
      ),
    enabled: activity !== undefined,
  });
  const { open, past } = useMemo(
    () => arrange(activities.data?.rows ?? [], history.data ?? [], kind),
    [activities.data, history.data, kind],
  );
  const failed = history.error ?? activities.error;
  const waiting = (activity !== undefined && activities.isPending) || (changes && history.isPending);
  return (
    <div className="timeline">
      {activity !== undefined && activity.verbs.has('create') && !row.archivedAt && (
        <Composer about={{ entity: entity.name, id: row.id, title: row.title ?? '' }} activity={activity} />
      )}
      <div className="row wrap filter-chips" role="group" aria-label={t('timeline.show')}>
        {kinds.map((k) => (
          <button
            type="button"
            key={k}
            className={cx('choice', kind === k && 'choice-on')}
            aria-pressed={kind === k}
            onClick={() => setKind(k)}
          >
            {t(`timeline.${k}`)}
          </button>
        ))}
      </div>
      {failed !== null && (
        <Failure error={failed} onRetry={() => void Promise.all([history.refetch(), activities.refetch()])} />
      )}
      {waiting && failed === null && <Waiting lines={5} />}
      {!waiting && failed === null && open.length + past.length === 0 && (
        <Empty title={t(kind === 'all' ? 'timeline.empty' : 'timeline.emptyKind')} />
      )}
      {open.length > 0 && (
        <section>
          <h2>{t('timeline.open')}</h2>
          <ul className="timeline-list">
            {open.map((a) => (
              <li key={a.id}>
                <ActivityItem activity={activity!} row={a} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {byDay(past).map(([day, items]) => (
        <section key={day}>
          <h2>{day}</h2>
          <ul className="timeline-list">
            {items.map((item) => (
              <li key={item.id}>
                {'activity' in item ? (
                  <ActivityItem activity={activity!} row={item.activity} />
                ) : (
                  <Change entity={entity} row={row} entry={item.entry} />
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function isOpen(a: Row): boolean {
  return a['type'] !== 'note' && a['done'] !== true;
}

/** Activities without a time come after all that have one. */
function dueOf(a: Row): string {
  return typeof a['due'] === 'string' ? a['due'] : '9';
}

function timeOf(a: Row): string {
  return [a['doneAt'], a['due'], a.createdAt].find((v) => typeof v === 'string') ?? '';
}

function arrange(
  activities: readonly Row[],
  history: readonly HistoryEntry[],
  kind: Kind,
): { open: Row[]; past: Item[] } {
  const shown = activities.filter(
    (a) => kind === 'all' || (kind === 'notes' ? a['type'] === 'note' : kind === 'activities' && a['type'] !== 'note'),
  );
  const open = shown.filter(isOpen).sort((a, b) => dueOf(a).localeCompare(dueOf(b)));
  const done = shown.filter((a) => !isOpen(a)).map((a): Item => ({ id: a.id, at: timeOf(a), activity: a }));
  const changes =
    kind === 'all' || kind === 'changes' ? history.map((entry): Item => ({ id: entry.id, at: entry.at, entry })) : [];
  return { open, past: [...done, ...changes].sort((a, b) => b.at.localeCompare(a.at)) };
}

function byDay(items: readonly Item[]): [string, Item[]][] {
  const days = new Map<string, Item[]>();
  for (const item of items) {
    const day = item.at === '' ? '' : formatWeekday(item.at);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return [...days];
}
