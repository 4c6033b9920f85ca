// Pending changes as attackers meet them: approved by their author, through a key, twice, late, against another state, by the last administrator.
import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type Done, perform, performer } from '../../../test/samples/engine.ts';
import { type Holder, type Site, makeRole, makeUser, openSession } from '../../../test/samples/people.ts';
import { Problem } from '../../contract/problem.ts';
import { secretHash } from '../../core/access/key-secret.ts';
import { moveClock, now, resetClock } from '../../core/clock.ts';
import type { Actor } from '../../core/principal.ts';
import type { RoleGrants } from '../../core/roles.ts';
import type { Tx } from '../../core/tx.ts';

let acme: Site;
let admin: RoleGrants;
/** what everybody here may give */
let modest: string;

/** Administrators who hold all that they give. */
before(() => {
  admin = {
    objects: { company: { view: 'all' }, user: { view: 'all' } },
    areas: ['self.use', 'admin.members', 'admin.keys', 'admin.approve', 'admin.policy'],
  };
});

beforeEach(async () => {
  const vault = await newTenant(`acme${Math.floor(Math.random() * 1e9)}`);
  acme = { vault, db: await superuserIn(vault) };
  modest = await makeRole(acme.db, { objects: { company: { view: 'all' } }, areas: ['self.use'] });
  // An owner there is always; asleep, so that who can approve is what the test says.
  await makeUser(acme.db, ['00000000-0000-7000-8000-000000000101'], []);
});
afterEach(resetClock);

async function newAdmin(grants: RoleGrants = admin): Promise<Holder & { role: string }> {
  const role = await makeRole(acme.db, grants);
  return { ...(await openSession(acme.db, await makeUser(acme.db, [role], []))), role };
}

const somebody = async (): Promise<string> => (await makeUser(acme.db, [], [])).id;

/** Puts the last owner to sleep and asks for approval of these classes. */
async function ask(classes: readonly string[], ownersToo = false): Promise<void> {
  await acme.db.query('update core.approval_policy set classes = $1', [classes]);
  if (ownersToo) return;
  await acme.db.query('alter table core.member_role disable trigger an_owner_remains');
  await acme.db.query(`delete from core.member_role where role_id = '00000000-0000-7000-8000-000000000101'`);
}

const call = (who: { actor: Actor }, action: string, input: object = {}): Promise<Done> =>
  perform(acme.vault, who.actor, action, input, { reason: 'because' });

/** Past the actions, which ask for rights themselves. */
const at = <T>(who: { actor: Actor }, work: (tx: Tx) => Promise<T>): Promise<T> =>
  performer.door.open(acme.vault, who.actor, { action: 'test', reads: false, requestId: null, address: null }, work);

async function pending(who: { actor: Actor }, action: string, input: object): Promise<string> {
  const done = await call(who, action, input);
  assert.equal(done.outcome, 'done', JSON.stringify(done.problem));
  assert.equal(done.answer.status, 202);
  return (done.output as { pending: { id: string } }).pending.id;
}

async function rolesOf(id: string): Promise<string[]> {
  const { rows } = await acme.db.query<{ role_id: string }>('select role_id from core.member_role where user_id = $1', [
    id,
  ]);
  return rows.map((r) => r.role_id);
}

interface Shown {
  status: string;
  error: string | null;
  summary: string;
  runsAt: string | null;
  may: string[];
}

async function shown(who: { actor: Actor }, id: string): Promise<Shown> {
  return (await call(who, 'approval.view', { id })).output as Shown;
}

async function notes(id: string): Promise<{ verb: string; actor: string; plain: string }[]> {
  const { rows } = await acme.db.query<{ verb: string; actor: string; plain: string }>(
    `select l.verb, l.actor, v.plain from core.ledger l join core.ledger_values v on v.entry = l.id where l.record = $1 order by l.id`,
    [id],
  );
  return rows;
}

describe('a security change that needs a second administrator', () => {
  test('is answered 202, changes nothing, and is carried out on approval with both names in the ledger', async () => {
    const [author, other, person] = [await newAdmin(), await newAdmin(), await somebody()];
    await ask(['members']);
    const id = await pending(author, 'member.setRoles', { id: person, roles: [modest] });
    assert.deepEqual(await rolesOf(person), []);
    const seen = await shown(other, id);
    assert.match(seen.summary, /^Somebody \d+ holds the roles Role \d+ \(now: none\)\.$/);
    assert.deepEqual(seen.may, ['approve', 'refuse']);
    const approved = await call(other, 'approval.approve', { id, reason: 'seen' });
    assert.deepEqual(approved.output, { id, status: 'done', error: null });
    assert.deepEqual(await rolesOf(person), [modest]);
    const trail = await notes(id);
    assert.deepEqual(
      trail.map((n) => [n.verb, n.actor]),
      [
        ['change asked for', author.id],
        ['change approved', other.id],
        ['approved change made', author.id],
      ],
    );
    const made = JSON.parse(trail[2]!.plain);
    assert.deepEqual([made.askedBy, made.approvedBy], [author.id, other.id]);
    const { rows } = await acme.db.query<{ action: string; actor: string }>(
      `select action, actor from core.ledger where verb = 'roles set' and record = $1`,
      [person],
    );
    assert.deepEqual(rows, [{ action: 'member.setRoles', actor: author.id }]);
  });

  test('its author cannot approve it: not in person, not through a key, not by a second role', async () => {
    const [author, person] = [await newAdmin(), await somebody()];
    await newAdmin();
    const key = await call(author, 'key.create', {
      name: 'Accomplice',
      grants: { areas: ['self.use', 'admin.approve', 'admin.members'] },
      expiresAt: new Date(now().getTime() + 86_400_000).toISOString(),
    });
    const { secret } = key.output as { secret: string };
    const robot = { actor: { kind: 'key', tokenHash: secretHash(secret)!, address: '127.0.0.1' } as const };
    await ask(['members']);
    const id = await pending(author, 'member.setRoles', { id: person, roles: [modest] });
    assert.ok(!(await shown(author, id)).may.includes('approve'));
    for (const who of [author, robot]) {
      const done = await call(who, 'approval.approve', { id });
      assert.equal(done.outcome, 'not-allowed');
      assert.equal((await call(who, 'approval.refuse', { id })).outcome, 'not-allowed');
    }
    // What the key asks for is its owner's wish too.
    const closed = await somebody();
    await acme.db.query(`update data."user" set status = 'inactive' where id = $1`, [closed]);
    const byKey = await pending(robot, 'member.reactivate', { id: closed });
    assert.equal((await call(author, 'approval.approve', { id: byKey })).outcome, 'not-allowed');
    await acme.db.query('insert into core.member_role (user_id, role_id) values ($1, $2)', [
      author.id,
      await makeRole(acme.db, { areas: ['admin.approve'] }),
    ]);
    assert.equal((await call(author, 'approval.approve', { id })).outcome, 'not-allowed');
    assert.deepEqual(await rolesOf(person), []);
  });

  test('nobody without the right sees or decides it', async () => {
    const [author, outsider] = [await newAdmin(), await newAdmin({ areas: ['self.use', 'admin.members'] })];
    await newAdmin();
    await ask(['members']);
    const id = await pending(author, 'member.setRoles', { id: await somebody(), roles: [modest] });
    for (const decide of ['approve', 'refuse'] as const)
      await assert.rejects(
        at(outsider, (tx) => tx.pending[decide](id, null)),
        Problem,
      );
    assert.equal((await shown(author, id)).status, 'waiting');
    assert.equal((await call(outsider, 'approval.view', { id })).outcome, 'not-found');
    assert.deepEqual(((await call(outsider, 'approval.list')).output as { rows: unknown[] }).rows, []);
    for (const action of ['approval.approve', 'approval.refuse'])
      assert.equal((await call(outsider, action, { id })).outcome, 'not-allowed');
    assert.equal((await call(outsider, 'approval.cancel', { id })).outcome, 'not-found');
    assert.equal((await call(outsider, 'approval.renew', { id })).outcome, 'not-found');
  });

  test('is bounded by what its author holds when it is carried out, not when it was asked', async () => {
    const [author, other, person] = [await newAdmin(), await newAdmin(), await somebody()];
    await ask(['members']);
    const id = await pending(author, 'member.setRoles', { id: person, roles: [modest] });
    await acme.db.query(`update core.role set grants = '{"areas": ["self.use", "admin.members"]}' where id = $1`, [
      author.role,
    ]);
    const approved = (await call(other, 'approval.approve', { id })).output as Shown;
    assert.equal(approved.status, 'failed');
    assert.match(approved.error ?? '', /holds? more than you do/);
    assert.deepEqual(await rolesOf(person), []);
    assert.equal((await notes(id)).at(-1)!.verb, 'change failed');
  });

  test('fails when its author’s account has been closed, and when the right itself is gone', async () => {
    const [one, two, other, person] = [await newAdmin(), await newAdmin(), await newAdmin(), await somebody()];
    await ask(['members']);
    const first = await pending(one, 'member.setRoles', { id: person, roles: [modest] });
    const second = await pending(two, 'member.setRoles', { id: person, roles: [modest] });
    await acme.db.query(`update data."user" set status = 'inactive' where id = $1`, [one.id]);
    await acme.db.query(`update core.role set grants = '{"areas": ["self.use"]}' where id = $1`, [two.role]);
    for (const id of [first, second])
      assert.equal(((await call(other, 'approval.approve', { id })).output as Shown).status, 'failed');
    assert.deepEqual(await rolesOf(person), []);
  });

  test('is not carried out against another state: it is asked for again and approved again', async () => {
    const [author, other, person] = [await newAdmin(), await newAdmin(), await somebody()];
    await ask(['members']);
    const id = await pending(author, 'member.setRoles', { id: person, roles: [modest] });
    // The role that was asked for means something else by now.
    await acme.db.query(
      `update core.role set grants = '{"objects": {"company": {"view": "all"}, "user": {"view": "all"}}}' where id = $1`,
      [modest],
    );
    assert.equal(((await call(other, 'approval.approve', { id })).output as Shown).status, 'stale');
    assert.deepEqual(await rolesOf(person), []);
    assert.equal((await call(other, 'approval.approve', { id })).outcome, 'wrong-state');
    assert.equal((await call(other, 'approval.renew', { id })).outcome, 'not-allowed');
    assert.equal((await call(author, 'approval.renew', { id })).outcome, 'done');
    assert.equal((await shown(author, id)).status, 'waiting');
    assert.deepEqual(await rolesOf(person), []);
    assert.equal(((await call(other, 'approval.approve', { id })).output as Shown).status, 'done');
    assert.deepEqual(await rolesOf(person), [modest]);
  });

  test('is carried out once, however many approve at the same moment', async () => {
    const [author, person] = [await newAdmin(), await somebody()];
    const others = await Promise.all(Array.from({ length: 6 }, () => newAdmin()));
    await ask(['members']);
    const id = await pending(author, 'member.setRoles', { id: person, roles: [modest] });
    const done = await Promise.all(others.map((who) => call(who, 'approval.approve', { id })));
    assert.equal(done.filter((d) => d.outcome === 'done').length, 1);
    assert.equal(done.filter((d) => d.outcome === 'wrong-state').length, 5);
    assert.deepEqual(await rolesOf(person), [modest]);
    assert.equal((await notes(id)).filter((n) => n.verb === 'approved change made').length, 1);
  });

  test('what could never be done is refused at once and waits for nobody', async () => {
    const author = await newAdmin();
    await newAdmin();
    await ask(['members']);
    const beyond = await makeRole(acme.db, { objects: { deal: { view: 'all' } } });
    assert.equal(
      (await call(author, 'member.setRoles', { id: await somebody(), roles: [beyond] })).outcome,
      'not-allowed',
    );
    const { rows } = await acme.db.query('select 1 from core.pending_change');
    assert.equal(rows.length, 0);
  });

  test('asked for twice in the same words it is one change; taken back or refused it is over', async () => {
    const [author, other, person] = [await newAdmin(), await newAdmin(), await somebody()];
    await ask(['members']);
    const wish = { id: person, roles: [modest] };
    const ids = await Promise.all([1, 2, 3].map(() => pending(author, 'member.setRoles', wish)));
    assert.equal(new Set(ids).size, 1);
    assert.equal((await call(author, 'approval.cancel', { id: ids[0] })).outcome, 'done');
    assert.equal((await call(other, 'approval.approve', { id: ids[0] })).outcome, 'wrong-state');
    const next = await pending(author, 'member.setRoles', wish);
    assert.notEqual(next, ids[0]);
    // Whoever decides on it does not take it back in its author's stead.
    assert.equal((await call(other, 'approval.cancel', { id: next })).outcome, 'not-allowed');
    assert.equal((await call(other, 'approval.refuse', { id: next, reason: 'no' })).outcome, 'done');
    assert.equal((await call(other, 'approval.approve', { id: next })).outcome, 'wrong-state');
    assert.deepEqual(await rolesOf(person), []);
  });

  test('nobody approves it after its time', async () => {
    const [author, other, person] = [await newAdmin(), await newAdmin(), await somebody()];
    await ask(['members']);
    const id = await pending(author, 'member.setRoles', { id: person, roles: [modest] });
    await acme.db.query(`update core.session set expires_at = expires_at + interval '1 year', idle = '1 year'`);
    moveClock(8 * 86_400_000);
    assert.equal((await shown(other, id)).status, 'expired');
    assert.equal((await call(other, 'approval.approve', { id })).outcome, 'wrong-state');
    await performer.pending.runDue(acme.vault);
    assert.deepEqual(await rolesOf(person), []);
  });

  test('nobody begins it past the action once it is done, refused or its time is over', async () => {
    const [author, other] = [await newAdmin(), await newAdmin()];
    await ask(['members']);
    const asked = async (summary: string): Promise<string> => {
      const wish = {
        action: 'test',
        class: 'members',
        collect: false,
        input: { summary },
        summary,
        basis: null,
      } as const;
      return (await at(author, (tx) => tx.pending.ask(wish, null))).id;
    };
    const begin = (id: string): Promise<void> => at(author, (tx) => tx.pending.begin(id, null));
    const [made, refused, late] = [await asked('One'), await asked('Two'), await asked('Three')];
    for (const id of [made, late]) await at(other, (tx) => tx.pending.approve(id, null));
    await at(other, (tx) => tx.pending.refuse(refused, null));
    await begin(made);
    await acme.db.query(`update core.session set expires_at = expires_at + interval '1 year', idle = '1 year'`);
    moveClock(8 * 86_400_000);
    for (const id of [made, refused, late]) await assert.rejects(begin(id), { code: 'wrong-state' });
  });

  test('is over once the account of whoever asked for it is closed', async () => {
    const [author, other] = [await newAdmin(), await newAdmin()];
    await ask(['keys']);
    const key = { name: 'Left behind', grants: { areas: ['self.use'] }, expiresAt: '2026-12-24T00:00:00.000Z' };
    const id = await pending(author, 'key.create', key);
    assert.equal((await call(other, 'member.deactivate', { id: author.id, leave: true })).outcome, 'done');
    assert.equal((await shown(other, id)).status, 'cancelled');
  });

  test('a secret is given to its author alone, once, and only after approval', async () => {
    const [author, other] = [await newAdmin(), await newAdmin()];
    await ask(['members', 'keys']);
    const wish = { name: 'New Person', email: 'new@people.example', roles: [modest] };
    const id = await pending(author, 'member.invite', wish);
    assert.deepEqual((await call(other, 'approval.approve', { id })).output, { id, status: 'approved', error: null });
    // The same words of somebody else are another change.
    await pending(other, 'member.invite', wish);
    const invited = await call(author, 'member.invite', wish);
    assert.equal(invited.answer.status, 201);
    assert.match((invited.output as { link: { url: string } }).link.url, /#/);
    assert.equal((await shown(author, id)).status, 'done');
    const key = {
      name: 'Robot',
      grants: { objects: { company: { view: 'all' } } },
      expiresAt: '2026-12-24T00:00:00.000Z',
    };
    const asked = await pending(author, 'key.create', key);
    assert.equal((await acme.db.query('select 1 from core.api_key')).rows.length, 0);
    await call(other, 'approval.approve', { id: asked });
    const made = await call(author, 'key.create', key);
    assert.match((made.output as { secret: string }).secret, /^strk_/);
    // Once: the next one is asked for anew.
    assert.notEqual(await pending(author, 'key.create', key), asked);
  });

  test('a secret is collected by its author in person, once, and by nobody else', async () => {
    const [author, other] = [await newAdmin(), await newAdmin()];
    await ask(['keys']);
    const key = {
      name: 'Collected',
      grants: { objects: { company: { view: 'all' } } },
      expiresAt: '2026-12-24T00:00:00.000Z',
    };
    const id = await pending(author, 'key.create', key);
    assert.equal((await call(author, 'approval.collect', { id })).outcome, 'wrong-state');
    await call(other, 'approval.approve', { id });
    assert.deepEqual((await shown(author, id)).may, ['cancel', 'collect']);
    assert.equal((await call(other, 'approval.collect', { id })).outcome, 'not-allowed');
    const got = await call(author, 'approval.collect', { id });
    const { status, answer } = got.output as { status: string; answer: { secret: string; key: { name: string } } };
    assert.deepEqual([status, answer.key.name], ['done', 'Collected']);
    assert.match(answer.secret, /^strk_/);
    assert.equal((await call(author, 'approval.collect', { id })).outcome, 'wrong-state');
    assert.equal((await acme.db.query(`select 1 from core.api_key where name = 'Collected'`)).rowCount, 1);
    assert.equal((await notes(id)).filter((n) => n.verb === 'approved change made').length, 1);
    assert.ok((await notes(id)).every((n) => !n.plain.includes(answer.secret)));
    // What the author lost meanwhile is not given either.
    const greedy = await pending(author, 'key.create', { ...key, name: 'Too late' });
    await call(other, 'approval.approve', { id: greedy });
    await acme.db.query('update core.role set grants = $2 where id = $1', [
      author.role,
      JSON.stringify({ areas: ['self.use'] }),
    ]);
    const late = await call(author, 'approval.collect', { id: greedy });
    assert.equal((late.output as { status: string }).status, 'failed');
    assert.equal((await acme.db.query(`select 1 from core.api_key where name = 'Too late'`)).rowCount, 0);
  });

  test('what nobody has approved is not carried out, whoever asks for it', async () => {
    const [author, person] = [await newAdmin(), await somebody()];
    await newAdmin();
    await ask(['members']);
    const id = await pending(author, 'member.setRoles', { id: person, roles: [modest] });
    await performer.pending.runDue(acme.vault);
    assert.equal((await shown(author, id)).status, 'waiting');
    assert.equal((await performer.pending.run(acme.vault, id)).status, 'failed');
    assert.deepEqual(await rolesOf(person), []);
  });

  test('one that was approved when the program ended is carried out by the next sweep', async () => {
    const [author, other, person] = [await newAdmin(), await newAdmin(), await somebody()];
    await ask(['members']);
    const id = await pending(author, 'member.setRoles', { id: person, roles: [modest] });
    await acme.db.query(
      `update core.pending_change set status = 'approved', decided_by = $2, decided_at = now() where id = $1`,
      [id, other.id],
    );
    await performer.pending.runDue(acme.vault);
    assert.deepEqual(await rolesOf(person), [modest]);
    await performer.pending.runDue(acme.vault);
    assert.equal((await notes(id)).filter((n) => n.verb === 'approved change made').length, 1);
  });
});

describe('where nobody else could approve', () => {
  test('the change waits its time, says when, can be taken back, and takes effect by itself', async () => {
    const [author, person] = [await newAdmin(), await somebody()];
    await ask(['members']);
    const kept = await pending(author, 'member.setRoles', { id: person, roles: [modest] });
    const back = await pending(author, 'member.setRoles', { id: await somebody(), roles: [modest] });
    const { runsAt } = await shown(author, kept);
    assert.equal(Math.round((new Date(runsAt!).getTime() - now().getTime()) / 3_600_000), 24);
    assert.equal((await call(author, 'approval.cancel', { id: back })).outcome, 'done');
    await performer.pending.runDue(acme.vault);
    assert.deepEqual(await rolesOf(person), []);
    await acme.db.query(`update core.session set expires_at = expires_at + interval '1 year', idle = '1 year'`);
    moveClock(25 * 3_600_000);
    await performer.pending.runDue(acme.vault);
    assert.deepEqual(await rolesOf(person), [modest]);
    assert.equal((await shown(author, back)).status, 'cancelled');
    assert.match((await notes(kept)).at(-1)!.plain, /nobody else could approve/);
  });

  test('a second administrator who comes meanwhile may approve or refuse it sooner', async () => {
    const [author, person] = [await newAdmin(), await somebody()];
    await ask(['members']);
    const id = await pending(author, 'member.setRoles', { id: person, roles: [modest] });
    const other = await newAdmin();
    assert.equal((await call(other, 'approval.refuse', { id })).outcome, 'done');
    moveClock(48 * 3_600_000);
    await performer.pending.runDue(acme.vault);
    assert.deepEqual(await rolesOf(person), []);
  });
});

describe('the policy', () => {
  test('asks nobody at first, and guards itself as soon as it asks for anything', async () => {
    const [author, other, person] = [await newAdmin(), await newAdmin(), await somebody()];
    assert.equal((await call(author, 'member.setRoles', { id: person, roles: [modest] })).answer.status, undefined);
    assert.deepEqual(await rolesOf(person), [modest]);
    const strict = { classes: ['members', 'roles'], delayHours: 24, expiresDays: 7 };
    assert.deepEqual((await call(author, 'approval.setPolicy', strict)).output, {
      ...strict,
      others: 2,
    });
    const off = await pending(author, 'approval.setPolicy', { ...strict, classes: [] });
    const shorter = await pending(author, 'approval.setPolicy', { ...strict, delayHours: 1 });
    const policy = async (): Promise<object> =>
      (await acme.db.query('select classes, delay_hours from core.approval_policy')).rows[0]!;
    assert.deepEqual(await policy(), { classes: ['members', 'roles'], delay_hours: 24 });
    assert.equal(((await call(other, 'approval.approve', { id: off })).output as Shown).status, 'done');
    assert.deepEqual(await policy(), { classes: [], delay_hours: 24 });
    // Made against the policy of before.
    assert.equal(((await call(other, 'approval.approve', { id: shorter })).output as Shown).status, 'stale');
  });

  test('takes only classes there are, and only from who may set it', async () => {
    const [author, outsider] = [await newAdmin(), await newAdmin({ areas: ['self.use'] })];
    const wish = { classes: ['everything'], delayHours: 24, expiresDays: 7 };
    assert.equal((await call(author, 'approval.setPolicy', wish)).outcome, 'invalid-input');
    assert.equal((await call(author, 'approval.setPolicy', { ...wish, classes: ['policy'] })).outcome, 'invalid-input');
    assert.equal(
      (await call(author, 'approval.setPolicy', { ...wish, classes: [], delayHours: 0 })).outcome,
      'invalid-input',
    );
    assert.equal((await call(outsider, 'approval.setPolicy', { ...wish, classes: [] })).outcome, 'not-allowed');
  });
});
