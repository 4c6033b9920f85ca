// Somebody who worked here leaves and is erased: what was owned goes to others first, name and address are found nowhere in the tenant's database afterwards, what was
// done stays under a pseudonym, the proof of the ledger is whole, and nothing puts the person back.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { Problem } from '../src/contract/problem.ts';
import { bundleLines } from '../src/core/ledger/bundle.ts';
import { eraseFromLedger } from '../src/core/ledger/erase.ts';
import type { Eraser } from '../src/core/ledger/eraser.ts';
import { runErasures } from '../src/core/ledger/erasures.ts';
import { sealOnce } from '../src/core/ledger/sealer.ts';
import { verifyBundle } from '../src/core/ledger/verify.ts';
import { setIdentity, usualIdentity } from '../src/core/identity/settings.ts';
import { SealError, unseal } from '../src/core/crypto/seal.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { features } from '../src/features/index.ts';
import type { LeavingOut } from '../src/features/members/leaving-contract.ts';
import { newTenant, poolOf, sealableOf, superuserIn } from './harness/cluster.ts';
import { type Person, cheapIdentity, firstOwner, member, roleIds, signIn, actorOf } from './harness/people.ts';
import { workshop } from './harness/workshop.ts';

const name = 'Xanthippe Quolibet-Zephyr';
const earlier = 'Xanthippe Wojtyniakova';
const address = 'xanthippe.wojtyniakova@leaving.example';
/** What stands nowhere afterwards, in small letters. */
const canaries = ['xanthippe', 'quolibet', 'wojtyniak'];

let vault: Vault;
let db: PgConnection;
const shop = workshop(features, () => [vault]);
let eraser: Eraser;
let owner: Person;
let colleague: Person;
let she: Person;

const act = <T = { id: string }>(who: Person, action: string, input: object = {}): Promise<T> =>
  shop.act(vault, who.actor, action, input) as Promise<T>;

async function outcome(who: Person, action: string, input: object = {}): Promise<string> {
  try {
    await act(who, action, input);
    return 'done';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

before(async () => {
  cheapIdentity();
  vault = await newTenant('leaving');
  db = await superuserIn(vault);
  shop.dispatcher.start();
  const pool = await poolOf(vault, 'eraser');
  eraser = { erase: (_tenant, erasure) => eraseFromLedger(shop.door, vault, pool, erasure) };
  owner = await firstOwner(vault);
  colleague = await member(vault, owner, 'Kaarina Kollega', [roleIds.manager]);
  she = await member(vault, owner, earlier, [roleIds.sales]);
  await db.query(`update core.factor_policy set required = 'nobody'`);
});
after(() => setIdentity(usualIdentity));

/** What she did, and what others wrote of her, in every place a name gets into. */
async function live(): Promise<void> {
  await act(owner, 'user.edit', { id: she.id, name });
  const contact = await act(she, 'contact.create', { familyName: 'Customer', notes: `Met by ${name}` });
  await act(she, 'company.create', { name: 'Customer Oy' });
  await act(colleague, 'activity.create', { type: 'note', subject: `Ask ${name.toUpperCase()} about it` });
  await act(colleague, 'activity.create', { type: 'note', subject: `${earlier} called` });
  await act(colleague, 'contact.edit', { id: contact.id, jobTitle: `Friend of ${address}` });
  await act(colleague, 'contact.list', { search: name });
  await act(owner, 'search.find', { q: address });
  await act(owner, 'team.create', { name: 'North', lead: she.id });
  const question = { query: `"${name}"`, looks: true, shared: false, alert: null };
  await act(owner, 'ledger.saveSearch', { name: `What ${name} did`, ...question });
  await act(owner, 'share.give', {
    entity: 'contact',
    id: contact.id,
    user: colleague.id,
    edit: false,
    until: '2099-01-01',
    reason: `While ${name} is away`,
  }).catch(() => undefined);
  await act(owner, 'session.endAllOf', { person: she.id });
  she = { ...she, actor: actorOf(await signIn(vault, she.email, she.password)) };
  await act(she, 'device.list');
  await db.query(`insert into core.share (id, entity, record, user_id, may_edit, given_by, given_at, until_at)
    values (gen_random_uuid(), 'contact', '${contact.id}', '${owner.id}', false, '${she.id}', now(), now() + interval '9 days') on conflict do nothing`);
  await db.query(`update core.approval_policy set classes = '{members}'`);
  await act(owner, 'member.setRoles', { id: she.id, roles: [roleIds.sales, roleIds.readOnly] });
  const { rows } = await db.query<{ id: string }>(
    `update core.pending_change set status = 'done', ended_at = now() returning id`,
  );
  assert.ok(rows.length > 0);
  await db.query(`update core.approval_policy set classes = '{}'`);
}

/** Every row of every table as text; what is sealed in it is opened where it can be, beside. */
async function everything(): Promise<string> {
  const { rows: tables } = await db.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('core', 'data', 'graphile_worker') and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  assert.ok(tables.length > 60, `${tables.length} tables`);
  const texts: string[] = [];
  for (const table of tables) {
    const { rows } = await db.query<{ t: string }>(`select t::text as t from ${table.name} t`);
    texts.push(...rows.map((row) => `${table.name}: ${row.t}`));
  }
  return [...texts, ...(await opened())].join('\n').toLowerCase();
}

const sealed: readonly (readonly [
  table: string,
  column: string,
  purpose: 'files' | 'fields' | 'ledger' | 'secrets',
  key: readonly string[],
  part: string,
])[] = [
  ['core.kept', 'sealed', 'files', ['owner', 'kind', 'id'], 'core.kept'],
  ['core.notice', 'sealed', 'files', ['user_id', 'id'], 'core.notice'],
  ['core.idempotency', 'sealed', 'fields', ['actor', 'key'], 'core.idempotency'],
  ['core.saved_search', 'sealed', 'ledger', ['id'], 'core.saved_search'],
  ['core.pending_change', 'input', 'fields', ['id'], 'core.pending_change/input'],
  ['core.mail', 'recipient', 'secrets', ['id'], 'core.mail/recipient'],
  ['core.mail', 'content', 'secrets', ['id'], 'core.mail/content'],
];

async function opened(): Promise<string[]> {
  const out: string[] = [];
  for (const [table, column, purpose, key, part] of sealed) {
    const { rows } = await db.query<{ place: string[]; sealed: Buffer | null }>(
      `select array[${key.map((k) => `${k}::text`).join(', ')}] as place, ${column} as sealed from ${table}`,
    );
    for (const row of rows) {
      if (row.sealed === null) continue;
      const at = [vault.keys.tenantId, part, ...row.place].join('/');
      try {
        out.push(`${table} opened: ${unseal(vault.keys.purpose(purpose), row.sealed, at).toString('utf8')}`);
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
        assert.fail(`${table}.${column} does not open at ${at}`);
      }
    }
  }
  return out;
}

/** Tables with rows that are hers alone. */
async function belongings(): Promise<string[]> {
  const alone = 'credential password_history recovery_code factor device link session member_role share deputy notice';
  const whose = {
    user_id: `${alone} own_sign own_region tip_seen`.split(' '),
    owner: ['kept', 'saved_search'],
    person: ['mail'],
  };
  const found: string[] = [];
  for (const [column, tables] of Object.entries(whose))
    for (const table of tables) {
      const { rowCount } = await db.query(`select 1 from core.${table} where ${column} = $1`, [she.id]);
      if (rowCount > 0) found.push(`core.${table}`);
    }
  return found;
}

const linesWith = (text: string, word: string): string[] => text.split('\n').filter((line) => line.includes(word));

async function finished(id: string): Promise<void> {
  for (let n = 0; n < 600; n++) {
    const job = await act<{ status: string; endedAt: string | null; error: string | null }>(owner, 'job.view', { id });
    if (job.endedAt !== null) return assert.equal(job.status, 'done', JSON.stringify(job));
    await new Promise((done) => setTimeout(done, 50));
  }
  const { rows } = await db.query('select * from core.job where id = $1', [id]);
  assert.fail(`the job does not end: ${JSON.stringify(rows)}`);
}

describe('somebody leaves', () => {
  before(live);

  test('what would be left is told, with what ends with the account', async () => {
    const left = await act<LeavingOut>(owner, 'member.leaving', { id: she.id });
    assert.deepEqual(
      left.objects.map((o) => [o.entity, o.records]),
      [
        ['company', 1],
        ['contact', 1],
      ],
    );
    assert.deepEqual([left.teamsLed, left.unseen, left.quoted], [1, false, null]);
    assert.equal(await outcome(she, 'member.leaving', { id: owner.id }), 'not-allowed');
  });

  test('an account is not closed over what is left: it goes to somebody, or is said to stay', async () => {
    assert.equal(await outcome(owner, 'member.deactivate', { id: she.id }), 'wrong-state');
    assert.equal(await outcome(she, 'me.view'), 'done');
    assert.equal(await outcome(owner, 'member.deactivate', { id: she.id, to: she.id }), 'invalid-input');
    assert.equal(
      await outcome(owner, 'member.erase', { id: she.id, name, reason: 'asked' }),
      'wrong-state',
      'it is open',
    );
  });

  test('closing ends everything at once and hands over as a job that can be taken back', async () => {
    const { job } = await act<{ job: string }>(owner, 'member.deactivate', { id: she.id, to: colleague.id });
    assert.equal(await outcome(she, 'me.view'), 'session-ended');
    await finished(job);
    const { rows } = await db.query<{ n: number }>(
      `select (select count(*) from data.contact where owner = $1)::int + (select count(*) from data.company where owner = $1)::int
         + (select count(*) from data.team where lead = $1)::int + (select count(*) from core.share where given_by = $1)::int as n`,
      [she.id],
    );
    assert.equal(rows[0]!.n, 0);
    assert.equal(await outcome(she, 'me.view'), 'session-ended');
  });
});

describe('erasing a person', () => {
  test('needs both rights, a fresh proof, the name and a reason without the person; nobody erases themselves or who holds more', async () => {
    assert.equal(await outcome(colleague, 'member.erase', { id: she.id, name, reason: 'asked' }), 'not-allowed');
    assert.equal(
      await outcome(owner, 'member.erase', { id: owner.id, name: 'Olli Omistaja', reason: 'x' }),
      'not-allowed',
    );
    assert.equal(await outcome(owner, 'member.erase', { id: she.id, name: earlier, reason: 'asked' }), 'invalid-input');
    assert.equal(await outcome(owner, 'member.erase', { id: she.id, name, reason: `of ${name}` }), 'invalid-input');
    await db.query(
      `insert into core.legal_hold (id, entity, record, reason, set_at, set_by) values (gen_random_uuid(), 'user', $1, 'a case', now(), $2)`,
      [she.id, owner.id],
    );
    assert.equal(await outcome(owner, 'member.erase', { id: she.id, name, reason: 'asked' }), 'held');
    await db.query('delete from core.legal_hold');
    const idle = await member(vault, owner, 'Ida Idle', [roleIds.sales]);
    assert.equal(
      await outcome(owner, 'member.erase', { id: idle.id, name: 'Ida Idle', reason: 'asked' }),
      'wrong-state',
      'the account is open, though nothing is owned',
    );
    await db.query('update data.company set owner = $1 where owner = $2', [she.id, colleague.id]);
    assert.equal(await outcome(owner, 'member.erase', { id: she.id, name, reason: 'asked' }), 'wrong-state', 'owns');
    await db.query('update data.company set owner = $2 where owner = $1', [she.id, colleague.id]);
    await db.query(`update core.approval_policy set classes = '{members}'`);
    const asked = await shop.act(vault, owner.actor, 'member.erase', { id: she.id, name, reason: 'asked' });
    assert.equal(asked.answer.status, 202, 'a second administrator');
    await db.query(`update core.approval_policy set classes = '{}'`);
    await db.query(`update core.pending_change set status = 'cancelled', ended_at = now() where status = 'waiting'`);
  });

  test('leaves nothing of name and address in any table, open or sealed, nor in a file; a pseudonym stands for them', async () => {
    const csv = Buffer.from(`Owner,Name\n${name},Customer\n`);
    const stored = await shop.door.open(
      vault,
      owner.actor,
      { action: 'test', reads: false, requestId: null, address: null },
      (tx) =>
        tx.files.store('list.csv', Readable.from([csv]), {
          maxBytes: 1_000_000,
          expires: new Date(Date.now() + 7 * 86_400_000),
        }),
    );
    const before = await everything();
    const belonged = await belongings();
    for (const table of ['core.credential', 'core.session', 'core.member_role'])
      assert.ok(belonged.includes(table), `${table}: ${belonged.join()}`);
    for (const canary of canaries) assert.ok(linesWith(before, canary).length >= 3, canary);
    const { pseudonym, job } = await act<{ pseudonym: string; job: string }>(owner, 'member.erase', {
      id: she.id,
      name,
      reason: 'asked for in writing',
    });
    await finished(job);
    while ((await runErasures(vault, eraser)) > 0);
    const left = await everything();
    for (const canary of canaries) assert.deepEqual(linesWith(left, canary), [], canary);
    assert.deepEqual(await belongings(), []);
    assert.match(pseudonym, /^Former member [0-9A-F]{6}$/);
    const user = await act<{ title: string; email: null }>(owner, 'user.view', { id: she.id });
    assert.deepEqual([user.title, user.email], [pseudonym, null]);
    const { rows } = await db.query<{ notes: string }>(`select notes from data.contact where family_name = 'Customer'`);
    assert.equal(rows[0]!.notes, `Met by ${pseudonym}`, 'the rest of a text stays');
    assert.equal((await db.query('select 1 from core.file where id = $1', [stored.id])).rowCount, 0, 'the file');
  });

  test('what she did is still told, under the pseudonym, and the proof of the ledger is whole', async () => {
    const { rows } = await act<{ rows: { actor: { name: string } | string; verb: string }[] }>(owner, 'ledger.list', {
      actor: she.id,
    });
    assert.ok(rows.length > 0);
    assert.ok(JSON.stringify(rows).includes('Former member'));
    const sealable = await sealableOf(vault);
    while ((await sealOnce(sealable)).head !== null);
    const v = await verifyBundle(bundleLines(db, vault.keys, { values: true }));
    assert.deepEqual(v.findings, []);
    assert.ok(v.erased > 5, `${v.erased}`);
    const told = await act<{ rows: { id: string; finished: boolean; erasures: { doneAt: string | null }[] }[] }>(
      owner,
      'member.erased',
    );
    const mine = told.rows.find((row) => row.id === she.id)!;
    assert.ok(mine.finished && mine.erasures.every((e) => e.doneAt !== null));
  });

  test('nothing brings the person back: not opening, roles, a name, undo, or the database', async () => {
    assert.equal(await outcome(owner, 'member.reactivate', { id: she.id }), 'wrong-state');
    assert.equal(await outcome(owner, 'member.setRoles', { id: she.id, roles: [roleIds.sales] }), 'wrong-state');
    assert.equal(await outcome(owner, 'member.link', { id: she.id }), 'wrong-state');
    assert.equal(await outcome(owner, 'user.edit', { id: she.id, name }), 'wrong-state');
    assert.equal(await outcome(owner, 'member.erase', { id: she.id, name, reason: 'again' }), 'wrong-state');
    const { rows } = await db.query<{ operation: string }>(
      `select operation from core.ledger where action = 'member.erase' and record = $1 limit 1`,
      [she.id],
    );
    const undone = await act<{ result: { back: number } }>(owner, 'operation.undo', { id: rows[0]!.operation }).catch(
      (error: unknown) => error as Problem,
    );
    if (!(undone instanceof Problem)) assert.equal(undone.result.back, 0);
    for (const change of [`name = 'Xanthippe'`, `status = 'active'`, `email = 'x@example.com'`])
      await assert.rejects(db.query(`update data."user" set ${change} where id = $1`, [she.id]), /stays erased/);
    const user = await act<{ title: string }>(owner, 'user.view', { id: she.id });
    assert.match(user.title, /^Former member/);
  });

  test('her address may be invited anew, and is another person', async () => {
    const again = await member(vault, owner, earlier, [roleIds.sales]);
    assert.notEqual(again.id, she.id);
    assert.equal(await outcome(again, 'me.view'), 'done');
  });
});
