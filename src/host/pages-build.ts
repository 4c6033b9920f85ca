// Builds the web pages when their sources have changed since the last build, beside the old ones, and then puts them in their place at once.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { HostRefusal } from './refusal.ts';

const run = promisify(execFile);

/** Under `src`: what the pages are made of, apart from the packages. */
const sources = [/^web\//, /^contract\//, /^features\/[^/]+\/(web\/|contract\.ts$)/, /^features\/entities\.ts$/];
const stampFile = 'sources.sha256';

/** Answers the folder of pages that fit the sources. */
export async function buildPages(checkout: string, say: (what: string) => void): Promise<string> {
  const folder = join(checkout, 'build', 'web');
  const stamp = stampOf(checkout);
  if (isCurrent(folder, stamp)) return folder;
  say(existsSync(folder) ? 'Building the web pages, which have changed' : 'Building the web pages');
  const fresh = `${folder}.${process.pid}`;
  try {
    await viteBuild(checkout, fresh);
    writeFileSync(join(fresh, '.vite', stampFile), stamp);
    replaceFolder(folder, fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}

function isCurrent(folder: string, stamp: string): boolean {
  const path = join(folder, '.vite', stampFile);
  return existsSync(join(folder, 'index.html')) && existsSync(path) && readFileSync(path, 'utf8') === stamp;
}

function stampOf(checkout: string): string {
  const src = join(checkout, 'src');
  const files = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(src, join(entry.parentPath, entry.name)))
    .filter((file) => sources.some((pattern) => pattern.test(file)) && !file.endsWith('.test.ts'));
  const hash = createHash('sha256').update(readFileSync(join(checkout, 'package-lock.json')));
  for (const file of files.sort()) hash.update(`\n${file}\n`).update(readFileSync(join(src, file)));
  return hash.digest('hex');
}

async function viteBuild(checkout: string, folder: string): Promise<void> {
  const vite = join(checkout, 'node_modules', 'vite', 'bin', 'vite.js');
  const config = join(checkout, 'src', 'web', 'vite.config.ts');
  const args = [vite, 'build', '--config', config, '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
  try {
    await run(process.execPath, args, { cwd: checkout, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-20).join('\n');
    throw new HostRefusal(`The web pages cannot be built. The build said:\n${said}`);
  }
}

function replaceFolder(folder: string, fresh: string): void {
  const old = `${folder}.old.${process.pid}`;
  mkdirSync(join(folder, '..'), { recursive: true });
  if (existsSync(folder)) renameSync(folder, old);
  renameSync(fresh, folder);
  rmSync(old, { recursive: true, force: true });
}
