// Whether a principal may ask for an action at all; rows and fields are the engine's to check.
import type { Action } from '../../contract/action.ts';
import { Problem } from '../../contract/problem.ts';
import { now } from '../clock.ts';
import { assertLevel } from '../identity/factors/level.ts';
import { type Principal, may } from '../principal.ts';
import type { Purpose } from '../unit.ts';

export function checkAccess(action: Action, me: Principal): void {
  if ('public' in action.access) return;
  if (me.looking !== undefined && (action.looking !== 'as-them' || !action.reads)) throw new Problem('look-only');
  if (me.kind === 'stranger') throw new Problem('not-signed-in');
  if (me.signedIn !== undefined) assertLevel(me.signedIn, action, now());
  if ('signedIn' in action.access) {
    // One's own password and sessions are not a program's to touch.
    if (me.kind === 'api_key' && action.access.keysToo !== true)
      throw new Problem('not-allowed', 'This is for people who are signed in, not for API keys.');
    return;
  }
  if (!may(me, action.access.may)) throw new Problem('not-allowed', undefined, { missing: action.access.may });
  const lacking = action.needs?.find((area) => !may(me, area));
  if (lacking !== undefined) throw new Problem('not-allowed', undefined, { missing: lacking });
}

/** What the door has to know of an action, for its ledger entries and for the version of rights. */
export function aboutAction(
  action: Action,
): Pick<Purpose, 'action' | 'reads' | 'permission' | 'openTo' | 'changesRights' | 'security' | 'at'> {
  const { access } = action;
  return {
    action: action.name,
    reads: action.reads,
    ...('may' in access ? { permission: access.may } : { openTo: 'public' in access ? 'public' : 'signed in' }),
    changesRights: action.changesRights === true,
    ...(action.at === undefined ? {} : { at: action.at }),
    ...(action.security === undefined ? {} : { security: action.security }),
  };
}
