// Further guards of accounts, keys, applications, changes that wait, networks, shares, undo and erasure, broken one at a time.
import type { Mutant } from './mutants.ts';

const signIn = 'src/core/identity/sign-in.test.ts';
const links = 'src/core/identity/links.test.ts';
const members = 'src/core/identity/members.test.ts';
const levels = 'src/core/identity/factors/level.test.ts';
const factors = 'src/core/identity/factors/factors.test.ts';
const keys = 'src/features/keys/keys.test.ts';
const applications = 'src/features/applications/applications.test.ts';
const attacks = 'src/features/applications/attacks.test.ts';
const approvals = 'src/features/approvals/approvals.test.ts';
const network = 'src/features/network/network.test.ts';
const shares = 'test/access-shares.test.ts';
const requests = 'test/access-requests.test.ts';
const looking = 'test/looking.test.ts';
const everything = 'test/undo-everything.test.ts';
const erasure = 'src/features/erasure/erasure.test.ts';
const guessing = 'src/features/sessions/guessing.test.ts';
const losses = 'src/features/losses/losses.test.ts';
const asking = 'src/features/ledger/asking.test.ts';
const mail = 'src/core/mail/mail.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/core/${file}`, what, find, replace, times: 1, tests };
}

const accounts = [
  mutant(
    'identity/make-desk.ts',
    'a new password leaves other sessions open',
    "await sessions.endSessionsOf(unit, me, unit.me.sessionId);\n  await unit.query('delete from core.device",
    "await unit.query('delete from core.device",
    signIn,
  ),
  mutant(
    'identity/make-desk.ts',
    'a new password leaves other browsers known',
    ' and lost is null and token_hash is distinct from $2',
    ' and lost is null and token_hash is distinct from $2 and false',
    signIn,
  ),
  mutant(
    'identity/make-desk.ts',
    'a password by a link leaves sessions open',
    'await sessions.endSessionsOf(unit, userId, null);',
    '',
    links,
  ),
  mutant(
    'identity/make-desk.ts',
    'who signs in with a password that was changed meanwhile gets in',
    "if (!(await stillHolds(unit, facts.userId, facts.credentialVersion))) throw new Problem('sign-in-failed');",
    '',
    signIn,
  ),
  {
    ...mutant(
      'identity/make-desk.ts',
      'a link is followed whatever has become of its account',
      "if (userId !== facts.userId || user.status !== (purpose === 'reset' ? 'active' : 'invited'))",
      'if (userId !== facts.userId)',
      links,
    ),
    also: [
      {
        file: 'src/core/identity/members.ts',
        find: 'await withdrawLinks(unit, userId);',
        replace: '',
        times: 1,
      },
    ],
  },
  mutant(
    'identity/proofs.ts',
    'what was proved is good twice',
    'if (!holds || (found.usedFor ?? unit.purpose) !== unit.purpose)',
    'if (!holds)',
    signIn,
  ),
  mutant(
    'identity/proofs.ts',
    'what was proved to one company is good at another',
    'found.vault === unit.vault.id && ',
    '',
    signIn,
  ),
  mutant('identity/proofs.ts', 'what was proved is good for ever', ' && found.until >= now().getTime()', '', signIn),
  mutant(
    'identity/proofs.ts',
    'what was proved for one thing is good for another',
    'proof.what === what && ',
    '',
    signIn,
  ),
  mutant(
    'identity/factors/level.ts',
    'whoever is half signed in may ask for everything',
    "if (rank[me.level] < rank[asked.at ?? 'full']) throw new Problem(refused[me.level]);",
    '',
    levels,
  ),
  mutant(
    'identity/factors/desk.ts',
    'an app gets in where only passkeys count',
    "if (facts.how === 'password') throw new Problem('factor-failed');\n  await assertKind(unit, facts);",
    "if (facts.how === 'password') throw new Problem('factor-failed');",
    factors,
  ),
  mutant(
    'identity/factors/desk.ts',
    'a password is a second factor',
    "  if (facts.how === 'password') throw new Problem('factor-failed');\n",
    '',
    factors,
  ),
  mutant(
    'identity/factors/rescue-desk.ts',
    'a company cannot switch off the way back by the console',
    "throw new Problem('wrong-state', 'This company has switched off the way back by the console.');",
    ';',
    factors,
  ),
  mutant(
    'identity/members.ts',
    'a closed account keeps its sessions',
    'await endSessionsOf(unit, userId, null);',
    '',
    members,
  ),
  mutant('identity/members.ts', 'a closed account keeps its links', 'await withdrawLinks(unit, userId);', '', links),
  mutant(
    'identity/members.ts',
    'what a closed account asked for goes on waiting',
    'await withdrawPending(unit, userId);',
    '',
    approvals,
    members,
  ),
  mutant(
    'identity/porch.ts',
    'a link takes another name',
    'if (!isOwner && (choice.name !== undefined || choice.email !== undefined))',
    'if (false)',
    links,
  ),
  mutant(
    'identity/porch.ts',
    'a link is followed from a network that is turned away',
    "if (!(await accountMayCome(q, vault, open.userId, visitor.address))) throw new Problem('wrong-network');",
    '',
    network,
  ),
  mutant(
    'identity/porch-tools.ts',
    'an address tries as often as it likes',
    "if (wait > 0) throw new Problem('too-many', 'There were too many tries from this address.', { retryAfter: wait });",
    '',
    signIn,
    guessing,
  ),
  mutant('identity/losses.ts', 'links stay good after a loss', 'await withdrawLinks(unit, person);', '', losses),
] as const;

const programs = [
  mutant(
    'access/keys-desk.ts',
    'a key is made with more than its maker holds',
    'assertHeld(unit, grants, `The key "${name}"`);',
    '',
    keys,
  ),
  mutant(
    'access/keys-desk.ts',
    'a key is changed to more than its owner holds',
    'if (next.grants !== undefined) assertHeld(',
    'if (false) assertHeld(',
    keys,
  ),
  mutant(
    'access/applications-desk.ts',
    'an application is approved for more than one holds',
    'assertHeld(unit, grants, `The application “${name}”`);',
    '',
    applications,
    attacks,
  ),
  mutant(
    'access/applications-desk.ts',
    'an application is widened beyond what one holds',
    'assertHeld(unit, next.grants, `The application “${next.name ?? before.name}”`, before.grants);',
    ';',
    applications,
    attacks,
  ),
  mutant(
    'access/applications-desk.ts',
    'an application is changed against another version',
    'if (before.version !== version)',
    'if (false)',
    applications,
  ),
  mutant(
    'access/consent.ts',
    'one allows what one was not asked',
    'if (application.version !== version)',
    'if (false)',
    applications,
    attacks,
  ),
  mutant(
    'access/tokens-desk.ts',
    'a code is exchanged at another address',
    'seen.redirect === request.redirectUri && fitsChallenge',
    'fitsChallenge',
    attacks,
  ),
  mutant(
    'access/tokens-desk.ts',
    'a code is good for ever',
    '(rows[0].key === null && rows[0].expiresAt <= unit.at)',
    'false',
    attacks,
  ),
  mutant(
    'access/tokens-desk.ts',
    'who took a code tries verifiers until one fits',
    'if (seen.key === null && !fits) return burn(unit, hash, client, seen);',
    'if (seen.key === null && !fits) return { burnt: wrongCode };',
    attacks,
  ),
  mutant(
    'access/tokens-desk.ts',
    'a code is exchanged after its person has gone',
    "if (!(await holdPerson(unit, code.person))) throw refuse('invalid_grant', wrongCode);",
    '',
    attacks,
    applications,
  ),
  mutant(
    'access/tokens-desk.ts',
    'a connection that is over is refreshed',
    'if (!row.alive || row.expiresAt <= unit.at)',
    'if (row.expiresAt <= unit.at)',
    attacks,
    applications,
  ),
  mutant(
    'access/tokens-desk.ts',
    'a refresh token is good for ever',
    'if (!row.alive || row.expiresAt <= unit.at)',
    'if (!row.alive)',
    attacks,
    applications,
  ),
  mutant(
    'access/tokens-desk.ts',
    'refreshing widens what was allowed',
    'if (asked.length > 0 && (asked.length',
    'if (false && (asked.length',
    attacks,
    applications,
  ),
] as const;

const waiting = [
  mutant(
    'perform.ts',
    'no change waits',
    'if (security !== null) await assertAgreed(tx, handler, input, security);',
    '',
    approvals,
  ),
  mutant(
    'access/pending-desk.ts',
    'a change is carried out after its time or twice',
    "  assertState(row, unit.at, 'waiting', 'approved');\n  if (row.status === 'waiting' && !isRipe",
    "  if (row.status === 'waiting' && !isRipe",
    approvals,
  ),
  mutant(
    'access/pending-desk.ts',
    'a change that is over is decided again',
    "  assertState(row, unit.at, ...(status === 'approved' ? ['waiting'] : ['waiting', 'approved']));\n",
    '',
    approvals,
  ),
  mutant(
    'access/pending-desk.ts',
    'one takes back what somebody else asked for',
    "if (row.person !== unit.me.self.id) throw new Problem('not-allowed', 'Only who asked for a change takes it back.');",
    '',
    approvals,
  ),
  mutant(
    'access/pending-desk.ts',
    'one asks again for what somebody else asked for',
    "if (row.author !== unit.me.id) throw new Problem('not-allowed', 'Only who asked for a change asks for it again.');",
    '',
    approvals,
  ),
  mutant(
    'access/pending-desk.ts',
    'waiting changes are shown to anybody',
    "(mine || may(unit.me, 'admin.approve') || unit.me.kind === 'system')",
    'true',
    approvals,
  ),
  {
    ...mutant(
      'access/pending-desk.ts',
      'who sees a waiting change decides on it',
      "  unit.refuseUnless(may(unit.me, 'admin.approve'), 'admin.approve');\n  if (unit.me.kind",
      '  if (unit.me.kind',
      approvals,
    ),
    also: [
      {
        file: 'src/core/access/pending-desk.ts',
        find: "(mine || may(unit.me, 'admin.approve') || unit.me.kind === 'system')",
        replace: 'true',
        times: 1,
      },
    ],
  },
  mutant(
    'access/pending-desk.ts',
    'everybody’s waiting changes are listed to anybody',
    "const all = may(unit.me, 'admin.approve');",
    'const all = true;',
    approvals,
  ),
] as const;

const networks = [
  mutant(
    'network/network-desk.ts',
    'rules are changed against another version',
    'if (version !== null && stored.version !== version)',
    'if (false)',
    network,
  ),
  mutant(
    'network/network-desk.ts',
    'a set that locks out is saved',
    'await assertNamed(unit, next.rules);\n  await refuseLockOut(unit, next.rules, from.address);',
    'await assertNamed(unit, next.rules);',
    network,
  ),
  mutant(
    'network/network-desk.ts',
    'a trial that locks out is confirmed',
    'await refuseLockOut(unit, trial.rules, from.address);',
    '',
    network,
  ),
  mutant(
    'network/network-desk.ts',
    'rules that lock out are switched on',
    'await refuseLockOut(unit, stored.rules, from.address);',
    '',
    network,
  ),
  mutant(
    'network/network-desk.ts',
    'a trial whose time is over is confirmed',
    'if (trial === null || new Date(trial.until) <= unit.at)',
    'if (trial === null)',
    network,
  ),
  mutant(
    'network/network-desk.ts',
    'a rule names whom there is not',
    "if (roles.rowCount !== named('roles').length || people.rowCount !== named('people').length)",
    'if (false)',
    network,
  ),
] as const;

const given = [
  mutant(
    'access/deputy-desk.ts',
    'anybody ends who stands in for others',
    "if (row === undefined || (!isMine && !may(unit.me, 'admin.deputies')))",
    'if (row === undefined)',
    shares,
  ),
  mutant(
    'access/share-desk.ts',
    'anybody ends shares of others',
    '  if (share.given_by !== unit.me.self.id) await assertMayShare(unit, share.entity, share.record);',
    '',
    shares,
  ),
  mutant(
    'access/share-desk.ts',
    'with whom a record is shared is told to anybody',
    "unit.refuseUnless(mayReach(unit.me, e, 'share', lazyRuleRow(e, stored)), `${e.name}.share`);",
    'void stored;',
    shares,
  ),
  mutant(
    'access/request-desk.ts',
    'a request is decided twice',
    "if (row.status !== 'open') throw new Problem('wrong-state', 'This has been decided.');",
    '',
    requests,
  ),
  mutant(
    'access/request-desk.ts',
    'a request is decided by whoever could not give it',
    'if (row === undefined || ways.length === 0)',
    'if (row === undefined)',
    requests,
  ),
  mutant(
    'access/request-desk.ts',
    'a request of somebody else is withdrawn',
    'where r.id = $1 and r.person = $2 for update of r',
    'where r.id = $1 and $2::uuid is not null for update of r',
    requests,
  ),
  mutant(
    'access/look-desk.ts',
    'one looks as people one may not see',
    "sql`r.status = 'active' and r.archived_at is null`,\n          visibleRows(me, user, 'r'),",
    "sql`r.status = 'active' and r.archived_at is null`,",
    looking,
  ),
  mutant(
    'access/look-desk.ts',
    'anybody ends the look of anybody',
    'where id = $1 and person = $2 and ended_at is null',
    'where id = $1 and $2::uuid is not null and ended_at is null',
    looking,
  ),
  mutant(
    'ledger/searches-desk.ts',
    'searches of others are there for anybody',
    "(row.owner === unit.me.self.id || (row.shared && may(unit.me, 'ledger.view')))",
    'true',
    asking,
  ),
  mutant(
    'quiet.ts',
    'who may not use the product any more goes on following',
    "if (!may(me, 'self.use')) throw new Problem('session-ended');",
    '',
    'src/core/quiet.test.ts',
  ),
  {
    ...mutant(
      'mail/mail-desk.ts',
      'a mail server comes back by an undo without the right',
      'if (wish === null) return await removeServer(unit);\n  assertMay(unit);',
      'if (wish === null) return await removeServer(unit);',
      everything,
    ),
    also: [
      {
        file: 'src/core/undo/mail.ts',
        find: 'if (!may(unit.me, right)) return stays(needs(right));',
        replace: '',
        times: 1,
      },
    ],
  },
  mutant(
    'undo/mail.ts',
    'what the mail server was is told, and promised, to whoever may not set it up',
    'if (!may(unit.me, right)) return stays(needs(right));',
    '',
    everything,
  ),
  mutant(
    'undo/programs.ts',
    'what a program might is told, and promised, to whoever may not change it',
    'if (!may(unit.me, p.right)) return stays(needs(p.right));',
    '',
    everything,
  ),
  mutant(
    'undo/sharing.ts',
    'deputies are promised by an undo without the right',
    "if (!mine && !may(unit.me, 'admin.deputies')) return stays(needs('admin.deputies'));",
    '',
    everything,
  ),
  mutant(
    'undo/sharing.ts',
    'shares are promised by an undo without the right',
    'const refused = await unit.attempt(() => assertMayShare(unit, entity!, record!));',
    'const refused = null as Problem | null;',
    everything,
  ),
  mutant(
    'undo/sharing.ts',
    'the status of an account is told to whoever may not change it',
    'const fields = right === null ? [field] : [];',
    'const fields = [field];',
    everything,
  ),
  mutant(
    'undo/settings.ts',
    'tests of access are told to whoever may not change them',
    'title: isTold ? said : null',
    'title: said',
    everything,
  ),
  mutant(
    'access/undo-holders.ts',
    'who holds which role is told to whoever may not give any',
    "fields: may(unit.me, 'admin.members') ? [field] : []",
    'fields: [field]',
    everything,
  ),
  mutant(
    'access/undo-holders.ts',
    'an undo of roles names people one may not see',
    "const titles = await findTitles(unit, unit.catalog.entity('user'), people);",
    'const titles = new Map(people.map((id) => [id, id]));',
    everything,
  ),
  mutant(
    'access/undo-roles.ts',
    'what a role allows is told to whoever may not see roles',
    "const isSeen = may(unit.me, 'admin.roles') || may(unit.me, 'admin.grants');",
    'const isSeen = true;',
    everything,
  ),
  mutant('mail/queue.ts', 'a queue without end', 'if (rows[0]!.n >= waitingMost)', 'if (false)', mail),
] as const;

const undone = [
  mutant(
    'access/undo-holders.ts',
    'roles are taken back without the right to give them',
    "if (!may(unit.me, 'admin.members')) return 'It needs the right to give and take roles.';",
    '',
    everything,
  ),
  mutant(
    'access/undo-roles.ts',
    'a change of a role is taken back without the right to make it',
    "if (!may(unit.me, 'admin.grants')) return 'It needs the right to change roles.';",
    '',
    everything,
  ),
  mutant(
    'undo/settings.ts',
    'settings are taken back without the right to set them',
    'if (!may(unit.me, s.right)) return stays(needs(s.right));',
    '',
    everything,
  ),
  mutant(
    'undo/shape.ts',
    'fields are taken back without the right to change them',
    "!may(unit.me, 'admin.shape')\n        ? stays(needs('admin.shape'))\n        : entry",
    "false\n        ? stays(needs('admin.shape'))\n        : entry",
    everything,
  ),
  mutant(
    'undo/sharing.ts',
    'a closed account is opened by an undo without the right',
    "const right = may(unit.me, 'admin.members') ? null : needs('admin.members');",
    'const right = null;',
    everything,
  ),
] as const;

const erasing = [
  mutant(
    'privacy/erasure-desk.ts',
    'more is erased than was counted',
    'if (look.count !== count)',
    'if (false)',
    erasure,
  ),
  mutant(
    'privacy/erasure-desk.ts',
    'an erasure begins on what is held',
    "if (look.held[0] !== undefined) throw new Problem('held', look.held[0]);",
    '',
    erasure,
  ),
  mutant(
    'privacy/erasure-desk.ts',
    'a person is erased past the second administrator',
    "await assertAgreed(unit, 'purge');",
    '',
    'test/desks-agreed.test.ts',
  ),
  // Accounts are settings too, which are refused one line later.
  {
    ...mutant(
      'privacy/erasure-look.ts',
      'people with an account are erased as if they were contacts',
      "if (e.name === 'user')",
      'if (false)',
      'test/desks.test.ts',
    ),
    also: [{ file: 'src/core/privacy/erasure-look.ts', find: 'if (e.setting)', replace: 'if (false)', times: 1 }],
  },
  mutant(
    'privacy/erasure-look.ts',
    'settings are erased as if they were people',
    'if (e.setting)',
    'if (false)',
    'test/desks.test.ts',
  ),
] as const;

export const guardMutants: readonly Mutant[] = [
  ...accounts,
  ...programs,
  ...waiting,
  ...networks,
  ...given,
  ...undone,
  ...erasing,
];
