// What became of the records of an object since an instant: made, changed, moved into the bin or out of it; each counted only as far as
// it may be seen as it was and as it is, and a change only where it was of a field that may be read.
import type { Entity } from '../../contract/entity.ts';
import { findTitles } from '../records/titles.ts';
import { seesAll, visibleRows } from '../records/visible.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, and, sql } from '../sql.ts';
import { goneSince } from './changes.ts';
import type { Difference, DifferenceOf } from './desk.ts';
import type { LookBack } from './look-back.ts';

/** Shown of each kind. */
const samplesMost = 5;

interface Row {
  readonly kind: 'created' | 'changed' | 'archived' | 'restored' | 'erased';
  readonly n: number;
  readonly ids: readonly string[];
}

/** Over a row `r` of what was changed since: how it differs. */
export const kindOfRow: Sql = sql`case when r.archived_at is null and r."archived$" is not null then 'archived'
  when r.archived_at is not null and r."archived$" is null then 'restored'
  when cardinality(r."differs$") > 0 then 'changed' end`;

export async function differenceOf(look: LookBack, e: Entity): Promise<Difference> {
  const unit = look.live;
  const live = unit.catalog.entity(e.name);
  const [, then] = look.relations.halves(e);
  const later = look.relations.later(e);
  const most = sql.raw(String(samplesMost));
  const rows = await look.unit.run<Row>(sql`
    select x.kind, count(*)::int as n, (array_agg(x.id order by x.id desc))[1:${most}] as ids from (
      select r.id, ${kindOfRow} as kind from ${then} r where ${visibleRows(look.unit.me, e, 'r')}
      union all
      select c.id, case when o.made then 'created' else 'erased' end from ${later} o
        join ${sql.raw(tableName(live))} c on c.id = o.record
      where ${and([sql`(o.made and c.archived_at is null or o.lost and not o.made)`, visibleRows(unit.me, live, 'c')])}
    ) x where x.kind is not null group by x.kind`);
  const of = new Map(rows.map((row) => [row.kind, row]));
  const all = seesAll(unit.me, live);
  const ids = rows.flatMap((row) => (row.kind === 'erased' ? [] : row.ids));
  const titles = await findTitles(unit, live, ids);
  const told = (kind: Row['kind']): DifferenceOf => ({
    count: of.get(kind)?.n ?? 0,
    samples: (of.get(kind)?.ids ?? []).flatMap((id) => (titles.has(id) ? [{ id, title: titles.get(id)! }] : [])),
  });
  const gone = all ? (await unit.run<{ n: number }>(goneSince(e, look.relations.at)))[0]!.n : null;
  return {
    created: told('created'),
    changed: told('changed'),
    archived: told('archived'),
    restored: told('restored'),
    gone,
    erased: all ? (of.get('erased')?.n ?? 0) : null,
  };
}
