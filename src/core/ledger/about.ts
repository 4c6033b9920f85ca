// What an entry says of the work it belongs to: where it came from, which right it asked for, and which role gave that right.
import { isImportant } from '../../contract/important.ts';
import type { Permission } from '../../contract/permission.ts';
import type { LedgerHeader, Source } from '../ledger.ts';
import { type Actor, type Principal, grantsOf, scopeText } from '../principal.ts';
import type { Purpose } from '../unit.ts';

export function aboutPurpose(
  purpose: Purpose,
): Pick<LedgerHeader, 'request' | 'address' | 'action' | 'important' | 'permission'> {
  return {
    request: purpose.requestId?.toWellFormed() ?? null,
    address: purpose.address,
    action: purpose.action,
    important: isImportant(purpose.action, purpose.reads),
    permission: purpose.permission ?? purpose.openTo ?? null,
  };
}

/** By who acts, where the purpose does not say. */
export function sourceOf(actor: Actor, purpose: Pick<Purpose, 'action'>): Source {
  if (actor.kind === 'session' || actor.kind === 'stranger') return 'page';
  if (actor.kind === 'key') return 'api';
  return actor.kind === 'system' ? (purpose.action.startsWith('host.') ? 'command' : 'system') : 'job';
}

/** The first grant that gives the right on any record: "Sales/own". */
export function firstGrant(me: Principal, permission: string): string | null {
  const grant = grantsOf(me, permission as Permission).find((g) => g.rows.op !== 'none');
  return grant === undefined ? null : `${grant.from.roleName}/${scopeText(grant.from.scope)}`;
}
