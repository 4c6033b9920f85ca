// A defused cell starts no formula, and reading it back gives the very same text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defuseCell, restoreCell } from './defuse.ts';

test('formulas are defused, other text is left alone', () => {
  for (const text of ['=1+1', '+33 6 28', '-5 units', '@me', '\tx', '\rx', "'=x", "''@y"]) {
    assert.equal(defuseCell(text), `'${text}`);
  }
  for (const text of ['', 'a', "'", "'tis", '5', ' =1']) assert.equal(defuseCell(text), text);
});

test('the way out and back changes no text at all', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', 'a') }));
  fc.assert(
    fc.property(text, (t) => {
      assert.equal(restoreCell(defuseCell(t)), t);
      assert.doesNotMatch(defuseCell(t), /^[=+\-@\t\r]/);
    }),
  );
});
