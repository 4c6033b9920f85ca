// What the runner needs of the database and features must not have: one runner per tenant at a time, and the beginning and end of a job.
import type { JobEvent } from '../contract/event.ts';
import { now } from './clock.ts';
import { jobEvent } from './job-desk.ts';
import { writeEvents } from './outbox.ts';
import type { Lease } from './pg.ts';
import type { Vault } from './vault.ts';

/** One of any number; locks of a database are its own. */
const runnerLock = 7_350_811_002;

/** The right to run a tenant's jobs: as long as it is held, no other process does. */
export interface RunnerClaim {
  release(): Promise<void>;
}

/** Null while another process holds it. Jobs whose runner died are set free at once: nobody else can be running them. */
export async function claimRunner(vault: Vault): Promise<RunnerClaim | null> {
  const lease = await vault.pool.acquire();
  try {
    const { rows } = await lease.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [runnerLock]);
    if (rows[0]?.got !== true) {
      lease.release();
      return null;
    }
    await lease.query(
      `update graphile_worker._private_jobs set locked_at = null, locked_by = null, attempts = 0, run_at = least(run_at, now())
       where locked_at is not null or attempts > 0`,
    );
    return { release: () => giveBack(lease) };
  } catch (error) {
    lease.release(error);
    throw error;
  }
}

async function giveBack(lease: Lease): Promise<void> {
  try {
    await lease.query('select pg_advisory_unlock($1)', [runnerLock]);
    lease.release();
  } catch (error) {
    // A connection that is gone holds no lock.
    lease.release(error);
  }
}

/** Whether there is a job that has not ended. */
export async function hasOpenJobs(vault: Vault): Promise<boolean> {
  const rows = await ask<{ open: boolean }>(
    vault,
    `select exists (select from core.job where status in ('waiting', 'running')) as open`,
    [],
  );
  return rows[0]!.open;
}

export interface BegunJob {
  readonly id: string;
  readonly kind: string;
  /** the person or the key it runs for */
  readonly user: string;
  readonly byKey: boolean;
  readonly operation: string;
  /** from where it was asked for */
  readonly address: string | null;
  readonly input: Readonly<Record<string, unknown>>;
  readonly state: Readonly<Record<string, unknown>>;
  /** how often it was taken up again without having got any further */
  readonly resumes: number;
}

/** Null when it has ended, was cancelled, or is not there. */
export async function beginJob(vault: Vault, id: string, runner: string): Promise<BegunJob | null> {
  const rows = await ask<BegunJob>(
    vault,
    `update core.job set status = 'running', runner = $2, started_at = coalesce(started_at, $3),
       resumes = case when status = 'running' and resumed_at = done then resumes + 1 else 0 end, resumed_at = done
     where id = $1 and status in ('waiting', 'running')
     returning id, kind, user_id as user, by_key as "byKey", operation, input, state, resumes, host(address) as address`,
    [id, runner, now()],
  );
  return rows[0] ?? null;
}

/** Answers what to publish; null when the job was no longer this runner's to end. */
export async function endJob(
  vault: Vault,
  id: string,
  runner: string,
  status: 'done' | 'failed' | 'cancelled',
  error: string | null,
): Promise<JobEvent | null> {
  const lease = await vault.pool.acquire();
  try {
    await lease.query('begin');
    const { rows } = await lease.query<{ user_id: string }>(
      `update core.job set status = $3, error = $4, ended_at = $5 where id = $1 and runner = $2 and status = 'running' returning user_id`,
      [id, runner, status, error, now()],
    );
    const event = rows[0] === undefined ? null : jobEvent(id, rows[0].user_id);
    if (event !== null) await writeEvents(lease, now(), [event]);
    await lease.query('commit');
    lease.release();
    return event;
  } catch (failure) {
    lease.release(failure);
    throw failure;
  }
}

export async function wasAskedToCancel(vault: Vault, id: string): Promise<boolean> {
  const rows = await ask<{ cancelling: boolean }>(vault, 'select cancelling from core.job where id = $1', [id]);
  return rows[0]?.cancelling === true;
}

async function ask<R>(vault: Vault, text: string, values: readonly unknown[]): Promise<R[]> {
  const lease = await vault.pool.acquire();
  try {
    const { rows } = await lease.query<R>(text, values);
    lease.release();
    return rows;
  } catch (error) {
    lease.release(error);
    throw error;
  }
}
