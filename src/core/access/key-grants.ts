// What a key may do: what it was given, as far as its owner may do it too. Pure.
import { type Rule, allOf } from '../../contract/rule.ts';
import { rightIn } from '../policy.ts';
import { type Grant, type Leaves, leavesFreely } from '../principal.ts';
import { narrower } from './compare.ts';
import { lesser } from './shares.ts';

/** Rows both reach; on them each field at the lesser of both rights. */
function both(key: Grant, owner: Grant): Grant {
  const rows: Rule = allOf([owner.rows, key.rows]);
  const names = new Set([...key.fields.keys(), ...owner.fields.keys()]);
  const { shares, types } = owner.from;
  const leaves = key.leaves === undefined && owner.leaves === undefined ? undefined : smaller(key.leaves, owner.leaves);
  return {
    ...owner,
    permission: key.permission,
    rows,
    fields: new Map([...names].map((name) => [name, lesser(rightIn(key, name), rightIn(owner, name))])),
    otherFields: lesser(key.otherFields, owner.otherFields),
    from: {
      ...key.from,
      scope: narrower(key.from.scope, owner.from.scope),
      ...(shares === undefined ? {} : { shares }),
      ...(types === undefined ? {} : { types }),
    },
    ...(leaves === undefined ? {} : { leaves }),
  };
}

function smaller(a: Leaves = leavesFreely, b: Leaves = leavesFreely): Leaves {
  const rows = a.rows === null || b.rows === null ? (a.rows ?? b.rows) : Math.min(a.rows, b.rows);
  return { formats: a.formats.filter((f) => b.formats.includes(f)), rows, reason: a.reason || b.reason };
}

/**
 * Every pair of a grant of the key and a grant of its owner for the same permission. The right on a field of a row is the highest among
 * grants whose rule holds for it, so the pairs together give exactly the lesser of what both may do there.
 */
export function withinOwner(key: readonly Grant[], owner: readonly Grant[]): Grant[] {
  const held = Map.groupBy(owner, (g) => g.permission);
  return key.flatMap((k) => (held.get(k.permission) ?? []).map((o) => both(k, o))).filter((g) => g.rows.op !== 'none');
}
