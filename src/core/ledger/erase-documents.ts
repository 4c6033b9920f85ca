// Takes the words of a person out of the small sealed documents beside the records: what people keep for themselves, notices, answers kept for a repeated
// request. The documents stay, with the words replaced.
import type { Keyring } from '../crypto/keyring.ts';
import { SealError, seal, unseal } from '../crypto/seal.ts';
import type { Lease, QueryResult } from '../pg.ts';

/** What stands where a person's words were. */
export const erasedText = '[erased]';

interface Kind {
  readonly table: string;
  readonly purpose: 'files' | 'fields';
  /** the columns that tell one row from another, in the order of its place */
  readonly key: readonly string[];
  /** where the document is sealed to, made of those */
  readonly place: (tenant: string, key: readonly string[]) => string;
}

const kinds: readonly Kind[] = [
  {
    table: 'core.kept',
    purpose: 'files',
    key: ['owner', 'kind', 'id'],
    place: (tenant, key) => `${tenant}/core.kept/${key.join('/')}`,
  },
  {
    table: 'core.notice',
    purpose: 'files',
    key: ['user_id', 'id'],
    place: (tenant, key) => `${tenant}/core.notice/${key.join('/')}`,
  },
  {
    table: 'core.idempotency',
    purpose: 'fields',
    key: ['actor', 'key'],
    place: (tenant, key) => `${tenant}/core.idempotency/${key.join('/')}`,
  },
];

interface Document {
  readonly place: string[];
  readonly sealed: Buffer | null;
}

const atOnce = 200;

/** Every text in it that holds one of the words, in whatever case, is replaced as a whole. Undefined: there was none. */
export function withoutWords(doc: unknown, words: readonly string[]): unknown {
  let found = false;
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const folded = value.toLowerCase();
      if (!words.some((word) => folded.includes(word))) return value;
      found = true;
      return erasedText;
    }
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
  };
  const out = walk(doc);
  return found ? out : undefined;
}

/** `words`: in small letters. Answers how many documents held some. */
export async function eraseFromDocuments(lease: Lease, keys: Keyring, words: readonly string[]): Promise<number> {
  if (words.length === 0) return 0;
  let changed = 0;
  for (const kind of kinds) changed += await eraseFromKind(lease, keys, kind, words);
  return changed;
}

async function eraseFromKind(lease: Lease, keys: Keyring, kind: Kind, words: readonly string[]): Promise<number> {
  const columns = kind.key.map((column) => `${column}::text`).join(', ');
  const secret = keys.purpose(kind.purpose);
  let changed = 0;
  for (let after: string[] | null = null; ;) {
    const cursor: string =
      after === null ? '' : `where (${columns}) > (${after.map((_, i) => `$${i + 1}`).join(', ')})`;
    const page: QueryResult<Document> = await lease.query<Document>(
      `select array[${columns}] as place, sealed from ${kind.table} ${cursor} order by ${columns} limit ${atOnce}`,
      after ?? [],
    );
    const { rows } = page;
    for (const { place, sealed } of rows) {
      if (sealed === null) continue;
      const at = kind.place(keys.tenantId, place);
      const doc = openDocument(secret, sealed, at);
      const without = doc === undefined ? undefined : withoutWords(doc, words);
      if (without === undefined) continue;
      const where = kind.key.map((column, i) => `${column}::text = $${i + 2}`).join(' and ');
      // Only what was looked at: somebody may have put another there meanwhile.
      const { rowCount } = await lease.query(
        `update ${kind.table} set sealed = $1 where ${where} and sealed = $${kind.key.length + 2}`,
        [seal(secret, Buffer.from(JSON.stringify(without)), at), ...place, sealed],
      );
      changed += rowCount;
    }
    if (rows.length < atOnce) return changed;
    after = rows.at(-1)!.place;
  }
}

/** Undefined: it does not open, and so tells nobody anything. */
function openDocument(secret: Buffer, sealed: Buffer, at: string): unknown {
  try {
    return JSON.parse(unseal(secret, sealed, at).toString('utf8'));
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}
