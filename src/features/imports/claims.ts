// What a batch of rows lays hands on, so that two batches may be written at the same time only when neither has to see the other. Pure.
import type { LinkMemory } from './link-finder.ts';
import type { ImportPlan } from './plan.ts';
import { type RowDraft, keysOfRow } from './row-reader.ts';

/** Keys, values only one record may hold, and names of records that may have to be made. */
export type Claims = ReadonlySet<string>;

export function claimsOf(plan: ImportPlan, rows: readonly RowDraft[], memory: LinkMemory): Claims {
  const others = plan.also.map((slot, i) => {
    const drafts = rows.flatMap((row) => row.also[i] ?? []);
    return [...ownClaims(slot.plan, drafts, memory)].map((claim) => `${slot.plan.entity.name} ${claim}`);
  });
  return new Set([...ownClaims(plan, rows, memory), ...others.flat()]);
}

function ownClaims(plan: ImportPlan, rows: readonly RowDraft[], memory: LinkMemory): Set<string> {
  const unique = Object.entries(plan.entity.fields).flatMap(([name, f]) => (f.unique === true ? [name] : []));
  const claims = new Set<string>();
  const fold = (field: string, value: string): string => plan.foldOf(plan.entity.name, field)(value);
  for (const row of rows) {
    for (const key of keysOfRow(plan, row)) claims.add(`key ${fold(plan.key.field ?? '', key)}`);
    for (const field of unique) {
      const value = row.values[field];
      if (typeof value === 'string') claims.add(`${field} ${fold(field, value)}`);
    }
    for (const wish of row.wishes) {
      const name = wish.name;
      if (wish.link.missing === 'create' && memory.get(name) === undefined) claims.add(`link ${name}`);
    }
  }
  return claims;
}

export function areApart(a: Claims, b: Claims): boolean {
  return a.isDisjointFrom(b);
}
