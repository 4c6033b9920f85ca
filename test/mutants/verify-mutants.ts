// Guards of what verifies a ledger, broken one at a time: each is one way to tamper that would be passed over.
import type { Mutant } from './mutants.ts';

const vectors = 'test/ledger-vectors.test.ts';
const merkle = 'src/core/ledger/merkle.test.ts';
const tampering = 'test/ledger-tampering.test.ts';
const check = 'test/ledger-check.test.ts';

function mutant(what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: 'src/core/ledger/verify.ts', what, find, replace, times: 1, tests };
}

function checking(what: string, find: string, replace: string): Mutant {
  return { file: 'src/core/ledger/check.ts', what, find, replace, times: 1, tests: [check] };
}

export const verifyMutants: readonly Mutant[] = [
  mutant(
    'an entry that was edited is believed',
    'if (!leafOf(JSON.stringify(fields)).equals(stored))',
    'if (false)',
    vectors,
    tampering,
  ),
  mutant(
    'values that were edited are believed',
    "if (!fits) this.#find('values-edited'",
    "if (false) this.#find('values-edited'",
    vectors,
    tampering,
  ),
  mutant('values that are gone are passed over', 'this.#missing.set(id, seq);', '', vectors, tampering),
  mutant('a hole is passed over', 'if (seq > place) {', 'if (false) {', vectors, tampering),
  mutant('an entry that comes twice is passed over', '} else if (seq < place) {', '} else if (false) {', vectors),
  mutant(
    'an entry that was deleted is passed over',
    "if (fields === null)\n      this.#find('deleted'",
    "if (fields === null && false)\n      this.#find('deleted'",
    vectors,
    tampering,
  ),
  mutant(
    'a head that does not fit is believed',
    'if (head.root === this.#tree.root()) {',
    'if (head !== null) {',
    vectors,
    tampering,
  ),
  mutant(
    'a bundle that was cut off is whole',
    'if (size < this.#size)',
    'if (false)',
    vectors,
    tampering,
    'test/ledger-command.test.ts',
  ),
  mutant(
    'heads somebody else holds over more entries are passed over',
    'for (const head of this.#others) if (head.size > size) this',
    'for (const head of this.#others) if (head.size < 0) this',
    vectors,
    tampering,
  ),
  mutant(
    'entries no head covers are believed',
    'if (size > this.#proved && !this.#broken)',
    'if (false)',
    vectors,
    tampering,
  ),
  mutant(
    'a bundle names the key it is held against',
    'this.#key = this.#against.key ?? String(key);',
    'this.#key = String(key);',
    tampering,
    vectors,
  ),
  mutant(
    'that a bundle names another key is passed over',
    'if (this.#against.key !== undefined && key !== this.#against.key)',
    'if (false)',
    tampering,
    vectors,
  ),
  mutant(
    'an entry beside the log is passed over',
    'if (queued === true) this.#counts.waiting += 1;',
    'if (queued !== undefined) this.#counts.waiting += 1;',
    tampering,
    vectors,
  ),
  mutant(
    'any entry excuses values that are gone',
    'if (fits && fields[at.verb] === erasureVerb)',
    'if (fits)',
    vectors,
    tampering,
  ),
  mutant('a proof of a place beyond the end holds', 'if (place >= size) return false;', '', merkle),
  mutant('a proof of any root holds', 'return sn === 0 && hash.equals(root);', 'return sn === 0;', merkle),
  mutant(
    'a log that began otherwise is the beginning',
    'return sn === 0 && fr.equals(first.root) && sr',
    'return sn === 0 && sr',
    merkle,
  ),
  mutant('a log that went on otherwise has the same beginning', ' && sr.equals(second.root);', ';', merkle),
  checking('the check passes over values that are gone', '!explained.has(f.entry)', 'f.entry === undefined'),
  checking(
    'records nobody put on record are passed over',
    'for (const e of catalog.entities) await this.#pages((after) => findUnrecorded(this.#q, e, after), false);',
    'void findUnrecorded;',
  ),
  checking(
    'records are not held against the log',
    ' compareRecords(moment, { keys, catalog, fill }, after), true);',
    " Promise.resolve({ findings: [], seen: 0, next: after === '' ? '' : null }), true);\n    void [compareRecords, moment, keys, fill];",
  ),
];
