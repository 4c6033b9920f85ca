// Writes a map of countries in the format MaxMind DB, for tests: a tree of 24-bit records over IPv6, in which IPv4 stands under ::/96.
import { Buffer } from 'node:buffer';
import { isIP } from 'node:net';

type Node = [number | Node | null, number | Node | null];

const control = (type: number, size: number): Buffer =>
  type < 8 ? Buffer.from([(type << 5) | size]) : Buffer.from([size, type - 7]);
const text = (s: string): Buffer => Buffer.concat([control(2, Buffer.byteLength(s)), Buffer.from(s)]);
const number = (type: number, value: number, size: number): Buffer => {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return Buffer.concat([control(type, size), bytes]);
};
const map = (entries: [string, Buffer][]): Buffer =>
  Buffer.concat([control(7, entries.length), ...entries.flatMap(([key, value]) => [text(key), value])]);

/** The bits of an address, as they stand in the tree. */
function bitsOf(address: string): string {
  if (isIP(address) === 4)
    return (
      '0'.repeat(96) +
      address
        .split('.')
        .map((part) => Number(part).toString(2).padStart(8, '0'))
        .join('')
    );
  const [head = '', tail = ''] = address.split('::');
  const [left, right] = [head.split(':').filter(Boolean), tail.split(':').filter(Boolean)];
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}

/** Subnets with the code of their country. */
export function countryMap(places: readonly (readonly [subnet: string, country: string])[]): Buffer {
  const codes = [...new Set(places.map(([, code]) => code))];
  const values = codes.map((code) => map([['country', map([['iso_code', text(code)]])]]));
  const root: Node = [null, null];
  for (const [subnet, code] of places) {
    const [address = '', bits = ''] = subnet.split('/');
    const path = bitsOf(address).slice(0, Number(bits) + (isIP(address) === 4 ? 96 : 0));
    let node = root;
    for (const bit of path.slice(0, -1)) {
      const next = node[Number(bit) as 0 | 1];
      node = Array.isArray(next) ? next : (node[Number(bit) as 0 | 1] = [null, null]);
    }
    node[Number(path.at(-1)) as 0 | 1] = codes.indexOf(code);
  }
  const nodes: Node[] = [];
  const number24 = new Map<Node, number>();
  const walk = (node: Node): void => {
    number24.set(node, nodes.length);
    nodes.push(node);
    for (const side of node) if (Array.isArray(side)) walk(side);
  };
  walk(root);
  const offsets = values.map((_, n) => values.slice(0, n).reduce((sum, v) => sum + v.length, 0));
  const record = (side: Node[number]): Buffer => {
    const value =
      side === null ? nodes.length : Array.isArray(side) ? number24.get(side)! : nodes.length + 16 + offsets[side]!;
    const bytes = Buffer.alloc(3);
    bytes.writeUIntBE(value, 0, 3);
    return bytes;
  };
  const metadata = map([
    ['node_count', number(6, nodes.length, 4)],
    ['record_size', number(5, 24, 2)],
    ['ip_version', number(5, 6, 2)],
    ['database_type', text('Test-Country')],
    ['languages', Buffer.concat([control(11, 1), text('en')])],
    ['binary_format_major_version', number(5, 2, 2)],
    ['binary_format_minor_version', number(5, 0, 2)],
    ['build_epoch', number(6, 1_700_000_000, 4)],
    ['description', map([['en', text('made by a test')]])],
  ]);
  const marker = Buffer.concat([Buffer.from([0xab, 0xcd, 0xef]), Buffer.from('MaxMind.com')]);
  return Buffer.concat([...nodes.flatMap((node) => node.map(record)), Buffer.alloc(16), ...values, marker, metadata]);
}
