// How the pages are built: one style sheet, hashed names, nothing inlined, so that the strictest content policy holds.
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

let first: Set<string> | undefined;

/** What every visit needs travels in one file: fewer requests, and it packs better than many small ones. */
function firstFile(id: string, graph: Graph): string | null {
  if (first === undefined) {
    first = new Set();
    const waiting = [here('./main.tsx')];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (first.has(next)) continue;
      first.add(next);
      waiting.push(...(graph.getModuleInfo(next)?.importedIds ?? []));
    }
  }
  return first.has(id) ? 'first' : null;
}

export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [react()],
  build: {
    outDir: here('../../build/web'),
    emptyOutDir: true,
    target: 'es2024',
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    // the size check reads it
    manifest: true,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: firstFile }] } } },
  },
});
