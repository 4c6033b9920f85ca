// Who could give what was asked for, and how: told by the same rules that decide when it is given. Pure.
import { type Permission, type Verb, verbsOf } from '../../contract/permission.ts';
import { mayReach } from '../policy.ts';
import { type Principal, may } from '../principal.ts';
import { lazyRuleRow } from '../records/codec.ts';
import { effective } from './compare.ts';
import { type Stored, reaches } from './explain.ts';

export interface Asked {
  readonly permission: Permission;
  readonly stored: Stored | null;
}

/** How whoever decides could give it: by sharing the record, by a role. */
export type Way = 'share' | 'role';

export function holds(person: Principal, { permission, stored }: Asked): boolean {
  if (stored === null) return may(person, permission);
  return reaches(person, stored, permission.split('.')[1] as Verb);
}

/** Nobody grants what he asked for himself, nor what he does not hold. */
export function waysOf(
  me: Principal,
  r: { readonly person: string; readonly permission: string },
  asked: Asked | null,
): Way[] {
  if (asked === null || r.person === me.self.id || me.kind !== 'user') return [];
  const ways: Way[] = [];
  if (asked.stored !== null && r.permission.endsWith('.edit') && mayShare(me, asked.stored)) ways.push('share');
  if (may(me, 'admin.members') && may(me, asked.permission)) ways.push('role');
  return ways;
}

/** As the desk of shares will ask: the right to share it, and by one's own roles to see and to edit it. */
function mayShare(me: Principal, stored: Stored): boolean {
  const { e } = stored;
  if (!verbsOf(e).includes('share') || !reaches(me, stored, 'view')) return false;
  const row = lazyRuleRow(e, stored.row);
  const byRoles: Principal = { ...me, grants: effective(me) };
  return mayReach(me, e, 'share', row) && mayReach(byRoles, e, 'view', row) && mayReach(byRoles, e, 'edit', row);
}
