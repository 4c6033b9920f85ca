// Random bytes in small portions: drawn from the system by the page, because asking it for ten at a time costs more than hashing them.
import { randomFillSync } from 'node:crypto';

const page = Buffer.allocUnsafeSlow(8192);
let used = page.length;

/** `count` fresh random bytes, at most 64; each byte is given out once and wiped from the page. Not for keys: those are drawn alone. */
export function pooledBytes(count: number): Buffer {
  const out = Buffer.allocUnsafe(count);
  takeBytes(out, count);
  return out;
}

/** The same into what is there already, from its beginning. */
export function takeBytes(into: Uint8Array, count: number): void {
  if (used + count > page.length) {
    randomFillSync(page);
    used = 0;
  }
  for (let i = 0; i < count; i++) {
    into[i] = page[used]!;
    page[used++] = 0;
  }
}
