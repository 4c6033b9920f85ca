// What a key or an application is given must be held, now, by who gives it.
import type { Unit } from '../unit.ts';
import { type RoleGrants, grantsOfRole } from '../roles.ts';
import { assertWithin } from './assert-within.ts';
import { assertMayAsk } from './rule-asks.ts';

/**
 * Fields that are not named follow the right on them of whoever the program acts for, whatever it is at that moment; what is named must be
 * held now. `what` begins the sentence of the refusal; `present`: what it may do already.
 */
export function assertHeld(unit: Unit, grants: RoleGrants, what: string, present: RoleGrants | null = null): void {
  assertMayAsk(unit.me, unit.catalog, grants, present);
  const objects = Object.fromEntries(
    Object.entries(grants.objects ?? {}).map(([object, said]) => [object, { otherFields: 'hidden' as const, ...said }]),
  );
  const asked = { id: '', key: '', name: '', grants: { ...grants, objects } };
  assertWithin(unit, grantsOfRole(asked, unit.catalog), what);
}
