// Signed heads and entries on their way out, to receivers that are really there: over UDP, TCP, TLS, https and into files; in their order, each form as
// published, none lost while a receiver is away or the program is killed.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { createServer as createHttps } from 'node:https';
import { type Server, type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createServer as createTls, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { moveClock, resetClock } from '../src/core/clock.ts';
import { openKeyring } from '../src/core/crypto/keyring.ts';
import { newId, newOpaqueId } from '../src/core/ids.ts';
import { type SealedEntry, cefLine, ocsfLine } from '../src/core/ledger/events.ts';
import { Deliveries, type Receiver } from '../src/core/ledger/receivers.ts';
import { type Sealable, sealOnce } from '../src/core/ledger/sealer.ts';
import { headMessages, readSyslogUrl, sendToSyslog, sendToWebhook } from '../src/core/ledger/senders.ts';
import { NetRefusal, isPublicAddress } from '../src/core/net.ts';
import { PgConnection } from '../src/core/pg.ts';
import { ConnectionBudget } from '../src/core/pool.ts';
import { ledgerPlaces } from '../src/host/ledger-files.ts';
import { asAdmin } from '../src/host/sql.ts';
import {
  appTarget,
  ledgerTarget,
  makeTenantDatabase,
  newTenantDatabase,
  removeTenantDatabase,
} from '../src/host/tenant/provision.ts';
import { ensureTemplate, readBlueprint } from '../src/host/tenant/template.ts';
import { openAuthority } from '../src/host/tls/local-authority.ts';
import type { WriterSettings } from './crash/writer.ts';
import { setMail } from '../src/core/mail/switch.ts';
import { newTenant, sealableOf, superuserIn, testCluster } from './harness/cluster.ts';
import { openSink, sinkAuthority } from './harness/mail-sink.ts';
import { isProof } from './samples/counts.ts';
import { perform, performer } from './samples/engine.ts';
import { type Holder, type Site, makeRole, makeUser, openSession } from './samples/people.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-receivers-'));
const authority = openAuthority(folder, 'localhost');
const identity = authority.issue([]);
const trusted = getCACertificates('default');

let site: Site;
let owner: Holder;
let sealable: Sealable;

before(async () => {
  const vault = await newTenant('acme');
  site = { vault, db: await superuserIn(vault) };
  owner = await openSession(site.db, await makeUser(site.db, ['00000000-0000-7000-8000-000000000101'], []));
  sealable = await sealableOf(vault);
});
/** What still listens, so that a test that fails in its middle leaves nothing behind that keeps the program from ending. */
const listening = new Set<{ close(): unknown; closeAllConnections?(): void }>();
after(async () => {
  resetClock();
  setDefaultCACertificates(trusted);
  for (const server of listening) {
    server.closeAllConnections?.();
    await server.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

async function act(action: string, input: object): Promise<{ id: string }> {
  const done = await perform(site.vault, owner.actor, action, input, { requestId: newId(), address: '192.0.2.7' });
  assert.equal(done.outcome, 'done', JSON.stringify(done.problem?.extras ?? done.problem?.detail));
  return done.output as { id: string };
}

async function write(many: number): Promise<void> {
  for (let i = 0; i < many; i++) await act('tag.create', { name: `Tag ${newId()}` });
  while ((await sealOnce(sealable)).head !== null);
}

async function logSize(): Promise<number> {
  return (await site.db.query<{ size: number }>('select size from core.ledger_state')).rows[0]!.size;
}

/** Frames of RFC 6587 as they come in, each without its length. */
function framesOf(bytes: Buffer): { frames: string[]; rest: Buffer } {
  const frames: string[] = [];
  let rest = bytes;
  for (;;) {
    const space = rest.indexOf(32);
    const size = Number(rest.subarray(0, Math.max(0, space)).toString());
    if (space <= 0 || rest.length < space + 1 + size) return { frames, rest };
    frames.push(rest.subarray(space + 1, space + 1 + size).toString('utf8'));
    rest = rest.subarray(space + 1 + size);
  }
}

/** What stands behind the head of a syslog message. */
const textOf = (frame: string): string => frame.replace(/^<\d+>1 \S+ \S+ strongroom - \S+ - /, '');

class SyslogReceiver {
  readonly frames: string[] = [];
  readonly #make: (onSocket: (socket: Socket) => void) => Server;
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();
  port = 0;

  constructor(make: (onSocket: (socket: Socket) => void) => Server = (on) => createServer(on)) {
    this.#make = make;
  }

  async open(): Promise<void> {
    this.#server = this.#make((socket) => {
      let rest: Buffer = Buffer.alloc(0);
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('data', (chunk: Buffer) => {
        const read = framesOf(Buffer.concat([rest, chunk]));
        rest = read.rest;
        this.frames.push(...read.frames);
      });
    });
    listening.add(this);
    await new Promise<void>((done) => this.#server!.listen(this.port, '127.0.0.1', done));
    this.port = (this.#server.address() as { port: number }).port;
  }

  /** Goes away at once, whoever is talking. */
  async close(): Promise<void> {
    listening.delete(this);
    const closed = new Promise<void>((done) => this.#server!.close(() => done()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

async function listenTo(server: Server): Promise<void> {
  listening.add(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
}

async function noMore(server: Server): Promise<void> {
  listening.delete(server);
  await new Promise<void>((done) => server.close(() => done()));
}

describe('signed heads', () => {
  test('reach a receiver in order and each once, however often it is away', async () => {
    const got: number[] = [];
    let away = true;
    const receiver: Receiver = {
      name: 'elsewhere',
      wants: 'heads',
      take: async (tenant, messages) => {
        assert.equal(tenant, site.vault.id);
        if (away) throw new Error('away');
        for (const { text } of messages) got.push((JSON.parse(text) as { head: [string, string, number] }).head[2]);
      },
    };
    const deliveries = new Deliveries([receiver]);
    for (let round = 0; round < 6; round++) {
      away = round % 2 === 0;
      await write(2);
      await deliveries.deliver(sealable);
      // It is asked again only after a while.
      moveClock(10 * 60_000);
    }
    resetClock();
    const { rows } = await site.db.query<{ size: number }>('select size from core.ledger_head order by size');
    assert.deepEqual(
      got,
      rows.map((r) => r.size),
    );
  });

  test('go over syslog by TCP and by UDP as RFC 5424 messages', async () => {
    const tcp = new SyslogReceiver();
    await tcp.open();
    const messages = headMessages(['{"head":[1]}', '{"head":["ä"]}']);
    await sendToSyslog(readSyslogUrl(`syslog+tcp://127.0.0.1:${tcp.port}`)!, messages, 'operator');
    await tcp.close();
    assert.deepEqual(tcp.frames.map(textOf), ['{"head":[1]}', '{"head":["ä"]}']);
    assert.match(tcp.frames[0]!, /^<109>1 \d{4}-\d\d-\d\dT\S+Z \S+ strongroom - ledger-head - \{/);
    await assert.rejects(
      sendToSyslog(readSyslogUrl(`syslog+tcp://127.0.0.1:${tcp.port}`)!, messages, 'operator'),
      'nobody listens any more',
    );
    const udp = createSocket('udp4');
    listening.add(udp);
    const got: string[] = [];
    const both = new Promise<void>((done) => {
      udp.on('message', (bytes) => {
        got.push(textOf(bytes.toString('utf8')));
        if (got.length === 2) done();
      });
    });
    await new Promise<void>((done) => udp.bind(0, '127.0.0.1', done));
    const target = readSyslogUrl(`syslog+udp://127.0.0.1:${udp.address().port}`)!;
    await sendToSyslog(target, messages, 'operator');
    await both;
    listening.delete(udp);
    udp.close();
    assert.deepEqual(got, ['{"head":[1]}', '{"head":["ä"]}']);
  });

  test('were not taken by a receiver that ends the line before it was told that this is all', async () => {
    let lines = 0;
    // It ends its side at once, in good order, and reads on: everything is sent off, and nobody knows whether anything was taken.
    const server = createServer((socket) => {
      lines += 1;
      socket.on('error', () => undefined);
      socket.resume();
      socket.end();
    });
    await listenTo(server);
    const { port } = server.address() as { port: number };
    await assert.rejects(
      sendToSyslog(readSyslogUrl(`syslog+tcp://127.0.0.1:${port}`)!, headMessages(['{"head":[1]}']), 'operator'),
      NetRefusal,
    );
    assert.equal(lines, 1);
    await noMore(server);
  });

  test('go over TLS to a receiver whose certificate is trusted, and to no other', async () => {
    const tls = new SyslogReceiver((on) => createTls(identity, on));
    await tls.open();
    const target = readSyslogUrl(`syslog+tls://localhost:${tls.port}`)!;
    await assert.rejects(sendToSyslog(target, headMessages(['{"head":[1]}']), 'operator'), /certificate|CERT|issuer/i);
    assert.deepEqual(tls.frames, []);
    setDefaultCACertificates([...trusted, readFileSync(authority.file, 'utf8')]);
    await sendToSyslog(target, headMessages(['{"head":[2]}']), 'operator');
    assert.deepEqual(tls.frames.map(textOf), ['{"head":[2]}']);
    await tls.close();
  });

  test('are taken by a webhook that answers 2xx; anything else is tried again', async () => {
    setDefaultCACertificates([...trusted, readFileSync(authority.file, 'utf8')]);
    const got: { body: string; type: string | undefined; authorization: string | undefined }[] = [];
    let answer = 204;
    const server = createHttps(identity, (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        if (answer < 300)
          got.push({ body, type: request.headers['content-type'], authorization: request.headers.authorization });
        response.writeHead(answer, { location: 'https://localhost:1/' }).end('what it says is read by nobody');
      });
    });
    await listenTo(server);
    const url = `https://localhost:${(server.address() as { port: number }).port}/heads`;
    const operator = { trust: 'operator' as const };
    await sendToWebhook({ url, authorization: 'Splunk 1234' }, ['{"head":[1]}', '{"head":[2]}'], operator);
    assert.deepEqual(got, [
      { body: '{"head":[1]}\n{"head":[2]}\n', type: 'application/x-ndjson', authorization: 'Splunk 1234' },
    ]);
    for (answer of [302, 401, 500])
      await assert.rejects(sendToWebhook({ url }, ['{}'], operator), new RegExp(`answered ${answer}`));
    assert.equal(got.length, 1);
    await noMore(server);
  });

  test('go by mail to one address: the newest, once an hour at most, whatever the server said before', async () => {
    const login = { user: 'crm', pass: 'secret of the server' };
    const sink = await openSink({ tls: 'starttls', login });
    setMail({ on: true, ownServers: new Set([`localhost:${sink.port}`]) });
    await act('mail.setServer', {
      host: 'localhost',
      port: sink.port,
      security: 'starttls',
      username: login.user,
      password: login.pass,
      authority: sinkAuthority,
      sender: 'crm@acme.example',
      senderName: 'Acme',
    });
    for (const url of ['a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example', 'nobody'])
      assert.equal(
        (await perform(site.vault, owner.actor, 'ledger.addReceiver', { kind: 'mail', label: 'x', url })).outcome,
        'invalid-input',
        url,
      );
    const wish = { kind: 'mail', label: 'Auditor', url: 'auditor@elsewhere.example' };
    assert.equal(
      (await perform(site.vault, owner.actor, 'ledger.addReceiver', { ...wish, format: 'ocsf' })).outcome,
      'invalid-input',
    );
    const { id } = await act('ledger.addReceiver', wish);
    await write(3);
    const deliveries = new Deliveries([], 'tenant', () => site.vault);
    await deliveries.deliver(sealable);
    await write(1);
    await deliveries.deliver(sealable);
    assert.equal(sink.taken.length, 1, 'one message, though there were more heads');
    assert.deepEqual(sink.taken[0]!.to, ['auditor@elsewhere.example']);
    await sink.close();
    moveClock(3_700_000);
    await deliveries.deliver(sealable);
    const failed = await site.db.query<{ failure: string | null }>(
      'select failure from core.ledger_delivery where receiver = $1',
      [id],
    );
    assert.notEqual(failed.rows[0]!.failure, null);
    const again = await openSink({ tls: 'starttls', login }, sink.port);
    moveClock(10 * 60_000);
    await deliveries.deliver(sealable);
    resetClock();
    assert.equal(again.taken.length, 1);
    const { rows } = await site.db.query<{ root: string }>(
      `select encode(root, 'hex') as root from core.ledger_head order by size desc limit 1`,
    );
    const text = again.taken[0]!.raw.replace(/=\r?\n/g, '');
    assert.ok(text.includes(rows[0]!.root), 'the newest head of all');
    await act('ledger.removeReceiver', { id });
    await again.close();
    setMail({ on: false, ownServers: new Set() });
  });

  test('a webhook a tenant names leads to the open network over https, or nowhere', async () => {
    const server = createHttps(() => assert.fail('it was reached'));
    await listenTo(server);
    const { port } = server.address() as { port: number };
    for (const url of [
      `https://127.0.0.1:${port}/`,
      `https://localhost:${port}/`,
      `https://[::1]:${port}/`,
      `https://[::ffff:127.0.0.1]:${port}/`,
      `https://2130706433:${port}/`,
      `https://0x7f.1:${port}/`,
      'https://10.0.0.1/',
      'https://169.254.169.254/latest/',
      'http://example.com/',
    ])
      await assert.rejects(sendToWebhook({ url }, ['{}']), NetRefusal, url);
    await noMore(server);
    for (const address of [
      '::ffff:10.0.0.1',
      'fe80::1',
      'fd00::1',
      '64:ff9b::a00:1',
      '2002:a00:1::',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
    ])
      assert.equal(isPublicAddress(address), false, address);
    for (const address of ['8.8.8.8', '2606:4700::1111']) assert.equal(isPublicAddress(address), true, address);
  });

  test('addresses of syslog receivers are read strictly', () => {
    for (const text of [
      'syslog+tls://a:0',
      'syslog+tls://a:70000',
      'syslog://a:1',
      'syslog+tls://a b:1',
      'syslog+tls://a:1/x',
      'https://a:1',
    ])
      assert.equal(readSyslogUrl(text), undefined, text);
    assert.deepEqual(readSyslogUrl('syslog+tls://logs.example.com:6514'), {
      how: 'tls',
      host: 'logs.example.com',
      port: 6514,
    });
  });
});

const sample: SealedEntry = {
  seq: 41,
  id: '01900000-0000-7000-8000-000000000001',
  at: '2026-01-02T03:04:05.678000Z',
  operation: '01900000-0000-7000-8000-000000000002',
  request: 'req-1',
  actorKind: 'user',
  actor: '01900000-0000-7000-8000-000000000003',
  session: '01900000-0000-7000-8000-000000000004',
  address: '192.0.2.7',
  source: 'page',
  action: 'contact.edit',
  verb: 'edited',
  outcome: 'done',
  important: false,
  entity: 'contact',
  record: '01900000-0000-7000-8000-000000000005',
  version: 7,
  permission: 'contact.edit',
  allowedBy: 'Sales=North|East/own',
  commitment: 'ab'.repeat(32),
};
const tenant = '0123456789abcdef0123456789abcdef';

describe('the forms of an entry', () => {
  test('OCSF: an edit, a refused read and a sign-in, with what their classes require', () => {
    const edit = JSON.parse(ocsfLine(tenant, sample)) as Record<string, unknown>;
    assert.deepEqual(
      { ...edit, metadata: { ...(edit['metadata'] as object), product: null } },
      {
        activity_id: 3,
        activity_name: 'Update',
        category_uid: 6,
        category_name: 'Application Activity',
        class_uid: 6003,
        class_name: 'API Activity',
        type_uid: 600_303,
        type_name: 'API Activity: Update',
        time: Date.parse('2026-01-02T03:04:05.678Z'),
        severity_id: 1,
        severity: 'Informational',
        status_id: 1,
        status: 'Success',
        message: 'contact.edit: edited',
        metadata: {
          version: '1.3.0',
          uid: sample.id,
          sequence: 41,
          tenant_uid: tenant,
          correlation_uid: sample.operation,
          log_name: 'ledger',
          event_code: 'contact.edit',
          product: null,
        },
        actor: {
          user: { uid: sample.actor, type_id: 1, type: 'user' },
          session: { uid: sample.session },
          authorizations: [{ decision: 'allowed', policy: { name: 'contact.edit' } }],
        },
        api: { operation: 'contact.edit', request: { uid: 'req-1' } },
        resources: [{ type: 'contact', uid: sample.record, version: '7' }],
        src_endpoint: { ip: '192.0.2.7', svc_name: 'page' },
        unmapped: {
          verb: 'edited',
          important: false,
          allowed_by: 'Sales=North|East/own',
          commitment: sample.commitment,
        },
      },
    );
    const refused = JSON.parse(
      ocsfLine(tenant, { ...sample, action: 'company.view', verb: 'refused', outcome: 'refused', version: null }),
    ) as Record<string, unknown>;
    assert.deepEqual([refused['type_uid'], refused['status_id'], refused['severity_id']], [600_302, 2, 3]);
    const signIn = JSON.parse(
      ocsfLine(tenant, { ...sample, action: 'session.start', verb: 'signed in', entity: null, record: null }),
    ) as Record<string, unknown>;
    assert.deepEqual([signIn['type_uid'], signIn['user']], [300_201, { uid: sample.actor, type_id: 1, type: 'user' }]);
  });

  test('OCSF: every action of the product falls into a class, and carries what every event has', () => {
    const required = ['activity_id', 'category_uid', 'class_uid', 'metadata', 'severity_id', 'time', 'type_uid'];
    const classes = new Set<unknown>();
    for (const { action } of performer.handlers.values()) {
      for (const outcome of ['done', 'refused'] as const) {
        const event = JSON.parse(
          ocsfLine(tenant, { ...sample, action: action.name, verb: action.reads ? 'read' : 'done', outcome }),
        ) as Record<string, unknown>;
        for (const name of required) assert.notEqual(event[name], undefined, `${action.name}: ${name}`);
        assert.equal(event['type_uid'], Number(event['class_uid']) * 100 + Number(event['activity_id']));
        if (event['class_uid'] === 6003) assert.ok('api' in event && 'src_endpoint' in event && 'actor' in event);
        if (event['class_uid'] === 3002) assert.ok('user' in event);
        if (event['class_uid'] === 3004) assert.ok('entity' in event);
        classes.add(event['class_uid']);
      }
    }
    assert.deepEqual(
      [...classes].sort((a, b) => Number(a) - Number(b)),
      [3002, 3004, 6003],
    );
  });

  test('CEF: what would end a field or begin another stands escaped', () => {
    const line = cefLine(tenant, { ...sample, action: 'a|b\\c', verb: 'x', allowedBy: 'a=b\\c\nd' });
    assert.match(line, /^CEF:0\|Strongroom\|Strongroom\|[0-9.]+\|a\\\|b\\\\c\|a\\\|b\\\\c: x\|3\|rt=1767323045678 /);
    assert.ok(line.includes(' cs1=a\\=b\\\\c\\nd cs1Label=allowedBy '));
    assert.ok(!line.includes('\n'));
    assert.ok(cefLine(tenant, { ...sample, address: '2001:db8::7' }).includes(' c6a2=2001:db8::7 '));
    assert.ok(cefLine(tenant, sample).includes(' src=192.0.2.7 '));
    assert.match(cefLine(tenant, { ...sample, outcome: 'refused' }), /\|7\|.* outcome=failure /);
  });
});

/** Places in the log of OCSF events, in the order they came. */
const placesOf = (lines: readonly string[]): number[] =>
  lines.map((line) => (JSON.parse(line) as { metadata: { sequence: number } }).metadata.sequence);

const upTo = (size: number, from = 0): number[] => Array.from({ length: size - from }, (_, i) => from + i);

describe('entries for other programs', () => {
  test('go to a receiver of the tenant’s own over TLS, from when it was named, without any value', async () => {
    setDefaultCACertificates([...trusted, readFileSync(authority.file, 'utf8')]);
    const tls = new SyslogReceiver((on) => createTls(identity, on));
    await tls.open();
    await write(2);
    const from = await logSize();
    const url = `syslog+tls://localhost:${tls.port}`;
    const { id } = await act('ledger.addReceiver', { kind: 'syslog', label: 'SIEM', url, format: 'ocsf' });
    await act('company.create', { name: 'A canary of a company', taxNumber: 'FI-canary' });
    await write(3);
    const deliveries = new Deliveries([], 'operator');
    await deliveries.deliver(sealable);
    await write(1);
    await deliveries.deliver(sealable);
    assert.deepEqual(placesOf(tls.frames.map(textOf)), upTo(await logSize(), from));
    assert.ok(tls.frames.every((frame) => / strongroom - ocsf - \{/.test(frame)));
    assert.ok(!tls.frames.join('').includes('canary'), 'values stay here');
    const status = (await act('ledger.status', {})) as unknown as {
      receivers: { id: string | null; gets: string; size: number; failure: string | null }[];
    };
    const shown = status.receivers.find((r) => r.id === id);
    assert.deepEqual([shown?.gets, shown?.size, shown?.failure], ['ocsf', await logSize(), null]);
    assert.ok(!JSON.stringify(status).includes(String(tls.port)), 'the address is not shown again');
    await act('ledger.removeReceiver', { id });
    await tls.close();
  });

  test('to a webhook, from the first entry where that is wished, with its secret; a tenant’s private address is refused and told', async () => {
    setDefaultCACertificates([...trusted, readFileSync(authority.file, 'utf8')]);
    const lines: string[] = [];
    const server = createHttps(identity, (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        assert.equal(request.headers.authorization, 'Bearer s3cret-canary');
        lines.push(...body.trim().split('\n'));
        response.writeHead(200).end();
      });
    });
    await listenTo(server);
    const url = `https://localhost:${(server.address() as { port: number }).port}/`;
    const wish = { kind: 'webhook', label: 'SIEM', url, format: 'cef', authorization: 'Bearer s3cret-canary' };
    const { id } = await act('ledger.addReceiver', { ...wish, fromBeginning: true });
    await write(1);
    await new Deliveries([], 'tenant').deliver(sealable);
    assert.equal(lines.length, 0);
    const { rows } = await site.db.query<{ failure: string }>(
      'select failure from core.ledger_delivery where receiver = $1',
      [id],
    );
    assert.match(rows[0]!.failure, /private network/);
    moveClock(10 * 60_000);
    await new Deliveries([], 'operator').deliver(sealable);
    resetClock();
    assert.equal(lines.length, await logSize());
    assert.ok(lines.every((line) => line.startsWith('CEF:0|Strongroom|')));
    const kept = await site.db.query<{ t: string }>('select r::text as t from core.ledger_receiver r');
    assert.ok(!kept.rows[0]!.t.includes(Buffer.from('s3cret-canary').toString('hex')), 'sealed');
    await act('ledger.removeReceiver', { id });
    await noMore(server);
  });

  test('into files of the installation, a day each; a line that was cut off is not left half', async () => {
    const to = path.join(folder, 'events');
    const { receivers } = ledgerPlaces({ ledgerHeads: [], ledgerEvents: [{ format: 'ocsf', to }] });
    await new Deliveries(receivers).deliver(sealable);
    const read = (): string[] =>
      readdirSync(to)
        .sort()
        .flatMap((name) =>
          readFileSync(path.join(to, name), 'utf8')
            .split('\n')
            .filter((line) => line !== ''),
        );
    assert.deepEqual(
      placesOf(read()).sort((a, b) => a - b),
      upTo(await logSize()),
    );
    // What was cut off counts as not taken: it comes again, to the file of its day, whatever day it is by then.
    const written = readdirSync(to).sort();
    const day = new Date('2026-02-28T23:59:59.999Z');
    const message = (n: number) => ({ kind: 'ocsf', severity: 6, at: day, text: `{"metadata":{"sequence":${n}}}` });
    const [files] = receivers;
    await files!.take(tenant, [message(0), message(1)]);
    const added = readdirSync(to).filter((name) => !written.includes(name));
    assert.deepEqual(added, [`${tenant}.2026-02-28.ocsf.ndjson`]);
    const old = path.join(to, added[0]!);
    truncateSync(old, readFileSync(old).length - 5);
    await files!.take(tenant, [message(1), message(2)]);
    assert.deepEqual(placesOf(readFileSync(old, 'utf8').trimEnd().split('\n')), upTo(3));
  });

  test('none is lost while the receiver is away: it gets what it missed, in order', async () => {
    const tcp = new SyslogReceiver();
    await tcp.open();
    const to = `syslog+tcp://127.0.0.1:${tcp.port}`;
    const { receivers } = ledgerPlaces({ ledgerHeads: [], ledgerEvents: [{ format: 'ocsf', to }] });
    for (let round = 0; round < 6; round++) {
      if (round % 2 === 1) await tcp.close();
      await write(2);
      await new Deliveries(receivers).deliver(sealable);
      if (round % 2 === 1) await tcp.open();
      moveClock(10 * 60_000);
    }
    await new Deliveries(receivers).deliver(sealable);
    resetClock();
    await tcp.close();
    assert.deepEqual([...new Set(placesOf(tcp.frames.map(textOf)))], upTo(await logSize()));
  });

  test('none is lost when the program is killed again and again while it writes and the receiver comes and goes', async () => {
    const cluster = await testCluster();
    const tenantDb = newTenantDatabase();
    const template = await ensureTemplate(cluster, readBlueprint());
    await asAdmin(cluster, 'postgres', (admin) => makeTenantDatabase(cluster, admin, template, tenantDb));
    const db = await PgConnection.open(cluster.target(tenantDb.database));
    const budget = new ConnectionBudget({ total: 2 });
    const tcp = new SyslogReceiver();
    await tcp.open();
    try {
      const user = await makeUser(db, [await makeRole(db, { everything: true })], []);
      const key = randomBytes(32);
      const id = newOpaqueId();
      const events = `syslog+tcp://127.0.0.1:${tcp.port}`;
      const sealer = ledgerTarget(cluster, tenantDb, 'sealer');
      const given: WriterSettings = {
        target: appTarget(cluster, tenantDb),
        sealer,
        tenant: id,
        key: key.toString('hex'),
        user: user.id,
        writers: 3,
        events,
      };
      for (let round = 0; round < (isProof ? 60 : 4); round++) {
        const child = spawn(
          process.execPath,
          [path.join(import.meta.dirname, 'crash/writer.ts'), JSON.stringify(given)],
          {
            stdio: ['ignore', 'pipe', 'inherit'],
            env: { ...process.env, NODE_TEST_CONTEXT: undefined, NODE_NO_WARNINGS: '1' },
          },
        );
        const had = tcp.frames.length;
        await firstOutput(child);
        const isAway = round % 2 === 1;
        if (isAway) await tcp.close();
        else while (tcp.frames.length === had && child.exitCode === null) await pause(5);
        await pause(Math.random() * 300);
        child.kill('SIGKILL');
        await new Promise<void>((done) => child.once('close', () => done()));
        if (isAway) await tcp.open();
        // What the next program finds due at once, whatever the last one noted of a receiver that was away.
        await db.query('update core.ledger_delivery set next_at = null');
      }
      const tenantSealable = { id, keys: openKeyring(id, key), pool: budget.pool(sealer, id) };
      while ((await sealOnce(tenantSealable)).head !== null);
      const { receivers } = ledgerPlaces({ ledgerHeads: [], ledgerEvents: [{ format: 'ocsf', to: events }] });
      await new Deliveries(receivers).deliver(tenantSealable);
      await tcp.close();
      const { rows } = await db.query<{ size: number; entries: number }>(
        'select (select size from core.ledger_state) as size, (select count(*) from core.ledger) as entries',
      );
      assert.equal(rows[0]!.size, rows[0]!.entries);
      assert.ok(rows[0]!.size >= 4, `only ${rows[0]!.size} entries`);
      const got = placesOf(tcp.frames.map(textOf));
      assert.deepEqual(
        [...new Set(got)].sort((a, b) => a - b),
        upTo(rows[0]!.size),
      );
      console.log(`${rows[0]!.size} entries, ${got.length} events received, 0 lost`);
    } finally {
      await budget.close('now');
      await db.close();
      await asAdmin(cluster, 'postgres', (admin) => removeTenantDatabase(admin, tenantDb));
    }
  });
});

function firstOutput(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.stdout!.once('data', () => done());
    child.once('close', () => done());
  });
}
