// What everything on the porch is made of: one connection for a few questions, budgets by address, and a password tried under its count.
import { Problem } from '../../contract/problem.ts';
import { bucketOf } from '../address.ts';
import { now } from '../clock.ts';
import type { Buckets } from '../limits.ts';
import { accountMayCome } from '../network/account.ts';
import type { Queryable } from '../pg.ts';
import type { Vault } from '../vault.ts';
import type { Account } from './accounts.ts';
import { countWrong, refuseBanned } from './address-bans.ts';
import type { Visitor } from './desk.ts';
import { readGuessingPolicy } from './guessing-policy.ts';
import type { Lane } from './hash-queue.ts';
import { enterHashLine, verifyPassword } from './hashing.ts';
import { chargeAttempt, strangers } from './throttle.ts';
import { nameHash } from './tokens.ts';

/** One connection for a few questions, given back before anything slow begins. */
export async function ask<T>(vault: Vault, questions: (q: Queryable) => Promise<T>): Promise<T> {
  const lease = await vault.pool.acquire();
  try {
    const answer = await questions(lease);
    lease.release();
    return answer;
  } catch (error) {
    lease.release(error instanceof Problem ? undefined : error);
    throw error;
  }
}

export function takeTry(budget: Buckets, visitor: Visitor): void {
  const wait = budget.take(visitor.address === null ? 'here' : bucketOf(visitor.address));
  if (wait > 0) throw new Problem('too-many', 'There were too many tries from this address.', { retryAfter: wait });
}

export interface Tried {
  readonly account: Account | undefined;
  readonly good: boolean;
  readonly stale: boolean;
  readonly name: Buffer;
  readonly scope: Buffer;
  /** should it be wrong, the name waits for an administrator */
  readonly locks: boolean;
}

/** Charges the attempt, then looks at the password. The same statements and one hash for every name there is or is not. */
export async function tryPassword(
  vault: Vault,
  name: string,
  password: string,
  device: Buffer | undefined,
  address: string | null,
  find: (q: Queryable, at: Date) => Promise<Account | undefined>,
): Promise<Tried> {
  const at = now();
  const hashed = nameHash(vault.keys, name);
  const { account, scope, place, near, locks, policy } = await ask(vault, async (q) => {
    const account = await find(q, at);
    // From elsewhere the password is not looked at; the words and the time are those of a wrong one.
    const near = await accountMayCome(q, vault, account?.userId, address);
    const scope = account?.knownDevice === true && device !== undefined ? device : strangers;
    const policy = await readGuessingPolicy(q);
    if (scope === strangers) await refuseBanned(q, policy.address, address, at);
    const lane: Lane = scope === strangers ? 'stranger' : 'known';
    const place = enterHashLine(vault.id, lane);
    try {
      const locks = await chargeAttempt(q, policy, hashed, scope, at);
      return { account, scope, place, near, locks, policy };
    } catch (error) {
      place.leave();
      throw error;
    }
  });
  const may = near && account?.active === true && account.phc !== null;
  const { good, stale } = await verifyPassword(place, password, may ? account.phc : undefined);
  if (!good && scope === strangers) await ask(vault, (q) => countWrong(q, policy.address, address, at));
  return { account, good, stale, name: hashed, scope, locks };
}
