// Guards of merging, printing and the check for leaks, guards of repeated requests, files, jobs and events, and leaks the check has to find by
// itself; each broken one at a time.
import type { Mutant } from './mutants.ts';

const merge = 'test/merge.test.ts';
const print = 'test/print.test.ts';
const leaks = 'test/leaks.test.ts';
const events = 'src/edge/http/events.test.ts';
const actions = 'test/access-actions.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/core/${file}`, what, find, replace, times: 1, tests };
}

export const leakMutants: readonly Mutant[] = [
  mutant(
    'records/merge.ts',
    'one merges what one may only see',
    "mayReach(me, e, 'merge', ruled) && mayReach(me, e, 'edit', ruled)",
    'true',
    merge,
  ),
  mutant(
    'records/merge.ts',
    'a merge tells a hidden field from none',
    "(right === 'hidden' && !isMaskedOn(unit.me, e, name, ruled))",
    'false',
    merge,
  ),
  mutant(
    'records/move-references.ts',
    'a merge brings within reach what was not',
    'return verbsOf(e).every((verb) => mayReach(me, e, verb, was) || !mayReach(me, e, verb, is));',
    'return true;',
    merge,
  ),
  mutant('records/move-references.ts', 'an undo of a merge names what one cannot see', 'with: kept, ', '', merge),
  mutant(
    'records/undo-merge.ts',
    'undoing a merge brings within reach what was not',
    '|| !gainsNothing(unit, e, field, before, after)',
    '',
    merge,
  ),
  mutant(
    'records/export-desk.ts',
    'what may be seen may be printed',
    "reachedRows(me, e, how, 'r')",
    "reachedRows(me, e, 'view', 'r')",
    print,
  ),
  mutant('leaks-desk.ts', 'anybody reads the configuration', "if (!may(unit.me, 'admin.leaks'))", 'if (false)', leaks),
  mutant('scratch.ts', 'made-up records go into a vault somebody works in', 'if (rows[0]!.n > 0)', 'if (false)', leaks),
  mutant(
    'records/trees.ts',
    'a branch is moved below one’s own, with all that belongs to it',
    "if (!mine.has(d.after['parent'] as string) || mine.has(d.id)) continue;",
    'continue;',
    'test/escalation.test.ts',
  ),
  mutant(
    'idempotency.ts',
    'a repeated request is answered with another one’s answer',
    'if (!known.question.equals(question))',
    'if (false)',
    'src/core/idempotency.test.ts',
  ),
  mutant(
    'idempotency.ts',
    'a kept answer is given again under other rights',
    'rights === rightsOf(unit.me) && ',
    '',
    'src/core/idempotency.test.ts',
  ),
  mutant(
    'idempotency.ts',
    'a kept answer is given again of a record that is out of sight',
    ' && (await isSeen(unit, action, answer.body))',
    '',
    'src/core/idempotency.test.ts',
  ),
  mutant(
    'perform.ts',
    'an answer with a secret is kept for whoever asks again',
    'action.secret.length === 0 && ',
    '',
    'src/core/idempotency.test.ts',
  ),
  mutant(
    'files/desk.ts',
    'files are read by others',
    'where id = $1 and owner = $2 and expires_at > $3',
    'where id = $1 and $2::uuid is not null and expires_at > $3',
    'src/core/files/desk.test.ts',
  ),
  mutant(
    'undo.ts',
    'anybody undoes anybody’s operation',
    "(o.actor !== unit.me.id && !may(unit.me, 'tool.undo-others'))",
    'false',
    actions,
  ),
  mutant('watch.ts', 'events name records one cannot see', "and ${visibleRows(me, e, 't')}`", '`', events),
  mutant(
    'watch.ts',
    'everybody hears of everybody’s jobs',
    "if (event.topic !== 'record' && event.user !== me.id) return null;",
    '',
    leaks,
  ),
  // Each is noticed elsewhere too; here it is the check itself that has to find it.
  mutant(
    'records/visible.ts',
    'every record is seen, and the check for leaks says nothing',
    "return reachedRows(me, e, 'view', alias);",
    'return yes;',
    leaks,
  ),
  mutant(
    'records/unique.ts',
    'a dry run finds records out of reach, and the check for leaks says nothing',
    '.filter((h) => h.seen).sort(',
    '.sort(',
    leaks,
  ),
  mutant(
    'records/export-desk.ts',
    'a file holds a field on rows where it may not leave',
    "out.set(w.name, { ...w, when: rule.op === 'all' ? null : rule });",
    'out.set(w.name, { ...w, when: null });',
    'src/features/exports/exports.test.ts',
  ),
];
