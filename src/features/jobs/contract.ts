// Jobs: long work that goes on without the browser. What the jobs tray shows and what it may ask.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

export const jobView = z.object({
  id: z.string(),
  /** import.check, import.run, operation.undo, records.bulk ... */
  kind: z.string(),
  title: z.string(),
  status: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  done: z.int(),
  /** null: not known yet */
  total: z.nullable(z.int()),
  /** units a second since it started; null before the first progress */
  rate: z.nullable(z.number()),
  /** counts and ids, as the kind of job says; never values of records */
  result: z.record(z.string(), z.unknown()),
  /** why it failed, a sentence for people */
  error: z.nullable(z.string()),
  /** everything the job changed belongs to this operation and is undone by it */
  operation: z.string(),
  createdAt: z.string(),
  startedAt: z.nullable(z.string()),
  endedAt: z.nullable(z.string()),
  /** somebody asked it to stop; it stops at the next clean place */
  cancelling: z.boolean(),
});
export type JobView = z.infer<typeof jobView>;

export const listJobs = action({
  name: 'job.list',
  http: 'GET /jobs',
  access: { may: 'self.use' },
  summary: 'List my jobs, newest first.',
  input: z.object({ limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(100))) }),
  output: z.object({ rows: z.array(jobView) }),
});

export const viewJob = action({
  name: 'job.view',
  http: 'GET /jobs/:id',
  access: { may: 'self.use' },
  summary: 'See how far a job is.',
  input: z.object({ id: z.uuid() }),
  output: jobView,
});

export const cancelJob = action({
  name: 'job.cancel',
  http: 'POST /jobs/:id/cancel',
  access: { may: 'self.use' },
  summary: 'Ask a job to stop at a clean place.',
  input: z.object({ id: z.uuid() }),
  output: jobView,
});

/** A job as it is stored; the shape of core's own, said here because contracts know no core. */
interface StoredJob extends Omit<JobView, 'rate' | 'result'> {
  readonly result: Readonly<Record<string, unknown>>;
}

/** Adds what the tray shows beside what is stored: how fast it goes. */
export function presentJob(job: StoredJob, at: Date): JobView {
  const since = job.startedAt === null ? null : new Date(job.startedAt).getTime();
  const until = job.endedAt === null ? at.getTime() : new Date(job.endedAt).getTime();
  const seconds = since === null ? 0 : (until - since) / 1000;
  const rate = job.done > 0 && seconds > 0 ? Math.round((job.done / seconds) * 10) / 10 : null;
  return { ...job, rate, result: { ...job.result } };
}
