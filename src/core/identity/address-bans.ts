// Counts wrong passwords per address (an IPv6 /64), whatever the names, and bans it for a while; offices and whoever has a known device are spared.
import type { AddressBan } from '../../contract/guessing-policy.ts';
import { Problem } from '../../contract/problem.ts';
import { Places, bucketOf } from '../address.ts';
import type { Queryable } from '../pg.ts';

const read =
  'select ceil(extract(epoch from banned_until - $2))::int as seconds from core.address_failure where bucket = $1 and banned_until > $2';

function isSpared(ban: AddressBan, address: string | null): address is null {
  return !ban.on || address === null || new Places(ban.allowed).has(address);
}

/** Before anything is hashed. */
export async function refuseBanned(q: Queryable, ban: AddressBan, address: string | null, at: Date): Promise<void> {
  if (isSpared(ban, address)) return;
  const { rows } = await q.query<{ seconds: number }>(read, [bucketOf(address), at]);
  if (rows[0] === undefined) return;
  throw new Problem('too-many', 'There were too many wrong passwords from this address.', {
    retryAfter: Math.max(1, rows[0].seconds),
  });
}

/** $3: the window, $4: failures that ban, $5: for how long. Counted anew once a ban is over. */
const count = `
insert into core.address_failure as f (bucket, failures, window_began, last_at, banned_until)
values ($1, 1, $2, $2, case when $4 <= 1 then $2::timestamptz + make_interval(mins => $5) end)
on conflict (bucket) do update set
  failures = case when f.window_began <= $2::timestamptz - make_interval(mins => $3) or f.banned_until <= $2 then 1 else f.failures + 1 end,
  window_began = case when f.window_began <= $2::timestamptz - make_interval(mins => $3) or f.banned_until <= $2 then $2 else f.window_began end,
  banned_until = case
    when f.window_began <= $2::timestamptz - make_interval(mins => $3) or f.banned_until <= $2 then null
    when f.failures + 1 >= $4 then greatest(f.banned_until, $2::timestamptz + make_interval(mins => $5))
    else f.banned_until end,
  last_at = $2
returning failures, banned_until > $2 as banned`;

/** A wrong password came from there. True: with this one the address is banned. */
export async function countWrong(q: Queryable, ban: AddressBan, address: string | null, at: Date): Promise<boolean> {
  if (isSpared(ban, address)) return false;
  const { rows } = await q.query<{ failures: number; banned: boolean | null }>(count, [
    bucketOf(address),
    at,
    ban.windowMinutes,
    ban.after,
    ban.banMinutes,
  ]);
  await q.query(`delete from core.address_failure where last_at < $1::timestamptz - interval '31 days'`, [at]);
  return rows[0]?.banned === true && rows[0].failures === ban.after;
}
