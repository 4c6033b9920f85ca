// Whose request it is: the right-most hop that is not a proxy we trust, in one normal form, and the bucket its budget is counted in. Pure.
import { BlockList, isIP } from 'node:net';

/** One form per address: IPv4 dotted (IPv4-mapped IPv6 too), IPv6 compressed and lower case, without zone. Undefined: not an address. */
export function normalAddress(text: string): string | undefined {
  const bare = text.includes('%') ? text.slice(0, text.indexOf('%')) : text;
  const family = isIP(bare);
  if (family === 4) return bare;
  if (family === 0) return undefined;
  const address = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (mapped === null) return address;
  const high = Number.parseInt(mapped[1]!, 16);
  const low = Number.parseInt(mapped[2]!, 16);
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** The eight groups of a normal IPv6 address. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  if (tail === undefined) return left;
  const right = tail === '' ? [] : tail.split(':');
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
}

/** An address or a range in one form, `10.0.0.0/8`; undefined: neither. The host's own bits are dropped. */
export function normalRange(text: string): string | undefined {
  const [network = '', bits, ...more] = text.trim().split('/');
  const address = normalAddress(network);
  if (address === undefined || more.length > 0 || network.includes('%')) return undefined;
  const mapped = isIP(address) === 4 && network.includes(':');
  const width = isIP(address) === 6 ? 128 : 32;
  if (bits === undefined) return `${address}/${width}`;
  if (!/^\d{1,3}$/.test(bits)) return undefined;
  const prefix = Number(bits) - (mapped ? 96 : 0);
  return prefix < 0 || prefix > width ? undefined : `${address}/${prefix}`;
}

/** What shares a budget: one IPv4 address, or one IPv6 /64, because whoever has one of its addresses has them all. */
export function bucketOf(address: string): string {
  return isIP(address) === 6 ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address;
}

/** One element of X-Forwarded-For: an address, perhaps with port, brackets or quotes. */
function hopAddress(element: string): string | undefined {
  const text = element.trim().replace(/^"(.*)"$/, '$1');
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text);
  if (bracketed !== null) return normalAddress(bracketed[1]!);
  const withPort = /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(text);
  return normalAddress(withPort?.[1] ?? text);
}

export class TrustedProxies {
  readonly #list = new BlockList();
  readonly #any: boolean;

  /** Addresses and CIDR ranges; throws a RangeError that names the entry which is neither. */
  constructor(entries: readonly string[]) {
    this.#any = entries.length > 0;
    for (const entry of entries) this.#add(entry);
  }

  #add(entry: string): void {
    const [network = '', bits, ...more] = entry.trim().split('/');
    const address = normalAddress(network);
    const family = address !== undefined && isIP(address) === 6 ? 'ipv6' : 'ipv4';
    const prefix = bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits);
    const fits = /^\d{1,3}$/.test(bits ?? '0') && prefix <= (family === 'ipv6' ? 128 : 32);
    if (address === undefined || more.length > 0 || !fits) {
      throw new RangeError(`"${entry}" is neither an address nor a range like 10.0.0.0/8 or fd00::/8`);
    }
    this.#list.addSubnet(address, prefix, family);
  }

  has(address: string): boolean {
    return this.#any && this.#list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
}

/**
 * The client's address. Only a peer that is a trusted proxy is believed, and only about the hop before it: the list is read from
 * the right, and the first address that is no trusted proxy is the client, whatever stands left of it. An element that is no address
 * ends the reading; then the last proxy stands for its clients.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, trusted: TrustedProxies): string {
  let client = normalAddress(peer);
  if (client === undefined) throw new Error('a peer without address');
  if (forwardedFor === undefined) return client;
  for (const element of forwardedFor.split(',').reverse()) {
    if (!trusted.has(client)) return client;
    const hop = hopAddress(element);
    if (hop === undefined) return client;
    client = hop;
  }
  return client;
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Several places at once (single ones, ranges `a-b`, subnets `a/n`), to be asked often. */
export class Places {
  readonly #list = new BlockList();
  readonly isEmpty: boolean;

  /** in their normal form */
  constructor(places: readonly string[]) {
    this.isEmpty = places.length === 0;
    for (const place of places) this.#add(place);
  }

  #add(place: string): void {
    const [ends = '', bits] = place.split('/');
    const [first = '', last] = ends.split('-');
    const family = familyOf(first);
    if (bits !== undefined) this.#list.addSubnet(first, Number(bits), family);
    else if (last !== undefined) this.#list.addRange(first, last, family);
    else this.#list.addAddress(first, family);
  }

  /** of an address in its normal form */
  has(address: string): boolean {
    return !this.isEmpty && this.#list.check(address, familyOf(address));
  }
}
