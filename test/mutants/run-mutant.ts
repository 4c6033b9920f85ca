// Runs the tests that have to notice one broken guard, and tells whether they did.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { mutants } from './mutants.ts';

const root = path.join(import.meta.dirname, '../..');

export interface Verdict {
  /** the test that noticed; undefined: the mutant lives */
  readonly killedBy?: string;
  readonly seconds: number;
}

interface Outcome {
  readonly file: string;
  readonly name: string;
  readonly outcome: string;
}

/** One file after another, until one of its tests fails. A file that does not even load is no proof. */
export async function runMutant(n: number): Promise<Verdict> {
  const began = performance.now();
  const seconds = (): number => Math.round((performance.now() - began) / 100) / 10;
  for (const file of mutants[n]!.tests) {
    const { fine, all } = await unbroken(file);
    const failed = (await outcomesOf(n, file, all)).find(
      (o) => o.outcome === 'failed' && (fine.has(o.name) || o.name === '(the file itself)'),
    );
    if (failed !== undefined && failed.name === '(the file itself)')
      throw new Error(`mutant ${n}, "${mutants[n]!.what}": ${file} does not run at all`);
    if (failed !== undefined) return { killedBy: `${failed.file} > ${failed.name}`, seconds: seconds() };
  }
  return { seconds: seconds() };
}

interface Unbroken {
  /** the tests that pass while nothing is broken: only they can notice anything */
  readonly fine: ReadonlySet<string>;
  /** none fails: the first that does ends a run */
  readonly all: boolean;
}

const baselines = new Map<string, Promise<Unbroken>>();

function unbroken(file: string): Promise<Unbroken> {
  let known = baselines.get(file);
  if (known === undefined) {
    known = outcomesOf(undefined, file, false).then((outcomes) => ({
      fine: new Set(outcomes.filter((o) => o.outcome === 'passed').map((o) => o.name)),
      all: outcomes.every((o) => o.outcome !== 'failed'),
    }));
    baselines.set(file, known);
    // What did not come to its end tells nothing: the next that asks begins anew.
    known.catch(() => baselines.delete(file));
  }
  return known;
}

function outcomesOf(n: number | undefined, file: string, ends: boolean): Promise<Outcome[]> {
  const folder = path.join(root, 'build/mutants');
  mkdirSync(folder, { recursive: true });
  const results = path.join(folder, `${n}-${path.basename(file)}.json`);
  rmSync(results, { force: true });
  const hook = n === undefined ? [] : ['--import', path.join(root, 'test/mutants/hook.ts')];
  const args = [...hook, '--test', '--test-reporter=./scripts/test/reporter.mjs', file];
  const env = {
    ...process.env,
    STRONGROOM_MUTANT: String(n),
    STRONGROOM_TEST_RESULTS: results,
    NODE_NO_WARNINGS: '1',
    ...(ends ? { STRONGROOM_MUTANT_ENDS: 'yes' } : {}),
  };
  for (const name of ['NODE_TEST_CONTEXT', 'NODE_COMPILE_CACHE', 'STRONGROOM_PROOF']) delete env[name as never];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: root, env, timeout: 5 * 60_000, maxBuffer: 1 << 26 }, (error, stdout) => {
      try {
        resolve((JSON.parse(readFileSync(results, 'utf8')) as { outcomes: Outcome[] }).outcomes);
      } catch {
        reject(new Error(`mutant ${n} left no results: ${error?.message ?? ''}\n${stdout.slice(-2000)}`));
      }
    });
  });
}
