// What lies in the bin, of every object one may see: who put it there, when and from where, when it goes for good, and what holds it.
import { type Entity, columnOf, wholeOf } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import type { Source } from '../ledger.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, and, escapeLike, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type BinPolicy, readPolicy } from './bin-policy.ts';
import { heldReasons } from './holds.ts';
import { refIsSeen } from './seen.ts';
import { titleSql } from './select.ts';
import { findTitles } from './titles.ts';
import { reachedRows, visibleRows } from './visible.ts';

export interface BinQuery {
  /** one object; all unless said */
  readonly entity?: string | undefined;
  /** who put it there */
  readonly by?: string | undefined;
  /** instants: put there from, and before */
  readonly from?: string | undefined;
  readonly before?: string | undefined;
  /** part of the title */
  readonly search?: string | undefined;
}

export interface BinRow {
  readonly entity: string;
  readonly id: string;
  /** null: the title may not be read */
  readonly title: string | null;
  readonly at: string;
  readonly by: { readonly id: string; readonly title: string } | null;
  readonly source: Source | null;
  readonly action: string | null;
  readonly operation: string | null;
  /** when it is deleted for good by itself; null: it is not */
  readonly expires: string | null;
  /** why it may not be deleted */
  readonly held: string | null;
  readonly mayRestore: boolean;
  readonly mayPurge: boolean;
}

export interface BinPage {
  readonly rows: BinRow[];
  readonly next: string | null;
  /** of all that match, by object */
  readonly counts: { readonly entity: string; readonly count: number }[];
}

export interface BinItem {
  readonly entity: string;
  readonly id: string;
}

export interface BinTree {
  /** what came into the bin by the same operation, and what refers to it from the bin; the record itself not counted */
  readonly same: readonly TreePart[];
  readonly related: readonly TreePart[];
}

export interface TreePart {
  readonly entity: string;
  readonly count: number;
  readonly sample: readonly { readonly id: string; readonly title: string | null }[];
  /** why some would stay, with how many */
  readonly stays: readonly { readonly reason: string; readonly count: number }[];
}

export interface BinOutcome {
  readonly done: number;
  /** those that came back without a unique value, and those that stayed, each with the reason; at most 100 are named */
  readonly without: readonly { readonly entity: string; readonly id: string; readonly fields: readonly string[] }[];
  readonly kept: readonly { readonly entity: string; readonly id: string; readonly reason: string }[];
  readonly keptCount: number;
}

export interface PurgeCount {
  readonly count: number;
  readonly byEntity: readonly { readonly entity: string; readonly count: number }[];
  readonly kept: readonly { readonly reason: string; readonly count: number }[];
}

export interface BinDesk {
  list(query: BinQuery & { limit: number; cursor?: string | undefined }): Promise<BinPage>;
  tree(item: BinItem): Promise<BinTree>;
  /** with what came into the bin with it, or with what refers to it from there, too */
  restore(
    items: readonly BinItem[],
    how: { readonly with: 'nothing' | 'same' | 'related'; readonly without: boolean },
  ): Promise<BinOutcome>;
  /** how many would go, exactly, and why others would stay */
  countPurge(which: readonly BinItem[] | BinQuery): Promise<PurgeCount>;
  purge(items: readonly BinItem[]): Promise<BinOutcome>;
  /** one part of all that match; the cursor of the next, or null */
  purgePart(
    query: BinQuery,
    cursor: string | null,
    limit: number,
  ): Promise<{ readonly outcome: BinOutcome; readonly next: string | null }>;
  policy(): Promise<BinPolicy>;
  /** needs tool.empty-bin */
  setPolicy(next: BinPolicy): Promise<BinPolicy>;
  /** only the product itself: deletes what has lain there long enough; answers how many went and whether there is more */
  expire(limit: number): Promise<{ readonly gone: number; readonly more: boolean }>;
  /** only the product itself: once a day is enough */
  isDue(): Promise<boolean>;
  looked(): Promise<void>;
  /** only the product itself: records whose values the ledger is to forget */
  forgetDue(limit: number): Promise<string[]>;
  forgotten(records: readonly string[]): Promise<void>;
}

/** Objects whose bin one may look into. */
export function binObjects(unit: Unit, entity: string | undefined): Entity[] {
  return entity === undefined ? [...unit.catalog.entities] : [unit.catalog.find(entity)];
}

/** A part that went with its whole is not listed: it comes back and goes with it. */
function aloneThere(unit: Unit, e: Entity): Sql {
  const whole = wholeOf(e);
  if (whole === null) return sql`true`;
  const via = sql.ref(`r.${columnOf(e.partOf!, e.fields[e.partOf!])}`);
  return sql`not exists (select 1 from ${sql.raw(tableName(unit.catalog.entity(whole)))} w where w.id = ${via} and w.archived_at = r.archived_at)`;
}

function instant(name: string, text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new Problem('bad-request', `${name} is not an instant.`);
  return at;
}

/** Which rows of the object match, of those in the bin one may see. */
export function inBin(unit: Unit, e: Entity, query: BinQuery): Sql {
  const title = titleSql(unit.me, e, 'r');
  const parts = [sql`r.archived_at is not null`, visibleRows(unit.me, e, 'r'), aloneThere(unit, e)];
  if (query.by !== undefined) {
    if (!isId(query.by)) throw new Problem('not-found');
    // Who put it there is told of people one sees, and asked for no further.
    const by = {
      name: 'archivedBy',
      kind: 'ref',
      column: sql.ref('r.archived_by'),
      field: null,
      hash: null,
      sealed: false,
    } as const;
    parts.push(sql`r.archived_by = ${query.by}::uuid`, refIsSeen(unit.me, unit.catalog, by) ?? sql`true`);
  }
  if (query.from !== undefined) parts.push(sql`r.archived_at >= ${instant('from', query.from)}`);
  if (query.before !== undefined) parts.push(sql`r.archived_at < ${instant('before', query.before)}`);
  if (query.search !== undefined && query.search !== '')
    parts.push(
      title === null ? sql`false` : sql`core.fold(${title}) like '%' || core.fold(${escapeLike(query.search)}) || '%'`,
    );
  return and(parts);
}

interface Raw {
  readonly entity: string;
  readonly id: string;
  readonly title: string | null;
  readonly at: Date;
  readonly by: string | null;
  readonly may_restore: boolean;
  readonly may_purge: boolean;
}

export async function listBin(
  unit: Unit,
  query: BinQuery & { limit: number; cursor?: string | undefined },
): Promise<BinPage> {
  const after = query.cursor === undefined ? null : readCursor(query.cursor);
  const objects = binObjects(unit, query.entity);
  const ones = objects.map((e) => {
    const beyond =
      after === null ? sql`true` : sql`(r.archived_at, r.id) < (${after.at}::timestamptz, ${after.id}::uuid)`;
    return sql`(select ${e.name}::text as entity, r.id, ${titleSql(unit.me, e, 'r') ?? sql`null::text`} as title,
        r.archived_at as at, r.archived_by as by, coalesce(${reachedRows(unit.me, e, 'restore', 'r')}, false) as may_restore,
        coalesce(${reachedRows(unit.me, e, 'purge', 'r')}, false) as may_purge
      from ${sql.raw(tableName(e))} r where ${and([inBin(unit, e, query), beyond])}
      order by r.archived_at desc, r.id desc limit ${query.limit + 1})`;
  });
  const rows = await unit.run<Raw>(
    sql`select u.* from (${sql.join(ones, sql` union all `)}) u order by u.at desc, u.id desc limit ${query.limit + 1}`,
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  return {
    rows: await present(unit, page),
    next: rows.length > query.limit && last !== undefined ? writeCursor(last) : null,
    counts: await countBin(unit, objects, query),
  };
}

export async function countBin(
  unit: Unit,
  objects: readonly Entity[],
  query: BinQuery,
): Promise<{ entity: string; count: number }[]> {
  const ones = objects.map(
    (e) =>
      sql`(select ${e.name}::text as entity, count(*)::int as count from ${sql.raw(tableName(e))} r where ${inBin(unit, e, query)})`,
  );
  const rows = await unit.run<{ entity: string; count: number }>(sql`${sql.join(ones, sql` union all `)}`);
  return rows.filter((row) => row.count > 0);
}

async function present(unit: Unit, rows: readonly Raw[]): Promise<BinRow[]> {
  const ids = rows.map((row) => row.id);
  const people = await findTitles(
    unit,
    unit.catalog.entity('user'),
    rows.flatMap((row) => row.by ?? []),
  );
  // The last time it went in; the index by record serves it.
  const how = new Map(
    (
      await unit.run<{ record: string; source: Source; action: string; operation: string }>(sql`
        select distinct on (l.record) l.record, l.source, l.action, l.operation from core.ledger l
        where l.record = any(${ids}::uuid[]) and l.verb = 'archived' and l.version is not null and l.outcome = 'done'
        order by l.record, l.version desc`)
    ).map((row) => [row.record, row]),
  );
  const held = new Map<string, string>();
  for (const [name, some] of Map.groupBy(rows, (row) => row.entity))
    for (const [id, why] of await heldReasons(
      unit,
      unit.catalog.entity(name),
      some.map((row) => row.id),
    ))
      held.set(id, why);
  const { expireDays } = await readPolicy(unit);
  return rows.map((row) => {
    const from = how.get(row.id);
    return {
      entity: row.entity,
      id: row.id,
      title: row.title,
      at: row.at.toISOString(),
      by: row.by !== null && people.has(row.by) ? { id: row.by, title: people.get(row.by)! } : null,
      source: from?.source ?? null,
      action: from?.action ?? null,
      operation: from?.operation ?? null,
      expires: expireDays === null ? null : new Date(row.at.getTime() + expireDays * 86_400_000).toISOString(),
      held: held.get(row.id) ?? null,
      mayRestore: row.may_restore,
      mayPurge: row.may_purge,
    };
  });
}

export function writeCursor({ at, id }: { readonly at: Date; readonly id: string }): string {
  return `${at.toISOString()}~${id}`;
}

export function readCursor(text: string): { at: string; id: string } {
  const [at = '', id = ''] = text.split('~');
  if (Number.isNaN(new Date(at).getTime()) || !isId(id)) throw new Problem('invalid-cursor');
  return { at, id };
}
