// Long work: how far each job is, how fast, what came of it. It survives a reload and shows on every device.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Activity } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { JobView } from '../../features/jobs/contract.ts';
import { apiBase, call } from '../call.ts';
import { formatAgo, formatNumber } from '../format.ts';
import { t } from '../i18n/i18n.ts';
import { Button, IconButton } from '../kit/Button.tsx';
import { Popover } from '../kit/Popover.tsx';
import { ProgressBar } from '../kit/ProgressBar.tsx';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';

export function isUnderWay(job: JobView): boolean {
  return job.status === 'waiting' || job.status === 'running';
}

export function JobsTray(): ReactElement {
  const [open, setOpen] = useState(false);
  const jobs = useQuery({
    queryKey: ['jobs'],
    queryFn: async ({ signal }) =>
      (await call<{ rows: readonly JobView[] }>('GET', '/jobs', { query: { limit: 20 }, signal })).data.rows,
    // the stream says when a job moved; this is only for a stream that was lost
    refetchInterval: (query) => (query.state.data?.some(isUnderWay) === true ? 5000 : false),
  });
  const rows = jobs.data ?? [];
  const running = rows.filter(isUnderWay).length;
  return (
    <Popover
      label={t('jobs.title')}
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="popover-jobs"
      trigger={
        <IconButton
          icon={Activity}
          label={running > 0 ? t('jobs.running', { count: running }) : t('jobs.title')}
          className={running > 0 ? 'icon-btn-live' : undefined}
        />
      }
    >
      <h2>{t('jobs.title')}</h2>
      {jobs.isError && <p className="muted">{problemLine(jobs.error)}</p>}
      {rows.length === 0 && !jobs.isError && <p className="muted">{t('jobs.none')}</p>}
      <ul className="jobs">
        {rows.map((job) => (
          <OneJob key={job.id} job={job} />
        ))}
      </ul>
    </Popover>
  );
}

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

function OneJob({ job }: { job: JobView }): ReactElement {
  const client = useQueryClient();
  const cancel = () => {
    call('POST', `/jobs/${job.id}/cancel`).then(
      () => client.invalidateQueries({ queryKey: ['jobs'] }),
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <li className="job">
      <div className="row">
        <span className="grow ellipsis">{job.title}</span>
        {isUnderWay(job) && !job.cancelling && (
          <Button small variant="quiet" onClick={cancel}>
            {t('common.cancel')}
          </Button>
        )}
      </div>
      {isUnderWay(job) && <ProgressBar value={job.done} total={job.total} label={job.title} />}
      <p className="small muted num">
        {jobStatus(job)}
        {!isUnderWay(job) && job.endedAt !== null && ` · ${formatAgo(job.endedAt)}`}
      </p>
      {typeof job.result['export'] === 'string' && (
        <a className="link-button small" href={`${apiBase}/exports/${job.result['export']}/file`} download>
          {t('jobs.download')}
        </a>
      )}
      {job.error !== null && <p className="small form-error">{job.error}</p>}
    </li>
  );
}
