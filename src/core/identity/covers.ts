// Whether somebody holds at least what a role gives: nobody can give, take or take over what they do not hold themselves. Pure.
import type { Entity } from '../../contract/entity.ts';
import type { Catalog } from '../catalog.ts';
import { type FieldRight, type Grant, type Principal, fieldRights, grantsOf, scopes } from '../principal.ts';

const rankOfScope = (g: Grant): number => scopes.indexOf(g.from.scope);
const rankOfRight = (right: FieldRight): number => fieldRights.indexOf(right);
const rightIn = (g: Grant, field: string): FieldRight => g.fields.get(field) ?? g.otherFields;

function entityOf(g: Grant, catalog: Catalog): Entity | undefined {
  const name = g.permission.slice(0, g.permission.indexOf('.'));
  return catalog.lookup(name);
}

/** One grant: some grant of mine reaches at least as far, and each field has at least the same right in one that does. */
function covered(me: Principal, wanted: Grant, catalog: Catalog): boolean {
  const mine = grantsOf(me, wanted.permission).filter(
    (g) => g.rows.op !== 'none' && rankOfScope(g) >= rankOfScope(wanted),
  );
  if (mine.length === 0) return false;
  const entity = entityOf(wanted, catalog);
  if (entity === undefined) return true;
  const named = [...wanted.fields.keys(), ...mine.flatMap((g) => [...g.fields.keys()])];
  const fields = new Set([...Object.keys(entity.fields), ...named]);
  const enough = (right: (g: Grant) => FieldRight): boolean =>
    mine.some((g) => rankOfRight(right(g)) >= rankOfRight(right(wanted)));
  return [...fields].every((f) => enough((g) => rightIn(g, f))) && enough((g) => g.otherFields);
}

export function covers(me: Principal, grants: readonly Grant[], catalog: Catalog): boolean {
  return grants.every((g) => g.rows.op === 'none' || covered(me, g, catalog));
}
