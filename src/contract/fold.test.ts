// Folding for search, phone digits, and where a match stands.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findFolded, fold, phoneDigits } from './fold.ts';

test('accents and case do not count', () => {
  for (const [text, folded] of [
    ['Rémi', 'remi'],
    ['SØREN', 'soren'],
    ['Łódź', 'lodz'],
    ['Straße', 'strasse'],
    ['Ångström', 'angstrom'],
    ['Ελένη', 'ελενη'],
  ])
    assert.equal(fold(text!), folded);
});

test('a phone number is its digits, however it is written', () => {
  assert.equal(phoneDigits('06 28 00 00 00'), '628000000');
  assert.equal(phoneDigits('+33 (0)6 28'), '33628');
  assert.equal(phoneDigits('+33 6 28'), '33628');
  assert.equal(phoneDigits('Acme 4000'), null);
});

test('a match is marked in the text as it is written', () => {
  assert.deepEqual(findFolded('Søndergård', 'derga'), [3, 8]);
  assert.deepEqual(findFolded('Straße 7', 'strasse'), [0, 6]);
  assert.equal(findFolded('abc', 'x'), null);
});
