// Broken guards are noticed: every mutant fits its code, and a few of them are run; `npm run proof` runs them all.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { describe, test } from 'node:test';
import { isProof } from '../samples/counts.ts';
import { applyChange, changesOf } from './apply.ts';
import { mutants } from './mutants.ts';
import { runMutant } from './run-mutant.ts';

const root = path.join(import.meta.dirname, '../..');
/** The same ones in every run, of different parts, each with tests that are quick. */
const sampled = ['sealed bytes open anywhere', 'one can point to what one may not see', 'to read is enough to edit'];

function chosen(): number[] {
  if (isProof) {
    const [piece = 1, of = 1] = (process.env['STRONGROOM_PROOF_PIECE'] ?? '1/1').split('/').map(Number);
    // Neighbours have tests in common, which are run unbroken once a piece.
    return mutants.map((_, n) => n).filter((n) => Math.floor((n * of) / mutants.length) === piece - 1);
  }
  return sampled.map((what) => {
    const n = mutants.findIndex((m) => m.what === what);
    assert.ok(n >= 0, `there is no mutant "${what}"`);
    return n;
  });
}

describe('mutants of the core', () => {
  test('there are enough of them, each fits its code in one place, and each differs', () => {
    assert.ok(mutants.length >= 40, `only ${mutants.length}`);
    const texts = mutants.map((m) => {
      for (const file of m.tests) readFileSync(path.join(root, file));
      const files = Map.groupBy(changesOf(m), (change) => change.file);
      return [...files]
        .map(([file, changes]) => {
          const source = readFileSync(path.join(root, file), 'utf8');
          const changed = changes.reduce((text, change) => applyChange(change, text), source);
          assert.notEqual(changed, source, m.what);
          assert.doesNotThrow(() => stripTypeScriptTypes(changed), `${m.what}: what is left is no program`);
          return `${file} ${changed}`;
        })
        .join('\n');
    });
    assert.equal(new Set(texts).size, mutants.length);
  });

  for (const n of chosen()) {
    const { file, what } = mutants[n]!;
    test(`noticed: ${what} (${file})`, async () => {
      const { killedBy, seconds } = await runMutant(n);
      assert.ok(killedBy !== undefined, 'no test failed');
      console.log(`${what}: ${killedBy} (${seconds} s)`);
    });
  }
});
