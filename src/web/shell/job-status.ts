// How far a job is, in words.
import type { JobView } from '../../features/jobs/contract.ts';
import { formatNumber } from '../format.ts';
import { t } from '../i18n/i18n.ts';

export function jobStatus(job: JobView): string {
  if (job.status === 'running' && job.cancelling) return t('jobs.cancelling');
  if (job.status !== 'running') return t(`jobs.${job.status}`);
  const done = formatNumber(job.done);
  if (job.total === null) return t('jobs.doneSoFar', { done });
  const left = job.rate === null || job.rate <= 0 ? null : Math.ceil((job.total - job.done) / job.rate);
  const share = t('jobs.doneOf', { done, total: formatNumber(job.total) });
  return left === null ? share : `${share}, ${t('jobs.left', { time: spell(left) })}`;
}

function spell(seconds: number): string {
  return seconds < 90 ? t('jobs.seconds', { count: seconds }) : t('jobs.minutes', { count: Math.round(seconds / 60) });
}
