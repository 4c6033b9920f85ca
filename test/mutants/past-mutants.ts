// Guards of looking back, each broken one at a time.
import type { Mutant } from './mutants.ts';

const past = 'src/features/past/past.test.ts';
const machine = 'test/time-machine.test.ts';
const configuration = 'src/features/past/configuration.test.ts';
const moreKinds = 'src/features/past/more-kinds.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/core/${file}`, what, find, replace, times: 1, tests };
}

export const pastMutants: readonly Mutant[] = [
  mutant(
    'past/relations.ts',
    'a record that may not be seen now is seen as it was',
    'return live === undefined ? no : visibleRows(this.#live, live, alias);',
    'return live === undefined ? no : yes;',
    past,
    machine,
  ),
  mutant(
    'records/source.ts',
    'a field that may not be read now is read as it was',
    'return and([there, me.past.alsoNow(e, rule, alias)]);',
    'return there;',
    past,
  ),
  mutant(
    'past/changes.ts',
    'what was committed later counts as there',
    `or l.id in (select entry from "late$")`,
    'or false',
    past,
  ),
  mutant(
    'past/restore.ts',
    'bringing back takes values that may not be read now',
    "if (right === 'hidden' || fieldRightOn(unit.me, e, name, was) === 'hidden') continue;",
    '',
    past,
  ),
  mutant(
    'past/restore.ts',
    'bringing back takes values that might not be read as they were',
    " || fieldRightOn(unit.me, e, name, was) === 'hidden') continue;",
    ') continue;',
    past,
  ),
  mutant(
    'past/past-desk.ts',
    'looking back needs no right of its own',
    "unit.refuseUnless(may(unit.me, 'tool.time-machine'), 'tool.time-machine');",
    '',
    'test/desks.test.ts',
  ),
  mutant(
    'past/changes.ts',
    'a record whose values were erased is shown as if they had not been there',
    'bool_or(v.entry is null) as lost',
    'false as lost',
    past,
  ),
  mutant(
    'past/changes.ts',
    'where a value was erased the one before it is told',
    "(v.entry is null or v.plain::jsonb -> 'changes' ? ${field})",
    "v.plain::jsonb -> 'changes' ? ${field}",
    past,
  ),
  mutant(
    'past/relations.ts',
    'what was put into a table later is shown as if it had been there',
    'return sql`c.created_at <= ${this.at}::timestamptz`;',
    'return yes;',
    past,
  ),
  mutant(
    'past/look-back.ts',
    'of an object that is retired everything may be seen, whatever roles say',
    'const more = rows.flatMap((row) => grantsOfPerson(row, catalog)).filter((grant) => views.has(grant.permission));',
    `const more = [...views].map((permission) => ({ ...me.grants[0]!, permission, rows: { op: 'all' as const }, otherFields: 'edit' as const, fields: new Map() }) as (typeof me.grants)[number]);`,
    past,
  ),
  mutant(
    'past/things.ts',
    'whoever looks back sees what became of roles and settings',
    "const all = may(unit.me, 'admin.history');",
    'const all = true;',
    configuration,
  ),
  mutant(
    'past/roles.ts',
    'who holds which role is told of people one may not see',
    'const title = titles.get(id);',
    "const title = titles.get(id) ?? '';",
    configuration,
  ),
  mutant(
    'past/roles.ts',
    'roles are brought back past the second administrator',
    "await assertAgreed(unit, 'roles');",
    '',
    configuration,
  ),
  mutant(
    'access/undo-roles.ts',
    'bringing a role back gives what who does it does not hold',
    "if (was.grants !== undefined) held(was.name ?? present?.name ?? '', was.grants);",
    '',
    configuration,
  ),
  mutant(
    'network/network-desk.ts',
    'rules on networks come back past the second administrator',
    "  await assertAgreed(unit, 'network');\n",
    '',
    moreKinds,
  ),
  mutant(
    'network/network-desk.ts',
    'rules on networks come back through a proxy nobody has named',
    'doubt: unit.purpose.addressDoubt === true };',
    'doubt: false };',
    moreKinds,
  ),
  mutant(
    'undo/programs.ts',
    'what a program may do comes back past the second administrator',
    '      await assertAgreed(unit, p.security);\n',
    '',
    moreKinds,
  ),
  mutant(
    'mail/mail-desk.ts',
    'a mail server that is brought back is given the password of another',
    'const kept = before !== null && wish.username !== null && givenForSame(before, wish) ?',
    'const kept = before !== null && wish.username !== null ?',
    moreKinds,
  ),
  mutant(
    'totals/saved-then.ts',
    'what was private then is told because it is offered now',
    ' || !(then.wish.offered || isMine(live, row))',
    '',
    moreKinds,
  ),
  mutant(
    'undo/network.ts',
    'rules on networks are told in the past to whoever may not see them',
    'if (!may(unit.me, right)) return stays(needs(right));',
    '',
    moreKinds,
  ),
  mutant(
    'past/narrowed.ts',
    'a search of then finds by what stands there now alone',
    'return or([...(isStored ? ways.map(now) : []), told]);',
    'return or([...(isStored ? ways.map(now) : [])]);',
    past,
  ),
  mutant(
    'records/list.ts',
    'a page of then leaves out what was changed since',
    '${first.key} ${first.down ? sql`>=` : sql`<=`} ${bound}',
    '${first.key} ${first.down ? sql`<=` : sql`>=`} ${bound}',
    past,
    machine,
  ),
];
