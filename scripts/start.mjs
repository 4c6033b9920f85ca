// `npm start`: installs what is missing and serves.
import { enter } from './bootstrap.mjs';

await enter('src/main.ts', ['start', ...process.argv.slice(2)]);
