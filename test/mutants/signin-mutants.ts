// Guards of sessions and of what slows guessing down, broken one at a time.
import type { Mutant } from './mutants.ts';

const sessions = 'src/features/sessions/sessions.test.ts';
const guessing = 'src/features/sessions/guessing.test.ts';
const everySetting = 'test/settings.test.ts';
const signIn = 'src/core/identity/sign-in.test.ts';
const flood = 'src/core/identity/flood.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/core/${file}`, what, find, replace, times: 1, tests };
}

const passwords = 'src/features/passwords/passwords.test.ts';
const rules = 'src/core/identity/password-policy.test.ts';
const levels = 'src/core/identity/factors/level.test.ts';
const devices = 'src/features/devices/devices.test.ts';

/** In the contract: the rules server and page share. */
function shared(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/contract/${file}`, what, find, replace, times: 1, tests };
}

const ofPasswords: readonly Mutant[] = [
  shared('password-policy.ts', 'no setting is too short', 'Math.max(least, passwordBounds.floor)', 'least', rules),
  shared(
    'password-rules.ts',
    'no password is too short',
    'if (length >= bound) return undefined;',
    'return undefined;',
    rules,
  ),
  shared(
    'password-rules.ts',
    'the list is not asked',
    '(isKnown(normal, listed) ? known : undefined)',
    'undefined',
    rules,
  ),
  shared(
    'password-rules.ts',
    'kinds of characters are not asked for',
    'classes[name] && !has[name]',
    'false',
    rules,
    passwords,
  ),
  shared(
    'password-rules.ts',
    'words of the company are no harm',
    '[...contextWords(context), ...formsOf(asked.words)]',
    'contextWords(context)',
    rules,
    passwords,
  ),
  shared('password-rules.ts', 'everyday words are no harm', 'everyday(normal, context, asked)\n', 'undefined\n', rules),
  shared('look-alikes.ts', 'swapped letters are seen through no more', "'4': 'a',", '', rules),
  mutant(
    'identity/factors/level.ts',
    'passwords stand for ever',
    'passwordDueAt !== null && passwordDueAt <= now.getTime()',
    'false',
    levels,
    passwords,
  ),
  mutant(
    'identity/factors/level.ts',
    'an old password is no hindrance',
    "isOld ? 'renew' : whole",
    "'whole'",
    levels,
    passwords,
  ),
  mutant(
    'identity/porch.ts',
    'earlier passwords come back',
    'throw usedBefore(field, last.length);',
    'void 0;',
    passwords,
  ),
  mutant(
    'identity/credentials.ts',
    'earlier hashes are kept unasked',
    'const { history } = await readPasswordPolicy(unit);\n  if (history === 0) return;',
    'const history = Math.max((await readPasswordPolicy(unit)).history, 3);',
    passwords,
  ),
  mutant(
    'identity/devices.ts',
    'a forgotten device keeps its sessions',
    'device = any($2::uuid[]) and ended_at is null',
    'device = any($2::uuid[]) and false',
    devices,
  ),
  mutant(
    'identity/devices.ts',
    'whoever asks forgets any device',
    'where user_id = $1 and id = any',
    'where $1::uuid is not null and id = any',
    devices,
  ),
  mutant(
    'identity/devices.ts',
    'devices of who holds more are told',
    '(await within(unit, person)).id',
    'person',
    devices,
  ),
];

const erasing = 'test/person-erasure.test.ts';

const ofErasure: readonly Mutant[] = [
  mutant(
    'identity/erase-person.ts',
    'people are erased while they are here',
    "if (user.status === 'active')",
    'if (false)',
    erasing,
  ),
  mutant(
    'identity/erase-person.ts',
    'what somebody owns is left to nobody',
    'assertNothingLeft(await leftBy(unit, person), user.name);',
    '',
    erasing,
  ),
  mutant(
    'identity/erase-person.ts',
    'a legal hold is no hindrance',
    'await assertNotHeld(unit, [person]);',
    '',
    erasing,
  ),
  mutant(
    'identity/erase-person.ts',
    'another name will do',
    'if (wish.name.trim() !== user.name)',
    'if (false)',
    erasing,
  ),
  mutant(
    'identity/erase-person.ts',
    'devices and sessions stay',
    'for (const [table, whose] of gone) await',
    'for (const [table, whose] of gone.slice(0, 4)) await',
    erasing,
  ),
  mutant(
    'identity/erase-person.ts',
    'earlier names are not looked for',
    'const all = [user.name, user.email, ...earlier, ...also]',
    'const all = [user.name, user.email, ...also]',
    erasing,
  ),
  mutant(
    'identity/members.ts',
    'an erased person comes back',
    "if (rowCount > 0) throw new Problem('wrong-state', 'This person has been erased.",
    "if (false) throw new Problem('wrong-state', 'This person has been erased.",
    erasing,
  ),
];

export const signInMutants: readonly Mutant[] = [
  ...ofErasure,
  ...ofPasswords,
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
    'identity/throttle.ts',
    'a right password gives the guesser new tries in the same quarter of an hour',
    'make_interval(secs => $6)) < $11',
    'make_interval(secs => $6)) < $11 + 1000000',
    signIn,
  ),
  mutant(
    'identity/throttle.ts',
    'the day has no cap',
    'make_interval(secs => $8)) < $9\nreturning',
    'make_interval(secs => $8)) < $9 + 1000000\nreturning',
    signIn,
  ),
  mutant(
    'identity/throttle.ts',
    'a right password takes back every try',
    'recent = coalesce(recent[:array_position',
    'recent = coalesce(recent[:0], recent[:array_position',
    signIn,
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
    'settings/setting.ts',
    'everybody changes what the company decided',
    'unit.refuseUnless(may(unit.me, right), right);',
    '',
    'test/desks.test.ts',
  ),
  mutant(
    'settings/setting.ts',
    'a setting is changed beside what has to be agreed to',
    'if (security !== null) await assertAgreed(unit, security);',
    '',
    everySetting,
  ),
  mutant(
    'access/agreed.ts',
    'the policy of approvals guards all but itself',
    "change === 'policy' ? classes.length > 0 : classes.includes(change)",
    'classes.includes(change)',
    everySetting,
  ),
  mutant(
    'settings/setting.ts',
    'a program chooses for a person',
    "if (setting.own === true && unit.me.kind !== 'user') throw new Problem('not-signed-in');",
    '',
    'test/desks.test.ts',
  ),
  mutant(
    'undo/settings.ts',
    'anybody takes back what somebody chose for himself',
    "if (s.own === true && entry.record !== unit.me.id) return stays('Only the person changes it back.');",
    '',
    everySetting,
  ),
  mutant(
    'identity/porch-tools.ts',
    'a known device is refused with the flood',
    'if (tokenHash(visitor.deviceToken) !== undefined) return;',
    '',
    flood,
  ),
  mutant(
    'identity/porch-tools.ts',
    'a full line asks the database first',
    "refuseFullLine(vault.id, 'stranger');",
    '',
    flood,
  ),
  mutant(
    'identity/throttle.ts',
    'memory refuses whom an administrator let in',
    "await q.query('delete from core.attempt where name_hash = $1', [name]);\n  forgetWait(name);",
    "await q.query('delete from core.attempt where name_hash = $1', [name]);",
    flood,
  ),
  mutant(
    'identity/known-waits.ts',
    'memory refuses for ever',
    'if (isOld || (left !== null && left <= 0)) {',
    'if (isOld && left === 0) {',
    flood,
  ),
  mutant(
    'identity/hash-queue.ts',
    'one company fills the line of all',
    ' || (this.#heldBy.get(tenant) ?? 0) >= atOnce + waitingPerTenant',
    '',
    'src/core/identity/hashing.test.ts',
  ),
  mutant(
    'identity/hash-queue.ts',
    'who attacks one company takes the place kept for the others',
    ' && this.#isAlone(tenant)',
    '',
    'src/core/identity/hashing.test.ts',
  ),
];
