// Loaded before a test file (`node --import`): breaks the one guard STRONGROOM_MUTANT names while its module is loaded, and lets the tests end
// with the first that fails, which is all that is asked.
import { registerHooks } from 'node:module';
import { afterEach, beforeEach } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { applyChange, changesOf } from './apply.ts';
import { mutants } from './mutants.ts';

const chosen = mutants[Number(process.env['STRONGROOM_MUTANT'])];
if (chosen === undefined) throw new Error(`STRONGROOM_MUTANT names none: ${process.env['STRONGROOM_MUTANT']}`);
const changes = Map.groupBy(
  changesOf(chosen),
  (c) => pathToFileURL(fileURLToPath(new URL(`../../${c.file}`, import.meta.url))).href,
);

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const ofFile = changes.get(url);
    if (ofFile === undefined) return loaded;
    const source =
      typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString('utf8');
    return { ...loaded, source: ofFile.reduce((text, change) => applyChange(change, text), source) };
  },
});

// In the process of the file itself, where STRONGROOM_MUTANT_ENDS says that every test passes while nothing is broken.
if (process.env['NODE_TEST_CONTEXT'] !== undefined && process.env['STRONGROOM_MUTANT_ENDS'] !== undefined) {
  let hasFailed = false;
  afterEach((t) => {
    if ('error' in t && t.error !== null) hasFailed = true;
  });
  beforeEach(() => {
    if (hasFailed) throw new Error('not tried: one test before has noticed');
  });
}
