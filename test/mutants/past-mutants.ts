// Guards of looking back, each broken one at a time.
import type { Mutant } from './mutants.ts';

const past = 'src/features/past/past.test.ts';
const machine = 'test/time-machine.test.ts';

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
    'past/relations.ts',
    'a part of a whole that may not be seen now is seen as it was',
    "const seen = wholeOf(e) === null ? yes : this.#seenNow(e, 'c');",
    'const seen = yes;',
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
    'past/past-desk.ts',
    'looking back needs no right of its own',
    "unit.refuseUnless(may(unit.me, 'tool.time-machine'), 'tool.time-machine');",
    '',
    past,
  ),
];
