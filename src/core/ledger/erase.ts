// Takes the values of a person out of the ledger: the entries stay, and so does the proof, for they hold only commitments. Said on record first, then done.
import type { Door } from '../door.ts';
import type { Vault } from '../vault.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { openHidden } from '../ledger.ts';
import type { Queryable, TenantPool } from '../pg.ts';

/** What is to be forgotten: records with all their entries, and texts wherever else they were quoted. */
export interface Erasure {
  readonly records: readonly string[];
  /** personal values, present and past; short ones would take half the ledger with them and are not looked for */
  readonly texts: readonly string[];
}

/** The verb under which the erased entries are named, known to verifiers. */
export const erasureVerb = 'values erased';

const shortest = 4;
const atOnce = 5_000;

/**
 * The entries whose values go: those about the records, and those that quote one of the texts (questions, other records), protected
 * values too. Reads the whole ledger.
 */
export async function findErasable(q: Queryable, keys: Keyring, erasure: Erasure): Promise<string[]> {
  const wanted = new Set<string>();
  const { rows } = await q.query<{ entry: string }>(
    `select v.entry from core.ledger l join core.ledger_values v on v.entry = l.id
     where l.record = any($1::uuid[]) and l.verb <> '${erasureVerb}'`,
    [erasure.records],
  );
  for (const row of rows) wanted.add(row.entry);
  const texts = [...new Set(erasure.texts)].filter((text) => text.length >= shortest).map(asInJson);
  if (texts.length === 0) return [...wanted];
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const page = await q.query<{ entry: string; plain: string; sealed: Buffer | null }>(
      `select entry, plain, sealed from core.ledger_values where entry > $1 order by entry limit ${atOnce}`,
      [after],
    );
    for (const row of page.rows) {
      const held =
        row.sealed === null ? row.plain : row.plain + openHidden(keys, { entry: row.entry, sealed: row.sealed });
      const folded = held.toLowerCase();
      if (texts.some((text) => folded.includes(text))) wanted.add(row.entry);
    }
    if (page.rows.length < atOnce) return [...wanted];
    after = page.rows.at(-1)!.entry;
  }
}

/** As it stands inside a JSON text, whatever the case. */
function asInJson(text: string): string {
  return JSON.stringify(text).slice(1, -1).toLowerCase();
}

/**
 * Deletes the values of these entries as the tenant's eraser role, which may do nothing else. That it is wanted has been put on record
 * and committed before; it can be done again any number of times. Answers how many were still there.
 */
export async function eraseValues(eraser: TenantPool, entries: readonly string[]): Promise<number> {
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
 * Ended in between, it is simply done again. Answers how many entries lost their values.
 */
export async function eraseFromLedger(
  door: Door,
  vault: Vault,
  eraser: TenantPool,
  erasure: Erasure & { readonly reason: string },
): Promise<number> {
  const lease = await vault.pool.acquire();
  let entries: string[];
  try {
    entries = await findErasable(lease, vault.keys, erasure);
    lease.release();
  } catch (error) {
    lease.release(error);
    throw error;
  }
  if (entries.length === 0) return 0;
  const purpose = { action: 'ledger.erase', reads: false, requestId: null, address: null };
  await door.open(vault, { kind: 'system', name: 'host' }, purpose, (tx) =>
    tx.note({ what: erasureVerb, values: { entries, reason: erasure.reason } }),
  );
  return eraseValues(eraser, entries);
}
