// The arrows of the board lead over empty stages and stop at its ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moveSpot } from './board-keys.ts';

const cards = [3, 0, 1, 12];

test('up and down stay within the stage', () => {
  assert.deepEqual(moveSpot('ArrowDown', { column: 0, card: 2 }, cards), { column: 0, card: 2 });
  assert.deepEqual(moveSpot('ArrowUp', { column: 0, card: 0 }, cards), { column: 0, card: 0 });
  assert.deepEqual(moveSpot('k', { column: 0, card: 2 }, cards), { column: 0, card: 1 });
  assert.deepEqual(moveSpot('End', { column: 3, card: 0 }, cards), { column: 3, card: 11 });
  assert.deepEqual(moveSpot('PageDown', { column: 3, card: 9 }, cards), { column: 3, card: 11 });
});

test('left and right skip what has no cards and keep the height where there is one', () => {
  assert.deepEqual(moveSpot('ArrowRight', { column: 0, card: 2 }, cards), { column: 2, card: 0 });
  assert.deepEqual(moveSpot('ArrowLeft', { column: 3, card: 7 }, cards), { column: 2, card: 0 });
  assert.deepEqual(moveSpot('ArrowRight', { column: 3, card: 7 }, cards), { column: 3, card: 7 });
  assert.deepEqual(moveSpot('ArrowLeft', { column: 0, card: 1 }, cards), { column: 0, card: 1 });
});

test('other keys mean nothing to it', () => {
  assert.equal(moveSpot('x', { column: 0, card: 0 }, cards), null);
});
