// Guards of sessions and of what slows guessing down, broken one at a time.
import type { Mutant } from './mutants.ts';

const sessions = 'src/features/sessions/sessions.test.ts';
const guessing = 'src/features/sessions/guessing.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/core/${file}`, what, find, replace, times: 1, tests };
}

export const signInMutants: readonly Mutant[] = [
  mutant(
    'identity/session-policy.ts',
    'open sessions do not obey a new policy',
    'await unit.query(holdAgainst,',
    'if (unit.at.getTime() < 0) await unit.query(holdAgainst,',
    sessions,
  ),
  mutant(
    'identity/session-policy.ts',
    'a new policy prolongs what is open',
    'least(s.expires_at, s.created_at',
    'greatest(s.expires_at, s.created_at',
    sessions,
  ),
  mutant(
    'identity/session-policy.ts',
    'everybody sets how sessions end',
    "unit.refuseUnless(may(unit.me, 'admin.signin'), 'admin.signin');",
    '',
    sessions,
  ),
  mutant(
    'identity/session-policy.ts',
    'browsers are never refused',
    "if (policy.outdated !== 'refuse') return;",
    'return;',
    sessions,
  ),
  mutant(
    'identity/sessions.ts',
    'several sessions a person whatever is wanted',
    'if (terms.one && !half) await endOthers(unit, userId);',
    '',
    sessions,
  ),
  mutant(
    'make-unit.ts',
    'a page keeps its session open by itself',
    'if (actor.passive === true && !changes)',
    'if (at.getTime() < 0)',
    sessions,
  ),
  mutant(
    'identity/throttle.ts',
    'who waits for an administrator may go on',
    'where a.locked_at is null and a.not_before <= $3',
    'where a.not_before <= $3',
    guessing,
  ),
  mutant(
    'identity/address-bans.ts',
    'a banned address goes on',
    'if (rows[0] === undefined) return;',
    'return;',
    guessing,
  ),
  mutant('identity/address-bans.ts', 'offices are banned', 'new Places(ban.allowed).has(address)', 'false', guessing),
  mutant(
    'identity/porch-tools.ts',
    'a known device is banned with its address',
    'if (scope === strangers) await refuseBanned',
    'if (scope !== undefined) await refuseBanned',
    guessing,
  ),
  mutant(
    'identity/guessing-policy.ts',
    'everybody sets what slows guessing down',
    "unit.refuseUnless(may(unit.me, 'admin.signin'), 'admin.signin');",
    '',
    'test/access-actions.test.ts',
  ),
];
