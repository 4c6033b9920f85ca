// The language the ledger is asked in: what it understands, what it refuses in words, and that what is written is read back as the same.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type LedgerTerm, ledgerKeys, ledgerValues, parseLedgerQuery, writeLedgerQuery } from './ledger-query.ts';

const of = (text: string): [string, readonly string[], boolean][] => {
  const { terms, wrong } = parseLedgerQuery(text);
  assert.equal(wrong, null, wrong?.says);
  return terms.map((t) => [t.key, t.values, t.not]);
};

describe('a question to the ledger', () => {
  test('is keys with values; the same key is either, a minus is without, and quotation marks keep spaces', () => {
    assert.deepEqual(of('object:contact  action:contact.edit'), [
      ['object', ['contact'], false],
      ['action', ['contact.edit'], false],
    ]);
    assert.deepEqual(of('verb:edited verb:created -verb:read'), [
      ['verb', ['edited', 'created'], false],
      ['verb', ['read'], true],
    ]);
    assert.deepEqual(of('who:"Maria \\"Ma\\" Lindqvist" is:Important'), [
      ['who', ['Maria "Ma" Lindqvist'], false],
      ['is', ['important'], false],
    ]);
    assert.deepEqual(of(''), []);
  });

  test('a word without a key is an address, an id or a reference number, and both of two have to fit', () => {
    assert.deepEqual(of('192.0.2.7 req-9f'), [
      ['text', ['192.0.2.7'], false],
      ['text', ['req-9f'], false],
    ]);
    assert.deepEqual(of('2001:db8::1 fe80::1'), [
      ['text', ['2001:db8::1'], false],
      ['text', ['fe80::1'], false],
    ]);
  });

  test('says what it does not understand', () => {
    for (const [text, word] of [
      ['colour:red', 'no colour:'],
      ['who:', 'missing'],
      ['outcome:maybe', 'done, refused'],
      ['is:secret', 'important, change, look'],
      [Array.from({ length: 50 }, (_, i) => `word${i}`).join(' '), 'at most'],
    ] as const) {
      const { wrong } = parseLedgerQuery(text);
      assert.match(wrong?.says ?? 'nothing', new RegExp(word), text);
    }
  });

  test('never throws, and what is written is read back', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseLedgerQuery(text)));
    const free = ledgerKeys.filter((key) => !Object.hasOwn(ledgerValues, key));
    const term = fc.record(
      {
        key: fc.constantFrom(...free),
        values: fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 }),
        not: fc.boolean(),
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(term, { selector: (t) => `${t.key} ${t.not}`, maxLength: 6 }),
        (terms: readonly LedgerTerm[]) => {
          assert.deepEqual(parseLedgerQuery(writeLedgerQuery(terms)).terms, terms);
        },
      ),
    );
  });
});
