// A person is forgotten: the values are gone from every table of the ledger, the entries and the proof are whole, and who reads it is told so.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Problem } from '../src/contract/problem.ts';
import { bundleLines } from '../src/core/ledger/bundle.ts';
import { erasedText, withoutWords } from '../src/core/ledger/erased-text.ts';
import { eraseFromLedger } from '../src/core/ledger/erase.ts';
import { sealOnce } from '../src/core/ledger/sealer.ts';
import { verifyBundle } from '../src/core/ledger/verify.ts';
import { newTenant, poolOf, roleIn, sealableOf, superuserIn } from './harness/cluster.ts';
import { perform, performer } from './samples/engine.ts';
import { type Holder, type Site, makeUser, openSession } from './samples/people.ts';

const person = { givenName: 'Xanthippe', familyName: 'Quolibet-"Zephyr"', notes: 'Likes äöå and\nnew lines' };
const address = 'xanthippe@quolibet.example';
const wish = { ...person, emails: [{ value: address, label: null }] };
let site: Site;
let owner: Holder;
let contact: string;

async function act<T = { id: string }>(action: string, input: object): Promise<T> {
  const done = await perform(site.vault, owner.actor, action, input);
  assert.equal(done.outcome, 'done', JSON.stringify(done.problem?.extras ?? done.problem?.detail));
  return done.output as T;
}

before(async () => {
  const vault = await newTenant('acme');
  site = { vault, db: await superuserIn(vault) };
  owner = await openSession(site.db, await makeUser(site.db, ['00000000-0000-7000-8000-000000000101'], []));
  const made = await perform(vault, owner.actor, 'contact.create', wish, { idempotencyKey: 'once' });
  contact = (made.output as { id: string }).id;
  await act('contact.edit', { id: contact, givenName: 'Xanthippa' });
  await act('contact.list', { search: 'XANTHIPPE' });
  await act('search.find', { q: 'quolibet-"zephyr"' });
  await act('activity.create', { type: 'note', subject: `Called ${address}` });
  await act('company.create', { name: 'Bystander Oy' });
  const sealable = await sealableOf(vault);
  while ((await sealOnce(sealable)).head !== null);
});

/** Every text in every table of the ledger. */
async function everything(): Promise<string> {
  const { rows } = await site.db.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'core' and c.relname like 'ledger%' and c.relkind in ('r', 'p')`,
  );
  assert.ok(rows.length >= 8, 'all tables of the ledger');
  const texts = await Promise.all(
    rows.map(async ({ name }) =>
      (await site.db.query<{ t: string }>(`select t::text as t from ${name} t`)).rows.map((r) => r.t),
    ),
  );
  return texts.flat().join('\n').toLowerCase();
}

describe('erasing a person from the ledger', () => {
  const texts = [...Object.values(person), 'Xanthippa', address];

  test('is refused while a legal hold stands on the record, its object or everything', async () => {
    for (const [entity, record] of [
      [null, null],
      ['contact', null],
      ['contact', contact],
    ] as const) {
      await site.db.query(
        `insert into core.legal_hold (id, entity, record, reason, set_at, set_by) values (gen_random_uuid(), $1, $2, 'a case', now(), $3)`,
        [entity, record, owner.id],
      );
      await assert.rejects(
        eraseFromLedger(performer.door, site.vault, await poolOf(site.vault, 'eraser'), {
          records: [contact],
          texts,
          reason: 'asked',
        }),
        (e: unknown) => e instanceof Problem && e.code === 'held',
      );
      await site.db.query('delete from core.legal_hold');
    }
    assert.ok((await everything()).includes('xanthippe'));
  });

  test('takes every value of theirs out of every table, and leaves those of others', async () => {
    assert.ok((await everything()).includes('xanthippe'));
    const gone = await eraseFromLedger(performer.door, site.vault, await poolOf(site.vault, 'eraser'), {
      records: [contact],
      texts,
      reason: 'asked by the person',
    });
    assert.equal(gone.documents, 1, 'the answer kept for a repeated request');
    assert.equal(gone.entries, 5, 'made, edited, listed, searched, and quoted in an activity');
    const left = await everything();
    for (const canary of ['xanthipp', 'quolibet', 'äöå']) assert.ok(!left.includes(canary), canary);
    assert.ok(left.includes('bystander'));
  });

  test('leaves the proof whole: every entry is there, and the missing values are explained', async () => {
    const sealable = await sealableOf(site.vault);
    while ((await sealOnce(sealable)).head !== null);
    const v = await verifyBundle(bundleLines(site.db, site.vault.keys, { values: true }));
    assert.deepEqual(v.findings, []);
    assert.equal(v.erased, 5);
  });

  test('leaves nothing in what was kept beside: a repeated request gets an answer without the person, and is not done twice', async () => {
    const { output } = await perform(site.vault, owner.actor, 'contact.create', wish, { idempotencyKey: 'once' });
    assert.equal((output as { id: string }).id, contact);
    for (const canary of ['xanthipp', 'quolibet', 'äöå'])
      assert.ok(!JSON.stringify(output).toLowerCase().includes(canary), canary);
    assert.ok(JSON.stringify(output).includes(erasedText));
  });

  test('replaces whole texts in documents, at any depth, and leaves the others', () => {
    const doc = { a: ['Xanthippe Q.', 'other'], b: { c: 7, d: null, e: 'about XANTHIPPE' }, f: 'Socrates' };
    assert.deepEqual(withoutWords(doc, ['xanthippe']), {
      a: [erasedText, 'other'],
      b: { c: 7, d: null, e: erasedText },
      f: 'Socrates',
    });
    assert.equal(withoutWords(doc, ['nobody']), undefined);
    // Somebody stands for the person: his words alone go.
    assert.deepEqual(withoutWords({ a: 'About XANTHIPPE Q. (q.)' }, ['xanthippe', 'q.'], 'Member 7'), {
      a: 'About Member 7 Member 7 (Member 7)',
    });
  });

  test('is done once: the same again finds nothing', async () => {
    const again = { records: [contact], texts, reason: 'asked again' };
    const gone = await eraseFromLedger(performer.door, site.vault, await poolOf(site.vault, 'eraser'), again);
    assert.deepEqual(gone, { entries: 0, documents: 0 });
  });

  test('shows as erased to who reads the ledger, and undo says that nothing is known', async () => {
    const { rows } = await act<{ rows: { erased: boolean; verb: string; operation: string }[] }>('ledger.list', {
      record: contact,
    });
    const created = rows.find((r) => r.verb === 'created')!;
    assert.equal(created.erased, true);
    const { result } = await act<{ result: { kept: { reason: string }[] } }>('operation.undo', {
      id: created.operation,
      preview: 'true',
    });
    assert.match(result.kept[0]?.reason ?? '', /erased|changed/);
  });

  test('without a word on record is found', async () => {
    await site.db.query('begin');
    await site.db.query(
      `delete from core.ledger_values where entry = (select id from core.ledger where action = 'company.create')`,
    );
    const v = await verifyBundle(bundleLines(site.db, site.vault.keys, { values: true }));
    await site.db.query('rollback');
    assert.deepEqual(
      v.findings.map((f) => f.kind),
      ['values-missing'],
    );
  });

  test('is all the eraser role may do to the ledger', async () => {
    const eraser = await roleIn(site.vault, 'eraser');
    for (const attempt of [
      'delete from core.ledger',
      `update core.ledger set verb = 'x'`,
      `update core.ledger_values set plain = '{}'`,
      `insert into core.ledger_values values (gen_random_uuid(), sha256(''), '{}')`,
      'delete from core.ledger_leaf',
      'delete from core.ledger_unsealed',
    ])
      await assert.rejects(eraser.query(attempt), /permission denied/, attempt);
  });
});
