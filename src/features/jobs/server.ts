// Jobs on the server: one's own, how far they are, and asking one to stop.
import { now } from '../../core/clock.ts';
import { type Feature, on } from '../../core/feature.ts';
import type { Job } from '../../core/jobs.ts';
import { type JobView, cancelJob, listJobs, viewJob } from './contract.ts';

/** Adds what the tray shows beside what is stored: how fast it goes. */
function withRate(job: Job): JobView {
  const since = job.startedAt === null ? null : new Date(job.startedAt).getTime();
  const until = job.endedAt === null ? now().getTime() : new Date(job.endedAt).getTime();
  const seconds = since === null ? 0 : (until - since) / 1000;
  const rate = job.done > 0 && seconds > 0 ? Math.round((job.done / seconds) * 10) / 10 : null;
  return { ...job, rate, result: { ...job.result } };
}

export const jobs: Feature = {
  name: 'jobs',
  handlers: [
    on(listJobs, async (tx, input) => ({ rows: (await tx.jobs.list(input.limit ?? 20)).map(withRate) })),
    on(viewJob, async (tx, input) => withRate(await tx.jobs.view(input.id))),
    on(cancelJob, async (tx, input) => withRate(await tx.jobs.cancel(input.id))),
  ],
};
