// The figures identity runs on, in one table: how long things last, what hashing costs, what an address may ask for.
import { availableParallelism } from 'node:os';
import { passwordBounds } from '../../contract/password-policy.ts';
import { Buckets, type Budget, defaultLimits } from '../limits.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Milliseconds. */
export const lasts = {
  /** from the password to the second factor */
  halfSession: 10 * minute,
  device: 180 * day,
  owner: 7 * day,
  invite: 7 * day,
  reset: 30 * minute,
  /** from the porch to the desk */
  proof: 1 * minute,
} as const;

export interface Argon2Costs {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

/** One hash to be made, as node:crypto takes it. */
export interface Argon2Job {
  readonly message: Buffer;
  readonly nonce: Buffer;
  readonly parallelism: number;
  readonly tagLength: number;
  readonly memory: number;
  readonly passes: number;
}

export interface IdentitySettings {
  readonly argon2: Argon2Costs;
  /** hashes at the same time for people who are known, and as many for strangers: their memory is twice this, and the spare ones, times `argon2.memoryKiB` */
  readonly hashesAtOnce: number;
  /** more for a stranger who comes to a company where nobody else waits for one */
  readonly hashesSpare: number;
  /**
   * makes the hashes strangers cause where they take nothing from others, and of a crowd that comes to one company nothing from a stranger who
   * comes to another; null: they are made here
   */
  readonly aside: ((job: Argon2Job, from: 'crowd' | 'alone') => Promise<Buffer>) | null;
  /** milliseconds before somebody hears that a password was not looked at: whoever waits for the answer asks no faster than that */
  readonly refusedAfterMs: number;
  /** milliseconds for which a name that may not be tried is refused from memory */
  readonly waitsKnownForMs: number;
  /** hashes waiting, all tenants together, and of one tenant; of each kind */
  readonly hashesWaiting: number;
  readonly hashesWaitingPerTenant: number;
  readonly passwordLeast: number;
  readonly passwordsPerAddress: Budget;
  readonly linksPerAddress: Budget;
}

export const usualIdentity: IdentitySettings = {
  argon2: { memoryKiB: 64 * 1024, passes: 3, lanes: 1 },
  // Half of the processors at most, and of two one: a flood of sign-ins leaves the other to everybody else.
  hashesAtOnce: Math.max(1, Math.min(2, Math.floor(availableParallelism() / 2))),
  hashesSpare: 1,
  aside: null,
  refusedAfterMs: 1000,
  waitsKnownForMs: 1000,
  hashesWaiting: 64,
  hashesWaitingPerTenant: 16,
  passwordLeast: passwordBounds.least,
  passwordsPerAddress: defaultLimits.passwordsPerAddress,
  linksPerAddress: defaultLimits.linksPerAddress,
};

let present: IdentitySettings = usualIdentity;
let passwords = new Buckets(present.passwordsPerAddress);
let links = new Buckets(present.linksPerAddress);

export function identitySettings(): IdentitySettings {
  return present;
}

/** Characters a password must have where a company decides nothing else and it is the only factor. */
export function passwordLeast(): number {
  return Math.max(present.passwordLeast, passwordBounds.floor);
}

/** How many passwords an address may still have looked at, over all tenants of this process. */
export function passwordTries(): Buckets {
  return passwords;
}

export function linkTries(): Buckets {
  return links;
}

/** At start, by whoever composes the program; tests choose cheap hashes with it. */
export function setIdentity(changes: Partial<IdentitySettings>): void {
  present = { ...present, ...changes };
  passwords = new Buckets(present.passwordsPerAddress);
  links = new Buckets(present.linksPerAddress);
}
