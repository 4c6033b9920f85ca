// What may not be seen, in the places where a question passes over records without naming them; each guard broken by itself.
import type { Mutant } from './mutants.ts';

const hidden = 'test/hidden-records.test.ts';
const records = 'test/access-records.test.ts';
const reach = 'test/access-reach.test.ts';
const names = 'test/hidden-names.test.ts';
const bin = 'src/features/bin/bin.test.ts';
const shares = 'test/access-shares.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/core/${file}`, what, find, replace, times: 1, tests };
}

export const seenMutants: readonly Mutant[] = [
  mutant(
    'records/find.ts',
    'the search over everything finds what may not be seen',
    "compileSearch(text, me, e, 'r'), visibleRows(me, e, 'r')]",
    "compileSearch(text, me, e, 'r')]",
    hidden,
    reach,
  ),
  mutant(
    'records/follow.ts',
    'what is worked out looks at records one may not see',
    "sql`r.archived_at is null`, visibleRows(unit.me, e, 'r')])}`);",
    'sql`r.archived_at is null`])}`);',
    'src/features/deals/lines.test.ts',
  ),
  mutant(
    'records/follow.ts',
    'a stage one may not see answers otherwise than one that never was',
    'seenIds(unit, unit.catalog.entity(name), ids)',
    'Promise.resolve(new Set(ids))',
    hidden,
  ),
  mutant(
    'records/references.ts',
    'to send where a reference leads that may not be seen finds it out',
    'for (const p of list) if (!seen.has(p.id)) p.draft',
    'for (const p of list) if (false) p.draft',
    hidden,
  ),
  mutant(
    'records/reading.ts',
    'a page shows titles of what may not be seen',
    "const seen = visibleRows(me, target, 't');",
    'const seen = sql`true`;',
    hidden,
  ),
  mutant(
    'records/virtual.ts',
    'sums over parts count what may not be seen',
    'is null`, visibleRows(me, of, t), ...read])}`;',
    'is null`, ...read])}`;',
    hidden,
  ),
  mutant(
    'records/seen.ts',
    'lists of links name what may not be seen',
    "sql`seen.id = ${id}`, visibleRows(me, target, 'seen')])",
    'sql`seen.id = ${id}`])',
    hidden,
  ),
  mutant(
    'records/wholes.ts',
    'a part is put into a whole one may not see',
    "and([sql`w.id = any(${asked}::uuid[])`, visibleRows(me, whole, 'w')])",
    'and([sql`w.id = any(${asked}::uuid[])`])',
    records,
    hidden,
  ),
  mutant(
    'records/unique.ts',
    'an import finds by a key what may not be seen',
    "and([sql`r.archived_at is null`, visibleRows(unit.me, e, 'r')])",
    'and([sql`r.archived_at is null`])',
    hidden,
  ),
  mutant(
    'records/group.ts',
    'totals look through a reference at what may not be seen',
    ' and ${visibleRows(this.#unit.me, found.e, found.alias)}`);',
    '`);',
    hidden,
    reach,
  ),
  mutant(
    'records/sort.ts',
    'an order tells the title of what may not be seen',
    "s.id = ${place.column} and ${visibleRows(me, target, 's')})`;",
    's.id = ${place.column})`;',
    hidden,
  ),
  mutant(
    'records/bin-list.ts',
    'the bin shows what may not be seen',
    "sql`r.archived_at is not null`, visibleRows(unit.me, e, 'r'), aloneThere",
    'sql`r.archived_at is not null`, aloneThere',
    bin,
  ),
  mutant(
    'records/bin-tree.ts',
    'a tree in the bin is told of a record one may not see',
    "sql`r.archived_at is not null`, visibleRows(unit.me, e, 'r')])}`);\n  if (rows.length === 0)",
    'sql`r.archived_at is not null`])}`);\n  if (rows.length === 0)',
    bin,
  ),
  mutant(
    'records/bin-tree.ts',
    'a tree in the bin holds what went with it and may not be seen',
    "sql`r.archived_at is not null`, visibleRows(unit.me, e, 'r')])}\n",
    'sql`r.archived_at is not null`])}\n',
    bin,
  ),
  mutant(
    'records/bin-tree.ts',
    'a tree in the bin holds what refers to it and may not be seen',
    "visibleRows(unit.me, e, 'r'), or(ways)",
    'or(ways)',
    bin,
  ),
  mutant(
    'records/purge.ts',
    'deleting for good tells what may not be seen from what is not there',
    "and([sql`r.id = any(${asked}::uuid[])`, visibleRows(unit.me, e, 'r')])",
    'and([sql`r.id = any(${asked}::uuid[])`])',
    records,
  ),
  mutant(
    'records/bin.ts',
    'the bin tells what may not be seen from what is not there',
    "and([sql`r.id = any(${asked}::uuid[])`, visibleRows(unit.me, e, 'r')])",
    'and([sql`r.id = any(${asked}::uuid[])`])',
    records,
  ),
  mutant(
    'records/hold-desk.ts',
    'a hold counts what may not be seen',
    "visibleRows(unit.me, e, 'r'),\n      ...(rule",
    '...(rule',
    bin,
  ),
  mutant(
    'records/hold-desk.ts',
    'a hold is set on a record one may not see',
    "sql`r.id = ${wish.record}::uuid`, visibleRows(unit.me, e, 'r')])",
    'sql`r.id = ${wish.record}::uuid`])',
    bin,
  ),
  mutant(
    'access/share-desk.ts',
    'one shares with people one may not see',
    "live, visibleRows(unit.me, target, 'r')])",
    'live])',
    shares,
  ),
  mutant(
    'records/view.ts',
    'a history names people one may not see',
    "= coalesce(k.owner, l.actor) and ${visibleRows(me, user, 'u')}",
    '= coalesce(k.owner, l.actor)',
    names,
  ),
  mutant(
    'records/conflicts.ts',
    'a conflict names people one may not see',
    "u.id = l.actor and ${visibleRows(unit.me, user, 'u')}",
    'u.id = l.actor',
    names,
  ),
  mutant(
    'undo.ts',
    'operations name people one may not see',
    " and ${visibleRows(unit.me, unit.catalog.entity('user'), 'u')}",
    '',
    names,
  ),
];
