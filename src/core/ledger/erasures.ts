// Forgetting a person, in two steps: it is asked for in the transaction that makes the record anonymous, and done afterwards by the product itself as the tenant's
// eraser - values in the ledger and its archive, words in documents. The only way to the eraser for whoever erases people.
import { Problem } from '../../contract/problem.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { seal, unseal } from '../crypto/seal.ts';
import { now } from '../clock.ts';
import { isId, newId } from '../ids.ts';
import { log } from '../log.ts';
import type { Unit } from '../unit.ts';
import type { Vault } from '../vault.ts';
import { type Eraser, type Erasure, assertNotHeld } from './eraser.ts';
import { erasureAskedVerb } from './header.ts';
import { withLease } from './lease.ts';
import { wakeEraser } from './wake.ts';

/** An erasure as whoever asked for it may follow it. */
export interface ErasureState {
  readonly id: string;
  readonly askedAt: string;
  readonly reason: string;
  /** null: not yet */
  readonly doneAt: string | null;
  /** the reason of the legal hold it waits for; null: none */
  readonly held: string | null;
  /** how many entries lost their values, and how many documents words; 0 until it is done */
  readonly entries: number;
  readonly documents: number;
}

const recordsMost = 1_000;
const textsMost = 1_000;
/** Before one that was held back or failed is tried again. */
const againMs = 3_600_000;

const placeOf = (keys: Keyring, id: string): string => `${keys.tenantId}/core.erasure/${id}`;

/**
 * The caller has checked the right. With this unit of work it is asked for or it is not; done it is within minutes, whatever is killed in
 * between. `texts`: full names, addresses and numbers, past ones too (addresses of e-mail that the records ever had are found without being
 * named); they are looked for in everything, so a given name alone would take too much with it. `reason` stands on record for good, so
 * nothing of the person in it. Refuses with held while a legal hold stands on one of the records. Answers its id.
 */
export async function askErasure(unit: Unit, wish: Erasure): Promise<string> {
  unit.assertWrites();
  const { records, texts, reason, instead } = wish;
  if (records.length === 0 || records.length > recordsMost || !records.every(isId))
    throw new Error('an erasure is of one to a thousand records');
  if (texts.length > textsMost) throw new Error('an erasure looks for at most a thousand texts');
  await assertNotHeld(unit, records);
  const id = newId();
  const sealed = seal(
    unit.vault.keys.purpose('fields'),
    Buffer.from(JSON.stringify({ texts, instead } satisfies Words)),
    placeOf(unit.vault.keys, id),
  );
  await unit.query(
    'insert into core.erasure (id, records, sealed, reason, asked_at, asked_by) values ($1, $2, $3, $4, $5, $6)',
    [id, records, sealed, reason, unit.at, unit.me.self.id],
  );
  for (const record of records)
    unit.ledger.add({ verb: erasureAskedVerb, outcome: 'done', record, values: { erasure: id, reason } });
  unit.afterCommit.push(() => wakeEraser(unit.vault.id));
  return id;
}

/** Those that name the record, newest first. The caller has checked that it may be told. */
export async function readErasures(unit: Unit, record: string): Promise<ErasureState[]> {
  if (!isId(record)) return [];
  const { rows } = await unit.query<{
    id: string;
    asked_at: Date;
    reason: string;
    done_at: Date | null;
    held: string | null;
    entries: number | null;
    documents: number | null;
  }>(
    `select id, asked_at, reason, done_at, held, entries, documents from core.erasure
     where records @> array[$1::uuid] order by asked_at desc, id desc limit 100`,
    [record],
  );
  return rows.map((row) => ({
    id: row.id,
    askedAt: row.asked_at.toISOString(),
    reason: row.reason,
    doneAt: row.done_at?.toISOString() ?? null,
    held: row.held,
    entries: row.entries ?? 0,
    documents: row.documents ?? 0,
  }));
}

/** What waits sealed. */
interface Words {
  readonly texts: readonly string[];
  readonly instead?: string | undefined;
}

interface DueRow {
  readonly id: string;
  readonly records: string[];
  readonly sealed: Buffer;
  readonly reason: string;
}

/** Does what has been asked for, oldest first; what is held back or fails is tried again in an hour. Answers how many were done. */
export async function runErasures(vault: Vault, eraser: Eraser): Promise<number> {
  const { rows } = await withLease(vault.pool, (q) =>
    q.query<DueRow>(
      `select id, records, sealed, reason from core.erasure
       where done_at is null and (tried_at is null or tried_at < $1) order by asked_at, id limit 100`,
      [new Date(now().getTime() - againMs)],
    ),
  );
  let done = 0;
  for (const row of rows) if (await run(vault, eraser, row)) done += 1;
  return done;
}

async function run(vault: Vault, eraser: Eraser, { id, records, sealed, reason }: DueRow): Promise<boolean> {
  const words = unseal(vault.keys.purpose('fields'), sealed, placeOf(vault.keys, id)).toString('utf8');
  const { texts, instead } = JSON.parse(words) as Words;
  try {
    const { entries, documents } = await eraser.erase(vault.id, {
      records,
      texts,
      reason,
      ...(instead === undefined ? {} : { instead }),
    });
    await withLease(vault.pool, (q) =>
      q.query(
        `update core.erasure set done_at = $2, tried_at = $2, held = null, entries = $3, documents = $4, sealed = null
         where id = $1 and done_at is null`,
        [id, now(), entries, documents],
      ),
    );
    return true;
  } catch (error) {
    const held = error instanceof Problem && error.code === 'held' ? (error.detail ?? 'A legal hold stands.') : null;
    if (held === null)
      log.warn({ tenant: vault.id, err: error }, 'values of a person could not be erased; it is tried again');
    await withLease(vault.pool, (q) =>
      q.query('update core.erasure set tried_at = $2, held = $3 where id = $1', [id, now(), held]),
    );
    return false;
  }
}
