// Counts failed attempts per name, for each known device and for everybody else, and says how long to wait. Counted before the password is looked at.
import type { GuessingPolicy } from '../../contract/guessing-policy.ts';
import { Problem } from '../../contract/problem.ts';
import type { Queryable } from '../pg.ts';
import { forgetWait } from './known-waits.ts';

/** Everybody who has no known device for the account. */
export const strangers: Buffer = Buffer.alloc(0);

/**
 * One statement, so that fifty tries at the same moment are counted as fifty: each is charged as a failure before its password is looked
 * at, and a success takes the charge back. $4: first failure that makes wait. $5: failures that block. $6, $7: first and longest block.
 * $8: seconds of the window in which checks are capped. $9: the cap. $10: what is blocked waits for an administrator.
 */
const charge = `
insert into core.attempt as a (name_hash, device_hash, failures, blocks, not_before, last_at, day_began, day_count)
values ($1, $2, 1, 0, '-infinity', $3, $3, 1)
on conflict (name_hash, device_hash) do update set
  (failures, blocks, not_before, locked_at) = (
    select
      case when f.n >= $5 then 0 else f.n end,
      case when f.n >= $5 then f.b + 1 else f.b end,
      case
        when f.n >= $5 and $10 then '-infinity'
        when f.n >= $5 then $3::timestamptz + make_interval(secs => least($6 * 2.0 ^ least(f.b, 20), $7))
        when f.n >= $4 then $3::timestamptz + make_interval(secs => 2.0 ^ (f.n - $4))
        else '-infinity'
      end,
      case when f.n >= $5 and $10 then $3::timestamptz end
    from (select case when a.last_at < $3::timestamptz - make_interval(secs => $8) then 1 else a.failures + 1 end as n,
                 case when a.last_at < $3::timestamptz - make_interval(secs => $8) then 0 else a.blocks end as b) as f
  ),
  last_at = $3,
  day_began = case when a.day_began <= $3::timestamptz - make_interval(secs => $8) then $3 else a.day_began end,
  day_count = case when a.day_began <= $3::timestamptz - make_interval(secs => $8) then 1 else a.day_count + 1 end
where a.locked_at is null and a.not_before <= $3 and (a.day_count < $9 or a.day_began <= $3::timestamptz - make_interval(secs => $8))
returning locked_at is not null as locked`;

const waitFor = `
select ceil(extract(epoch from greatest(
    not_before,
    $3::timestamptz,
    case when day_count >= $4 then day_began + make_interval(secs => $5) end
  ) - $3::timestamptz))::int as seconds, locked_at is not null as locked
from core.attempt where name_hash = $1 and device_hash = $2`;

const forgive = `
update core.attempt set failures = 0, blocks = 0, not_before = '-infinity', locked_at = null, day_count = greatest(day_count - 1, 0)
where name_hash = $1 and device_hash = $2`;

const day = 86_400;
/** More wrong passwords than anybody tries. */
const never = 1_000_000_000;

/**
 * Charges one attempt, or refuses with the seconds to wait; whether the name exists plays no part. True: should this one be wrong too, the
 * name waits for an administrator.
 */
export async function chargeAttempt(
  q: Queryable,
  policy: GuessingPolicy,
  name: Buffer,
  device: Buffer,
  at: Date,
  told = 'There were too many wrong passwords for this name. Wait before trying again.',
): Promise<boolean> {
  const { rows: charged } = await q.query<{ locked: boolean }>(charge, [
    name,
    device,
    at,
    policy.on ? policy.delayFrom : never,
    policy.on ? policy.blockAfter : never,
    policy.blockMinutes * 60,
    policy.longestMinutes * 60,
    day,
    policy.dayMost,
    policy.on && policy.release,
  ]);
  if (charged[0] !== undefined) return charged[0].locked;
  const { rows } = await q.query<{ seconds: number; locked: boolean }>(waitFor, [
    name,
    device,
    at,
    policy.dayMost,
    day,
  ]);
  if (rows[0]?.locked === true)
    throw new Problem(
      'too-many',
      'There were too many wrong passwords for this name. An administrator has to let it in again.',
    );
  const retryAfter = Math.max(1, rows[0]?.seconds ?? 1);
  throw new Problem('too-many', told, { retryAfter });
}

/** After a right password: the count of this scope starts anew; the day's count only loses its own charge. */
export async function forgiveAttempts(q: Queryable, name: Buffer, device: Buffer): Promise<void> {
  await q.query(forgive, [name, device]);
  if (device.length === 0) forgetWait(name);
}

/** After a new password by a link: whoever was locked out is not any more, on any device. */
export async function forgetAttempts(q: Queryable, name: Buffer): Promise<void> {
  await q.query('delete from core.attempt where name_hash = $1', [name]);
  forgetWait(name);
}
