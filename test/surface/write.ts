// `npm run surface`: writes the generated files of surface/, so that what changed outwards shows as a diff.
import { mkdirSync, writeFileSync } from 'node:fs';
import { closeTenants, databaseOf, newTenant, superuserIn } from '../harness/cluster.ts';
import { schemaText } from './schema.ts';
import { surfaceFiles } from './tables.ts';

const folder = new URL('../../surface/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, text] of await surfaceFiles()) {
  writeFileSync(new URL(name, folder), text);
  console.log(`surface/${name}: ${text.split('\n').length - 2} rows`);
}
const acme = await newTenant('acme');
const schema = await schemaText(await superuserIn(acme), { ...databaseOf(acme).roles });
writeFileSync(new URL('schema.txt', folder), schema);
console.log(`surface/schema.txt: ${schema.split('\n').length} lines`);
await closeTenants();
