// The arrows of the matrix: cell by cell, over what is empty, and no further than its edge.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Place, moved } from './matrix-keys.ts';

const size = { row: 3, column: 4 };
const holes = new Set(['1/1', '1/2', '0/0']);
const filled = ({ row, column }: Place): boolean => !holes.has(`${row}/${column}`);
const from = (row: number, column: number, key: string): Place | undefined => moved({ row, column }, key, size, filled);

test('arrows go to the next cell there is, and stay at the edge', () => {
  assert.deepEqual(from(0, 1, 'ArrowRight'), { row: 0, column: 2 });
  assert.deepEqual(from(1, 0, 'ArrowRight'), { row: 1, column: 3 });
  assert.deepEqual(from(0, 1, 'ArrowDown'), { row: 2, column: 1 });
  assert.deepEqual(from(0, 1, 'ArrowLeft'), { row: 0, column: 1 });
  assert.deepEqual(from(2, 3, 'ArrowDown'), { row: 2, column: 3 });
});

test('Home and End go to the first and last cell of the row; other keys are not ours', () => {
  assert.deepEqual(from(0, 2, 'Home'), { row: 0, column: 1 });
  assert.deepEqual(from(1, 0, 'End'), { row: 1, column: 3 });
  assert.equal(from(0, 1, 'q'), undefined);
});
