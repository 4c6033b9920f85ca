// The figures identity runs on, in one table: how long things last, what hashing costs, what an address may ask for.
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
