// The last step of `npm test`: every test that a claim in surface/ names has run and passed in this run.
import { readFileSync } from 'node:fs';
import { findEmptyClaims, readClaims, type TestOutcome } from './claims.ts';

const results = JSON.parse(readFileSync(new URL('../../build/test-results.json', import.meta.url), 'utf8')) as {
  readonly outcomes: readonly TestOutcome[];
};
const claims = readClaims();
const empty = findEmptyClaims(claims, results.outcomes);
for (const line of empty) console.log(line);
const claimed = claims.filter((c) => c.evidence.length > 0);
console.log(
  `${claimed.length} of ${claims.length} claims rest on tests; ${empty.length} tests they name did not pass here`,
);
// Where a browser cannot be had its tests are skipped, which was said above; nothing is proved then, and nothing is broken.
process.exitCode = empty.every((line) => line.endsWith(': skipped')) ? 0 : 1;
