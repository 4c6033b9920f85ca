// How often a key may ask, and how often an address may try keys: buckets in the memory of this process.
import { Problem } from '../../contract/problem.ts';
import { bucketOf } from '../address.ts';
import { type Budget, Buckets, defaultLimits } from '../limits.ts';
import type { Principal } from '../principal.ts';

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

const most = 20_000;
const byKey = new Map<string, { rate: number; bucket: Buckets }>();

/** One request of this key. Its whole minute may come at once. */
export function takeRequest(me: Principal): void {
  if (me.key === undefined) return;
  const { rate } = me.key;
  let known = byKey.get(me.id);
  if (known?.rate !== rate) {
    if (byKey.size >= most) byKey.delete(byKey.keys().next().value!);
    known = { rate, bucket: new Buckets({ burst: rate, perSecond: rate / 60 }, 1) };
    byKey.set(me.id, known);
  }
  const wait = known.bucket.take('key');
  if (wait > 0) throw new Problem('too-many', `This key may ask ${rate} times a minute.`, { retryAfter: wait });
}
