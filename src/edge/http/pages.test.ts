// The pages as browsers get them: policy, caching, theme, and nothing beside the list of built files.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { newTenant } from '../../../test/harness/cluster.ts';
import { type Answer, type TestServer, send, serve } from '../../../test/harness/web.ts';
import type { Vault } from '../../core/vault.ts';
import { pageHeaders } from './headers.ts';
import { readPages } from './pages.ts';

let server: TestServer;
let acme: Vault;

before(async () => {
  acme = await newTenant('acme');
  server = await serve(() => [acme]);
});

function get(target: string, headers: [string, string][] = [], method = 'GET'): Promise<Answer> {
  return send(server.port, { method, target, headers: [['Host', acme.hostname], ...headers] });
}

test('every page address answers the one page, not kept, with the strictest policy and no cookie', async () => {
  for (const target of [
    '/',
    '/contacts',
    '/deals/01a210bc-bad4-745e-858f-95c06360c82a',
    '/link',
    '/contacts?search=a.b',
    '/x/y/z',
  ]) {
    const { status, headers, text } = await get(target);
    assert.equal(status, 200, target);
    assert.match(String(headers['content-type']), /^text\/html/);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['set-cookie'], undefined);
    assert.match(text, /<html lang="en" class="">/);
    const policy = String(headers['content-security-policy']);
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "trusted-types 'none'",
      "require-trusted-types-for 'script'",
      "frame-ancestors 'none'",
    ]) {
      assert.ok(policy.includes(part), part);
    }
    assert.ok(!/unsafe|nonce|data:|blob:|\*/.test(policy), policy);
  }
});

test('the theme of the cookie is in the page before the first paint, and nothing else of a cookie gets in', async () => {
  const classOf = async (cookie: string): Promise<string> =>
    /class="([^"]*)"/.exec((await get('/', [['Cookie', cookie]])).text)![1]!;
  assert.equal(await classOf('theme=dark'), 'dark');
  assert.equal(await classOf('theme=light; other=1'), 'light');
  for (const cookie of [
    'theme=system',
    'theme="><script>alert(1)</script>',
    'theme=dark; theme=light',
    'theme=$&',
    'x=dark',
  ]) {
    assert.equal(await classOf(cookie), '', cookie);
  }
});

test('built files are kept for ever when named after their content, compressed as asked, and found by nothing but their name', async () => {
  const name = '/assets/index-AbCd1234.js';
  const plain = await get(name);
  assert.equal(plain.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.match(String(plain.headers['content-type']), /^text\/javascript/);
  const etag = String(plain.headers.etag);
  assert.equal((await get(name, [['If-None-Match', etag]])).status, 304);
  for (const encoding of ['br', 'gzip']) {
    const packed = await get(name, [['Accept-Encoding', encoding]]);
    assert.equal(packed.headers['content-encoding'], encoding);
    assert.ok(packed.bytes.length < 200);
    const unpack = encoding === 'br' ? brotliDecompressSync : gunzipSync;
    assert.equal(unpack(packed.bytes).toString(), plain.text);
  }
  assert.equal((await get('/icon.svg')).headers['cache-control'], 'public, max-age=300');
  const head = await get(name, [], 'HEAD');
  assert.deepEqual([head.status, head.text], [200, '']);
});

test('no path reaches anything that is not in the list: no traversal, no hidden files, no build lists', async () => {
  for (const target of [
    '/../package.json',
    '/..%2f..%2fpackage.json',
    '/assets/../../package.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/.vite/manifest.json',
    '/assets/index-AbCd1234.js.map',
    '/index.html',
    '/.git/config',
    '/.env',
    '/assets/index-AbCd1234.js/',
    '/%00.js',
    '/__proto__.js',
  ]) {
    const { status, text } = await get(target);
    assert.ok(status === 404 || status === 400, `${target} ${status}`);
    assert.ok(!text.includes('secret') && !text.includes('<html'), target);
  }
});

test('a page is not given to another site’s frame, script or fetch', async () => {
  const from = (mode: string, dest: string): [string, string][] => [
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Mode', mode],
    ['Sec-Fetch-Dest', dest],
  ];
  assert.equal((await get('/contacts', from('navigate', 'document'))).status, 200);
  assert.equal((await get('/contacts', from('navigate', 'iframe'))).status, 403);
  assert.equal((await get('/assets/index-AbCd1234.js', from('no-cors', 'script'))).status, 403);
});

test('robots are sent away, and managers of passwords find where one is changed (O165)', async () => {
  assert.match((await get('/robots.txt')).text, /Disallow: \//);
  const moved = await get('/.well-known/change-password');
  assert.deepEqual([moved.status, moved.headers.location], [302, '/account']);
});

test('over TLS browsers are told to stay there; over plain http to localhost they are not', () => {
  const secure = { ...acme, hostname: 'acme.example.com', origin: 'https://acme.example.com' };
  const local = { ...acme, origin: 'https://acme.localhost:8443' };
  assert.match(pageHeaders(secure, 'x')['strict-transport-security'] ?? '', /max-age=63072000; includeSubDomains/);
  assert.match(pageHeaders(secure, 'x')['content-security-policy'] ?? '', /upgrade-insecure-requests/);
  for (const vault of [acme, local]) assert.equal(pageHeaders(vault, 'x')['strict-transport-security'], undefined);
});

test('without a build the pages are unavailable and the API works', async () => {
  assert.equal(readPages('/nonexistent').index, undefined);
  const bare = await serve(() => [acme], { pages: '/nonexistent' });
  const page = await send(bare.port, { target: '/', headers: [['Host', acme.hostname]] });
  assert.equal(page.status, 503);
  assert.equal(
    (await send(bare.port, { target: '/api/v1/openapi.json', headers: [['Host', acme.hostname]] })).status,
    200,
  );
});
