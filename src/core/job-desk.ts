// Makes the `jobs` of a Tx: a job is its row and an entry of the queue, both in the transaction that asks for it, and only its owner sees it.
import { Problem } from '../contract/problem.ts';
import type { JobEvent } from '../contract/event.ts';
import { isId, newId } from './ids.ts';
import type { Job, JobClaim, JobDesk, JobProgress, JobStatus } from './jobs.ts';
import type { Unit } from './unit.ts';

/** The one task the queue knows; what kind of work it is stands in the job's row. */
export const queueTask = 'strongroom_job';
/** Every entry carries it, so that a runner whose turn is over can be told to take no more. */
export const turnFlag = 'turn';

interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly status: JobStatus;
  readonly done: number;
  readonly total: number | null;
  readonly result: Readonly<Record<string, unknown>>;
  readonly error: string | null;
  readonly operation: string;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly cancelling: boolean;
}

const columns =
  'id, kind, title, status, done, total, result, error, operation, created_at, started_at, ended_at, cancelling';

function present(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    status: row.status,
    done: row.done,
    total: row.total,
    result: row.result,
    error: row.error,
    operation: row.operation,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    cancelling: row.cancelling,
  };
}

export function jobEvent(id: string, user: string): JobEvent {
  return { topic: 'job', id, user };
}

/** `nudge` is called after the commit: there is work for this vault. */
export function makeJobDesk(unit: Unit, nudge: (vaultId: string) => void): JobDesk {
  return {
    start: async (kind, title, input) => {
      const id = newId();
      unit.assertAlive();
      unit.send(
        `insert into core.job (id, kind, title, user_id, by_key, operation, input, created_at, address) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          id,
          kind,
          title,
          unit.me.id,
          unit.me.kind === 'api_key',
          unit.operation,
          JSON.stringify(input),
          unit.at,
          unit.purpose.address ?? unit.purpose.cameFrom ?? null,
        ],
      );
      await unit.query(
        `select 1 from graphile_worker.add_job($1, json_build_object('id', $2::text), job_key := $2::text, max_attempts := 25, flags := array[$3::text])`,
        [queueTask, id, turnFlag],
      );
      unit.ledger.add({ verb: 'job started', outcome: 'done', entity: 'job', record: id, values: { kind } });
      unit.events.push(jobEvent(id, unit.me.id));
      unit.afterCommit.push(() => nudge(unit.vault.id));
      return id;
    },
    list: async (limit) => {
      const { rows } = await unit.query<JobRow>(
        `select ${columns} from core.job where user_id = $1 order by created_at desc, id desc limit $2`,
        [unit.me.id, limit],
      );
      return rows.map(present);
    },
    view: async (id) => {
      const text = `select ${columns} from core.job where id = $1 and user_id = $2`;
      const { rows } = isId(id) ? await unit.query<JobRow>(text, [id, unit.me.id]) : { rows: [] };
      if (rows[0] === undefined) throw new Problem('not-found');
      return present(rows[0]);
    },
    cancel: (id) => cancel(unit, id),
    save: (claim, progress) => save(unit, claim, progress),
  };
}

/** One that waits ends at once, one that runs is asked; one that has ended is left as it is. */
async function cancel(unit: Unit, id: string): Promise<Job> {
  const text = `update core.job set cancelling = cancelling or status in ('waiting', 'running'),
      ended_at = case when status = 'waiting' then $3 else ended_at end,
      status = case when status = 'waiting' then 'cancelled' else status end
    where id = $1 and user_id = $2 returning ${columns}`;
  const { rows } = isId(id) ? await unit.query<JobRow>(text, [id, unit.me.id, unit.at]) : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  unit.ledger.add({ verb: 'job cancelled', outcome: 'done', entity: 'job', record: id, values: {} });
  unit.events.push(jobEvent(id, unit.me.id));
  return present(rows[0]);
}

async function save(unit: Unit, claim: JobClaim, progress: JobProgress): Promise<void> {
  const { rowCount } = await unit.query(
    `update core.job set done = $3, total = $4, state = coalesce($5, state), result = coalesce($6, result)
     where id = $1 and runner = $2 and status = 'running' and user_id = $7`,
    [
      claim.id,
      claim.runner,
      progress.done,
      progress.total,
      progress.state === undefined ? null : JSON.stringify(progress.state),
      progress.result === undefined ? null : JSON.stringify(progress.result),
      unit.me.id,
    ],
    'save job',
  );
  if (rowCount === 0) throw new Problem('wrong-state', 'This job is being run by somebody else now.');
  if (progress.announce) unit.events.push(jobEvent(claim.id, unit.me.id));
}
