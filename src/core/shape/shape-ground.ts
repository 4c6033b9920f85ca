// What every change of the model begins and ends with: the right to it, the object it is about, and its place on record.
import type { Entity } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import type { OwnField } from '../catalog.ts';
import { readShape } from '../catalogs.ts';
import { may } from '../principal.ts';
import type { Unit } from '../unit.ts';

/** What bounds a tenant's model, so that no table grows past what PostgreSQL handles well. */
export const shapeLimits = { fieldsPerObject: 300, indexesPerObject: 20, objects: 100 } as const;

export function allow(unit: Unit): void {
  if (!may(unit.me, 'admin.shape')) throw new Problem('not-allowed', undefined, { missing: 'admin.shape' });
}

/** Puts the change on record, and tells every open page that the model is another. */
export function note(unit: Unit, what: string, entity: string, values: Readonly<Record<string, unknown>>): void {
  unit.ledger.add({ verb: what, outcome: 'done', entity, permission: 'admin.shape', values });
  unit.events.push({ topic: 'model' });
}

export async function findField(unit: Unit, id: string): Promise<OwnField> {
  const found = (await readShape(unit)).fields.find((f) => f.id === id);
  if (found === undefined) throw new Problem('not-found');
  return found;
}

export function entityFor(unit: Unit, name: string): Entity {
  const e = unit.catalog.lookup(name);
  if (e === undefined) throw new Problem('wrong-state', 'The object this belongs to is retired. Bring it back first.');
  return e;
}
