// A defused cell starts no formula, however the file is cut into cells, and reading it back gives the very same text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defuseCell, restoreCell } from './defuse.ts';

test('formulas are defused, other text is left alone', () => {
  for (const text of ['=1+1', '+33 6 28', '-5 units', '@me', '\tx', '\rx', "'=x", "''@y", ' =1', '＝1', '－1', '＠x'])
    assert.equal(defuseCell(text), `'${text}`);
  for (const text of ['', 'a', "'", "'tis", '5', 'a=b', 'x - y', 'a, b', "rock 'n' roll", '1-2'])
    assert.equal(defuseCell(text), text);
});

test('behind a separator a cell may begin too', () => {
  assert.equal(defuseCell('a;=1'), "'a;'=1");
  assert.equal(defuseCell('=a,+b'), "'=a,'+b");
  assert.equal(defuseCell('one\n- two'), "'one\n'- two");
  assert.equal(defuseCell('x, -5'), "'x,' -5");
});

test('what others wrote with an apostrophe in it stays as it is', () => {
  for (const text of ["a,'=b", "'tis", "'a;b'", "'a;=b", "'", "''"]) assert.equal(restoreCell(text), text);
});

const signs = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', ',', ';', ' ', '＝', 'a') });

test('the way out and back changes no text at all', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), signs), (t) => {
      assert.equal(restoreCell(defuseCell(t)), t);
    }),
    { numRuns: 3000 },
  );
});

test('no cell starts a formula, wherever the text is cut', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), signs), (t) => {
      // A TAB or CR behind a separator is one itself: what it starts is empty.
      for (const cell of defuseCell(t).split(/[,;|\t\r\n]/)) assert.doesNotMatch(cell, /^\s*[=+\-@＝＋－＠]/);
      assert.doesNotMatch(defuseCell(t), /^\s*[=+\-@\t\r＝＋－＠]/);
    }),
    { numRuns: 3000 },
  );
});
