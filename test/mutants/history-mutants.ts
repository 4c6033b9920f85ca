// Guards of the audit page, of the history of configuration and of the tools for people, broken one at a time.
import type { Mutant } from './mutants.ts';

const asking = 'src/features/ledger/asking.test.ts';
const history = 'src/features/configuration/configuration.test.ts';
const people = 'src/features/privacy/privacy.test.ts';
const uses = 'src/features/privacy/uses.test.ts';
const erasure = 'src/features/erasure/erasure.test.ts';
const live = 'src/edge/http/tail.test.ts';

function mutant(file: string, what: string, find: string, replace: string, test: string): Mutant {
  return { file: `src/core/${file}`, what, find, replace, times: 1, tests: [test] };
}

export const historyMutants: readonly Mutant[] = [
  mutant(
    'ledger/conditions.ts',
    'an id without a key finds entries of a record one may not see',
    '    (await maySeek(unit, value)) ? sql`l.record = ${value}::uuid` : no,\n  ];',
    '    sql`l.record = ${value}::uuid`,\n  ];',
    asking,
  ),
  mutant(
    'ledger/conditions.ts',
    'a record that is asked for by its key tells that it is there',
    'return pointed((await maySeek(unit, value)) ? sql`l.record = ${value}::uuid` : no);',
    'return pointed(sql`l.record = ${value}::uuid`);',
    asking,
  ),
  mutant(
    'ledger/searches-desk.ts',
    'a search is everybody’s to change',
    "return row.owner === unit.me.self.id || (row.shared && may(unit.me, 'admin.ledger'));",
    'return true;',
    asking,
  ),
  mutant(
    'ledger/alerts.ts',
    'a search watches on though its maker may not read the ledger any more',
    "if (!may(unit.me, 'ledger.view')) return null;",
    '',
    asking,
  ),
  mutant(
    'quiet.ts',
    'who follows the ledger outlives the session',
    'lease.query(text, values, name)]',
    "lease.query('select 1')]",
    live,
  ),
  mutant(
    'ledger/configuration.ts',
    'anybody reads the history of configuration',
    'unit.refuseUnless(may(unit.me, right), right);',
    '',
    history,
  ),
  mutant(
    'privacy/restricted.ts',
    'a restricted record is reached all the same',
    'if (restricted.length === 0 || grants.some(',
    'if (restricted.length >= 0 || grants.some(',
    people,
  ),
  mutant(
    'privacy/subjects-desk.ts',
    'anybody restricts, lifts and reads the register',
    'unit.refuseUnless(may(unit.me, right), right);',
    '',
    people,
  ),
  mutant(
    'records/export-desk.ts',
    'who said no to a use stands in an export for it',
    '...(use === undefined ? [] : [notAgainst(e, use)])',
    '',
    uses,
  ),
  mutant(
    'privacy/uses-desk.ts',
    'anybody keeps what a person said about a use',
    'unit.refuseUnless(may(unit.me, right), right);',
    '',
    'test/desks.test.ts',
  ),
  mutant(
    'privacy/uses-desk.ts',
    'how it was said is read by everybody who sees the record',
    'const tells = may(unit.me, right);',
    'const tells = true;',
    uses,
  ),
  mutant(
    'privacy/erasure-desk.ts',
    'anybody erases',
    'const allow = (): void => unit.refuseUnless(may(unit.me, right), right);',
    'const allow = (): void => undefined;',
    'test/desks.test.ts',
  ),
  mutant(
    'privacy/erasure-desk.ts',
    'a hold that is set while it is erased is passed over',
    'await assertFree(unit, standing);',
    '',
    erasure,
  ),
  mutant(
    'privacy/erasure-parts.ts',
    'a hold on what is about the person alone is passed over',
    'const ids = rows.map((row) => row.id);',
    'const ids: string[] = [];',
    erasure,
  ),
  mutant(
    'privacy/erasure-look.ts',
    'one erases whom one does not see',
    'const seen = await viewRecord(unit, e, subject.id);\n  const standing',
    'const seen = {};\n  const standing',
    erasure,
  ),
  mutant(
    'privacy/requests.ts',
    'the name of who was erased stays on the register',
    'name: erasedName(subject.id),',
    'name: openDoc(unit, row).name,',
    erasure,
  ),
  mutant(
    'erasure/quotes.ts',
    'texts under a legal hold lose their words',
    'const open = drafts.filter((d) => !held.has(d.id));',
    'const open = drafts;',
    erasure,
  ),
  mutant(
    'files/wipe-quoting.ts',
    'a file that quotes in two cells stays',
    'return folded.split(',
    'return false && folded.split(',
    erasure,
  ),
];
