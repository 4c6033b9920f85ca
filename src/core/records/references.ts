// What a record points to must exist, be visible to who points, and not be in the bin; and nothing may become its own ancestor.
import type { Entity } from '../../contract/entity.ts';
import type { Field, LinkIn } from '../../contract/field.ts';
import type { EntityName } from '../../contract/names.ts';
import type { FieldError } from '../../contract/problem.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { refuseCircles } from './circles.ts';
import { type WriteDraft, changesOf, forgetChanges, isRefused, ownerField } from './draft.ts';
import { seenIds } from './seen.ts';
import { visibleRows } from './visible.ts';

interface Pointer {
  readonly draft: WriteDraft;
  readonly field: string;
  readonly target: EntityName;
  readonly id: string;
}

const pointing = new WeakMap<Entity, readonly (readonly [string, Field])[]>();

function pointingFields(e: Entity): readonly (readonly [string, Field])[] {
  let fields = pointing.get(e);
  if (fields === undefined) {
    const own = Object.entries(e.fields).filter(([, f]) => f.kind === 'ref' || f.kind === 'links');
    fields = [['owner', ownerField], ...own.filter(([name]) => name !== 'owner')];
    pointing.set(e, fields);
  }
  return fields;
}

/** References somebody sent and that change: an old one to something since hidden does not forbid edits of other fields. */
function pointersOf(d: WriteDraft, e: Entity): Pointer[] {
  const out: Pointer[] = [];
  const changes = changesOf(d);
  for (const [name, f] of pointingFields(e)) {
    const change = d.sent.has(name) ? changes.get(name) : undefined;
    if (change === undefined) continue;
    const [before, after] = change;
    if (f.kind === 'ref' && typeof after === 'string')
      out.push({ draft: d, field: name, target: f.to![0]!, id: after });
    if (f.kind === 'links' && Array.isArray(after)) {
      const old = new Set(((before ?? []) as LinkIn[]).map((l) => l.id));
      for (const l of after as LinkIn[]) {
        if (!old.has(l.id)) out.push({ draft: d, field: name, target: l.entity, id: l.id });
      }
    }
  }
  return out;
}

/** References that were sent and stay as they are; `pointersOf` has those that change. */
function keptPointersOf(d: WriteDraft, e: Entity): Pointer[] {
  const changes = changesOf(d);
  return pointingFields(e).flatMap(([field, f]): Pointer[] => {
    const id = d.after[field];
    if (f.kind !== 'ref' || d.before === null || typeof id !== 'string' || !d.sent.has(field) || changes.has(field))
      return [];
    return [{ draft: d, field, target: f.to![0]!, id }];
  });
}

/** To send where a reference leads that one may not see would otherwise find out that it does: only there it would be taken. */
async function refuseUnseenKept(unit: Unit, e: Entity, drafts: readonly WriteDraft[]): Promise<void> {
  const kept = drafts.filter((d) => !isRefused(d)).flatMap((d) => keptPointersOf(d, e));
  for (const [name, list] of Map.groupBy(kept, (p) => p.target)) {
    const target = unit.catalog.entity(name);
    const seen = await seenIds(unit, target, [...new Set(list.map((p) => p.id))]);
    for (const p of list) if (!seen.has(p.id)) p.draft.errors.push(noSuchTarget(p.field, target));
  }
}

/**
 * Whoever changes links sends the ones he sees: those to what he may not see stay. Sending one of these is answered like sending an id
 * that never was.
 */
async function keepUnseenLinks(unit: Unit, e: Entity, drafts: readonly WriteDraft[]): Promise<void> {
  const fields = Object.entries(e.fields).filter(([, f]) => f.kind === 'links');
  for (const [name, f] of fields) {
    const sent = drafts.filter((d) => !isRefused(d) && d.sent.has(name) && Array.isArray(d.before?.[name]));
    const old = sent.flatMap((d) => d.before![name] as LinkIn[]);
    const unseen = new Set<string>();
    for (const [to, links] of Map.groupBy(old, (l) => l.entity)) {
      const ids = [...new Set(links.map((l) => l.id))];
      const seen = await seenIds(unit, unit.catalog.entity(to), ids);
      for (const id of ids) if (!seen.has(id)) unseen.add(id);
    }
    for (const d of unseen.size === 0 ? [] : sent) {
      const after = (d.after[name] ?? []) as LinkIn[];
      if (after.some((l) => unseen.has(l.id))) d.errors.push(noSuchTarget(name, unit.catalog.entity(f.to![0]!)));
      const kept = (d.before![name] as LinkIn[]).filter((l) => unseen.has(l.id));
      if (kept.length === 0) continue;
      d.after[name] = [...after, ...kept];
      forgetChanges(d);
    }
  }
}

function noSuchTarget(field: string, target: Entity): FieldError {
  const one = target.label.toLowerCase();
  return {
    field,
    code: 'not-found',
    reason: `There is no such ${one}, or you may not see it.`,
    fits: `The id of a ${one} you may see that is not in the bin.`,
  };
}

export async function checkReferences(unit: Unit, e: Entity, drafts: readonly WriteDraft[]): Promise<void> {
  await keepUnseenLinks(unit, e, drafts);
  await refuseUnseenKept(unit, e, drafts);
  const pointers = drafts.filter((d) => !isRefused(d)).flatMap((d) => pointersOf(d, e));
  const byTarget = Map.groupBy(pointers, (p) => p.target);
  await Promise.all(
    [...byTarget].map(async ([name, list]) => {
      const target = unit.catalog.entity(name);
      const found = await existing(unit, target, [...new Set(list.map((p) => p.id))]);
      for (const p of list) {
        if (found.has(p.id)) continue;
        p.draft.errors.push(noSuchTarget(p.field, target));
      }
    }),
  );
  await refuseCircles(unit, e, drafts);
}

async function existing(unit: Unit, target: Entity, ids: readonly string[]): Promise<Set<string>> {
  // Oneself is always there, also for somebody who may not see the list of users.
  const known = target.name === 'user' && ids.includes(unit.me.self.id) ? [unit.me.self.id] : [];
  const asked = ids.filter((id) => !known.includes(id));
  if (asked.length === 0) return new Set(known);
  const rows = await unit.run<{ id: string }>(sql`select r.id from ${sql.raw(tableName(target))} r
    where ${and([sql`r.id = any(${asked}::uuid[])`, sql`r.archived_at is null`, visibleRows(unit.me, target, 'r')])}`);
  return new Set([...known, ...rows.map((r) => r.id)]);
}
