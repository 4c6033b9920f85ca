// The keys of the grid lead where people expect, and never out of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Place, move, nextEditable } from './grid-keys.ts';

const extent = { rows: 100, columns: 4, page: 20 };
const at = (row: number, column = -1): Place => ({ row, column });

test('arrows and j k move by row and stop at the ends', () => {
  assert.deepEqual(move('ArrowDown', at(0), extent, false), at(1));
  assert.deepEqual(move('k', at(0), extent, false), at(0));
  assert.deepEqual(move('j', at(99), extent, false), at(99));
  assert.deepEqual(move('PageDown', at(90), extent, false), at(99));
});

test('right steps into the row, left steps out of it again', () => {
  assert.deepEqual(move('ArrowRight', at(5), extent, false), at(5, 0));
  assert.deepEqual(move('ArrowRight', at(5, 3), extent, false), at(5, 3));
  assert.deepEqual(move('ArrowLeft', at(5, 0), extent, false), at(5, -1));
  assert.deepEqual(move('ArrowDown', at(5, 2), extent, false), at(6, 2));
});

test('Home and End are those of the list, and inside a row those of the row', () => {
  assert.deepEqual(move('End', at(5), extent, false), at(99));
  assert.deepEqual(move('Home', at(5, 2), extent, false), at(5, 0));
  assert.deepEqual(move('End', at(5, 2), extent, true), at(99, 2));
});

test('an empty grid moves nowhere, other keys mean nothing', () => {
  assert.equal(move('ArrowDown', at(0), { ...extent, rows: 0 }, false), null);
  assert.equal(move('q', at(0), extent, false), null);
});

test('Tab goes to the next cell that can be edited, into the next row, and ends at the end', () => {
  const editable = [false, true, false, true];
  assert.deepEqual(nextEditable(at(0, 1), editable, 2, false), at(0, 3));
  assert.deepEqual(nextEditable(at(0, 3), editable, 2, false), at(1, 1));
  assert.deepEqual(nextEditable(at(1, 1), editable, 2, true), at(0, 3));
  assert.equal(nextEditable(at(1, 3), editable, 2, false), null);
  assert.equal(nextEditable(at(0, 0), [false, false], 2, false), null);
});
