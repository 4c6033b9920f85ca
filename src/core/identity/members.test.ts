// Accounts and roles: nobody gives, takes or takes over more than they hold, and an owner remains (T3).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import {
  type Person,
  act,
  cheapIdentity,
  firstOwner,
  member,
  roleIds,
  signIn,
  actorOf,
  stranger,
} from '../../../test/harness/people.ts';
import { newId } from '../ids.ts';
import { may } from '../principal.ts';
import type { Vault } from '../vault.ts';
import { setIdentity, usualIdentity } from './settings.ts';

let acme: Vault;
let owner: Person;

before(async () => {
  cheapIdentity();
  acme = await newTenant('acme');
  owner = await firstOwner(acme);
});

after(() => setIdentity(usualIdentity));

const invitation = (roles: readonly string[], more = {}) => ({
  name: 'Uusi Ihminen',
  email: `${newId()}@acme.example`,
  roles,
  teams: [],
  ...more,
});

async function makeRole(key: string, grants: object): Promise<string> {
  const db = await superuserIn(acme);
  const id = newId();
  await db.query(`insert into core.role (id, key, name, help, grants) values ($1, $2, $2, '', $3)`, [
    id,
    key,
    JSON.stringify(grants),
  ]);
  return id;
}

const salesObjects = {
  contact: { view: 'all', create: 'own', edit: 'own' },
  deal: { view: 'team', edit: 'own' },
};

test('inviting needs admin.members; strangers, sales people and readers cannot', async () => {
  const sales = await member(acme, owner, 'Sanna Sales', [roleIds.sales]);
  const reader = await member(acme, owner, 'Reijo Reader', [roleIds.readOnly]);
  for (const actor of [sales.actor, reader.actor, stranger]) {
    await assert.rejects(
      act(acme, actor, (tx) => tx.identity.invite(invitation([roleIds.readOnly]))),
      { code: 'not-allowed' },
    );
    await assert.rejects(
      act(acme, actor, (tx) => tx.identity.resetLink(reader.id)),
      { code: 'not-allowed' },
    );
    await assert.rejects(
      act(acme, actor, (tx) => tx.identity.deactivate(reader.id)),
      { code: 'not-allowed' },
    );
    await assert.rejects(
      act(acme, actor, (tx) => tx.identity.setRoles(reader.id, [roleIds.owner])),
      { code: 'not-allowed' },
    );
    await assert.rejects(
      act(acme, actor, (tx) => tx.identity.roles(), true),
      { code: 'not-allowed' },
    );
    await assert.rejects(
      act(acme, actor, (tx) => tx.identity.rolesOf(owner.id), true),
      { code: 'not-allowed' },
    );
  }
  assert.deepEqual(
    (await act(acme, sales.actor, (tx) => tx.identity.rolesOf(sales.id), true)).map((r) => r.name),
    ['Sales'],
  );
});

test('an invitation that does not fit is refused with its field and leaves nothing behind', async () => {
  const db = await superuserIn(acme);
  const count = async (): Promise<number> => (await db.query('select 1 from data."user"')).rowCount;
  const before = await count();
  const cases: [object, string, string][] = [
    [{ email: 'no address' }, 'invalid-input', 'email'],
    [{ name: '' }, 'invalid-input', 'name'],
    [{ roles: [] }, 'invalid-input', 'roles'],
    [{ roles: [newId()] }, 'invalid-input', 'roles'],
    [{ teams: [newId()] }, 'invalid-input', 'teams'],
    [{ email: owner.email.toUpperCase() }, 'already-exists', 'email'],
  ];
  for (const [change, code, field] of cases) {
    const work = act(acme, owner.actor, (tx) => tx.identity.invite(invitation([roleIds.sales], change)));
    await assert.rejects(work, (error: { code: string; extras: { errors?: { field: string }[] } }) => {
      assert.equal(error.code, code, JSON.stringify(change));
      assert.equal(error.extras.errors?.[0]?.field, field);
      return true;
    });
  }
  assert.equal(await count(), before);
});

test('nobody gives a role that holds more than they do, by invitation or by setting roles (T3)', async () => {
  const narrow = await makeRole('people-admin', {
    areas: ['admin.members', 'admin.roles', 'self.use'],
    objects: salesObjects,
  });
  const admin = await member(acme, owner, 'Aino Admin', [narrow]);
  const target = await member(acme, owner, 'Timo Target', [narrow]);
  const more = {
    'wider scope': { objects: { deal: { view: 'all' } } },
    'another verb': { objects: { contact: { archive: 'own' } } },
    'another object': { objects: { company: { view: 'own' } } },
    'another area': { areas: ['ledger.view'] },
    everything: { everything: true },
  };
  for (const [name, grants] of Object.entries(more)) {
    const role = await makeRole(name, grants);
    await assert.rejects(
      act(acme, admin.actor, (tx) => tx.identity.invite(invitation([role]))),
      { code: 'not-allowed' },
      name,
    );
    await assert.rejects(
      act(acme, admin.actor, (tx) => tx.identity.setRoles(target.id, [narrow, role])),
      { code: 'not-allowed' },
      name,
    );
    await assert.rejects(
      act(acme, admin.actor, (tx) => tx.identity.setRoles(admin.id, [narrow, role])),
      { code: 'not-allowed' },
      name,
    );
  }
  const less = await makeRole('less', {
    objects: { contact: { view: 'own', otherFields: 'read' } },
    areas: ['self.use'],
  });
  await act(acme, admin.actor, (tx) => tx.identity.invite(invitation([less])));
  await act(acme, admin.actor, (tx) => tx.identity.setRoles(target.id, [narrow, less]));
});

test('a right on a hidden field cannot be given by who has it hidden', async () => {
  const hiding = await makeRole('hiding', {
    areas: ['admin.members', 'self.use'],
    objects: { contact: { view: 'all', edit: 'all', fields: { notes: 'hidden', phones: 'read' } } },
  });
  const admin = await member(acme, owner, 'Hilla Hiding', [hiding]);
  const cases: [object, boolean][] = [
    [{ contact: { view: 'all' } }, false],
    [{ contact: { view: 'own', fields: { notes: 'read', phones: 'read' } } }, false],
    [{ contact: { view: 'all', fields: { notes: 'hidden' } } }, false],
    [{ contact: { view: 'all', otherFields: 'read' } }, false],
    [{ contact: { view: 'all', fields: { notes: 'hidden', phones: 'read' } } }, true],
    [{ contact: { view: 'own', fields: { notes: 'hidden' }, otherFields: 'read' } }, true],
    [{ contact: { view: 'all', fields: { givenName: 'read' }, otherFields: 'hidden' } }, true],
  ];
  for (const [i, [objects, allowed]] of cases.entries()) {
    const role = await makeRole(`fields ${i}`, { objects });
    const work = act(acme, admin.actor, (tx) => tx.identity.invite(invitation([role])));
    if (allowed) await work;
    else await assert.rejects(work, { code: 'not-allowed' }, JSON.stringify(objects));
  }
});

test('nobody takes over, closes, opens or strips an account that holds more than they do (T3)', async () => {
  const narrow = await makeRole('desk', { areas: ['admin.members', 'self.use'], objects: salesObjects });
  const admin = await member(acme, owner, 'Dina Desk', [narrow]);
  const second = await member(acme, owner, 'Toinen Owner', [roleIds.owner]);
  for (const work of [
    () => act(acme, admin.actor, (tx) => tx.identity.resetLink(second.id)),
    () => act(acme, admin.actor, (tx) => tx.identity.deactivate(second.id)),
    () => act(acme, admin.actor, (tx) => tx.identity.setRoles(second.id, [narrow])),
    () => act(acme, admin.actor, (tx) => tx.identity.setRoles(second.id, [])),
  ]) {
    await assert.rejects(work(), { code: 'not-allowed' });
  }
  await act(acme, owner.actor, (tx) => tx.identity.deactivate(second.id));
  await assert.rejects(
    act(acme, admin.actor, (tx) => tx.identity.reactivate(second.id)),
    { code: 'not-allowed' },
  );
});

test('roles taken or given act at once: the next request has the new rights', async () => {
  const kai = await member(acme, owner, 'Kai Kohta', [roleIds.readOnly]);
  const rights = () =>
    act(acme, kai.actor, async (tx) => [may(tx.me, 'contact.create'), may(tx.me, 'contact.view')], true);
  assert.deepEqual(await rights(), [false, true]);
  await act(acme, owner.actor, (tx) => tx.identity.setRoles(kai.id, [roleIds.sales]));
  assert.deepEqual(await rights(), [true, true]);
  await act(acme, owner.actor, (tx) => tx.identity.setRoles(kai.id, []));
  assert.deepEqual(await rights(), [false, false]);
});

test('closing an account ends its sessions at once and keeps the record; opening it again lets the person sign in', async () => {
  const pia = await member(acme, owner, 'Pia Poistuu', [roleIds.sales]);
  const second = await signIn(acme, pia.email, pia.password);
  await act(acme, owner.actor, (tx) => tx.identity.deactivate(pia.id));
  for (const actor of [pia.actor, actorOf(second)]) {
    await assert.rejects(
      act(acme, actor, (tx) => tx.identity.self(), true),
      { code: 'session-ended' },
    );
  }
  await assert.rejects(signIn(acme, pia.email, pia.password), { code: 'sign-in-failed' });
  const db = await superuserIn(acme);
  const { rows } = await db.query(`select name, status from data."user" where id = $1`, [pia.id]);
  assert.deepEqual(rows, [{ name: 'Pia Poistuu', status: 'inactive' }]);
  await act(acme, owner.actor, (tx) => tx.identity.reactivate(pia.id));
  await assert.rejects(
    act(acme, pia.actor, (tx) => tx.identity.self(), true),
    { code: 'session-ended' },
  );
  await signIn(acme, pia.email, pia.password);
});

test('the last active owner stays: not closed, not stripped, by no way (webCRM’s last administrator)', async () => {
  const solo = await newTenant('solo');
  const only = await firstOwner(solo);
  const helper = await member(solo, only, 'Apu Lainen', [roleIds.sales]);
  const waiting = await act(solo, only.actor, (tx) => tx.identity.invite(invitation([roleIds.owner])));
  const last = { code: 'wrong-state' };
  await assert.rejects(
    act(solo, only.actor, (tx) => tx.identity.deactivate(only.id)),
    last,
  );
  await assert.rejects(
    act(solo, only.actor, (tx) => tx.identity.setRoles(only.id, [roleIds.sales])),
    last,
  );
  await assert.rejects(
    act(solo, only.actor, (tx) => tx.identity.setRoles(only.id, [])),
    last,
  );
  const user = (await act(solo, only.actor, async (tx) => tx.catalog, true)).entity('user');
  await assert.rejects(
    act(solo, only.actor, (tx) => tx.records.archive(user, only.id)),
    last,
  );
  assert.ok(waiting.userId, 'somebody who is only invited as owner does not count');
  await act(solo, only.actor, (tx) => tx.identity.setRoles(helper.id, [roleIds.sales, roleIds.owner]));
  await act(solo, only.actor, (tx) => tx.identity.setRoles(only.id, [roleIds.sales]));
  await assert.rejects(
    act(solo, helper.actor, (tx) => tx.identity.deactivate(helper.id)),
    last,
  );
});

test('two owners who remove each other at the same moment: one of them remains, every time', async () => {
  const duo = await newTenant('duo');
  const a = await firstOwner(duo);
  const b = await member(duo, a, 'Bertta', [roleIds.owner]);
  const db = await superuserIn(duo);
  for (let round = 0; round < 10; round++) {
    const by = (p: Person, other: Person) =>
      round % 2 === 0
        ? act(duo, p.actor, (tx) => tx.identity.setRoles(other.id, [roleIds.sales]))
        : act(duo, p.actor, (tx) => tx.identity.deactivate(other.id));
    await Promise.allSettled([by(a, b), by(b, a)]);
    const { rowCount } = await db.query(
      `select 1 from core.member_role m join data."user" u on u.id = m.user_id where m.role_id = $1 and u.status = 'active'`,
      [roleIds.owner],
    );
    assert.equal(rowCount, 1, `round ${round}`);
    await db.query(`update data."user" set status = 'active'`);
    await db.query('insert into core.member_role select id, $1 from data."user" on conflict do nothing', [
      roleIds.owner,
    ]);
    for (const p of [a, b]) Object.assign(p, { actor: actorOf(await signIn(duo, p.email, p.password)) });
  }
});

test('a placeholder from an import becomes the invited person of that address', async () => {
  const db = await superuserIn(acme);
  const id = newId();
  await db.query(
    `insert into data."user" (id, version, created_at, created_by, updated_at, updated_by, name, email, status)
     values ($1, 1, now(), $1, now(), $1, 'M. Meikäläinen', 'matti@acme.example', 'placeholder')`,
    [id],
  );
  const answer = await act(acme, owner.actor, (tx) =>
    tx.identity.invite(invitation([roleIds.sales], { name: 'Matti Meikäläinen', email: 'Matti@acme.example' })),
  );
  assert.equal(answer.userId, id);
  await assert.rejects(
    act(acme, owner.actor, (tx) => tx.identity.setRoles(newId(), [])),
    { code: 'not-found' },
  );
});

test('what is done with accounts is on record with who did it, and never with a secret', async () => {
  const ella = await member(acme, owner, 'Ella Entry', [roleIds.sales]);
  await act(acme, owner.actor, (tx) => tx.identity.setRoles(ella.id, [roleIds.manager]));
  await act(acme, owner.actor, (tx) => tx.identity.resetLink(ella.id));
  await act(acme, owner.actor, (tx) => tx.identity.deactivate(ella.id));
  const db = await superuserIn(acme);
  const { rows } = await db.query<{ verb: string; actor: string; plain: string }>(
    `select l.verb, l.actor, v.plain from core.ledger l join core.ledger_values v on v.entry = l.id where l.record = $1 order by l.id`,
    [ella.id],
  );
  assert.deepEqual(
    rows.map((r) => r.verb),
    [
      'created',
      'roles set',
      'made a link',
      'edited',
      'chose a password',
      'signed-in',
      'roles set',
      'made a link',
      'edited',
    ],
  );
  assert.ok(
    rows.filter((r) => ['created', 'roles set', 'made a link'].includes(r.verb)).every((r) => r.actor === owner.id),
  );
  assert.match(rows.at(-1)!.plain, /"status":\["active","inactive"\]/);
  assert.ok(!JSON.stringify(rows).includes(ella.password));
});

test('an action declared as reading cannot change an account', async () => {
  await assert.rejects(
    act(acme, owner.actor, (tx) => tx.identity.invite(invitation([roleIds.sales])), true),
    /declared as reading/,
  );
});
