// Long work: how far each job is, how fast, what came of it. It survives a reload and shows on every device.
import { useQuery } from '@tanstack/react-query';
import { Activity } from 'lucide-react';
import { type ReactElement, Suspense, lazy, useState } from 'react';
import type { AnswerOf } from '../../contract/action.ts';
import type { listJobs } from '../../features/jobs/contract.ts';
import { call } from '../call.ts';
import { t } from '../i18n/i18n.ts';
import { IconButton } from '../kit/Button.tsx';
import { Popover } from '../kit/Popover.tsx';
import { isUnderWay } from './under-way.ts';

const JobList = lazy(() => import('./JobList.tsx').then((m) => ({ default: m.JobList })));

export function JobsTray(): ReactElement {
  const [open, setOpen] = useState(false);
  const jobs = useQuery({
    queryKey: ['jobs'],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listJobs>>('GET', '/jobs', { query: { limit: 20 }, signal })).data.rows,
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
      <Suspense>
        <JobList jobs={rows} error={jobs.error} />
      </Suspense>
    </Popover>
  );
}
