// Takes the values of a person out of the ledger and what was written beside it: the entries stay, and so does the proof, for they hold only commitments.
// Said on record first, then done.
import type { Keyring } from '../crypto/keyring.ts';
import type { Door } from '../door.ts';
import { openHidden, openValues } from '../ledger.ts';
import type { Queryable, TenantPool } from '../pg.ts';
import { zeroId } from '../principal.ts';
import type { Tx } from '../tx.ts';
import type { Vault } from '../vault.ts';
import { type ArchiveStore, fillArchived } from './archive-store.ts';
import { allArchived, eraseFromArchive } from './erase-archive.ts';
import { eraseFromDocuments } from './erase-documents.ts';
import { type Erased, type Erasure, assertNotHeld } from './eraser.ts';
import { erasureAskedVerb, erasureVerb } from './header.ts';
import { withLease } from './lease.ts';

const shortest = 4;
const atOnce = 5_000;
/** Entries one word on record names: a hundred thousand of them are some dozens of words. */
const namedAtOnce = 2_000;

/** In small letters, as texts are looked for. */
function wordsOf(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text.length >= shortest).map((text) => text.toLowerCase());
}

/** What says that somebody was forgotten, and why, is kept. */
const isForgotten = (verb: string): string => `${verb} not in ('${erasureVerb}', '${erasureAskedVerb}')`;

/** Addresses of e-mail among the values of a record, of now and before: nobody else has them, so they are looked for unasked. */
const mailAddress = /^[^\s@"]+@[^\s@"]+\.[^\s@"]+$/;

function addressesIn(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') {
    if (mailAddress.test(value)) into.add(value);
  } else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) addressesIn(inner, into);
}

/** Those that the entries about the records hold, in the database and in the archive. */
async function addressesOf(
  q: Queryable,
  vault: Vault,
  archives: ArchiveStore | undefined,
  records: readonly string[],
): Promise<string[]> {
  const found = new Set<string>();
  for (let after = zeroId; ;) {
    const { rows } = await q.query<{ entry: string; plain: string | null; sealed: Buffer | null }>(
      `select l.id as entry, v.plain, v.sealed from core.ledger l left join core.ledger_values v on v.entry = l.id
       where l.record = any($1::uuid[]) and l.id > $2 and l.version is not null order by l.id limit ${atOnce}`,
      [records, after],
    );
    await fillArchived(q, vault, archives, rows);
    for (const row of rows) addressesIn(openValues(vault.keys, row)?.['changes'], found);
    if (rows.length < atOnce) return [...found];
    after = rows.at(-1)!.entry;
  }
}

interface HeldRow {
  readonly entry: string;
  readonly plain: string;
  readonly sealed: Buffer | null;
}

/** Which record an entry is about, where it is about one. */
interface About {
  readonly entity: string | null;
  readonly record: string | null;
}

/** Entries whose values go; those that only quote a text with what they are about. */
type Found = Map<string, About | null>;

/**
 * The entries whose values go: those about the records, and those that quote one of the texts (questions, other records), protected
 * values too. Reads the whole ledger where there are texts.
 */
async function findErasable(
  q: Queryable,
  keys: Keyring,
  { records, texts }: Pick<Erasure, 'records' | 'texts'>,
): Promise<Found> {
  const wanted: Found = new Map();
  const { rows } = await q.query<{ entry: string }>(
    `select v.entry from core.ledger l join core.ledger_values v on v.entry = l.id
     where l.record = any($1::uuid[]) and ${isForgotten('l.verb')}`,
    [records],
  );
  for (const row of rows) wanted.set(row.entry, null);
  // As they stand inside a JSON text.
  const words = wordsOf(texts).map((text) => JSON.stringify(text).slice(1, -1));
  if (words.length === 0) return wanted;
  for (let after = zeroId; ;) {
    const page = await q.query<HeldRow & About>(
      `select v.*, l.entity, l.record from (
         select entry, plain, sealed from core.ledger_values where entry > $1 order by entry limit ${atOnce}
       ) v join core.ledger l on l.id = v.entry order by v.entry`,
      [after],
    );
    for (const { entity, record, ...row } of page.rows)
      if (!wanted.has(row.entry) && quotes(keys, row, words)) wanted.set(row.entry, { entity, record });
    if (page.rows.length < atOnce) break;
    after = page.rows.at(-1)!.entry;
  }
  return wanted;
}

function quotes(keys: Keyring, { entry, plain, sealed }: HeldRow, words: readonly string[]): boolean {
  const folded = (sealed === null ? plain : plain + openHidden(keys, { entry, sealed })).toLowerCase();
  return words.some((word) => folded.includes(word));
}

/** The same in the archive. */
async function findArchived(q: Queryable, vault: Vault, archives: ArchiveStore, erasure: Erasure): Promise<Found> {
  const words = wordsOf(erasure.texts).map((text) => JSON.stringify(text).slice(1, -1));
  const { rows } = await q.query<{ entry: string }>(
    `select id as entry from core.ledger where record = any($1::uuid[]) and ${isForgotten('verb')}`,
    [erasure.records],
  );
  const of = new Set(rows.map((row) => row.entry));
  const wanted: Found = new Map();
  const quoting: string[] = [];
  for await (const held of allArchived(q, vault, archives))
    if (of.has(held.entry)) wanted.set(held.entry, null);
    else if (words.length > 0 && quotes(vault.keys, held, words)) quoting.push(held.entry);
  for (let i = 0; i < quoting.length; i += atOnce) {
    const abouts = await q.query<About & { entry: string }>(
      'select id as entry, entity, record from core.ledger where id = any($1::uuid[])',
      [quoting.slice(i, i + atOnce)],
    );
    for (const { entry, ...about } of abouts.rows) wanted.set(entry, about);
  }
  return wanted;
}

/** Without those about records a legal hold stands on: these are quoted until it is lifted. */
async function withoutHeld(tx: Tx, found: Found): Promise<string[]> {
  const abouts = [...found].flatMap(([entry, about]) =>
    about?.entity == null || about.record === null ? [] : [{ entry, entity: about.entity, record: about.record }],
  );
  const held = new Set<string>();
  for (const [entity, list] of Map.groupBy(abouts, (a) => a.entity)) {
    const records = await tx.holds.heldOf(entity, [...new Set(list.map((a) => a.record))]);
    for (const { entry, record } of list) if (records.has(record)) held.add(entry);
  }
  return [...found.keys()].filter((entry) => !held.has(entry));
}

/**
 * Deletes the values of these entries as the tenant's eraser role, which may do nothing else. That it is wanted has been put on record
 * and committed before; it can be done again any number of times. Answers how many were still there.
 */
async function eraseValues(eraser: TenantPool, entries: readonly string[]): Promise<number> {
  const lease = await eraser.acquire();
  try {
    let gone = 0;
    for (let i = 0; i < entries.length; i += atOnce) {
      const part = entries.slice(i, i + atOnce);
      gone += (await lease.query('delete from core.ledger_values where entry = any($1::uuid[])', [part])).rowCount;
    }
    lease.release();
    return gone;
  } catch (error) {
    lease.release(error);
    throw error;
  }
}

/**
 * Forgets: finds the entries, says on record which and why, and only then deletes, so that values that are missing are always explained.
 * Ended in between, it is simply done again.
 */
export async function eraseFromLedger(
  door: Door,
  vault: Vault,
  eraser: TenantPool,
  asked: Erasure,
  archives?: ArchiveStore,
): Promise<Erased> {
  await withLease(vault.pool, (q) => assertNotHeld(q, asked.records));
  const { found, documents } = await withLease(vault.pool, async (lease) => {
    const own = asked.texts.length === 0 ? [] : await addressesOf(lease, vault, archives, asked.records);
    const erasure = { ...asked, texts: [...asked.texts, ...own] };
    const live = await findErasable(lease, vault.keys, erasure);
    const old: Found = archives === undefined ? new Map() : await findArchived(lease, vault, archives, erasure);
    return {
      found: new Map([...live, ...old]),
      documents: await eraseFromDocuments(lease, vault.keys, wordsOf(erasure.texts), erasure.instead),
    };
  });
  if (found.size === 0) return { entries: 0, documents };
  const purpose = { action: 'ledger.erase', reads: false, requestId: null, address: null };
  const entries = await door.open(vault, { kind: 'system', name: 'host' }, purpose, async (tx) => {
    const entries = await withoutHeld(tx, found);
    for (let i = 0; i < entries.length; i += namedAtOnce)
      await tx.note({
        what: erasureVerb,
        values: { entries: entries.slice(i, i + namedAtOnce), reason: asked.reason },
      });
    return entries;
  });
  const gone = await eraseValues(eraser, entries);
  const archived = archives === undefined ? 0 : await eraseFromArchive(vault, archives, entries);
  return { entries: gone + archived, documents };
}
