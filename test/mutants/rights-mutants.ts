// Guards of keys, pending changes and roles, broken one at a time.
import type { Mutant } from './mutants.ts';

const keys = 'src/features/keys/keys.test.ts';
const approvals = 'src/features/approvals/approvals.test.ts';
const roles = 'src/features/roles/roles.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/core/${file}`, what, find, replace, times: 1, tests };
}

const applications = 'src/features/applications/applications.test.ts';
const attacks = 'src/features/applications/attacks.test.ts';

const looking = 'test/looking.test.ts';
const requests = 'test/access-requests.test.ts';

/** What is offered to be handed to a program. */
const offerMutants: readonly Mutant[] = [
  mutant(
    'access/offer.ts',
    'saved totals of others are named to whoever makes a key',
    'x.live && may(me, totalsRight(x.id))',
    'x.live',
    'src/features/keys/offer.test.ts',
  ),
  mutant(
    'access/offer.ts',
    'a verb is offered further than it is held',
    "scopeRule(e, word).op !== 'none' && mine.some((g) => reachesAll(g.from.scope, word))",
    "scopeRule(e, word).op !== 'none'",
    'src/features/keys/offer.test.ts',
  ),
  mutant(
    'access/offer.ts',
    'a field one may not see is offered',
    ".filter(({ right }) => right !== 'hidden')",
    '',
    'src/features/keys/offer.test.ts',
  ),
];

/** Looking as somebody else, and asking for access. */
const lookMutants: readonly Mutant[] = [
  mutant(
    'access/check-access.ts',
    'whoever looks as somebody else may ask for everything that reads',
    "if (me.looking !== undefined && (action.looking !== 'as-them' || !action.reads)) throw new Problem('look-only');",
    '',
    looking,
  ),
  mutant(
    'door.ts',
    'whoever looks as somebody else writes by what says that it reads',
    "if (me.looking !== undefined && !purpose.reads) throw new Problem('look-only');",
    '',
    looking,
  ),
  mutant(
    'access/looking.ts',
    'whoever looks has the rights of the other',
    'withinOwner([g], held.get(g.permission) ?? [])',
    '[g]',
    looking,
  ),
  mutant(
    'access/looking.ts',
    'the viewer’s "me" becomes the other',
    'to: { value: operandValue(rule.to, me) }',
    'to: rule.to',
    looking,
  ),
  mutant(
    'principals.ts',
    'a look goes on when it is over or the right is lost',
    "if (look.over || !may(viewer, 'access.viewAs')) throw",
    'if (false) throw',
    looking,
  ),
  mutant(
    'access/agreed.ts',
    'people are moved in bulk past the second administrator',
    'if (!isPerson(unit.me) || security === change) return;',
    'return;',
    'src/features/approvals/places.test.ts',
  ),
  mutant(
    'principals.ts',
    'a look that is over makes the session itself again',
    "if (look.over || !may(viewer, 'access.viewAs')) throw new Problem('look-over');",
    "if (look.over || !may(viewer, 'access.viewAs')) return viewer;",
    looking,
  ),
  mutant(
    'access/request-desk.ts',
    'a request tells of hidden records',
    "if (stored === undefined || !reaches(unit.me, stored, 'view')) throw",
    'if (stored === undefined) throw',
    requests,
  ),
  mutant('access/request-ways.ts', 'one decides on one’s own request', 'r.person === me.self.id ||', '', requests),
  mutant(
    'access/request-ways.ts',
    'one grants by a role what one does not hold',
    "if (may(me, 'admin.members') && may(me, asked.permission))",
    "if (may(me, 'admin.members'))",
    requests,
  ),
];

export const rightsMutants: readonly Mutant[] = [
  mutant(
    'access/key-people.ts',
    'a connection may what was allowed, whatever its application may today',
    'isConnection ? withinOwner(allowed,',
    'false ? withinOwner(allowed,',
    applications,
  ),
  mutant(
    'perform.ts',
    'a secret is kept to answer the same request once more',
    'action.collect === true ? null : body',
    'body',
    keys,
  ),
  mutant(
    'access/consent.ts',
    'the answer goes to any address',
    'if (!found.redirects.includes(request.redirectUri))',
    'if (false)',
    attacks,
  ),
  mutant('access/consent.ts', 'a code without PKCE', "if (request.challengeMethod !== 'S256')", 'if (false)', attacks),
  mutant(
    'access/consent.ts',
    'an application asks for what was not approved',
    'if (beyond !== undefined)',
    'if (false)',
    attacks,
  ),
  {
    ...mutant('access/consent.ts', 'programs allow programs', "if (unit.me.kind !== 'user')", 'if (false)', attacks),
    also: [
      {
        file: 'src/core/access/check-access.ts',
        find: "if (me.kind === 'api_key' && action.access.keysToo !== true)",
        replace: 'if (false)',
        times: 1,
      },
    ],
  },
  mutant(
    'access/tokens-desk.ts',
    'the verifier is not looked at',
    'return made.length === asked.length && timingSafeEqual(made, asked);',
    'return true;',
    attacks,
  ),
  mutant('access/tokens-desk.ts', 'a code is good twice', 'if (code.key !== null) {', 'if (false) {', attacks),
  mutant(
    'access/tokens-desk.ts',
    'a refresh token is good twice',
    'if (row.usedAt !== null) {',
    'if (false) {',
    attacks,
  ),
  mutant(
    'access/tokens-desk.ts',
    'a program with a secret needs none',
    'client.confidential !== (clientSecret !== null)',
    'false',
    attacks,
  ),
  mutant(
    'access/application-wish.ts',
    'an application administers',
    'if (forPeople !== undefined)',
    'if (false)',
    applications,
  ),
  mutant(
    'access/connection-rows.ts',
    'what was ended goes on',
    'set disabled_at = $2, disabled_by = $3',
    'set disabled_at = null, disabled_by = $3',
    applications,
  ),
  mutant(
    'access/pending-runner.ts',
    'a secret is collected before anybody approved',
    'await tx.pending.begin(id, (await',
    'void (id, (await',
    approvals,
  ),
  mutant(
    'access/rule-asks.ts',
    'a rule asks for what one may not read',
    'if (field === undefined) continue;',
    'continue;',
    'src/features/roles/rules.test.ts',
  ),
  mutant(
    'access/share-desk.ts',
    'a share is given past the second administrator',
    "await assertAgreed(unit, 'shares');",
    '',
    'src/features/approvals/places.test.ts',
  ),
  ...offerMutants,
  ...lookMutants,
  mutant(
    'access/key-people.ts',
    'a key has its own rights whatever its owner has',
    'withinOwner(bounded, owner)',
    'bounded',
    keys,
  ),
  mutant(
    'access/key-grants.ts',
    'a key sees the fields it was given, not the lesser right',
    'lesser(rightIn(key, name), rightIn(owner, name))',
    'rightIn(key, name)',
    keys,
  ),
  mutant(
    'access/check-access.ts',
    'a key may do what is for people alone',
    "if (me.kind === 'api_key' && action.access.keysToo !== true)",
    'if (false)',
    keys,
  ),
  mutant('access/key-rates.ts', 'a key asks as often as it likes', 'while (lease.left < 1) {', 'while (false) {', keys),
  mutant(
    'access/keys-desk.ts',
    'anybody rotates anybody’s key',
    'if (key.owner.id !== unit.me.id)',
    'if (false)',
    keys,
  ),
  mutant('access/keys-desk.ts', 'programs make keys', "if (unit.me.kind !== 'user')", 'if (false)', keys),
  mutant(
    'access/assert-within.ts',
    'one grants what one does not hold',
    'if (beyond === undefined) return;',
    'return;',
    roles,
    keys,
  ),
  mutant('access/pending-desk.ts', 'the author approves', 'if (row.person === unit.me.id)', 'if (false)', approvals),
  mutant('access/pending-desk.ts', 'a key approves', "if (unit.me.kind !== 'user')", 'if (false)', approvals),
  mutant(
    'access/pending-desk.ts',
    'what nobody approved is carried out',
    "if (row.status === 'waiting' && !isRipe(row, unit.at))",
    'if (false)',
    approvals,
  ),
  mutant(
    'access/pending-desk.ts',
    'a change is carried out against another state',
    "if (basisOf(basis)?.toString('hex') !== row.basis?.toString('hex'))",
    'if (false)',
    approvals,
  ),
  mutant(
    'access/pending-desk.ts',
    'the policy does not guard itself',
    "of === 'policy' ? policy.classes.length > 0 :",
    "of === 'policy' ? false :",
    approvals,
  ),
  mutant('access/roles-desk.ts', 'the owner’s role can be changed', 'if (role.key === ownerKey)', 'if (false)', roles),
  mutant(
    'access/roles-desk.ts',
    'a second role holds everything',
    'if (grants.everything === true)',
    'if (false)',
    roles,
  ),
  mutant(
    'access/roles-desk.ts',
    'a role is changed against another version',
    'if (role.version !== version)',
    'if (false)',
    roles,
  ),
  mutant(
    'access/access-tests.ts',
    'a failing test of access stops nothing',
    'if (failed.length === 0) return;',
    'return;',
    roles,
  ),
  mutant(
    'access/undo-roles.ts',
    'undo gives what one does not hold',
    'if (was.grants !== undefined) held(',
    'if (false) held(',
    roles,
  ),
];
