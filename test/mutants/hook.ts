// Loaded before a test file (`node --import`): breaks the one guard STRONGROOM_MUTANT names while its module is loaded.
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { applyChange, changesOf } from './apply.ts';
import { mutants } from './mutants.ts';

const chosen = mutants[Number(process.env['STRONGROOM_MUTANT'])];
if (chosen === undefined) throw new Error(`STRONGROOM_MUTANT names none: ${process.env['STRONGROOM_MUTANT']}`);
const changes = new Map(
  changesOf(chosen).map(
    (c) => [pathToFileURL(fileURLToPath(new URL(`../../${c.file}`, import.meta.url))).href, c] as const,
  ),
);

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const change = changes.get(url);
    if (change === undefined) return loaded;
    const source =
      typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString('utf8');
    return { ...loaded, source: applyChange(change, source) };
  },
});
