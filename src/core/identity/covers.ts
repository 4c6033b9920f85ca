// Whether somebody holds at least what a role gives: nobody can give, take or take over what they do not hold themselves. Pure.
import { effective, isWithin } from '../access/compare.ts';
import type { Catalog } from '../catalog.ts';
import type { Grant, Principal } from '../principal.ts';

export function covers(me: Principal, grants: readonly Grant[], catalog: Catalog): boolean {
  return isWithin(grants, effective(me), catalog);
}
