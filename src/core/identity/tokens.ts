// Tokens that people and browsers carry: 256 random bits, of which only the SHA-256 is kept, so that a stolen database opens nothing.
import { createHmac, hash } from 'node:crypto';
import type { Keyring } from '../crypto/keyring.ts';
import { secretOf } from '../crypto/secret.ts';

/** The hash under which a token is kept, or undefined for a text that cannot be one of ours. */
export function tokenHash(token: string | null): Buffer | undefined {
  if (token === null || !/^[A-Za-z0-9_-]{43}$/.test(token)) return undefined;
  return hash('sha256', token, 'buffer');
}

/** The one form of a name somebody signs in with. It is compared with `lower(email)` and counted under its hash: the same text in both. */
export function foldName(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}

/** Under what failures for a name are counted: keyed, because people type passwords into the wrong field. */
export function nameHash(keys: Keyring, name: string): Buffer {
  return createHmac('sha256', secretOf(keys.purpose('blind-index')))
    .update(`core.attempt/${name}`)
    .digest();
}
