// A task, call, meeting or note in a stream: what, when, and a tick for what is still to be done.
import { CalendarClock, CheckSquare, NotebookPen, Phone } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import { type EntityInfo, isEditable, fieldOf } from '../catalog.ts';
import { formatAgo, formatDateTime } from '../format.ts';
import { t } from '../i18n/i18n.ts';
import { Badge } from '../kit/Badge.tsx';
import { Checkbox } from '../kit/Checkbox.tsx';
import { cx } from '../kit/class-names.ts';
import { type Row, isOpenRef } from '../row.ts';
import type { LinkOut } from '../../contract/field.ts';
import { useTick } from './use-tick.ts';

const icons = { task: CheckSquare, call: Phone, meeting: CalendarClock, note: NotebookPen } as const;

export function ActivityItem({
  activity,
  row,
  withAbout,
}: {
  activity: EntityInfo;
  row: Row;
  withAbout?: boolean;
}): ReactElement {
  const tick = useTick(activity);
  const [whole, setWhole] = useState(false);
  const type = (row['type'] as keyof typeof icons | undefined) ?? 'note';
  const Icon = icons[type] ?? NotebookPen;
  const due = row['due'] as string | null | undefined;
  const body = (row['body'] as string | null | undefined) ?? '';
  const subject = row.title ?? '';
  const done = row['done'] === true;
  const late = type !== 'note' && !done && due !== null && due !== undefined && new Date(due) < new Date();
  const doneField = fieldOf(activity, 'done');
  const about = withAbout === true ? ((row['about'] as readonly LinkOut[] | null | undefined) ?? []) : [];
  const long = body.length > 240;
  return (
    <div className={cx('activity', done && type !== 'note' && 'activity-done')}>
      {type !== 'note' && doneField !== undefined && isEditable(activity, doneField) ? (
        <Checkbox checked={done} onChange={() => tick(row, !done)} aria-label={t('activity.tick', { subject })} />
      ) : (
        <Icon className="icon muted" aria-hidden />
      )}
      <div className="grow">
        <p className="row activity-head">
          <Link href={`/${activity.path}/${row.id}`} className="activity-subject ellipsis">
            {subject === '' ? t('record.untitled') : subject}
          </Link>
          {row['priority'] === 'high' && !done && <Badge tone="danger">{t('activity.high')}</Badge>}
        </p>
        {body !== '' && body !== subject && (
          <p className="prewrap activity-body">
            {long && !whole ? `${body.slice(0, 220)}… ` : body}
            {long && (
              <button type="button" className="link-button" onClick={() => setWhole(!whole)}>
                {t(whole ? 'common.less' : 'common.more')}
              </button>
            )}
          </p>
        )}
        <p className="small muted row wrap">
          <span className="row">
            {type !== 'note' && <Icon className="icon" aria-hidden />}
            {t(`activity.${type}`)}
          </span>
          {due !== null && due !== undefined && (
            <span className={cx('num', late && 'late')}>
              {late ? t('activity.overdue', { when: formatDateTime(due) }) : formatDateTime(due)}
            </span>
          )}
          {due === null && row.createdAt !== undefined && (
            <span title={formatDateTime(row.createdAt)}>{formatAgo(row.createdAt)}</span>
          )}
          {withAbout !== true && isOpenRef(row.owner) && <span>{row.owner.title}</span>}
          {about.map((a) => (
            <AboutLink key={a.id} about={a} />
          ))}
        </p>
      </div>
    </div>
  );
}

const paths: Readonly<Record<string, string>> = { company: 'companies', contact: 'contacts', deal: 'deals' };

function AboutLink({ about }: { about: LinkOut }): ReactElement {
  const path = paths[about.entity];
  return path === undefined ? <span>{about.title}</span> : <Link href={`/${path}/${about.id}`}>{about.title}</Link>;
}
