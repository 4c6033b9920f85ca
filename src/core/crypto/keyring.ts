// The keys of one tenant: everything is derived from its tenant key by purpose, so that a key for one thing opens nothing else.
import { hkdfSync } from 'node:crypto';

export const keyPurposes = [
  'fields',
  'files',
  'blind-index',
  'ledger',
  'ledger-entries',
  'ledger-heads',
  'backups',
  'secrets',
] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

/** Bytes of every key here: AES-256, HMAC-SHA-256, and the seed of an Ed25519 key. */
export const keyBytes = 32;

export interface Keyring {
  /** the tenant's opaque id; goes into the associated data of everything that is sealed */
  readonly tenantId: string;
  /** 32 bytes for one purpose, the same ones every time */
  purpose(name: KeyPurpose): Buffer;
}

/** Derives by HKDF-SHA-256 with the tenant's id as salt: equal tenant keys in two tenants would still give different keys. */
export function openKeyring(tenantId: string, tenantKey: Buffer): Keyring {
  if (tenantKey.length !== keyBytes) throw new Error(`a tenant key has ${keyBytes} bytes, not ${tenantKey.length}`);
  const derived = new Map<KeyPurpose, Buffer>();
  return {
    tenantId,
    purpose(name) {
      if (!keyPurposes.includes(name)) throw new Error(`no key has the purpose ${JSON.stringify(name)}`);
      let key = derived.get(name);
      if (key === undefined) {
        key = Buffer.from(hkdfSync('sha256', tenantKey, Buffer.from(tenantId), `strongroom/v1/${name}`, keyBytes));
        derived.set(name, key);
      }
      return key;
    },
  };
}
