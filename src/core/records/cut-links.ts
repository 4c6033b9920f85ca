// Takes links to what is deleted out of the records that hold them: tags, companies of a contact, what an activity is about. Seen or not, they would
// point nowhere. A link that decides who reaches what stays, and so does what it leads to.
import { type Entity, columnOf } from '../../contract/entity.ts';
import { type LinkIn, isVirtual } from '../../contract/field.ts';
import { isPlace } from '../access/agreed.ts';
import { tableName } from '../schema/ddl.ts';
import { or, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type StoredRow, readStored } from './codec.ts';
import { type WriteDraft, changesOf } from './draft.ts';
import { gainsNothing } from './move-references.ts';
import { updateRecords } from './store.ts';
import { announce, tellChange } from './on-record.ts';

/** More would be a bulk change that nobody asked for. */
export const cutMost = 2000;

const linked = 'Other records are still linked to it, and who reaches them may hang on that. Take it off them first.';

/** Why some stay; the links to all others are gone. */
export async function cutLinks(
  unit: Unit,
  e: Entity,
  targets: readonly WriteDraft[],
  { dry }: { readonly dry: boolean },
): Promise<Map<string, string>> {
  const stays = new Map<string, string>();
  if (targets.length === 0) return stays;
  const drafts: { e: Entity; name: string; d: WriteDraft; to: string[] }[] = [];
  for (const other of unit.catalog.entities)
    for (const [name, f] of Object.entries(other.fields)) {
      if (f.kind !== 'links' || isVirtual(f) || f.to?.includes(e.name) !== true) continue;
      for (const row of await holding(unit, other, columnOf(name, f), e, targets)) {
        const { draft, to } = without(row, name, e, targets);
        drafts.push({ e: other, name, d: draft, to });
      }
    }
  for (const { e: other, name, d, to } of drafts) {
    const why =
      drafts.length > cutMost
        ? `More than ${cutMost} records are linked to it. Take it off them first, as a bulk change.`
        : isPlace(e) || !gainsNothing(unit, other, name, d.before!, d.after)
          ? linked
          : null;
    if (why !== null) for (const id of to) stays.set(id, why);
  }
  if (dry) return stays;
  const gone = new Set(targets.map((d) => d.id).filter((id) => !stays.has(id)));
  for (const some of Map.groupBy(drafts, (x) => `${x.e.name} ${x.d.id}`).values())
    cut(
      unit,
      some[0]!.e,
      some.map((x) => x.name),
      some[0]!.d.before!,
      { e, gone },
    );
  return stays;
}

async function holding(
  unit: Unit,
  other: Entity,
  column: string,
  e: Entity,
  targets: readonly WriteDraft[],
): Promise<StoredRow[]> {
  const at = sql.ref(`r.${column}`);
  const any = or(targets.map((d) => sql`${at} @> ${JSON.stringify([{ entity: e.name, id: d.id }])}::jsonb`));
  const rows = await unit.run(sql`select r.* from ${sql.raw(tableName(other))} r
    where ${any} order by r.id limit ${cutMost + 1} for update of r`);
  return rows.map((row) => readStored(unit.vault.keys, other, row));
}

function without(
  row: StoredRow,
  name: string,
  e: Entity,
  targets: readonly WriteDraft[],
): { draft: WriteDraft; to: string[] } {
  const ids = new Set(targets.map((d) => d.id));
  const to = (row[name] as LinkIn[]).filter((l) => l.entity === e.name && ids.has(l.id)).map((l) => l.id);
  return { draft: draftWithout(row, [name], (l) => to.includes(l.id)), to };
}

function draftWithout(row: StoredRow, names: readonly string[], goes: (l: LinkIn) => boolean): WriteDraft {
  const left = names.map((name): [string, LinkIn[] | null] => {
    const links = (row[name] as LinkIn[]).filter((l) => !goes(l));
    return [name, links.length === 0 ? null : links];
  });
  const after = { ...row, ...Object.fromEntries(left) };
  return { index: 0, id: row['id'] as string, before: row, after, sent: new Set(names), errors: [], refusal: null };
}

function cut(
  unit: Unit,
  other: Entity,
  names: readonly string[],
  row: StoredRow,
  { e, gone }: { readonly e: Entity; readonly gone: ReadonlySet<string> },
): void {
  const d = draftWithout(row, names, (l) => l.entity === e.name && gone.has(l.id));
  if (changesOf(d).size === 0) return;
  updateRecords(unit, other, [d]);
  tellChange(unit, other, d, { verb: 'moved', with: [...gone][0]! });
  announce(unit, other, 'edited', [d.id]);
}
