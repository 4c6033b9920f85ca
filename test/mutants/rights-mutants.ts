// Guards of keys, pending changes and roles, broken one at a time.
import type { Mutant } from './mutants.ts';

const keys = 'src/features/keys/keys.test.ts';
const approvals = 'src/features/approvals/approvals.test.ts';
const roles = 'src/features/roles/roles.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/core/${file}`, what, find, replace, times: 1, tests };
}

export const rightsMutants: readonly Mutant[] = [
  mutant(
    'principals.ts',
    'a key has its own rights whatever its owner has',
    'withinOwner(given, owner.grants)',
    'given',
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
  mutant(
    'access/key-rates.ts',
    'a key asks as often as it likes',
    "if (wait > 0) throw new Problem('too-many', `This key",
    "if (false) throw new Problem('too-many', `This key",
    keys,
  ),
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
