// Random bytes in small portions: drawn from the system by the page, because asking it for ten at a time costs more than hashing them.
import { randomFillSync } from 'node:crypto';

const page = Buffer.allocUnsafeSlow(8192);
let used = page.length;

/** `count` fresh random bytes, at most 64; each byte is given out once and wiped from the page. Not for keys: those are drawn alone. */
export function pooledBytes(count: number): Buffer {
  if (used + count > page.length) {
    randomFillSync(page);
    used = 0;
  }
  const out = Buffer.from(page.subarray(used, used + count));
  page.fill(0, used, used + count);
  used += count;
  return out;
}
