// Mail from the queue to a real server: encrypted or not at all, once each, tried again when it must be, and never where it may not go.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { roleIds } from '../../../test/harness/people.ts';
import { newTenant, sealableOf, superuserIn } from '../../../test/harness/cluster.ts';
import { type Sink, type SinkOptions, openSink, sinkAuthority } from '../../../test/harness/mail-sink.ts';
import { perform, performer } from '../../../test/samples/engine.ts';
import { type Person, makeRole, makeUser } from '../../../test/samples/people.ts';
import { moveClock, now, resetClock } from '../clock.ts';
import { newId } from '../ids.ts';
import type { PgConnection } from '../pg.ts';
import type { Vault } from '../vault.ts';
import { deliverDue, nextMail, sendNow, waitAfter } from './courier.ts';
import type { MailView } from './mail.ts';
import { setMail } from './switch.ts';

const { door } = performer;
const minute = 60_000;

let vault: Vault;
let db: PgConnection;
let owner: Person;

before(async () => {
  vault = await newTenant('acme', 'Acme\r\nBcc: all@evil.example Oy');
  db = await superuserIn(vault);
  owner = await makeUser(db, [roleIds.owner], [], 'Olli');
});

beforeEach(async () => {
  resetClock();
  await db.query('delete from core.mail; delete from core.mail_server; delete from core.mail_hold');
});

after(() => {
  resetClock();
  setMail({ on: false, ownServers: new Set() });
});

const login = { user: 'crm', pass: 'secret of the server' };

function allow(...sinks: Sink[]): void {
  setMail({ on: true, ownServers: new Set(sinks.map(({ port }) => `localhost:${port}`)) });
}

function serverAt(sink: Pick<Sink, 'port'>, more: object = {}): Record<string, unknown> {
  return {
    host: 'localhost',
    port: sink.port,
    security: 'starttls',
    username: login.user,
    password: login.pass,
    authority: sinkAuthority,
    sender: 'crm@acme.example',
    senderName: 'Acme',
    ...more,
  };
}

async function setUp(options: Partial<SinkOptions> = {}, more: object = {}): Promise<Sink> {
  const sink = await openSink({ tls: 'starttls', login, ...options });
  allow(sink);
  const done = await perform(vault, owner.actor, 'mail.setServer', serverAt(sink, more));
  assert.equal(done.outcome, 'done', JSON.stringify(done.problem?.extras));
  return sink;
}

/** A message in the queue; answers its id. */
async function post(to = 'maija@people.example'): Promise<string> {
  const done = await door.open(
    vault,
    owner.actor,
    { action: 'test', reads: false, requestId: null, address: null },
    (tx) =>
      tx.mail.send(
        'security',
        { address: to },
        { name: 'M', what: 'Something', at: 'now', from: null, url: 'https://x.example' },
      ),
  );
  return done!;
}

async function view(id: string): Promise<MailView> {
  return (await perform(vault, owner.actor, 'mail.view', { id })).output as MailView;
}

const ledgerVerbs = async (): Promise<string[]> =>
  (await db.query<{ verb: string }>(`select verb from core.ledger where verb like 'mail%' order by id`)).rows.map(
    (r) => r.verb,
  );

describe('handing mail over', () => {
  test('it arrives once, encrypted, at exactly one address, with what belongs in the headings', async () => {
    const sink = await setUp();
    const id = await post();
    assert.equal(await deliverDue(door, vault), 1);
    const [mail, ...others] = sink.taken;
    assert.deepEqual(others, []);
    assert.deepEqual(mail!.to, ['maija@people.example']);
    assert.equal(mail!.from, 'crm@acme.example');
    assert.equal(mail!.encrypted, true);
    assert.equal(mail!.user, login.user);
    const heading = mail!.raw.slice(0, mail!.raw.indexOf('\r\n\r\n'));
    assert.doesNotMatch(heading, /^bcc/im);
    assert.equal(heading.match(/^(to|subject|from|message-id):/gim)!.length, 4);
    assert.match(heading, new RegExp(`^Message-ID: <${id}@acme.example>$`, 'm'));
    const { status, answer } = await view(id);
    assert.deepEqual([status, answer], ['sent', '250 OK: kept it']);
    assert.equal((await db.query<{ n: number }>('select count(content)::int as n from core.mail')).rows[0]!.n, 0);
    assert.equal(await deliverDue(door, vault), 0);
    assert.deepEqual((await ledgerVerbs()).slice(-2), ['mail queued', 'mail sent']);
  });

  test('times in it are in the zone of whoever gets it, and in the company’s where the browser decides for the pages', async () => {
    await db.query(`update core.region set time_zone = 'Asia/Tokyo'`);
    const sink = await setUp();
    const person = await makeUser(db, [roleIds.sales], [], 'Maija');
    await db.query(`update data."user" set email = 'maija@people.example' where id = $1`, [person.id]);
    for (const [timeZone, said] of [
      ['Asia/Kolkata', 'GMT+5:30'],
      ['browser', 'GMT+9'],
      [null, 'GMT+9'],
    ] as const) {
      const wish = { locale: null, timeZone };
      assert.equal((await perform(vault, person.actor, 'me.setRegion', wish)).outcome, 'done');
      assert.equal(
        (await perform(vault, owner.actor, 'loss.reportFor', { id: person.id, kind: 'suspicion' })).outcome,
        'done',
      );
      await deliverDue(door, vault);
      const text = Buffer.from(sink.taken.at(-1)!.raw.replaceAll('=\r\n', '')).toString();
      assert.ok(text.replaceAll('=2B', '+').includes(said), text);
    }
  });

  test('TLS from the first byte works too, and so does a server of the own network without any, named by the operator', async () => {
    const tls = await setUp({ tls: 'implicit' }, { security: 'tls' });
    await post();
    await deliverDue(door, vault);
    assert.equal(tls.taken[0]?.encrypted, true);
    const plain = await setUp(
      { tls: 'none', login: undefined as never },
      { security: 'none', username: null, password: undefined },
    );
    await post();
    await deliverDue(door, vault);
    assert.deepEqual([plain.taken[0]?.encrypted, plain.told], [false, []]);
  });

  test('where STARTTLS is not offered, or the certificate is not trusted, neither password nor message is told', async () => {
    const bare = await setUp({ tls: 'none' });
    const first = await post();
    await deliverDue(door, vault);
    const foreign = await setUp({}, { authority: null });
    const second = await post();
    await deliverDue(door, vault);
    for (const [sink, id] of [
      [bare, first],
      [foreign, second],
    ] as const) {
      assert.deepEqual([sink.taken, sink.told], [[], []]);
      assert.ok(sink.connections() > 0);
      assert.equal((await view(id)).status, 'waiting');
      assert.match((await view(id)).answer!, /TLS|certificate/i);
    }
  });

  test('an address of a private network is not connected to unless the operator named it, nor without TLS anywhere else', async () => {
    const sink = await openSink({ tls: 'starttls', login });
    setMail({ on: true, ownServers: new Set() });
    for (const host of ['localhost', '127.0.0.1', '[::1]', '169.254.169.254', '10.0.0.1']) {
      const done = await perform(vault, owner.actor, 'mail.setServer', serverAt(sink, { host }));
      assert.equal(done.outcome, 'done', host);
      const id = await post();
      await deliverDue(door, vault);
      assert.match((await view(id)).answer!, /private network/, host);
      await db.query('delete from core.mail');
    }
    assert.equal(sink.connections(), 0);
    const plain = serverAt(sink, { host: 'smtp.example.com', security: 'none', username: null, password: undefined });
    assert.equal((await perform(vault, owner.actor, 'mail.setServer', plain)).outcome, 'invalid-input');
    allow(sink);
    const told = serverAt(sink, { security: 'none' });
    assert.equal((await perform(vault, owner.actor, 'mail.setServer', told)).outcome, 'invalid-input');
  });

  test('a server that is down is tried again, later each time, and the message arrives once it is up', async () => {
    const sink = await setUp();
    await sink.close();
    const id = await post();
    for (const [n, wait] of [1, 2, 4].entries()) {
      assert.equal(await deliverDue(door, vault), 1);
      const { status, tries, answer } = await view(id);
      assert.deepEqual([status, tries], ['waiting', n + 1]);
      assert.match(answer!, /ECONNREFUSED/);
      const left = (await nextMail(vault))!.getTime() - Date.now();
      assert.ok(left > 0, 'it is not due at once');
      moveClock(wait * minute - 5_000);
      assert.equal(await deliverDue(door, vault), 0, `not before ${wait} minutes`);
      moveClock(10_000);
    }
    const again = await openSink({ tls: 'starttls', login }, sink.port);
    assert.equal(await deliverDue(door, vault), 1);
    assert.equal(again.taken.length, 1);
    assert.deepEqual(
      [1, 2, 3, 20].map((n) => waitAfter(n) / minute),
      [1, 2, 4, 360],
    );
  });

  test('a recipient the server does not know fails at once, is told, and can be tried again', async () => {
    let known = false;
    const sink = await setUp({ refuse: () => (known ? undefined : { code: 550, text: 'no such person' }) });
    const id = await post();
    await deliverDue(door, vault);
    const failed = await view(id);
    assert.deepEqual([failed.status, failed.tries, failed.may], ['failed', 1, ['retry']]);
    assert.match(failed.answer!, /550 no such person/);
    known = true;
    assert.equal((await perform(vault, owner.actor, 'mail.retry', { id })).outcome, 'done');
    await deliverDue(door, vault);
    assert.equal((await view(id)).status, 'sent');
    assert.equal(sink.taken.length, 1);
    assert.equal((await perform(vault, owner.actor, 'mail.retry', { id })).outcome, 'wrong-state');
    assert.equal((await perform(vault, owner.actor, 'mail.cancel', { id })).outcome, 'wrong-state');
  });

  test('a server that asks for patience, or does not know us, is tried again', async () => {
    await setUp({ refuse: () => ({ code: 451, text: 'later' }) });
    const first = await post();
    await deliverDue(door, vault);
    assert.deepEqual([(await view(first)).status, (await view(first)).answer], ['waiting', '451 later']);
    await db.query('delete from core.mail');
    await setUp({}, { password: 'wrong' });
    const second = await post();
    await deliverDue(door, vault);
    assert.equal((await view(second)).status, 'waiting');
    assert.match((await view(second)).answer!, /535/);
  });

  test('what was cancelled, or is too old, is never sent', async () => {
    const sink = await setUp();
    const [cancelled, old] = [await post(), await post()];
    assert.equal((await perform(vault, owner.actor, 'mail.cancel', { id: cancelled })).outcome, 'done');
    moveClock(49 * 60 * minute);
    await deliverDue(door, vault);
    assert.deepEqual([(await view(cancelled)).status, (await view(old)).status], ['cancelled', 'failed']);
    assert.deepEqual((await view(old)).may, []);
    assert.equal(sink.connections(), 0);
  });

  test('a queue that is full takes nothing more and says so, and has room again once some are gone', async () => {
    await setUp();
    await post();
    await db.query(
      `insert into core.mail (id, kind, recipient, content, status, next_at, expires_at, made_at, made_by)
       select gen_random_uuid(), kind, recipient, content, status, next_at + interval '1 day', expires_at, made_at, made_by
       from core.mail cross join generate_series(1, 4999)`,
    );
    await assert.rejects(post(), { code: 'too-many' });
    await db.query(`delete from core.mail where id = (select id from core.mail order by next_at desc limit 1)`);
    await post();
  });

  test('couriers that look at the same moment hand each message over once', async () => {
    const sink = await setUp();
    const ids = await Promise.all(Array.from({ length: 12 }, (_, n) => post(`person${n}@people.example`)));
    await Promise.all([deliverDue(door, vault), deliverDue(door, vault), deliverDue(door, vault)]);
    assert.equal(new Set(sink.taken.map((mail) => mail.to[0])).size, ids.length);
    assert.equal(sink.taken.length, ids.length);
  });

  test('a message another courier is taking at that moment is passed over, and not waited for', async () => {
    const sink = await setUp();
    await post();
    await db.query('begin');
    await db.query('update core.mail set claimed_until = $1', [new Date(now().getTime() + 3 * minute)]);
    let tried: number | undefined;
    const looking = deliverDue(door, vault).then((n) => (tried = n));
    const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    while (tried === undefined && (await db.query(waits)).rowCount === 0) await pause(5);
    await db.query('commit');
    assert.equal(await looking, 0);
    assert.equal(sink.taken.length, 0);
  });

  test('a message that was being handed over when the program ended is taken up again', async () => {
    const sink = await setUp();
    const id = await post();
    await db.query(`update core.mail set claimed_until = now() + interval '3 minutes', tries = 1`);
    assert.equal(await deliverDue(door, vault), 0);
    assert.equal((await perform(vault, owner.actor, 'mail.cancel', { id })).outcome, 'wrong-state');
    moveClock(4 * minute);
    assert.equal(await deliverDue(door, vault), 1);
    assert.equal(sink.taken.length, 1);
  });
});

describe('when no mail may be sent', () => {
  const isNothingSent = async (sink: Sink): Promise<void> => {
    assert.equal(await deliverDue(door, vault), 0);
    assert.equal(sink.connections(), 0);
  };

  test('an installation that was not told to sends nothing, not even what waits', async () => {
    const sink = await setUp();
    const id = await post();
    setMail({ on: false, ownServers: new Set([`localhost:${sink.port}`]) });
    await isNothingSent(sink);
    assert.equal(await post(), null);
    assert.equal((await perform(vault, owner.actor, 'mail.test', { to: 'a@b.example' })).outcome, 'wrong-state');
    assert.equal((await view(id)).status, 'waiting');
  });

  test('a vault with made-up records sends nothing, whatever is set up in it', async () => {
    const sink = await setUp();
    await post();
    const host = { kind: 'system', name: 'demo' } as const;
    await door.open(vault, host, { action: 'host.fill-demo', reads: false, requestId: null, address: null }, (tx) =>
      tx.mail.hold('made-up records'),
    );
    await isNothingSent(sink);
    assert.equal(await post(), null);
    const setup = (await perform(vault, owner.actor, 'mail.setup', {})).output as { held: string; ready: boolean };
    assert.deepEqual([setup.held, setup.ready], ['made-up records', false]);
  });

  test('a message is committed with the work it belongs to, or not at all', async () => {
    const sink = await setUp();
    const purpose = { action: 'test', reads: false, requestId: null, address: null };
    const values = { by: 'x', name: 'y', url: 'https://x.example', until: 'z' };
    await assert.rejects(
      door.open(vault, owner.actor, purpose, async (tx) => {
        await tx.mail.send('invitation', { address: 'a@b.example' }, values);
        throw new Error('taken back');
      }),
      /taken back/,
    );
    await isNothingSent(sink);
    for (const address of ['a@b.example\r\nBcc: c@d.example', 'a@b.example, c@d.example'])
      await assert.rejects(
        door.open(vault, owner.actor, purpose, (tx) => tx.mail.send('invitation', { address }, values)),
        { code: 'invalid-input' },
      );
    await isNothingSent(sink);
  });
});

describe('setting the mail server up', () => {
  test('a test says what the server answered, good or bad, and is tried once', async () => {
    await setUp({ refuse: (to) => (to.startsWith('nobody') ? { code: 452, text: 'not now' } : undefined) });
    for (const [to, status, answer] of [
      ['olli@acme.example', 'sent', '250 OK: kept it'],
      ['nobody@acme.example', 'failed', '452 not now'],
    ] as const) {
      const { id } = (await perform(vault, owner.actor, 'mail.test', { to })).output as { id: string };
      await deliverDue(door, vault);
      const mail = await view(id);
      assert.deepEqual([mail.status, mail.answer, mail.tries], [status, answer, 1]);
    }
  });

  test('the stored password is sealed, never shown, and goes to no other server', async () => {
    const sink = await setUp();
    const { secret } = (await db.query<{ secret: Buffer }>('select secret from core.mail_server')).rows[0]!;
    assert.equal(secret.includes(login.pass), false);
    const setup = JSON.stringify((await perform(vault, owner.actor, 'mail.setup', {})).output);
    assert.equal(setup.includes(login.pass), false);
    const { rows } = await db.query<{ plain: string }>('select plain from core.ledger_values');
    assert.equal(
      rows.some(({ plain }) => plain.includes(login.pass)),
      false,
    );
    const evil = await openSink({ tls: 'starttls', login: { user: 'crm', pass: 'x' } });
    allow(sink, evil);
    const kept = { ...serverAt(sink), password: undefined };
    assert.equal((await perform(vault, owner.actor, 'mail.setServer', { ...kept, senderName: 'New' })).outcome, 'done');
    for (const change of [
      { port: evil.port },
      { host: '127.0.0.1' },
      { username: 'x' },
      { security: 'tls' },
      { authority: null },
    ]) {
      const done = await perform(vault, owner.actor, 'mail.setServer', { ...kept, ...change });
      assert.equal(done.problem?.extras.errors?.[0]?.field, 'password', JSON.stringify(change));
    }
    await post();
    await deliverDue(door, vault);
    assert.deepEqual(evil.told, []);
    assert.equal(sink.taken.length, 1);
  });

  test('it needs its right, and a second administrator where the policy asks', async () => {
    const sink = await openSink({ tls: 'starttls', login });
    allow(sink);
    const nobody = await makeUser(db, [await makeRole(db, { areas: ['self.use', 'admin.settings'] })], []);
    for (const [action, input] of [
      ['mail.setup', {}],
      ['mail.setServer', serverAt(sink)],
      ['mail.removeServer', {}],
      ['mail.list', {}],
      ['mail.test', { to: 'a@b.example' }],
    ] as const)
      assert.equal((await perform(vault, nobody.actor, action, input)).outcome, 'not-allowed', action);
    await db.query(`update core.approval_policy set classes = '{mail}'`);
    const second = await makeUser(db, [roleIds.owner], [], 'Second');
    const asked = await perform(vault, owner.actor, 'mail.setServer', serverAt(sink));
    assert.equal(asked.answer.status, 202);
    assert.equal((await db.query('select 1 from core.mail_server')).rowCount, 0);
    const { id } = (asked.output as { pending: { id: string } }).pending;
    await perform(vault, second.actor, 'approval.approve', { id });
    assert.equal((await db.query('select 1 from core.mail_server')).rowCount, 1);
    await db.query(`update core.approval_policy set classes = '{}'`);
  });
});

describe('heads of the ledger by mail', () => {
  test('the sealer hands them over by itself, to the set-up server and under the same switch', async () => {
    const sink = await setUp();
    const sealer = await sealableOf(vault);
    const company = { name: vault.name, origin: vault.origin };
    const values = { vault: vault.id, lines: ['{"size":1}', '{"size":2}'] };
    const letter = { id: newId(), kind: 'ledger-heads', to: 'auditor@elsewhere.example', values } as const;
    assert.equal(await sendNow(sealer.pool, sealer.keys, company, letter), '250 OK: kept it');
    assert.deepEqual(sink.taken[0]!.to, ['auditor@elsewhere.example']);
    assert.ok(sink.taken[0]!.raw.includes('{"size":1}'));
    setMail({ on: false, ownServers: new Set([`localhost:${sink.port}`]) });
    await assert.rejects(sendNow(sealer.pool, sealer.keys, company, letter), /switched off/);
    assert.equal(sink.taken.length, 1);
  });
});

describe('links by mail', () => {
  test('an invitation goes to the invited alone, works once, and is shown to nobody', async () => {
    const sink = await setUp();
    const wish = { name: 'Maija', email: 'maija@acme.example', roles: [roleIds.sales], mail: true };
    const done = await perform(vault, owner.actor, 'member.invite', wish);
    const { link } = done.output as { id: string; link: { url: string | null } };
    assert.equal(link.url, null);
    await deliverDue(door, vault);
    assert.deepEqual(
      sink.taken.map((mail) => mail.to),
      [['maija@acme.example']],
    );
    const body = sink.taken[0]!.raw.replaceAll('=\r\n', '').replaceAll('=3D', '=');
    const token = /\/link#([A-Za-z0-9_-]{43})/.exec(body)![1]!;
    const read = await perform(vault, { kind: 'stranger' }, 'link.read', { token });
    assert.equal((read.output as { email: string }).email, 'maija@acme.example');
    assert.equal((await db.query(`select 1 from core.mail where content is not null`)).rowCount, 0);
  });

  test('without mail the link is shown, and a wish for mail is refused and takes nothing with it', async () => {
    const wish = { name: 'Pekka', email: 'pekka@acme.example', roles: [roleIds.sales] };
    setMail({ on: false, ownServers: new Set() });
    assert.equal((await perform(vault, owner.actor, 'member.invite', { ...wish, mail: true })).outcome, 'wrong-state');
    const done = await perform(vault, owner.actor, 'member.invite', wish);
    assert.match((done.output as { link: { url: string } }).link.url, /\/link#/);
  });
});
