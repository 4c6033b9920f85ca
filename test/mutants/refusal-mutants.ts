// Refusals by who acts that are written down nowhere else in this list: guards.test.ts finds every one of them in the text of the core.
import type { Mutant } from './mutants.ts';

const approvals = 'src/features/approvals/approvals.test.ts';
const applications = 'src/features/applications/applications.test.ts';
const desks = 'test/desks.test.ts';
const factors = 'src/core/identity/factors/factors.test.ts';
const keys = 'src/features/keys/keys.test.ts';
const looking = 'test/looking.test.ts';
const losses = 'src/features/losses/losses.test.ts';
const parts = 'test/access-parts.test.ts';
const quiet = 'src/core/quiet.test.ts';
const requests = 'test/access-requests.test.ts';
const roles = 'src/features/roles/roles.test.ts';
const rules = 'src/features/roles/rules.test.ts';
const shares = 'test/access-shares.test.ts';
const signIn = 'src/core/identity/sign-in.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/core/${file}`, what, find, replace, times: 1, tests };
}

const given = [
  mutant(
    'access/access-tests.ts',
    'a saved test is kept that asks what its author may not',
    'await assertTold(unit, added, subject(added, cast));',
    '',
    'test/hidden-attacks.test.ts',
  ),
  mutant(
    'access/test-sight.ts',
    'a saved test is tried for whoever does not see its record',
    'await assertSeen(unit, e, t);',
    '',
    'test/hidden-attacks.test.ts',
  ),
  mutant(
    'access/test-sight.ts',
    'every saved test is told',
    'await assertTold(unit, t, who);',
    '',
    'test/hidden-attacks.test.ts',
  ),
  mutant(
    'idempotency.ts',
    'an answer that was kept is given to whoever asks again',
    'await assertMayHear(unit, action, kept);',
    '',
    'src/core/idempotency.test.ts',
  ),
  mutant(
    'access/assert-held.ts',
    'a program is given a rule that asks what its giver may not read',
    'assertMayAsk(unit.me, unit.catalog, grants, present);',
    '',
    rules,
    keys,
  ),
  mutant(
    'access/assert-held.ts',
    'a program is given more than its giver holds',
    'assertWithin(unit, grantsOfRole(asked, unit.catalog), what);',
    '',
    keys,
    applications,
  ),
  mutant(
    'access/roles-desk.ts',
    'what a role gives is not measured by what its giver holds',
    "  assertWithin(unit, grantsOfRole({ id: '', key: '', name, grants }, unit.catalog), `The role \"${name}\"`);\n}",
    '}',
    roles,
  ),
  mutant(
    'access/roles-desk.ts',
    'a role is widened beyond what who acts holds',
    'if (grants !== undefined) assertHolds(unit, name ?? role.name, grants);',
    '',
    roles,
  ),
  mutant(
    'access/share-desk.ts',
    'a share gives what its giver has by no role',
    'if (!mayReach(byRoles, e, verb, ruled))',
    'if (false)',
    shares,
  ),
  mutant(
    'access/applications-desk.ts',
    'connections of others are ended by anybody',
    '|| !(mine || may(unit.me, right))) throw',
    ') throw',
    'src/features/applications/attacks.test.ts',
    applications,
  ),
  mutant(
    'access/pending-desk.ts',
    'a change is decided by whoever asked for it',
    '  assertOther(unit, row);\n',
    '',
    approvals,
  ),
  mutant(
    'access/pending-desk.ts',
    'programs ask for no approval',
    'if (!isPerson(unit.me) || !asks(',
    "if (unit.me.kind !== 'user' || !asks(",
    approvals,
  ),
  mutant(
    'access/request-desk.ts',
    'a program asks for access',
    "if (me.kind !== 'user')\n    throw new Problem('not-allowed', 'People ask for access",
    "if (false)\n    throw new Problem('not-allowed', 'People ask for access",
    desks,
  ),
  mutant(
    'access/request-desk.ts',
    'one asks for what one may do already',
    'if (holds(me, asked))',
    'if (false)',
    requests,
  ),
] as const;

const oneself = [
  mutant(
    'access/look-desk.ts',
    'a job or a program looks as somebody else',
    "if (me.kind !== 'user' || me.sessionId === null || me.looking !== undefined)",
    'if (false)',
    looking,
  ),
  mutant('access/look-desk.ts', 'one looks as oneself', 'if (person === me.self.id)', 'if (false)', looking),
  mutant('identity/erase-person.ts', 'one erases oneself', 'if (person === unit.me.self.id)', 'if (false)', desks),
  mutant(
    'identity/factors/rescue-desk.ts',
    'one takes one’s own factors away',
    'if (userId === unit.me.self.id)',
    'if (false)',
    factors,
  ),
  mutant(
    'identity/factors/rescue-desk.ts',
    'the console gives a way back to anybody',
    "if (person === undefined || !may(person, 'admin.members'))",
    'if (person === undefined)',
    factors,
  ),
  mutant(
    'identity/losses.ts',
    'the session one is in is reported as lost',
    'if (session !== null && session === unit.me.sessionId)',
    'if (false)',
    losses,
  ),
  mutant(
    'identity/losses.ts',
    'what is somebody else’s is reported as one’s own loss',
    'await assertOwn(unit, lost);',
    '',
    losses,
  ),
  mutant(
    'identity/losses.ts',
    'one reports one’s own loss as that of somebody else',
    'if (person === unit.me.self.id)',
    'if (false)',
    losses,
  ),
  mutant(
    'identity/not-me.ts',
    'the session one is in was somebody else',
    'if (session === unit.me.sessionId)',
    'if (false)',
    factors,
  ),
  mutant(
    'identity/make-desk.ts',
    'a password is changed by who knew the one before',
    "if (!(await stillHolds(unit, me, facts.credentialVersion))) throw new Problem('session-ended');",
    '',
    signIn,
  ),
  mutant(
    'identity/make-desk.ts',
    'a session that is nobody’s or somebody else’s is told to have ended',
    "if (!(await sessions.endSessionOf(unit, me, id))) throw new Problem('not-found');",
    'await sessions.endSessionOf(unit, me, id);',
    signIn,
    'src/features/sessions/sessions.test.ts',
  ),
] as const;

const levels = [
  mutant(
    'door.ts',
    'whoever is half signed in gets past the door',
    'assertLevel(me.signedIn, purpose.at === undefined ? {} : { at: purpose.at }, unit.at);',
    ';',
    factors,
    'src/core/identity/factors/level.test.ts',
  ),
  mutant(
    'quiet.ts',
    'whoever is half signed in follows what goes on',
    'if (me.signedIn !== undefined) assertLevel(me.signedIn, {}, now());',
    '',
    quiet,
  ),
  mutant(
    'undo.ts',
    'what takes a fresh proof is taken back without one',
    'assertLevel(signedIn, { stepUp: true }, unit.at);',
    'void signedIn;',
    'src/features/operations/undo.test.ts',
    factors,
  ),
  mutant(
    'identity/factors/desk.ts',
    'a factor begins another session of whoever is signed in',
    "if (unit.me.signedIn?.level !== 'half')",
    'if (false)',
    factors,
  ),
  mutant(
    'identity/factors/desk.ts',
    'an app is a fresh proof where only passkeys count',
    "'Use your second factor for this.');\n  await assertKind(unit, facts);",
    "'Use your second factor for this.');",
    factors,
  ),
] as const;

const records = [
  mutant(
    'policy.ts',
    'fields are read of records that may not be seen',
    "if (!mayReach(me, entity, 'view', row)) return 'hidden';",
    '',
    'src/features/ledger/ledger.test.ts',
    'test/field-rights.test.ts',
    'test/hidden-fields.test.ts',
  ),
  mutant(
    'records/wholes.ts',
    'a part is changed whose whole may not be',
    "if (d.before !== null && from?.editable !== true) refuse(d, 'not-allowed');\n    else if",
    'if',
    parts,
    'test/parts.test.ts',
  ),
  mutant(
    'records/wholes.ts',
    'a part is put into a whole that may not be changed',
    "else if (!to.editable) refuse(d, 'outside-your-reach');",
    '',
    desks,
    parts,
    'test/parts.test.ts',
  ),
  mutant(
    'records/wholes.ts',
    'a part goes into the bin whose whole may not be changed',
    "if (whole?.editable !== true) refuse(d, 'not-allowed');",
    'if (false) void whole;',
    parts,
    'test/parts.test.ts',
  ),
  mutant(
    'records/write.ts',
    'places are changed past the second administrator',
    'await assertPlaces(unit, e, [...created, ...edited]);',
    '',
    'test/desks-agreed.test.ts',
  ),
  mutant(
    'totals/saved-desk.ts',
    'a program keeps totals',
    "if (me.kind !== 'user')\n    throw new Problem('not-allowed', 'People keep totals",
    "if (false)\n    throw new Problem('not-allowed', 'People keep totals",
    desks,
  ),
  mutant(
    'undo/totals.ts',
    'saved totals of others are taken back without the right',
    "if (!mayChangeSaved(unit, row)) return stays('Changing what is offered needs a right to manage it.', title);",
    '',
    'src/features/totals/totals.test.ts',
  ),
] as const;

export const refusalMutants: readonly Mutant[] = [...given, ...oneself, ...levels, ...records];
