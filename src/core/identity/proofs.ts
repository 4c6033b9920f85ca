// Proofs go from the porch to the desk: made only here, of one vault, for one use, for a minute. Anything else that looks like one is refused.
import { now } from '../clock.ts';
import type { OpenChallenge } from './factors/challenge.ts';
import type { NewPasskey } from './factors/webauthn.ts';
import type { Proof } from './desk.ts';
import type { Purpose, Unit } from '../unit.ts';
import { lasts } from './settings.ts';
import type { Charge } from './throttle.ts';

export interface SignInFacts {
  readonly userId: string;
  readonly credentialVersion: number;
  /** taken back when the session starts */
  readonly charge: Charge;
  /** the password hashed with today's costs, when the stored hash had others */
  readonly rehashed: string | null;
}

export interface LinkFacts {
  readonly linkHash: Buffer;
  readonly userId: string;
  readonly phc: string;
  /** owner's link only */
  readonly name: string | null;
  readonly email: string | null;
}

export interface PasswordFacts {
  readonly userId: string;
  readonly credentialVersion: number;
  readonly phc: string;
  /** stays known; other devices do not */
  readonly deviceHash: Buffer | null;
}

interface FactorFactsBase {
  readonly userId: string;
  readonly session: Buffer;
  /** taken back when it was right */
  readonly charge: Charge;
}

/** A second factor, or for who has none the password again: of whoever has the session. */
export type FactorFacts = FactorFactsBase &
  (
    | { readonly how: 'totp'; readonly factor: string; readonly step: number }
    | { readonly how: 'recovery'; readonly recovery: Buffer }
    | {
        readonly how: 'passkey';
        readonly factor: string;
        readonly counter: number;
        readonly challenge: OpenChallenge;
      }
    | { readonly how: 'password'; readonly credentialVersion: number }
  );

/** A passkey that recognised its holder, and so says by itself who this is. */
export interface PasskeyFacts {
  readonly userId: string;
  readonly factor: string;
  readonly counter: number;
  readonly challenge: OpenChallenge;
}

export interface NewPasskeyFacts {
  readonly userId: string;
  readonly key: NewPasskey;
}

interface Facts {
  'sign-in': SignInFacts;
  link: LinkFacts;
  password: PasswordFacts;
  factor: FactorFacts;
  passkey: PasskeyFacts;
  'new-passkey': NewPasskeyFacts;
}

type What = keyof Facts;

interface Open {
  readonly vault: string;
  readonly until: number;
  readonly facts: Facts[What];
  /** the request that uses it: a unit of work that is tried again may use it again, nobody else */
  usedFor?: Purpose;
}

const open = new WeakMap<object, Open>();

export function makeProof<W extends What>(what: W, vault: string, facts: Facts[W]): Proof<W> {
  const proof = Object.freeze({ what });
  open.set(proof, { vault, until: now().getTime() + lasts.proof, facts });
  return proof;
}

/** The facts behind a proof. Throws when it is none of ours, too old, of another vault or already used: that is a bug, not a refusal. */
export function useProof<W extends What>(what: W, unit: Pick<Unit, 'vault' | 'purpose'>, proof: Proof<W>): Facts[W] {
  const found = open.get(proof);
  const holds =
    found !== undefined && proof.what === what && found.vault === unit.vault.id && found.until >= now().getTime();
  if (!holds || (found.usedFor ?? unit.purpose) !== unit.purpose) {
    throw new Error(`this is no proof of "${what}" that still holds here`);
  }
  found.usedFor = unit.purpose;
  return found.facts as Facts[W];
}
