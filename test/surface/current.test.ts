// surface/ is what the declarations say: whoever changes what is reachable, stored, sent or depended on commits the diff.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { problems } from '../../src/contract/problem.ts';
import { firstDifferences, readCsv, writeCsv } from './csv.ts';
import { surfaceFiles } from './tables.ts';

const folder = new URL('../../surface/', import.meta.url);

/** Fewer rows than these, and the tables were not made from the real thing. */
const leastRows: Readonly<Record<string, number>> = {
  'actions.csv': 60,
  'permissions.csv': 50,
  'problems.csv': 20,
  'fields.csv': 60,
  'personal-data.csv': 15,
  'packages.csv': 100,
  'egress.csv': 1,
};

describe('the surface', async () => {
  for (const [name, text] of await surfaceFiles()) {
    test(`surface/${name} is current (npm run surface writes it)`, () => {
      assert.deepEqual(firstDifferences(readFileSync(new URL(name, folder), 'utf8'), text), []);
    });

    test(`surface/${name} has rows`, () => {
      const rows = text.split('\n').length - 2;
      assert.ok(rows >= (leastRows[name] ?? 1), `only ${rows}`);
    });
  }

  test('every problem has its paragraph in docs/problems.md under the anchor the answers name', () => {
    const text = readFileSync(new URL('../../docs/problems.md', import.meta.url), 'utf8');
    const anchors = [...text.matchAll(/^## ([a-z-]+)$/gm)].map((m) => m[1]);
    assert.deepEqual(anchors, Object.keys(problems));
  });

  test('a table that is read gives what was written, whatever it holds', () => {
    const rows = [
      { a: 'plain', b: 'with, comma', c: 'with "quotes"' },
      { a: '', b: 'two\nlines', c: '' },
      { a: 'x', b: '', c: 'last' },
    ];
    assert.deepEqual(
      readCsv(
        writeCsv(
          ['a', 'b', 'c'],
          rows.map((r) => [r.a, r.b, r.c]),
        ),
      ),
      rows,
    );
  });
});
