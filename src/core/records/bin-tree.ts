// Restores what lies in the bin, one, many, or a tree: with what came there by the same operation, or with what refers to it from there.
import { type Entity, columnOf, wholeOf } from '../../contract/entity.ts';
import { isVirtual } from '../../contract/field.ts';
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { tableName } from '../schema/ddl.ts';
import { and, or, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { moveRecords } from './bin.ts';
import type { BinItem, BinOutcome, BinTree, TreePart } from './bin-list.ts';
import { findTitles } from './titles.ts';
import { visibleRows } from './visible.ts';

/** Records restored or deleted at once; more goes as a job, or by undoing the operation that put them there. */
export const binMost = 1000;

/** References followed from the record that was asked for. */
const deepest = 4;

const keyOf = (item: BinItem): string => `${item.entity} ${item.id}`;

export async function viewTree(unit: Unit, item: BinItem): Promise<BinTree> {
  const e = await inBinOrNot(unit, item);
  const same = await sameOperation(unit, e, item.id);
  const related = await relatedTo(unit, [item]);
  return { same: await describe(unit, same), related: await describe(unit, related) };
}

async function inBinOrNot(unit: Unit, { entity, id }: BinItem): Promise<Entity> {
  const e = unit.catalog.lookup(entity);
  if (e === undefined || !isId(id)) throw new Problem('not-found');
  const rows = await unit.run(sql`select r.id from ${sql.raw(tableName(e))} r
    where ${and([sql`r.id = ${id}::uuid`, sql`r.archived_at is not null`, visibleRows(unit.me, e, 'r')])}`);
  if (rows.length === 0) throw new Problem('not-found');
  return e;
}

/** What the same operation put into the bin and still lies there; parts that move with their wholes not named. */
async function sameOperation(unit: Unit, e: Entity, id: string): Promise<BinItem[]> {
  const [own] = await unit.run<{ operation: string }>(sql`select l.operation from core.ledger l
    where l.record = ${id}::uuid and l.verb = 'archived' and l.version is not null and l.outcome = 'done'
    order by l.version desc limit 1`);
  if (own === undefined) return [];
  const rows = await unit.run<BinItem>(sql`select distinct l.entity, l.record as id from core.ledger l
    where l.operation = ${own.operation}::uuid and l.record is not null and l.verb = 'archived' and l.outcome = 'done'
      and l.permission is not null and l.record <> ${id}::uuid
      and not exists (select 1 from core.ledger x where x.record = l.record and x.verb = 'archived' and x.version > l.version)
    order by l.entity, l.record limit ${binMost + 1}`);
  return await stillThere(unit, rows, new Set([keyOf({ entity: e.name, id })]));
}

/** Those of them that lie in the bin and may be seen. */
async function stillThere(unit: Unit, items: readonly BinItem[], but: ReadonlySet<string>): Promise<BinItem[]> {
  const out: BinItem[] = [];
  for (const [name, some] of Map.groupBy(items, (x) => x.entity)) {
    const e = unit.catalog.lookup(name);
    if (e === undefined) continue;
    const rows = await unit.run<{ id: string }>(sql`select r.id from ${sql.raw(tableName(e))} r
      where ${and([sql`r.id = any(${some.map((x) => x.id)}::uuid[])`, sql`r.archived_at is not null`, visibleRows(unit.me, e, 'r')])}
      order by r.id`);
    out.push(...rows.map(({ id }) => ({ entity: name, id })).filter((x) => !but.has(keyOf(x))));
  }
  return out;
}

/** What refers to these from the bin, and what refers to that. Parts come with their wholes. */
async function relatedTo(unit: Unit, items: readonly BinItem[]): Promise<BinItem[]> {
  const seen = new Set(items.map(keyOf));
  const out: BinItem[] = [];
  let level = [...items];
  for (let depth = 0; depth < deepest && level.length > 0 && out.length <= binMost; depth++) {
    const next: BinItem[] = [];
    for (const e of unit.catalog.entities) {
      if (wholeOf(e) !== null) continue;
      const ways = waysTo(e, level);
      if (ways.length === 0) continue;
      const rows = await unit.run<{ id: string }>(sql`select r.id from ${sql.raw(tableName(e))} r
        where ${and([sql`r.archived_at is not null`, visibleRows(unit.me, e, 'r'), or(ways)])} order by r.id limit ${binMost + 1}`);
      for (const { id } of rows) {
        const item = { entity: e.name, id };
        if (seen.has(keyOf(item))) continue;
        seen.add(keyOf(item));
        next.push(item);
      }
    }
    out.push(...next);
    level = next;
  }
  return out;
}

function waysTo(e: Entity, level: readonly BinItem[]): ReturnType<typeof sql>[] {
  return Object.entries(e.fields).flatMap(([name, f]) => {
    if (isVirtual(f) || (f.kind !== 'ref' && f.kind !== 'links')) return [];
    const targets = level.filter((x) => f.to?.some((to) => to === x.entity));
    if (targets.length === 0) return [];
    const column = sql.ref(`r.${columnOf(name, f)}`);
    if (f.kind === 'ref') return [sql`${column} = any(${targets.map((x) => x.id)}::uuid[])`];
    return targets.map((x) => sql`${column} @> ${JSON.stringify([{ entity: x.entity, id: x.id }])}::jsonb`);
  });
}

async function describe(unit: Unit, items: readonly BinItem[]): Promise<TreePart[]> {
  const out: TreePart[] = [];
  for (const [entity, some] of Map.groupBy(items, (x) => x.entity)) {
    const e = unit.catalog.entity(entity);
    const ids = some.map((x) => x.id);
    const titles = await findTitles(unit, e, ids.slice(0, 5));
    const results = await moveRecords(unit, e, ids.slice(0, binMost), 'restore', { dry: true });
    const reasons = Map.groupBy(
      results.flatMap((r) => (r.ok ? [] : [r.reason])),
      (reason) => reason,
    );
    out.push({
      entity,
      count: some.length,
      sample: ids.slice(0, 5).map((id) => ({ id, title: titles.get(id) ?? null })),
      stays: [...reasons].map(([reason, list]) => ({ reason, count: list.length })),
    });
  }
  return out;
}

export async function restoreItems(
  unit: Unit,
  items: readonly BinItem[],
  how: { readonly with: 'nothing' | 'same' | 'related'; readonly without: boolean },
): Promise<BinOutcome> {
  unit.assertWrites();
  const all = new Map(items.map((x) => [keyOf(x), x]));
  if (how.with === 'same')
    for (const item of items)
      for (const x of await sameOperation(unit, await inBinOrNot(unit, item), item.id)) all.set(keyOf(x), x);
  if (how.with === 'related') {
    // What refers to a record one may not see would tell that it does.
    for (const item of items) await inBinOrNot(unit, item);
    for (const x of await relatedTo(unit, items)) all.set(keyOf(x), x);
  }
  if (all.size > binMost)
    throw new Problem(
      'too-large',
      `More than ${binMost} records came there together. Undo the operation that put them there: that goes as a job.`,
    );
  const sum = startOutcome();
  let seen = false;
  for (const [name, some] of byRank(unit, [...all.values()])) {
    const e = unit.catalog.lookup(name);
    if (e === undefined) throw new Problem('not-found');
    const ids = some.map((x) => x.id);
    const results = await moveRecords(unit, e, ids, 'restore', { without: how.without });
    addResults(sum, name, ids, results);
    seen ||= results.some((r) => r.ok || r.code !== 'not-found');
  }
  if (!seen) throw new Problem('not-found');
  return sum;
}

export type Sum = {
  -readonly [K in keyof BinOutcome]: BinOutcome[K] extends number ? number : BinOutcome[K][0 & keyof BinOutcome[K]][];
};

export function startOutcome(): Sum {
  return { done: 0, without: [], kept: [], keptCount: 0 };
}

export function addResults(
  sum: Sum,
  entity: string,
  ids: readonly string[],
  results: Awaited<ReturnType<typeof moveRecords>>,
): void {
  results.forEach((r, i) => {
    if (r.ok) {
      sum.done += 1;
      if (r.without !== undefined && sum.without.length < 100)
        sum.without.push({ entity, id: r.id, fields: [...r.without] });
      return;
    }
    sum.keptCount += 1;
    if (sum.kept.length < 100) sum.kept.push({ entity, id: ids[i]!, reason: r.reason });
  });
}

/** Wholes before their parts. */
export function byRank(unit: Unit, items: readonly BinItem[]): [string, BinItem[]][] {
  const depth = (name: string): number => {
    const e = unit.catalog.lookup(name);
    const whole = e === undefined ? null : wholeOf(e);
    return whole === null ? 0 : 1 + depth(whole);
  };
  return [...Map.groupBy(items, (x) => x.entity)].sort(([a], [b]) => depth(a) - depth(b));
}
