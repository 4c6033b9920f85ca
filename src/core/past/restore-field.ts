// Brings back a field of the tenant's own as it was: a retired one is used again, a changed one gets its definition back, a deleted one is
// made anew, with the values the ledger still tells of.
import { columnOf } from '../../contract/entity.ts';
import type { Field } from '../../contract/field.ts';
import { Problem } from '../../contract/problem.ts';
import type { OwnField } from '../catalog.ts';
import { zeroId } from '../principal.ts';
import { conditions } from '../records/list.ts';
import { addField, editField, setFieldRetired } from '../shape/own-fields.ts';
import type { FieldWish } from '../shape/wish.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { lastToldOf } from './changes.ts';
import { nameOf } from './columns.ts';
import type { LostValue, RestoredField } from './desk.ts';
import { lookBack } from './look-back.ts';
import { type ModelChange, modelThen } from './model.ts';

/** `id`: of the field, also of one that is gone. */
export async function restoreField(unit: Unit, at: Date, id: string): Promise<RestoredField> {
  unit.assertWrites();
  const change = await findChange(unit, at, id);
  const { definition } = change;
  if (definition === null)
    throw new Problem('wrong-state', 'The field was not there then. It can be retired where fields are made.');
  const same = ({ entity, name }: OwnField): RestoredField => ({ entity, name, values: false, options: {} });
  if (change.did === 'retired') return same(await setFieldRetired(unit, id, false));
  if (change.did === 'brought back') return same(await setFieldRetired(unit, id, true));
  if (change.did === 'changed') return same(await editField(unit, id, wishOf(definition)));
  if (change.did !== 'deleted')
    throw new Problem(
      'wrong-state',
      'It is of another kind now. Its values of then stand in the history of each record.',
    );
  const wish = wishOf(definition);
  const unkeyed = wish.options === undefined ? {} : { options: wish.options.map(({ key: _, ...o }) => o) };
  const made = await addField(unit, change.entity, definition.kind, { ...wish, ...unkeyed });
  const options = Object.fromEntries((definition.options ?? []).map((o, i) => [o.key, made.field.options![i]!.key]));
  return { ...same(made), values: true, options };
}

async function findChange(unit: Unit, at: Date, id: string): Promise<ModelChange> {
  const change = (await modelThen(unit, at)).changes.find((c) => c.kind === 'field' && c.id === id);
  if (change === undefined) throw new Problem('not-found');
  return change;
}

function wishOf({ kind: _kind, computed: _computed, key: _key, ...wish }: Omit<Field, 'column'>): FieldWish {
  return wish;
}

/** As they were stored, of records that may be seen as they were and as they are. */
export async function lostValues(unit: Unit, at: Date, id: string, after: string, most: number): Promise<LostValue[]> {
  const change = await findChange(unit, at, id);
  const look = await lookBack(unit, at, []);
  const e = look.model.catalog.entity(change.entity);
  const column = sql.ref(`r.${columnOf(change.name, e.fields[change.name])}`);
  if (!look.model.lost.has(columnOf(change.name, e.fields[change.name]))) return [];
  const told = lastToldOf(sql`r.id`, sql`r.version + 1`, nameOf(change.name));
  return await look.unit.run<LostValue>(sql`select r.id, ${told} as value from ${look.relations.all(e)} r
    where ${and([...conditions(look.unit, e, {}), sql`${column} is not null`, sql`r.id > ${after === '' ? zeroId : after}::uuid`])}
    order by r.id limit ${most}`);
}
