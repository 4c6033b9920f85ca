// Asking the ledger in words, keeping searches, being told by them, and taking entries away signed: what must never come out that way, first.
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type TestUser, addUser } from '../../../test/harness/engine.ts';
import { unzip } from '../../../test/harness/exporting.ts';
import { workshop } from '../../../test/harness/workshop.ts';
import { Problem, type ProblemCode } from '../../contract/problem.ts';
import { lookAtAlerts } from '../../core/ledger/alerts.ts';
import { signingKey } from '../../core/ledger/heads.ts';
import { SilentLook } from '../../core/ledger/silent-look.ts';
import { verifyExtract } from '../../core/ledger/verify-extract.ts';
import { features } from '../index.ts';
import type { ExtractView } from '../extracts/contract.ts';
import type { SavedSearchView } from '../searches/contract.ts';

interface Row {
  readonly id: string;
  readonly actor: { readonly id: string | null };
  readonly action: string;
  readonly verb: string;
  readonly record: string | null;
  readonly outcome: string;
}

const acme = await newTenant('acme');
const db = await superuserIn(acme);
const shop = workshop(features, () => [acme]);
shop.dispatcher.start();
let owner: TestUser;
let auditor: TestUser;
let narrow: TestUser;
let worker: TestUser;
let secret: string;
let seen: string;

before(async () => {
  owner = await addUser(acme, 'Olga Owner', 'owner');
  auditor = await addUser(acme, 'Aava Auditor', 'auditor');
  const company = {
    view: { rule: 'record.status != "prospect"' },
    fields: { taxNumber: 'hidden' },
    otherFields: 'read',
  };
  narrow = await addUser(acme, 'Nils Narrow', {
    objects: { company },
    areas: ['self.use', 'ledger.view', 'ledger.export'],
  } as never);
  worker = await addUser(acme, 'Wilma Worker', { areas: ['self.use', 'ledger.export'] });
  secret = await create({ name: 'Hidden Oy', status: 'prospect', notes: 'canary of a prospect' });
  seen = await create({ name: 'Open Oy', status: 'customer', taxNumber: 'FI00112233', notes: 'plain words' });
});

const act = <T>(who: TestUser, action: string, input: object = {}): Promise<T> =>
  shop.act(acme, who.actor, action, input) as Promise<T>;

async function create(values: object): Promise<string> {
  return (await act<{ id: string }>(owner, 'company.create', values)).id;
}

async function ask(who: TestUser, q: string, more: object = {}): Promise<Row[]> {
  return (await act<{ rows: Row[] }>(who, 'ledger.list', { q, limit: '200', ...more })).rows;
}

async function refuses(code: ProblemCode, work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => error instanceof Problem && error.code === code);
}

describe('a question in words', () => {
  test('reaches no further than its asker, however it is turned', async () => {
    for (const q of [
      `-who:${worker.id}`,
      'who:Olga',
      `-who:"Wilma Worker"`,
      'is:change',
      '-is:look',
      '-outcome:refused',
      `record:${seen}`,
      `-record:${seen}`,
      seen,
      owner.id,
    ]) {
      const rows = await ask(worker, q);
      assert.ok(
        rows.every((row) => row.actor.id === worker.id),
        q,
      );
    }
  });

  test('does not tell that a record is there by finding entries of it', async () => {
    assert.ok((await ask(auditor, `record:${secret}`)).length > 0);
    for (const q of [`record:${secret}`, secret]) assert.deepEqual(await ask(narrow, q), [], q);
    // taken out, it takes nothing out
    const [all, without] = [await ask(narrow, 'verb:created'), await ask(narrow, `verb:created -record:${secret}`)];
    assert.deepEqual(
      without.map((row) => row.id),
      all.map((row) => row.id),
    );
  });

  test('finds by person, object, verb, action, role, right, address and reference, and says what it does not know', async () => {
    const created = await ask(auditor, 'who:"olga own" object:Companies verb:created');
    assert.equal(created.length, 2);
    assert.deepEqual(await ask(auditor, 'who:nobody'), []);
    assert.deepEqual(
      new Set((await ask(auditor, 'verb:created verb:edited')).map((r) => r.verb)),
      new Set(['created']),
    );
    assert.ok((await ask(auditor, 'action:company.* role:Owner right:company.create')).length >= 2);
    assert.ok((await ask(auditor, '-object:company')).every((row) => !row.action.startsWith('company.c')));
    await refuses('invalid-input', ask(auditor, 'colour:red'));
  });

  test('leaves looks out where that is asked, and keeps what counts as important', async () => {
    await act(owner, 'company.list');
    const all = await ask(auditor, '');
    const changes = await ask(auditor, '', { changes: 'true' });
    assert.ok(all.some((row) => row.action === 'company.list' && row.verb === 'read'));
    assert.ok(changes.length > 0 && changes.every((row) => row.verb !== 'read'));
  });
});

describe('kept searches', () => {
  const wish = { name: 'Edits of Olga', query: 'who:Olga verb:edited', looks: false, shared: false, alert: null };
  const list = async (who: TestUser) => (await act<{ rows: SavedSearchView[] }>(who, 'ledger.searches')).rows;

  test('are one’s own until they are shared, and then everybody’s who may read the ledger', async () => {
    const { id } = await act<{ id: string }>(auditor, 'ledger.saveSearch', wish);
    assert.deepEqual(await list(narrow), []);
    await refuses('not-found', act(narrow, 'ledger.removeSearch', { id }));
    await act(auditor, 'ledger.changeSearch', { id, ...wish, shared: true });
    assert.deepEqual(
      (await list(narrow)).map((s) => [s.name, s.mine, s.mayChange]),
      [[wish.name, false, false]],
    );
    assert.deepEqual(await list(worker), []);
    await refuses('not-found', act(worker, 'ledger.changeSearch', { id, ...wish }));
    await refuses('not-allowed', act(narrow, 'ledger.changeSearch', { id, ...wish, name: 'taken over' }));
    await refuses('not-allowed', act(worker, 'ledger.saveSearch', { ...wish, shared: true }));
    await refuses('invalid-input', act(auditor, 'ledger.saveSearch', { ...wish, query: 'no:such' }));
    // what it is called and what it asks does not lie open
    const { rows } = await db.query<{ text: string }>(`select encode(sealed, 'escape') as text from core.saved_search`);
    assert.ok(rows.length > 0 && rows.every(({ text }) => !text.includes('Olga')));
    await act(owner, 'ledger.removeSearch', { id });
    assert.deepEqual(await list(auditor), []);
  });

  test('tell people when there is much, once for the same entries, and nobody who may not read the ledger', async () => {
    const look = new SilentLook(shop.door.catalog);
    const raised = () => lookAtAlerts(shop.door, look, acme);
    const notices = async (who: TestUser) =>
      (await act<{ rows: { what: { kind: string; found?: number } }[] }>(who, 'notice.list')).rows.map((n) => n.what);
    const alert = { count: 2, minutes: 10, people: [auditor.id] };
    await refuses(
      'invalid-input',
      act(auditor, 'ledger.saveSearch', { ...wish, alert: { ...alert, people: [worker.id] } }),
    );
    const watch = { ...wish, name: 'Many edits', query: 'object:company verb:edited', alert };
    const { id } = await act<{ id: string }>(auditor, 'ledger.saveSearch', watch);
    assert.equal(await raised(), 0);
    for (const notes of ['one', 'two']) await act(owner, 'company.edit', { id: seen, notes });
    assert.equal(await raised(), 1);
    assert.deepEqual(
      (await notices(auditor)).map((n) => [n.kind, n.found]),
      [['search', 2]],
    );
    assert.deepEqual(await notices(narrow), []);
    assert.equal(await raised(), 0, 'the same entries are told once');
    // of one about himself he would still see every entry
    const own = { ...wish, name: 'Own looks', query: 'action:notice.list', looks: true, alert };
    const { id: ownId } = await act<{ id: string }>(auditor, 'ledger.saveSearch', own);
    // its owner loses the right: what is counted in his name is counted no more
    await db.query('delete from core.member_role where user_id = $1', [auditor.id]);
    await db.query(
      `insert into core.member_role (user_id, role_id) select $1, role_id from core.member_role where user_id = $2`,
      [auditor.id, worker.id],
    );
    for (const notes of ['three', 'four']) await act(owner, 'company.edit', { id: seen, notes });
    for (const _ of [1, 2, 3]) assert.deepEqual(await notices(auditor), []);
    assert.equal(await raised(), 0);
    assert.deepEqual(await notices(auditor), []);
    await db.query('delete from core.member_role where user_id = $1', [auditor.id]);
    await db.query(
      `insert into core.member_role (user_id, role_id) select $1, id from core.role where key = 'auditor'`,
      [auditor.id],
    );
    await act(auditor, 'ledger.removeSearch', { id });
    await act(auditor, 'ledger.removeSearch', { id: ownId });
    for (const notes of ['five', 'six']) await act(owner, 'company.edit', { id: seen, notes });
    assert.equal(await raised(), 0);
  });
});

describe('a signed file', () => {
  const ended = async (who: TestUser, id: string): Promise<ExtractView> => {
    for (let i = 0; i < 2400; i++) {
      const one = (await act<{ rows: ExtractView[] }>(who, 'ledger.exports')).rows.find((row) => row.id === id)!;
      if (!['waiting', 'running'].includes(one.job.status)) return one;
      await new Promise((done) => setTimeout(done, 25));
    }
    throw new Error('the file was not finished');
  };
  const take = async (who: TestUser, id: string): Promise<Map<string, string>> => {
    const { answer } = await shop.act(acme, who.actor, 'ledger.exportFile', { id });
    const pieces: Buffer[] = [];
    for await (const piece of answer.file!.stream) pieces.push(piece as Buffer);
    raw = Buffer.concat(pieces);
    return unzip(raw);
  };
  let raw: Buffer;
  const make = async (who: TestUser, wish: object): Promise<Map<string, string>> => {
    const { id } = await act<{ id: string }>(who, 'ledger.export', { format: 'jsonl', reason: 'a test', ...wish });
    const done = await ended(who, id);
    assert.equal(done.job.status, 'done', done.job.error ?? '');
    return take(who, id);
  };

  test('holds what its taker sees, hidden values and other people’s entries never', async () => {
    const mine = await make(narrow, { q: 'object:company' });
    const text = mine.get('entries.jsonl')!;
    assert.ok(text.includes('plain words'));
    for (const canary of ['canary of a prospect', 'FI00112233', 'Hidden Oy', secret])
      assert.ok(!text.includes(canary), canary);
    const own = await make(worker, {});
    const lines = own.get('entries.jsonl')!.trim().split('\n');
    assert.ok(lines.length > 0 && lines.every((line) => line.includes(worker.id)));
    await refuses(
      'not-allowed',
      act(await addUser(acme, 'No Export', { areas: ['self.use', 'ledger.view'] }), 'ledger.export', {
        format: 'csv',
        reason: 'why',
      }),
    );
  });

  test('is verified with its statement and the key of the tenant, and any change of it is found', async () => {
    const files = await make(auditor, { q: 'object:company verb:created', format: 'csv' });
    const statement = files.get('statement.json')!;
    const key = files.get('key.pem')!;
    const said = JSON.parse(statement) as { rows: number; by: { name: string }; query: string };
    assert.deepEqual([said.rows, said.by.name, said.query], [2, 'Aava Auditor', 'object:company verb:created']);
    assert.equal(files.get('entries.csv')!.split('\r\n').length, 4);
    const signature = signatureIn(raw);
    assert.ok(verify(null, Buffer.from(statement), createPublicKey(key), signature));
    const open = signingKey(acme.keys).open;
    async function* once(text: string): AsyncGenerator<Buffer> {
      yield Buffer.from(text);
    }
    const judge = async (change: { statement?: string; file?: string; known?: string }) =>
      (
        await verifyExtract(
          {
            statement: Buffer.from(change.statement ?? statement),
            signature,
            key,
            file: once(change.file ?? files.get('entries.csv')!),
          },
          change.known ?? open,
        )
      ).findings;
    assert.deepEqual(await judge({}), []);
    assert.equal((await judge({ file: files.get('entries.csv')!.replace('Open Oy', 'Shut Oy') })).length, 1);
    assert.equal((await judge({ statement: statement.replace('"rows":2', '"rows":1') })).length, 1);
    assert.equal((await judge({ known: Buffer.alloc(32).toString('base64') })).length, 1);
  });

  test('is handed to nobody else, and not to its taker once the right to everybody’s entries is gone', async () => {
    const { id } = await act<{ id: string }>(narrow, 'ledger.export', { format: 'csv', reason: 'a test' });
    await ended(narrow, id);
    await refuses('not-found', act(worker, 'ledger.exportFile', { id }));
    await db.query(
      `update core.role set grants = $1 where id in (select role_id from core.member_role where user_id = $2)`,
      [JSON.stringify({ areas: ['self.use', 'ledger.export'] }), narrow.id],
    );
    await refuses('not-allowed', act(narrow, 'ledger.exportFile', { id }));
  });
});

/** The signature is bytes, which the reader of texts does not keep. */
function signatureIn(archive: Buffer): Buffer {
  const at = archive.indexOf('statement.sig', 0, 'latin1');
  const local = at - 30;
  const packed = archive.readUInt32LE(local + 18);
  const start = at + 'statement.sig'.length + archive.readUInt16LE(local + 28);
  return inflateRawSync(archive.subarray(start, start + packed));
}
