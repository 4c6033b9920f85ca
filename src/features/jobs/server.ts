// Jobs on the server: one's own, how far they are, and asking one to stop.
import { now } from '../../core/clock.ts';
import { type Feature, on } from '../../core/feature.ts';
import type { Job } from '../../core/jobs.ts';
import { type JobView, cancelJob, listJobs, presentJob, viewJob } from './contract.ts';

const withRate = (job: Job): JobView => presentJob(job, now());

export const jobs: Feature = {
  name: 'jobs',
  handlers: [
    on(listJobs, async (tx, input) => ({ rows: (await tx.jobs.list(input.limit ?? 20)).map(withRate) })),
    on(viewJob, async (tx, input) => withRate(await tx.jobs.view(input.id))),
    on(cancelJob, async (tx, input) => withRate(await tx.jobs.cancel(input.id))),
  ],
};
