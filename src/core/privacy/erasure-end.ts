// The last of a person's record: deleted with its parts, or, where something cannot be without it, left empty in the bin.
import type { Entity } from '../../contract/entity.ts';
import { isVirtual } from '../../contract/field.ts';
import { erasedText } from '../ledger/erased-text.ts';
import type { WriteDraft } from '../records/draft.ts';
import { deleteWithParts } from '../records/purge.ts';
import { markArchived, updateRecords } from '../records/store.ts';
import { announce } from '../records/on-record.ts';
import type { Unit } from '../unit.ts';
import { type Standing, isNeeded } from './erasure-parts.ts';

/** Answers every record that is gone or empty now. */
export async function endRecord(unit: Unit, standing: Standing): Promise<string[]> {
  const { e, row, parts } = standing;
  const id = row['id'] as string;
  const needed = await isNeeded(unit, standing);
  await unit.query('delete from core.restriction where entity = $1 and record = $2', [e.name, id]);
  if (needed) await emptyRecord(unit, standing);
  else {
    unit.ledger.add({
      verb: 'purged',
      outcome: 'done',
      entity: e.name,
      record: id,
      permission: 'admin.erasure',
      values: { with: 'erasure' },
    });
    markArchived(unit, e, [id], true);
    await deleteWithParts(unit, e, [id], parts);
  }
  return [id, ...parts.flatMap((p) => p.rows.map((r) => r.id))];
}

/** A required text says that it was erased; of what is required otherwise stays what is not personal. */
function emptied(e: Entity, row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const after: Record<string, unknown> = { ...row };
  for (const [name, f] of Object.entries(e.fields)) {
    if (isVirtual(f) || (f.required && f.personal !== true && f.kind !== 'text' && f.kind !== 'longText')) continue;
    const unique = f.unique === true ? ` ${String(row['id']).slice(-6)}` : '';
    after[name] = f.required && (f.kind === 'text' || f.kind === 'longText') ? `${erasedText}${unique}` : null;
  }
  return after;
}

async function emptyRecord(unit: Unit, { e, row, parts }: Standing): Promise<void> {
  const id = row['id'] as string;
  const version = row['version'] as number;
  const after = emptied(e, row);
  const d: WriteDraft = { index: 0, id, before: row, after, sent: new Set(), errors: [], refusal: null };
  updateRecords(unit, e, [d]);
  const changed = Object.keys(e.fields).filter((name) => row[name] !== after[name]);
  const about = { outcome: 'done', entity: e.name, record: id, permission: 'admin.erasure' } as const;
  unit.ledger.add({
    ...about,
    verb: 'edited',
    version: version + 1,
    // What it was is nobody's any more; the erasure that is asked for takes the entries before.
    values: { changes: Object.fromEntries(changed.map((name) => [name, [null, after[name]]])), with: 'erasure' },
  });
  if (row['archivedAt'] === null) {
    markArchived(unit, e, [id], true);
    unit.ledger.add({
      ...about,
      verb: 'archived',
      version: version + 2,
      values: { changes: { archivedAt: [null, unit.at.toISOString()] }, with: 'erasure' },
    });
  }
  await unit.query('delete from core.share where entity = $1 and record = $2', [e.name, id]);
  await unit.query('delete from core.use_mark where entity = $1 and record = $2', [e.name, id]);
  await deleteParts(unit, e, parts);
  announce(unit, e, 'edited', [id]);
}

/** Parts go although their whole stays. */
async function deleteParts(unit: Unit, e: Entity, parts: Standing['parts']): Promise<void> {
  for (const part of parts.toReversed()) {
    const ids = part.rows.map((row) => row.id);
    for (const id of ids)
      unit.ledger.add({ verb: 'purged', outcome: 'done', entity: part.e.name, record: id, values: { with: e.name } });
    markArchived(unit, part.e, ids, true);
    await deleteWithParts(unit, part.e, ids, []);
  }
}
