// Claims are complete, unique and stated in known words; a claim without a test, or with one that did not run, would be found.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { type Claim, findClaimMistakes, findEmptyClaims, readClaims } from './claims.ts';
import { readCsv } from './csv.ts';
import { namedTests } from './named-tests.ts';

const claims = readClaims();
const idsOf = (table: Claim['table']): string[] => claims.filter((c) => c.table === table).map((c) => c.id);

/** The lists the ids come from lie beside the repository where the project is developed. */
const promisesList = new URL('../../../shared/promises.md', import.meta.url);
const asvsList = new URL('../../../shared/asvs5.csv', import.meta.url);

describe('claims', () => {
  test('every promise and every ASVS requirement has its row', () => {
    assert.equal(idsOf('promises.csv').length, 246);
    assert.equal(idsOf('asvs.csv').length, 345);
  });

  test('rows are unique, in known states, with tests where something is claimed and limits where not all of it', () => {
    assert.deepEqual(findClaimMistakes(claims), []);
  });

  test('every test a claim names stands in its file, with its groups', () => {
    const files = new Map<string, RegExp[]>();
    const missing = new Set<string>();
    for (const evidence of claims.flatMap((c) => c.evidence)) {
      const [file = '', ...name] = evidence.split(' > ');
      const source = new URL(`../../${file}`, import.meta.url);
      if (!files.has(file)) files.set(file, existsSync(source) ? namedTests(readFileSync(source, 'utf8')) : []);
      if (!files.get(file)!.some((test) => test.test(name.join(' > ')))) missing.add(evidence);
    }
    assert.deepEqual([...missing], []);
  });

  test('the names of tests are read with their groups, also where they are made', () => {
    const source =
      "describe('a (b)', () => {\n  test('it isn\\'t', x);\n  test(`as ${who} here`, x);\n});\ntest('alone', x);\n";
    const names = ["a (b) > it isn't", 'a (b) > as me here', 'alone'];
    const found = namedTests(source);
    assert.equal(found.length, names.length);
    for (const [i, name] of names.entries()) assert.match(name, found[i]!);
    assert.doesNotMatch("it isn't", found[0]!);
  });

  test(
    'the ids are those of the lists they come from',
    { skip: existsSync(promisesList) ? false : 'the lists are not here' },
    () => {
      const promised = [...readFileSync(promisesList, 'utf8').matchAll(/^\| ([A-Z]\d+[a-z]?) \| [FCMR] \|/gm)].map(
        (m) => m[1],
      );
      assert.deepEqual(idsOf('promises.csv'), promised);
      assert.deepEqual(
        idsOf('asvs.csv'),
        readCsv(readFileSync(asvsList, 'utf8')).map((row) => row['id']),
      );
    },
  );

  test('a wrong claim would be found, whatever is wrong with it', () => {
    const good: Claim = {
      table: 'promises.csv',
      id: 'O1',
      state: 'kept',
      evidence: ['test/a.test.ts > works'],
      limits: '',
    };
    assert.deepEqual(findClaimMistakes([good]), []);
    const bad: readonly (readonly Claim[])[] = [
      [good, good],
      [{ ...good, state: 'done', evidence: [] }],
      [{ ...good, state: 'not applicable', evidence: [], limits: 'x' }],
      [{ ...good, evidence: [] }],
      [{ ...good, state: 'partly' }],
      [{ ...good, state: 'not yet' }],
      [{ ...good, evidence: ['see the code'] }],
    ];
    for (const wrong of bad) assert.equal(findClaimMistakes(wrong).length, 1, JSON.stringify(wrong));
    const ran = (outcome: string) => [{ file: 'test/a.test.ts', name: 'works', outcome }];
    assert.deepEqual(findEmptyClaims([good], ran('passed')), []);
    for (const outcomes of [ran('skipped'), ran('failed'), []])
      assert.equal(findEmptyClaims([good], outcomes).length, 1);
  });
});
