// Reads an operation out of the ledger: what it did to each record, as one change, and who changed what of it since.
import type { Entity } from '../../contract/entity.ts';
import { openValues } from '../ledger.ts';
import { zeroId } from '../principal.ts';
import { findTitles } from '../records/titles.ts';
import type { Unit } from '../unit.ts';

/** The entry that changed a field first: what stood there before is told by what the record was then. */
export interface EntryOfChange {
  readonly id: string;
  readonly record: string;
  readonly version: number;
}

export interface Touched {
  readonly entity: Entity;
  readonly id: string;
  readonly created: boolean;
  /** null: neither into the bin nor out of it */
  readonly archived: boolean | null;
  readonly version: number;
  readonly fields: Map<string, { readonly before: unknown; after: unknown; readonly first: EntryOfChange }>;
  /** false when the ledger's values were erased */
  readonly known: boolean;
}

interface EntryRow {
  readonly entry: string;
  readonly entity: string;
  readonly record: string;
  readonly verb: string;
  readonly version: number;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
}

export async function readTouched(
  unit: Unit,
  id: string,
  cursor: string | null,
  limit: number,
): Promise<{ touched: Touched[]; next: string | null }> {
  const { rows } = await unit.query<EntryRow>(
    // The inner question is asked for each record of the page (offset 0 keeps it so): joined, it would read the whole operation every time.
    `select l.id as entry, l.entity, l.record, l.verb, l.version, v.plain, v.sealed
     from (select distinct record from core.ledger
           where operation = $1 and record is not null and version is not null and record > $2::uuid order by record limit $3) r
     cross join lateral (select * from core.ledger x where x.operation = $1 and x.record = r.record and x.record is not null
                         and x.version is not null and x.outcome = 'done' offset 0) l
     left join core.ledger_values v on v.entry = l.id order by l.record, l.version`,
    [id, cursor ?? zeroId, limit + 1],
  );
  const groups = [...Map.groupBy(rows, (r) => r.record).values()];
  const page = groups.slice(0, limit);
  const next = groups.length > limit ? page.at(-1)![0]!.record : null;
  return { touched: page.flatMap((entries) => fold(unit, entries)), next };
}

/** All an operation did to one record, as one change. */
function fold(unit: Unit, entries: readonly EntryRow[]): Touched[] {
  const first = entries[0]!;
  const entity = unit.catalog.lookup(first.entity);
  if (entity === undefined) return [];
  const fields: Touched['fields'] = new Map();
  let archived: boolean | null = null;
  let known = true;
  for (const entry of entries) {
    const values = openValues(unit.vault.keys, entry);
    // What went into the bin or out of it with its whole goes back with it.
    if (values?.['with'] !== undefined) continue;
    if (entry.verb === 'archived' || entry.verb === 'restored') archived = entry.verb === 'archived';
    if (values === null) known = false;
    const first = { id: entry.entry, record: entry.record, version: entry.version };
    for (const [name, [before, after]] of Object.entries(
      (values?.['changes'] ?? {}) as Record<string, [unknown, unknown]>,
    )) {
      if (name === 'archivedAt') continue;
      const same = fields.get(name);
      if (same === undefined) fields.set(name, { before, after, first });
      else same.after = after;
    }
  }
  const created = entries.some((x) => x.verb === 'created');
  if (known && !created && archived === null && fields.size === 0) return [];
  return [{ entity, id: first.record, created, archived, version: entries.at(-1)!.version, fields, known }];
}

/** Records it touched. */
export async function countTouched(unit: Unit, id: string): Promise<number> {
  const { rows } = await unit.query<{ n: number }>(
    `select count(distinct record)::int as n from core.ledger
     where operation = $1 and record is not null and version is not null and outcome = 'done' and entity <> 'role' and verb <> 'moved'`,
    [id],
  );
  return rows[0]!.n;
}

export interface Later {
  readonly by: string | null;
  readonly at: string;
}

/** The last change of each field since the operation, by "record field". A name only where the person may be seen. */
export async function changedSince(unit: Unit, list: readonly Touched[]): Promise<ReadonlyMap<string, Later>> {
  const out = new Map<string, Later>();
  if (list.length === 0) return out;
  const { rows } = await unit.query<EntryRow & { actor: string; at: Date }>(
    `select l.id as entry, l.entity, l.record, l.verb, l.version, v.plain, v.sealed, coalesce(k.owner, l.actor) as actor, l.at
     from unnest($1::uuid[], $2::int[]) as t (id, version)
     join core.ledger l on l.record = t.id and l.version > t.version and l.outcome = 'done'
     left join core.ledger_values v on v.entry = l.id left join core.api_key k on k.id = l.actor order by l.record, l.version`,
    [list.map((t) => t.id), list.map((t) => t.version)],
  );
  const people = await findTitles(
    unit,
    unit.catalog.entity('user'),
    rows.map((r) => r.actor),
  );
  for (const row of rows) {
    const changes = (openValues(unit.vault.keys, row)?.['changes'] ?? {}) as Record<string, unknown>;
    const later = { by: people.get(row.actor) ?? null, at: row.at.toISOString() };
    for (const field of Object.keys(changes)) out.set(`${row.record} ${field}`, later);
    out.set(`${row.record} `, later);
  }
  return out;
}
