// A key as the cryptography of Node keeps it: made anew from its bytes for each use it costs several times what is done with it.
import { type KeyObject, createSecretKey } from 'node:crypto';

const known = new WeakMap<Buffer, KeyObject>();

/** The same key, for a cipher or an HMAC; kept as long as its bytes are, which nobody may change. */
export function secretOf(key: Buffer): KeyObject {
  let secret = known.get(key);
  if (secret === undefined) known.set(key, (secret = createSecretKey(key)));
  return secret;
}
