// Reads the files inside a ZIP archive that is at hand as a whole; what is unpacked is counted as it comes, whatever the archive claims.
import { createInflateRaw } from 'node:zlib';
import { refuseWorkbook, tooLarge, workbookLimits } from './limits.ts';

interface Entry {
  readonly method: number;
  readonly packed: Buffer;
}

/** Bytes at the end in which the list of files must begin to be announced. */
const endRecord = 22;
const longestComment = 65_535;

export class Archive {
  readonly #entries: ReadonlyMap<string, Entry>;
  #unpacked = 0;

  constructor(bytes: Buffer) {
    this.#entries = readDirectory(bytes);
  }

  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }

  /** The bytes of one file, piece by piece; nothing for a file that is not there. */
  async *open(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name.toLowerCase());
    if (entry === undefined) return;
    if (entry.method === 0) {
      this.#count(entry.packed.length);
      yield entry.packed;
      return;
    }
    const inflate = createInflateRaw();
    inflate.end(entry.packed);
    try {
      for await (const piece of inflate) {
        this.#count((piece as Buffer).length);
        yield piece as Buffer;
      }
    } catch (error) {
      if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
        throw refuseWorkbook('broken', 'The workbook is damaged: a part of it cannot be unpacked.');
      throw error;
    } finally {
      inflate.destroy();
    }
  }

  #count(bytes: number): void {
    this.#unpacked += bytes;
    if (this.#unpacked > workbookLimits.unpacked) throw tooLarge('unpacked it is over a gigabyte');
  }
}

function readDirectory(bytes: Buffer): ReadonlyMap<string, Entry> {
  const broken = refuseWorkbook('broken', 'The file begins like a workbook but is cut off or damaged.');
  const from = Math.max(0, bytes.length - endRecord - longestComment);
  const end = bytes.subarray(from).lastIndexOf('PK\x05\x06', undefined, 'latin1') + from;
  if (end < from || end + endRecord > bytes.length) throw broken;
  const count = bytes.readUInt16LE(end + 10);
  if (count > workbookLimits.entries) throw tooLarge('it has too many parts');
  const out = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw broken;
    const [flags, method, packed] = [
      bytes.readUInt16LE(at + 8),
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
    ];
    const [name, extra, comment] = [
      bytes.readUInt16LE(at + 28),
      bytes.readUInt16LE(at + 30),
      bytes.readUInt16LE(at + 32),
    ];
    const local = bytes.readUInt32LE(at + 42);
    if ((flags & 1) !== 0)
      throw refuseWorkbook('locked', 'The workbook is locked with a password. Save it without one.');
    if (method !== 0 && method !== 8)
      throw refuseWorkbook('broken', 'The workbook is packed in a way that is not known here.');
    if (local + 30 > bytes.length || bytes.readUInt32LE(local) !== 0x04034b50) throw broken;
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    if (start + packed > bytes.length) throw broken;
    const path = bytes
      .toString('utf8', at + 46, at + 46 + name)
      .replaceAll('\\', '/')
      .toLowerCase();
    out.set(path, { method, packed: bytes.subarray(start, start + packed) });
    at += 46 + name + extra + comment;
  }
  return out;
}
