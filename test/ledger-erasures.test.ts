// Somebody is to be forgotten: it is asked for with the change that makes the record anonymous, or not at all, and done afterwards whatever happens in between.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { makeCatalog } from '../src/core/catalog.ts';
import { Door } from '../src/core/door.ts';
import { newId } from '../src/core/ids.ts';
import { bundleLines } from '../src/core/ledger/bundle.ts';
import { eraseFromLedger } from '../src/core/ledger/erase.ts';
import type { Eraser } from '../src/core/ledger/eraser.ts';
import { type ErasureState, askErasure, readErasures, runErasures } from '../src/core/ledger/erasures.ts';
import { sealOnce } from '../src/core/ledger/sealer.ts';
import { verifyBundle } from '../src/core/ledger/verify.ts';
import type { Unit } from '../src/core/unit.ts';
import { ErasureClock } from '../src/edge/jobs/erasure-clock.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, poolOf, sealableOf, superuserIn } from './harness/cluster.ts';
import { archives, perform, performer } from './samples/engine.ts';
import { type Holder, type Site, makeUser, openSession } from './samples/people.ts';

let site: Site;
let owner: Holder;
let eraser: Eraser;
let door: Door;
let unit: Unit;

/** A door that shows the inside of its units, where desks of core ask. */
function openDoor(): Door {
  const never = (asked: Unit): never => {
    unit = asked;
    return undefined as never;
  };
  return new Door(makeCatalog(entities), new Map(), { identity: never, jobs: never, files: never });
}

async function inside<T>(reads: boolean, work: () => Promise<T>): Promise<T> {
  const purpose = { action: 'privacy.forget', reads, requestId: null, address: null };
  return door.open(site.vault, owner.actor, purpose, work);
}

async function act<T = { id: string }>(action: string, input: object): Promise<T> {
  const done = await perform(site.vault, owner.actor, action, input);
  assert.equal(done.outcome, 'done', JSON.stringify(done.problem?.extras ?? done.problem?.detail));
  return done.output as T;
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly address: string;
}

/** Somebody whose address was another one before, and is quoted elsewhere. */
async function somebody(family: string): Promise<Person> {
  const address = `old.${family.toLowerCase()}@before.example`;
  const name = `Ulrika ${family}`;
  const { id } = await act('contact.create', {
    givenName: 'Ulrika',
    familyName: family,
    emails: [{ value: address, label: null }],
  });
  await act('contact.edit', { id, emails: [{ value: `new.${family.toLowerCase()}@now.example`, label: null }] });
  await act('activity.create', { type: 'note', subject: `Wrote to ${address.toUpperCase()}` });
  const search = { query: `"${name}"`, looks: true, shared: false, alert: null };
  await act('ledger.saveSearch', { name: `About ${name}`, ...search });
  return { id, name, address };
}

const ask = (person: Person): Promise<string> =>
  inside(false, () => askErasure(unit, { records: [person.id], texts: [person.name], reason: 'asked by the person' }));

const states = (person: Person): Promise<ErasureState[]> => inside(true, () => readErasures(unit, person.id));

/** Every text of values and of the rows that wait to be carried out. */
async function held(): Promise<string> {
  const { rows } = await site.db.query<{ t: string }>(
    'select v::text as t from core.ledger_values v union all select e::text from core.erasure e',
  );
  return rows.map((row) => row.t.toLowerCase()).join('\n');
}

before(async () => {
  const vault = await newTenant('acme');
  site = { vault, db: await superuserIn(vault) };
  owner = await openSession(site.db, await makeUser(site.db, ['00000000-0000-7000-8000-000000000101'], []));
  door = openDoor();
  const pool = await poolOf(vault, 'eraser');
  eraser = { erase: (_tenant, erasure) => eraseFromLedger(performer.door, vault, pool, erasure, archives) };
});

describe('forgetting somebody', () => {
  test('is asked for with the change it belongs to, or not at all', async () => {
    const person = await somebody('Aavikko');
    await assert.rejects(
      inside(false, async () => {
        await askErasure(unit, { records: [person.id], texts: [person.name], reason: 'no' });
        throw new Error('the change failed');
      }),
      /the change failed/,
    );
    assert.deepEqual(await states(person), []);
    assert.equal(await runErasures(site.vault, eraser), 0);
    assert.ok((await held()).includes('aavikko'));
  });

  test('takes values about the record, quotes of its name and of every address it ever had, and keeps the proof', async () => {
    const person = await somebody('Brännström');
    const sealed = await act('company.create', { name: 'Sealed Oy', taxNumber: person.name });
    await ask(person);
    const [asked] = await states(person);
    assert.equal(asked!.doneAt, null);
    const waiting = await site.db.query<{ t: string }>('select e::text as t from core.erasure e');
    assert.ok(!JSON.stringify(waiting.rows).toLowerCase().includes('brännström'), 'texts wait sealed');
    assert.equal(await runErasures(site.vault, eraser), 1);
    const left = await held();
    for (const canary of ['brännström', 'ulrika br']) assert.ok(!left.includes(canary), canary);
    const quoting = await site.db.query(
      'select from core.ledger l join core.ledger_values v on v.entry = l.id where l.record = $1',
      [sealed.id],
    );
    assert.equal(quoting.rowCount, 0, 'where it stood as a protected value, too');
    const [done] = await states(person);
    assert.ok(done!.doneAt !== null && done!.entries >= 4, JSON.stringify(done));
    const { rows } = await site.db.query<{ verb: string; values: string | null }>(
      `select l.verb, v.plain as values from core.ledger l left join core.ledger_values v on v.entry = l.id
       where l.record = $1 order by l.id`,
      [person.id],
    );
    assert.deepEqual(
      rows.map(({ verb, values }) => [verb, values !== null]),
      [
        ['created', false],
        ['edited', false],
        ['erasure asked', true],
      ],
    );
    const sealable = await sealableOf(site.vault);
    while ((await sealOnce(sealable)).head !== null);
    const v = await verifyBundle(bundleLines(site.db, site.vault.keys, { values: true }));
    assert.deepEqual(v.findings, []);
  });

  test('waits where a legal hold stands, says so, and is done once it is lifted', async () => {
    const person = await somebody('Cederqvist');
    await ask(person);
    await site.db.query(
      `insert into core.legal_hold (id, entity, record, reason, set_at, set_by) values ($1, 'contact', $2, 'a case', now(), $3)`,
      [newId(), person.id, owner.id],
    );
    assert.equal(await runErasures(site.vault, eraser), 0);
    assert.match((await states(person))[0]!.held ?? '', /a case/);
    assert.ok((await held()).includes('cederqvist'));
    await assert.rejects(ask(person), /legal hold/i, 'nor is it asked for anew');
    await site.db.query('delete from core.legal_hold');
    assert.equal(await runErasures(site.vault, eraser), 0, 'not before its time');
    await site.db.query(`update core.erasure set tried_at = now() - interval '2 hours' where done_at is null`);
    assert.equal(await runErasures(site.vault, eraser), 1);
    assert.equal((await states(person))[0]!.held, null);
    assert.ok(!(await held()).includes('cederqvist'));
  });

  test('leaves quotes in entries about records a hold stands on, by its rule too', async () => {
    const person = await somebody('Fagerholm');
    const about = `Dinner with ${person.name}`;
    const [named, ruled, free] = [
      await act('company.create', { name: 'Held by name', notes: about }),
      await act('company.create', { name: 'Held by rule', notes: about }),
      await act('company.create', { name: 'Not held', notes: about }),
    ];
    const hold = (record: string | null, rule: string | null): Promise<unknown> =>
      site.db.query(
        `insert into core.legal_hold (id, entity, record, rule, reason, set_at, set_by) values ($1, 'company', $2, $3, 'a case', now(), $4)`,
        [newId(), record, rule, owner.id],
      );
    await hold(named.id, null);
    await hold(null, `record.name == "Held by rule"`);
    await ask(person);
    assert.equal(await runErasures(site.vault, eraser), 1);
    await site.db.query('delete from core.legal_hold');
    const { rows } = await site.db.query<{ record: string }>(
      `select l.record from core.ledger l join core.ledger_values v on v.entry = l.id where l.record = any($1)`,
      [[named.id, ruled.id, free.id]],
    );
    assert.deepEqual(rows.map((row) => row.record).sort(), [named.id, ruled.id].sort());
  });

  test('is done again where it ended in the middle', async () => {
    const person = await somebody('Dahlström');
    await ask(person);
    const cutOff: Eraser = {
      erase: async (tenant, erasure) => {
        await eraser.erase(tenant, erasure);
        throw new Error('killed before it could say that it was done');
      },
    };
    assert.equal(await runErasures(site.vault, cutOff), 0);
    assert.equal((await states(person))[0]!.doneAt, null);
    await site.db.query('update core.erasure set tried_at = null where done_at is null');
    assert.equal(await runErasures(site.vault, eraser), 1);
    assert.ok((await states(person))[0]!.doneAt !== null);
  });

  test('is begun as soon as it is committed, by whoever serves the tenant', async () => {
    const person = await somebody('Ekelund');
    const clock = new ErasureClock(async () => site.vault, eraser);
    clock.start();
    await ask(person);
    await clock.stop();
    assert.ok((await states(person))[0]!.doneAt !== null);
    assert.ok(!(await held()).includes('ekelund'));
  });
});
