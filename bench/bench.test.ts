// Holds that the benchmark works: a whole run with few records, and its comparison, which must see what got worse.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { budgets, findExceeded } from './budgets.ts';
import { findRegressions } from './compare.ts';
import { companyValues, contactValues } from './data/records.ts';
import { checkout } from './home.ts';
import { operations } from './load/operations.ts';
import type { Measured } from './measure.ts';
import { emails } from './people.ts';
import type { Result } from './run.ts';

const people = Object.keys(emails);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

test('500 contacts are made, asked for as three people, and every answer is that of the raw SQL', async () => {
  const build = join(checkout, 'build');
  mkdirSync(build, { recursive: true });
  const data = mkdtempSync(join(build, 'bench-test-'));
  try {
    const words = ['bench/main.ts', 'run', '--data', data, '--port', String(await freePort()), '--keep-results', 'no'];
    const short = ['--sizes', '500', '--seconds', '0.05', '--rounds', '1', '--rows', '200'];
    const { stdout } = await promisify(execFile)(process.execPath, [...words, ...short], {
      cwd: checkout,
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
      maxBuffer: 16 * 1024 * 1024,
    });
    assert.match(stdout, /## 500 contacts/);
    assert.match(stdout, /\| list of 50 by name \| owner \| [\d.]+ \|/);
    assert.match(stdout, /\| edit a contact \| narrow \| [\d.]+ \|/);
    assert.match(stdout, /\| deals by stage \(sums\) \| many \| [\d.]+ \|/);
    assert.match(stdout, /many sees [1-4]\d\d of 500 contacts/);
    assert.match(stdout, /\| import \| 500 \| 200 \|/);
    assert.match(stdout, /\| export \| 500 \| [1-9][\d,]* \|/);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});

test('a ledger of a year is made and asked, and its cost is measured', async () => {
  const build = join(checkout, 'build');
  mkdirSync(build, { recursive: true });
  const data = mkdtempSync(join(build, 'bench-audit-'));
  try {
    const bench = async (...words: string[]): Promise<string> => {
      const always = ['--data', data, '--port', String(await freePort()), '--keep-results', 'no'];
      const { stdout } = await promisify(execFile)(process.execPath, ['bench/main.ts', ...words, ...always], {
        cwd: checkout,
        env: { ...process.env, NODE_TEST_CONTEXT: undefined },
        maxBuffer: 16 * 1024 * 1024,
      });
      return stdout;
    };
    const asked = await bench('audit', '--entries', '2400');
    assert.match(asked, /# The audit page on 2400 entries/);
    assert.match(asked, /\| newest \| \d+ \| \d+ \| 100 rows \| \d+ \| \d+ \| 100 rows \|/);
    assert.match(asked, /\| bars of a year, everything \| \d+ \| \d+ \|/);
    assert.match(asked, /\| a search that watches edits of a week \| \d+ \| \d+ \|/);
    const cost = await bench('ledger', '--seconds', '0.3', '--rounds', '1');
    assert.match(cost, /\| share \| \d+ % \|/);
    assert.match(cost, /Bytes of the ledger a change, indexes and log included: [1-9]\d*/);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});

test('a generated record is the same every time', () => {
  assert.deepEqual(contactValues(7, ['u'], ['a', 'b']), contactValues(7, ['u'], ['a', 'b']));
  assert.notDeepEqual(contactValues(7, ['u'], ['a', 'b']), contactValues(8, ['u'], ['a', 'b']));
  assert.deepEqual(companyValues(7, ['u'], []), companyValues(7, ['u'], []));
});

test('a ratio that is more than a fifth worse is a regression, and nothing passes because nothing was compared', () => {
  const found = (ratio: number, operation = 'list'): Result =>
    ({ measured: [{ operation, who: 'owner', size: 500, connections: 1, ratio } as Measured] }) as unknown as Result;
  assert.deepEqual(findRegressions(found(2), found(2.3)).worse, []);
  assert.equal(findRegressions(found(2), found(2.5)).worse.length, 1);
  assert.equal(findRegressions(found(2), found(9, 'get')).counted, 0);
});

test('no plan that is kept reads a big table from end to end, but for the totals, which are about all of it', () => {
  const folder = join(import.meta.dirname, 'plans');
  const files = readdirSync(folder);
  const expected = operations.flatMap(({ name, action }) =>
    action === undefined ? [] : people.map((who) => `${name}-${who}.txt`),
  );
  assert.deepEqual([...files].sort(), expected.sort());
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    assert.match(text, / ms, up to /, file);
    if (file.startsWith('group-')) continue;
    assert.doesNotMatch(text, /Seq Scan on (contact|company|deal|ledger)\b/, file);
  }
});

test('what costs more than its budget fails the run, as somebody with many roles too, and few records have no budget', () => {
  const m = (who: string, over: number | undefined, ratio = 1, size = 1_000_000): Measured =>
    ({ operation: 'list', who, size, connections: 1, ratio, overOwner: over }) as Measured;
  const of = (measured: Measured[], peakMB = 100): Result =>
    ({ measured, files: [], web: { peakMB } }) as unknown as Result;
  assert.deepEqual(findExceeded(of([m('owner', undefined), m('many', 1)])), { counted: 4, exceeded: [] });
  assert.equal(findExceeded(of([m('owner', undefined, 99)])).exceeded.length, 1);
  assert.equal(findExceeded(of([m('owner', undefined), m('many', 20)])).exceeded.length, 1);
  assert.equal(findExceeded(of([m('owner', undefined), m('narrow', 20)])).exceeded.length, 1);
  assert.equal(findExceeded(of([m('owner', undefined)], 9000)).exceeded.length, 1);
  assert.equal(findExceeded(of([m('owner', undefined, 99, 10_000)])).counted, 0);
  for (const { name } of operations) assert.ok(name in budgets, name);
});
