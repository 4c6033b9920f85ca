// What the policy wants a second administrator to approve is changed by the action that can be asked for, and by no other way: not in bulk, not by
// an import, not by undo, not beside something else.
import type { Entity } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import { type SecurityClass, securityClasses } from '../../contract/security-change.ts';
import { isPerson } from '../principal.ts';
import { type WriteDraft, changesOf } from '../records/draft.ts';
import type { Unit } from '../unit.ts';

/** Refuses unless nobody has to agree, or somebody has: the action asked the policy before it began. */
export async function assertAgreed(unit: Unit, change: SecurityClass): Promise<void> {
  const { security } = unit.purpose;
  if (!isPerson(unit.me) || security === change) return;
  const { rows } = await unit.query<{ classes: SecurityClass[] }>('select classes from core.approval_policy');
  const { classes } = rows[0]!;
  // The policy guards itself as long as it asks for anything.
  const asked = change === 'policy' ? classes.length > 0 : classes.includes(change);
  if (!asked || (security !== undefined && classes.includes(security))) return;
  throw new Problem(
    'not-allowed',
    `A second administrator has to approve this (${securityClasses[change]}) Change it by itself, one at a time.`,
  );
}

/** Where a person or another team or territory belongs: what follows from it is what people see. */
const places = ['teams', 'territories'];

export function isPlace(e: Entity): boolean {
  return e.name === 'team' || e.name === 'territory';
}

/** Before teams or territories, or who is in them, are written. */
export async function assertPlaces(unit: Unit, e: Entity, drafts: readonly WriteDraft[]): Promise<void> {
  const moves =
    isPlace(e) || (e.name === 'user' && drafts.some((d) => places.some((field) => changesOf(d).has(field))));
  if (moves && drafts.length > 0) await assertAgreed(unit, 'teams');
}
