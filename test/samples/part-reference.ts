// Who may do what with a part, said a second time and as plainly as possible: a part has no owner of its own, its whole has. Shares no code
// with the engine.
import { type Outcome, type Scope, type Whose, isHeld, reaches } from './reference.ts';

export interface PartScopes {
  readonly view: Scope;
  readonly change: Scope;
  readonly viewWhole: Scope;
  readonly editWhole: Scope;
}

/** The part of a whole of this owner is there for somebody. */
export function seesPart(s: PartScopes, whose: Whose): boolean {
  return reaches(s.view, whose, false) && reaches(s.viewWhole, whose, true);
}

export function mayViewPart(s: PartScopes, whose: Whose): Outcome {
  if (!isHeld(s.view, false)) return 'not-allowed';
  return seesPart(s, whose) ? 'done' : 'not-found';
}

export function mayChangePart(s: PartScopes, whose: Whose): Outcome {
  if (!isHeld(s.change, false)) return 'not-allowed';
  if (!seesPart(s, whose)) return 'not-found';
  return reaches(s.change, whose, false) && reaches(s.editWhole, whose, true) ? 'done' : 'not-allowed';
}

/** Adding a part to a whole: one that is not seen is answered like an id that never was. */
export function mayAddPart(s: PartScopes, whose: Whose): Outcome | 'invalid-input' {
  if (!isHeld(s.change, false)) return 'not-allowed';
  if (!reaches(s.viewWhole, whose, true)) return 'invalid-input';
  return reaches(s.editWhole, whose, true) ? 'done' : 'outside-your-reach';
}

/** Moving a part needs both wholes. */
export function mayMovePart(s: PartScopes, from: Whose, to: Whose): Outcome | 'invalid-input' {
  const first = mayChangePart(s, from);
  if (first !== 'done') return first;
  if (!reaches(s.viewWhole, to, true)) return 'invalid-input';
  return reaches(s.editWhole, to, true) ? 'done' : 'outside-your-reach';
}
