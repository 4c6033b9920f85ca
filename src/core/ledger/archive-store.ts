// Values of old entries in files: a block of some thousands, packed and sealed, found by the ids of its entries. Reads them as if they still lay in the database.
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { createGzip, gunzipSync } from 'node:zlib';
import { seal, unseal } from '../crypto/seal.ts';
import type { ReceivedFile } from '../files.ts';
import { FileStore } from '../files/store.ts';
import { log } from '../log.ts';
import type { Queryable } from '../pg.ts';
import type { Vault } from '../vault.ts';
import type { LedgerPart } from './months.ts';

/** Lines, so many at a time. */
export type Pages = AsyncIterable<readonly string[]> | Iterable<readonly string[]>;

/** As core.ledger_values has them; `sealed` is still sealed. */
export interface HeldValues {
  readonly entry: string;
  readonly salt: Buffer;
  readonly plain: string;
  readonly sealed: Buffer | null;
}

export interface Block {
  readonly first: string;
  readonly last: string;
  readonly part: string;
  readonly entries: number;
  readonly file: string;
  readonly place: string;
  readonly key: Buffer;
}

export const blockColumns = 'first, last, part, entries, file, place, key';

export interface WrittenFile {
  readonly file: string;
  readonly place: string;
  /** sealed for its place in the database */
  readonly key: Buffer;
  readonly bytes: number;
  /** of what was packed, hex */
  readonly sha256: string;
}

export interface Retention {
  /** months values stay in the database */
  readonly liveMonths: number;
  /** months values are kept at all; null: for ever */
  readonly keepMonths: number | null;
}

export interface NewBlock extends WrittenFile {
  readonly first: string;
  readonly last: string;
  readonly entries: number;
}

export interface NewArchive {
  readonly part: LedgerPart;
  readonly at: Date;
  readonly entries: number;
  readonly manifest: string;
  readonly signature: string;
  readonly headers: WrittenFile;
  readonly blocks: readonly NewBlock[];
}

/** Blocks kept open, of all tenants. */
const openMost = 24;
const bytesMost = 2 ** 40;
/** What lies in the archive does not expire by itself. */
const never = new Date('9999-01-01T00:00:00Z');

const sealedFor = (vault: Vault, file: string): string => `${vault.id}/core.ledger_archive/key/${file}`;

export class ArchiveStore {
  readonly #store: FileStore;
  readonly #open = new Map<string, ReadonlyMap<string, HeldValues>>();

  /** `folder`: one only this program may enter. */
  constructor(folder: string) {
    this.#store = new FileStore(folder);
  }

  /** Packs, seals and makes durable, page by page: a month may be larger than memory. */
  async write(vault: Vault, name: string, pages: Pages): Promise<WrittenFile> {
    const hash = createHash('sha256');
    let received: ReceivedFile | undefined;
    await pipeline(
      textOf(pages, (text) => hash.update(text)),
      createGzip(),
      async (packed: AsyncIterable<Buffer>) => {
        received = await this.#store.receive(vault, name, packed, { maxBytes: bytesMost, expires: never });
      },
    );
    const file = received!;
    const { key, place } = this.#store.claim(vault, file);
    this.#store.adopted(file);
    return {
      file: file.id,
      place,
      key: seal(vault.keys.purpose('files'), key, sealedFor(vault, file.id)),
      bytes: file.size,
      sha256: hash.digest('hex'),
    };
  }

  writeValues(vault: Vault, part: string, values: readonly HeldValues[]): Promise<WrittenFile> {
    return this.write(vault, `values-${part}`, [values.map(valuesLine)]);
  }

  async readLines(vault: Vault, at: Pick<Block, 'file' | 'place' | 'key'>): Promise<string[]> {
    const key = unseal(vault.keys.purpose('files'), at.key, sealedFor(vault, at.file));
    const pieces: Buffer[] = [];
    for await (const piece of await this.#store.read(vault, at.file, at.place, key)) pieces.push(piece as Buffer);
    return gunzipSync(Buffer.concat(pieces)).toString('utf8').trimEnd().split('\n');
  }

  /** Of one block, by entry. */
  async readBlock(vault: Vault, block: Block): Promise<ReadonlyMap<string, HeldValues>> {
    let values = this.#open.get(block.file);
    if (values === undefined) {
      values = new Map(
        (await this.readLines(vault, block)).map((line) => readValuesLine(line)).map((v) => [v.entry, v]),
      );
      if (this.#open.size >= openMost) this.#open.delete(this.#open.keys().next().value!);
    } else this.#open.delete(block.file);
    this.#open.set(block.file, values);
    return values;
  }

  /** Those of the entries that lie in the archive. */
  async find(q: Queryable, vault: Vault, entries: readonly string[]): Promise<ReadonlyMap<string, HeldValues>> {
    const found = new Map<string, HeldValues>();
    if (entries.length === 0) return found;
    const { rows } = await q.query<Block & { wanted: string[] }>(
      `select ${blockColumns}, array_agg(x.entry::text) as wanted from unnest($1::uuid[]) as x (entry)
       cross join lateral (select * from core.ledger_archive_block b where b.first <= x.entry order by b.first desc limit 1) b
       where b.last >= x.entry group by ${blockColumns}`,
      [entries],
    );
    for (const block of rows) {
      const values = await this.readBlock(vault, block).catch((error: unknown) =>
        this.#unreadable(vault, block, error),
      );
      for (const entry of block.wanted) {
        const held = values.get(entry);
        if (held !== undefined) found.set(entry, held);
      }
    }
    return found;
  }

  /** Its values count as missing, and the checks say where. */
  #unreadable(vault: Vault, { part, file }: Block, error: unknown): ReadonlyMap<string, HeldValues> {
    log.error({ tenant: vault.id, part, file, err: error }, 'a file of the archive of a ledger cannot be read');
    return new Map();
  }

  /** Reads everything from the files again. */
  forget(): void {
    this.#open.clear();
  }

  async remove(vault: Vault, places: readonly string[]): Promise<void> {
    for (const place of places) await this.#store.remove(vault, place);
  }

  /** Takes away what an end in the middle of archiving left behind. Answers how many files. */
  wipeOrphans(vault: Vault, q: Queryable): Promise<number> {
    return this.#store.wipeOrphans(vault, async (places) => {
      const { rows } = await q.query<{ place: string }>(
        `select place from core.ledger_archive where place = any($1) union all select place from core.ledger_archive_block where place = any($1)`,
        [places],
      );
      return new Set(rows.map((row) => row.place));
    });
  }
}

async function* textOf(pages: Pages, saw: (text: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const lines of pages) {
    if (lines.length === 0) continue;
    const text = Buffer.from(`${lines.join('\n')}\n`);
    saw(text);
    yield text;
  }
}

function valuesLine({ entry, salt, plain, sealed }: HeldValues): string {
  return JSON.stringify([entry, salt.toString('base64'), plain, sealed === null ? null : sealed.toString('base64')]);
}

function readValuesLine(line: string): HeldValues {
  const [entry, salt, plain, sealed] = JSON.parse(line) as [string, string, string, string | null];
  return {
    entry,
    salt: Buffer.from(salt, 'base64'),
    plain,
    sealed: sealed === null ? null : Buffer.from(sealed, 'base64'),
  };
}

/** Puts into rows that have no values those that lie in the archive. */
export async function fillArchived(
  q: Queryable,
  vault: Vault,
  archives: ArchiveStore | undefined,
  rows: readonly { readonly entry: string; plain: string | null; sealed: Buffer | null }[],
): Promise<void> {
  const missing = rows.filter((row) => row.plain === null).map((row) => row.entry);
  if (archives === undefined || missing.length === 0) return;
  const found = await archives.find(q, vault, missing);
  for (const row of rows) {
    const held = found.get(row.entry);
    if (held === undefined) continue;
    row.plain = held.plain;
    row.sealed = held.sealed;
    if ('salt' in row) (row as { salt: Buffer | null }).salt = held.salt;
  }
}
