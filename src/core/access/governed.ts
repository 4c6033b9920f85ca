// Fields whose change is a matter of its own: whose a record is and where it belongs is assigned, an activity is completed.
import type { Entity } from '../../contract/entity.ts';
import type { Field } from '../../contract/field.ts';
import type { Verb } from '../../contract/permission.ts';
import { responsible, territories } from './scopes.ts';

export type GoverningVerb = Extract<Verb, 'assign' | 'complete'>;

/** The verb one must hold beside edit to change this field; null: edit is enough. */
export function governingVerb(e: Entity, field: string): GoverningVerb | null {
  if (field === 'owner') return e.owner === 'owner' ? 'assign' : null;
  // What rules may ask of a person is not the person's own to change.
  if (e.name === 'user') return isOfUserRules(field, e.fields[field]) ? 'assign' : null;
  if (e.owner === 'owner' && (field === responsible || field === territories))
    return Object.hasOwn(e.fields, field) ? 'assign' : null;
  return e.name === 'activity' && field === 'done' ? 'complete' : null;
}

/** The fields of a user that rules may look at beside his id and status: his teams, his territories, and what the tenant added. */
export function isOfUserRules(name: string, f: Field | undefined): boolean {
  return f !== undefined && (name === 'teams' || name === territories || f.column !== undefined);
}
