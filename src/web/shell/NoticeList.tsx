// The list behind the bell: who took what, why, and the one thing to do with it, which is to say that one has seen it.
import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { NoticeView } from '../../features/notices/contract.ts';
import { call } from '../call.ts';
import { formatAgo, formatDate, formatDateTime, formatNumber } from '../format.ts';
import { label, wordsOf } from '../i18n/i18n.ts';
import { Badge } from '../kit/Badge.tsx';
import { Button } from '../kit/Button.tsx';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import { useCatalog } from '../use-catalog.ts';

const t = wordsOf({
  'notices.blocked':
    '{name} was blocked after wrong passwords. Let in again under Signing in, Guessing, once you know that it was a mistake.',
  'notices.day': '{today} records today, above {above}',
  'notices.distant':
    '{name} was there from networks far from each other at the same time: {places}. A password may be shared, or a session stolen.',
  'notices.export': '{name} took {what} away as {format}: {count, plural, one {# record} other {# records}}',
  'notices.loss.device':
    '{name} reports that a device is lost. Their sessions have ended; see Sessions and guessing, Losses.',
  'notices.loss.key':
    '{name} reports that a key is lost. Their sessions have ended; take the factor away if they cannot.',
  'notices.loss.suspicion':
    '{name} reports that something seems wrong. Their sessions have ended; what they wrote stands under Losses.',
  'notices.lossFor':
    '{by} reports a loss for {name}, whose sessions have ended; what they wrote stands under Sessions and guessing, Losses.',
  'notices.lossForYou':
    '{by} reported a loss for you, and your sessions were ended. If you did not ask for it, tell an administrator.',
  'notices.lostDevice':
    'Somebody signed in as {name} with a browser that was reported lost. If it is not back, end their sessions now.',
  'notices.ledger':
    'The ledger and what stands in the database differ in {count, plural, one {# place} other {# places}}: something was changed behind the program.',
  'notices.network.off':
    'Rules on networks were switched off at the console of the installation: people may come from anywhere until they are switched on again.',
  'notices.new': 'New',
  'notices.none':
    'Nothing to tell. When somebody takes more records away in a day than the export rules say, the ledger and the records differ, or a search of the audit log that watches finds something, it stands here.',
  'notices.notMe':
    '{name} says of a sign-in that it was not them. Their other sessions have ended; what was done in it stands in the audit log.',
  'notices.reason': 'Reason: {reason}',
  'notices.reasonNone': 'No reason was asked for.',
  'notices.rescue':
    'Whoever runs the machine asked for a way back into the account of {name}. It works from {when} on, unless it is refused under Signing in.',
  'notices.search':
    '{name}: {count, plural, one {# entry} other {# entries}} in the audit log within {minutes, plural, one {a minute} other {# minutes}}',
  'notices.searchOpen': 'Show them',
  'notices.see': 'I have seen them',
  'notices.subject.due': 'A request of a person is due {when}.',
  'notices.subject.late': 'A request of a person was due {when}, and is not answered yet.',
  'notices.subject.open': 'Open the register',
  'notices.totals': '{name} took totals of {what} away: {count, plural, one {# line} other {# lines}}',
} as const satisfies Record<string, string>);

export function NoticeList({ rows, error }: { rows: readonly NoticeView[]; error: unknown }): ReactElement {
  const client = useQueryClient();
  const news = rows.filter((notice) => notice.seenAt === null).map((notice) => notice.id);
  const see = () => {
    call('POST', '/notices/seen', { body: { ids: news } }).then(
      () => client.invalidateQueries({ queryKey: ['notices'] }),
      (failed: unknown) => showToast({ text: problemLine(failed), tone: 'danger' }),
    );
  };
  if (error !== null) return <p className="muted">{problemLine(error)}</p>;
  if (rows.length === 0) return <p className="muted">{t('notices.none')}</p>;
  return (
    <>
      <ul className="jobs">
        {rows.map((notice) => (
          <One key={notice.id} notice={notice} />
        ))}
      </ul>
      {news.length > 0 && (
        <div className="popover-foot">
          <Button small onClick={see}>
            {t('notices.see')}
          </Button>
        </div>
      )}
    </>
  );
}

function says(what: Exclude<NoticeView['what'], { kind: 'export' }>): string {
  if (what.kind === 'rescue') return t('notices.rescue', { name: what.name, when: formatDateTime(what.due) });
  if (what.kind === 'network') return t(`notices.network.${what.what}`);
  if (what.kind === 'not-me') return t('notices.notMe', { name: what.name });
  if (what.kind === 'distant') return t('notices.distant', { name: what.person.name, places: what.places.join(', ') });
  if (what.kind === 'loss') return t(`notices.loss.${what.what}`, { name: what.person.name });
  if (what.kind === 'loss-for')
    return t(what.own ? 'notices.lossForYou' : 'notices.lossFor', { by: what.by.name, name: what.person.name });
  if (what.kind === 'lost-device') return t('notices.lostDevice', { name: what.person.name });
  if (what.kind === 'subject-request')
    return t(what.late ? 'notices.subject.late' : 'notices.subject.due', { when: formatDate(what.dueOn) });
  if (what.kind === 'blocked') return t('notices.blocked', { name: what.person.name });
  return t('notices.ledger', { count: what.found });
}

function One({ notice: { what, at, seenAt } }: { notice: NoticeView }): ReactElement {
  if (what.kind === 'export') return <OneExport what={what} at={at} isNew={seenAt === null} />;
  if (what.kind === 'search') return <OneSearch what={what} at={at} isNew={seenAt === null} />;
  return (
    <li className="job">
      <p className="strong prose">
        {seenAt === null && <Badge tone="brass">{t('notices.new')}</Badge>} {says(what)}
      </p>
      <p className="small muted num">
        {formatAgo(at)}
        {what.kind === 'subject-request' && (
          <>
            {' '}
            · <Link href="/data-subjects">{t('notices.subject.open')}</Link>
          </>
        )}
      </p>
    </li>
  );
}

function OneSearch({
  what,
  at,
  isNew,
}: {
  what: Extract<NoticeView['what'], { kind: 'search' }>;
  at: string;
  isNew: boolean;
}): ReactElement {
  return (
    <li className="job">
      <p className="strong prose">
        {isNew && <Badge tone="brass">{t('notices.new')}</Badge>}{' '}
        {t('notices.search', { name: what.name, count: what.found, minutes: what.minutes })}
      </p>
      <p className="small muted num">
        {formatAgo(at)} · <Link href={`/audit?search=${what.search}`}>{t('notices.searchOpen')}</Link>
      </p>
    </li>
  );
}

interface ExportProps {
  readonly what: Extract<NoticeView['what'], { kind: 'export' }>;
  readonly at: string;
  readonly isNew: boolean;
}

function OneExport({ what, at, isNew }: ExportProps): ReactElement {
  const entity = useCatalog().byName.get(what.entity);
  const said = {
    name: what.by.name,
    what: label(entity?.labelPlural ?? what.entity),
    format: what.format.toUpperCase(),
    count: what.records,
  };
  const day = { today: formatNumber(what.today), above: formatNumber(what.above) };
  return (
    <li className="job">
      <p className="strong prose">
        {isNew && <Badge tone="brass">{t('notices.new')}</Badge>}{' '}
        {t(what.export === null ? 'notices.totals' : 'notices.export', said)}
      </p>
      <p className="small muted num">
        {t('notices.day', day)} · {formatAgo(at)}
      </p>
      <p className="small prewrap">
        {what.reason === null ? t('notices.reasonNone') : t('notices.reason', { reason: what.reason })}
      </p>
    </li>
  );
}
