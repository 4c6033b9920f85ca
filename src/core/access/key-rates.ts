// How often a key may ask, in all processes together, and how often an address may try keys, in this one.
import { Problem } from '../../contract/problem.ts';
import { bucketOf } from '../address.ts';
import { type Budget, Buckets, defaultLimits } from '../limits.ts';
import { now } from '../clock.ts';
import { asUnavailable } from '../pg.ts';
import type { Principal } from '../principal.ts';
import type { Vault } from '../vault.ts';

let tries = new Buckets(defaultLimits.keysPerAddress);

/** At start, by whoever composes the program, and in tests. */
export function setKeyTries(budget: Budget): void {
  tries = new Buckets(budget);
}

/** Before a key that is not in memory is looked up; a key that turns out good gives the try back. */
export function takeKeyTry(address: string | null): { giveBack: () => void } {
  const key = address === null ? 'here' : bucketOf(address);
  const wait = tries.take(key);
  if (wait > 0)
    throw new Problem('too-many', 'There were too many wrong keys from this address.', { retryAfter: wait });
  return { giveBack: () => tries.give(key) };
}

interface Lease {
  readonly rate: number;
  /** requests this process has taken out of the bucket and not used yet */
  left: number;
  /** milliseconds: before that nothing is in it */
  emptyUntil: number;
  asking: Promise<void> | undefined;
}

const most = 20_000;
const leases = new Map<string, Lease>();

function leaseOf(key: string, rate: number): Lease {
  const known = leases.get(key);
  if (known?.rate === rate) return known;
  if (leases.size >= most) leases.delete(leases.keys().next().value!);
  const lease: Lease = { rate, left: 0, emptyUntil: 0, asking: undefined };
  leases.set(key, lease);
  return lease;
}

/** A twentieth of a minute's worth at a time: one short statement for so many requests, and processes share what there is. */
async function takeSome(vault: Vault, key: string, lease: Lease): Promise<void> {
  const wanted = Math.ceil(lease.rate / 20);
  const connection = await vault.pool.acquire();
  try {
    const { rows } = await connection.query<{ granted: number; wait: number }>(
      'select granted, wait from core.take_key_requests($1, $2, $3, $4)',
      [key, lease.rate, wanted, now()],
    );
    connection.release();
    const { granted, wait } = rows[0]!;
    lease.left += granted;
    lease.emptyUntil = granted > 0 ? 0 : now().getTime() + wait * 1000;
  } catch (error) {
    connection.release(error);
    throw asUnavailable(error);
  }
}

/** One request of this key, of all processes together. Its whole minute may come at once. */
export async function takeRequest(vault: Vault, me: Principal): Promise<void> {
  if (me.key === undefined) return;
  const { rate } = me.key;
  const lease = leaseOf(`${vault.id} ${me.id}`, rate);
  while (lease.left < 1) {
    const wait = lease.emptyUntil - now().getTime();
    if (wait > 0)
      throw new Problem('too-many', `This key may ask ${rate} times a minute.`, { retryAfter: Math.ceil(wait / 1000) });
    // Those who come meanwhile wait for the same answer.
    lease.asking ??= takeSome(vault, me.id, lease).finally(() => (lease.asking = undefined));
    await lease.asking;
  }
  lease.left -= 1;
}
