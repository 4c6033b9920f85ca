// Loaded before a test file (`node --import`): breaks the one guard STRONGROOM_MUTANT names while its module is loaded.
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { applyMutant } from './apply.ts';
import { mutants } from './mutants.ts';

const chosen = mutants[Number(process.env['STRONGROOM_MUTANT'])];
if (chosen === undefined) throw new Error(`STRONGROOM_MUTANT names none: ${process.env['STRONGROOM_MUTANT']}`);
const target = pathToFileURL(fileURLToPath(new URL(`../../${chosen.file}`, import.meta.url))).href;

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (url !== target) return loaded;
    const source =
      typeof loaded.source === 'string' ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString('utf8');
    return { ...loaded, source: applyMutant(chosen, source) };
  },
});
