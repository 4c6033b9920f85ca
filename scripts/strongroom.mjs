#!/usr/bin/env node
// `npm run strongroom -- ...`: the command line of who runs the machine.
import { enter } from './bootstrap.mjs';

await enter('src/main.ts');
