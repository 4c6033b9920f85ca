// Walls that refuse nothing by themselves but leave out what may not be seen or given: in what is counted, listed, explained, merged, undone and looked back
// at, each broken one at a time.
import type { Mutant } from './mutants.ts';

const roles = 'src/features/roles/roles.test.ts';
const rules = 'src/features/roles/rules.test.ts';
const escalation = 'test/escalation.test.ts';
const members = 'src/core/identity/members.test.ts';
const fields = 'test/field-rights.test.ts';
const ledger = 'src/features/ledger/ledger.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/core/${file}`, what, find, replace, times: 1, tests };
}

const given = [
  mutant(
    'access/roles-desk.ts',
    'a role is made with more than its maker holds',
    'assertHolds(unit, name, grants);\n  await assertNameFree(unit, name, null);',
    'await assertNameFree(unit, name, null);',
    roles,
    escalation,
  ),
  mutant(
    'access/roles-desk.ts',
    'a role that holds more than who acts is changed',
    'assertHolds(unit, role.name, role.grants);',
    '',
    roles,
    escalation,
  ),
  mutant(
    'access/roles-desk.ts',
    'a rule of a role asks what its maker may not read',
    'assertMayAsk(unit.me, unit.catalog, grants, present);',
    '',
    rules,
    roles,
    'test/hidden-attacks.test.ts',
  ),
  mutant(
    'access/what-if.ts',
    'a look at what would be goes beyond what one holds',
    'assertWithin(unit, grantsOfRole(next, unit.catalog), `The role "${role.name}"`);',
    '',
    roles,
    escalation,
  ),
  mutant(
    'access/what-if.ts',
    'a look at what would be asks what one may not read',
    'assertMayAsk(unit.me, unit.catalog, grants, role.grants as RoleGrants);',
    '',
    rules,
    roles,
    'test/hidden-attacks.test.ts',
  ),
  mutant(
    'access/roles-desk.ts',
    'a role is changed against a saved test of access',
    '    reason,\n  );\n  await assertTests(unit);\n  return read(unit, id);\n}\n\nexport async function deleteRole',
    '    reason,\n  );\n  return read(unit, id);\n}\n\nexport async function deleteRole',
    roles,
  ),
  mutant(
    'identity/members.ts',
    'roles are given against a saved test of access',
    'await assertTests(unit);',
    '',
    members,
    roles,
  ),
  mutant(
    'identity/members.ts',
    'somebody is invited with roles one does not hold',
    'assertCovers(unit, roles);\n  await assertTeams',
    'await assertTeams',
    members,
    escalation,
  ),
  mutant(
    'identity/members.ts',
    'somebody here is given roles one does not hold',
    'assertCovers(unit, after);',
    '',
    members,
    escalation,
  ),
  mutant(
    'access/undo-roles.ts',
    'an undo changes a role that holds more than who acts',
    'if (present !== undefined) held(present.name, present.grants);',
    '',
    roles,
  ),
] as const;

const reading = [
  mutant(
    'records/view.ts',
    'history shows what a field held while it could not be read',
    'const mayOld = before !== null && mayRead(unit.me, e, field, now, before);',
    'const mayOld = before !== null;',
    fields,
    'test/hidden-fields.test.ts',
  ),
  mutant(
    'ledger/shown.ts',
    'the ledger shows what a field held before while it could not be read',
    'before: mayRead(unit.me, o.e!, field, past?.now, past?.before),',
    'before: true,',
    ledger,
    fields,
  ),
] as const;

export const wallMutants: readonly Mutant[] = [...given, ...reading];
