// Signed tree heads: how far the log was, and when, in a text that is signed with the tenant's own key.
import { type KeyObject, createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { Keyring } from '../crypto/keyring.ts';

export const headFormat = 'strongroom.head.1';

export interface Head {
  readonly tenant: string;
  readonly size: number;
  /** hex */
  readonly root: string;
  readonly at: string;
  readonly keyId: string;
}

export interface SignedHead extends Head {
  /** base64 */
  readonly signature: string;
}

/** The text that is signed. */
export function headLine(h: Head): string {
  return JSON.stringify([headFormat, h.tenant, h.size, h.root, h.at, h.keyId]);
}

/** As it is handed to receivers and stands in bundles: one line of JSON. */
export function headJson(h: SignedHead): string {
  return `{"head":${headLine(h)},"signature":${JSON.stringify(h.signature)}}`;
}

interface SigningKey {
  readonly secret: KeyObject;
  /** 32 bytes, base64 */
  readonly open: string;
  readonly id: string;
}

/** What stands before the 32 bytes of a key in PKCS #8. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiBytes = 12;
const keys = new WeakMap<Keyring, SigningKey>();

/** Made from the tenant's key, so that it goes with it; who has the database alone cannot sign. */
export function signingKey(ring: Keyring): SigningKey {
  let key = keys.get(ring);
  if (key === undefined) {
    const der = Buffer.concat([pkcs8Head, ring.purpose('ledger-heads')]);
    const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const raw = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(spkiBytes);
    const id = createHash('sha256').update(raw).digest('hex').slice(0, 16);
    keys.set(ring, (key = { secret, open: raw.toString('base64'), id }));
  }
  return key;
}

export function signHead(ring: Keyring, size: number, root: Buffer, at: Date): SignedHead {
  const { secret, id } = signingKey(ring);
  const head = { tenant: ring.tenantId, size, root: root.toString('hex'), at: at.toISOString(), keyId: id };
  return { ...head, signature: sign(null, Buffer.from(headLine(head)), secret).toString('base64') };
}
