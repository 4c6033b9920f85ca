// Counts failed attempts per name, for each known device and for everybody else, and says how long to wait. Counted before the password is looked at.
import type { GuessingPolicy } from '../../contract/guessing-policy.ts';
import { Problem } from '../../contract/problem.ts';
import type { Queryable } from '../pg.ts';
import { forgetWait } from './known-waits.ts';

/** Everybody who has no known device for the account. */
export const strangers: Buffer = Buffer.alloc(0);

/** What was charged: taken back by a right password, and nothing else is. */
export interface Charge {
  readonly name: Buffer;
  readonly scope: Buffer;
  /** null: nothing was charged */
  readonly at: Date | null;
}

/**
 * One statement, so that fifty tries at the same moment are counted as fifty: each is charged as a failure before its password is looked
 * at, and a success takes the charge back. $4: first failure that makes wait. $5: failures that block. $6, $7: first and longest block.
 * $8: seconds of the day in which checks are capped. $9: the cap. $10: what is blocked waits for an administrator.
 * `recent` holds when each was, since a success begins the count of failures anew: no more than $11 within the time of a block, and no
 * more than the cap in any day.
 */
const charge = `
insert into core.attempt as a (name_hash, device_hash, failures, blocks, not_before, last_at, recent)
values ($1, $2, 1, 0, '-infinity', $3, array[$3::timestamptz])
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
  recent = array(select r from unnest(a.recent) as r where r > $3::timestamptz - make_interval(secs => $8)) || $3::timestamptz
where a.locked_at is null and a.not_before <= $3
  and (select count(*) from unnest(a.recent) as r where r > $3::timestamptz - make_interval(secs => $6)) < $11
  and (select count(*) from unnest(a.recent) as r where r > $3::timestamptz - make_interval(secs => $8)) < $9
returning locked_at is not null as locked`;

/** $4, $5: so many at most within so many seconds. $6, $7: and so many within these. */
const waitFor = `
select ceil(extract(epoch from greatest(
    not_before,
    $3::timestamptz,
    (select r from unnest(recent) as r order by r desc offset $4::int - 1 limit 1) + make_interval(secs => $5),
    (select r from unnest(recent) as r order by r desc offset $6::int - 1 limit 1) + make_interval(secs => $7)
  ) - $3::timestamptz))::int as seconds, locked_at is not null as locked
from core.attempt where name_hash = $1 and device_hash = $2`;

/** $3: of the one that is taken back. */
const forgive = `
update core.attempt set failures = 0, blocks = 0, not_before = '-infinity', locked_at = null,
  recent = coalesce(recent[:array_position(recent, $3::timestamptz) - 1] || recent[array_position(recent, $3::timestamptz) + 1:], recent)
where name_hash = $1 and device_hash = $2`;

const day = 86_400;
/** Whatever blocks a name sooner: within the time of the first block no more are looked at, or as many as block. */
const mostInBlock = 10;
/** More wrong passwords than anybody tries. */
const never = 1_000_000_000;

const mostWithin = (policy: GuessingPolicy): number => (policy.on ? Math.max(mostInBlock, policy.blockAfter) : never);

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
    mostWithin(policy),
  ]);
  if (charged[0] !== undefined) return charged[0].locked;
  const { rows } = await q.query<{ seconds: number; locked: boolean }>(waitFor, [
    name,
    device,
    at,
    mostWithin(policy),
    policy.blockMinutes * 60,
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

/** After a right password: failures of this scope count from none again; when others were looked at stays known, but for its own charge. */
export async function forgiveAttempts(q: Queryable, { name, scope, at }: Charge): Promise<void> {
  await q.query(forgive, [name, scope, at]);
  if (scope.length === 0) forgetWait(name);
}

/** After a new password by a link: whoever was locked out is not any more, on any device. */
export async function forgetAttempts(q: Queryable, name: Buffer): Promise<void> {
  await q.query('delete from core.attempt where name_hash = $1', [name]);
  forgetWait(name);
}
