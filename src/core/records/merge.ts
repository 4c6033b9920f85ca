// Makes one record out of two. Whoever does it learns and gains nothing by it: fields that cannot be read are not taken, and what refers to the
// record that goes is moved without a word about it, unless the move would bring something within reach that was not.
import type { Entity } from '../../contract/entity.ts';
import { type LinkIn, type RefOut, isMulti, isVirtual } from '../../contract/field.ts';
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { openValues } from '../ledger.ts';
import { fieldRightOn, isMaskedOn, mayReach, reachOf } from '../policy.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import { uniteUses } from '../privacy/uses-desk.ts';
import type { MergeWish } from '../tx.ts';
import type { Unit } from '../unit.ts';
import { type StoredRow, canonical, lazyRuleRow } from './codec.ts';
import { lockRows } from './conflicts.ts';
import { problemOf, unknownField } from './draft.ts';
import { moveReferences } from './move-references.ts';
import { seenIds } from './seen.ts';
import { titleSql } from './select.ts';
import { markArchived } from './store.ts';
import { visibleRows } from './visible.ts';
import { allowedBy, announce, tellOf } from './on-record.ts';
import { afterWrite, writeRecords } from './write.ts';

export async function mergeRecords(
  unit: Unit,
  e: Entity,
  id: string,
  wish: MergeWish,
): Promise<Record<string, unknown>> {
  const { me } = unit;
  unit.refuseUnless(reachOf(me, e, 'merge').rows.op !== 'none', `${e.name}.merge`);
  unit.refuseUnless(reachOf(me, e, 'edit').rows.op !== 'none', `${e.name}.edit`);
  unit.assertWrites();
  if (id === wish.other) throw new Problem('bad-request', 'A record is not merged with itself.');
  const rows = await lockRows(unit, e, [id, wish.other]);
  const [stays, goes] = [rows.get(id), rows.get(wish.other)];
  if (stays === undefined || goes === undefined) throw new Problem('not-found');
  for (const row of [stays, goes]) {
    const ruled = lazyRuleRow(e, row);
    const may = mayReach(me, e, 'merge', ruled) && mayReach(me, e, 'edit', ruled);
    if (!may) throw new Problem('not-allowed', undefined, { missing: `${e.name}.merge` });
    if (row['archivedAt'] !== null) throw new Problem('wrong-state', 'One of them is in the bin. Restore it first.');
  }
  const values = await chosenValues(unit, e, stays, goes, wish);
  await moveReferences(unit, e, goes, stays);
  putAway(unit, e, goes, id);
  await uniteUses(unit, e, wish.other, id);
  if (Object.keys(values).length > 0) {
    const [result] = await writeRecords(unit, e, [{ id, values }]);
    if (!result!.ok) throw problemOf(result!);
  }
  unit.ledger.add({
    verb: 'merged',
    outcome: 'done',
    entity: e.name,
    record: id,
    permission: `${e.name}.merge`,
    allowedBy: allowedBy(unit, e, 'merge', stays),
    values: { other: wish.other },
  });
  // Also where no value of its own has changed: what refers to it has.
  announce(unit, e, 'edited', [id]);
  return await afterWrite(unit, e, id);
}

/** What is sent on to the one that stays, where its fields are checked like those of any change. */
async function chosenValues(
  unit: Unit,
  e: Entity,
  stays: StoredRow,
  goes: StoredRow,
  { take, unite }: MergeWish,
): Promise<Record<string, unknown>> {
  const values = Object.create(null) as Record<string, unknown>;
  for (const name of [...take, ...unite]) {
    if (name in values) throw new Problem('bad-request', `${JSON.stringify(name.slice(0, 80))} is named twice.`);
    const ruled = lazyRuleRow(e, goes);
    const f = Object.hasOwn(e.fields, name) ? e.fields[name] : undefined;
    const right = f === undefined ? 'hidden' : fieldRightOn(unit.me, e, name, ruled);
    if (f === undefined || (right === 'hidden' && !isMaskedOn(unit.me, e, name, ruled)))
      throw new Problem('unknown-field', undefined, { errors: [unknownField(name)] });
    if (right === 'hidden') throw new Problem('not-allowed', `${f.label} cannot be read, so it is not taken over.`);
    if (isVirtual(f) || f.computed === true) throw new Problem('bad-request', `${f.label} follows from other fields.`);
    if (unite.includes(name) && !isMulti(f.kind))
      throw new Problem('bad-request', `${f.label} holds one value: take it over, or leave it.`);
    const seen = f.kind === 'links' ? await seenLinksOf(unit, goes[name]) : goes[name];
    if (!unite.includes(name)) values[name] = seen ?? null;
    else values[name] = united(f.kind === 'links' ? await seenLinksOf(unit, stays[name]) : stays[name], seen);
  }
  return values;
}

/** Links one cannot see stay where they are; sending one would be refused like an id that never was. */
async function seenLinksOf(unit: Unit, stored: unknown): Promise<LinkIn[] | null> {
  if (!Array.isArray(stored)) return null;
  const links = stored as LinkIn[];
  const seen = new Set<string>();
  for (const [entity, those] of Map.groupBy(links, (l) => l.entity)) {
    const ids = await seenIds(unit, unit.catalog.entity(entity), [...new Set(those.map((l) => l.id))]);
    for (const id of ids) seen.add(id);
  }
  return links.filter((l) => seen.has(l.id));
}

/** One of each; the label or role of what stays counts. */
function united(stays: unknown, goes: unknown): unknown[] {
  const identity = (item: unknown): string => {
    const { value, entity, id } = (typeof item === 'object' && item !== null ? item : {}) as Record<string, unknown>;
    return value === undefined && id === undefined
      ? canonical(item)
      : canonical([value ?? null, entity ?? null, id ?? null]);
  };
  const all = new Map<string, unknown>();
  for (const item of [...((stays ?? []) as unknown[]), ...((goes ?? []) as unknown[])])
    if (!all.has(identity(item))) all.set(identity(item), item);
  return [...all.values()];
}

function putAway(unit: Unit, e: Entity, goes: StoredRow, into: string): void {
  const id = goes['id'] as string;
  markArchived(unit, e, [id], true);
  // `with`: an undo takes it out of the bin together with all that belongs to the merge, and not by itself.
  const changes = [['archivedAt', [null, unit.at.toISOString()]]] as const;
  tellOf(unit, e, { id, before: goes, after: goes }, { verb: 'archived', right: 'merge', with: into, changes });
  announce(unit, e, 'archived', [id]);
}

/** Told to whoever may see the record in the bin: into which it went, as far as that one may be seen. */
export async function mergedInto(unit: Unit, e: Entity, id: string): Promise<RefOut | null> {
  unit.refuseUnless(reachOf(unit.me, e, 'view').rows.op !== 'none', `${e.name}.view`);
  if (!isId(id)) throw new Problem('not-found');
  const [row] = await unit.run<{ archived_at: Date | null }>(sql`select r.archived_at from ${sql.raw(tableName(e))} r
    where ${and([sql`r.id = ${id}::uuid`, visibleRows(unit.me, e, 'r')])}`);
  if (row === undefined) throw new Problem('not-found');
  if (row.archived_at === null) return null;
  const entries = await unit.run<{ entry: string; plain: string | null; sealed: Buffer | null }>(sql`
    select l.id as entry, v.plain, v.sealed from core.ledger l left join core.ledger_values v on v.entry = l.id
    where l.record = ${id}::uuid and l.verb = 'archived' and l.outcome = 'done' order by l.version desc limit 1`);
  const into = entries[0] === undefined ? undefined : openValues(unit.vault.keys, entries[0])?.['with'];
  if (typeof into !== 'string') return null;
  const title = titleSql(unit.me, e, 'r') ?? sql`''::text`;
  const found = await unit.run<{ title: string }>(sql`select ${title} as title from ${sql.raw(tableName(e))} r
    where ${and([sql`r.id = ${into}::uuid`, visibleRows(unit.me, e, 'r')])}`);
  return found[0] === undefined ? { restricted: true } : { id: into, title: found[0].title };
}
