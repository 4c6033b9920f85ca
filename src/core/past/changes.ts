// The only place that knows how changes of records stand in the ledger: which came after an instant, and what a record held before them.
import type { Entity } from '../../contract/entity.ts';
import { idsBetween } from '../ledger/months.ts';
import { type Sql, and, or, sql, yes } from '../sql.ts';

/** No transaction takes longer: what began so long before an instant had been committed by then. */
const longest = sql`interval '5 minutes'`;

/** Entries that had begun by the instant and were committed after it: they count as later. To stand in front of what uses `isLater`. */
export function lateEntries(at: Date): Sql {
  return sql`"late$" as materialized (select entry from core.committed_later(${at}::timestamptz) as entry)`;
}

/** Of `core.ledger l`: committed after the instant. */
export function isLater(at: Date): Sql {
  const within = idsBetween(at, undefined);
  return sql`(${and(within)} and l.at > ${at}::timestamptz - ${longest} and (l.at > ${at}::timestamptz or l.id in (select entry from "late$")))`;
}

/** Of `core.ledger l`: a record was made, changed, or moved into the bin or out of it. */
export const isChange: Sql = sql`l.record is not null and l.version is not null and l.outcome = 'done'`;

/**
 * What a record went through since, over `l` and `v`: made since, not known any more, its first version since, and of each field the oldest change. `of`:
 * the entries whose changes are wanted.
 */
function folded(of: Sql = yes): Sql {
  const wanted = of === yes ? sql`` : sql` filter (where ${of})`;
  return sql`bool_or(l.verb = 'created') as made, bool_or(v.entry is null) as lost, min(l.version) as version,
    core.oldest(v.plain::jsonb -> 'changes' order by l.version desc)${wanted} as changes`;
}

const entries = sql`core.ledger l left join core.ledger_values v on v.entry = l.id`;

/** What rows are chosen by. */
export interface ChosenBy {
  readonly fields: readonly string[];
  /** also by what follows from every change: when it was made, and by whom */
  readonly every: boolean;
}

/**
 * Every record of the object that was changed since, by `record`; where rows are chosen by some fields alone, only by changes that name one of them, as
 * their text tells, or by every change, and of those fields alone what they held.
 */
export function laterOf(e: Entity, at: Date, by?: ChosenBy): Sql {
  const named = or((by?.fields ?? []).map((name) => sql`v.plain like ${`%"${name}":%`}`));
  const touches = by === undefined || by.every ? [] : [or([sql`l.verb = 'created'`, sql`v.entry is null`, named])];
  return sql`select l.record, ${folded(by?.every === true ? named : yes)} from ${entries}
    where ${and([sql`l.entity = ${e.name}`, isChange, isLater(at), ...touches])} group by l.record`;
}

/** The same for the one record of this id; one row, its version null where nothing happened. */
export function laterOfOne(id: Sql, at: Date): Sql {
  return sql`select ${folded()} from ${entries} where l.record = ${id} and ${isChange} and ${isLater(at)}`;
}

/**
 * What a field held at last by the entries up to a version: for what has no column any more. As JSON; null where it was never set, and where an entry
 * that may have set it has been erased: what had been before that is no answer.
 */
export function lastToldOf(id: Sql, below: Sql, field: Sql): Sql {
  return sql`(select v.plain::jsonb -> 'changes' -> ${field} -> 1 from ${entries}
    where l.record = ${id} and ${isChange} and l.version < coalesce(${below}, 2147483647)
      and (v.entry is null or v.plain::jsonb -> 'changes' ? ${field})
    order by l.version desc limit 1)`;
}

/** When, and by whom, a record was changed last before a version; a key stands for its owner. */
export function lastBefore(id: Sql, version: Sql): { at: Sql; by: Sql } {
  const last = (what: Sql, more: Sql): Sql => sql`(select ${what} from core.ledger l ${more}
    where l.record = ${id} and ${isChange} and l.version < ${version} order by l.version desc limit 1)`;
  return {
    at: last(sql`l.at`, sql``),
    by: last(sql`coalesce(k.owner, l.actor)`, sql`left join core.api_key k on k.id = l.actor`),
  };
}

export interface LaterEntry {
  readonly entry: string;
  readonly record: string;
  readonly version: number;
  readonly verb: string;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
}

/** Later entries of these records, newest first. */
export function laterEntries(ids: readonly string[], at: Date): Sql {
  return sql`with ${lateEntries(at)} select l.id as entry, l.record, l.version, l.verb, v.plain, v.sealed from ${entries}
    where l.record = any(${[...ids]}::uuid[]) and ${isChange} and ${isLater(at)} order by l.record, l.version desc`;
}

/** Later entries of the object that hold protected values of records there were, newest first. */
export function laterSealed(e: Entity, at: Date): Sql {
  return sql`with ${lateEntries(at)} select l.id as entry, l.record, l.version, l.verb, v.plain, v.sealed
    from core.ledger l join core.ledger_values v on v.entry = l.id
    where l.entity = ${e.name} and ${isChange} and ${isLater(at)} and l.verb <> 'created' and v.sealed is not null
    order by l.record, l.version desc`;
}

/** Records that were there and have been deleted for good since. */
export function goneSince(e: Entity, at: Date): Sql {
  return sql`with ${lateEntries(at)} select count(distinct l.record)::int as n from core.ledger l
    where l.entity = ${e.name} and l.verb = 'purged' and l.outcome = 'done' and l.record is not null and ${isLater(at)}
      and not exists (select 1 from core.ledger m where m.record = l.record and m.verb = 'created' and m.at > ${at}::timestamptz)`;
}
