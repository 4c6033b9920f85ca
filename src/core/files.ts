// The only place that touches stored bytes: streamed, sealed in chunks with a key each, random names, outside the web root. Types for features.
import type { Readable } from 'node:stream';

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly createdAt: string;
}

export interface FileDesk {
  /** seals the stream on its way to disk; refuses past `maxBytes` and leaves nothing behind then. The file goes away at `expires`. */
  store(
    name: string,
    body: Readable,
    options: { readonly maxBytes: number; readonly expires: Date },
  ): Promise<StoredFile>;
  /** refuses with not-found when it is not one's own, and with `unavailable` when its bytes do not open */
  read(id: string): Promise<{ file: StoredFile; stream: Readable }>;
  remove(id: string): Promise<void>;
}
