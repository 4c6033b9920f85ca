// How far the log is proved: only what the server measured, and "not verified yet" where nothing was.
import { ShieldAlert, ShieldCheck, ShieldQuestion } from 'lucide-react';
import type { ReactElement } from 'react';
import { formatAgo, formatNumber } from '../../../web/format.ts';
import { cx } from '../../../web/kit/class-names.ts';
import { Popover } from '../../../web/kit/Popover.tsx';
import { type LogStatus, useLogStatus } from './entries.ts';
import { useInstant } from './instants.ts';
import { t } from './words.ts';

export function LogState({ asked }: { asked: string }): ReactElement | null {
  const status = useLogStatus(true, asked);
  if (status.isError) return <span className="muted small">{t('audit.status.failed')}</span>;
  if (status.data === undefined) return null;
  const { tone, text } = inShort(status.data);
  const Icon = tone === 'good' ? ShieldCheck : tone === 'bad' ? ShieldAlert : ShieldQuestion;
  return (
    <Popover
      label={t('audit.status.label')}
      align="end"
      className="audit-status"
      trigger={
        <button
          type="button"
          className={cx('audit-state', `audit-state-${tone}`)}
          aria-label={`${t('audit.status.label')}: ${text}`}
        >
          <Icon className="icon" aria-hidden />
          <span className="audit-state-text">{text}</span>
        </button>
      }
    >
      <Whole status={status.data} />
    </Popover>
  );
}

/** Trouble first; then what was verified; then what is only sealed. */
function inShort({ head, check, refused }: LogStatus): { tone: 'good' | 'open' | 'bad'; text: string } {
  if (refused > 0) return { tone: 'bad', text: t('audit.status.foreign', { count: refused }) };
  if (check !== null && check.found > 0)
    return { tone: 'bad', text: t('audit.status.checkBad', { count: check.found }) };
  if (head === null) return { tone: 'open', text: t('audit.status.none') };
  const size = formatNumber(head.size);
  if (check === null) return { tone: 'open', text: t('audit.status.unverified', { size }) };
  return { tone: 'good', text: t('audit.status.checkGood', { size, when: formatAgo(check.at) }) };
}

function Whole({ status }: { status: LogStatus }): ReactElement {
  const formatInstant = useInstant();
  const { head, check, receivers, refused } = status;
  return (
    <div className="stack">
      {refused > 0 && <p className="danger-text">{t('audit.status.foreign', { count: refused })}</p>}
      <dl className="audit-facts">
        <dt>{t('audit.status.sealed')}</dt>
        <dd>
          {t('audit.status.sealedOf', { size: formatNumber(status.size), waiting: formatNumber(status.waiting) })}
        </dd>
        <dt>{t('audit.head')}</dt>
        <dd>
          {head === null
            ? t('audit.status.none')
            : t('audit.headOf', { size: formatNumber(head.size), when: formatInstant(head.at) })}
        </dd>
        {head !== null && (
          <>
            <dt>{t('audit.root')}</dt>
            <dd className="mono audit-hash">{head.root}</dd>
            <dt>{t('audit.status.key')}</dt>
            <dd className="mono audit-hash">{head.keyId}</dd>
          </>
        )}
        <dt>{t('audit.status.checked')}</dt>
        <dd>
          {check === null
            ? t('audit.status.checkedNever')
            : t('audit.status.checkedWas', {
                when: formatInstant(check.at),
                entries: formatNumber(check.entries),
                records: formatNumber(check.records),
                found: formatNumber(check.found),
              })}
        </dd>
        <dt>{t('audit.status.receivers')}</dt>
        <dd>
          {receivers.length === 0 && t('audit.status.receiversNone')}
          {receivers.map((receiver) => (
            <span key={receiver.label} className={cx('block', receiver.failure !== null && 'danger-text')}>
              {sayReceiver(receiver, formatInstant)}
            </span>
          ))}
        </dd>
      </dl>
      {check !== null && check.findings.length > 0 && (
        <ul className="audit-findings">
          {check.findings.slice(0, 20).map((finding, n) => (
            // findings have no name of their own, and the list does not change while it is shown
            // oxlint-disable-next-line react/no-array-index-key
            <li key={n} className="small">
              {finding.says}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function sayReceiver(
  { label, size, deliveredAt, failure }: LogStatus['receivers'][number],
  formatInstant: (at: string) => string,
): string {
  if (failure !== null) return t('audit.status.receiverFailed', { label, failure });
  if (deliveredAt === null) return t('audit.status.receiverNever', { label });
  return t('audit.status.receiver', { label, size: formatNumber(size), when: formatInstant(deliveredAt) });
}
