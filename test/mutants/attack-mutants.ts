// Guards against what was tried by an attacker who reads the code: refusals, counts, conflicts, explanations and undo that told of what may not be seen.
import type { Mutant } from './mutants.ts';

const attacks = 'test/hidden-attacks.test.ts';
const factors = 'src/core/identity/factors/factors.test.ts';
const shares = 'test/access-shares.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/core/${file}`, what, find, replace, times: 1, tests };
}

export const attackMutants: readonly Mutant[] = [
  mutant(
    'records/conflicts.ts',
    'a conflict tells what stood there while it could not be seen',
    'mayRead(unit.me, e, field, row, then) ? old : null',
    'old',
    attacks,
  ),
  mutant(
    'records/conflicts.ts',
    'a conflict takes a record as it is now for what it was then',
    'else if (then !== undefined)',
    'else if (false)',
    attacks,
  ),
  mutant(
    'undo/plan.ts',
    'undo brings back what stood there while it could not be seen',
    'if (pasts !== null && !mayRead(unit.me, e, name, past?.now, past?.before)) {',
    'if (false) {',
    attacks,
  ),
  mutant(
    'records/virtual.ts',
    'a roll-up counts where the reference may not be read',
    "leads.op === 'all' ? [] : [ruleOn(me, leads, of, t)]",
    '[]',
    attacks,
  ),
  mutant(
    'records/circles.ts',
    'a circle out of sight is told from a line that ends there',
    'else if (line?.dark === true)',
    'else if (false)',
    attacks,
  ),
  mutant(
    'records/circles.ts',
    'a circle is looked for where one does not see',
    'and depth < ${longest} and (m.id is not null or ${seen})',
    'and depth < ${longest}',
    attacks,
  ),
  mutant(
    'records/circles.ts',
    'parents given in the same breath make a circle',
    'from up join ${table} r on r.id = up.id left join moved m on m.id = r.id',
    'from up join ${table} r on r.id = up.id left join moved m on false',
    attacks,
  ),
  mutant(
    'records/circles.ts',
    'two people who move at the same moment make a circle',
    "await unit.query('select pg_advisory_xact_lock(hashtext($1))', [`${tableName(e)}.${columnOf(name, f)}`]);",
    'continue;',
    attacks,
  ),
  mutant(
    'records/bin-tree.ts',
    'bringing back with what refers to a record tells of one that may not be seen',
    'for (const item of items) await inBinOrNot(unit, item);\n    for (const x of await relatedTo',
    'for (const x of await relatedTo',
    attacks,
  ),
  mutant(
    'records/bin-list.ts',
    'the bin tells what somebody put there who may not be seen',
    'refIsSeen(unit.me, unit.catalog, by) ?? sql`true`',
    'sql`true`',
    attacks,
  ),
  mutant(
    'access/access-tests.ts',
    'a saved test asks of records its maker does not see',
    'if (!seesAll(unit.me, e))',
    'if (false)',
    attacks,
  ),
  mutant(
    'access/access-tests.ts',
    'a saved test asks of a record its maker does not see',
    "if (stored === undefined || !reaches(unit.me, stored, 'view')) throw new Problem('not-found');",
    '',
    attacks,
  ),
  mutant(
    'access/what-if.ts',
    'what a change would do is counted among records one does not see',
    "and([sql`r.archived_at is null`, visibleRows(unit.me, e, 'r')])",
    'and([sql`r.archived_at is null`])',
    attacks,
  ),
  mutant(
    'access/rule-asks.ts',
    'a rule asks whose a record is, where that may not be read',
    "field !== 'id' &&",
    'Object.hasOwn(e.fields, field) &&',
    attacks,
  ),
  mutant(
    'access/explain.ts',
    'an explanation tells what a hidden field holds',
    'const isUnsaid = toMyself && asksUnread(g, me, stored);',
    'const isUnsaid = false;',
    attacks,
  ),
  mutant(
    'access/shares.ts',
    'a share lets look under a mask its giver could not look under',
    "v !== 'reveal' || !isMasked",
    'true',
    shares,
  ),
  mutant(
    'access/person.ts',
    'a share with a team of one’s own outlasts one’s roles',
    'where s.until_at > $2 and s.given_by <> u.id\n',
    'where s.until_at > $2\n',
    shares,
  ),
  mutant(
    'identity/factors/standing.ts',
    'a program is taken for a fresh proof of a person',
    'row.provedAt ?? never',
    'row.provedAt ?? now()',
    factors,
  ),
  mutant(
    'identity/not-me.ts',
    'a key somebody else made in my name outlasts my saying so',
    'owner = $1 and made_at >= $2 and disabled_at is null returning id',
    'owner = $1 and made_at >= $2 and false returning id',
    factors,
  ),
  mutant(
    'identity/not-me.ts',
    'a secret somebody else made for my key outlasts my saying so',
    'k.application is null and s.made_at >= $2',
    'k.application is null and s.made_at >= $2 and false',
    factors,
  ),
  mutant(
    'privacy/subjects-desk.ts',
    'a report quotes questions to who does not read all of it',
    'says: all ? row.plain : null',
    'says: row.plain',
    attacks,
  ),
  mutant(
    'access/key-wish.ts',
    'fewer rights of a program leave those for single kinds of activity',
    'types: Object.fromEntries(types)',
    'types: said.types',
    'src/features/applications/attacks.test.ts',
  ),
  mutant(
    'access/key-wish.ts',
    'rights for single kinds of activity are named to nobody',
    'verbs.filter((verb) => scopesOfVerb(said, verb).length > 0).map',
    'verbs.filter((verb) => said[verb] !== undefined).map',
    'src/features/applications/attacks.test.ts',
  ),
  mutant(
    'access/sign-in-names.ts',
    'whoever edits users changes the address somebody signs in with who holds more',
    'if (!beyond.has(d.id)) continue;',
    'continue;',
    'test/escalation.test.ts',
  ),
  {
    ...mutant('', '', '', '', 'src/features/exports/export-job.test.ts'),
    file: 'src/features/exports/run-export.ts',
    what: 'a file of totals of parts outlasts the right to their wholes',
    find: '[name, ...withWholes(tx, whole)]',
    replace: '[name]',
  },
];
