// Follows an erasure: the job step by step, and how it ended.
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { call } from '../../../web/call.ts';
import { t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { ProgressBar } from '../../../web/kit/ProgressBar.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import type { JobView } from '../../jobs/contract.ts';
import { t } from './words.ts';

interface ErasureProgressProps {
  job: string;
  onClose: () => void;
  /** the record is gone */
  onDone: () => void;
}

const isOver = (job: JobView): boolean => job.status !== 'waiting' && job.status !== 'running';

const steps = ['own', 'links', 'quotes', 'files', 'end'] as const;

export function ErasureProgress({ job: id, onClose, onDone }: ErasureProgressProps): ReactElement {
  const asked = useQuery({
    queryKey: ['jobs', id],
    queryFn: async ({ signal }) => (await call<JobView>('GET', `/jobs/${id}`, { signal })).data,
    refetchInterval: (query) => (query.state.data !== undefined && isOver(query.state.data) ? false : 1500),
  });
  const job = asked.data;
  const gone = job?.status === 'done';
  const step = steps[Math.min(job?.done ?? 0, steps.length - 1)] ?? 'end';
  return (
    <Dialog
      open
      onClose={gone ? onDone : onClose}
      size="small"
      title={t('erasure.title')}
      foot={
        <>
          <span className="grow" />
          <Button {...(gone ? { variant: 'primary' as const } : {})} onClick={gone ? onDone : onClose}>
            {gone ? t('erasure.toRegister') : shared('common.close')}
          </Button>
        </>
      }
    >
      <div className="stack" role="status">
        {asked.isError && <Failure error={asked.error} onRetry={() => void asked.refetch()} />}
        {job === undefined && !asked.isError && <Waiting lines={2} />}
        {job !== undefined && !isOver(job) && (
          <>
            <ProgressBar value={job.done} total={job.total} label={t('erasure.running')} />
            <p>{t(`erasure.step.${step}`)}</p>
            <p className="small muted">{t('erasure.mayClose')}</p>
          </>
        )}
        {job !== undefined && gone && (
          <>
            <p className="strong">{t('erasure.done')}</p>
            <ul className="lines small">
              {(['deleted', 'cut', 'unquoted', 'files'] as const).map((name) => (
                <li key={name}>{t(`erasure.done.${name}`, { count: countOf(job, name) })}</li>
              ))}
              {countOf(job, 'held') > 0 && (
                <li className="brass-text">{t('erasure.done.held', { count: countOf(job, 'held') })}</li>
              )}
            </ul>
            <p className="small muted prose">{t('erasure.done.history')}</p>
          </>
        )}
        {job !== undefined && isOver(job) && !gone && (
          <div className="banner banner-danger" role="alert">
            {job.error ?? t('erasure.stopped')} {t('erasure.again')}
          </div>
        )}
      </div>
    </Dialog>
  );
}

function countOf(job: JobView, name: string): number {
  const value = job.result[name];
  return typeof value === 'number' ? value : 0;
}
