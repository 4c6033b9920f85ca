// Guards of the security policy, signs, losses and presets, broken one at a time.
import type { Mutant } from './mutants.ts';

const levels = 'src/core/identity/factors/level.test.ts';
const policy = 'src/features/security-policy/security-policy.test.ts';
const markdown = 'src/features/security-policy/markdown.test.ts';
const losses = 'src/features/losses/losses.test.ts';
const signs = 'src/features/signs/signs.test.ts';
const presets = 'src/features/presets/presets.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/${file}`, what, find, replace, times: 1, tests };
}

export const safetyMutants: readonly Mutant[] = [
  mutant(
    'core/identity/factors/level.ts',
    'nobody has to acknowledge anything',
    "const whole = s.agreementOwed === true ? 'agree' : 'full';",
    "const whole = 'full';",
    levels,
    policy,
  ),
  mutant(
    'core/identity/agreement.ts',
    'what was withdrawn is still asked for',
    'and s.version > coalesce((select max(w.version) from core.security_policy w where w.text is null), 0)',
    '',
    policy,
  ),
  mutant(
    'core/identity/agreement.ts',
    'one version that was acknowledged is enough for ever',
    'coalesce((select max(a.version) from core.policy_acknowledgement a where a.user_id = u.id), 0)',
    'coalesce((select 1000000 from core.policy_acknowledgement a where a.user_id = u.id limit 1), 0)',
    policy,
  ),
  mutant(
    'core/identity/policy-text.ts',
    'another version is acknowledged than was read',
    'if (present.version !== version)',
    'if (false)',
    policy,
  ),
  mutant(
    'core/identity/policy-text.ts',
    'everybody publishes the policy',
    "async function publish(unit: Unit, wish: PolicyWish): Promise<void> {\n  unit.refuseUnless(may(unit.me, 'admin.signin'), 'admin.signin');",
    'async function publish(unit: Unit, wish: PolicyWish): Promise<void> {',
    policy,
  ),
  mutant(
    'core/identity/accounts.ts',
    'a browser that was reported lost stays known',
    ' and d.lost is null) as',
    ') as',
    losses,
  ),
  mutant(
    'core/identity/sessions.ts',
    'nobody hears of a lost browser that comes back',
    'if (lost !== null) await tellLostDevice(unit, userId, lost);',
    '',
    losses,
  ),
  mutant(
    'core/identity/losses.ts',
    'who holds less makes the browsers of who holds more unknown',
    ' || above === true) return 0;',
    ') return 0;',
    losses,
  ),
  mutant(
    'core/identity/losses.ts',
    'who holds less ends the sessions of who holds more again and again',
    'await assertNotLately(unit, person);',
    '',
    losses,
  ),
  mutant(
    'core/identity/devices.ts',
    'whoever has a lost browser gets rid of the mark on it',
    "= any($2::uuid[]) and lost is null'",
    "= any($2::uuid[])'",
    losses,
  ),
  mutant(
    'core/identity/losses.ts',
    'a report ends no session',
    'await endSessionsOf(unit, person, spare);',
    '0;',
    losses,
  ),
  mutant(
    'core/identity/losses.ts',
    'a report names what is somebody else’s',
    "if (!rows[0]!.session || !rows[0]!.factor) throw new Problem('not-found');",
    '',
    losses,
  ),
  mutant(
    'core/identity/signs.ts',
    'a lost browser still shows the sign of its person',
    'and d.lost is null order by',
    'order by',
    signs,
  ),
  mutant(
    'core/identity/signs.ts',
    'a browser shows everybody’s signs',
    'where d.token_hash = $1 and d.expires_at > $2',
    'where ($1::bytea is null or true) and d.expires_at > $2',
    signs,
  ),
  mutant(
    'core/undo.ts',
    'what decides on signing in is taken back without a fresh proof',
    "  'signin',\n  'network',",
    "  'network',",
    presets,
  ),
  mutant(
    'features/security-policy/markdown.ts',
    'any address is followed',
    "return ['https:', 'http:', 'mailto:'].includes(new URL(href).protocol) ? href : null;",
    'return href;',
    markdown,
  ),
  mutant(
    'features/presets/server.ts',
    'a preset changes what nobody was shown',
    'if (basisOf(await readSettings(tx)) !== basis)',
    'if (false)',
    presets,
  ),
  mutant(
    'features/presets/settings.ts',
    'a preset needs nobody else',
    'return found ?? null;',
    'return null;',
    presets,
  ),
];
