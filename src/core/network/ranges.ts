// Places in the network as people write them: one address, a range, a subnet, in either family, in one normal form and ready to be compared. Pure.
import { normalAddress, normalRange } from '../address.ts';

/** Of an address in its normal form. */
const isSixth = (address: string): boolean => address.includes(':');

/** An address as a number, so that the two ends of a range can be told apart. */
function valueOf(address: string): bigint {
  if (!isSixth(address)) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

/** One form per place: `192.0.2.7`, `192.0.2.1-192.0.2.9`, `10.0.0.0/8`, `2001:db8::/32`. Undefined: it is none. */
export function normalPlace(text: string): string | undefined {
  const bare = text.trim();
  const [first = '', last, ...more] = bare.split('-').map((end) => end.trim());
  if (last !== undefined) {
    const [from, to] = [normalAddress(first), normalAddress(last)];
    const whole = from !== undefined && to !== undefined && more.length === 0 && !bare.includes('%');
    if (!whole || isSixth(from) !== isSixth(to) || valueOf(from) > valueOf(to)) return undefined;
    return from === to ? from : `${from}-${to}`;
  }
  if (!bare.includes('/')) return bare.includes('%') ? undefined : normalAddress(bare);
  const range = normalRange(bare);
  if (range === undefined) return undefined;
  const [network = '', bits = ''] = range.split('/');
  const width = isSixth(network) ? 128 : 32;
  return Number(bits) === width ? network : `${baseOf(network, Number(bits))}/${bits}`;
}

/** The first address of a subnet: `10.1.2.3/8` and `10.0.0.0/8` are the same place and read the same. */
function baseOf(address: string, bits: number): string {
  const isSix = isSixth(address);
  const rest = BigInt((isSix ? 128 : 32) - bits);
  return addressOf((valueOf(address) >> rest) << rest, isSix);
}

function addressOf(value: bigint, isSix: boolean): string {
  const parts = isSix ? 8 : 4;
  const bits = isSix ? 16n : 8n;
  const groups = Array.from(
    { length: parts },
    (_, n) => (value >> (bits * BigInt(parts - 1 - n))) & ((1n << bits) - 1n),
  );
  return isSix ? normalAddress(groups.map((g) => g.toString(16)).join(':'))! : groups.join('.');
}

/**
 * What a refusal of this place has to cover: whoever has one address of an IPv6 /64 has all of them, so less than a /64 is none. A place to
 * come from stays as narrow as it was said.
 */
export function widened(place: string): string {
  const [ends = '', bits] = place.split('/');
  const [first = '', last = first] = ends.split('-');
  if (!isSixth(first) || (bits !== undefined && Number(bits) <= 64)) return place;
  const [from, to] = [baseOf(first, 64), baseOf(last, 64)];
  if (from === to) return `${from}/64`;
  return `${from}-${addressOf(valueOf(to) + (1n << 64n) - 1n, true)}`;
}
