// Rules on networks over the wire, as whoever is turned away tries to get round them: forged headers, other spellings, other hosts, open streams (T17).
import assert from 'node:assert/strict';
import { get as httpGet } from 'node:http';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type Person, cheapIdentity, firstOwner } from '../../../test/harness/people.ts';
import { type Answer, Browser, type TestServer, send, serve } from '../../../test/harness/web.ts';
import { setIdentity, usualIdentity } from '../../core/identity/settings.ts';
import type { PgConnection } from '../../core/pg.ts';
import type { Vault } from '../../core/vault.ts';

const office = '192.0.2.7';
const denied = '198.51.100.7';

let behind: TestServer;
let direct: TestServer;
let acme: Vault;
let beta: Vault;
let owner: Person;
let db: PgConnection;

before(async () => {
  cheapIdentity();
  acme = await newTenant('acme');
  beta = await newTenant('beta');
  owner = await firstOwner(acme);
  db = await superuserIn(acme);
  behind = await serve(() => [acme, beta], { trustedProxies: ['127.0.0.1', '10.0.0.0/8'] });
  direct = await serve(() => [acme, beta]);
});

after(() => setIdentity(usualIdentity));

async function setRules(rules: object[], redirect: string | null = null): Promise<void> {
  const whole = rules.map((rule, n) => ({
    ...{ id: String(n), name: `Rule ${n}`, effect: 'deny', addresses: [], countries: [], who: 'everyone', named: [] },
    ...{ from: null, to: null, report: false },
    ...rule,
  }));
  await db.query('update core.network set version = version + 1, rules = $1, redirect = $2', [
    JSON.stringify(whole),
    redirect,
  ]);
  // Pages may be served for a second under what was known.
  behind.web.networks.forget(acme);
  direct.web.networks.forget(acme);
}

const from = (address: string, target = '/', more: [string, string][] = [], host = acme.hostname): Promise<Answer> =>
  send(behind.port, { target, headers: [['Host', host], ['X-Forwarded-For', address], ...more] });

test('a denied address gets another page or a plain refusal: no cookie, nothing of ours, and it is counted', async () => {
  await setRules([{ addresses: [denied] }], 'https://example.com/sorry');
  for (const target of ['/', '/contacts', '/assets/index-AbCd1234.js', '/icon.svg', '/robots.txt']) {
    const answer = await from(denied, target);
    assert.deepEqual([answer.status, answer.headers.location], [302, 'https://example.com/sorry'], target);
    assert.equal(answer.headers['set-cookie'], undefined);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.ok(!/strongroom|script/i.test(answer.text), answer.text);
  }
  const api = await from(denied, '/api/v1/me');
  assert.deepEqual([api.status, api.body.code, api.headers['set-cookie']], [403, 'wrong-network', undefined]);
  const description = await from(denied, '/api/v1/openapi.json');
  assert.equal(description.status, 403);
  await setRules([{ addresses: [denied] }]);
  const plain = await from(denied);
  assert.deepEqual([plain.status, plain.text, plain.headers['set-cookie']], [403, 'Forbidden\n', undefined]);
  assert.equal((await from(office)).status, 200);
  assert.equal((await from(denied, '/', [], beta.hostname)).status, 200, 'another company has rules of its own');
  const browser = new Browser(behind, acme);
  await browser.call(
    'POST',
    '/session',
    { email: owner.email, password: owner.password },
    { 'X-Forwarded-For': office },
  );
  const view = await browser.call('GET', '/network', undefined, { 'X-Forwarded-For': office });
  assert.deepEqual(
    view.body.counts.map((row: { address: string; count: number }) => [row.address, row.count]),
    [[denied, 8]],
  );
});

test('a right password does not open the door from a denied address, nor does an open session, and both do from elsewhere', async () => {
  await setRules([{ effect: 'allow', addresses: [office] }]);
  const browser = new Browser(behind, acme);
  const signIn = (address: string): Promise<Answer> =>
    browser.call('POST', '/session', { email: owner.email, password: owner.password }, { 'X-Forwarded-For': address });
  const refused = await signIn(denied);
  assert.deepEqual(
    [refused.status, refused.body.code, refused.headers['set-cookie']],
    [403, 'wrong-network', undefined],
  );
  assert.equal((await signIn(office)).status, 200);
  const me = (address: string): Promise<Answer> =>
    browser.call('GET', '/me', undefined, { 'X-Forwarded-For': address });
  assert.equal((await me(office)).status, 200);
  assert.equal((await me(denied)).body.code, 'wrong-network');
});

test('where a proxy nobody has named says whom it speaks for, the address is in doubt; through a named one it is not', async () => {
  await setRules([]);
  const doubtAt = async (server: TestServer, headers: Record<string, string>): Promise<unknown> => {
    const browser = new Browser(server, acme);
    await browser.call('POST', '/session', { email: owner.email, password: owner.password }, headers);
    const view = await browser.call('GET', '/network', undefined, headers);
    assert.equal(view.status, 200);
    return view.body.doubt;
  };
  assert.equal(await doubtAt(direct, {}), false);
  for (const name of ['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP'])
    assert.equal(await doubtAt(direct, { [name]: office }), true, name);
  assert.equal(await doubtAt(behind, { 'X-Forwarded-For': office }), false);
});

test('no forged header, other spelling or second host gets round a rule: 0 of all tries (T17)', async () => {
  await setRules([{ effect: 'allow', addresses: [office, '2001:db8:1:2::5'] }]);
  const forged: [string, string][] = [
    ['Forwarded', `for=${office}`],
    ['X-Real-IP', office],
    ['X-Client-IP', office],
    ['True-Client-IP', office],
    ['CF-Connecting-IP', office],
    ['X-Forwarded-For', office],
    ['X-Forwarded-For', `${office}, 127.0.0.1`],
    ['X-Forwarded-For', `10.0.0.1, ${office}`],
    ['Via', `1.1 ${office}`],
  ];
  let through = 0;
  let tries = 0;
  const attempt = async (answer: Promise<Answer>): Promise<void> => {
    tries += 1;
    const { status } = await answer;
    if (status < 300) through += 1;
  };
  // From 127.0.0.1 itself, which no rule lets in and where no proxy is named.
  for (const header of forged) {
    await attempt(send(direct.port, { target: '/', headers: [['Host', acme.hostname], header] }));
    await attempt(send(direct.port, { target: '/api/v1/me', headers: [['Host', acme.hostname], header] }));
  }
  // Through the named proxy, which puts the true client at the right end.
  const lists = [
    denied,
    `${office}, ${denied}`,
    `${office},${denied}`,
    `${office}, ${office}, ${denied}`,
    `${office}, ${denied}, 10.0.0.9`,
    `"${office}", ${denied}`,
    `${office}:443, ${denied}:8080`,
    `[::ffff:${office}]:1, ::ffff:${denied}`,
    `${office}, unknown`,
    `${office}, `,
    `${office}\t,${denied}`,
    '2001:db8:1:2::6',
    '2001:db8:1:2:0:0:0:50',
    '2001:db8:1:2::5%eth0.1, 2001:db8:1:2::7',
    '::ffff:198.51.100.7',
    '0xC0.0.2.7',
    '192.0.2.07',
    '192.0.2.7.',
    '3221225991',
  ];
  for (const list of lists) {
    await attempt(from(list));
    await attempt(from(list, '/api/v1/me'));
    for (const header of forged.filter(([name]) => name !== 'X-Forwarded-For'))
      await attempt(from(list, '/', [header]));
  }
  // Two headers are one list, in the order they came.
  await attempt(
    send(behind.port, {
      target: '/',
      headers: [
        ['Host', acme.hostname],
        ['X-Forwarded-For', office],
        ['X-Forwarded-For', denied],
      ],
    }),
  );
  // Hosts.
  await attempt(from(denied, '/', [['Host', beta.hostname]]));
  await attempt(from(denied, '/', [['X-Forwarded-Host', beta.hostname]]));
  await attempt(from(denied, `http://${acme.hostname}/`));
  await attempt(from(denied, `http://${beta.hostname}/`));
  await attempt(from(denied, '//'));
  await attempt(from(denied, '/', [], acme.hostname.toUpperCase()));
  assert.equal(through, 0);
  assert.ok(tries > 150, `${tries} tries`);
  assert.equal((await from(office)).status, 200, 'and whoever may come does');
  assert.equal((await from(`::ffff:${office}`)).status, 200, 'mapped is the same as plain');
  assert.equal((await from('2001:0DB8:1:2:0:0:0:5')).status, 200);
});

test('a raw request with two Host lines and an absolute address is refused before any rule is asked', async () => {
  await setRules([]);
  const socket = connect(behind.port, '127.0.0.1');
  const text = await new Promise<string>((done, fail) => {
    let all = '';
    socket.on('data', (chunk) => (all += chunk.toString()));
    socket.on('end', () => done(all));
    socket.on('error', fail);
    socket.write(
      `GET http://${beta.hostname}/api/v1/me HTTP/1.1\r\nHost: ${acme.hostname}\r\nHost: ${beta.hostname}\r\nConnection: close\r\n\r\n`,
    );
  });
  assert.match(text, /^HTTP\/1\.1 400 /);
});

for (const stream of ['/events', '/ledger/tail'])
  test(`an open stream of ${stream} says nothing more once its address is turned away (T21)`, async () => {
    await setRules([]);
    const browser = new Browser(behind, acme);
    await browser.call(
      'POST',
      '/session',
      { email: owner.email, password: owner.password },
      { 'X-Forwarded-For': denied },
    );
    let text = '';
    let made: string | null = null;
    const heard = (): boolean => made !== null && text.includes(made);
    const over = new Promise<void>((done, fail) => {
      const request = httpGet({
        port: behind.port,
        host: '127.0.0.1',
        path: `/api/v1${stream}`,
        headers: { host: acme.hostname, cookie: `__Host-strongroom=${browser.session}`, 'x-forwarded-for': denied },
      });
      request.on('error', fail);
      request.on('response', (response) => {
        response.on('error', () => undefined);
        // Whoever hears of the record does not wait for an end that never comes.
        const look = (): void => {
          if (!heard()) return;
          done();
          request.destroy();
        };
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          look();
        });
        response.on('close', done);
        void (async () => {
          await setRules([{ addresses: [denied] }]);
          const answer = await browser.call(
            'POST',
            '/tags',
            { name: `Unheard by ${stream}` },
            { 'X-Forwarded-For': office },
          );
          assert.equal(answer.status, 201, answer.text);
          made = (answer.body as { id: string }).id;
          look();
        })().catch(fail);
      });
    });
    await over;
    assert.ok(!heard() && !text.includes('Unheard') && !text.includes('event: record'), text);
  });
