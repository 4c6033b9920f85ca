// Guards of the core, each broken on purpose in one place. For every one of them some test has to fail: one that lives tells of a hole in
// the tests. A mutant whose text is not found exactly once fails too, so that the list keeps up with the code.

import { accessMutants } from './access-mutants.ts';
import { attackMutants } from './attack-mutants.ts';
import { binMutants } from './bin-mutants.ts';
import { deskMutants } from './desk-mutants.ts';
import { edgeMutants } from './edge-mutants.ts';
import { guardMutants } from './guard-mutants.ts';
import { historyMutants } from './history-mutants.ts';
import { ledgerMutants } from './ledger-mutants.ts';
import { leakMutants } from './leak-mutants.ts';
import { networkMutants } from './network-mutants.ts';
import { pastMutants } from './past-mutants.ts';
import { refusalMutants } from './refusal-mutants.ts';
import { rightsMutants } from './rights-mutants.ts';
import { safetyMutants } from './safety-mutants.ts';
import { seenMutants } from './seen-mutants.ts';
import { signInMutants } from './signin-mutants.ts';
import { totalsMutants } from './totals-mutants.ts';
import { undoMutants } from './undo-mutants.ts';
import { verifyMutants } from './verify-mutants.ts';
import { wallMutants } from './wall-mutants.ts';

/** One place that is changed. */
export interface Change {
  readonly file: string;
  /** stands in the file exactly `times` */
  readonly find: string;
  readonly replace: string;
  readonly times: number;
}

export interface Mutant extends Change {
  readonly what: string;
  /** the second of two guards for the same thing: alone, neither would be missed */
  readonly also?: readonly Change[];
  /** test files of which one has to fail */
  readonly tests: readonly string[];
}

const records = 'test/access-records.test.ts';
const actions = 'test/access-actions.test.ts';
const hidden = 'test/hidden-fields.test.ts';
const rights = 'test/field-rights.test.ts';
const ledger = 'test/ledger.test.ts';
const rules = 'test/rule-agreement.test.ts';
const members = 'src/core/identity/members.test.ts';
const links = 'src/core/identity/links.test.ts';
const signIn = 'src/core/identity/sign-in.test.ts';
const factors = 'src/core/identity/factors/factors.test.ts';
const levels = 'src/core/identity/factors/level.test.ts';
const mail = 'src/core/mail/mail.test.ts';
const letters = 'src/core/mail/letters.test.ts';
const server = 'src/edge/http/server.test.ts';
const exports = 'src/features/exports/exports.test.ts';
const exportRules = 'src/features/exports/export-rules.test.ts';
const exportJob = 'src/features/exports/export-job.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/${file}`, what, find, replace, times: 1, tests };
}

const doorAndActions = [
  mutant(
    'core/access/check-access.ts',
    'a stranger may do what needs a sign-in',
    "if (me.kind === 'stranger') throw new Problem('not-signed-in');",
    '',
    actions,
    records,
  ),
  mutant(
    'core/access/check-access.ts',
    'the permission of an action is not asked for',
    'if (!may(me, action.access.may))',
    'if (false)',
    actions,
  ),
  mutant(
    'core/perform.ts',
    'refusals are not put on record',
    'await this.#refusals.record(vault, me, purpose, error.code, values);',
    'void values;',
    ledger,
  ),
  mutant(
    'core/perform.ts',
    'secret inputs are put on record',
    'filter(([key]) => !action.secret.includes(key))',
    'filter(() => true)',
    ledger,
    links,
  ),
  mutant(
    'core/principal.ts',
    'a grant of no rows counts as held',
    "some((g) => g.rows.op !== 'none')",
    'some(() => true)',
    records,
  ),
  mutant(
    'core/unit.ts',
    'no ledger entry is written',
    'this.send(text, values);\n    this.ledger.flush(this).catch(() => undefined);',
    'this.send(text, values);',
    ledger,
  ),
  mutant(
    'core/unit.ts',
    'nobody is told of a change',
    'writeEvents(this, this.at, this.events).catch(() => undefined);',
    '',
    ledger,
  ),
  mutant(
    'core/unopened.ts',
    'a suspended vault is served',
    "if (vault.state === 'suspended') throw new Problem('suspended');",
    '',
    server,
  ),
] as const;

const rulesAndPolicy = [
  mutant(
    'contract/rule.ts',
    'and is or',
    'return rule.rules.every((r) => matches(r, row, me));',
    'return rule.rules.some((r) => matches(r, row, me));',
    rules,
  ),
  mutant(
    'contract/rule.ts',
    'not is forgotten',
    'return !matches(rule.rule, row, me);',
    'return matches(rule.rule, row, me);',
    rules,
  ),
  mutant(
    'contract/rule.ts',
    'names of every object count as fields',
    'Object.hasOwn(values, rule.field) ? (values[rule.field] ?? null) : null',
    '(values[rule.field] ?? null)',
    rules,
  ),
  mutant(
    'contract/rule.ts',
    'texts compare by UTF-16 unit',
    'isStorable(b) && compareCodePoints(a, b) < 0',
    'isStorable(b) && a < b',
    rules,
  ),
  mutant(
    'contract/rule.ts',
    'or with none is none',
    "const swallow = rule.op === 'or' ? 'all' : 'none';",
    "const swallow = 'none';",
    'src/contract/rule.test.ts',
  ),
  mutant(
    'core/policy-sql.ts',
    'a negated condition loses the empty rows',
    'sql`(${condition}) is not true`',
    'sql`(${condition}) is false`',
    rules,
  ),
  mutant(
    'core/policy-sql.ts',
    'a group is negated without turning and into or',
    "return (rule.op === 'and') === wanted ? and(parts) : or(parts);",
    "return rule.op === 'and' ? and(parts) : or(parts);",
    rules,
  ),
  mutant(
    'core/policy-merge.ts',
    'alternatives of different fields are put together',
    'const key = `${found.op} ${found.first.field}`;',
    'const key = found.op;',
    'src/core/policy-merge.test.ts',
    rules,
  ),
  mutant(
    'core/policy-sql.ts',
    'a record in several territories counts for none of mine but the first',
    'unlikely(and([several, found]))',
    'unlikely(and([several, no]))',
    rules,
  ),
  mutant(
    'core/records/by-owner.ts',
    'whoever answers for a record is shown it twice',
    'and (r.owner = any(${[...owners].sort()}::uuid[])) is not true`;',
    '`;',
    'src/core/records/by-owner.test.ts',
  ),
  mutant(
    'core/records/asked-owners.ts',
    'a filter by several owners shows all of them where one may be seen',
    'owners.every((owner) => isSeenOf(',
    'owners.some((owner) => isSeenOf(',
    'src/core/records/asked-owners.test.ts',
  ),
  mutant(
    'core/records/asked-owners.ts',
    'a filter by owner shows what a rule of two parts keeps back',
    'rule.rules.every((part) => isSeenOf(part, owner, self))',
    'rule.rules.some((part) => isSeenOf(part, owner, self))',
    'src/core/records/asked-owners.test.ts',
  ),
  mutant(
    'core/records/asked-owners.ts',
    "a filter by owner shows a stranger's records",
    'Array.isArray(value) && value.includes(owner)',
    'Array.isArray(value)',
    'src/core/records/asked-owners.test.ts',
  ),
  mutant(
    'core/records/list.ts',
    'a search by name forgets the word in the parts',
    'more: () => [...searched(search, me, e), ...after]',
    'more: () => after',
    'src/core/records/by-owner.test.ts',
  ),
  mutant(
    'core/policy-sql.ts',
    'a field that is not there matches everything',
    'return holds === wanted ? yes : no;',
    'return wanted ? yes : no;',
    rules,
  ),
  mutant(
    'core/policy.ts',
    'to read is enough to edit',
    'return matches(reach.rows, row, me.self) && matches(reach.editable(field), row, me.self);',
    'return matches(reach.rows, row, me.self);',
    rights,
  ),
  mutant(
    'core/policy.ts',
    'a hidden field counts as readable',
    'rankOfRight[rightIn(g, field)] >= rankOfRight[least]',
    'true',
    hidden,
    rights,
  ),
  mutant(
    'core/policy.ts',
    'a field readable on some rows is read on all',
    "const answer = JSON.stringify(rule) === JSON.stringify(rows) && rule.op !== 'none' ? everything : rule;",
    "const answer = rule.op !== 'none' ? everything : rule;",
    rights,
  ),
] as const;

const reading = [
  mutant(
    'core/records/list.ts',
    'a list shows every row',
    "(filter === undefined || seesAll(me, e) ? null : seenOfOwners(me, e, filter)) ?? visibleRows(me, e, 'r'),\n",
    '',
    records,
  ),
  mutant(
    'core/records/view.ts',
    'a record is shown whoever asks',
    "where ${and([idIs, visibleRows(me, e, 'r')])}",
    'where ${idIs}',
    records,
  ),
  mutant(
    'core/records/view.ts',
    'history shows hidden fields',
    'const mayNext = mayRead(unit.me, e, field, now, after);',
    'const mayNext = true;',
    hidden,
  ),
  mutant(
    'core/records/output.ts',
    'a field readable on some rows leaves on all',
    'if (step.can === always || row[step.can] === true) record',
    'record',
    rights,
  ),
  mutant(
    'core/records/filter-sql.ts',
    'a hidden field can be filtered by',
    "if (place === undefined || rule.op === 'none') {",
    'if (place === undefined) {',
    hidden,
  ),
  mutant(
    'core/records/filter-sql.ts',
    'a filter looks where the field may not be read',
    "return rule === null || rule.op === 'all' ? condition : and([ruleOn(me, rule, at.e, at.alias), condition]);",
    'return condition;',
    rights,
  ),
  mutant(
    'core/records/filter-sql.ts',
    'a filter looks through references at what may not be seen',
    'where ${and([visibleRows(around.me, next.e, next.alias), compileCondition({ ...c, field: rest }, around, next)])}',
    'where ${compileCondition({ ...c, field: rest }, around, next)}',
    'test/hidden-records.test.ts',
  ),
  mutant(
    'core/records/sort.ts',
    'a hidden field can be sorted by',
    "if (place === undefined || (rule.op === 'none' && !partlyTitle)) {",
    'if (place === undefined) {',
    hidden,
  ),
  mutant(
    'core/records/sort.ts',
    'an order tells of values that may not be read',
    "rule.op === 'all' || place.kind === 'title'\n      ? value",
    'true ? value',
    rights,
  ),
  mutant(
    'core/records/search-sql.ts',
    'a second look is left out where one rule opens every guarded field',
    'unjudged(or([mayAll, and(words.map(inReadable))]))',
    'yes',
    rights,
    'src/core/records/by-owner.test.ts',
  ),
  mutant(
    'core/records/search-sql.ts',
    'a search finds by what may not be read',
    "const open = stored.filter(({ rule }) => rule.op === 'all').map(textOf);",
    'const open = stored.map(textOf);',
    hidden,
    rights,
  ),
  mutant(
    'core/records/group.ts',
    'totals count what may not be read',
    "when.op === 'all' ? column : sql`case when",
    'true ? column : sql`case when',
    rights,
  ),
  mutant(
    'core/records/group.ts',
    'a hidden field can be totalled',
    "if (place === undefined || rule.op === 'none' || place.sealed) {",
    'if (place === undefined) {',
    hidden,
  ),
  mutant(
    'core/records/select.ts',
    'a title shows parts that are hidden',
    "if (rules.every((r) => r.op === 'all')) return",
    'if (rules.length > 0) return',
    hidden,
  ),
  mutant(
    'core/records/titles.ts',
    'references show titles of what may not be seen',
    "where t.id = any(${[...new Set(ids)]}::uuid[]) and ${visibleRows(unit.me, e, 't')}`);",
    'where t.id = any(${[...new Set(ids)]}::uuid[])`);',
    'test/hidden-records.test.ts',
  ),
] as const;

const writing = [
  mutant(
    'core/records/conflicts.ts',
    'a record that may not be seen can be changed',
    "where ${and([idIs, visibleRows(unit.me, e, 'r')])} order by r.id for update of r`);",
    'where ${idIs} order by r.id for update of r`);',
    records,
  ),
  mutant(
    'core/records/conflicts.ts',
    'a conflict shows hidden values',
    "([field]) => fieldRightOn(unit.me, e, field, ruled) !== 'hidden' &&",
    '([field]) =>',
    hidden,
  ),
  mutant(
    'core/records/draft.ts',
    'a record out of reach can be edited',
    'if (!matches(reach.rows, before, me.self)) {',
    'if (false) {',
    records,
  ),
  mutant('core/records/draft.ts', 'any field can be set', "if (right === 'edit') continue;", 'continue;', rights),
  mutant(
    'core/records/draft.ts',
    'a record can be moved out of reach',
    'if (![...verbs].every((v) => matches(reachOf(me, e, v).rows, after, me.self))) {',
    'if (false) {',
    records,
  ),
  mutant(
    'core/records/draft.ts',
    'a record can be made for anybody',
    'if (!matches(rows, lazyRuleRow(e, d.after), me.self)) {',
    'if (false) {',
    records,
  ),
  mutant(
    'core/records/draft.ts',
    'a new record may hold any field',
    'if (matches(reach.editable(name), row, me.self)) continue;',
    'continue;',
    hidden,
  ),
  mutant(
    'core/records/draft.ts',
    'what is wrong with a hidden value is told',
    'if (hidden) d.errors = d.errors.filter((x) => x.field !== name);',
    '',
    hidden,
  ),
  mutant(
    'core/records/bin.ts',
    'anything one sees can be put into the bin',
    'else if (!matches(reachOf(unit.me, e, verb).rows, lazyRuleRow(e, before), unit.me.self)) {',
    'else if (false) {',
    records,
  ),
  mutant(
    'core/records/references.ts',
    'one can point to what one may not see',
    "sql`r.archived_at is null`, visibleRows(unit.me, target, 'r')])}`);",
    'sql`r.archived_at is null`])}`);',
    'test/hidden-records.test.ts',
  ),
  mutant(
    'core/records/unique.ts',
    'a unique value tells of a record one may not see',
    'if (seen && !how.without) {',
    'if (true) {',
    'test/hidden-records.test.ts',
  ),
] as const;

const identity = [
  {
    ...mutant(
      'core/identity/links.ts',
      'a link works twice',
      'where token_hash = $1 and used_at is null and expires_at > $2',
      'where token_hash = $1 and expires_at > $2',
      links,
    ),
    also: [{ file: 'src/core/identity/accounts.ts', find: 'l.used_at is null and ', replace: '', times: 1 }],
  },
  {
    ...mutant(
      'core/identity/links.ts',
      'a link works for ever',
      'where token_hash = $1 and used_at is null and expires_at > $2',
      "where token_hash = $1 and used_at is null and expires_at > $2::timestamptz - interval '100 years'",
      links,
    ),
    also: [
      {
        file: 'src/core/identity/accounts.ts',
        find: 'and l.expires_at > $2',
        replace: 'and $2::timestamptz is not null',
        times: 1,
      },
    ],
  },
  mutant(
    'core/identity/members.ts',
    'one can give roles one does not hold',
    'if (covers(unit.me, grantsOfRole(role, unit.catalog), unit.catalog)) continue;',
    'continue;',
    members,
  ),
  mutant(
    'core/identity/members.ts',
    'one can take over who holds more',
    '  assertCovers(unit, await rolesHeld(unit, userId));\n',
    '',
    members,
  ),
  mutant(
    'core/access/compare.ts',
    'a narrow scope covers a wide one',
    'reachesAll(g.from.scope, wanted.from.scope) && ',
    '',
    members,
  ),
  mutant(
    'core/identity/sessions.ts',
    'signing in leaves the old session open',
    "if (old !== undefined) {\n    await unit.query('update core.session",
    "if (false) {\n    await unit.query('update core.session",
    signIn,
    server,
  ),
  mutant(
    'core/identity/throttle.ts',
    'failed attempts cost no time',
    'then $3::timestamptz + make_interval(secs => 2.0 ^ (f.n - $4))',
    'then $3::timestamptz',
    signIn,
  ),
] as const;

const edgeAndCrypto = [
  {
    ...mutant(
      'core/crypto/seal.ts',
      'sealed bytes open anywhere',
      'Buffer.from(place)',
      'Buffer.alloc(0)',
      'src/core/crypto/seal.test.ts',
    ),
    times: 2,
  },
  mutant(
    'core/crypto/seal.ts',
    'sealed bytes are not authenticated',
    'decipher.setAuthTag(blob.subarray(blob.length - tagBytes));',
    'decipher.setAuthTag(Buffer.alloc(tagBytes)); if (tagBytes > 0) return decipher.update(blob.subarray(headBytes, blob.length - tagBytes));',
    'src/core/crypto/seal.test.ts',
  ),
  mutant(
    'core/crypto/keyring.ts',
    'equal keys in two tenants derive the same',
    'Buffer.from(tenantId)',
    "Buffer.from('')",
    'src/core/crypto/seal.test.ts',
  ),
  mutant(
    'edge/http/bind.ts',
    'a request from another site is carried out',
    'checkOrigin(raw, vault.origin);',
    '',
    server,
  ),
  mutant('edge/http/bind.ts', 'a name sent twice counts once', 'if (name in input) throw', 'if (false) throw', server),
] as const;

const exporting = [
  mutant(
    'core/records/export-desk.ts',
    'what may be seen may be taken away',
    "return and([visibleRows(me, e, 'r'), reachedRows(me, e, how, 'r')]);",
    "return and([visibleRows(me, e, 'r')]);",
    exports,
  ),
  mutant(
    'core/records/export-desk.ts',
    'fields leave that the right to export hides',
    'allOf([w.when ?? everything, reach.readable(w.name)])',
    'allOf([w.when ?? everything])',
    exports,
  ),
  mutant(
    'features/exports/run-export.ts',
    'a file may be shorter than its list',
    'if (rows.length < page.length)',
    'if (false)',
    exportJob,
  ),
  {
    ...mutant(
      'features/exports/run-export.ts',
      'an export goes on under other rights',
      'if (rightsMark(tx.me, state.reads) !== state.rights)',
      'if (false)',
      exportJob,
    ),
    times: 2,
  },
  mutant(
    'features/exports/server.ts',
    'a file is handed out under other rights',
    'if (rightsMark(tx.me, doc.file.reads) !== doc.file.rights)',
    'if (false)',
    exports,
  ),
  mutant(
    'features/exports/rules.ts',
    'who lost the right to export fetches old files',
    "if (!may(tx.me, permission)) throw new Problem('not-allowed', undefined, { missing: permission });",
    '',
    exports,
  ),
  mutant(
    'core/export-rules.ts',
    'two at once take more than the day has',
    'if (dayRows !== null && all > dayRows)',
    'if (false)',
    exportRules,
  ),
  mutant(
    'core/access/allowance.ts',
    'no role asks for a reason',
    'let reason = true;',
    'let reason = false;',
    exportRules,
  ),
  mutant(
    'core/access/compare.ts',
    'a role that asks for no reason is given by who has to give one',
    '(!reason || wanted.leaves.reason)',
    'true',
    'src/core/access/compare.test.ts',
  ),
  mutant(
    'core/notices.ts',
    'what administrators are told everybody hears',
    '.filter((person) => may(person, permission))',
    '',
    exportRules,
  ),
  mutant(
    'core/notices.ts',
    'who has lost the right goes on reading',
    '.filter((row) => may(unit.me, row.permission))',
    '',
    exportRules,
  ),
  mutant(
    'features/exports/rules.ts',
    'many records leave and nobody is told',
    'if (alertAbove === null || today <= alertAbove) return;',
    'return;',
    exportRules,
  ),
  mutant(
    'features/exports/csv.ts',
    'formulas leave as they are',
    'defuseCell(text).replaceAll',
    'text.replaceAll',
    'src/features/exports/round-trip.test.ts',
  ),
] as const;

const factoring: readonly Mutant[] = [
  mutant(
    'core/identity/sessions.ts',
    'a session is whole before the factor was shown',
    'const half = !how.some((means) => second.has(means)) && (await factorsOf(unit, userId)).length > 0;',
    'const half = false;',
    factors,
  ),
  mutant(
    'core/access/check-access.ts',
    'half a session may ask for anything',
    'if (me.signedIn !== undefined) assertLevel(me.signedIn, action, now());',
    '',
    factors,
  ),
  mutant(
    'core/identity/factors/level.ts',
    'a proof is always fresh',
    'now.getTime() - me.provedAt > freshMs',
    'false',
    factors,
    levels,
  ),
  mutant(
    'core/identity/factors/level.ts',
    'grace never ends',
    '(renews || due <= now.getTime())',
    'false',
    factors,
    levels,
  ),
  mutant(
    'core/identity/factors/rows.ts',
    'a code is taken twice',
    'and confirmed_at is not null and (last_step is null or last_step < $2)`',
    'and confirmed_at is not null and $2::bigint is not null`',
    factors,
  ),
  mutant(
    'core/identity/factors/rows.ts',
    'an answer of a passkey is taken twice',
    "'insert into core.used_challenge (hash, expires_at) values ($1, $2) on conflict do nothing'",
    "'insert into core.used_challenge (hash, expires_at) values ($1, $2) on conflict (hash) do update set hash = excluded.hash'",
    factors,
  ),
  mutant(
    'core/identity/factors/webauthn.ts',
    'statements of makers are looked up',
    "if (statement.get('fmt') !== 'none') return undefined;",
    '',
    factors,
  ),
  mutant(
    'core/identity/factors/porch.ts',
    'a passkey that recognised nobody signs in',
    'answer === undefined || !answer.verified',
    'answer === undefined',
    factors,
  ),
  mutant(
    'core/identity/factors/porch.ts',
    'codes are guessed without a count',
    'await chargeAttempt(q, usualGuessing, counted, scope, at, guessed);',
    '',
    factors,
  ),
  mutant(
    'core/identity/factors/desk.ts',
    'the password is enough for a fresh proof',
    "if (facts.how === 'password' && unit.me.signedIn?.hasFactor !== false)",
    'if (false)',
    factors,
  ),
  mutant(
    'core/identity/not-me.ts',
    'factors of whoever it was stay',
    "'delete from core.factor where user_id = $1 and made_at >= $2'",
    "'delete from core.factor where user_id = $1 and made_at > $2 and false'",
    factors,
  ),
  {
    ...mutant(
      'core/identity/factors/rescue-desk.ts',
      'the console waits for nobody',
      'if (open.due_at > unit.at)',
      'if (false)',
      factors,
    ),
    also: [
      { file: 'src/core/identity/factors/rescue-desk.ts', find: 'if (left > 0)', replace: 'if (false)', times: 1 },
    ],
  },
  mutant(
    'core/identity/factors/rescue-desk.ts',
    'setting the date ends the three days',
    'if (left > 0)',
    'if (false)',
    factors,
  ),
] as const;

const mailing: readonly Mutant[] = [
  mutant(
    'core/mail/server-row.ts',
    'mail is sent although the installation never said so',
    'if (!mailSwitch().on || (await readHold(q)) !== null) return null;',
    'if ((await readHold(q)) !== null) return null;',
    mail,
  ),
  mutant(
    'core/mail/server-row.ts',
    'a vault of made-up records sends mail',
    'if (!mailSwitch().on || (await readHold(q)) !== null) return null;',
    'if (!mailSwitch().on) return null;',
    mail,
  ),
  mutant(
    'core/mail/hand-over.ts',
    'STARTTLS is not insisted on',
    "requireTLS: security === 'starttls',",
    'requireTLS: false,',
    mail,
  ),
  mutant(
    'core/mail/hand-over.ts',
    'the certificate of a mail server is not looked at',
    'rejectUnauthorized: true',
    'rejectUnauthorized: false',
    mail,
  ),
  mutant(
    'core/mail/hand-over.ts',
    'tenants reach mail servers of private networks',
    "own ? 'operator' : 'tenant'",
    "'operator'",
    mail,
  ),
  mutant('core/mail/mail-desk.ts', 'the stored password goes to any server', "(['host', 'port',", "(['port',", mail),
  mutant(
    'core/mail/address.ts',
    'two addresses are one',
    'if (local.length > 64 || !localPart.test(local)) return undefined;',
    '',
    letters,
  ),
  mutant(
    'core/mail/courier.ts',
    'couriers hand a message over twice',
    ' limit 1 for update skip locked)',
    ' limit 1)',
    mail,
  ),
] as const;

const written: readonly Mutant[] = [
  ...accessMutants,
  ...rightsMutants,
  ...leakMutants,
  ...binMutants,
  ...historyMutants,
  ...ledgerMutants,
  ...networkMutants,
  ...pastMutants,
  ...signInMutants,
  ...safetyMutants,
  ...totalsMutants,
  ...undoMutants,
  ...doorAndActions,
  ...rulesAndPolicy,
  ...reading,
  ...writing,
  ...identity,
  ...edgeAndCrypto,
  ...exporting,
  ...factoring,
  ...mailing,
  ...edgeMutants,
  ...seenMutants,
  ...attackMutants,
  ...guardMutants,
  ...verifyMutants,
  ...wallMutants,
  ...refusalMutants,
];

export const mutants: readonly Mutant[] = [...written, ...deskMutants(written)];
