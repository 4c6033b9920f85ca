// Writes a ZIP archive piece by piece from entries that are packed already. Pure.

export interface ZipEntry {
  readonly name: string;
  /** of the bytes before packing */
  readonly crc: number;
  readonly size: number;
  /** raw deflate */
  readonly packed: AsyncIterable<Buffer> | Iterable<Buffer>;
  readonly packedSize: number;
}

const version = 20;
const deflated = 8;
/** the names are UTF-8 */
const flags = 0x0800;
/** 32-bit sizes: past them another form of archive is needed, which nothing here is large enough for */
const most = 0xffff_ffff;

export async function* writeZip(entries: readonly ZipEntry[], at: Date): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const local = localHeader(entry, at);
    yield local;
    let seen = 0;
    for await (const piece of entry.packed) {
      seen += piece.length;
      yield piece;
    }
    if (seen !== entry.packedSize) throw new Error(`${entry.name} has ${seen} bytes instead of ${entry.packedSize}`);
    directory.push(directoryEntry(entry, at, offset));
    offset += local.length + seen;
    if (offset > most || entry.size > most) throw new Error('the archive is too large for its form');
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  yield Buffer.concat([list, end]);
}

/** What local header and directory have in common, 26 bytes from the version needed on. */
function common(entry: ZipEntry, at: Date): Buffer {
  const out = Buffer.alloc(26);
  out.writeUInt16LE(version, 0);
  out.writeUInt16LE(flags, 2);
  out.writeUInt16LE(deflated, 4);
  out.writeUInt16LE((at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1), 6);
  out.writeUInt16LE(((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(), 8);
  out.writeUInt32LE(entry.crc, 10);
  out.writeUInt32LE(entry.packedSize, 14);
  out.writeUInt32LE(entry.size, 18);
  out.writeUInt16LE(Buffer.byteLength(entry.name), 22);
  return out;
}

function localHeader(entry: ZipEntry, at: Date): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common(entry, at), Buffer.from(entry.name)]);
}

function directoryEntry(entry: ZipEntry, at: Date, offset: number): Buffer {
  const made = Buffer.alloc(2);
  made.writeUInt16LE(version, 0);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(offset, 10);
  return Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), made, common(entry, at), tail, Buffer.from(entry.name)]);
}
