// Event streams: who hears what, and that nothing comes after a right or a session is gone (T21).
import assert from 'node:assert/strict';
import { type ClientRequest, type IncomingMessage, get as httpGet } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import {
  type Person,
  act,
  actorOf,
  cheapIdentity,
  firstOwner,
  member,
  roleIds,
  signIn,
} from '../../../test/harness/people.ts';
import { Browser, type TestServer, send, serve } from '../../../test/harness/web.ts';
import { setIdentity, usualIdentity } from '../../core/identity/settings.ts';
import { newId } from '../../core/ids.ts';
import type { Vault } from '../../core/vault.ts';

let server: TestServer;
let acme: Vault;
let beta: Vault;
let owner: Person;

before(async () => {
  cheapIdentity();
  acme = await newTenant('acme');
  beta = await newTenant('beta');
  owner = await firstOwner(acme);
  await firstOwner(beta);
  server = await serve(() => [acme, beta], { limits: { streamsPerSession: 2, jsonBodyMs: 500 } });
});

after(() => setIdentity(usualIdentity));

/** An open stream, and what has come over it. */
class Listening {
  readonly request: ClientRequest;
  readonly opened: Promise<IncomingMessage>;
  text = '';
  over = false;

  constructor(port: number, vault: Vault, token: string) {
    this.request = httpGet({
      port,
      host: '127.0.0.1',
      path: '/api/v1/events',
      headers: { host: vault.hostname, cookie: `__Host-strongroom=${token}` },
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

  get events(): { topic: string; entity?: string; verb?: string; ids?: string[] }[] {
    return [...this.text.matchAll(/event: (record|job|model)\ndata: (.*)\n/g)].map(
      (found) => JSON.parse(found[2]!) as never,
    );
  }

  async until(what: () => boolean, ms = 4000): Promise<boolean> {
    for (const end = Date.now() + ms; Date.now() < end; await pause(20)) if (what()) return true;
    return what();
  }
}

async function listen(vault: Vault, token: string): Promise<Listening> {
  const stream = new Listening(server.port, vault, token);
  const response = await stream.opened;
  assert.equal(response.statusCode, 200);
  await stream.until(() => stream.text.includes('event: hello'));
  return stream;
}

async function browserOf(person: Person, vault = acme): Promise<Browser> {
  const browser = new Browser(server, vault);
  await browser.signIn(person.email, person.password);
  return browser;
}

test('a change reaches the streams of those who may see it, and nobody else’s (T21)', async () => {
  const team = await member(acme, owner, 'Tiina Tiimi', [roleIds.sales]);
  const boss = await browserOf(owner);
  const sales = await browserOf(team);
  const bossStream = await listen(acme, boss.session!);
  const salesStream = await listen(acme, sales.session!);
  assert.equal((await bossStream.opened).headers['content-type'], 'text/event-stream; charset=utf-8');
  assert.equal((await bossStream.opened).headers['cache-control'], 'no-store');
  const hidden = await boss.call('POST', '/activities', { type: 'task', subject: 'Only for owners' });
  assert.equal(hidden.status, 201, hidden.text);
  const seen = await boss.call('POST', '/companies', { name: 'For all Oy' });
  assert.equal(seen.status, 201);
  const heard = (s: Listening, id: string) => s.events.some((e) => e.ids?.includes(id) === true);
  assert.ok(
    await bossStream.until(() => heard(bossStream, hidden.body.id) && heard(bossStream, seen.body.id)),
    bossStream.text,
  );
  assert.ok(await salesStream.until(() => heard(salesStream, seen.body.id)), salesStream.text);
  assert.ok(!salesStream.text.includes(hidden.body.id), 'the activity of somebody outside the team');
  for (const s of [bossStream, salesStream]) s.request.destroy();
});

test('a stream of another vault hears nothing', async () => {
  const there = await signIn(beta, 'olli@beta.example', owner.password);
  const stream = await listen(beta, there.token);
  const boss = await browserOf(owner);
  await boss.call('POST', '/companies', { name: 'Acme only Oy' });
  await pause(700);
  assert.deepEqual(stream.events, []);
  stream.request.destroy();
});

test('a change of fields, objects or settings is told to every page of the vault, and nothing of what it was', async () => {
  const person = await member(acme, owner, 'Maija Malli', [roleIds.sales]);
  const stream = await listen(acme, (await browserOf(person)).session!);
  const elsewhere = await listen(beta, (await signIn(beta, 'olli@beta.example', owner.password)).token);
  const boss = await browserOf(owner);
  const models = () => stream.events.filter((e) => e.topic === 'model');
  const field = await boss.call('POST', '/shape/fields', { entity: 'deal', kind: 'text', label: 'Secret plan' });
  assert.equal(field.status, 200, field.text);
  assert.ok(await stream.until(() => models().length === 1), stream.text);
  await pause(500);
  assert.equal((await boss.call('PATCH', '/settings', { currency: 'SEK' })).status, 200);
  assert.ok(await stream.until(() => models().length === 2), stream.text);
  assert.deepEqual(models(), [{ topic: 'model' }, { topic: 'model' }]);
  assert.ok(!stream.text.includes('plan') && !stream.text.includes('SEK'));
  assert.deepEqual(elsewhere.events, []);
  for (const s of [stream, elsewhere]) s.request.destroy();
});

test('rights taken away while a stream is open: nothing comes over it any more after the answer', async () => {
  const person = await member(acme, owner, 'Ossi Ohi', [roleIds.manager]);
  const browser = await browserOf(person);
  const stream = await listen(acme, browser.session!);
  const boss = await browserOf(owner);
  const none = newId();
  const db = await superuserIn(acme);
  await db.query(
    `insert into core.role (id, key, name, help, grants) values ($1, 'self only', 'Self', '', '{"areas": ["self.use"]}')`,
    [none],
  );
  const set = await boss.call('PUT', `/members/${person.id}/roles`, { roles: [none] });
  assert.equal(set.status, 200, set.text);
  const before = stream.events.length;
  const made = await boss.call('POST', '/companies', { name: 'Unseen Oy' });
  await pause(900);
  assert.ok(!stream.text.includes(made.body.id));
  assert.equal(stream.events.length, before);
  assert.equal(stream.over, false);
  stream.request.destroy();
});

test('a stream ends when its session ends, its account is closed, or its person signs out, without another message', async () => {
  const person = await member(acme, owner, 'Leena Loppu', [roleIds.manager]);
  const endings: [string, (b: Browser) => Promise<unknown>][] = [
    ['signed out', (b) => b.call('DELETE', '/session')],
    [
      'ended elsewhere',
      async () =>
        act(acme, actorOf(await signIn(acme, person.email, person.password)), (tx) => tx.identity.endOtherSessions()),
    ],
    ['closed', () => act(acme, owner.actor, (tx) => tx.identity.deactivate(person.id))],
  ];
  for (const [name, ending] of endings) {
    const browser = await browserOf(person);
    const stream = await listen(acme, browser.session!);
    await ending(browser);
    const boss = await browserOf(owner);
    const made = await boss.call('POST', '/companies', { name: `After ${name}` });
    assert.ok(await stream.until(() => stream.over), `${name}: the stream ended`);
    assert.ok(!stream.text.includes(made.body.id), name);
  }
});

test('a stream alone does not keep a session alive', async () => {
  const person = await member(acme, owner, 'Iiris Idle', [roleIds.manager]);
  const browser = await browserOf(person);
  const db = await superuserIn(acme);
  const stream = await listen(acme, browser.session!);
  await db.query(
    `update core.session set last_seen_at = now() - interval '29 minutes 58 seconds', created_at = now() - interval '1 hour' where user_id = $1`,
    [person.id],
  );
  const boss = await browserOf(owner);
  await boss.call('POST', '/companies', { name: 'Still here Oy' });
  assert.ok(await stream.until(() => stream.events.length > 0));
  await pause(2500);
  await boss.call('POST', '/companies', { name: 'Gone Oy' });
  assert.ok(await stream.until(() => stream.over), 'half an hour without use is over');
});

test('a stream needs a session, and one session has only so many', async () => {
  for (const cookie of [undefined, `__Host-strongroom=${'A'.repeat(43)}`]) {
    const answer = await send(server.port, {
      target: '/api/v1/events',
      headers: [['Host', acme.hostname], ...(cookie === undefined ? [] : [['Cookie', cookie] as [string, string]])],
    });
    assert.equal(answer.status, 401);
  }
  const browser = await browserOf(owner);
  const first = await listen(acme, browser.session!);
  const second = await listen(acme, browser.session!);
  const third = new Listening(server.port, acme, browser.session!);
  const { statusCode } = await third.opened;
  if (statusCode === 429) await third.until(() => third.over);
  // One too many that is let in has no end of its own.
  for (const s of [first, third]) s.request.destroy();
  await pause(100);
  const again = statusCode === 429 ? await listen(acme, browser.session!) : second;
  for (const s of [second, again]) s.request.destroy();
  assert.equal(statusCode, 429);
  assert.match(third.text, /"too-many"/);
});

test('streams of a vault that is suspended are ended by whoever serves it, and all when the server closes', async () => {
  const other = await serve(() => [acme]);
  const browser = new Browser(other, acme);
  await browser.signIn(owner.email, owner.password);
  const streams = [1, 2].map(() => new Listening(other.port, acme, browser.session!));
  for (const s of streams) await s.opened;
  await pause(50);
  assert.equal(other.web.streams.open, 2);
  other.web.streams.end(beta.id);
  assert.equal(other.web.streams.open, 2);
  other.web.streams.end(acme.id);
  assert.ok(await streams[0]!.until(() => streams.every((s) => s.over)));
  const last = new Listening(other.port, acme, browser.session!);
  await last.opened;
  const started = Date.now();
  await other.web.close(5000);
  assert.ok(Date.now() - started < 2000, 'an open stream holds nobody up');
});
