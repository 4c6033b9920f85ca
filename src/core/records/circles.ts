// A reference to the same object makes a tree: nothing may become its own ancestor. Whoever does not see the whole line above is not told where it leads.
import { type Entity, columnOf } from '../../contract/entity.ts';
import { reachOf } from '../policy.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { WriteRow } from '../tx.ts';
import type { Unit } from '../unit.ts';
import { type WriteDraft, isRefused } from './draft.ts';
import { ruleOn } from './source.ts';
import { visibleRows } from './visible.ts';

/** A longer line is refused as if it came back. */
const longest = 100;

interface Line {
  readonly start: string;
  /** it comes back to where it began, as far as it is seen */
  readonly circle: boolean;
  /** it goes on where it cannot be seen: whether it comes back is refused either way, so that the refusal does not tell */
  readonly dark: boolean;
}

export async function refuseCircles(unit: Unit, e: Entity, drafts: readonly WriteDraft[]): Promise<void> {
  for (const [name, f] of Object.entries(e.fields)) {
    if (f.kind !== 'ref' || f.to![0] !== e.name) continue;
    const moved = drafts.filter(
      (d) =>
        !isRefused(d) && d.before !== null && typeof d.after[name] === 'string' && d.after[name] !== d.before[name],
    );
    if (moved.length === 0) continue;
    const lines = new Map((await linesAbove(unit, e, name, moved)).map((line) => [line.start, line]));
    for (const d of moved) {
      const line = lines.get(d.id);
      if (line?.circle === true)
        d.errors.push({
          field: name,
          code: 'circle',
          reason: `This would make the record its own ${f.label.toLowerCase()}.`,
        });
      else if (line?.dark === true)
        d.errors.push({
          field: name,
          code: 'out-of-sight',
          reason:
            'What stands above it goes on where you may not see it, so nobody can tell you whether this would go round in a circle.',
          fits: `A ${e.label.toLowerCase()} of which you see everything that stands above it.`,
        });
    }
  }
}

/**
 * Before the records are locked: one at a time gives parents, for two that move below each other see neither the other's move. What changes
 * something else waits for nobody.
 */
export async function holdLines(unit: Unit, e: Entity, rows: readonly WriteRow[]): Promise<void> {
  for (const [name, f] of Object.entries(e.fields)) {
    if (f.kind !== 'ref' || f.to![0] !== e.name) continue;
    const isMoved = (row: WriteRow): boolean => row.id !== undefined && typeof row.values[name] === 'string';
    if (rows.some(isMoved))
      await unit.query('select pg_advisory_xact_lock(hashtext($1))', [`${tableName(e)}.${columnOf(name, f)}`]);
  }
}

/** Up from each new parent, past the parents these very drafts give. */
async function linesAbove(unit: Unit, e: Entity, name: string, moved: readonly WriteDraft[]): Promise<Line[]> {
  const column = columnOf(name, e.fields[name]);
  const up = sql.ref(`r.${column}`);
  const table = sql.raw(tableName(e));
  const seen = and([visibleRows(unit.me, e, 'r'), ruleOn(unit.me, reachOf(unit.me, e, 'view').readable(name), e, 'r')]);
  return await unit.run<Line>(sql`
    with recursive moved (id, parent) as (
      select * from unnest(${moved.map((d) => d.id)}::uuid[], ${moved.map((d) => d.after[name])}::uuid[])),
    up (start, id, depth) as (
      select m.id, m.parent, 1 from moved m
      union all
      select up.start, coalesce(m.parent, ${up}), depth + 1 from up join ${table} r on r.id = up.id left join moved m on m.id = r.id
      where coalesce(m.parent, ${up}) is not null and up.id <> up.start and depth < ${longest} and (m.id is not null or ${seen}))
    select up.start, bool_or(up.id = up.start or up.depth >= ${longest}) as circle,
      bool_or(not exists (select from ${table} r left join moved m on m.id = r.id where r.id = up.id and (m.id is not null or ${seen}))) as dark
    from up group by up.start`);
}
