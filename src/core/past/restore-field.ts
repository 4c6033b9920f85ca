// Brings back a field or object of the tenant's own as it was: a retired one is used again, a changed one gets its definition back, what was added is
// retired, and a deleted field is made anew, with the values the ledger still tells of.
import { columnOf } from '../../contract/entity.ts';
import type { Field } from '../../contract/field.ts';
import { Problem } from '../../contract/problem.ts';
import type { OwnField } from '../catalog.ts';
import { zeroId } from '../principal.ts';
import { conditions } from '../records/list.ts';
import { tableName } from '../schema/ddl.ts';
import { addField, editField, retype, setFieldRetired } from '../shape/own-fields.ts';
import { editObject, setObjectRetired } from '../shape/own-objects.ts';
import type { FieldWish } from '../shape/wish.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { lastToldOf } from './changes.ts';
import { nameOf } from './columns.ts';
import type { LostAsked, LostValue } from './desk.ts';
import { lookBack } from './look-back.ts';
import { type ModelChange, modelThen, namesOf, sameDefinition } from './model.ts';
import type { RestoredField } from './thing.ts';

/** `id`: of the field, also of one that is gone. */
export async function restoreField(unit: Unit, at: Date, id: string): Promise<RestoredField> {
  const change = (await modelThen(unit, at)).changes.find((c) => c.kind === 'field' && c.id === id);
  if (change === undefined) throw new Problem('not-found');
  return (await restoreChange(unit, change))!;
}

/** Null: of an object. */
export async function restoreChange(unit: Unit, change: ModelChange): Promise<RestoredField | null> {
  unit.assertWrites();
  if (change.kind === 'object') return await restoreObject(unit, change);
  const { id, definition } = change;
  const same = ({ entity, name }: OwnField): RestoredField => ({ id, entity, name, values: false, options: {} });
  if (change.did === 'retired') {
    const own = await setFieldRetired(unit, id, false);
    const { column: _, ...now } = own.field;
    if (sameDefinition(now, definition!)) return same(own);
    return same(await editField(unit, id, cleared(now, wishOf(definition!))));
  }
  if (change.did === 'brought back' || change.did === 'added') return same(await setFieldRetired(unit, id, true));
  const wish = wishOf(definition!);
  if (change.did === 'changed') return same(await editField(unit, id, cleared(fieldNow(unit, change), wish)));
  if (change.did === 'another kind') return await retypeBack(unit, change, wish);
  const unkeyed = wish.options === undefined ? {} : { options: wish.options.map(({ key: _, ...o }) => o) };
  const made = await addField(unit, change.entity, definition!.kind, { ...wish, ...unkeyed });
  const options = Object.fromEntries((definition!.options ?? []).map((o, i) => [o.key, made.field.options![i]!.key]));
  return { ...same(made), values: true, options };
}

async function restoreObject(unit: Unit, { id, did, named }: ModelChange): Promise<null> {
  if (did === 'brought back' || did === 'added') await setObjectRetired(unit, id, true);
  else if (did === 'changed') await editObject(unit, id, named!);
  else {
    const own = await setObjectRetired(unit, id, false);
    if (JSON.stringify(namesOf(own)) !== JSON.stringify(named)) await editObject(unit, id, named!);
  }
  return null;
}

function fieldNow(unit: Unit, { entity, name }: ModelChange): Omit<Field, 'column'> | undefined {
  return unit.catalog.lookup(entity)?.fields[name];
}

/** What it did not have then is emptied, since a change of a field leaves what it does not name. */
function cleared(now: Omit<Field, 'column'> | undefined, wish: FieldWish): Partial<FieldWish> {
  const gone = now === undefined ? [] : Object.keys(wishOf(now)).filter((key) => !Object.hasOwn(wish, key));
  return { ...(Object.fromEntries(gone.map((key) => [key, null])) as Partial<FieldWish>), ...wish };
}

/** Along a path of kinds, where every value of today fits; what the ledger tells of then is written over it. */
async function retypeBack(
  unit: Unit,
  { id, entity, name, definition }: ModelChange,
  wish: FieldWish,
): Promise<RestoredField> {
  const options = wish.options === undefined ? {} : { options: wish.options };
  try {
    await retype(unit, id, definition!.kind, options, { dryRun: false, emptyUnfit: false });
  } catch (error) {
    if (!(error instanceof Problem) || (error.code !== 'invalid-input' && error.code !== 'wrong-state')) throw error;
    const why = error.detail ?? error.extras.errors?.[0]?.reason ?? '';
    throw new Problem('wrong-state', `${why} Its values of then stand in the history of each record.`.trim());
  }
  return { id, entity, name, values: true, options: {} };
}

function wishOf({ kind: _kind, computed: _computed, key: _key, column: _column, ...wish }: Field): FieldWish {
  return wish;
}

/** As they were stored, of records that may be seen as they were and as they are and hold nothing in that field by now. */
export async function lostValues(
  unit: Unit,
  at: Date,
  { field: id, into, after, most }: LostAsked,
): Promise<LostValue[]> {
  const look = await lookBack(unit, at, []);
  const own = look.model.fields.find((f) => f.id === id);
  const e = own === undefined ? undefined : look.model.catalog.lookup(own.entity);
  if (own === undefined || e === undefined) throw new Problem('not-found');
  const name = columnOf(own.name, own.field);
  if (!look.model.lost.has(name)) return [];
  const now = unit.catalog.lookup(own.entity)?.fields[into];
  if (now === undefined) throw new Problem('not-found');
  const empty = sql`exists (select 1 from ${sql.raw(tableName(e))} c where c.id = r.id and ${sql.ref(`c.${columnOf(into, now)}`)} is null)`;
  const told = lastToldOf(sql`r.id`, sql`r.version + 1`, nameOf(own.name));
  return await look.unit.run<LostValue>(sql`select r.id, ${told} as value from ${look.relations.all(e)} r
    where ${and([...conditions(look.unit, e, {}), sql`${sql.ref(`r.${name}`)} is not null`, empty, sql`r.id > ${after === '' ? zeroId : after}::uuid`])}
    order by r.id limit ${most}`);
}
