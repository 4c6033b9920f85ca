// Guards of the bin and of legal holds, broken one at a time.
import type { Mutant } from './mutants.ts';

const bin = 'src/features/bin/bin.test.ts';

function mutant(file: string, what: string, find: string, replace: string): Mutant {
  return { file: `src/core/records/${file}`, what, find, replace, times: 1, tests: [bin] };
}

export const binMutants: readonly Mutant[] = [
  mutant('purge.ts', 'deleting for good asks nobody', "await assertAgreed(unit, 'purge');", ''),
  mutant(
    'holds.ts',
    'a record is edited out of a hold',
    'since.some((s) => s.row === null || matches(rule, ruleRow(e, s.row), unit.me.self))',
    'since.slice(0, 1).some((s) => s.row === null || matches(rule, ruleRow(e, s.row), unit.me.self))',
  ),
  mutant(
    'holds.ts',
    'a part is deleted though its whole is held',
    'for (const row of rows) if (above.has(row.whole)) out.set(row.id, above.get(row.whole)!);',
    '',
  ),
  mutant(
    'purge.ts',
    'a whole is deleted though a part is held',
    'for (const row of rows) if (held.has(row.id)) why.set(row.top, held.get(row.id)!);',
    '',
  ),
  mutant(
    'hold-desk.ts',
    'a hold does not wait for a deletion under way',
    "await unit.query('select 1 from core.bin_policy for update');",
    '',
  ),
  mutant(
    'bin-empty.ts',
    'all that match are deleted without the right to empty the bin',
    `  unit.refuseUnless(may(unit.me, 'tool.empty-bin'), 'tool.empty-bin');
  const holds`,
    '  const holds',
  ),
];
