// Walls that refuse nothing by themselves but leave out what may not be seen or given: in what is counted, listed, explained, merged, undone and looked back
// at, each broken one at a time.
import type { Mutant } from './mutants.ts';

const roles = 'src/features/roles/roles.test.ts';
const rules = 'src/features/roles/rules.test.ts';
const escalation = 'test/escalation.test.ts';
const members = 'src/core/identity/members.test.ts';
const fields = 'test/field-rights.test.ts';
const ledger = 'src/features/ledger/ledger.test.ts';
const walls = 'test/walls.test.ts';
const names = 'test/hidden-names.test.ts';
const hidden = 'test/hidden-records.test.ts';
const shares = 'test/access-shares.test.ts';
const past = 'src/features/past/past.test.ts';
const configuration = 'src/features/past/configuration.test.ts';
const looking = 'test/looking.test.ts';

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
    '    reason,\n  );\n  await assertTests();\n  return read(unit, id);\n}\n\nexport async function deleteRole',
    '    reason,\n  );\n  return read(unit, id);\n}\n\nexport async function deleteRole',
    roles,
  ),
  mutant(
    'identity/members.ts',
    'roles are given against a saved test of access',
    'await assertTests();',
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
  mutant(
    'ledger/shown.ts',
    'the ledger shows what a field holds since while it cannot be read',
    'after: mayRead(unit.me, o.e!, field, past?.now, past?.after),',
    'after: true,',
    ledger,
    fields,
  ),
  mutant(
    'ledger/shown.ts',
    'the ledger names people one may not see',
    "(u.id = ${unit.me.self.id}::uuid or ${visibleRows(unit.me, user, 'u')})`);",
    'true`);',
    names,
    ledger,
  ),
  mutant(
    'records/virtual.ts',
    'sums count values that may not be read',
    "(rule.op === 'all' ? c : sql`case when",
    '(true ? c : sql`case when',
    'test/hidden-attacks.test.ts',
  ),
  mutant(
    'records/select.ts',
    'a title shows parts on rows where they may not be read',
    "sql`coalesce(case when ${ruleOn(me, rule, e, alias)} then ${column} end, '')`",
    "sql`coalesce(${column}, '')`",
    walls,
  ),
  mutant(
    'records/follow.ts',
    'what is worked out looks at fields that may not be read',
    "fieldRightOn(unit.me, e, name, ruled) !== 'hidden'",
    'true',
    'src/features/deals/lines.test.ts',
    fields,
  ),
  mutant(
    'watch.ts',
    'whoever looks as somebody else hears what is that person’s alone',
    "if (me.looking !== undefined && event.topic !== 'record') return null;",
    '',
    looking,
    'src/edge/http/events.test.ts',
  ),
  mutant(
    'watch.ts',
    'everybody hears of records they may not see',
    "::uuid[]) and ${visibleRows(me, e, 't')}`,",
    '::uuid[])`,',
    'src/edge/http/events.test.ts',
    hidden,
  ),
  mutant(
    'records/reveal.ts',
    'a value is revealed of a record one may not see',
    "and([sql`r.id = ${id}::uuid`, visibleRows(me, e, 'r')])",
    'and([sql`r.id = ${id}::uuid`])',
    walls,
  ),
  mutant(
    'records/merge.ts',
    'into which a record went is told of one that may not be seen',
    "and([sql`r.id = ${into}::uuid`, visibleRows(unit.me, e, 'r')])",
    'and([sql`r.id = ${into}::uuid`])',
    walls,
  ),
  mutant(
    'access/share-desk.ts',
    'one shares a record one may not see',
    "and([sql`r.id = ${id}::uuid`, visibleRows(me, e, 'r')])}${verb",
    'and([sql`r.id = ${id}::uuid`])}${verb',
    shares,
    hidden,
  ),
  mutant(
    'access/deputy-desk.ts',
    'one names people one may not see as deputies',
    "r.archived_at is null`, visibleRows(unit.me, e, 'r')])}`)",
    'r.archived_at is null`])}`)',
    walls,
  ),
  mutant(
    'access/deputy-desk.ts',
    'everybody’s deputies are listed to anybody',
    "may(unit.me, 'admin.deputies') ? sql`true` : mine",
    "may(unit.me, 'self.use') ? sql`true` : mine",
    walls,
  ),
  mutant(
    'access/explain.ts',
    'what one may do with a record is explained of one that may not be seen',
    "|| (isMine && !reaches(unit.me, stored, 'view'))) throw",
    ') throw',
    walls,
  ),
  mutant(
    'privacy/subjects-desk.ts',
    'a report on a person names people one may not see',
    "coalesce(k.owner, s.actor) and ${visibleRows(unit.me, user, 'u')}",
    'coalesce(k.owner, s.actor)',
    walls,
  ),
  mutant(
    'undo.ts',
    'one is offered to undo what others did',
    'mayUndo: mine && (r.own === unit.me.id || others),',
    'mayUndo: mine,',
    walls,
  ),
] as const;

const lookingBack = [
  mutant(
    'past/restore.ts',
    'what was made since is counted where it may not be seen',
    "visibleRows(live.me, live.catalog.entity(e.name), 'c')",
    'sql`true`',
    past,
  ),
  mutant(
    'past/restore.ts',
    'records come back that could not be seen then',
    ", visibleRows(look.unit.me, then, 'r')])}`);",
    '])}`);',
    past,
  ),
  mutant(
    'past/difference.ts',
    'what differs since is counted where it may not be seen now',
    "visibleRows(unit.me, live, 'c')",
    'sql`true`',
    walls,
  ),
  mutant(
    'past/roles.ts',
    'a role of then is promised to whoever may not change roles',
    "reason: may(unit.me, 'admin.grants') ? null : needs('admin.grants'),",
    'reason: null,',
    configuration,
  ),
  mutant(
    'past/shape.ts',
    'fields of then are promised to whoever may not change them',
    "reason: may(unit.me, 'admin.shape') ? hindrance(unit.catalog, change) : needs('admin.shape'),",
    'reason: hindrance(unit.catalog, change),',
    past,
    configuration,
  ),
  mutant(
    'past/past-desk.ts',
    'large changes of others are told to whoever looks back',
    "const all = may(unit.me, 'ledger.view');",
    'const all = true;',
    walls,
  ),
] as const;

export const wallMutants: readonly Mutant[] = [...given, ...reading, ...lookingBack];
