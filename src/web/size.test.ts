// What a first visit costs and what each page adds, measured on a build of these very sources: kilobytes packed by gzip.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { buildPages } from '../host/pages-build.ts';

/** In bytes. */
const budget = { first: 200_000, page: 60_000, styles: 18_000, font: 50_000, requests: 6 } as const;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly isDynamicEntry?: boolean;
}

let folder = '';
let html = '';
let chunks: Readonly<Record<string, Chunk>> = {};

before(async () => {
  folder = await buildPages(join(import.meta.dirname, '../..'), () => {});
  html = readFileSync(join(folder, 'index.html'), 'utf8');
  chunks = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as typeof chunks;
});

function packed(file: string): number {
  return gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
}

/** The scripts the page asks for at once, by their names in the folder. */
function firstScripts(): string[] {
  return [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((m) => m[1]!);
}

test('the first visit fetches at most 200 kB of script, in few requests', () => {
  const scripts = firstScripts();
  assert.ok(scripts.length > 0);
  const size = scripts.reduce((sum, file) => sum + packed(file), 0);
  assert.ok(size > 50_000, `${size} bytes: the build cannot be whole`);
  assert.ok(size <= budget.first, `${size} bytes of script in ${scripts.join(', ')}`);
  // the page, its scripts, its style sheet and its font
  assert.ok(1 + scripts.length + 1 + 1 <= budget.requests, `${scripts.length} scripts`);
});

test('no page or window adds more than 60 kB', () => {
  const first = new Set(firstScripts());
  const pages = Object.entries(chunks).filter(([, chunk]) => chunk.isDynamicEntry === true);
  assert.ok(pages.length >= 10, `only ${pages.length} pages were seen`);
  for (const [name, chunk] of pages) {
    const files = new Set<string>();
    const waiting = [chunk];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (first.has(next.file) || files.has(next.file)) continue;
      files.add(next.file);
      for (const key of next.imports ?? []) waiting.push(chunks[key]!);
    }
    const size = [...files].reduce((sum, file) => sum + packed(file), 0);
    assert.ok(size <= budget.page, `${name}: ${size} bytes`);
  }
});

test('one style sheet of at most 18 kB, and a first font of at most 50 kB', () => {
  const sheets = readdirSync(join(folder, 'assets')).filter((f) => f.endsWith('.css'));
  assert.equal(sheets.length, 1);
  const size = packed(`assets/${sheets[0]!}`);
  assert.ok(size <= budget.styles, `${size} bytes of styles`);
  const latin = readdirSync(join(folder, 'assets')).find((f) => f.startsWith('inter-latin-wght'));
  assert.ok(latin !== undefined && readFileSync(join(folder, 'assets', latin)).length <= budget.font);
});

test('the page holds no script, style or picture of its own, so that the strictest policy lets it through', () => {
  assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/);
  assert.doesNotMatch(html, /<style|\sstyle=|\son[a-z]+=|javascript:|data:/i);
  const css = readFileSync(
    join(
      folder,
      'assets',
      readdirSync(join(folder, 'assets')).find((f) => f.endsWith('.css'))!,
    ),
    'utf8',
  );
  assert.doesNotMatch(css, /data:|https?:|@import/);
  assert.match(html, /class="%THEME%"/);
});
