// The figures identity runs on, in one table: how long things last, what hashing costs, how guessing is slowed.
import { Buckets, type Budget, defaultLimits } from '../limits.ts';
import { passwordBounds } from './password-policy.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Milliseconds. */
export const lasts = {
  /** a session nobody uses, and any session (NIST SP 800-63B-4, AAL2) */
  sessionIdle: 30 * minute,
  session: 12 * hour,
  /** from the password to the second factor */
  halfSession: 10 * minute,
  device: 180 * day,
  owner: 7 * day,
  invite: 7 * day,
  reset: 30 * minute,
  /** from the porch to the desk */
  proof: 1 * minute,
} as const;

export const slowing = {
  /** from this failure on each answer is followed by a wait: 1 s, 2 s, 4 s ... */
  delayFrom: 3,
  /** so many failures block the account for everybody but its known devices */
  blockAfter: 10,
  /** the first block; each further one is twice as long */
  firstBlock: 15 * minute,
  longestBlock: day,
  /** checks of one account by unknown devices, or by one known device, in 24 hours */
  dayMost: 100,
  day,
} as const;

export interface Argon2Costs {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

export interface IdentitySettings {
  readonly argon2: Argon2Costs;
  /** hashes at the same time: their memory is this times `argon2.memoryKiB` */
  readonly hashesAtOnce: number;
  /** hashes waiting, all tenants together, and of one tenant */
  readonly hashesWaiting: number;
  readonly hashesWaitingPerTenant: number;
  readonly passwordLeast: number;
  readonly passwordsPerAddress: Budget;
  readonly linksPerAddress: Budget;
}

export const usualIdentity: IdentitySettings = {
  argon2: { memoryKiB: 64 * 1024, passes: 3, lanes: 1 },
  hashesAtOnce: 2,
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

/** Characters a password must have: what a page tells before anybody types one. */
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
