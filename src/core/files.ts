// The only place that touches stored bytes: streamed, sealed in chunks with a key each, random names, outside the web root. Types for features.
import type { Readable } from 'node:stream';

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  /** bytes before sealing */
  readonly size: number;
  readonly sha256: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

export interface StoreOptions {
  readonly maxBytes: number;
  /** the file goes away then: its row, its key and its bytes */
  readonly expires: Date;
  /** sees every chunk on its way; what it throws ends the upload */
  readonly see?: (chunk: Buffer) => void;
}

/** Bytes that lie sealed on disk and are nobody's yet. Unless a unit of work adopts them they are wiped within the hour. */
export interface ReceivedFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

export interface FileDesk {
  /** makes what was received before the unit of work one's own; only once, and only in the vault it was received for */
  adopt(received: ReceivedFile): Promise<StoredFile>;
  /**
   * Seals the stream on its way to disk; refuses past `maxBytes` and leaves nothing behind then. For bytes that are at hand: what
   * comes slowly from outside is received before the unit of work opens, so that it holds no connection.
   */
  store(name: string, body: Readable, options: StoreOptions): Promise<StoredFile>;
  /** refuses with not-found when it is not one's own, and with `unavailable` when its bytes do not open; the stream outlives the unit of work */
  read(id: string): Promise<{ file: StoredFile; stream: Readable }>;
  remove(id: string): Promise<void>;
  /** only for the product itself: wipes what has expired and what nobody adopted; answers how many */
  wipe(): Promise<{ expired: number; orphans: number }>;
}
