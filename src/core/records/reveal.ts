// Looks under the mask of one field of one record: for whoever holds the right to, with a reason, put on record before the value leaves.
import type { Entity } from '../../contract/entity.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { fieldRightOn, isMaskedOn, mayReach, reachOf } from '../policy.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { lazyRuleRow, readStored } from './codec.ts';
import { withTitles } from './titles.ts';
import { visibleRows } from './visible.ts';

const shortest = 3;

/** The value as a reader would get it. A field that is neither masked nor readable is answered like one that does not exist. */
export async function revealField(unit: Unit, e: Entity, id: string, field: string, reason: string): Promise<unknown> {
  const { me } = unit;
  unit.refuseUnless(reachOf(me, e, 'reveal').rows.op !== 'none', `${e.name}.reveal`);
  if (!isId(id)) throw new Problem('not-found');
  if (reason.trim().length < shortest)
    throw invalidField('reason', 'required', 'Say why you need to see it: the reason is put on record.');
  const [row] = await unit.run(
    sql`select r.* from ${sql.raw(tableName(e))} r where ${and([sql`r.id = ${id}::uuid`, visibleRows(me, e, 'r')])}`,
  );
  if (row === undefined) throw new Problem('not-found');
  const stored = readStored(unit.vault.keys, e, row);
  const ruled = lazyRuleRow(e, stored);
  const known = field === 'owner' ? e.owner === 'owner' : Object.hasOwn(e.fields, field);
  const isRead = known && fieldRightOn(me, e, field, ruled) !== 'hidden';
  if (!known || (!isRead && !isMaskedOn(me, e, field, ruled)))
    throw new Problem('unknown-field', `There is no field ${JSON.stringify(field.slice(0, 80))} to show.`);
  if (!mayReach(me, e, 'reveal', ruled)) throw new Problem('not-allowed', undefined, { missing: `${e.name}.reveal` });
  unit.ledger.add({
    verb: 'revealed',
    outcome: 'done',
    entity: e.name,
    record: id,
    permission: `${e.name}.reveal`,
    values: { field, reason: reason.trim().slice(0, 500) },
  });
  unit.rowsRead += 1;
  return (await withTitles(unit, e, [{ field, value: stored[field] ?? null }]))[0];
}
