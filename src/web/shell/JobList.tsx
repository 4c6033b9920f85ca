// The jobs there are, each with how far it is, what came of it, and a way to stop it; loaded when the tray is opened.
import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { JobView } from '../../features/jobs/contract.ts';
import { apiBase, call } from '../call.ts';
import { formatAgo } from '../format.ts';
import { t } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { ProgressBar } from '../kit/ProgressBar.tsx';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import { jobStatus } from './job-status.ts';
import { isUnderWay } from './under-way.ts';

interface Props {
  jobs: readonly JobView[];
  error: unknown;
}

export function JobList({ jobs, error }: Props): ReactElement {
  const failed = error !== null;
  return (
    <>
      {failed && <p className="muted">{problemLine(error)}</p>}
      {jobs.length === 0 && !failed && <p className="muted">{t('jobs.none')}</p>}
      <ul className="jobs">
        {jobs.map((job) => (
          <OneJob key={job.id} job={job} />
        ))}
      </ul>
    </>
  );
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
