// What may be seen, for a filter that asks for the records of certain people of each of whom one sees every record ("my deals"): that they are
// theirs. It is less than what may be seen and never more, and somebody with many roles has a long rule for the whole of it.
import { type Entity, wholeOf } from '../../contract/entity.ts';
import type { Filter } from '../../contract/filter.ts';
import { type Rule, type Self, operandValue } from '../../contract/rule.ts';
import { isId } from '../ids.ts';
import { reachOf } from '../policy.ts';
import type { Principal } from '../principal.ts';
import { type Sql, sql } from '../sql.ts';

/** Null where the filter does not say whose, or one of them has records that may not be seen. Of the past, and of parts of a whole, more is asked. */
export function seenOfOwners(me: Principal, e: Entity, filter: Filter): Sql | null {
  if (e.owner !== 'owner' || wholeOf(e) !== null || me.past !== undefined) return null;
  const owners = ownersIn(filter, me.self);
  if (owners === null) return null;
  const { rows } = reachOf(me, e, 'view');
  if (!owners.every((owner) => isSeenOf(rows, owner, me.self))) return null;
  return owners.length === 1 ? sql`r.owner = ${owners[0]}::uuid` : sql`r.owner = any(${owners}::uuid[])`;
}

/** Whose records the filter finds at most; null where it does not say. */
function ownersIn(filter: Filter, self: Self): readonly string[] | null {
  if ('and' in filter) {
    for (const part of filter.and) {
      const owners = ownersIn(part, self);
      if (owners !== null) return owners;
    }
    return null;
  }
  if ('or' in filter || 'not' in filter || filter.field !== 'owner') return null;
  const named: unknown = isMe(filter.value) ? self.id : filter.value;
  const owners: unknown = filter.op === 'eq' ? [named] : filter.op === 'in' ? named : null;
  return Array.isArray(owners) && owners.length > 0 && owners.every(isId) ? owners : null;
}

const isMe = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'me' in value && value.me === 'id';

/** Whether the rule holds on every record of this owner, whatever else is in it. */
function isSeenOf(rule: Rule, owner: string, self: Self): boolean {
  switch (rule.op) {
    case 'all':
      return true;
    case 'or':
      return rule.rules.some((part) => isSeenOf(part, owner, self));
    case 'and':
      return rule.rules.every((part) => isSeenOf(part, owner, self));
    case 'eq':
      return rule.field === 'owner' && operandValue(rule.to, self) === owner;
    case 'in': {
      const value = rule.field === 'owner' ? operandValue(rule.to, self) : null;
      return Array.isArray(value) && value.includes(owner);
    }
    default:
      return false;
  }
}
