// Guards of undo, broken one at a time.
import type { Mutant } from './mutants.ts';

const undo = 'src/features/operations/undo.test.ts';
const everything = 'test/undo-everything.test.ts';
const model = 'test/undo-model.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/core/${file}`, what, find, replace, times: 1, tests: tests.length === 0 ? [undo] : tests };
}

export const undoMutants: readonly Mutant[] = [
  mutant(
    'undo/plan.ts',
    'what somebody changed since is put back unasked',
    'if (!isChanged || anyway) values[name] = before;',
    'if (isChanged || true) values[name] = before;',
    undo,
    model,
  ),
  mutant(
    'undo/plan.ts',
    'what was made and changed since goes to the bin unasked',
    "row['version'] === t.version || isAnyway(wish.anyway, t.id, '')",
    'true',
    undo,
    model,
  ),
  mutant(
    'undo/plan.ts',
    'the preview tells a hidden field',
    "const seen = fieldRightOn(unit.me, e, name, ruled) !== 'hidden';",
    'const seen = true;',
  ),
  mutant(
    'undo.ts',
    'an operation is undone twice',
    "if (o.undone_by !== null && !goingOn) throw new Problem('wrong-state', 'This has already been undone.');",
    '',
  ),
  mutant('undo.ts', 'an operation is undone however long ago it was', 'if (undoUntil(o.at) < unit.at)', 'if (false)'),
  mutant(
    'undo.ts',
    'what needed a fresh proof is taken back without one',
    '    if (cursor === null) await assertProved(unit, id);\n',
    '',
  ),
  mutant(
    'undo.ts',
    'what an undo took back stays undone when that is taken back',
    'text: `update core.operation set undone_by = null where id = (select undoes from core.operation where id = $1) and undone_by = $1 and ${isThere}`,',
    'text: `select $1::uuid, $2::uuid`,',
    undo,
    everything,
  ),
  mutant(
    'undo.ts',
    'whoever can put nothing back keeps others from undoing it',
    'if (!dry && result.back + result.binned === 0) unit.changed = false;',
    '',
    everything,
  ),
  mutant(
    'undo.ts',
    'everybody’s operations are listed to anybody',
    "const everybody = all && (may(unit.me, 'ledger.view') || may(unit.me, 'tool.undo-others'));",
    'const everybody = all;',
  ),
  mutant(
    'undo/about.ts',
    'operations name roles to those who may not see them',
    "if (entity === 'role' && may(unit.me, 'admin.roles')) {",
    "if (entity === 'role') {",
  ),
  mutant(
    'undo/inverse.ts',
    'a setting somebody changed since is put back unasked',
    '!same(f.back, f.now) && (anyway || !f.changed)',
    '!same(f.back, f.now)',
    undo,
    'src/features/configuration/configuration.test.ts',
  ),
  mutant(
    'undo/configuration.ts',
    'a look at an undo of settings does it',
    'if (reason === null && !dry) {',
    'if (reason === null) {',
    everything,
  ),
];
