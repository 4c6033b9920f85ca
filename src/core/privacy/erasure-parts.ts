// What hangs on a person's record: its parts, activities about it alone, and whatever else refers to it. Whoever erases reaches all of it, seen or not.
import { type Entity, columnOf } from '../../contract/entity.ts';
import { type Field, type LinkIn, isVirtual } from '../../contract/field.ts';
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { type StoredRow, readStored } from '../records/codec.ts';
import { heldReasons, openHolds } from '../records/holds.ts';
import { type Parts, readTrees } from '../records/purge.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, and, or, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import type { Subject } from './subjects.ts';

/** Whose subject people are: what is written down about one of them alone is about nobody else. */
const aboutPeople = { entity: 'activity', field: 'about' } as const;

export interface Standing {
  readonly e: Entity;
  readonly row: StoredRow;
  readonly parts: readonly Parts[];
}

/** Locked, with all its fields; null: it is gone. */
export async function standingOf(unit: Unit, { entity, id }: Subject): Promise<Standing | null> {
  const e = unit.catalog.find(entity);
  if (!isId(id)) return null;
  const rows = await unit.run(sql`select r.* from ${sql.raw(tableName(e))} r where r.id = ${id}::uuid for update of r`);
  if (rows[0] === undefined) return null;
  return { e, row: readStored(unit.vault.keys, e, rows[0]), parts: await readTrees(unit, e, [id]) };
}

/** The record and its parts, by object. */
function targets({ e, row, parts }: Standing): { readonly e: Entity; readonly ids: string[] }[] {
  return [{ e, ids: [row['id'] as string] }, ...parts.map((p) => ({ e: p.e, ids: p.rows.map(({ id }) => id) }))];
}

/** Activities `r` about the record and nothing else; null where nothing is about such records. */
export function ownWhere(unit: Unit, { e, row }: Standing): { readonly own: Entity; readonly where: Sql } | null {
  const own = unit.catalog.lookup(aboutPeople.entity);
  const f = own?.fields[aboutPeople.field];
  if (own === undefined || f?.to?.includes(e.name) !== true) return null;
  const id = row['id'] as string;
  const about = sql.ref(`r.${columnOf(aboutPeople.field, f)}`);
  const where = sql`${about} @> ${JSON.stringify([{ entity: e.name, id }])}::jsonb
    and not exists (select from jsonb_array_elements(${about}) x where x ->> 'id' <> ${id})`;
  return { own, where };
}

/** A field of another object by which records refer to this one, or to a part of it. */
export interface Referring {
  readonly other: Entity;
  readonly name: string;
  readonly f: Field;
  /** rows `r` that do */
  readonly where: Sql;
}

/** In the order of the catalog; parts themselves and activities about it alone are not among them, for they go. */
export function referring(unit: Unit, standing: Standing): Referring[] {
  const gone = new Map(targets(standing).map((t) => [t.e.name as string, t.ids]));
  const own = ownWhere(unit, standing);
  const out: Referring[] = [];
  for (const other of unit.catalog.entities)
    for (const [name, f] of Object.entries(other.fields)) {
      if ((f.kind !== 'ref' && f.kind !== 'links') || isVirtual(f)) continue;
      const to = targets(standing).filter((t) => f.to?.includes(t.e.name) === true);
      if (to.length === 0) continue;
      const column = sql.ref(`r.${columnOf(name, f)}`);
      const points = to.map((t) =>
        f.kind === 'ref'
          ? sql`${column} = any(${t.ids}::uuid[])`
          : or(t.ids.map((id) => sql`${column} @> ${JSON.stringify([{ entity: t.e.name, id }])}::jsonb`)),
      );
      const stays = gone.get(other.name) ?? [];
      const isOwn = own !== null && own.own.name === other.name ? sql`not (${own.where})` : sql`true`;
      out.push({ other, name, f, where: and([or(points), sql`r.id <> all(${stays}::uuid[])`, isOwn]) });
    }
  return out;
}

/** Whether some record cannot be without it. */
export async function isNeeded(unit: Unit, standing: Standing): Promise<boolean> {
  for (const { other, f, where } of referring(unit, standing)) {
    if (f.kind !== 'ref' || !f.required) continue;
    const [found] = await unit.run<{ n: boolean }>(
      sql`select exists (select from ${sql.raw(tableName(other))} r where ${where}) as n`,
    );
    if (found!.n) return true;
  }
  return false;
}

/** The row without links to what goes. */
export function cutOut(standing: Standing, row: StoredRow, name: string, f: Field): unknown {
  if (f.kind === 'ref') return null;
  const ids = new Set(targets(standing).flatMap((t) => t.ids));
  const left = ((row[name] ?? []) as LinkIn[]).filter((l) => !ids.has(l.id));
  return left.length === 0 ? null : left;
}

/** Why it may not be erased now: holds on the record, its parts and the activities about it alone. Each reason once. */
export async function heldBy(unit: Unit, standing: Standing): Promise<string[]> {
  const holds = await openHolds(unit);
  if (holds.length === 0) return [];
  const reasons = new Set<string>();
  for (const { e, ids } of targets(standing))
    for (const reason of (await heldReasons(unit, e, ids, holds)).values()) reasons.add(reason);
  const own = ownWhere(unit, standing);
  if (own !== null) {
    const rows = await unit.run<{ id: string }>(
      sql`select r.id from ${sql.raw(tableName(own.own))} r where ${own.where} order by r.id`,
    );
    const ids = rows.map((row) => row.id);
    for (const reason of (await heldReasons(unit, own.own, ids, holds)).values()) reasons.add(reason);
  }
  return [...reasons];
}

export async function assertFree(unit: Unit, standing: Standing): Promise<void> {
  const [reason] = await heldBy(unit, standing);
  if (reason !== undefined) throw new Problem('held', reason);
}
