// Opens a look at an earlier instant within a unit of work: the same person, with today's rights, over the rows and the model of then.
import type { Entity } from '../../contract/entity.ts';
import { grantsOfPerson, personColumns, type LoadedPerson } from '../access/person.ts';
import { readShape } from '../catalogs.ts';
import type { Principal } from '../principal.ts';
import { isSealed } from '../records/codec.ts';
import type { Sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type ModelThen, modelThen } from './model.ts';
import { Relations } from './relations.ts';
import { sealedThen } from './sealed.ts';

export interface LookBack {
  /** reads what there is now, objects that were in use then and are retired today too */
  readonly live: Unit;
  /** reads as of then, and changes nothing */
  readonly unit: Unit;
  readonly model: ModelThen;
  readonly relations: Relations;
}

/** `about`: the objects that will be read with their protected values, of those there are to that person. */
export async function lookBack(
  unit: Unit,
  at: Date,
  about: readonly Entity[] | ((me: Principal) => readonly Entity[]),
): Promise<LookBack> {
  const model = await modelThen(unit, at);
  const me = await withRetired(unit, model);
  const sealed = new Map<string, Sql>();
  for (const e of typeof about === 'function' ? about(me) : about) {
    const then = model.catalog.lookup(e.name) ?? e;
    if (Object.values(then.fields).some(isSealed)) sealed.set(e.name, await sealedThen(unit, then, at));
  }
  // What was changed since is gathered in memory: with too little of it, the rows nobody has changed would be compared one by one.
  unit.send("set local work_mem = '128MB'");
  // Entries and their values lie in the same months: joined month by month, a busy one is read once instead of entry by entry.
  unit.send('set local enable_partitionwise_join = on');
  const relations = new Relations(me, at, model, sealed);
  const live = me === unit.me ? unit : unit.lookingBack(me);
  return { live, unit: unit.lookingBack(relations.me), model, relations };
}

/**
 * Whoever looks back, as if objects that were in use then were not retired: what the roles of today say about them, and nothing but to see. A
 * program sees nothing of them, nor does who looks as somebody else.
 */
async function withRetired(unit: Unit, { retired }: ModelThen): Promise<Principal> {
  const { me } = unit;
  if (retired.length === 0 || me.kind !== 'user' || me.looking !== undefined) return me;
  const { fields, objects } = await readShape(unit);
  const again = new Set(retired.map((o) => o.id));
  const catalog = unit.catalog.with({
    fields,
    objects: objects.map((o) => (again.has(o.id) ? { ...o, retired: false } : o)),
  });
  const { rows } = await unit.query<LoadedPerson>(`select ${personColumns} from data."user" u where u.id = $1`, [
    me.id,
    unit.at,
  ]);
  const views = new Set(retired.map((o) => `${o.name}.view`));
  const more = rows.flatMap((row) => grantsOfPerson(row, catalog)).filter((grant) => views.has(grant.permission));
  return { ...me, catalog, grants: [...me.grants, ...more] };
}
