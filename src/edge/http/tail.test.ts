// Following the ledger live: who is told what, and that nothing comes after a right or a session is gone.
import assert from 'node:assert/strict';
import { type ClientRequest, type IncomingMessage, get as httpGet } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type Person, cheapIdentity, firstOwner, member, roleIds } from '../../../test/harness/people.ts';
import { Browser, type TestServer, serve } from '../../../test/harness/web.ts';
import { setIdentity, usualIdentity } from '../../core/identity/settings.ts';
import type { Vault } from '../../core/vault.ts';

let server: TestServer;
let acme: Vault;
let owner: Person;

before(async () => {
  cheapIdentity();
  acme = await newTenant('acme');
  owner = await firstOwner(acme);
  server = await serve(() => [acme]);
});

after(() => setIdentity(usualIdentity));

class Following {
  readonly request: ClientRequest;
  readonly opened: Promise<IncomingMessage>;
  text = '';
  over = false;

  constructor(token: string | null, query: string) {
    this.request = httpGet({
      port: server.port,
      host: '127.0.0.1',
      path: `/api/v1/ledger/tail${query}`,
      headers: { host: acme.hostname, ...(token === null ? {} : { cookie: `__Host-strongroom=${token}` }) },
    });
    this.opened = new Promise((done, fail) => {
      this.request.on('error', fail);
      this.request.on('response', (response) => {
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (this.text += chunk));
        response.on('close', () => (this.over = true));
        done(response);
      });
    });
  }

  async until(what: () => boolean, ms = 20_000): Promise<boolean> {
    for (const end = Date.now() + ms; Date.now() < end; await pause(50)) if (what()) return true;
    return what();
  }
}

async function follow(browser: Browser, query = ''): Promise<Following> {
  const stream = new Following(browser.session!, query);
  assert.equal((await stream.opened).statusCode, 200);
  await stream.until(() => stream.text.includes('event: hello'));
  return stream;
}

async function browserOf(person: Person): Promise<Browser> {
  const browser = new Browser(server, acme);
  await browser.signIn(person.email, person.password);
  return browser;
}

test('entries come to those who may see them, narrowed by their question, and each follower is on record once', async () => {
  const boss = await browserOf(owner);
  const worker = await browserOf(await member(acme, owner, 'Sara Sales', [roleIds.sales]));
  const all = await follow(boss);
  const edits = await follow(boss, '?q=verb:edited&changes=true');
  const own = await follow(worker);
  const made = await boss.call('POST', '/companies', { name: 'Live Oy' });
  await boss.call('PATCH', `/companies/${made.body.id}`, { notes: 'live canary' });
  const heard = (s: Following) => s.text.includes(made.body.id);
  assert.ok(await all.until(() => heard(all) && heard(edits)), all.text);
  assert.ok(!edits.text.includes('"verb":"created"') && edits.text.includes('"verb":"edited"'));
  await worker.call('GET', '/jobs');
  assert.ok(await own.until(() => own.text.includes('job.list')), own.text);
  assert.ok(!heard(own), 'what somebody else did came to one who may see only what he did himself');
  // the list of what is sent holds no values at all
  assert.ok(!all.text.includes('live canary'));
  const db = await superuserIn(acme);
  const { rows } = await db.query<{ n: number }>(
    `select count(*)::int as n from core.ledger where action = 'ledger.tail'`,
  );
  assert.equal(rows[0]!.n, 3);
  const third = new Following(boss.session!, '');
  assert.equal((await third.opened).statusCode, 429);
  for (const s of [all, edits, own, third]) s.request.destroy();
});

test('a right that is taken away shows from the next entry on, and the stream ends with the session', async () => {
  const boss = await browserOf(owner);
  const spy = await member(acme, owner, 'Sven Spy', [roleIds.owner]);
  const browser = await browserOf(spy);
  const stream = await follow(browser);
  await boss.call('POST', '/companies', { name: 'Before Oy' });
  assert.ok(await stream.until(() => stream.text.includes('Before Oy')), stream.text);
  await boss.call('PUT', `/members/${spy.id}/roles`, { roles: [roleIds.sales] });
  const marker = await boss.call('POST', '/companies', { name: 'After Oy' });
  await browser.call('GET', '/jobs');
  assert.ok(await stream.until(() => stream.text.includes('job.list')), stream.text);
  assert.ok(!stream.text.includes(marker.body.id) && !stream.text.includes('After Oy'));
  await browser.call('POST', '/session/end');
  await (await superuserIn(acme)).query('update core.session set ended_at = now() where user_id = $1', [spy.id]);
  assert.ok(await stream.until(() => stream.over), 'the stream outlives its session');
});

test('nobody who is not signed in follows, and a question nobody understands is refused', async () => {
  const stranger = new Following(null, '');
  assert.equal((await stranger.opened).statusCode, 401);
  const boss = await browserOf(owner);
  const odd = new Following(boss.session!, '?q=colour:red');
  assert.equal((await odd.opened).statusCode, 400);
  for (const s of [stranger, odd]) s.request.destroy();
});
