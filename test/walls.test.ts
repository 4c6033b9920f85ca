// What is left out rather than refused: people, records and doings out of sight stay out of answers about something one may ask.
import assert from 'node:assert/strict';
import { afterEach, before, describe, test } from 'node:test';
import { moveClock, now, resetClock } from '../src/core/clock.ts';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Tx } from '../src/core/tx.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type Done, perform, performer } from './samples/engine.ts';
import { type Person, makeRole, makeUser } from './samples/people.ts';
import { sampleOf } from './samples/records.ts';

const { contact } = entities;

let acme: Vault;
let db: PgConnection;
let boss: Person;
let serial = 0;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], [], 'Boss');
});
afterEach(resetClock);

/** Sees his own contacts and himself, unless it is said otherwise. */
async function someone(areas: readonly string[] = [], objects: object = {}): Promise<Person> {
  const grants = { contact: { view: 'own' }, user: { view: 'own' }, ...objects };
  return makeUser(db, [await makeRole(db, { objects: grants, areas: ['self.use', ...areas] })], []);
}

const ask = (p: Person, action: string, input: object): Promise<Done> => perform(acme, p.actor, action, input);

async function must<T>(p: Person, action: string, input: object): Promise<T> {
  const done = await ask(p, action, input);
  assert.equal(done.outcome, 'done', `${action}: ${done.outcome} ${done.problem?.detail ?? ''}`);
  return done.output as T;
}

/** Past the actions. */
function at<T>(p: Person, work: (tx: Tx) => Promise<T>, reads = true): Promise<T> {
  return performer.door.open(acme, p.actor, { action: 'test', reads, requestId: null, address: null }, work);
}

async function make(owner: Person): Promise<string> {
  serial += 1;
  const made = await must<{ id: string }>(boss, 'contact.create', sampleOf(contact).values(`Wall${serial}x`));
  await must(boss, 'contact.assign', { id: made.id, owner: owner.id });
  return made.id;
}

describe('of a record out of sight', () => {
  test('it is not explained what one may do with it, nor told that it is there', async () => {
    const me = await someone();
    const [mine, theirs] = [await make(me), await make(boss)];
    assert.ok((await at(me, (tx) => tx.access.whyVerbs('contact', mine, null))).length > 0);
    for (const id of [theirs, newId()])
      await assert.rejects(
        at(me, (tx) => tx.access.whyVerbs('contact', id, null)),
        { code: 'not-found' },
      );
  });

  test('no value is revealed, and it is answered like one that never was', async () => {
    const me = await someone([], {
      contact: { view: 'own', reveal: 'all', fields: { notes: 'masked' }, otherFields: 'read' },
    });
    const [mine, theirs] = [await make(me), await make(boss)];
    const reveal = (id: string) => at(me, (tx) => tx.records.reveal(contact, id, 'notes', 'to know'), false);
    await reveal(mine);
    for (const id of [theirs, newId()]) await assert.rejects(reveal(id), { code: 'not-found' });
  });

  test('it is not named to whoever looks for what became of one that went into it', async () => {
    const me = await someone();
    const [gone, whole] = [await make(me), await make(boss)];
    await at(boss, (tx) => tx.records.merge(contact, whole, { other: gone, take: [], unite: [] }), false);
    assert.deepEqual(await at(me, (tx) => tx.records.mergedInto(contact, gone)), { restricted: true });
    assert.equal(((await at(boss, (tx) => tx.records.mergedInto(contact, gone))) as { id: string }).id, whole);
  });

  test('a part of a name that may not be read there is no part of its title', async () => {
    const hides = await makeRole(db, { objects: { contact: { view: 'all', fields: { familyName: 'hidden' } } } });
    const owns = await makeRole(db, { objects: { contact: { view: 'own' } }, areas: ['self.use'] });
    const me = await makeUser(db, [hides, owns], []);
    const title = async (owner: Person): Promise<string> => {
      const [gone, whole] = [await make(me), await make(owner)];
      await must(boss, 'contact.edit', { id: whole, givenName: 'Given', familyName: 'Family' });
      await at(boss, (tx) => tx.records.merge(contact, whole, { other: gone, take: [], unite: [] }), false);
      return ((await at(me, (tx) => tx.records.mergedInto(contact, gone))) as { title: string }).title;
    };
    assert.deepEqual([await title(boss), await title(me)], ['Given', 'Given Family']);
  });

  test('it is not counted among what differs since then', async () => {
    const me = await someone(['tool.time-machine']);
    moveClock(60_000);
    const then = now().toISOString();
    moveClock(60_000);
    await make(boss);
    const seen = async (who: Person) => (await at(who, (tx) => tx.past.difference('contact', then))).created.count;
    assert.deepEqual([await seen(me), (await seen(boss)) > 0], [0, true]);
  });
});

describe('of people out of sight', () => {
  test('nobody is made a deputy', async () => {
    const [me, other] = [await someone(), await someone()];
    const done = await ask(me, 'deputy.name', { deputy: other.id });
    assert.equal(done.problem?.extras.errors?.[0]?.field, 'deputy');
    const all = await someone([], { user: { view: 'all' } });
    await must(all, 'deputy.name', { deputy: other.id });
  });

  test('who stands in for whom is told to them and to those who look after it, and to nobody else', async () => {
    const [away, deputy, third, keeper] = [
      await someone([], { user: { view: 'all' } }),
      await someone(),
      await someone([], { user: { view: 'all' } }),
      await someone(['admin.deputies']),
    ];
    const { id } = await must<{ id: string }>(away, 'deputy.name', { deputy: deputy.id });
    const told = async (who: Person) => (await at(who, (tx) => tx.access.deputies())).some((d) => d.id === id);
    assert.deepEqual(
      [await told(away), await told(deputy), await told(keeper), await told(third)],
      [true, true, true, false],
    );
  });

  test('nobody is named who got to see what is held about a person', async () => {
    const seen = { contact: { view: 'all' } };
    const [apart, beside] = [
      await someone(['admin.privacy'], seen),
      await someone(['admin.privacy'], { ...seen, user: { view: 'all' } }),
    ];
    const id = await make(boss);
    await must(boss, 'contact.view', { id });
    const names = async (who: Person) =>
      (await at(who, (tx) => tx.subjects.recipients({ entity: 'contact', id })))
        .filter((r) => r.who.id === boss.id)
        .map((r) => r.who.title);
    assert.deepEqual(new Set(await names(apart)), new Set([null]));
    assert.ok((await names(beside)).every((name) => name?.startsWith('Boss') === true));
  });
});

describe('of what others did', () => {
  test('nothing is offered to be undone to whoever may only read of it', async () => {
    const id = await make(boss);
    const { answer } = await ask(boss, 'contact.edit', { id, jobTitle: 'Wall' });
    const offered = async (who: Person): Promise<boolean | undefined> => {
      const { rows } = await must<{ rows: { id: string; mayUndo: boolean }[] }>(who, 'operation.list', {
        limit: 20,
        who: 'all',
      });
      return rows.find((row) => row.id === answer.operation)?.mayUndo;
    };
    const [reader, undoer] = [await someone(['ledger.view']), await someone(['ledger.view', 'tool.undo-others'])];
    assert.deepEqual([await offered(reader), await offered(undoer), await offered(boss)], [false, true, true]);
  });

  test('large changes are no moments to look back to but for those who read what everybody did', async () => {
    const id = await make(boss);
    await at(boss, (tx) => tx.jobs.start('bulk', 'Sample', { entity: 'contact', ids: [id], do: 'archive' }), false);
    await db.query(`update core.job set status = 'done', started_at = created_at`);
    const [me, auditor] = [await someone(['tool.time-machine']), await someone(['tool.time-machine', 'ledger.view'])];
    const moments = async (who: Person) => (await at(who, (tx) => tx.past.reach())).moments.length;
    assert.deepEqual([await moments(me), await moments(auditor)], [0, 1]);
  });
});
