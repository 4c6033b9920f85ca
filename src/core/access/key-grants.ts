// What a key may do: what it was given, as far as its owner may do it too. Pure.
import { type Rule, allOf } from '../../contract/rule.ts';
import { type FieldRight, type Grant, fieldRights, scopes } from '../principal.ts';

const lesser = (a: FieldRight, b: FieldRight): FieldRight => (fieldRights.indexOf(a) <= fieldRights.indexOf(b) ? a : b);

const rightIn = (g: Grant, field: string): FieldRight => g.fields.get(field) ?? g.otherFields;

/** Rows both reach; on them each field at the lesser of both rights. */
function both(key: Grant, owner: Grant): Grant {
  const rows: Rule = allOf([owner.rows, key.rows]);
  const names = new Set([...key.fields.keys(), ...owner.fields.keys()]);
  const from = scopes.indexOf(key.from.scope) < scopes.indexOf(owner.from.scope) ? key.from.scope : owner.from.scope;
  return {
    ...owner,
    permission: key.permission,
    rows,
    fields: new Map([...names].map((name) => [name, lesser(rightIn(key, name), rightIn(owner, name))])),
    otherFields: lesser(key.otherFields, owner.otherFields),
    from: { ...key.from, scope: from },
  };
}

/**
 * Every pair of a grant of the key and a grant of its owner for the same permission. The right on a field of a row is the highest among
 * grants whose rule holds for it, so the pairs together give exactly the lesser of what both may do there.
 */
export function withinOwner(key: readonly Grant[], owner: readonly Grant[]): Grant[] {
  const held = Map.groupBy(owner, (g) => g.permission);
  return key.flatMap((k) => (held.get(k.permission) ?? []).map((o) => both(k, o))).filter((g) => g.rows.op !== 'none');
}
