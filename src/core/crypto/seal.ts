// Seals bytes with AES-256-GCM so that they open only with the same key and in the same place; the one format for every sealed blob.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { secretOf } from './secret.ts';

// version (1 byte) | key id (4 bytes) | nonce (12 bytes) | ciphertext | tag (16 bytes)
const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + 4 + nonceBytes;

/** Why a blob did not open. It never tells what it holds. */
export class SealError extends Error {
  override name = 'SealError';
}

const keyIds = new WeakMap<Buffer, Buffer>();

/** The short name of a key inside a blob: enough to choose among a tenant's keys, useless for finding the key. */
export function keyId(key: Buffer): Buffer {
  let id = keyIds.get(key);
  if (id === undefined) {
    id = createHash('sha256').update('strongroom/key-id/').update(key).digest().subarray(0, 4);
    keyIds.set(key, id);
  }
  return id;
}

/**
 * Seals `plain` for one place. `place` names whose and where (`tenant id / table / column / row`): the blob opens nowhere else.
 * The nonce is random, so one key may seal about 2^32 blobs.
 */
export function seal(key: Buffer, plain: Buffer, place: string): Buffer {
  const head = Buffer.concat([Buffer.of(version), keyId(key), randomBytes(nonceBytes)]);
  const cipher = createCipheriv('aes-256-gcm', secretOf(key), head.subarray(5), { authTagLength: tagBytes });
  cipher.setAAD(Buffer.concat([head.subarray(0, 5), Buffer.from(place)]));
  return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Opens a blob sealed for the same place with the same key, or throws a `SealError`. */
export function unseal(key: Buffer, blob: Buffer, place: string): Buffer {
  if (blob.length < headBytes + tagBytes) throw new SealError('the sealed bytes are cut short');
  if (blob[0] !== version) throw new SealError(`sealed bytes of version ${String(blob[0])} are not known here`);
  if (!blob.subarray(1, 5).equals(keyId(key))) throw new SealError('sealed with another key');
  const decipher = createDecipheriv('aes-256-gcm', secretOf(key), blob.subarray(5, headBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.concat([blob.subarray(0, 5), Buffer.from(place)]));
  decipher.setAuthTag(blob.subarray(blob.length - tagBytes));
  try {
    return Buffer.concat([decipher.update(blob.subarray(headBytes, blob.length - tagBytes)), decipher.final()]);
  } catch {
    throw new SealError('the sealed bytes were changed, or belong to another place');
  }
}
