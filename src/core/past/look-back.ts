// Opens a look at an earlier instant within a unit of work: the same person, with today's rights, over the rows and the model of then.
import type { Entity } from '../../contract/entity.ts';
import { isSealed } from '../records/codec.ts';
import type { Sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type ModelThen, modelThen } from './model.ts';
import { Relations } from './relations.ts';
import { sealedThen } from './sealed.ts';

export interface LookBack {
  /** the unit of work itself, which reads and changes what there is now */
  readonly live: Unit;
  /** reads as of then, and changes nothing */
  readonly unit: Unit;
  readonly model: ModelThen;
  readonly relations: Relations;
}

/** `about`: the objects that will be read with their protected values. */
export async function lookBack(unit: Unit, at: Date, about: readonly Entity[]): Promise<LookBack> {
  const model = await modelThen(unit, at);
  const sealed = new Map<string, Sql>();
  for (const e of about) {
    const then = model.catalog.lookup(e.name) ?? e;
    if (Object.values(then.fields).some(isSealed)) sealed.set(e.name, await sealedThen(unit, then, at));
  }
  // What was changed since is gathered in memory: with too little of it, the rows nobody has changed would be compared one by one.
  unit.send("set local work_mem = '128MB'");
  const relations = new Relations(unit.me, at, model, sealed);
  return { live: unit, unit: unit.lookingBack(relations.me), model, relations };
}
