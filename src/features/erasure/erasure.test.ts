// Erasing a person, attacked: without the right, past a hold, with another count, unproved, without the second administrator; and afterwards nothing of
// the person is found anywhere - records, texts of others, files, history, kept documents - while the proof is whole and nothing brings it back.
import assert from 'node:assert/strict';
import { afterEach, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newTenant, poolOf, sealableOf, superuserIn } from '../../../test/harness/cluster.ts';
import { workshop } from '../../../test/harness/workshop.ts';
import { type Holder, type Site, makeRole, makeUser, openSession } from '../../../test/samples/people.ts';
import { Problem, type ProblemCode } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import { bytesQuote, quoteTest } from '../../core/files/wipe-quoting.ts';
import { bundleLines } from '../../core/ledger/bundle.ts';
import { checkLedger } from '../../core/ledger/check.ts';
import { eraseFromLedger } from '../../core/ledger/erase.ts';
import { runErasures } from '../../core/ledger/erasures.ts';
import { sealOnce } from '../../core/ledger/sealer.ts';
import { verifyBundle } from '../../core/ledger/verify.ts';
import { unseal } from '../../core/crypto/seal.ts';
import { tokenHash } from '../../core/identity/tokens.ts';
import { catalog } from '../../../test/harness/people.ts';
import { features } from '../index.ts';
import type { ReportView, RequestView } from '../privacy/contract.ts';
import type { ErasureLookView, ErasuresView } from './contract.ts';

const ownerRole = '00000000-0000-7000-8000-000000000101';
let site: Site;
let other: Site;
let boss: Holder;
let officer: Holder;
let narrow: Holder;
const shop = workshop(features, () => [site.vault], { settings: { againMs: 20 } });

const everything = { view: 'all', create: 'all', edit: 'all', archive: 'all', export: 'all' };

before(async () => {
  const [vault, there] = [await newTenant('acme'), await newTenant('other')];
  site = { vault, db: await superuserIn(vault) };
  other = { vault: there, db: await superuserIn(there) };
  boss = await someone(site, 'Boss', [ownerRole]);
  const objects = { contact: everything, company: everything, activity: everything, deal: everything };
  const areas = ['self.use', 'admin.privacy', 'admin.erasure'];
  officer = await someone(site, 'Officer', [await makeRole(site.db, { objects, areas })]);
  const hidden = { objects: { contact: { view: 'all', fields: { notes: 'hidden', emails: 'hidden' } } }, areas };
  narrow = await someone(site, 'Narrow', [await makeRole(site.db, hidden)]);
  await site.db.query(`update core.factor_policy set required = 'nobody'`);
  shop.dispatcher.start();
});
afterEach(() => site.db.query('delete from core.legal_hold'));

async function someone(of: Site, name: string, roles: readonly string[]): Promise<Holder> {
  return await openSession(of.db, await makeUser(of.db, roles, [], name));
}

type Answer<T> = T & { readonly answer: { readonly operation?: string; readonly status?: number } };

async function act<T = { id: string }>(who: Holder, action: string, input: object = {}): Promise<Answer<T>> {
  return (await shop.act(site.vault, who.actor, action, input)) as Answer<T>;
}

async function refused(code: ProblemCode, who: Holder, action: string, input: object): Promise<Problem> {
  let found: unknown;
  await act(who, action, input).catch((error: unknown) => (found = error));
  assert.ok(found instanceof Problem, `${action} was done`);
  assert.equal(found.code, code, found.message);
  return found;
}

interface JobLine {
  readonly status: string;
  readonly error: string | null;
  readonly operation: string;
  readonly result: Readonly<Record<string, number>>;
}

async function ended(job: string, who: Holder): Promise<JobLine> {
  for (let i = 0; i < 4800; i++) {
    const seen = await act<JobLine>(who, 'job.view', { id: job });
    if (!['waiting', 'running'].includes(seen.status)) return seen;
    await pause(25);
  }
  throw new Error('the job did not end');
}

/** What the product's own clock does. */
async function forget(): Promise<void> {
  const pool = await poolOf(site.vault, 'eraser');
  await runErasures(site.vault, {
    erase: (_tenant, erasure) => eraseFromLedger(shop.door, site.vault, pool, erasure),
  });
}

/** Everybody has a number of his own. */
const phoneOf = (word: string): string =>
  word === 'canary'
    ? '+358401239876'
    : `+35850${String(1_000_000 + ([...word].reduce((n, c) => n * 31 + c.charCodeAt(0), 7) % 8_999_999))}`;

const person = (word: string) => ({
  givenName: 'Rita',
  familyName: `${word}ca`,
  jobTitle: `Chief of ${word} xylophones`,
  emails: [
    { value: `rita@${word}.example`, label: 'work' },
    { value: `r.${word}@home.example`, label: null },
  ],
  phones: [{ value: phoneOf(word), label: null }],
  address: { street: `${word}street 17`, city: 'Turku', postalCode: null, region: null, country: 'FI' },
  notes: `${word} likes tea`,
});

const subject = (id: string) => ({ entity: 'contact', id });

async function wishFor(who: Holder, id: string, more: object = {}): Promise<object> {
  const look = await act<ErasureLookView>(who, 'privacy.erasure', subject(id));
  const quoted = look.quoted.filter((q) => !q.shared).map((q) => q.field);
  return { ...subject(id), reason: 'Asked for by letter', quoted, count: look.count, ...more };
}

async function erase(who: Holder, id: string, more: object = {}): Promise<JobLine & { readonly request: string }> {
  const { job, request } = await act<{ job: string; request: string }>(
    who,
    'privacy.erase',
    await wishFor(who, id, more),
  );
  return { ...(await ended(job, who)), request };
}

/** Every text in every table of the tenant, sealed documents opened. */
async function everywhere({ db, vault }: Site): Promise<string> {
  const { rows } = await db.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('core', 'data', 'graphile_worker') and c.relkind in ('r', 'p')`,
  );
  assert.ok(rows.length >= 60, 'all tables of the tenant');
  const texts: string[] = [];
  for (const { name } of rows) {
    const found = await db.query<{ t: string }>(`select row_to_json(t)::text as t from ${name} t`);
    texts.push(...found.rows.map((r) => r.t));
  }
  const open = async (sql: string, purpose: 'files' | 'fields' | 'secrets' | 'ledger'): Promise<void> => {
    const sealed = await db.query<{ place: string; sealed: Buffer | null }>(sql, [vault.id]);
    for (const row of sealed.rows)
      if (row.sealed !== null) texts.push(unseal(vault.keys.purpose(purpose), row.sealed, row.place).toString('utf8'));
  };
  await open(
    `select $1 || '/core.kept/' || owner || '/' || kind || '/' || id as place, sealed from core.kept`,
    'files',
  );
  await open(`select $1 || '/core.notice/' || user_id || '/' || id as place, sealed from core.notice`, 'files');
  await open(`select $1 || '/core.subject_request/' || id as place, sealed from core.subject_request`, 'files');
  await open(`select $1 || '/core.file/sealed/' || id as place, sealed from core.file`, 'files');
  await open(
    `select $1 || '/core.idempotency/' || actor || '/' || key as place, sealed from core.idempotency`,
    'fields',
  );
  await open(
    `select $1 || '/core.pending_change/input/' || id as place, input as sealed from core.pending_change`,
    'fields',
  );
  await open(`select $1 || '/core.saved_search/' || id as place, sealed from core.saved_search`, 'ledger');
  await open(`select $1 || '/core.ledger_values/sealed/' || entry as place, sealed from core.ledger_values`, 'ledger');
  return texts.join('\n').toLowerCase();
}

/** Whether a stored file of the tenant quotes one of the words. */
async function filesQuote(words: readonly string[]): Promise<string[]> {
  const { rows } = await site.db.query<{ id: string; place: string; sealed: Buffer }>(
    'select id, place, sealed from core.file',
  );
  const found: string[] = [];
  for (const { id, place, sealed } of rows) {
    const at = `${site.vault.id}/core.file/sealed/${id}`;
    const { key } = JSON.parse(unseal(site.vault.keys.purpose('files'), sealed, at).toString('utf8')) as {
      key: string;
    };
    const stream = await shop.files.read(site.vault, id, place, Buffer.from(key, 'base64'));
    if (await bytesQuote(stream, quoteTest({ texts: words, together: [] }))) found.push(id);
  }
  return found;
}

async function exported(who: Holder, input: object): Promise<string> {
  const made = await act<{ id: string; job: { id: string } }>(who, 'export.start', {
    entity: 'contact',
    columns: ['givenName', 'familyName', 'emails'],
    reason: 'a test',
    ...input,
  });
  assert.equal((await ended(made.job.id, who)).status, 'done');
  return made.id;
}

describe('erasing is refused', () => {
  test('without the right, of what one does not see, of a person with an account, and of what is a setting', async () => {
    const { id } = await act(boss, 'contact.create', person('refuse'));
    const wish = await wishFor(officer, id);
    const areas = ['self.use', 'admin.privacy', 'tool.empty-bin'];
    const seer = await someone(site, 'Seer', [
      await makeRole(site.db, { objects: { contact: { ...everything, purge: 'all' } }, areas }),
    ]);
    const blind = await someone(site, 'Blind', [await makeRole(site.db, { areas: [...areas, 'admin.erasure'] })]);
    for (const action of ['privacy.erasure', 'privacy.erase'])
      await refused('not-allowed', seer, action, action === 'privacy.erase' ? wish : subject(id));
    await refused('not-allowed', seer, 'privacy.erasures', { record: id });
    await refused('not-allowed', blind, 'privacy.erasure', subject(id));
    await refused('not-allowed', blind, 'privacy.erase', wish);
    await refused('wrong-state', boss, 'privacy.erasure', { entity: 'user', id: officer.id });
    const { rows } = await site.db.query<{ id: string }>('select id from data.stage limit 1');
    await refused('wrong-state', boss, 'privacy.erasure', { entity: 'stage', id: rows[0]!.id });
    await refused('not-found', officer, 'privacy.erasure', subject(officer.id));
  });

  test('with another count, with a reason that names the person, and without a fresh proof of who one is', async () => {
    const { id } = await act(boss, 'contact.create', person('proof'));
    const wish = await wishFor(officer, id);
    await refused('wrong-state', officer, 'privacy.erase', { ...wish, count: 2 });
    for (const reason of ['Letter of Rita proofca', 'She wrote from RITA@proof.example'])
      await refused('invalid-input', officer, 'privacy.erase', { ...wish, reason });
    await refused('not-found', officer, 'privacy.erase', { ...wish, request: id });
    const earlier = await openSession(site.db, officer);
    await site.db.query(
      `update core.session set proved_at = now() - interval '1 hour' where user_id = $1 and token_hash = $2`,
      [officer.id, tokenHash(earlier.token)],
    );
    await refused('step-up-needed', earlier, 'privacy.erase', wish);
    assert.equal((await site.db.query('select 1 from data.contact where id = $1', [id])).rowCount, 1);
  });

  test('while a legal hold stands on the record, on what is about it alone, on its object or on everything; one that is set meanwhile ends the job', async () => {
    const { id } = await act(boss, 'contact.create', person('hold'));
    const note = await act(boss, 'activity.create', { type: 'note', subject: 'About her', about: [subject(id)] });
    const wish = await wishFor(officer, id);
    for (const [entity, record] of [
      ['contact', id],
      ['activity', note.id],
      ['contact', null],
      [null, null],
    ] as const) {
      const hold = {
        ...(entity === null ? {} : { entity }),
        ...(record === null ? {} : { record }),
        reason: 'Case 12',
      };
      await act(boss, 'hold.set', hold);
      const look = await act<ErasureLookView>(officer, 'privacy.erasure', subject(id));
      assert.ok(look.held.length === 1 && look.held[0]!.includes('Case 12'));
      const problem = await refused('held', officer, 'privacy.erase', wish);
      assert.match(problem.message, /Case 12/);
      await site.db.query('delete from core.legal_hold');
    }
    // set between the beginning and the job
    await shop.dispatcher.idle();
    const paused = await site.db.query<{ n: string }>('select pg_advisory_lock(7350811002)::text as n');
    assert.equal(paused.rowCount, 1);
    const { job } = await act<{ job: string }>(officer, 'privacy.erase', wish);
    await act(boss, 'hold.set', { entity: 'contact', record: id, reason: 'Case 13' });
    await site.db.query('select pg_advisory_unlock(7350811002)');
    const done = await ended(job, officer);
    assert.equal(done.status, 'failed');
    assert.match(done.error ?? '', /Case 13/);
    assert.equal((await site.db.query('select 1 from data.contact where id = $1', [id])).rowCount, 1);
    assert.equal((await site.db.query('select 1 from data.activity where id = $1', [note.id])).rowCount, 1);
  });

  test('until a second administrator agrees, where the policy asks; what waits names nobody', async () => {
    const { id } = await act(boss, 'contact.create', person('second'));
    await act(boss, 'approval.setPolicy', { classes: ['purge'], delayHours: 24, expiresDays: 7 });
    const asked = await act<{ pending: { id: string; summary: string } }>(
      officer,
      'privacy.erase',
      await wishFor(officer, id),
    );
    assert.equal(asked.answer.status, 202);
    assert.ok(!/rita|second/i.test(asked.pending.summary), asked.pending.summary);
    await pause(50);
    assert.equal((await site.db.query('select 1 from data.contact where id = $1', [id])).rowCount, 1);
    await act(boss, 'approval.approve', { id: asked.pending.id, reason: 'seen' });
    const { rows } = await site.db.query<{ id: string }>(
      `select id from core.job where kind = 'privacy.erase' order by created_at desc limit 1`,
    );
    assert.equal((await ended(rows[0]!.id, officer)).status, 'done');
    assert.equal((await site.db.query('select 1 from data.contact where id = $1', [id])).rowCount, 0);
    await site.db.query(`update core.approval_policy set classes = '{}'`);
  });
});

describe('a person who was erased', () => {
  const word = 'canary';
  const canaries = [
    `${word}ca`,
    `rita@${word}.example`,
    `r.${word}@home`,
    `old@${word}`,
    '401239876',
    `${word}street`,
    `${word} likes`,
    `of ${word} xylo`,
  ];
  let id: string;
  let bystander: string;
  let earlier: string;
  let done: JobLine & { readonly request: string };

  before(async () => {
    const company = await act(boss, 'company.create', { name: 'Bystander Oy' });
    id = (await act(boss, 'contact.create', { ...person(word), companies: [{ entity: 'company', id: company.id }] }))
      .id;
    await act(boss, 'contact.edit', { id, emails: [{ value: `old@${word}.example`, label: null }] });
    await act(boss, 'contact.edit', { id, emails: person(word).emails });
    bystander = (await act(boss, 'contact.create', { givenName: 'Rita', familyName: 'Other', notes: 'stays' })).id;
    const about = [subject(id)];
    await act(boss, 'activity.create', {
      type: 'note',
      subject: `Call Rita ${word}ca`,
      body: `${word} likes tea`,
      about,
    });
    await act(boss, 'activity.create', {
      type: 'meeting',
      subject: `Meeting with Rita ${word}ca and others`,
      about: [...about, { entity: 'company', id: company.id }],
    });
    await act(boss, 'deal.create', {
      name: 'Machines',
      contact: id,
      notes: `write to RITA@${word}.example, then call`,
    });
    await act(boss, 'contact.list', { search: `rita ${word}ca` });
    await act(boss, 'ledger.saveSearch', {
      name: `Rita ${word}ca`,
      query: 'action:contact.edit',
      shared: false,
      looks: false,
      alert: null,
    });
    await exported(boss, { format: 'csv' });
    await exported(boss, { format: 'xlsx' });
    await act(officer, 'privacy.copy', subject(id));
    await act(officer, 'privacy.setUse', {
      ...subject(id),
      use: 'marketing',
      state: 'objected',
      since: '2026-11-30',
      how: `${word} likes none`,
    });
    await act(officer, 'privacy.ask', {
      ...subject(id),
      kind: 'erasure',
      receivedOn: '2026-11-30',
      note: `Rita ${word}ca wrote`,
    });
    await act(officer, 'privacy.restrict', { ...subject(id), reason: 'asked to be erased' });
    const there = await someone(other, 'There', [ownerRole]);
    await shop.act(other.vault, there.actor, 'contact.create', person(word));
    earlier = now().toISOString();
    await pause(5);
    const { rows } = await act<{ rows: RequestView[] }>(officer, 'privacy.requests');
    done = await erase(officer, id, { request: rows.find((r) => r.id === id)!.request });
    await forget();
  });

  test('was found: in records, texts of others, links and files', () => {
    assert.equal(done.status, 'done', done.error ?? '');
    assert.equal(done.result['deleted'], 2, 'the record and the note about her alone');
    assert.equal(done.result['cut'], 2, 'a meeting and a deal');
    assert.equal(done.result['unquoted'], 2);
    assert.equal(done.result['files'], 3, 'two exports and a copy');
    assert.equal(done.result['held'], 0);
  });

  test('is nowhere in the database, documents opened, nor in a stored file, of this tenant; the other keeps its own', async () => {
    const left = await everywhere(site);
    for (const canary of canaries) {
      const at = left.indexOf(canary);
      assert.equal(at, -1, `${canary}: ${left.slice(Math.max(0, at - 300), at + 100)}`);
    }
    assert.ok(left.includes('bystander oy') && left.includes('machines'));
    assert.deepEqual(await filesQuote(canaries), []);
    const there = await other.db.query('select 1 from data.contact where family_name = $1', [`${word}ca`]);
    assert.equal(there.rowCount, 1);
    assert.equal((await site.db.query('select 1 from data.contact where id = $1', [bystander])).rowCount, 1);
  });

  test('left texts of others whole but for the words', async () => {
    const { rows } = await site.db.query<{ text: string }>(
      `select subject as text from data.activity union all select notes from data.deal where notes is not null`,
    );
    const texts = rows.map((r) => r.text);
    assert.ok(texts.includes('Meeting with [erased] and others'), texts.join(' | '));
    assert.ok(texts.includes('write to [erased], then call'), texts.join(' | '));
  });

  test('left the proof whole, and records as the ledger says', async () => {
    const sealable = await sealableOf(site.vault);
    while ((await sealOnce(sealable)).head !== null);
    const v = await verifyBundle(bundleLines(site.db, site.vault.keys, { values: true }));
    assert.deepEqual(v.findings, []);
    assert.ok(v.erased > 0);
    const check = await checkLedger(site.vault, catalog);
    // The people of this test were put into the tables; everything else was done by the program.
    assert.deepEqual(
      check.findings.filter((f) => f.entity !== 'user'),
      [],
    );
  });

  test('is erased to who looks back, reads the ledger or the history of what it was in, and comes back by no undo', async () => {
    const said: unknown[] = [];
    const past = await act<{ rows: unknown[] }>(boss, 'past.list', { object: 'contact', at: earlier });
    said.push(past.rows);
    await refused('not-found', boss, 'past.view', { object: 'contact', id, at: earlier });
    const entries = await act<{ rows: { operation: string; erased: boolean; verb: string }[] }>(boss, 'ledger.list', {
      record: id,
      limit: 200,
    });
    said.push(entries.rows);
    assert.ok(entries.rows.some((r) => r.verb === 'created' && r.erased));
    for (const operation of new Set(entries.rows.map((r) => r.operation))) {
      const undone = await act<object>(boss, 'operation.undo', { id: operation }).catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        return { refused: error.code };
      });
      said.push(undone);
    }
    const back = await act<object>(boss, 'past.restore', { object: 'contact', at: earlier, ids: [id] }).catch(
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        return { refused: error.code };
      },
    );
    said.push(back);
    await shop.dispatcher.idle();
    const text = JSON.stringify(said).toLowerCase();
    for (const canary of canaries) assert.ok(!text.includes(canary), canary);
    assert.equal((await site.db.query('select 1 from data.contact where id = $1', [id])).rowCount, 0);
    const left = await everywhere(site);
    for (const canary of canaries) assert.ok(!left.includes(canary), canary);
  });

  test('stands on the register as somebody who asked, with how far history is; nothing can be asked of the record any more', async () => {
    const { rows } = await act<{ rows: RequestView[] }>(officer, 'privacy.requests');
    const row = rows.find((r) => r.id === id)!;
    assert.deepEqual(
      [row.status, row.erased, row.name, row.note, row.word],
      ['done', true, `Erased ${id.slice(-6)}`, null, 'Asked for by letter'],
    );
    const states = await act<ErasuresView>(officer, 'privacy.erasures', { record: id });
    assert.ok(states.rows.length > 0 && states.rows.every((s) => s.doneAt !== null));
    await refused('not-found', officer, 'privacy.report', subject(id));
    await refused('not-found', officer, 'privacy.erasure', subject(id));
  });
});

describe('erasing reaches', () => {
  test('what its holder does not see, and tells nothing of it', async () => {
    const { id } = await act(boss, 'contact.create', { ...person('hidden'), notes: 'a hiddenword stands here' });
    await act(boss, 'activity.create', { type: 'note', subject: 'Unseen', about: [subject(id)] });
    const look = await act<ErasureLookView>(narrow, 'privacy.erasure', subject(id));
    assert.ok(!look.fields.some((f) => ['Notes', 'E-mail'].includes(f.label)));
    assert.ok(!look.quoted.some((q) => ['notes', 'emails'].includes(q.field)));
    assert.deepEqual([look.goes, look.count], [[], 1]);
    assert.equal((await erase(narrow, id)).status, 'done');
    await forget();
    const left = await everywhere(site);
    for (const canary of ['hiddenca', 'rita@hidden.example', 'a hiddenword']) assert.ok(!left.includes(canary), canary);
    assert.equal((await site.db.query(`select 1 from data.activity where subject = 'Unseen'`)).rowCount, 0);
  });

  test('a record that another cannot be without: it is emptied, and lies in the bin', async () => {
    const object = await act<{ id: string; name: string }>(boss, 'shape.add-object', {
      label: 'Badge',
      labelPlural: 'Badges',
    });
    await act(boss, 'shape.add-field', {
      entity: object.name,
      label: 'Bearer',
      kind: 'ref',
      to: ['contact'],
      required: true,
    });
    const { id } = await act(boss, 'contact.create', person('needed'));
    const shape = await act<{ fields: { name: string; label: string; entity: string }[] }>(boss, 'shape.view');
    const field = shape.fields.find((f) => f.label === 'Bearer')!.name;
    const badge = await act(boss, 'own.create', { object: object.name, name: 'Badge 1', [field]: id });
    const look = await act<ErasureLookView>(boss, 'privacy.erasure', subject(id));
    assert.equal(look.way, 'emptied');
    const wish = await wishFor(boss, id);
    const { job } = await act<{ job: string }>(boss, 'privacy.erase', wish);
    assert.equal((await ended(job, boss)).status, 'done');
    await forget();
    const { rows } = await site.db.query<Record<string, unknown>>('select * from data.contact where id = $1', [id]);
    assert.equal(rows[0]!['family_name'], '[erased]');
    for (const name of ['given_name', 'emails', 'phones', 'address', 'notes', 'job_title'])
      assert.equal(rows[0]![name], null, name);
    assert.notEqual(rows[0]!['archived_at'], null);
    assert.equal(
      (await act<Record<string, unknown>>(boss, 'own.view', { object: object.name, id: badge.id }))['id'],
      badge.id,
    );
    const left = await everywhere(site);
    for (const canary of ['neededca', 'rita@needed.example', 'neededstreet']) assert.ok(!left.includes(canary), canary);
  });

  test('not the texts that others share, nor words inside other words; records under a hold keep theirs, and are counted', async () => {
    await act(boss, 'contact.create', { givenName: 'Anna', familyName: 'Sharedca', jobTitle: 'Head of shared things' });
    const { id } = await act(boss, 'contact.create', {
      givenName: 'Ann',
      familyName: 'Order',
      jobTitle: 'Head of shared things',
    });
    const deal = await act(boss, 'deal.create', { name: 'Ann Orders much', notes: 'for Ann Order, soon' });
    const held = await act(boss, 'deal.create', { name: 'Held', notes: 'Ann Order said so' });
    await act(boss, 'hold.set', { entity: 'deal', record: held.id, reason: 'Case 14' });
    const look = await act<ErasureLookView>(officer, 'privacy.erasure', subject(id));
    const told = Object.fromEntries(look.quoted.map((q) => [q.field, [q.shared, q.usual]]));
    assert.deepEqual(told['title'], [false, true]);
    assert.deepEqual(told['jobTitle'], [true, false]);
    assert.deepEqual(told['familyName'], [false, false], 'a common word is offered, and not taken unasked');
    const done = await erase(officer, id, { quoted: ['title'] });
    assert.deepEqual([done.result['unquoted'], done.result['held']], [1, 1]);
    const { rows } = await site.db.query<{ id: string; name: string; notes: string }>(
      'select id, name, notes from data.deal where id = any($1)',
      [[deal.id, held.id]],
    );
    const of = (which: string) => rows.find((r) => r.id === which)!;
    assert.deepEqual([of(deal.id).name, of(deal.id).notes], ['Ann Orders much', 'for [erased], soon']);
    assert.equal(of(held.id).notes, 'Ann Order said so');
  });

  test('the file a person was imported from', async () => {
    const csv = 'Given name;Family name;E-mail\nIma;Importa;ima@importa.example\n';
    const view = await shop.act<{ id: string }>(
      site.vault,
      boss.actor,
      'import.upload',
      { name: 'people.csv' },
      Buffer.from(csv, 'utf16le'),
    );
    assert.ok(view.id);
    const { id } = await act(boss, 'contact.create', { givenName: 'Ima', familyName: 'Importa' });
    const done = await erase(officer, id, { quoted: ['title'] });
    assert.equal(done.result['files'], 1, 'given and family name stand in one line of it');
  });

  test('a report counts what was asked and gives it, with objections, until then', async () => {
    const { id } = await act(boss, 'contact.create', person('report'));
    const report = await act<ReportView>(officer, 'privacy.report', subject(id));
    assert.deepEqual([report.uses, report.requests], [[], []]);
  });
});
