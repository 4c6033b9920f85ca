// `npm run bench`: fills a tenant with generated records, measures the product against raw SQL, compares with the last result.
import { enter } from './bootstrap.mjs';

await enter('bench/main.ts');
