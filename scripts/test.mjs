// `npm test`: installs what is missing, runs every check and every test, and says at the end how many. Runs under any Node >= 20.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './bootstrap.mjs';
import { checks } from './test/checks.mjs';
import { findChromium } from './test/chromium.mjs';
import { run } from './test/run.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const build = path.join(root, 'build');
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const flags = new Set(process.argv.slice(2).filter((word) => word.startsWith('--')));
const usage = `npm test                 everything
npm test -- WORD ...     only the test files whose path holds one of the words, without the other checks
npm test -- --checks     only the checks that run no test`;

/** Nothing here takes longer on two cores; what does hangs. */
const slowest = { check: 5 * 60_000, tests: 25 * 60_000 };

const totals = { passed: 0, failed: 0, skipped: 0 };
/** What went wrong, told once more at the end. */
const failures = [];
const skips = new Map();
const began = performance.now();

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

function fail(what) {
  totals.failed += 1;
  failures.push(what);
}

/** Runs one named step that is no test itself and counts it. */
async function step(name, work) {
  const since = performance.now();
  process.stdout.write(`${name} ... `);
  const { ok, output = '', note = '' } = await work();
  console.log(`${ok ? 'ok' : 'FAILED'}${note === '' ? '' : ` (${note})`}  ${seconds(since)}`);
  if (!ok && output !== '') console.log(output.trimEnd().replace(/^/gm, '    '));
  if (ok) totals.passed += 1;
  else fail(name);
  return ok;
}

function testFiles() {
  return ['src', 'test', 'bench']
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true }).map((file) => path.join(folder, file)),
    )
    .filter((file) => file.endsWith('.test.ts'))
    .sort((a, b) => (a < b ? -1 : 1));
}

/** Runs test files and takes in what each test did; a file that should have run and did not is a failure. */
async function runTests(node, title, files, { concurrency, env }) {
  if (files.length === 0) return [];
  console.log(`\n${title}: ${files.length} files`);
  const since = performance.now();
  const results = path.join(build, `results-${title.replace(/\W+/g, '-')}.json`);
  rmSync(results, { force: true });
  const args = [
    '--test',
    `--test-concurrency=${concurrency}`,
    `--test-timeout=${15 * 60_000}`,
    '--test-reporter=./scripts/test/reporter.mjs',
  ];
  const { code } = await run(node, [...args, ...files], {
    cwd: root,
    env: {
      ...env,
      STRONGROOM_TEST_RESULTS: results,
      NODE_COMPILE_CACHE: path.join(build, 'compile-cache'),
      NODE_NO_WARNINGS: '1',
    },
    show: true,
    timeoutMs: slowest.tests,
  });
  const { outcomes } = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : { outcomes: [] };
  const before = totals.failed;
  for (const { file, name, outcome, reason } of outcomes) {
    if (outcome === 'failed') fail(`${file} > ${name}${reason === undefined ? '' : `: ${reason}`}`);
    else totals[outcome] += 1;
    if (outcome === 'skipped')
      skips.set(reason ?? 'no reason given', (skips.get(reason ?? 'no reason given') ?? 0) + 1);
  }
  const ran = new Set(outcomes.map((o) => o.file));
  for (const file of files) if (!ran.has(file)) fail(`${file}: did not run`);
  if (code !== 0 && totals.failed === before) fail(`${title}: the test runner ended with code ${code}`);
  console.log(`${title}: ${outcomes.length} tests  ${seconds(since)}`);
  return outcomes;
}

/** Tests of the core that run once more on the machine's own PostgreSQL: the oldest version that is supported is not the one npm brings. */
const alsoOnSystem = [
  /^src\/core\/(records|schema|shape|formula)\//,
  /^src\/core\/identity\/(links|members)\.test/,
  /^src\/host\/tenant\/harden\.test/,
  /^test\/(rule-agreement|field-rights|hidden-records)\.test/,
];

/** The version of the newest PostgreSQL that Debian's packages have put here; undefined: none that will do. */
function systemPostgres() {
  const folder = '/usr/lib/postgresql';
  if (!existsSync(folder)) return undefined;
  const versions = readdirSync(folder).filter((v) => Number(v) >= 15 && existsSync(path.join(folder, v, 'bin/initdb')));
  return versions.sort((a, b) => Number(b) - Number(a))[0];
}

function finish() {
  if (skips.size > 0) {
    console.log('\nSkipped:');
    for (const [reason, count] of skips) console.log(`  ${count} x ${reason}`);
  }
  if (failures.length > 0) {
    console.log('\nFailed:');
    for (const failure of failures) console.log(`  ${failure}`);
  }
  console.log(`\n${seconds(began)} in all`);
  console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
}

async function main() {
  if (flags.has('--help')) {
    console.log(usage);
    return;
  }
  const { node } = await prepare({ root, say: console.log });
  mkdirSync(build, { recursive: true });
  const everything = words.length === 0;
  if (everything) {
    for (const { name, command, hint } of checks) {
      await step(name, async () => {
        for (const [program, ...args] of command) {
          const done = await run(node, [path.join(root, 'node_modules', program), ...args], {
            cwd: root,
            timeoutMs: slowest.check,
          });
          if (done.code !== 0) return { ok: false, output: done.output, note: hint };
        }
        return { ok: true };
      });
    }
  }
  if (flags.has('--checks')) return finish();

  const files = testFiles().filter((file) => everything || words.some((word) => file.includes(word)));
  if (files.length === 0) fail('there is no such test file');
  const browserFiles = files.filter((file) => file.startsWith('test/e2e/'));
  const env = {};
  if (browserFiles.length > 0) {
    const chromium = await findChromium(root);
    if (chromium.path === undefined) env.STRONGROOM_NO_BROWSER = chromium.why;
    else env.STRONGROOM_CHROMIUM = chromium.path;
    await step('pages', async () => {
      // as a start does it: what is built and stamped here, neither a server nor a test builds again
      const build = `await (await import('./src/host/pages-build.ts')).buildPages(process.cwd(), console.log)`;
      const done = await run(node, ['--input-type=module', '--eval', build], { cwd: root });
      return { ok: done.code === 0, output: done.output };
    });
  }
  const cores = availableParallelism();
  const others = files.filter((file) => !browserFiles.includes(file));
  const system = everything ? systemPostgres() : undefined;
  const outcomes = [
    ...(await runTests(node, 'unit, feature and property tests', others, {
      concurrency: cores + 1,
      env,
    })),
    ...(await runTests(node, 'browser tests', browserFiles, {
      concurrency: Math.min(2, cores),
      env,
    })),
  ];
  if (system !== undefined) {
    const again = others.filter((file) => alsoOnSystem.some((pattern) => pattern.test(file)));
    const onSystem = { ...env, TEST_POSTGRES: 'system' };
    await runTests(node, `the core on PostgreSQL ${system} of this machine`, again, { concurrency: 2, env: onSystem });
  }
  writeFileSync(path.join(build, 'test-results.json'), JSON.stringify({ at: new Date().toISOString(), outcomes }));
  if (everything) {
    await step('claims', async () => {
      const done = await run(node, ['test/surface/check-evidence.ts'], { cwd: root });
      return { ok: done.code === 0, output: done.output, note: done.output.trim().split('\n').at(-1) };
    });
  }
  return finish();
}

await main();
