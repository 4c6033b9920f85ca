// The search over everything one may see: a few best matches of each object, each with the reason why it matched.
import type { Entity } from '../../contract/entity.ts';
import type { Labelled } from '../../contract/field.ts';
import { findFolded, fold } from '../../contract/fold.ts';
import { reachOf } from '../policy.ts';
import { tableName } from '../schema/ddl.ts';
import { and, escapeLike, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { outputRows } from './output.ts';
import type { Found } from './results.ts';
import { compileSearch, searchWays, searchableFields } from './search-sql.ts';
import { innerColumns, titleSql, wantedFields } from './select.ts';
import { visibleRows } from './visible.ts';

/** Of so many matches the best are chosen; without a bound a common syllable would read a million rows. */
const consideredMost = 300;

/** All questions travel together. */
export async function findRecords(
  unit: Unit,
  entities: readonly Entity[],
  text: string,
  limit: number,
): Promise<Found[]> {
  const words = searchWays(text).flat();
  if (words.length === 0) return [];
  const visible = entities.filter(
    (e) => reachOf(unit.me, e, 'view').rows.op !== 'none' && searchableFields(e).length > 0,
  );
  const asked = visible.map((e) => findIn(unit, e, text, words, limit));
  unit.lastSent();
  return (await Promise.all(asked)).flat();
}

async function findIn(unit: Unit, e: Entity, text: string, words: readonly string[], limit: number): Promise<Found[]> {
  const { me, vault } = unit;
  const fields = searchableFields(e).map(([name]) => name);
  const wanted = wantedFields(me, e, fields);
  const title = titleSql(me, e, 'r') ?? sql`''`;
  const start = sql`core.fold(${escapeLike([...text.trim()].slice(0, 100).join(''))}) || '%'`;
  const candidates = sql`select ${sql.join(innerColumns(me, e, wanted.values(), 'r'))},
      case when core.fold(${title}) like ${start} then 0 when core.fold(${title}) like '%' || ${start} then 1 else 2 end as rank
    from ${sql.raw(tableName(e))} r
    where ${and([sql`r.archived_at is null`, compileSearch(text, me, e, 'r'), visibleRows(me, e, 'r')])} limit ${sql.raw(String(consideredMost))}`;
  const found = await unit.table(
    sql`select * from (${candidates}) c order by rank, ${titleOrder(unit, e)} id limit ${sql.raw(String(limit))}`,
  );
  unit.rowsRead += found.rows.length;
  return outputRows(vault.keys, e, wanted, found).map((out) => {
    return {
      entity: e.name,
      id: out['id'] as string,
      title: (out['title'] as string | undefined) ?? '',
      match: reasonOf(e, out, words),
    };
  });
}

function titleOrder(unit: Unit, e: Entity) {
  return titleSql(unit.me, e, 'r') === null ? sql`` : sql`title collate core.sorting, `;
}

/** The field in which a word was found, unless it is the title, which is shown anyway. */
function reasonOf(e: Entity, row: Readonly<Record<string, unknown>>, words: readonly string[]): Found['match'] {
  const title = typeof row['title'] === 'string' ? row['title'] : '';
  for (const word of words) {
    if (findFolded(title, word) !== null) continue;
    for (const [name, f] of searchableFields(e)) {
      const text = textsOf(row[name]).find((t) => fold(t).includes(fold(word)) || t.replace(/\D/g, '').includes(word));
      if (text !== undefined) return { field: name, label: f.label, text: [...text].slice(0, 200).join('') };
    }
  }
  return null;
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? (value as Labelled[]).map((item) => item.value) : [];
}
