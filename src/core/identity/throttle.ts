// Counts failed attempts per name, for each known device and for everybody else, and says how long to wait. Counted before the password is looked at.
import { Problem } from '../../contract/problem.ts';
import type { Queryable } from '../pg.ts';
import { slowing } from './settings.ts';

/** Everybody who has no known device for the account. */
export const strangers: Buffer = Buffer.alloc(0);

/**
 * One statement, so that fifty tries at the same moment are counted as fifty: each is charged as a failure before its password is looked
 * at, and a success takes the charge back. $4: first failure that makes wait. $5: failures that block. $6, $7: first and longest block.
 * $8: seconds of the window in which checks are capped. $9: the cap.
 */
const charge = `
insert into core.attempt as a (name_hash, device_hash, failures, blocks, not_before, last_at, day_began, day_count)
values ($1, $2, 1, 0, '-infinity', $3, $3, 1)
on conflict (name_hash, device_hash) do update set
  (failures, blocks, not_before) = (
    select
      case when f.n >= $5 then 0 else f.n end,
      case when f.n >= $5 then f.b + 1 else f.b end,
      case
        when f.n >= $5 then $3::timestamptz + make_interval(secs => least($6 * 2.0 ^ least(f.b, 20), $7))
        when f.n >= $4 then $3::timestamptz + make_interval(secs => 2.0 ^ (f.n - $4))
        else '-infinity'
      end
    from (select case when a.last_at < $3::timestamptz - make_interval(secs => $8) then 1 else a.failures + 1 end as n,
                 case when a.last_at < $3::timestamptz - make_interval(secs => $8) then 0 else a.blocks end as b) as f
  ),
  last_at = $3,
  day_began = case when a.day_began <= $3::timestamptz - make_interval(secs => $8) then $3 else a.day_began end,
  day_count = case when a.day_began <= $3::timestamptz - make_interval(secs => $8) then 1 else a.day_count + 1 end
where a.not_before <= $3 and (a.day_count < $9 or a.day_began <= $3::timestamptz - make_interval(secs => $8))
returning 1 as charged`;

const waitFor = `
select ceil(extract(epoch from greatest(
    not_before,
    $3::timestamptz,
    case when day_count >= $4 then day_began + make_interval(secs => $5) end
  ) - $3::timestamptz))::int as seconds
from core.attempt where name_hash = $1 and device_hash = $2`;

const forgive = `
update core.attempt set failures = 0, blocks = 0, not_before = '-infinity', day_count = greatest(day_count - 1, 0)
where name_hash = $1 and device_hash = $2`;

const seconds = (ms: number): number => ms / 1000;

/** Charges one attempt, or refuses with the seconds to wait; whether the name exists plays no part. */
export async function chargeAttempt(
  q: Queryable,
  name: Buffer,
  device: Buffer,
  at: Date,
  told = 'There were too many wrong passwords for this name. Wait before trying again.',
): Promise<void> {
  const s = slowing;
  const charged = await q.query(charge, [
    name,
    device,
    at,
    s.delayFrom,
    s.blockAfter,
    seconds(s.firstBlock),
    seconds(s.longestBlock),
    seconds(s.day),
    s.dayMost,
  ]);
  if (charged.rowCount > 0) return;
  const { rows } = await q.query<{ seconds: number }>(waitFor, [name, device, at, s.dayMost, seconds(s.day)]);
  const retryAfter = Math.max(1, rows[0]?.seconds ?? 1);
  throw new Problem('too-many', told, { retryAfter });
}

/** After a right password: the count of this scope starts anew; the day's count only loses its own charge. */
export async function forgiveAttempts(q: Queryable, name: Buffer, device: Buffer): Promise<void> {
  await q.query(forgive, [name, device]);
}

/** After a new password by a link: whoever was locked out is not any more, on any device. */
export async function forgetAttempts(q: Queryable, name: Buffer): Promise<void> {
  await q.query('delete from core.attempt where name_hash = $1', [name]);
}
