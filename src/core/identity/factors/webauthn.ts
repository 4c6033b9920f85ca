// Passkeys and security keys (WebAuthn): bound to this vault's own host, checked by a library that never gets to ask anybody else anything.
import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeAttestationObject, isoBase64URL } from '@simplewebauthn/server/helpers';
import type { Vault } from '../../vault.ts';
import { type ChallengePurpose, type OpenChallenge, readChallenge } from './challenge.ts';

export interface NewPasskey {
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly backedUp: boolean;
  readonly challenge: OpenChallenge;
}

export interface StoredPasskey {
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly counter: number;
}

export interface PasskeyAnswer {
  readonly counter: number;
  /** whoever holds it was recognised by it: by finger, face or a number */
  readonly verified: boolean;
  readonly challenge: OpenChallenge;
}

type Place = Pick<Vault, 'hostname' | 'origin' | 'keys'>;

/** Undefined for whatever does not fit: another host, another purpose, too old, a wrong signature, or nonsense. */
export async function checkNewPasskey(
  place: Place,
  response: unknown,
  purpose: ChallengePurpose,
  at: Date,
): Promise<NewPasskey | undefined> {
  let challenge: OpenChallenge | undefined;
  try {
    const given = response as RegistrationResponseJSON;
    // A statement of the maker is not asked for. With one the library would fetch lists of its certificates from where they say.
    const statement = decodeAttestationObject(isoBase64URL.toBuffer(given.response.attestationObject));
    if (statement.get('fmt') !== 'none') return undefined;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: given,
      expectedChallenge: (text) => (challenge = readChallenge(place.keys, text, purpose, at)) !== undefined,
      expectedOrigin: place.origin,
      expectedRPID: place.hostname,
      requireUserVerification: false,
      supportedAlgorithmIDs: passkeyAlgorithms,
    });
    if (!verified || challenge === undefined) return undefined;
    const { credential, credentialBackedUp } = registrationInfo;
    return {
      credentialId: Buffer.from(credential.id, 'base64url'),
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: (credential.transports ?? []).filter((t) => /^[a-z-]{1,20}$/.test(t)).slice(0, 8),
      backedUp: credentialBackedUp,
      challenge,
    };
  } catch {
    // The library throws for everything it does not like; none of it is more than "no".
    return undefined;
  }
}

/** Ed25519, ES256, RS256. */
export const passkeyAlgorithms = [-8, -7, -257];

/** The id of the passkey an answer speaks of, or undefined. */
export function passkeyIdOf(response: unknown): Buffer | undefined {
  const id: unknown = (response as { id?: unknown } | null)?.id;
  if (typeof id !== 'string' || !/^[A-Za-z0-9_-]{1,1400}$/.test(id)) return undefined;
  return Buffer.from(id, 'base64url');
}

export async function checkPasskey(
  place: Place,
  response: unknown,
  stored: StoredPasskey,
  purpose: ChallengePurpose,
  at: Date,
): Promise<PasskeyAnswer | undefined> {
  let challenge: OpenChallenge | undefined;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON,
      expectedChallenge: (text) => (challenge = readChallenge(place.keys, text, purpose, at)) !== undefined,
      expectedOrigin: place.origin,
      expectedRPID: place.hostname,
      requireUserVerification: false,
      credential: {
        id: stored.credentialId.toString('base64url'),
        publicKey: new Uint8Array(stored.publicKey),
        counter: stored.counter,
      },
    });
    if (!verified || challenge === undefined) return undefined;
    return { counter: authenticationInfo.newCounter, verified: authenticationInfo.userVerified, challenge };
  } catch {
    return undefined;
  }
}
