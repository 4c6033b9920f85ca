// What a file is made of while its job runs: sealed pieces in the file store, small enough to hold in memory, gone once it is finished.
import { Readable } from 'node:stream';
import { now } from '../clock.ts';
import type { Tx } from '../tx.ts';

/** A job that takes longer has failed; what it leaves is wiped then. */
const partHours = 24;

export async function storePart(tx: Tx, bytes: Buffer): Promise<string> {
  const expires = new Date(now().getTime() + partHours * 3_600_000);
  const options = { maxBytes: bytes.length, expires };
  return (await tx.files.store('part of a file', Readable.from([bytes], { objectMode: false }), options)).id;
}

/** One after the other: never more than a chunk of one of them is held. */
export async function* readParts(tx: Tx, ids: readonly string[]): AsyncGenerator<Buffer> {
  for (const id of ids) {
    const { stream } = await tx.files.read(id);
    for await (const chunk of stream) yield chunk as Buffer;
  }
}

export async function removeParts(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const id of ids) await tx.files.remove(id);
}

const idBytes = 16;

/** Ids take 16 bytes each. */
export async function storeIds(tx: Tx, ids: readonly string[]): Promise<string> {
  return await storePart(tx, Buffer.from(ids.join('').replaceAll('-', ''), 'hex'));
}

export async function readIds(tx: Tx, file: string): Promise<string[]> {
  const pieces: Buffer[] = [];
  for await (const piece of readParts(tx, [file])) pieces.push(piece);
  const all = Buffer.concat(pieces);
  return Array.from({ length: all.length / idBytes }, (_, i) => {
    const hex = all.toString('hex', i * idBytes, (i + 1) * idBytes);
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  });
}
