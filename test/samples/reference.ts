// Who may do what, said a second time and as plainly as possible: the access matrix compares the engine with this, so it shares no code with it.

export type Scope = 'none' | 'own' | 'team' | 'all';
export const allScopes: readonly Scope[] = ['none', 'own', 'team', 'all'];

/** Whose the record is, seen from who acts. `nobody`: it has no owner. `absent`: it is not in this tenant. */
export type Whose = 'mine' | 'teammate' | 'other' | 'nobody' | 'absent';

/** Whether a scope reaches a record of an object; `owned` is false for objects that belong to nobody. */
export function reaches(scope: Scope, whose: Whose, owned: boolean): boolean {
  if (whose === 'absent' || scope === 'none') return false;
  if (scope === 'all') return true;
  if (!owned) return false;
  return whose === 'mine' || (scope === 'team' && whose === 'teammate');
}

/** Whether a scope gives anything at all on an object. */
export function isHeld(scope: Scope, owned: boolean): boolean {
  return scope === 'all' || (owned && scope !== 'none');
}

export type Outcome = 'done' | 'not-signed-in' | 'not-allowed' | 'not-found' | 'outside-your-reach';

/** Looking at one record. */
export function mayView(view: Scope, whose: Whose, owned: boolean): Outcome {
  if (!isHeld(view, owned)) return 'not-allowed';
  return reaches(view, whose, owned) ? 'done' : 'not-found';
}

/** Changing one record in place: what one cannot see is not there, what one sees and may not change is refused. */
export function mayChange(view: Scope, change: Scope, whose: Whose, owned: boolean): Outcome {
  if (!isHeld(change, owned)) return 'not-allowed';
  if (!reaches(view, whose, owned)) return 'not-found';
  return reaches(change, whose, owned) ? 'done' : 'not-allowed';
}

/** One record of a bulk change, whose action asks for the right to see. */
export function mayChangeInBulk(view: Scope, change: Scope, whose: Whose, owned: boolean): Outcome {
  if (!isHeld(view, owned)) return 'not-allowed';
  if (!reaches(view, whose, owned)) return 'not-found';
  return reaches(change, whose, owned) ? 'done' : 'not-allowed';
}

/** Adding a record that will belong to somebody. */
export function mayCreate(create: Scope, whose: Whose, owned: boolean): Outcome {
  if (!isHeld(create, owned)) return 'not-allowed';
  return reaches(create, whose, owned) ? 'done' : 'outside-your-reach';
}
