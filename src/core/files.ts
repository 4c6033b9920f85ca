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

/** What tells a file that is about a person. */
export interface Quoting {
  readonly texts: readonly string[];
  /** values that tell it where they stand together in one line: given name and family name in cells of their own */
  readonly together: readonly string[];
  /** its record: files it was imported from */
  readonly record: string;
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
  /**
   * With admin.erasure: looks through the next file behind `after`, whoever it belongs to, and wipes it where it quotes what is to be erased, with
   * kept documents of these kinds that name it. `next` is null behind the last one.
   */
  wipeQuoting(
    about: Quoting,
    after: string | null,
    kinds: readonly string[],
  ): Promise<{ readonly next: string | null; readonly wiped: number }>;
  /** only for the product itself: wipes what has expired and what nobody adopted; answers how many */
  wipe(): Promise<{ expired: number; orphans: number }>;
}
