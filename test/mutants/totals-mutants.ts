// Guards of totals that are kept, broken one at a time.
import type { Mutant } from './mutants.ts';

const totals = 'src/features/totals/totals.test.ts';

function mutant(file: string, what: string, find: string, replace: string): Mutant {
  return { file: `src/${file}`, what, find, replace, times: 1, tests: [totals] };
}

export const totalsMutants: readonly Mutant[] = [
  mutant(
    'core/totals/saved-desk.ts',
    'what is saved for oneself is there for those who look after what is offered',
    '  if (!row.offered) return false;\n',
    '',
  ),
  mutant(
    'core/totals/saved-desk.ts',
    'what is offered is opened without the right of its own',
    'return row.away_at === null && may(unit.me, totalsRight(row.id));',
    'return row.away_at === null;',
  ),
  {
    ...mutant(
      'core/totals/saved-desk.ts',
      'what is put away is opened by the right',
      'return row.away_at === null && may(unit.me, totalsRight(row.id));',
      'return may(unit.me, totalsRight(row.id));',
    ),
    also: [
      {
        file: 'src/core/roles.ts',
        find: 'catalog.totals.filter((x) => x.live).map(',
        replace: 'catalog.totals.map(',
        times: 1,
      },
    ],
  },
  mutant(
    'core/totals/saved-desk.ts',
    'a program or somebody who looks has what a person keeps for himself',
    "return me.kind === 'user' && me.looking === undefined && row.owner === me.id;",
    'return row.owner === me.self.id;',
  ),
  mutant(
    'core/totals/saved-desk.ts',
    'who may open what is offered may change it',
    '  if (right !== null) unit.refuseUnless(may(unit.me, right), right);\n',
    '',
  ),
  mutant(
    'core/totals/saved-desk.ts',
    'offering takes no right',
    "  if (given.offered) unit.refuseUnless(may(me, 'tool.offer-totals'), 'tool.offer-totals');\n",
    '',
  ),
  mutant(
    'core/totals/saved-desk.ts',
    'a question is shown to whoever may not ask all of it',
    'question: !whole || (!works && !mayChange) ? null',
    'question: !whole ? null',
  ),
  mutant(
    'core/totals/question.ts',
    'a filter that names a hidden record is shown',
    'filter: can.filter && (await seesAllNamed(unit, e, q.filter)),',
    'filter: can.filter,',
  ),
  mutant(
    'core/totals/question.ts',
    'a filter that cannot be asked is shown to who may change it',
    'filter: filter ? q.filter : null,',
    'filter: q.filter,',
  ),
  mutant(
    'core/totals/question.ts',
    'the menu of the object is not asked for',
    '&& may(unit.me, menuOf(e)) ? e : null',
    '? e : null',
  ),
  mutant(
    'core/roles.ts',
    'a role gives what it does not name',
    'saved.filter((right) => named.includes(right))',
    'saved',
  ),
  mutant(
    'core/catalog.ts',
    'a role may name a right that never was',
    '(isTotalsRight(name) && totals.some((x) => totalsRight(x.id) === name))',
    'isTotalsRight(name)',
  ),
  mutant(
    'core/ledger/shown.ts',
    'the ledger shows questions to those who may not read what they ask for',
    ' || row.entity === savedTotalsThing',
    '',
  ),
  mutant(
    'core/undo/totals.ts',
    'undo says what somebody asks for who may not ask it',
    "  if (f.field !== 'question') return f;\n",
    "  if (f.field !== 'nothing') return f;\n",
  ),
];
