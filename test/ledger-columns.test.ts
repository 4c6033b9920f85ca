// What an entry says of where something came from and what allowed it: by page, key, import, job, the product itself and the command line, and by which role and rule.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { secretHash } from '../src/core/access/key-secret.ts';
import { now } from '../src/core/clock.ts';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Actor } from '../src/core/principal.ts';
import type { Vault } from '../src/core/vault.ts';
import { keepBin } from '../src/edge/jobs/bin-clock.ts';
import { features } from '../src/features/index.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type TestUser, addUser } from './harness/engine.ts';
import { Exporting } from './harness/exporting.ts';
import { Importing } from './harness/importing.ts';
import { perform } from './samples/engine.ts';
import { makeUser, openSession } from './samples/people.ts';

interface Entry {
  readonly actor_kind: string;
  readonly actor: string;
  readonly source: string;
  readonly action: string;
  readonly verb: string;
  readonly permission: string | null;
  readonly allowed_by: string | null;
  readonly session: string | null;
  readonly address: string | null;
  readonly request: string | null;
  readonly record: string | null;
  readonly at: Date;
  readonly plain: string;
}

const sales = '00000000-0000-7000-8000-000000000103';

let acme: Vault;
let db: PgConnection;
let owner: TestUser;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  owner = await addUser(acme, 'Olga Owner', 'owner');
});

async function entries(where: string, ...values: unknown[]): Promise<Entry[]> {
  const { rows } = await db.query<Entry>(
    `select l.*, v.plain from core.ledger l join core.ledger_values v on v.entry = l.id where ${where} order by l.id`,
    values,
  );
  return rows;
}

async function done<T>(actor: Actor, action: string, input: object, call: object = {}): Promise<T> {
  const ended = await perform(acme, actor, action, input, call);
  assert.equal(ended.outcome, 'done', JSON.stringify(ended.problem?.extras ?? ended.problem?.detail));
  return ended.output as T;
}

describe('an entry says where it came from, and what allowed it', () => {
  test('a page: session, address, reference number, the right, the role and its scope', async () => {
    const seller = await openSession(db, await makeUser(db, [sales], []));
    const request = newId();
    const { id } = await done<{ id: string }>(
      seller.actor,
      'contact.create',
      { familyName: 'From a page' },
      { address: '192.0.2.7', requestId: request },
    );
    const [e] = await entries('l.request = $1', request);
    const session = await db.query<{ id: string }>('select id from core.session where user_id = $1', [seller.id]);
    assert.deepEqual(
      [e!.source, e!.actor_kind, e!.actor, e!.session, e!.address, e!.record, e!.permission],
      ['page', 'user', seller.id, session.rows[0]!.id, '192.0.2.7', id, 'contact.create'],
    );
    assert.match(e!.allowed_by!, /^Sales\/(own|team|all)$/);
    assert.ok(Math.abs(e!.at.getTime() - now().getTime()) < 60_000);
    assert.deepEqual((JSON.parse(e!.plain) as { changes: Record<string, unknown> }).changes['familyName'], [
      null,
      'From a page',
    ]);
  });

  test('a rule: its words stand behind the role', async () => {
    const grants = { objects: { company: { view: { rule: 'record.status == "customer"' } } }, areas: ['self.use'] };
    const narrow = await addUser(acme, 'Nora Narrow', grants);
    const request = newId();
    await done(narrow.actor, 'company.list', {}, { requestId: request });
    const [e] = await entries('l.request = $1', request);
    assert.equal(e!.permission, 'company.view');
    assert.match(e!.allowed_by!, /\/rule record\.status == "customer"$/);
  });

  test('a key: its own name and the role of its owner', async () => {
    const made = await done<{ secret: string }>(owner.actor, 'key.create', {
      name: 'Robot',
      expiresAt: new Date(now().getTime() + 86_400_000).toISOString(),
      grants: { objects: { contact: { view: 'all', create: 'all' } } },
    });
    const robot = { kind: 'key', tokenHash: secretHash(made.secret)!, address: '192.0.2.9' } as const;
    const { id } = await done<{ id: string }>(robot, 'contact.create', { familyName: 'From a key' });
    const [e] = await entries('l.record = $1', id);
    const key = await db.query<{ id: string }>(`select id from core.api_key where name = 'Robot'`);
    assert.deepEqual(
      [e!.source, e!.actor_kind, e!.actor, e!.permission],
      ['api', 'api_key', key.rows[0]!.id, 'contact.create'],
    );
    assert.notEqual(e!.allowed_by, null);
  });

  test('an import: of whoever ran it, an entry a record, with the right each row needed', async () => {
    const importing = new Importing(acme, owner);
    const view = await importing.upload('people.csv', 'familyName,givenName\nImported,One\nImported,Two\n', {
      entity: 'contact',
    });
    await importing.go(view.id);
    const rows = await entries(`l.source = 'import' and l.verb = 'created'`);
    assert.deepEqual(
      rows.map((e) => [e.actor_kind, e.actor, e.action, e.permission, e.allowed_by]),
      [1, 2].map(() => ['user', owner.id, 'import.run', 'contact.create', 'Owner/all']),
    );
    assert.equal(new Set(rows.map((e) => e.record)).size, 2);
  });

  test('a job: of whoever asked for it', async () => {
    const exporting = new Exporting(acme);
    await exporting.make(owner, { entity: 'contact', columns: ['familyName'] });
    const rows = await entries(`l.action = 'export'`);
    assert.deepEqual(
      new Set(rows.map((e) => `${e.source} ${e.actor_kind} ${e.actor}`)),
      new Set([`job user ${owner.id}`]),
    );
    assert.ok(rows.some((e) => e.verb === 'exported'));
  });

  test('the product itself, and the machine it runs on', async () => {
    const shop = new Exporting(acme, { started: false, others: features.filter((f) => f.name === 'bin') }).shop;
    await keepBin(shop.door, acme, null);
    const [own] = await entries(`l.action = 'bin.look'`);
    assert.deepEqual([own!.source, own!.actor_kind], ['system', 'system']);
    const act = { id: newId(), at: now(), actor: 'root', act: 'suspend tenant', outcome: 'done', detail: {} };
    const purpose = { action: 'host.act', reads: false, requestId: null, address: null, source: 'command' } as const;
    await shop.door.open(acme, { kind: 'system', name: 'host' }, purpose, (tx) => tx.hostActs.note([act]));
    const [command] = await entries(`l.action = 'host.act'`);
    assert.deepEqual([command!.source, command!.actor_kind, command!.verb], ['command', 'system', 'suspend tenant']);
  });
});
