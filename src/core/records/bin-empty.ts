// Empties the bin: counted exactly first, then deleted part by part, and what nobody empties after its time by the product itself.
import type { Entity } from '../../contract/entity.ts';
import { isVirtual } from '../../contract/field.ts';
import { Problem } from '../../contract/problem.ts';
import { may } from '../principal.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import {
  type BinItem,
  type BinOutcome,
  type BinQuery,
  type PurgeCount,
  binObjects,
  inBin,
  readCursor,
  writeCursor,
} from './bin-list.ts';
import { readPolicy } from './bin-policy.ts';
import { addResults, binMost, startOutcome } from './bin-tree.ts';
import { heldReasons, openHolds } from './holds.ts';
import { purgeRecords } from './purge.ts';
import type { RowResult } from './results.ts';
import { reachedRows } from './visible.ts';

/** Records looked at in one go while counting. */
const look = 5000;

/** What refers to others goes before them. Where two objects refer to each other, one of them is refused with its reason. */
export function purgeOrder(entities: readonly Entity[]): Entity[] {
  const refersTo = (e: Entity): string[] =>
    Object.values(e.fields).flatMap((f) => (f.kind === 'ref' && !isVirtual(f) ? (f.to ?? []) : []));
  const out: Entity[] = [];
  const left = [...entities];
  while (left.length > 0) {
    const free = left.findIndex((e) => !left.some((o) => o !== e && refersTo(o).includes(e.name)));
    out.push(...left.splice(Math.max(free, 0), 1));
  }
  return out;
}

/** Exactly those one may delete, held ones not among them; what refers to them from outside is found when they go. */
export async function countPurge(unit: Unit, which: readonly BinItem[] | BinQuery): Promise<PurgeCount> {
  return Array.isArray(which)
    ? await countItems(unit, which as readonly BinItem[])
    : await countQuery(unit, which as BinQuery);
}

async function countItems(unit: Unit, items: readonly BinItem[]): Promise<PurgeCount> {
  const tally = startTally();
  const gone = new Set<string>();
  let seen = false;
  for (const e of purgeOrder(objectsOf(unit, items))) {
    const ids = items.filter((x) => x.entity === e.name).map((x) => x.id);
    for (const r of await purgeRecords(unit, e, ids, { dry: true, gone })) {
      tally.add(e.name, r.ok ? null : r.reason);
      if (r.ok) gone.add(`${e.name} ${r.id}`);
      seen ||= r.ok || r.code !== 'not-found';
    }
  }
  if (!seen) throw new Problem('not-found');
  return tally.count();
}

async function countQuery(unit: Unit, query: BinQuery): Promise<PurgeCount> {
  unit.refuseUnless(may(unit.me, 'tool.empty-bin'), 'tool.empty-bin');
  const holds = await openHolds(unit);
  const tally = startTally();
  for (const e of binObjects(unit, query.entity)) {
    const reached = sql`coalesce(${reachedRows(unit.me, e, 'purge', 'r')}, false)`;
    const [sum] = await unit.run<{
      may: number;
      may_not: number;
    }>(sql`select count(*) filter (where ${reached})::int as may,
      count(*) filter (where not ${reached})::int as may_not from ${sql.raw(tableName(e))} r where ${inBin(unit, e, query)}`);
    tally.add(e.name, 'Your roles do not allow this.', sum!.may_not);
    if (holds.length === 0) {
      tally.add(e.name, null, sum!.may);
      continue;
    }
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const rows = await unit.run<{ id: string }>(sql`select r.id from ${sql.raw(tableName(e))} r
        where ${and([inBin(unit, e, query), reached, sql`r.id > ${after}::uuid`])} order by r.id limit ${look}`);
      const ids = rows.map((row) => row.id);
      const held = await heldReasons(unit, e, ids, holds);
      for (const id of ids) tally.add(e.name, held.get(id) ?? null);
      if (rows.length < look) break;
      after = ids.at(-1)!;
    }
  }
  return tally.count();
}

function startTally(): { add: (entity: string, reason: string | null, n?: number) => void; count: () => PurgeCount } {
  const by = new Map<string, number>();
  const kept = new Map<string, number>();
  return {
    add: (entity, reason, n = 1) => {
      if (n === 0) return;
      if (reason === null) by.set(entity, (by.get(entity) ?? 0) + n);
      else kept.set(reason, (kept.get(reason) ?? 0) + n);
    },
    count: () => ({
      count: [...by.values()].reduce((a, b) => a + b, 0),
      byEntity: [...by].map(([entity, count]) => ({ entity, count })),
      kept: [...kept].map(([reason, count]) => ({ reason, count })),
    }),
  };
}

function objectsOf(unit: Unit, items: readonly BinItem[]): Entity[] {
  const names = [...new Set(items.map((x) => x.entity))];
  return names.map((name) => {
    const e = unit.catalog.lookup(name);
    if (e === undefined) throw new Problem('not-found');
    return e;
  });
}

export async function purgeItems(unit: Unit, items: readonly BinItem[]): Promise<BinOutcome> {
  if (items.length > binMost) throw new Problem('too-large', `At most ${binMost} at once.`);
  const sum = startOutcome();
  for (const e of purgeOrder(objectsOf(unit, items))) {
    const ids = items.filter((x) => x.entity === e.name).map((x) => x.id);
    addResults(sum, e.name, ids, await purgeRecords(unit, e, ids));
  }
  return sum;
}

/** The cursor names object and record: what stays is passed over, what goes is gone. */
export async function purgePart(
  unit: Unit,
  query: BinQuery,
  cursor: string | null,
  limit: number,
): Promise<{ outcome: BinOutcome; next: string | null }> {
  unit.refuseUnless(may(unit.me, 'tool.empty-bin'), 'tool.empty-bin');
  const order = purgeOrder(binObjects(unit, query.entity));
  const [name = order[0]!.name, place] = cursor === null ? [] : splitOnce(cursor);
  const at = order.findIndex((e) => e.name === name);
  const e = order[at];
  if (e === undefined) return { outcome: startOutcome(), next: null };
  const after = place === undefined || place === '' ? null : readCursor(place);
  const beyond =
    after === null ? sql`true` : sql`(r.archived_at, r.id) > (${after.at}::timestamptz, ${after.id}::uuid)`;
  const rows = await unit.run<{
    id: string;
    at: Date;
  }>(sql`select r.id, r.archived_at as at from ${sql.raw(tableName(e))} r
    where ${and([inBin(unit, e, query), beyond])} order by r.archived_at, r.id limit ${limit}`);
  const sum = startOutcome();
  const ids = rows.map((row) => row.id);
  if (ids.length > 0) addResults(sum, e.name, ids, await purgeRecords(unit, e, ids));
  const last = rows.at(-1);
  const following = order[at + 1];
  const next =
    rows.length === limit && last !== undefined
      ? `${e.name} ${writeCursor(last)}`
      : following === undefined
        ? null
        : `${following.name} `;
  return { outcome: sum, next };
}

function splitOnce(cursor: string): [string, string] {
  const at = cursor.indexOf(' ');
  return [cursor.slice(0, at), cursor.slice(at + 1)];
}

/** What has lain in the bin longer than the policy says. What stays (held, referred to) is tried again the next day. */
export async function expire(unit: Unit, limit: number): Promise<{ gone: number; more: boolean }> {
  unit.refuseUnless(unit.me.kind === 'system', 'system');
  const { expireDays } = await readPolicy(unit);
  if (expireDays === null) return { gone: 0, more: false };
  const before = new Date(unit.at.getTime() - expireDays * 86_400_000);
  let gone = 0;
  let more = false;
  for (const e of purgeOrder(unit.catalog.entities.filter((x) => x.name !== 'user'))) {
    const rows = await unit.run<{ id: string }>(sql`select r.id from ${sql.raw(tableName(e))} r
      where ${inBin(unit, e, { before: before.toISOString() })} order by r.archived_at, r.id limit ${limit}`);
    if (rows.length === 0) continue;
    const results: RowResult[] = await purgeRecords(
      unit,
      e,
      rows.map((row) => row.id),
    );
    const went = results.filter((r) => r.ok).length;
    gone += went;
    more ||= went > 0 && rows.length === limit;
  }
  return { gone, more };
}
