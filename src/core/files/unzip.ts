// Reads the entries of a ZIP archive out of memory: workbooks and archives the product itself or a person's program made. Pure.
import { inflateRawSync } from 'node:zlib';

/** Of one entry, unpacked: more is no table of ours. */
const entryMost = 512 * 1024 ** 2;

/** Every entry as text, its name in front. Throws where the archive is damaged, or packed in another way. */
export function* zipTexts(bytes: Buffer): Generator<string> {
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) throw new Error('no archive, or a damaged one');
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) throw new Error('the list of the archive is damaged');
    const [method, packed, nameLength] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
    ];
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const body = bytes.subarray(start, start + packed);
    if (method !== 0 && method !== 8) throw new Error('packed in another way');
    const plain = method === 0 ? body : inflateRawSync(body, { maxOutputLength: entryMost });
    yield `${name}\n${plain.toString('utf8')}`;
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}
