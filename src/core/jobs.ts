// Long work as features see it: start it, read it, ask it to stop. The runner is edge/jobs; rows live in core.job.
export type JobStatus = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly status: JobStatus;
  readonly done: number;
  readonly total: number | null;
  readonly result: Readonly<Record<string, unknown>>;
  readonly error: string | null;
  readonly operation: string;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly cancelling: boolean;
}

export interface JobDesk {
  /** enqueued in this transaction: committed together with the rest, or not at all. Answers the job's id. */
  start(kind: string, title: string, input: Readonly<Record<string, unknown>>): Promise<string>;
  /** own jobs, newest first */
  list(limit: number): Promise<Job[]>;
  /** refuses with not-found when it is not one's own */
  view(id: string): Promise<Job>;
  cancel(id: string): Promise<Job>;
  /**
   * For the runner, inside a unit of work of the job: state and progress are committed together with the work, or not at all. Refuses
   * with wrong-state when the job is no longer this runner's.
   */
  save(claim: JobClaim, progress: JobProgress): Promise<void>;
}

/** Who runs a job: only the runner that holds it can save. */
export interface JobClaim {
  readonly id: string;
  readonly runner: string;
}

export interface JobProgress {
  readonly done: number;
  readonly total: number | null;
  readonly state?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  /** tell the owner's browsers; many saves a second need not all be told */
  readonly announce: boolean;
}
