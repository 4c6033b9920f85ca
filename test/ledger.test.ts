// Nothing happens without being put on record: every action writes exactly its entries, in its own transaction, with a commitment that
// holds; and where no entry can be written, nothing is done.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Action } from '../src/contract/action.ts';
import { isImportant } from '../src/contract/important.ts';
import { allPermissions } from '../src/contract/permission.ts';
import type { Entity } from '../src/contract/entity.ts';
import { setIdentity, usualIdentity } from '../src/core/identity/settings.ts';
import { newId } from '../src/core/ids.ts';
import { type Header, headerColumns, headerLine, markOf } from '../src/core/ledger/header.ts';
import { commitment, openValues } from '../src/core/ledger.ts';
import { tableName } from '../src/core/schema/ddl.ts';
import { newTenant, roleIn, superuserIn } from './harness/cluster.ts';
import { cheapIdentity } from './harness/people.ts';
import { sampleOfAction } from './samples/actions.ts';
import { type Done, perform, performer } from './samples/engine.ts';
import { fingerprint } from './samples/fingerprint.ts';
import { type Holder, type Site, leave, makeRole, makeUser, openSession } from './samples/people.ts';
import { type RecordCall, addOwnObject, recordActionOf, recordCall } from './samples/record-actions.ts';
import { plant, plantNeeds, sampleOf } from './samples/records.ts';

const actions = [...performer.handlers.values()].map((h) => h.action);

let acme: Site;
let owners: string;
let machine: Entity;
let serial = 0;
let last: Holder | undefined;

before(async () => {
  cheapIdentity();
  const vault = await newTenant('acme');
  acme = { vault, db: await superuserIn(vault) };
  owners = await makeRole(acme.db, { everything: true });
  const admin = await makeUser(acme.db, ['00000000-0000-7000-8000-000000000101'], []);
  machine = await addOwnObject(acme, admin.actor);
});
after(() => setIdentity(usualIdentity));

interface Prepared {
  readonly action: Action;
  readonly me: Holder;
  readonly input: object;
  /** verbs of the entries the action has to write */
  readonly entries: readonly string[];
  readonly outcome: string;
  /** the action, and the one it carries out */
  readonly acts: readonly Action[];
}

/** Everything an action needs to be run once, made beforehand by somebody who may do everything. */
async function prepare(action: Action): Promise<Prepared> {
  if (last !== undefined) await leave(acme.db, last);
  const me = (last = await openSession(acme.db, await makeUser(acme.db, [owners], [])));
  const of = recordActionOf(action.name);
  if (of !== undefined)
    return { action, me, acts: [action], outcome: 'done', ...(await prepareRecord(of.e ?? machine, of.verb)) };
  const sample = sampleOfAction(action.name);
  const id = (await sample.make?.(acme, me)) ?? '';
  const input = (await sample.input?.(acme, me, id)) ?? {};
  const entries = action.reads ? ['read'] : (sample.entries ?? []);
  const acts = actions.filter((a) => a === action || a.name === sample.carriesOut);
  return { action, me, input, entries, acts, outcome: sample.outcome ?? 'done' };
}

async function prepareRecord(e: Entity, verb: string): Promise<RecordCall> {
  const tag = `L${(serial += 1)}x`;
  const id = await plant(acme.vault, acme.db, e, sampleOf(e).values(`${tag}p`));
  if (verb === 'restore' || verb === 'purge')
    await acme.db.query(`update ${tableName(e)} set archived_at = now() where id = $1`, [id]);
  const call = recordCall(e, verb, id, tag);
  await plantNeeds(acme.vault, acme.db, e, call.input);
  return call;
}

function run(p: Prepared, requestId: string): Promise<Done> {
  const body = recordActionOf(p.action.name) === undefined ? (sampleOfAction(p.action.name).body?.() ?? null) : null;
  return perform(acme.vault, p.me.actor, p.action.name, p.input, { requestId, sessionToken: p.me.token, body });
}

interface Entry {
  readonly entry: string;
  readonly verb: string;
  readonly outcome: string;
  readonly action: string;
  readonly actor: string;
  readonly entity: string | null;
  readonly record: string | null;
  readonly version: number | null;
  readonly operation: string;
  readonly commitment: Buffer;
  readonly salt: Buffer;
  readonly plain: string;
  readonly sealed: Buffer | null;
  readonly waiting: boolean;
  readonly mark: Buffer;
  readonly header: Header;
  readonly source: string;
  readonly important: boolean;
  readonly permission: string | null;
  readonly allowed_by: string | null;
}

async function entriesOf(requestId: string): Promise<Entry[]> {
  const { rows } = await acme.db.query<Omit<Entry, 'header'>>(
    `select l.*, l.id as entry, v.salt, v.plain, v.sealed, u.entry is not null as waiting, u.mark
     from core.ledger l join core.ledger_values v on v.entry = l.id left join core.ledger_unsealed u on u.entry = l.id where l.request = $1 order by l.id`,
    [requestId],
  );
  const headers = await acme.db.query<Header>(
    `select ${headerColumns} from core.ledger l where l.request = $1 order by l.id`,
    [requestId],
  );
  return rows.map((row, i) => ({ ...row, header: headers.rows[i]! }));
}

/** Which right was asked for, and which role gave it. */
function assertAllowed(action: Action, e: Entry): void {
  const { access } = action;
  if (!('may' in access)) {
    assert.equal(e.permission, 'public' in access ? 'public' : 'signed in');
    return;
  }
  assert.ok(
    (e.permission !== null && allPermissions().some((p) => p.name === e.permission)) ||
      e.permission?.startsWith('own_') === true,
    `no right: ${e.permission}`,
  );
  if (e.outcome === 'done') assert.match(e.allowed_by ?? '', /^Role \d+\/all$/, `${action.name} ${e.verb}`);
}

/** The program's own mark fits the header as it reads out of the database. */
function assertMarked(e: Entry): void {
  assert.deepEqual(markOf(acme.vault.keys.purpose('ledger-entries'), headerLine(e.header)), e.mark, 'the mark fits');
}

describe('the ledger', () => {
  for (const action of actions) {
    test(`${action.name} is put on record exactly as it has to be`, async () => {
      const p = await prepare(action);
      const requestId = newId();
      const done = await run(p, requestId);
      assert.equal(done.outcome, p.outcome, JSON.stringify(done.problem?.extras));
      const entries = await entriesOf(requestId);
      const expected = p.outcome === 'done' ? p.entries : ['refused'];
      assert.notDeepEqual(expected, [], 'say in test/samples/actions.ts which entries it writes');
      assert.deepEqual(
        entries.map((e) => e.verb),
        expected,
      );
      for (const e of entries) {
        const act = p.acts.find((a) => a.name === e.action);
        assert.ok(act !== undefined, `an entry of ${e.action}`);
        assert.deepEqual([e.actor, e.outcome], [p.me.id, p.outcome === 'done' ? 'done' : 'refused']);
        assert.ok(e.waiting, 'the entry waits for the sealer');
        assert.equal(e.source, 'page');
        assert.equal(e.important, isImportant(act.name, act.reads));
        assertAllowed(act, e);
        assertMarked(e);
        const hidden = e.sealed === null ? null : hiddenPart(e);
        assert.deepEqual(commitment(e.salt, e.plain, hidden), e.commitment, 'the commitment holds');
        assert.equal(new Set(entries.map((x) => x.operation)).size, 1, 'one operation');
      }
      if (action.reads || done.outcome !== 'done') return;
      assert.equal(done.answer.operation, entries[0]!.operation);
      const of = recordActionOf(action.name);
      // To look under a mask changes nothing anybody would have to be told of.
      if (of === undefined || of.verb === 'reveal') return;
      const { rows } = await acme.db.query<{ ids: string[] }>(
        `select payload -> 'ids' as ids from core.outbox where payload ->> 'operation' = $1`,
        [entries[0]!.operation],
      );
      const told = rows.flatMap((row) => row.ids);
      assert.deepEqual(
        entries.map((e) => e.record).filter((id) => !told.includes(id ?? '')),
        [],
        'nobody is told of it',
      );
    });
  }

  test('a refusal for lack of a right is put on record with its reason', async () => {
    const me = await makeUser(acme.db, [await makeRole(acme.db, { areas: ['self.use'] })], []);
    const requestId = newId();
    await perform(acme.vault, me.actor, 'contact.list', {}, { requestId });
    const entries = await entriesOf(requestId);
    assert.deepEqual(
      entries.map((e) => [e.verb, e.outcome, e.actor, (JSON.parse(e.plain) as { code: string }).code]),
      [['refused', 'refused', me.id, 'not-allowed']],
    );
  });

  test('what is secret in an input stands nowhere in the ledger', async () => {
    const secrets: string[] = [];
    for (const action of actions.filter((a) => a.secret.length > 0)) {
      const p = await prepare(action);
      const requestId = newId();
      await run(p, requestId);
      secrets.push(
        ...action.secret
          .map((name) => (p.input as Record<string, unknown>)[name])
          .filter((v): v is string => typeof v === 'string'),
      );
    }
    // A link that works is read without being refused: then the question itself is put on record.
    const me = await openSession(acme.db, await makeUser(acme.db, [owners], []));
    const other = await makeUser(acme.db, [], []);
    const made = await perform(acme.vault, me.actor, 'member.link', { id: other.id });
    const url = (made.output as { url: string }).url;
    const token = url.slice(url.indexOf('#') + 1);
    assert.equal((await perform(acme.vault, { kind: 'stranger' }, 'link.read', { token })).outcome, 'done');
    secrets.push(token);
    assert.ok(secrets.length >= 4, `only ${secrets.length} secrets were sent`);
    const { rows } = await acme.db.query<{ plain: string }>('select plain from core.ledger_values');
    for (const secret of secrets) {
      assert.ok(!rows.some((row) => row.plain.includes(secret)), `${secret} is in the ledger`);
    }
  });
});

/** The protected half as it was committed to: opened with the tenant's key. */
function hiddenPart(e: Entry): string {
  const all = openValues(acme.vault.keys, e) as { changes?: Record<string, unknown> };
  const open = (JSON.parse(e.plain) as { changes?: Record<string, unknown> }).changes ?? {};
  const changes = Object.fromEntries(
    Object.entries(all.changes ?? {}).filter(([field]) => !Object.hasOwn(open, field)),
  );
  return JSON.stringify({ changes });
}

describe('where no entry can be written', () => {
  before(async () => {
    await acme.db.query(
      `create function core.refuse_entry() returns trigger language plpgsql as $$ begin raise exception 'the ledger is full' using errcode = '53100'; end $$`,
    );
  });
  after(async () => {
    await acme.db.query('drop function core.refuse_entry cascade');
  });

  for (const action of actions) {
    test(`${action.name} fails and changes nothing`, async () => {
      const p = await prepare(action);
      const before = await fingerprint(acme.db);
      await acme.db.query(
        'create trigger refuse before insert on core.ledger for each statement execute function core.refuse_entry()',
      );
      try {
        const ended = await run(p, newId()).then(
          (done) => done.outcome,
          () => 'error',
        );
        assert.notEqual(ended, 'done');
      } finally {
        await acme.db.query('drop trigger refuse on core.ledger');
      }
      assert.equal(await fingerprint(acme.db), before);
    });
  }
});

describe("the app's own role", () => {
  test('adds to the ledger and cannot change, delete or empty it', async () => {
    const app = await roleIn(acme.vault, 'app');
    const attempts = [
      `update core.ledger set action = 'x'`,
      'delete from core.ledger',
      'truncate core.ledger',
      `update core.ledger_values set plain = 'x'`,
      'delete from core.ledger_values',
      'delete from core.ledger_unsealed',
      'alter table core.ledger add column x int',
      'drop table core.ledger',
      'create trigger t before insert on core.ledger for each row execute function core.bump_access_version()',
      'set session_replication_role = replica',
    ];
    for (const attempt of attempts)
      await assert.rejects(app.query(attempt), /permission denied|must be owner/, attempt);
  });
});
