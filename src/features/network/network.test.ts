// Rules on networks behind the door: they act at once on sessions, keys and jobs, cannot lock their author out, and are tried, confirmed, undone and switched off.
import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import {
  act,
  cheapIdentity,
  firstOwner,
  followLink,
  member,
  roleIds,
  signIn,
  visitor,
} from '../../../test/harness/people.ts';
import { type Done, perform, performer } from '../../../test/samples/engine.ts';
import { type Holder, type Site, makeRole, makeUser, openSession } from '../../../test/samples/people.ts';
import { moveClock, resetClock } from '../../core/clock.ts';
import { writeCounts } from '../../core/network/counts.ts';
import { tokenHash } from '../../core/identity/tokens.ts';
import { newId } from '../../core/ids.ts';
import type { Actor } from '../../core/principal.ts';
import { JobDispatcher } from '../../edge/jobs/dispatcher.ts';
import type { NetworkView } from './contract.ts';

const office = '192.0.2.7';
const home = '198.51.100.7';
const owners = '00000000-0000-7000-8000-000000000101';

let acme: Site;
let boss: Holder;

before(cheapIdentity);
beforeEach(async () => {
  const vault = await newTenant(`acme${Math.floor(Math.random() * 1e9)}`);
  acme = { vault, db: await superuserIn(vault) };
  boss = await openSession(acme.db, await makeUser(acme.db, [owners], [], 'Boss'));
});
afterEach(resetClock);

const call = (
  who: { actor: Actor },
  action: string,
  input: object = {},
  address: string | null = office,
): Promise<Done> => perform(acme.vault, who.actor, action, input, { address });

async function done<T>(who: { actor: Actor }, action: string, input: object = {}, address = office): Promise<T> {
  const answer = await call(who, action, input, address);
  assert.equal(answer.outcome, 'done', JSON.stringify(answer.problem));
  return answer.output as T;
}

const rule = (change: object): object => ({
  id: null,
  name: 'A rule',
  effect: 'allow',
  addresses: [],
  countries: [],
  who: 'everyone',
  named: [],
  from: null,
  to: null,
  report: false,
  ...change,
});

async function version(): Promise<string> {
  const { rows } = await acme.db.query<{ version: string }>('select version::text as version from core.network');
  return rows[0]!.version;
}

const setOf = async (...rules: object[]) => ({ version: await version(), rules, redirect: null });
const save = async (...rules: object[]): Promise<NetworkView> => done(boss, 'network.save', await setOf(...rules));

async function entries(verb: string): Promise<Record<string, unknown>[]> {
  const { rows } = await acme.db.query<{ plain: string }>(
    'select v.plain from core.ledger l join core.ledger_values v on v.entry = l.id where l.verb = $1 order by l.id',
    [verb],
  );
  return rows.map(({ plain }) => JSON.parse(plain) as Record<string, unknown>);
}

describe('rules act at once', () => {
  test('an open session is refused from elsewhere with the next request, on record, and works again when the rule is gone', async () => {
    const rep = await openSession(
      acme.db,
      await makeUser(acme.db, [await makeRole(acme.db, { areas: ['self.use'] })], []),
    );
    await done(rep, 'me.view', {}, home);
    const saved = await save(rule({ addresses: [office] }));
    assert.equal((await call(rep, 'me.view', {}, home)).outcome, 'wrong-network');
    assert.equal((await call(rep, 'me.view', {}, '::1')).outcome, 'wrong-network');
    await done(rep, 'me.view', {}, office);
    assert.equal(saved.rules[0]!.state, 'active');
    const refused = await entries('refused');
    assert.ok(refused.some(({ code }) => code === 'wrong-network'));
    await save();
    await done(rep, 'me.view', {}, home);
  });

  test('rules for administrators, roles and people meet those they name', async () => {
    const sales = await makeRole(acme.db, { areas: ['self.use'] });
    const rep = await openSession(acme.db, await makeUser(acme.db, [sales], []));
    const other = await openSession(
      acme.db,
      await makeUser(acme.db, [await makeRole(acme.db, { areas: ['self.use'] })], []),
    );
    const cases: [object, readonly [string, string, string]][] = [
      [{ who: 'types', named: ['administrator'] }, ['wrong-network', 'done', 'done']],
      [{ who: 'types', named: ['normal'] }, ['done', 'wrong-network', 'wrong-network']],
      [{ who: 'types', named: ['api'] }, ['done', 'done', 'done']],
      [{ who: 'roles', named: [sales] }, ['done', 'wrong-network', 'done']],
      [{ who: 'people', named: [other.id] }, ['done', 'done', 'wrong-network']],
    ];
    for (const [who, expected] of cases) {
      await save(rule({ ...who, effect: 'deny', addresses: [home] }));
      const outcomes = [];
      for (const person of [boss, rep, other]) outcomes.push((await call(person, 'me.view', {}, home)).outcome);
      assert.deepEqual(outcomes, expected, JSON.stringify(who));
    }
  });

  test('keys are met by rules for keys and by those of their owner', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const made = await done<{ secret: string }>(boss, 'key.create', {
      name: 'Webshop',
      grants: { objects: { tag: { view: 'all' } } },
      expiresAt,
    });
    const { secretHash } = await import('../../core/access/key-secret.ts');
    const key = (address: string): { actor: Actor } => ({
      actor: { kind: 'key', tokenHash: secretHash(made.secret)!, address },
    });
    const outcome = async (address: string): Promise<string> =>
      (await call(key(address), 'tag.list', {}, address)).outcome;
    assert.equal(await outcome(home), 'done');
    await save(rule({ who: 'types', named: ['api'], addresses: ['203.0.113.9'] }));
    assert.deepEqual([await outcome(home), await outcome('203.0.113.9')], ['wrong-network', 'done']);
    await save(rule({ who: 'people', named: [boss.id], effect: 'only', addresses: [office] }));
    assert.deepEqual([await outcome('203.0.113.9'), await outcome(office)], ['wrong-network', 'done']);
  });

  test('a job begins nothing any more once the network it was asked from is turned away', async () => {
    const rep = await openSession(
      acme.db,
      await makeUser(
        acme.db,
        [
          await makeRole(acme.db, {
            objects: { tag: { view: 'all', create: 'all', edit: 'all', archive: 'all' } },
            areas: ['self.use'],
          }),
        ],
        [],
      ),
    );
    const tag = await done<{ id: string }>(rep, 'tag.create', { name: 'Mine' }, home);
    const purpose = { action: 'tag.bulk', reads: false, requestId: null, address: home };
    const job = await performer.door.open(acme.vault, rep.actor, purpose, (tx) =>
      tx.jobs.start('bulk', 'Sample', { entity: 'tag', ids: [tag.id], do: 'archive' }),
    );
    const { rows } = await acme.db.query<{ address: string }>(
      'select host(address) as address from core.job where id = $1',
      [job],
    );
    assert.equal(rows[0]!.address, home);
    await save(rule({ effect: 'deny', addresses: [home] }));
    const dispatcher = new JobDispatcher(performer.door, (await import('../index.ts')).features, {
      all: async () => [acme.vault],
      find: async () => acme.vault,
    });
    dispatcher.start();
    try {
      for (let tries = 0; tries < 400; tries++) {
        const found = await acme.db.query<{ status: string; error: string }>(
          'select status, error from core.job where id = $1',
          [job],
        );
        const { status, error } = found.rows[0]!;
        if (status === 'failed') {
          assert.match(error, /network/);
          return;
        }
        assert.notEqual(status, 'done');
        await new Promise((go) => setTimeout(go, 50));
      }
      assert.fail('the job was not taken up');
    } finally {
      await dispatcher.stop();
    }
  });

  test('a rule begins and ends by the clock, without anybody doing anything', async () => {
    const rep = await openSession(
      acme.db,
      await makeUser(acme.db, [await makeRole(acme.db, { areas: ['self.use'] })], []),
    );
    const day = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
    const view = await save(rule({ effect: 'deny', addresses: [home], from: day(2), to: day(3) }));
    assert.equal(view.rules[0]!.state, 'upcoming');
    await acme.db.query(`update core.session set expires_at = expires_at + interval '30 days', idle = '30 days'`);
    await done(rep, 'me.view', {}, home);
    moveClock(2 * 86_400_000);
    assert.equal((await call(rep, 'me.view', {}, home)).outcome, 'wrong-network');
    assert.equal((await done<NetworkView>(boss, 'network.view')).rules[0]!.state, 'active');
    moveClock(2 * 86_400_000);
    await done(rep, 'me.view', {}, home);
    assert.equal((await done<NetworkView>(boss, 'network.view')).rules[0]!.state, 'expired');
  });
});

describe('signing in from elsewhere', () => {
  test('the right password is not looked at: the words are those of a wrong one, for the person and for names nobody has', async () => {
    const vault = await newTenant(`beta${Math.floor(Math.random() * 1e9)}`);
    acme = { vault, db: await superuserIn(vault) };
    const owner = await firstOwner(vault);
    boss = { ...owner, token: owner.session.token };
    const rep = await member(acme.vault, owner, 'Rosa Rep', [roleIds.sales]);
    await save(rule({ who: 'people', named: [rep.id], effect: 'only', addresses: [office] }));
    const from = (address: string) => visitor({ address });
    await assert.rejects(signIn(acme.vault, rep.email, rep.password, from(home)), { code: 'sign-in-failed' });
    await assert.rejects(signIn(acme.vault, 'nobody@people.example', rep.password, from(home)), {
      code: 'sign-in-failed',
    });
    await signIn(acme.vault, rep.email, rep.password, from(office));
    // Nor is a link followed from there.
    const { url } = await act(acme.vault, owner.actor, (tx) => tx.identity.resetLink(rep.id));
    const choice = { password: 'kuusi sinistä soutuvenettä' };
    await assert.rejects(followLink(acme.vault, url, choice, from(home)), { code: 'wrong-network' });
    await followLink(acme.vault, url, choice, from(office));
    await signIn(acme.vault, owner.email, owner.password, from(home));
    const view = await done<NetworkView>(boss, 'network.view');
    assert.deepEqual(
      view.counts.map(({ address, person, count, outcome }) => [address, person?.title, count, outcome]),
      [[home, 'Rosa Rep', 2, 'refused']],
    );
  });

  test('whom the rules for everyone turn away is refused before any hashing, links and all', async () => {
    await save(rule({ addresses: [office] }));
    const stranger: { actor: Actor } = { actor: { kind: 'stranger' } };
    const wish = { email: 'nobody@people.example', password: 'whatever it may be' };
    assert.equal((await call(stranger, 'session.start', wish, home)).outcome, 'wrong-network');
    assert.equal((await call(stranger, 'session.start', wish, office)).outcome, 'sign-in-failed');
    const token = { token: 'x'.repeat(43) };
    assert.equal((await call(stranger, 'link.read', token, home)).outcome, 'wrong-network');
    assert.equal((await call(stranger, 'link.read', token, office)).outcome, 'link-invalid');
    // Counted and kept.
    await writeCounts();
    const { rows } = await acme.db.query<{ count: string }>(
      `select sum(count)::text as count from core.network_count where address = $1 and outcome = 'refused'`,
      [home],
    );
    assert.equal(rows[0]!.count, '2');
  });

  test('what another process has changed meanwhile is found by the version in the database', async () => {
    const stranger: { actor: Actor } = { actor: { kind: 'stranger' } };
    const token = { token: 'x'.repeat(43) };
    assert.equal((await call(stranger, 'link.read', token, home)).outcome, 'link-invalid');
    const deny = { ...(rule({ effect: 'deny', addresses: [home] }) as { id: string | null }), id: 'x' };
    await acme.db.query('update core.network set version = version + 1, rules = $1', [JSON.stringify([deny])]);
    assert.equal((await call(stranger, 'link.read', token, home)).outcome, 'wrong-network');
    await acme.db.query(`update core.network set version = version + 1, rules = '[]'`);
    assert.equal((await call(stranger, 'link.read', token, home)).outcome, 'link-invalid');
  });
});

describe('a set that locks out', () => {
  test('is not saved: it says whom, and from where to let in', async () => {
    const answer = await call(boss, 'network.save', await setOf(rule({ addresses: ['10.0.0.0/8'] })));
    assert.equal(answer.outcome, 'locks-out');
    assert.match(answer.problem!.detail!, /signed in from 192\.0\.2\.7/);
    const { lockOut } = answer.problem!.extras;
    assert.deepEqual([lockOut!.you, lockOut!.out, lockOut!.administrators, lockOut!.addresses], [true, 1, 1, [office]]);
    await done(boss, 'me.view', {}, home);
    // Later is as bad as now.
    const next = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    const later = await call(
      boss,
      'network.save',
      await setOf(rule({ effect: 'deny', addresses: [office], from: next })),
    );
    assert.equal(later.outcome, 'locks-out');
    // With the own address added it is.
    await save(rule({ addresses: ['10.0.0.0/8', office] }));
  });

  test('is not saved either when it leaves its author inside and is asked for from nowhere, with every administrator outside', async () => {
    await acme.db.query('update core.session set address = $1', [office]);
    const answer = await call(boss, 'network.save', await setOf(rule({ addresses: ['10.0.0.0/8'] })), null);
    assert.equal(answer.outcome, 'locks-out');
    assert.match(answer.problem!.detail!, /No administrator/);
  });

  test('behind a proxy nobody has named nothing is changed', async () => {
    const wish = await setOf(rule({ addresses: [office] }));
    const answer = await perform(acme.vault, boss.actor, 'network.save', wish, { address: office, addressDoubt: true });
    assert.equal(answer.outcome, 'wrong-state');
    assert.match(answer.problem!.detail!, /STRONGROOM_TRUSTED_PROXIES/);
  });

  test('only who may change the rules does, who may view sees them, and two who change them at once do not overwrite each other', async () => {
    const auditor = await openSession(acme.db, await makeUser(acme.db, ['00000000-0000-7000-8000-000000000108'], []));
    const wish = await setOf(rule({ addresses: [office] }));
    assert.equal((await call(auditor, 'network.save', wish)).outcome, 'not-allowed');
    await done(boss, 'network.save', wish);
    assert.equal((await call(boss, 'network.save', wish)).outcome, 'stale-change');
    const seen = await done<NetworkView>(auditor, 'network.view');
    assert.equal(seen.rules.length, 1);
    const rep = await openSession(acme.db, await makeUser(acme.db, [roleIds.sales], []));
    assert.equal((await call(rep, 'network.view')).outcome, 'not-allowed');
  });

  test('what does not fit is refused with its place', async () => {
    const wrong = async (change: object): Promise<string[]> => {
      const answer = await call(boss, 'network.save', await setOf(rule({ addresses: [office], ...change })));
      assert.equal(answer.outcome, 'invalid-input', JSON.stringify(change));
      return answer.problem!.extras.errors!.map(({ field }) => field);
    };
    assert.deepEqual(await wrong({ addresses: ['office'] }), ['rules.0.addresses']);
    assert.deepEqual(await wrong({ addresses: [] }), ['rules.0.addresses']);
    assert.deepEqual(await wrong({ name: ' ' }), ['rules.0.name']);
    assert.deepEqual(await wrong({ countries: ['FI'] }), ['rules.0.countries']);
    assert.deepEqual(await wrong({ who: 'roles' }), ['rules.0.named']);
    assert.deepEqual(await wrong({ from: '2026-12-05', to: '2026-12-01' }), ['rules.0.to']);
    // Nor one that means nobody.
    for (const who of ['roles', 'people'])
      for (const action of ['network.save', 'network.try']) {
        const wish = await setOf(rule({ addresses: [office], who, named: [newId()] }));
        const minutes = action === 'network.try' ? { minutes: 10 } : {};
        assert.equal((await call(boss, action, { ...wish, ...minutes })).outcome, 'invalid-input', `${action} ${who}`);
      }
    const own = { ...(await setOf()), redirect: `${acme.vault.origin}/sorry` };
    assert.equal((await call(boss, 'network.save', own)).outcome, 'invalid-input');
    assert.equal(
      (await call(boss, 'network.save', { ...own, redirect: 'javascript:alert(1)' })).outcome,
      'invalid-input',
    );
  });
});

describe('tried before it is meant', () => {
  test('only reported: nobody is refused, and whom it would refuse is counted', async () => {
    await save(rule({ addresses: ['10.0.0.0/8'], report: true }));
    await done(boss, 'me.view', {}, home);
    const view = await done<NetworkView>(boss, 'network.view', {}, '10.1.2.3');
    assert.equal(view.totals.refused, 0);
    assert.ok(view.totals.wouldBeRefused >= 1);
    assert.ok(view.counts.some(({ address, outcome }) => address === home && outcome === 'would-be-refused'));
  });

  test('for ten minutes: it acts, may lock out, and is undone by the time alone', async () => {
    await done(boss, 'network.try', { ...(await setOf(rule({ addresses: [home] }))), minutes: 10 });
    assert.equal((await call(boss, 'me.view')).outcome, 'wrong-network');
    moveClock(9 * 60_000);
    assert.equal((await call(boss, 'me.view')).outcome, 'wrong-network');
    moveClock(60_000);
    await done(boss, 'me.view');
    const view = await done<NetworkView>(boss, 'network.view');
    assert.deepEqual([view.trial, view.rules], [null, []]);
    // Nor from a session that began after it.
    await acme.db.query(`update core.session set created_at = now() + interval '1 minute'`);
    const over = await call(boss, 'network.confirm');
    assert.equal(over.outcome, 'wrong-state');
    assert.match(over.problem!.detail!, /No trial is running/);
  });

  test('it is not kept where it will lock out, if not today', async () => {
    const soon = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
    const wish = await setOf(rule({ effect: 'deny', addresses: [office], from: soon }));
    await done(boss, 'network.try', { ...wish, minutes: 10 });
    await acme.db.query(`update core.session set created_at = now() + interval '1 minute'`);
    assert.equal((await call(boss, 'network.confirm')).outcome, 'locks-out');
  });

  test('it is kept only from a session that began after it, and then for good', async () => {
    await acme.db.query(`update core.session set created_at = created_at - interval '1 minute'`);
    await done(boss, 'network.try', { ...(await setOf(rule({ addresses: [office] }))), minutes: 10 });
    const early = await call(boss, 'network.confirm');
    assert.equal(early.outcome, 'wrong-state');
    assert.match(early.problem!.detail!, /sign in anew/);
    moveClock(60_000);
    const anew = await openSession(acme.db, boss);
    await acme.db.query(`update core.session set created_at = now() + interval '1 minute' where token_hash = $1`, [
      tokenHash(anew.token),
    ]);
    const view = await done<NetworkView>(anew, 'network.view');
    assert.equal(view.trial!.mayConfirm, true);
    await done(anew, 'network.confirm');
    moveClock(11 * 60_000);
    assert.equal((await call(boss, 'me.view', {}, home)).outcome, 'wrong-network');
    assert.equal((await entries('network trial confirmed')).length, 1);
  });

  test('it may be ended before its time', async () => {
    await done(boss, 'network.try', { ...(await setOf(rule({ addresses: [office] }))), minutes: 10 });
    await done(boss, 'network.endTrial');
    await done(boss, 'me.view', {}, home);
  });

  test('a simulation over the last 30 days tells what it would have refused, and any address can be asked', async () => {
    await acme.db.query('update core.session set address = $1', [office]);
    const rep = await openSession(acme.db, await makeUser(acme.db, [roleIds.sales], [], 'Rosa'));
    await acme.db.query('update core.session set address = $1 where user_id = $2', [home, rep.id]);
    const wish = await setOf(rule({ addresses: [office] }));
    const run = await done<{
      signIns: number;
      signInsRefused: number;
      sessionsRefused: number;
      people: { id: string }[];
      lockOut: unknown;
    }>(boss, 'network.simulate', wish);
    assert.deepEqual(
      [run.signIns, run.signInsRefused, run.sessionsRefused, run.people.map(({ id }) => id), run.lockOut],
      [2, 1, 1, [rep.id], null],
    );
    const check = (address: string, more: object = {}) =>
      done<{ allowed: boolean; rule: string | null; why: string }>(boss, 'network.check', { address, ...more });
    assert.deepEqual(await check(home, { set: wish }).then(({ allowed, rule: by, why }) => [allowed, by, why]), [
      false,
      'A rule',
      'nothing-allows',
    ]);
    assert.equal((await check(home)).allowed, true, 'nothing is saved yet');
    assert.equal((await check('::ffff:192.0.2.7', { set: wish, person: rep.id })).allowed, true);
    assert.equal((await call(boss, 'network.check', { address: 'here' })).outcome, 'invalid-input');
  });
});

describe('a second administrator, and the console', () => {
  test('where the policy asks, a set waits, and is approved against the version it was made from', async () => {
    const second = await openSession(acme.db, await makeUser(acme.db, [owners], [], 'Second'));
    await acme.db.query('update core.session set address = $1', [office]);
    await acme.db.query(`update core.approval_policy set classes = '{network}'`);
    const asked = await call(boss, 'network.save', await setOf(rule({ name: 'Office', addresses: [office] })));
    assert.equal(asked.answer.status, 202);
    const { id, summary } = (asked.output as { pending: { id: string; summary: string } }).pending;
    assert.match(summary, /added “Office” \(allow 192\.0\.2\.7 for everyone\)/);
    await done(boss, 'me.view', {}, home);
    assert.equal(
      (await call(boss, 'network.save', await setOf(rule({ addresses: ['10.0.0.0/8'] })))).outcome,
      'locks-out',
    );
    const approved = await done<{ status: string; error: string | null }>(second, 'approval.approve', { id });
    assert.deepEqual([approved.status, approved.error], ['done', null]);
    assert.equal((await call(boss, 'me.view', {}, home)).outcome, 'wrong-network');
  });

  test('the console switches them off: everybody comes in, administrators are told, and one of them switches them on again', async () => {
    await save(rule({ addresses: [office] }));
    const host: Actor = { kind: 'system', name: 'host' };
    const purpose = { action: 'host.network-off', reads: false, changesRights: true, requestId: null, address: null };
    await performer.door.open(acme.vault, host, purpose, (tx) => tx.network.switchOff());
    await done(boss, 'me.view', {}, home);
    const view = await done<NetworkView>(boss, 'network.view', {}, home);
    assert.notEqual(view.offAt, null);
    const told = await done<{ rows: { what: { kind: string } }[] }>(boss, 'notice.list', {}, home);
    assert.deepEqual(
      told.rows.map(({ what }) => what.kind).filter((kind) => kind !== 'distant'),
      ['network'],
    );
    assert.equal((await entries('network rules switched off')).length, 1);
    assert.equal((await call(boss, 'network.on', {}, home)).outcome, 'locks-out');
    await done(boss, 'network.on');
    assert.equal((await call(boss, 'me.view', {}, home)).outcome, 'wrong-network');
    await assert.rejects(
      performer.door.open(acme.vault, boss.actor, { ...purpose, address: office }, (tx) => tx.network.switchOff()),
      { code: 'not-allowed' },
    );
  });
});
