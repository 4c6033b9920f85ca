// What is written into a cell with its label reads back as it was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readLabelled, writeLabelled } from './labelled-text.ts';

test('a label stands in brackets behind its value', () => {
  assert.equal(writeLabelled({ value: 'a@b.example', label: 'work' }), 'a@b.example (work)');
  assert.equal(writeLabelled({ value: '+358401234567', label: null }), '+358401234567');
  assert.deepEqual(readLabelled('+1 (555) 0100 (Home 2)', null), { value: '+1 (555) 0100', label: 'Home 2' });
  assert.deepEqual(readLabelled('+1 555 (0)', 'work'), { value: '+1 555 (0)', label: 'work' });
  assert.deepEqual(readLabelled(`1 (${'long '.repeat(20)})`, null).label, null);
});

test('out and back nothing changes', () => {
  const value = fc.string({ unit: fc.constantFrom('a', '1', ' ', '(', ')', '@') }).map((v) => `x${v}`);
  const label = fc.option(
    fc.string({ unit: fc.constantFrom('w', 'ö', ' ', '1', '-'), maxLength: 58 }).map((l) => `l${l}`.trim()),
  );
  fc.assert(
    fc.property(value, label, (v, l) => {
      assert.deepEqual(readLabelled(writeLabelled({ value: v, label: l }), null), { value: v, label: l });
    }),
    { numRuns: 2000 },
  );
});
