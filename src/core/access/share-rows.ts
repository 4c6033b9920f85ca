// Reads shares that stand, with the names of people, teams and records as far as whoever asks may see them.
import type { Share } from '../../contract/share.ts';
import { findTitles } from '../records/titles.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';

/** Shares with this person or with one of their teams. What one gives to a team of one's own one does not get: it would outlast one's roles. */
export function sharesWith(user: string): ReturnType<typeof sql> {
  return sql`s.given_by <> ${user}::uuid and (s.user_id = ${user}::uuid or s.team in (
    select (t ->> 'id')::uuid from data."user" u, jsonb_array_elements(u.teams) t where u.id = ${user}::uuid))`;
}

export async function readShares(unit: Unit, where: ReturnType<typeof sql>): Promise<Share[]> {
  const rows = await unit.run<{
    id: string;
    entity: string;
    record: string;
    user_id: string | null;
    team: string | null;
    may_edit: boolean;
    given_by: string;
    given_at: Date;
    until_at: Date;
    reason: string | null;
  }>(
    sql`select s.* from core.share s where ${and([where, sql`s.until_at > ${unit.at}`])} order by s.until_at, s.id limit 1000`,
  );
  const ids = (of: (row: (typeof rows)[number]) => string | null): string[] => rows.flatMap((row) => of(row) ?? []);
  const people = await findTitles(unit, unit.catalog.entity('user'), [
    ...ids((r) => r.user_id),
    ...ids((r) => r.given_by),
  ]);
  const teams = await findTitles(
    unit,
    unit.catalog.entity('team'),
    ids((r) => r.team),
  );
  const records = new Map<string, string>();
  for (const [name, list] of Map.groupBy(rows, (r) => r.entity)) {
    const e = unit.catalog.lookup(name);
    if (e === undefined) continue;
    for (const [id, title] of await findTitles(
      unit,
      e,
      list.map((r) => r.record),
    ))
      records.set(`${name} ${id}`, title);
  }
  const named = (titles: ReadonlyMap<string, string>, id: string): { id: string; title: string } | null =>
    titles.has(id) ? { id, title: titles.get(id)! } : null;
  return rows.map((r): Share => {
    const kind = r.user_id === null ? 'team' : 'user';
    const receiver = named(kind === 'user' ? people : teams, (r.user_id ?? r.team)!);
    return {
      id: r.id,
      entity: r.entity,
      record: r.record,
      title: records.get(`${r.entity} ${r.record}`) ?? null,
      with: receiver === null ? null : { kind, ...receiver },
      edit: r.may_edit,
      by: named(people, r.given_by),
      at: r.given_at.toISOString(),
      until: r.until_at.toISOString(),
      reason: r.reason,
    };
  });
}
