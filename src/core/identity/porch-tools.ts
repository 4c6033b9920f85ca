// What everything on the porch is made of: one connection for a few questions, budgets by address, and a password tried under its count.
import type { GuessingPolicy } from '../../contract/guessing-policy.ts';
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
import { enterHashLine, refuseFullLine, verifyPassword } from './hashing.ts';
import { refuseWaiting, rememberWait } from './known-waits.ts';
import { identitySettings, passwordTries } from './settings.ts';
import { type Charge, chargeAttempt, strangers } from './throttle.ts';
import { foldName, nameHash, tokenHash } from './tokens.ts';

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

const keyOf = ({ address }: Visitor): string => (address === null ? 'here' : bucketOf(address));

function assertLeft(wait: number): void {
  if (wait > 0) throw new Problem('too-many', 'There were too many tries from this address.', { retryAfter: wait });
}

export function takeTry(budget: Buckets, visitor: Visitor): void {
  assertLeft(budget.take(keyOf(visitor)));
}

/** So many hear it late at a time, the rest at once: each holds a request in memory. */
const mostPauses = 5_000;
let pauses = 0;

/** Refuses that a password is looked at no sooner than the settings say: who waits for the answer before asking again asks that seldom. */
export async function refusingSlowly<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { refusedAfterMs } = identitySettings();
    const isLate = error instanceof Problem && (error.code === 'too-many' || error.code === 'unavailable');
    if (isLate && refusedAfterMs > 0 && pauses < mostPauses) {
      pauses += 1;
      await new Promise((go) => setTimeout(go, refusedAfterMs));
      pauses -= 1;
    }
    throw error;
  }
}

/**
 * Refuses what could not be looked at anyhow, from memory alone: an address without budget, a name that waits, a line that is full. Whoever
 * shows a device may be known by it, and is asked about in the database.
 */
export function shedStranger(vault: Vault, email: string, visitor: Visitor): void {
  assertLeft(passwordTries().wait(keyOf(visitor)));
  if (tokenHash(visitor.deviceToken) !== undefined) return;
  refuseWaiting(nameHash(vault.keys, foldName(email)));
  refuseFullLine(vault.id, 'stranger');
}

export interface Tried {
  readonly account: Account | undefined;
  readonly good: boolean;
  readonly stale: boolean;
  readonly charge: Charge;
  /** should it be wrong, the name waits for an administrator */
  readonly locks: boolean;
}

/** What strangers are told of a name is remembered for those who come after. */
async function chargeAndRemember(
  q: Queryable,
  policy: GuessingPolicy,
  name: Buffer,
  scope: Buffer,
  at: Date,
): Promise<boolean> {
  try {
    return await chargeAttempt(q, policy, name, scope, at);
  } catch (error) {
    if (scope === strangers && error instanceof Problem && error.code === 'too-many') rememberWait(name, error, at);
    throw error;
  }
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
  // Whoever shows no device is a stranger for certain, and takes a place before anything is asked of the database.
  let place = device === undefined ? enterHashLine(vault.id, 'stranger') : undefined;
  const { account, scope, near, locks, policy } = await ask(vault, async (q) => {
    const account = await find(q, at);
    // From elsewhere the password is not looked at; the words and the time are those of a wrong one.
    const near = await accountMayCome(q, vault, account?.userId, address);
    const scope = account?.knownDevice === true && device !== undefined ? device : strangers;
    const policy = await readGuessingPolicy(q);
    if (scope === strangers) await refuseBanned(q, policy.address, address, at);
    const lane: Lane = scope === strangers ? 'stranger' : 'known';
    place ??= enterHashLine(vault.id, lane);
    const locks = await chargeAndRemember(q, policy, hashed, scope, at);
    return { account, scope, near, locks, policy };
  }).catch((error: unknown) => {
    place?.leave();
    throw error;
  });
  const may = near && account?.active === true && account.phc !== null;
  const { good, stale } = await verifyPassword(place!, password, may ? account.phc : undefined);
  if (!good && scope === strangers) await ask(vault, (q) => countWrong(q, policy.address, address, at));
  return { account, good, stale, charge: { name: hashed, scope, at }, locks };
}
