// What the host plane refuses to serve on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Config } from './config.ts';
import { readConfig } from './config.ts';
import { refuseDangerous } from './host.ts';

const local = readConfig({}, '/nowhere');
const proxied: Config = { ...local, publicUrl: new URL('https://crm.example.com'), behindProxy: true };
const open: Config = { ...proxied, host: '0.0.0.0' };

test('a PostgreSQL whose holes let strangers run code serves this machine only', () => {
  const dangerous = { version: { major: 15, minor: 17 } };
  refuseDangerous(local, dangerous);
  for (const config of [proxied, open]) {
    assert.throws(
      () => refuseDangerous(config, dangerous),
      /15\.17 has published holes .*15\.20 or later .*update PostgreSQL first/,
    );
    for (const minor of [18, 20]) refuseDangerous(config, { version: { major: 15, minor } });
  }
});
