// `npm run proof`: the full counts behind what `npm test` only samples. Each part is kept as it ends, so that an interrupted run goes on
// where it was; the result is written to proof/ with date and commit. `npm run proof -- --new` forgets what an earlier run has done.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './bootstrap.mjs';
import { run } from './test/run.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const stateFile = path.join(root, 'build/proof-state.json');

/** Each part: what it proves, and the test file that proves it with full counts when STRONGROOM_PROOF is set. */
const parts = [
  { file: 'test/rule-agreement.test.ts', proves: 'both evaluators of a rule agree' },
  {
    file: 'test/list-agreement.test.ts',
    proves: 'lists show the same records in the same order as a naive list, while others write too',
  },
  {
    file: 'test/field-rights.test.ts',
    proves: 'any mixture of roles reads and changes exactly what a naive reference says',
  },
  { file: 'test/access-records.test.ts', proves: 'the access matrix of records' },
  {
    file: 'test/access-reach.test.ts',
    proves:
      'own, deputy, team, teams below, territory, rules, shares and masks together reach what a naive reference says, on every path',
  },
  { file: 'test/access-at-once.test.ts', proves: 'a change of rights acts at once, in another process too' },
  { file: 'test/access-actions.test.ts', proves: 'the access matrix of all other actions' },
  { file: 'test/hidden-fields.test.ts', proves: 'hidden fields are absent' },
  { file: 'test/hidden-oracles.test.ts', proves: 'no answer depends on a hidden or masked value' },
  { file: 'test/hidden-records.test.ts', proves: 'hidden records are absent' },
  { file: 'test/isolation.test.ts', proves: 'nothing crosses from one tenant to another' },
  { file: 'test/hostile-input.test.ts', proves: 'hostile input does no harm' },
  {
    file: 'test/hostile-payloads.test.ts',
    proves: 'collected attacks through every parameter of every route do no harm',
  },
  { file: 'test/ledger.test.ts', proves: 'everything is put on record, or not done' },
  {
    file: 'test/ledger-tampering.test.ts',
    proves: 'a thousand tamperings by the superuser of the database are found, and told where',
  },
  { file: 'test/ledger-bulk.test.ts', proves: 'a hundred thousand rows cost no hundred thousand statements of ledger' },
  { file: 'test/ledger-faults.test.ts', proves: 'while no entry can be written nothing succeeds' },
  {
    file: 'test/ledger-receivers.test.ts',
    proves: 'no entry is lost on its way to other systems, whoever is killed or away',
  },
  {
    file: 'test/time-machine.test.ts',
    proves: 'the time machine says of 200 random instants what everything was, and brings the configuration back',
  },
  {
    file: 'test/undo-model.test.ts',
    proves: 'random operations of several people, undone in random order, leave what a naive model says',
  },
  ...pieces('test/crash.test.ts', 'kill -9 of the program and of the database loses nothing acknowledged', 5),
  { file: 'test/import-crash.test.ts', proves: 'kill -9 in the middle of an import loses nothing and doubles nothing' },
  { file: 'test/export-crash.test.ts', proves: 'kill -9 in the middle of an export leaves no half file' },
  { file: 'src/core/identity/enumeration.test.ts', proves: 'time tells nobody who has an account' },
  ...pieces('test/mutants/mutants.test.ts', 'every broken guard is noticed', 8),
];

/** A long part in pieces, each kept as it ends; the test file takes the cases of the piece STRONGROOM_PROOF_PIECE names, "1/8". */
function pieces(file, proves, many) {
  return Array.from({ length: many }, (_, n) => ({
    file,
    piece: `${n + 1}/${many}`,
    proves: `${proves} (${n + 1} of ${many})`,
  }));
}

function keyOf({ file, piece }) {
  return piece === undefined ? file : `${file} ${piece}`;
}

function git(...args) {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

const commit = git('rev-parse', 'HEAD') || 'unknown';
const isClean = git('status', '--porcelain', '--untracked-files=no') === '';

function readState() {
  if (process.argv.includes('--new') || !existsSync(stateFile)) return fresh();
  const state = JSON.parse(readFileSync(stateFile, 'utf8'));
  return state.commit === commit ? state : fresh();
}

function fresh() {
  return { commit, seed: Math.floor(Math.random() * 2 ** 31), began: new Date().toISOString(), done: {} };
}

async function prove(node, part, seed) {
  const name = keyOf(part).replaceAll(/[^\w.]+/g, '-');
  const results = path.join(root, 'build', `proof-${name}.json`);
  rmSync(results, { force: true });
  const since = performance.now();
  const args = ['--test', '--test-reporter=./scripts/test/reporter.mjs', part.file];
  const env = {
    STRONGROOM_PROOF: String(seed),
    STRONGROOM_TEST_RESULTS: results,
    NODE_NO_WARNINGS: '1',
    ...(part.piece === undefined ? {} : { STRONGROOM_PROOF_PIECE: part.piece }),
  };
  const { code } = await run(node, args, { cwd: root, env, show: true });
  const { outcomes = [], said = [] } = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
  const count = (outcome) => outcomes.filter((o) => o.outcome === outcome).length;
  return {
    passed: count('passed'),
    failed: count('failed') + (code !== 0 && count('failed') === 0 ? 1 : 0),
    skipped: count('skipped'),
    failures: outcomes.filter((o) => o.outcome === 'failed').map((o) => o.name),
    said: said.slice(0, 100),
    seconds: Math.round((performance.now() - since) / 1000),
  };
}

function report(state, versions) {
  const rows = parts.filter((p) => state.done[keyOf(p)] !== undefined).map((p) => ({ ...p, ...state.done[keyOf(p)] }));
  const missing = parts.filter((p) => state.done[keyOf(p)] === undefined);
  return [
    `# Proof of ${new Date().toISOString().slice(0, 10)}`,
    '',
    `Commit ${commit}${isClean ? '' : ', **with uncommitted changes**'}; seed ${state.seed}; ${versions}; begun ${state.began}.`,
    '',
    '| what | file | passed | failed | skipped | seconds |',
    '|---|---|--:|--:|--:|--:|',
    ...rows.map((r) => `| ${r.proves} | \`${r.file}\` | ${r.passed} | ${r.failed} | ${r.skipped} | ${r.seconds} |`),
    ...missing.map((p) => `| ${p.proves} | \`${p.file}\` | not run | | | |`),
    '',
    ...rows.flatMap((r) => [
      `## ${r.proves}`,
      '',
      ...(r.failures.length === 0 ? [] : [...r.failures.map((name) => `* FAILED: ${name}`), '']),
      ...(r.said.length === 0 ? ['(no counts to tell)'] : ['```', ...r.said, '```']),
      '',
    ]),
  ].join('\n');
}

const { node } = await prepare({ say: console.log });
mkdirSync(path.join(root, 'build'), { recursive: true });
const state = readState();
const chosen = parts.filter(
  (p) => existsSync(path.join(root, p.file)) && (words.length === 0 || words.some((w) => keyOf(p).includes(w))),
);
console.log(
  `Commit ${commit.slice(0, 10)}${isClean ? '' : ' with uncommitted changes'}, seed ${state.seed}: ${chosen.length} parts`,
);
for (const part of chosen) {
  if (state.done[keyOf(part)]?.failed === 0) {
    console.log(`\n${part.proves}: proved before (${state.done[keyOf(part)].seconds} s)`);
    continue;
  }
  console.log(`\n${part.proves}`);
  state.done[keyOf(part)] = await prove(node, part, state.seed);
  writeFileSync(stateFile, JSON.stringify(state));
}
const versions = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
const folder = path.join(root, 'proof');
mkdirSync(folder, { recursive: true });
const name = `${new Date().toISOString().slice(0, 10)}-${commit.slice(0, 10)}.md`;
writeFileSync(path.join(folder, name), report(state, `Node ${versions}`));
const failed = Object.values(state.done).reduce((sum, d) => sum + d.failed, 0);
const passed = Object.values(state.done).reduce((sum, d) => sum + d.passed, 0);
console.log(`\nWritten: proof/${name}\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
