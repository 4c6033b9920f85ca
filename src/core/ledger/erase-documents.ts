// Takes the words of a person out of what stands beside the records: small sealed documents - what people keep for themselves, notices, answers kept for a
// repeated request, saved searches, the register, decided changes, mail - and plain words (erase-plain.ts). They stay, with the words replaced.
import type { Keyring } from '../crypto/keyring.ts';
import { SealError, seal, unseal } from '../crypto/seal.ts';
import type { Lease, QueryResult } from '../pg.ts';
import { eraseFromPlain } from './erase-plain.ts';
import { withoutWords } from './erased-text.ts';

interface Kind {
  readonly table: string;
  readonly purpose: 'files' | 'fields' | 'ledger' | 'secrets';
  /** where it stands, if not in `sealed` */
  readonly column?: string;
  /** rows of it that are looked at; all unless said */
  readonly only?: string;
  /** sealed as it is, not as JSON */
  readonly plain?: true;
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
  {
    table: 'core.saved_search',
    purpose: 'ledger',
    key: ['id'],
    place: (tenant, key) => `${tenant}/core.saved_search/${key.join('/')}`,
  },
  {
    table: 'core.subject_request',
    purpose: 'files',
    key: ['id'],
    place: (tenant, key) => `${tenant}/core.subject_request/${key.join('/')}`,
  },
  {
    // One that waits is what somebody agrees to, word by word.
    table: 'core.pending_change',
    purpose: 'fields',
    column: 'input',
    only: `status not in ('waiting', 'approved')`,
    key: ['id'],
    place: (tenant, key) => `${tenant}/core.pending_change/input/${key.join('/')}`,
  },
  {
    table: 'core.mail',
    purpose: 'secrets',
    column: 'content',
    key: ['id'],
    place: (tenant, key) => `${tenant}/core.mail/content/${key.join('/')}`,
  },
  {
    // Where one still waits it is for the person himself to hear of it.
    table: 'core.mail',
    purpose: 'secrets',
    column: 'recipient',
    only: `status <> 'waiting'`,
    plain: true,
    key: ['id'],
    place: (tenant, key) => `${tenant}/core.mail/recipient/${key.join('/')}`,
  },
];

interface Document {
  readonly place: string[];
  readonly sealed: Buffer | null;
}

const atOnce = 200;

/** `words`: in small letters. `instead`: stands for the person. Answers how many documents held some. */
export async function eraseFromDocuments(
  lease: Lease,
  keys: Keyring,
  words: readonly string[],
  instead?: string,
): Promise<number> {
  if (words.length === 0) return 0;
  let changed = await eraseFromPlain(lease, words, instead);
  for (const kind of kinds) changed += await eraseFromKind(lease, keys, kind, { words, instead });
  return changed;
}

interface Wish {
  readonly words: readonly string[];
  readonly instead: string | undefined;
}

async function eraseFromKind(lease: Lease, keys: Keyring, kind: Kind, { words, instead }: Wish): Promise<number> {
  const { table, column: stands = 'sealed', only = 'true', plain = false } = kind;
  const columns = kind.key.map((column) => `${column}::text`).join(', ');
  const secret = keys.purpose(kind.purpose);
  let changed = 0;
  for (let after: string[] | null = null; ;) {
    const beyond: string = after === null ? 'true' : `(${columns}) > (${after.map((_, i) => `$${i + 1}`).join(', ')})`;
    const page: QueryResult<Document> = await lease.query<Document>(
      `select array[${columns}] as place, ${stands} as sealed from ${table} where ${only} and ${beyond} order by ${columns} limit ${atOnce}`,
      after ?? [],
    );
    const { rows } = page;
    for (const { place, sealed } of rows) {
      if (sealed === null) continue;
      const at = kind.place(keys.tenantId, place);
      const doc = openDocument(secret, sealed, at, plain);
      const without = doc === undefined ? undefined : withoutWords(doc, words, instead);
      if (without === undefined) continue;
      const where = kind.key.map((column, i) => `${column}::text = $${i + 2}`).join(' and ');
      const text = typeof without === 'string' ? without : JSON.stringify(without);
      // Only what was looked at: somebody may have put another there meanwhile.
      const { rowCount } = await lease.query(
        `update ${table} set ${stands} = $1 where ${where} and ${stands} = $${kind.key.length + 2}`,
        [seal(secret, Buffer.from(text), at), ...place, sealed],
      );
      changed += rowCount;
    }
    if (rows.length < atOnce) return changed;
    after = rows.at(-1)!.place;
  }
}

/** Undefined: it does not open, and so tells nobody anything. */
function openDocument(secret: Buffer, sealed: Buffer, at: string, plain: boolean): unknown {
  try {
    const text = unseal(secret, sealed, at).toString('utf8');
    return plain ? text : JSON.parse(text);
  } catch (error) {
    if (error instanceof SealError) return undefined;
    throw error;
  }
}
