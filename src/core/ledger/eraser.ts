// What is to be forgotten of a person, who does it, and what stands against it: for those who ask for it. erase.ts does it.
import { Problem } from '../../contract/problem.ts';
import type { Queryable } from '../pg.ts';

/** What is to be forgotten: records with all their entries, and texts wherever else they were quoted. */
export interface Erasure {
  readonly records: readonly string[];
  /** personal values, present and past; short ones would take half the ledger with them and are not looked for */
  readonly texts: readonly string[];
  /** why; stands on record, so nothing of the person in it */
  readonly reason: string;
  /** what stands in documents where a text was quoted; `[erased]` unless said */
  readonly instead?: string;
}

export interface Erased {
  /** entries whose values are gone */
  readonly entries: number;
  /** documents, notices and kept answers that quoted a text */
  readonly documents: number;
}

/** What features get of it: the tenant's eraser is a database role of its own, which the host connects as. */
export interface Eraser {
  /** refuses with unavailable where the tenant is not served */
  erase(tenant: string, erasure: Erasure): Promise<Erased>;
}

/** Holds on everything, on one of the objects, or on one of the records. What falls under a rule its purge has been asked about. */
export async function assertNotHeld(q: Queryable, records: readonly string[]): Promise<void> {
  const { rows } = await q.query<{ reason: string }>(
    `select h.reason from core.legal_hold h where h.lifted_at is null and h.rule is null
       and (h.entity is null or h.record = any($1::uuid[])
         or (h.record is null and h.entity in (select l.entity from core.ledger l where l.record = any($1::uuid[])))) limit 1`,
    [records],
  );
  if (rows[0] !== undefined) throw new Problem('held', `A legal hold stands: ${rows[0].reason}`);
}
