// Keeps sealed bytes on disk, a folder per tenant: written aside, made durable, then named at random; what nobody owns is wiped.
import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { Problem } from '../../contract/problem.ts';
import { now } from '../clock.ts';
import { SealError } from '../crypto/seal.ts';
import type { ReceivedFile, StoreOptions } from '../files.ts';
import { newId, newOpaqueId } from '../ids.ts';
import { log } from '../log.ts';
import type { Vault } from '../vault.ts';
import { type Measured, openStream, sealStream } from './chunks.ts';

/** What nobody has adopted for so long is wiped. */
const adoptWithinMs = 60 * 60 * 1000;

/** A received file with what only core knows of it. */
export interface Received extends ReceivedFile {
  readonly key: Buffer;
  readonly place: string;
  readonly expires: Date;
}

export class FileStore {
  readonly #root: string;
  /** what was received and not yet adopted: a copy with other facts is none of ours */
  readonly #received = new WeakMap<ReceivedFile, { readonly vault: string; readonly file: Received }>();

  /** `root`: a folder only this program may enter; made when it is not there. */
  constructor(root: string) {
    this.#root = root;
  }

  /** Seals a stream to disk. Nothing is left behind when it fails, is too large, or ends early. */
  async receive(
    vault: Vault,
    name: string,
    body: AsyncIterable<Buffer | string>,
    options: StoreOptions,
  ): Promise<ReceivedFile> {
    const id = newId();
    const key = randomBytes(32);
    const place = newPlace();
    const measured: Measured = { size: 0, sha256: '' };
    const chunks = sealStream(body, key, { tenant: vault.id, file: id }, options, measured);
    await this.#write(this.#path(vault, place), chunks);
    const file: ReceivedFile = { id, name, ...measured };
    this.#received.set(file, { vault: vault.id, file: { ...file, key, place, expires: options.expires } });
    return file;
  }

  /** What was received under this very object. A unit of work that is tried again may ask again, until one is committed. */
  claim(vault: Vault, file: ReceivedFile): Received {
    const known = this.#received.get(file);
    if (known === undefined || known.vault !== vault.id)
      throw new Error('this was not received here, or was adopted before');
    return known.file;
  }

  /** It is somebody's now. */
  adopted(file: ReceivedFile): void {
    this.#received.delete(file);
  }

  /** The stream closes the file when it ends or is destroyed. A missing or damaged file is `unavailable`, and the log says which. */
  async read(vault: Vault, id: string, place: string, key: Buffer): Promise<Readable> {
    let handle: FileHandle;
    try {
      handle = await open(this.#path(vault, place), 'r');
    } catch (error) {
      log.error({ tenant: vault.id, file: id, err: error }, 'the bytes of a file are gone');
      throw new Problem('unavailable', 'The bytes of this file cannot be read.');
    }
    return Readable.from(plainBytes(vault.id, id, handle, key), { objectMode: false, highWaterMark: 256 * 1024 });
  }

  async remove(vault: Vault, place: string): Promise<void> {
    await rm(this.#path(vault, place), { force: true });
  }

  /** Removes bytes that are older than an hour and that `owned` does not know. */
  async wipeOrphans(vault: Vault, owned: (places: readonly string[]) => Promise<ReadonlySet<string>>): Promise<number> {
    const old = await this.#oldPlaces(vault);
    const known = old.length === 0 ? new Set<string>() : await owned(old);
    const orphans = old.filter((place) => !known.has(place));
    for (const place of orphans) await this.remove(vault, place);
    return orphans.length;
  }

  async #oldPlaces(vault: Vault): Promise<string[]> {
    const folder = join(this.#root, vault.id);
    const names = await readdir(folder, { recursive: true }).catch(emptyWhenMissing);
    const before = now().getTime() - adoptWithinMs;
    const old: string[] = [];
    for (const name of names) {
      const found = await stat(join(folder, name)).catch(() => null);
      if (found?.isFile() === true && found.mtimeMs < before) old.push(name);
    }
    return old;
  }

  #path(vault: Vault, place: string): string {
    if (!/^[0-9a-f]{2}\/[0-9a-f]{30}(\.part)?$/.test(place)) throw new Error('not a place of ours');
    return join(this.#root, vault.id, place);
  }

  async #write(path: string, chunks: AsyncIterable<Buffer>): Promise<void> {
    const folder = dirname(path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const aside = `${path}.part`;
    const handle = await open(aside, 'wx', 0o600);
    try {
      for await (const chunk of chunks) await handle.write(chunk);
      await handle.sync();
      await handle.close();
      await rename(aside, path);
      await syncFolder(folder);
    } catch (error) {
      await handle.close().catch(() => undefined);
      await rm(aside, { force: true });
      throw error;
    }
  }
}

function newPlace(): string {
  const name = newOpaqueId();
  return `${name.slice(0, 2)}/${name.slice(2)}`;
}

/** A name is durable only once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function emptyWhenMissing(error: unknown): string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}

async function* plainBytes(tenant: string, id: string, handle: FileHandle, key: Buffer): AsyncGenerator<Buffer> {
  const read = async (bytes: number): Promise<Buffer> => {
    const buffer = Buffer.allocUnsafe(bytes);
    let filled = 0;
    while (filled < bytes) {
      const { bytesRead } = await handle.read(buffer, filled, bytes - filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  };
  try {
    yield* openStream(read, key, { tenant, file: id });
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    log.error({ tenant, file: id, err: error }, 'the bytes of a file do not open');
    throw new Problem('unavailable', 'The bytes of this file are damaged.');
  } finally {
    await handle.close();
  }
}
