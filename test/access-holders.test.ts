// Everybody and everything with access now: nobody is missing, keys and whoever runs the machine included, and nobody is offered what he may not end.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Holder } from '../src/core/access/holders.ts';
import type { PersonsAccess } from '../src/core/access/persons-access.ts';
import type { Seer } from '../src/core/access/who-sees.ts';
import type { Explanation } from '../src/core/access/explain.ts';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type Done, perform } from './samples/engine.ts';
import { type Person, makeRole, makeTeam, makeUser } from './samples/people.ts';
import { plant, sampleOf } from './samples/records.ts';

const { contact } = entities;

let acme: Vault;
let db: PgConnection;
let boss: Person;
let auditor: Person;
let serial = 0;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], [], 'Boss');
  const audits = { objects: { user: { view: 'all' } }, areas: ['self.use', 'admin.access', 'admin.roles'] };
  auditor = await makeUser(db, [await makeRole(db, audits)], [], 'Auditor');
});

const ask = (p: Person, action: string, input: object): Promise<Done> => perform(acme, p.actor, action, input);
const inDays = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString();

async function must<T>(p: Person, action: string, input: object): Promise<T> {
  const done = await ask(p, action, input);
  assert.equal(done.outcome, 'done', `${action}: ${done.outcome} ${done.problem?.detail ?? ''}`);
  return done.output as T;
}

async function makeKey(owner: Person, grants: object): Promise<string> {
  const made = await must<{ key: { id: string } }>(owner, 'key.create', {
    name: `=Key ${(serial += 1)}`,
    grants,
    expiresAt: inDays(20),
  });
  return made.key.id;
}

async function holders(p: Person): Promise<Map<string, Holder>> {
  const { rows } = await must<{ rows: Holder[] }>(p, 'access.holders', {});
  return new Map(rows.map((r) => [r.id, r]));
}

const makeContact = (owner: Person): Promise<string> =>
  plant(acme, db, contact, sampleOf(contact).values(`H${(serial += 1)}x`), { owner: owner.id });

describe('who holds access', () => {
  test('people, keys and whoever runs the machine, each with why and what; nobody whose account or key has ended', async () => {
    const seller = await makeUser(
      db,
      [
        await makeRole(db, {
          objects: { contact: { view: 'all', edit: 'own', export: 'own' }, deal: { view: 'own' } },
        }),
      ],
      [],
    );
    const gone = await makeUser(db, [], []);
    await db.query(`update data."user" set status = 'inactive' where id = $1`, [gone.id]);
    const [key, ended] = [
      await makeKey(boss, { objects: { contact: { view: 'all' } } }),
      await makeKey(boss, { objects: { contact: { view: 'all' } } }),
    ];
    await must(boss, 'key.disable', { id: ended });
    const all = await holders(boss);
    assert.deepEqual([all.has(gone.id), all.has(ended), all.get('host')?.what], [false, false, null]);
    const one = all.get(seller.id)!;
    assert.deepEqual(one.what, {
      everything: false,
      sees: ['Contacts', 'Deals'],
      changes: ['Contacts'],
      takesAway: ['Contacts'],
      rights: [],
    });
    assert.deepEqual([one.kind, one.why.length, one.revoke], ['person', 1, ['roles', 'account']]);
    assert.equal(all.get(boss.id)!.what!.everything, true);
    assert.deepEqual(all.get(boss.id)!.revoke, ['roles'], 'nobody closes the own account');
    assert.ok(all.get(boss.id)!.lastUsed !== null, 'what was put on record tells the last use');
    const program = all.get(key)!;
    assert.deepEqual([program.kind, program.what!.sees, program.revoke], ['key', ['Contacts'], ['key']]);
  });

  test('an auditor reads it all and is offered nothing to end; nobody else reads it', async () => {
    const all = await holders(auditor);
    assert.ok(all.size >= 3);
    assert.ok([...all.values()].every((h) => h.revoke.length === 0));
    const me = await makeUser(db, [await makeRole(db, { areas: ['self.use', 'admin.members'] })], []);
    for (const action of ['access.holders', 'access.holdersFile'])
      assert.equal((await ask(me, action, {})).problem?.extras.missing, 'admin.access');
    assert.equal((await ask(me, 'access.person', { user: me.id })).problem?.extras.missing, 'admin.access');
  });

  test('the file says the same, and no cell of it is a formula', async () => {
    const id = await makeKey(boss, { objects: { contact: { view: 'all' } } });
    const { answer } = await ask(auditor, 'access.holdersFile', {});
    let text = '';
    for await (const part of answer.file!.stream) text += String(part);
    const all = await holders(auditor);
    assert.equal(text.trimEnd().split('\r\n').length, all.size + 1);
    assert.ok(text.includes(`"'${all.get(id)!.name}"`), 'a name that begins like a formula is defused');
  });

  test('one person: roles, teams with those above, deputies, shares in both directions, keys; of a record one may not see no title', async () => {
    const team = await makeTeam(db);
    const me = await makeUser(db, [await makeRole(db, { objects: { contact: { view: 'own' } } })], [team]);
    const id = await makeContact(boss);
    await must(boss, 'share.give', { entity: 'contact', id, team, edit: false, until: inDays(3).slice(0, 10) });
    await must(boss, 'deputy.name', { user: boss.id, deputy: me.id });
    const seen = await must<PersonsAccess>(boss, 'access.person', { user: me.id });
    assert.deepEqual(
      [seen.roles.length, seen.teams.length, seen.deputies.length, seen.sharesWith.length, seen.keys.length],
      [1, 1, 1, 1, 0],
    );
    assert.ok((seen.sharesWith[0]!.title ?? '').length > 0);
    const audited = await must<PersonsAccess>(auditor, 'access.person', { user: me.id });
    assert.equal(audited.sharesWith[0]!.title, null);
    assert.equal((await must<PersonsAccess>(boss, 'access.person', { user: boss.id })).sharesBy.length > 0, true);
    assert.equal((await ask(boss, 'access.person', { user: newId() })).outcome, 'not-found');
  });
});

describe('who sees a record', () => {
  test('keys too, by their own rights within their owner’s; who shared it and until when; whom somebody stands in for', async () => {
    const me = await makeUser(
      db,
      [await makeRole(db, { objects: { contact: { view: 'own' }, user: { view: 'all' } }, areas: ['self.use'] })],
      [],
    );
    const [key, other] = [
      await makeKey(boss, { objects: { contact: { view: 'all' } } }),
      await makeKey(boss, { objects: { deal: { view: 'all' } } }),
    ];
    const deputy = await makeUser(db, [await makeRole(db, { objects: { contact: { view: 'own' } } })], []);
    const id = await makeContact(boss);
    await must(boss, 'share.give', { entity: 'contact', id, user: me.id, edit: false, until: inDays(3).slice(0, 10) });
    await must(boss, 'deputy.name', { user: boss.id, deputy: deputy.id });
    const { rows } = await must<{ rows: Seer[] }>(boss, 'access.who', { entity: 'contact', id });
    const by = (who: string): Seer | undefined => rows.find((r) => (r.key?.id ?? r.user.id) === who);
    assert.deepEqual([by(key)?.user.id, by(key)?.edit, by(other)], [boss.id, false, undefined]);
    assert.deepEqual([by(me.id)?.chain[0]?.shared, by(me.id)?.shares.length], [true, 1]);
    assert.match(by(me.id)!.shares[0]!.by, /^Boss/);
    assert.match(by(deputy.id)!.standsInFor[0]!, /^Boss/);
    assert.ok(by(boss.id)!.chain.every((g) => g.holds));
  });

  test('verb by verb what one may do with it: one’s own for everybody, anybody’s for administrators, a hidden record for nobody', async () => {
    const me = await makeUser(
      db,
      [await makeRole(db, { objects: { contact: { view: 'own', edit: 'own' } }, areas: ['self.use'] })],
      [],
    );
    const [mine, hidden] = [await makeContact(me), await makeContact(boss)];
    const { verbs } = await must<{ verbs: Explanation[] }>(me, 'access.verbs', { entity: 'contact', id: mine });
    const allowed = verbs.flatMap((v) => (v.allowed ? [v.permission] : []));
    assert.deepEqual(allowed, ['contact.view', 'contact.edit']);
    assert.equal(verbs.find((v) => v.permission === 'contact.purge')!.missing, 'contact.purge');
    const [seen, absent] = [
      await ask(me, 'access.verbs', { entity: 'contact', id: hidden }),
      await ask(me, 'access.verbs', { entity: 'contact', id: newId() }),
    ];
    assert.deepEqual([seen.outcome, seen.problem?.detail], [absent.outcome, absent.problem?.detail]);
    const about = { entity: 'contact', id: hidden, user: me.id };
    const told = await must<{ verbs: Explanation[] }>(auditor, 'access.verbs', about);
    assert.ok(told.verbs.every((v) => !v.allowed));
    assert.equal((await ask(me, 'access.verbs', { ...about, user: boss.id })).problem?.extras.missing, 'admin.access');
  });
});
