// The folder of results: one JSON and one page a run, kept in the repository.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { checkout } from './home.ts';
import { describeResult } from './report.ts';
import type { Result } from './run.ts';
import type { ManyTenants } from './tenants.ts';

const folder = join(import.meta.dirname, 'results');

/** 2026-11-25-10000+1000000 */
export function nameOf(result: Pick<Result, 'at' | 'sizes'>): string {
  return `${result.at.slice(0, 16).replace(/:/g, '')}-${result.sizes.join('+')}`;
}

export function saveResult(result: Result): string {
  mkdirSync(folder, { recursive: true });
  const name = nameOf(result);
  const rounded = JSON.stringify(
    result,
    (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value),
    1,
  );
  writeFileSync(join(folder, `${name}.json`), `${rounded}\n`);
  writeFileSync(join(folder, `${name}.md`), describeResult(result));
  return join('bench', 'results', `${name}.md`);
}

/** The figures of many tenants, with when, where and of which commit. */
export function saveTenants(found: ManyTenants, commit: string): string {
  mkdirSync(folder, { recursive: true });
  const at = new Date().toISOString();
  const machine = { cpu: cpus()[0]?.model ?? '', cores: availableParallelism(), load: loadavg()[0] };
  const name = `${at.slice(0, 16).replace(/:/g, '')}-tenants-${found.tenants}`;
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify({ at, commit, machine, ...found }, null, 1)}\n`);
  return join('bench', 'results', `${name}.json`);
}

/** A page of figures of something else than a run. */
export function savePage(name: string, page: string): string {
  mkdirSync(folder, { recursive: true });
  const file = `${new Date().toISOString().slice(0, 16).replace(/:/g, '')}-${name}.md`;
  writeFileSync(join(folder, file), page);
  return join('bench', 'results', file);
}

/** Results of these sizes, oldest first; with `committed` only those the repository has. */
export function resultsOf(sizes: readonly number[], committed: boolean): Result[] {
  if (!existsSync(folder)) return [];
  const known = committed ? new Set(git('ls-files', 'bench/results').split('\n')) : null;
  return readdirSync(folder)
    .filter((file) => file.endsWith(`-${sizes.join('+')}.json`) && (known?.has(`bench/results/${file}`) ?? true))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Result);
}

/** The commit that is measured; a plus says that files were changed since. */
export function commitNow(): string {
  const changed = git('status', '--porcelain', '--', 'src').trim() !== '';
  return `${git('rev-parse', '--short', 'HEAD').trim()}${changed ? '+' : ''}`;
}

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, { cwd: checkout, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return ''; // not a clone: a downloaded copy has no history
  }
}
