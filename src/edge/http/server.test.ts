// The API over the wire as browsers and attackers speak to it: cookies, hosts, origins, addresses, bodies (T1, T13, T15, T17, T23, T28).
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type Person, act, cheapIdentity, firstOwner, member, roleIds, tokenOf } from '../../../test/harness/people.ts';
import { Browser, type TestServer, send, serve } from '../../../test/harness/web.ts';
import { setIdentity, usualIdentity } from '../../core/identity/settings.ts';
import type { Vault } from '../../core/vault.ts';

let server: TestServer;
let acme: Vault;
let beta: Vault;
let vaults: Vault[];
let owner: Person;
let ownerOfBeta: Person;

before(async () => {
  cheapIdentity();
  acme = await newTenant('acme');
  beta = await newTenant('beta');
  vaults = [acme, beta];
  owner = await firstOwner(acme);
  ownerOfBeta = await firstOwner(beta);
  server = await serve(() => vaults);
});

after(() => setIdentity(usualIdentity));

async function signedIn(person = owner, vault = acme): Promise<Browser> {
  const browser = new Browser(server, vault);
  const answer = await browser.signIn(person.email, person.password);
  assert.equal(answer.status, 200, answer.text);
  return browser;
}

test('signing in answers two __Host- cookies and no token in the body; the session then works until signing out', async () => {
  const browser = new Browser(server, acme);
  const answer = await browser.signIn(owner.email, owner.password);
  assert.deepEqual(answer.body, { user: { id: owner.id }, next: null });
  const [session, device] = answer.headers['set-cookie']!;
  assert.match(session!, /^__Host-strongroom=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
  assert.match(
    device!,
    /^__Host-strongroom-device=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=1555(1999|2000)$/,
  );
  assert.equal(answer.headers['cache-control'], 'no-store');
  const me = await browser.call('GET', '/me');
  assert.equal(me.status, 200);
  assert.equal(me.body.user.email, owner.email);
  assert.equal(me.body.tenant.slug, 'acme');
  assert.ok(me.body.permissions.includes('admin.members'));
  const stolen = browser.session!;
  const out = await browser.call('DELETE', '/session');
  assert.match(out.headers['set-cookie']![0]!, /^__Host-strongroom=; .*Max-Age=0$/);
  const replay = await browser.call('GET', '/me', undefined, { Cookie: `__Host-strongroom=${stolen}` });
  assert.deepEqual([replay.status, replay.body.code], [401, 'session-ended']);
});

test('a wrong password is refused as a problem with an id, and nothing of what was sent comes back', async () => {
  const browser = new Browser(server, acme);
  const answer = await browser.signIn(owner.email, 'a wrong password it is');
  assert.equal(answer.status, 401);
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/);
  assert.deepEqual(Object.keys(answer.body), ['type', 'code', 'title', 'status', 'requestId']);
  assert.equal(answer.body.code, 'sign-in-failed');
  assert.equal(answer.body.requestId, answer.headers['request-id']);
  assert.ok(!answer.text.includes('wrong password') && !answer.text.includes(owner.email));
  assert.equal(answer.headers['set-cookie'], undefined);
});

test('a session id planted by a stranger is never taken over at sign-in, and an old session is ended by a new one (T13)', async () => {
  const browser = new Browser(server, acme);
  browser.cookies.set('__Host-strongroom', 'A'.repeat(43));
  await browser.signIn(owner.email, owner.password);
  assert.notEqual(browser.session, 'A'.repeat(43));
  const first = browser.session!;
  await browser.signIn(owner.email, owner.password);
  assert.notEqual(browser.session, first);
  const old = await browser.call('GET', '/me', undefined, { Cookie: `__Host-strongroom=${first}` });
  assert.equal(old.status, 401);
});

test('a second cookie of the same name, as a sibling host might set it, signs nobody in', async () => {
  const browser = await signedIn();
  const twice = `__Host-strongroom=${browser.session}; __Host-strongroom=${'B'.repeat(43)}`;
  assert.equal((await browser.call('GET', '/me', undefined, { Cookie: twice })).status, 401);
});

test('a session of one vault opens nothing under the host of another (T1)', async () => {
  const browser = await signedIn();
  const crossed = await send(server.port, {
    target: '/api/v1/me',
    headers: [
      ['Host', beta.hostname],
      ['Cookie', `__Host-strongroom=${browser.session}`],
    ],
  });
  assert.equal(crossed.status, 401);
  assert.ok(!crossed.text.includes('acme'));
  const other = await signedIn(ownerOfBeta, beta);
  assert.equal((await other.call('GET', '/me')).body.tenant.slug, 'beta');
});

test('an unknown host gets 404 and nothing else, on every path, and is told to whoever listens', async () => {
  const before = server.strangers.length;
  for (const target of ['/', '/api/v1/me', '/assets/index-AbCd1234.js', '/api/v1/session', '/x']) {
    const answer = await send(server.port, { target, headers: [['Host', 'gamma.localhost']] });
    assert.equal(answer.status, 404);
    assert.equal(answer.body?.code ?? 'no-such-host', 'no-such-host');
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.ok(!/acme|beta/.test(answer.text));
  }
  assert.equal(server.strangers.length, before + 5);
  assert.deepEqual(server.strangers.at(-1), { hostname: 'gamma.localhost', address: '127.0.0.1' });
});

test('duplicate Host, absolute address and another X-Forwarded-Host are refused (T15)', async () => {
  const tries: { target: string; headers: [string, string][] }[] = [
    {
      target: '/api/v1/me',
      headers: [
        ['Host', acme.hostname],
        ['Host', 'evil.example'],
      ],
    },
    { target: `http://evil.example/api/v1/me`, headers: [['Host', acme.hostname]] },
    { target: '//evil.example/api/v1/me', headers: [['Host', acme.hostname]] },
    {
      target: '/api/v1/me',
      headers: [
        ['Host', acme.hostname],
        ['X-Forwarded-Host', 'evil.example'],
      ],
    },
    { target: '/api/v1/me', headers: [['Host', `${acme.hostname}/`]] },
    { target: '/', headers: [['Host', `evil@${acme.hostname}`]] },
  ];
  for (const t of tries) {
    const answer = await send(server.port, t);
    assert.equal(answer.status, 400, JSON.stringify(t));
  }
});

test('links are made of the configured origin whatever Host the administrator’s request came with (T15)', async () => {
  const browser = await signedIn();
  const person = { name: 'Linda Linkki', email: 'linda@acme.example', roles: [roleIds.sales] };
  const answer = await browser.call('POST', '/members', person, {
    Host: `${acme.hostname}:9999`,
    'X-Forwarded-Proto': 'https',
  });
  assert.equal(answer.status, 201, answer.text);
  assert.ok(answer.body.link.url.startsWith(`${acme.origin}/link#`), answer.body.link.url);
});

test('opening the page of a link, however often and with whatever method, never uses it up (T15)', async () => {
  const browser = await signedIn();
  const invited = await browser.call('POST', '/members', {
    name: 'Skanni',
    email: 'skanni@acme.example',
    roles: [roleIds.sales],
  });
  const token = tokenOf(invited.body.link.url);
  const stranger = new Browser(server, acme);
  for (const target of [
    '/link',
    `/link?token=${token}`,
    `/link/${token}`,
    `/api/v1/links/use?token=${token}`,
    `/api/v1/links/read?token=${token}`,
  ]) {
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      await send(server.port, { method, target, headers: [['Host', acme.hostname]] });
  }
  const read = await stranger.call('POST', '/links/read', { token });
  assert.deepEqual([read.status, read.body.email, read.body.tenant], [200, 'skanni@acme.example', 'acme Oy']);
  const elsewhere = await new Browser(server, beta).call('POST', '/links/use', {
    token,
    password: 'kuusi keltaista bussia',
  });
  assert.deepEqual([elsewhere.status, elsewhere.body.code], [410, 'link-invalid']);
  const weak = await stranger.call('POST', '/links/use', { token, password: 'lyhyt' });
  assert.deepEqual([weak.status, weak.body.errors[0].field, weak.body.errors[0].code], [400, 'password', 'too-short']);
  const used = await stranger.call('POST', '/links/use', { token, password: 'kuusi keltaista bussia' });
  assert.equal(used.status, 200, used.text);
  assert.equal((await stranger.call('GET', '/me')).body.user.title, 'Skanni');
  assert.equal((await new Browser(server, acme).call('POST', '/links/read', { token })).status, 410);
});

test('no change is taken from another origin: every method, every trick (T28)', async () => {
  const browser = await signedIn();
  const db = await superuserIn(acme);
  const count = async () => (await db.query('select 1 from data.company')).rowCount;
  const before = await count();
  const body = { name: 'Forged Oy' };
  const tricks: Record<string, string | null>[] = [
    { Origin: null },
    { Origin: 'null' },
    { Origin: 'https://evil.example' },
    { Origin: beta.origin },
    { Origin: `${acme.origin}.evil.example` },
    { Origin: acme.origin, 'Sec-Fetch-Site': 'cross-site' },
    { Origin: acme.origin, 'Sec-Fetch-Site': 'same-site' },
    { Origin: null, Referer: `${acme.origin}/companies` },
  ];
  for (const trick of tricks) {
    const answer = await browser.call('POST', '/companies', body, trick);
    assert.deepEqual([answer.status, answer.body.code], [403, 'wrong-origin'], JSON.stringify(trick));
  }
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain; application/json',
  ]) {
    const answer = await browser.call('POST', '/companies', JSON.stringify(body), { 'Content-Type': type });
    assert.equal(answer.status, 415, type);
  }
  const login = await new Browser(server, acme).call(
    'POST',
    '/session',
    { email: owner.email, password: owner.password },
    { Origin: 'https://evil.example' },
  );
  assert.equal(login.status, 403, 'nobody signs a victim in as somebody else');
  assert.equal(login.headers['set-cookie'], undefined);
  assert.equal(await count(), before);
  const good = await browser.call('POST', '/companies', body);
  assert.equal(good.status, 201, good.text);
  assert.equal(await count(), before + 1);
});

test('no change is taken but from a page of the very session: its token is told with every reading, and another one after every sign-in (C36)', async () => {
  const browser = await signedIn();
  const other = await signedIn();
  const db = await superuserIn(acme);
  const count = async () => (await db.query('select 1 from data.company')).rowCount;
  const before = await count();
  const told = async (by: Browser) => String((await by.call('GET', '/me')).headers['csrf-token']);
  const [own, foreign] = [await told(browser), await told(other)];
  assert.match(own, /^[\w-]{43}$/);
  assert.notEqual(own, foreign);
  assert.ok(!own.includes(browser.session!) && !browser.session!.includes(own));
  for (const sent of ['', foreign, own.slice(1), `${own}x`, own.toUpperCase(), `${own}, ${own}`]) {
    for (const [method, path] of [
      ['POST', '/companies'],
      ['PATCH', '/settings'],
      ['DELETE', '/session'],
    ] as const) {
      const answer = await browser.call(method, path, { name: 'Forged Oy' }, { 'CSRF-Token': sent });
      assert.deepEqual([answer.status, answer.body.code], [403, 'page-outdated'], `${method} ${path} ${sent}`);
    }
  }
  assert.equal(await count(), before);
  const made = await browser.call('POST', '/companies', { name: 'Own Oy' }, { 'CSRF-Token': own });
  assert.equal(made.status, 201, made.text);
  // Nothing that is given to strangers asks for it, and a new session has a token of its own from its first answer.
  const stranger = new Browser(server, acme);
  const signed = await stranger.call('POST', '/session', { email: owner.email, password: owner.password });
  assert.equal(String(signed.headers['csrf-token']), await told(stranger));
  assert.notEqual(await told(stranger), own);
  const replayed = await stranger.call('POST', '/companies', { name: 'Replayed Oy' }, { 'CSRF-Token': own });
  assert.equal(replayed.body.code, 'page-outdated');
  assert.equal(await count(), before + 1);
});

test('no other site reads: no answer carries a CORS header, preflights are refused, cross-site reads too', async () => {
  const browser = await signedIn();
  const preflight = await browser.call('OPTIONS', '/me', undefined, {
    Origin: 'https://evil.example',
    'Access-Control-Request-Method': 'PATCH',
    'Sec-Fetch-Site': 'cross-site',
  });
  assert.ok(preflight.status >= 400);
  const read = await browser.call('GET', '/me', undefined, {
    Origin: 'https://evil.example',
    'Sec-Fetch-Site': 'cross-site',
  });
  assert.equal(read.status, 403);
  for (const answer of [preflight, read, await browser.call('GET', '/me')]) {
    assert.deepEqual(
      Object.keys(answer.headers).filter((name) => name.startsWith('access-control')),
      [],
    );
  }
});

test('X-Forwarded-For counts only from proxies that are named, and a budget is per real client (T17)', async () => {
  const behind = await serve(() => vaults, {
    trustedProxies: ['127.0.0.1'],
    limits: { requestsPerAddress: { burst: 5, perSecond: 0.01 } },
  });
  const direct = await serve(() => vaults, { limits: { requestsPerAddress: { burst: 5, perSecond: 0.01 } } });
  const burst = async (port: number, forwarded: (i: number) => string): Promise<number> => {
    let through = 0;
    for (let i = 0; i < 10; i++) {
      const answer = await send(port, {
        target: '/',
        headers: [
          ['Host', acme.hostname],
          ['X-Forwarded-For', forwarded(i)],
        ],
      });
      if (answer.status === 200) through += 1;
      else assert.deepEqual([answer.status, Number(answer.headers['retry-after']) > 0], [429, true]);
    }
    return through;
  };
  assert.equal(await burst(direct.port, (i) => `198.51.100.${i}`), 5, 'a forged header makes no new budget');
  assert.equal(await burst(behind.port, () => '198.51.100.1'), 5);
  assert.equal(await burst(behind.port, () => '198.51.100.2'), 5, 'another client has its own');
  assert.equal(
    await burst(behind.port, (i) => `10.9.9.${i}, 198.51.100.3`),
    5,
    'what stands left of the client is not believed',
  );
  assert.equal(await burst(behind.port, (i) => `2001:db8:7:7::${i + 1}`), 5, 'hopping through a /64 is one client');
  assert.equal(
    await burst(behind.port, (i) => `::ffff:198.51.100.2${i === 0 ? '' : ''}`),
    0,
    'mapped is the same as plain',
  );
});

test('where only proxies speak TLS nobody else is answered', async () => {
  const shut = await serve(() => vaults, { trustedProxies: ['192.0.2.1'], onlyProxies: true });
  assert.equal((await send(shut.port, { target: '/', headers: [['Host', acme.hostname]] })).status, 404);
});

test('suspended and in maintenance: the API says so, the pages still load, other vaults are served', async () => {
  const mine = { ...beta, state: 'suspended' as 'suspended' | 'maintenance' };
  vaults = [acme, mine];
  try {
    const browser = new Browser(server, beta);
    const suspended = await browser.signIn(ownerOfBeta.email, ownerOfBeta.password);
    assert.deepEqual([suspended.status, suspended.body.code], [503, 'suspended']);
    mine.state = 'maintenance';
    const maintenance = await browser.signIn(ownerOfBeta.email, ownerOfBeta.password);
    assert.deepEqual([maintenance.status, maintenance.body.code], [503, 'maintenance']);
    assert.equal((await send(server.port, { target: '/', headers: [['Host', beta.hostname]] })).status, 200);
    assert.equal((await (await signedIn()).call('GET', '/me')).status, 200);
  } finally {
    vaults = [acme, beta];
  }
});

test('bodies that cannot be read, names sent twice and polluted prototypes are refused, and nothing is polluted (T23)', async () => {
  const browser = await signedIn();
  const bodies = [
    '{',
    '[]',
    '"x"',
    '1',
    'null{',
    '{"name":"A","__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}',
  ];
  for (const body of bodies) {
    const answer = await browser.call('POST', '/companies', body);
    assert.deepEqual([answer.status, answer.body.code], [400, 'bad-request'], body);
  }
  const twice = await browser.call('PATCH', `/companies/${owner.id}`, { id: owner.id, name: 'x' });
  assert.deepEqual([twice.status, twice.body.code], [400, 'bad-request']);
  const query = await browser.call('GET', '/companies?limit=1&limit=2');
  assert.equal(query.status, 400);
  const proto = await browser.call('GET', '/companies?__proto__=1');
  assert.equal(proto.status, 400);
  assert.equal(({} as Record<string, unknown>)['admin'], undefined);
  const unknown = await browser.call('POST', '/session', { email: 'a', password: 'b', admin: true });
  assert.deepEqual([unknown.status, unknown.body.errors[0].code], [400, 'unknown-field']);
});

test('what is too large is refused before it is read, and the connection is ended', async () => {
  const browser = await signedIn();
  const big = await browser.call('POST', '/session', { email: 'a', password: 'x'.repeat(20_000) });
  assert.deepEqual([big.status, big.body.code], [413, 'too-large']);
  const url = await browser.call('GET', `/companies?search=${'x'.repeat(9000)}`);
  assert.equal(url.status, 413);
  const headers = await send(server.port, {
    target: '/',
    headers: [
      ['Host', acme.hostname],
      ['X-Big', 'x'.repeat(20_000)],
    ],
  });
  assert.equal(headers.status, 431);
});

test('unknown addresses are 404 in the same words as hidden records, other methods 405 with what is allowed', async () => {
  const browser = await signedIn();
  for (const path of ['/nothing', '/companies/x/y/z', '/companies/..%2f..%2fetc', `/companies/${owner.id}`]) {
    const answer = await browser.call('GET', path);
    assert.deepEqual([answer.status, answer.body.code], [404, 'not-found'], path);
  }
  const wrong = await browser.call('PUT', '/session', {});
  assert.deepEqual([wrong.status, wrong.body.code], [405, 'method-not-allowed']);
  assert.equal(wrong.headers.allow, 'POST, DELETE, GET');
  const page = await send(server.port, {
    method: 'POST',
    target: '/contacts',
    headers: [
      ['Host', acme.hostname],
      ['Origin', acme.origin],
    ],
  });
  assert.deepEqual([page.status, page.headers.allow], [405, 'GET, HEAD']);
  for (const method of ['TRACE', 'PROPFIND', 'OPTIONS']) {
    const answer = await send(server.port, { method, target: '/api/v1/me', headers: [['Host', acme.hostname]] });
    assert.ok(answer.status === 404 || answer.status === 405, `${method} ${answer.status}`);
  }
  assert.equal((await browser.call('GET', '/companies/%')).status, 400);
});

test('ETag and If-Match: a version travels in quotes, a stale one of the same field is refused with both values', async () => {
  const browser = await signedIn();
  const made = await browser.call('POST', '/companies', { name: 'Versio Oy' });
  assert.equal(made.headers.etag, '"1"');
  assert.match(String(made.headers.operation), /^[0-9a-f-]{36}$/);
  const id: string = made.body.id;
  const second = await browser.call('PATCH', `/companies/${id}`, { name: 'Versio 2' }, { 'If-Match': '"1"' });
  assert.deepEqual([second.status, second.headers.etag], [200, '"2"']);
  const stale = await browser.call('PATCH', `/companies/${id}`, { name: 'Versio 3' }, { 'If-Match': '"1"' });
  assert.deepEqual([stale.status, stale.body.code], [412, 'conflict']);
  assert.deepEqual([stale.body.conflicts[0].field, stale.body.conflicts[0].theirs], ['name', 'Versio 2']);
  assert.equal(
    (await browser.call('PATCH', `/companies/${id}`, { name: 'x' }, { 'If-Match': 'nonsense' })).status,
    400,
  );
});

test('rights taken away act on the next request of an open session', async () => {
  const person = await member(acme, owner, 'Rita Rights', [roleIds.manager]);
  const browser = await signedIn(person);
  assert.equal((await browser.call('POST', '/companies', { name: 'Ennen Oy' })).status, 201);
  await act(acme, owner.actor, (tx) => tx.identity.setRoles(person.id, [roleIds.readOnly]));
  assert.deepEqual([(await browser.call('POST', '/companies', { name: 'Jälkeen Oy' })).status], [403]);
  await act(acme, owner.actor, (tx) => tx.identity.deactivate(person.id));
  assert.equal((await browser.call('GET', '/me')).status, 401);
});

test('what people send is put on record without secrets: no password, token or address in the ledger', async () => {
  const browser = new Browser(server, acme);
  await browser.signIn('canary-name@acme.example', 'canary-password-of-somebody');
  await browser.call('POST', '/links/read', { token: 'canary-token' });
  const db = await superuserIn(acme);
  const { rows } = await db.query<{ text: string }>(`select string_agg(plain, ' ') as text from core.ledger_values`);
  assert.ok(!rows[0]!.text.includes('canary'));
});

test('garbage on the socket is answered with 400 and the end of the connection, and the server lives on', async () => {
  for (const garbage of [
    '\x16\x03\x01\x02\x00',
    'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
    'GET /\r\n\r\n',
  ]) {
    const text = await new Promise<string>((done) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write(garbage));
      let all = '';
      socket.on('data', (chunk) => (all += chunk.toString('latin1')));
      socket.on('close', () => done(all));
      socket.on('error', () => done(all));
      setTimeout(() => socket.destroy(), 2000).unref();
    });
    assert.match(text, /^HTTP\/1.1 400/, JSON.stringify(garbage));
  }
  assert.equal((await (await signedIn()).call('GET', '/me')).status, 200);
});

test('every answer carries the strict headers, and none tells what program it is', async () => {
  const browser = await signedIn();
  const answers = [
    await browser.call('GET', '/me'),
    await browser.call('GET', '/nothing'),
    await browser.signIn('x', 'y'),
    await send(server.port, { target: '/', headers: [['Host', acme.hostname]] }),
    await send(server.port, { target: '/assets/index-AbCd1234.js', headers: [['Host', acme.hostname]] }),
    await send(server.port, { target: '/', headers: [['Host', 'unknown.example']] }),
    await send(server.port, { target: '/%', headers: [['Host', acme.hostname]] }),
  ];
  for (const { headers, status } of answers) {
    assert.equal(headers['x-content-type-options'], 'nosniff', String(status));
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    assert.match(String(headers['permissions-policy']), /camera=\(\)/);
    assert.match(String(headers['content-security-policy']), /default-src 'none'/);
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/);
    assert.match(String(headers['request-id']), /^[0-9a-f-]{36}$/);
    assert.equal(headers.server, undefined);
    assert.equal(headers['x-powered-by'], undefined);
  }
});
