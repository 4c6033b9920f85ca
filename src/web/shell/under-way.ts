// Whether a job goes on.
import type { JobView } from '../../features/jobs/contract.ts';

export function isUnderWay(job: JobView): boolean {
  return job.status === 'waiting' || job.status === 'running';
}
