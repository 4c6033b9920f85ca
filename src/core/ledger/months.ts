// The ledger lies in months by the ids of its entries: what an instant means for ids, and keeping the parts of the months to come made ahead.
import { now } from '../clock.ts';
import { makeIds, msOfId, newId } from '../ids.ts';
import type { Queryable, TenantPool } from '../pg.ts';
import { type Sql, sql } from '../sql.ts';

/**
 * An entry's id is made when it is written, its time is that of the unit of work, and a clock may jump in between: further apart than a day
 * they never are (`entryIds`), and bounds leave twice that.
 */
const apartMostMs = 86_400_000;
const slackMs = 2 * apartMostMs;

/** Ids for the entries of one unit of work: of now, or where the clock jumped away from its time, of that time. */
export function entryIds(at: Date): () => string {
  let own: ((ms: number) => string) | undefined;
  return () => {
    if (own === undefined) {
      const id = newId();
      if (Math.abs(msOfId(id) - at.getTime()) <= apartMostMs) return id;
      own = makeIds();
    }
    return own(at.getTime());
  };
}

/** The smallest id of an instant. */
export function idFloor(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0').slice(-12);
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** Bounds for the ids of entries between two instants, to stand beside the bounds in time: with them only those months are looked at. */
export function idsBetween(from: Date | undefined, to: Date | undefined, alias = 'l'): Sql[] {
  const id = sql.ref(`${alias}.id`);
  return [
    ...(from === undefined ? [] : [sql`${id} >= ${idFloor(new Date(from.getTime() - slackMs))}::uuid`]),
    ...(to === undefined ? [] : [sql`${id} < ${idFloor(new Date(to.getTime() + slackMs))}::uuid`]),
  ];
}

export interface LedgerPart {
  readonly name: string;
  /** null: from the beginning */
  readonly starts: Date | null;
  readonly ends: Date;
}

/** Parts by months, oldest first. What lies in none (ids of a clock that was ahead) lies in one beside them. */
export async function readParts(q: Queryable): Promise<LedgerPart[]> {
  return (await q.query<LedgerPart>('select name, starts, ends from core.ledger_part order by ends')).rows;
}

const aheadMs = 7 * 86_400_000;

/** Sees to it that this month and, in its last days, the next have their parts. As the tenant's sealer. Answers how many were made. */
export async function keepParts(sealer: TenantPool): Promise<number> {
  const lease = await sealer.acquire();
  try {
    let made = 0;
    for (const instant of [now(), new Date(now().getTime() + aheadMs)]) {
      const { rows } = await lease.query<{ made: boolean }>('select core.make_ledger_part($1) as made', [instant]);
      if (rows[0]!.made) made += 1;
    }
    lease.release();
    return made;
  } catch (error) {
    lease.release(error);
    throw error;
  }
}
