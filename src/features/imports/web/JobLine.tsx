// How far a check, a run or an undo is.
import type { ReactElement } from 'react';
import type { JobView } from '../../jobs/contract.ts';
import { t } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { ProgressBar } from '../../../web/kit/ProgressBar.tsx';
import { jobStatus } from '../../../web/shell/job-status.ts';
import { isUnderWay } from '../../../web/shell/under-way.ts';

export function JobLine({
  job,
  onCancel,
  cancel,
}: {
  job: JobView;
  onCancel?: () => void;
  cancel?: string;
}): ReactElement {
  const running = isUnderWay(job);
  return (
    <div className="job-line" role="status">
      {running && <ProgressBar value={job.done} total={job.total} label={job.title} />}
      <div className="row">
        <p className="grow num">{jobStatus(job)}</p>
        {running && onCancel && !job.cancelling && (
          <Button small onClick={onCancel}>
            {cancel ?? t('common.cancel')}
          </Button>
        )}
      </div>
      {job.error !== null && (
        <p className="form-error" role="alert">
          {job.error}
        </p>
      )}
    </div>
  );
}
