// Seals a stream in chunks and opens it again: one key per file, each chunk bound to tenant, file, its number and whether it is the last.
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { Problem } from '../../contract/problem.ts';
import { SealError } from '../crypto/seal.ts';
import { secretOf } from '../crypto/secret.ts';

/** Plain bytes of a chunk; only the last is shorter. On disk each carries its tag of 16 bytes. */
export const chunkBytes = 64 * 1024;
const tagBytes = 16;
export const sealedChunkBytes = chunkBytes + tagBytes;

/** What a chunk is bound to beside its own number: it opens nowhere else. */
export interface ChunkPlace {
  readonly tenant: string;
  readonly file: string;
}

/** The number is the nonce: a key seals one file once, so no number ever comes twice under it. */
function nonce(index: number): Buffer {
  const out = Buffer.alloc(12);
  out.writeBigUInt64BE(BigInt(index), 4);
  return out;
}

function boundTo(place: ChunkPlace, index: number, last: boolean): Buffer {
  return Buffer.from(`strongroom/file/v1/${place.tenant}/${place.file}/${index}/${last ? 'last' : 'more'}`);
}

function sealChunk(key: Buffer, place: ChunkPlace, index: number, last: boolean, plain: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', secretOf(key), nonce(index), { authTagLength: tagBytes });
  cipher.setAAD(boundTo(place, index, last));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function openChunk(key: Buffer, place: ChunkPlace, index: number, last: boolean, sealed: Buffer): Buffer {
  if (sealed.length < tagBytes) throw new SealError('the sealed bytes are cut short');
  const decipher = createDecipheriv('aes-256-gcm', secretOf(key), nonce(index), { authTagLength: tagBytes });
  decipher.setAAD(boundTo(place, index, last));
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - tagBytes)), decipher.final()]);
  } catch {
    throw new SealError('the sealed bytes were changed, cut short or belong to another file');
  }
}

export interface Measured {
  size: number;
  sha256: string;
}

/** Yields sealed chunks and, when the stream has ended, fills in size and hash. Refuses with too-large past `maxBytes`. */
export async function* sealStream(
  body: AsyncIterable<Buffer | string>,
  key: Buffer,
  place: ChunkPlace,
  limits: { readonly maxBytes: number; readonly see?: ((chunk: Buffer) => void) | undefined },
  measured: Measured,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let waiting: Buffer = Buffer.alloc(0);
  let index = 0;
  for await (const piece of body) {
    const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece;
    measured.size += chunk.length;
    if (measured.size > limits.maxBytes) {
      throw new Problem('too-large', `A file may have at most ${Math.floor(limits.maxBytes / 1024 / 1024)} MB.`);
    }
    hash.update(chunk);
    limits.see?.(chunk);
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    // One byte more than a chunk must be there, or this could be the last.
    while (waiting.length > chunkBytes) {
      yield sealChunk(key, place, index, false, waiting.subarray(0, chunkBytes));
      waiting = waiting.subarray(chunkBytes);
      index += 1;
    }
  }
  yield sealChunk(key, place, index, true, waiting);
  measured.sha256 = hash.digest('hex');
}

/** Opens chunk after chunk; `read` answers the next bytes, fewer than asked only at the end. */
export async function* openStream(
  read: (bytes: number) => Promise<Buffer>,
  key: Buffer,
  place: ChunkPlace,
): AsyncGenerator<Buffer> {
  let next = await read(sealedChunkBytes);
  for (let index = 0; ; index++) {
    const sealed = next;
    next = sealed.length === sealedChunkBytes ? await read(sealedChunkBytes) : Buffer.alloc(0);
    const last = next.length === 0;
    const plain = openChunk(key, place, index, last, sealed);
    if (plain.length > 0) yield plain;
    if (last) return;
  }
}
