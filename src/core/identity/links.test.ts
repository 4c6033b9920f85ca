// One-time links: what they open, for whom, how long, and everything that does not use them up (T15).
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import {
  type Person,
  act,
  actorOf,
  cheapIdentity,
  firstOwner,
  followLink,
  member,
  porchOf,
  roleIds,
  signIn,
  stranger,
  tokenOf,
  visitor,
} from '../../../test/harness/people.ts';
import type { Problem } from '../../contract/problem.ts';
import { moveClock, resetClock, stopClock } from '../clock.ts';
import { newToken } from '../ids.ts';
import type { Vault } from '../vault.ts';
import { setIdentity, usualIdentity } from './settings.ts';

let acme: Vault;
let beta: Vault;
let owner: Person;
let ownerOfBeta: Person;

before(async () => {
  cheapIdentity();
  acme = await newTenant('acme');
  beta = await newTenant('beta');
  owner = await firstOwner(acme);
  ownerOfBeta = await firstOwner(beta);
});

afterEach(() => resetClock());
after(() => setIdentity(usualIdentity));

const good = 'kuusi keltaista bussia';
const invalid = { code: 'link-invalid' };
let names = 0;

async function invited(vault = acme, by = owner): Promise<{ userId: string; url: string; email: string }> {
  names += 1;
  const email = `person${names}@${vault.slug}.example`;
  const answer = await act(vault, by.actor, (tx) =>
    tx.identity.invite({ name: `Person ${names}`, email, roles: [roleIds.sales], teams: [] }),
  );
  return { userId: answer.userId, url: answer.link.url, email };
}

const read = (vault: Vault, url: string) => act(vault, stranger, (tx) => tx.identity.readLink(tokenOf(url)), true);

test('a link is made of the configured origin, its token stands in the fragment, and only a hash is kept (T15)', async () => {
  const { url } = await invited();
  assert.match(url, /^http:\/\/acme\.localhost:8080\/link#[A-Za-z0-9_-]{43}$/);
  assert.equal(new URL(url).origin, acme.origin);
  const db = await superuserIn(acme);
  const { rows } = await db.query<{ text: string }>(
    `select coalesce((select string_agg(l::text, '') from core.link l), '') || coalesce((select string_agg(v::text, '') from core.ledger_values v), '') as text`,
  );
  assert.ok(rows[0]!.text.length > 100);
  assert.ok(!rows[0]!.text.includes(tokenOf(url)));
});

test('reading a link, however often, never uses it up; choosing a password does, and signs in', async () => {
  const { url, email } = await invited();
  for (let i = 0; i < 5; i++)
    assert.deepEqual(await read(acme, url), { purpose: 'invite', email, name: `Person ${names}` });
  const session = await followLink(acme, url, { password: good });
  assert.equal((await act(acme, actorOf(session), (tx) => tx.identity.self(), true)).email, email);
  await assert.rejects(read(acme, url), invalid);
  await assert.rejects(followLink(acme, url, { password: good }), invalid);
  await signIn(acme, email, good);
});

test('of twenty who follow one link at the same moment one gets in', async () => {
  const { url } = await invited();
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) => followLink(acme, url, { password: `${good} ${i}` })),
  );
  assert.equal(answers.filter((a) => a.status === 'fulfilled').length, 1);
  for (const a of answers) if (a.status === 'rejected') assert.equal((a.reason as Problem).code, 'link-invalid');
});

test('a password that does not fit is refused with reasons and leaves the link as it is', async () => {
  const { url } = await invited();
  for (const [password, code] of [
    ['short', 'too-short'],
    ['password12345678', 'common'],
    [`Person ${names} Acme Oy 1`, 'about-you'],
    ['x'.repeat(1025), 'too-long'],
  ]) {
    await assert.rejects(followLink(acme, url, { password: password! }), (error: Problem) => {
      assert.equal(error.code, 'invalid-input');
      assert.deepEqual(
        error.extras.errors!.map((e) => [e.field, e.code]),
        [['password', code]],
      );
      assert.ok(error.extras.errors![0]!.fits);
      return true;
    });
  }
  await followLink(acme, url, { password: good });
});

test('an invitation lasts seven days and a reset half an hour', async () => {
  stopClock(new Date('2026-11-25T10:00:00Z'));
  owner = { ...owner, actor: actorOf(await signIn(acme, owner.email, owner.password)) };
  const { url, userId } = await invited();
  moveClock(7 * 86_400_000 - 1000);
  await read(acme, url);
  moveClock(2000);
  await assert.rejects(read(acme, url), invalid);
  await assert.rejects(followLink(acme, url, { password: good }), invalid);
  owner = { ...owner, actor: actorOf(await signIn(acme, owner.email, owner.password)) };
  const again = await act(acme, owner.actor, (tx) => tx.identity.resetLink(userId));
  await followLink(acme, again.url, { password: good });
  const reset = await act(acme, owner.actor, (tx) => tx.identity.resetLink(userId));
  assert.equal((await read(acme, reset.url)).purpose, 'reset');
  moveClock(30 * 60_000 + 1000);
  await assert.rejects(followLink(acme, reset.url, { password: good }), invalid);
});

test('a link made anew withdraws the older ones, and one that expires on the way to the desk is not taken', async () => {
  owner = { ...owner, actor: actorOf(await signIn(acme, owner.email, owner.password)) };
  const { url, userId } = await invited();
  const who = visitor();
  const proof = await porchOf(acme).proveLink({ token: tokenOf(url), password: good }, who);
  const newer = await act(acme, owner.actor, (tx) => tx.identity.resetLink(userId));
  await assert.rejects(read(acme, url), invalid);
  await assert.rejects(
    act(acme, stranger, (tx) => tx.identity.consumeLink(proof, who)),
    invalid,
  );
  await read(acme, newer.url);
});

test('a link of one vault is nothing in another, in any state of it (T15)', async () => {
  const here = await invited();
  const there = await invited(beta, ownerOfBeta);
  await assert.rejects(read(beta, here.url), invalid);
  await assert.rejects(followLink(beta, here.url, { password: good }), invalid);
  await assert.rejects(followLink(acme, there.url, { password: good }), invalid);
  const who = visitor();
  const proof = await porchOf(acme).proveLink({ token: tokenOf(here.url), password: good }, who);
  await assert.rejects(
    act(beta, stranger, (tx) => tx.identity.consumeLink(proof, who)),
    /no proof/,
  );
});

test('texts that are no links are refused the same way as used ones', async () => {
  for (const token of ['', 'x', newToken(), `${newToken()}=`, '\0', "' or 1=1 --", 'a'.repeat(100_000)]) {
    await assert.rejects(
      act(acme, stranger, (tx) => tx.identity.readLink(token), true),
      invalid,
    );
    await assert.rejects(porchOf(acme).proveLink({ token, password: good }, visitor()), invalid);
  }
});

test('an address may try only so many links', async () => {
  setIdentity({ linksPerAddress: { burst: 4, perSecond: 0.1 } });
  try {
    const codes: string[] = [];
    for (let i = 0; i < 6; i++) {
      const work = porchOf(acme).proveLink({ token: newToken(), password: good }, visitor({ address: '203.0.113.77' }));
      codes.push(
        await work.then(
          () => 'in',
          (e: Problem) => e.code,
        ),
      );
    }
    assert.deepEqual(codes, ['link-invalid', 'link-invalid', 'link-invalid', 'link-invalid', 'too-many', 'too-many']);
  } finally {
    cheapIdentity();
  }
});

test('a reset link works once, although the account is as active as before', async () => {
  const person = await member(acme, owner, 'Kerran Vain', [roleIds.sales]);
  const { url } = await act(acme, owner.actor, (tx) => tx.identity.resetLink(person.id));
  await followLink(acme, url, { password: good });
  await assert.rejects(followLink(acme, url, { password: `${good} again` }), { code: 'link-invalid' });
  await signIn(acme, person.email, good);
});

test('a reset ends all sessions, forgets devices and unlocks the account; the old password is over', async () => {
  const tuula = await member(acme, owner, 'Tuula Unohti', [roleIds.sales]);
  const open = await signIn(acme, tuula.email, tuula.password);
  for (let i = 0; i < 15; i++) await signIn(acme, tuula.email, 'wrong wrong wrong').catch(() => undefined);
  const reset = await act(acme, owner.actor, (tx) => tx.identity.resetLink(tuula.id));
  const fresh = await followLink(acme, reset.url, { password: good });
  await assert.rejects(
    act(acme, actorOf(open), (tx) => tx.identity.self(), true),
    { code: 'session-ended' },
  );
  await assert.rejects(
    act(acme, actorOf(tuula.session), (tx) => tx.identity.self(), true),
    { code: 'session-ended' },
  );
  await act(acme, actorOf(fresh), (tx) => tx.identity.self(), true);
  await signIn(acme, tuula.email, good);
  for (let i = 0; i < 15; i++) await signIn(acme, tuula.email, 'wrong wrong wrong').catch(() => undefined);
  await assert.rejects(signIn(acme, tuula.email, good, visitor({ deviceToken: open.deviceToken })), {
    code: 'too-many',
  });
  await signIn(acme, tuula.email, good, visitor({ deviceToken: fresh.deviceToken }));
});

test('a link dies with the account: closed people cannot use one', async () => {
  const { url, userId } = await invited();
  const who = visitor();
  const proof = await porchOf(acme).proveLink({ token: tokenOf(url), password: good }, who);
  await act(acme, owner.actor, (tx) => tx.identity.deactivate(userId));
  await assert.rejects(followLink(acme, url, { password: good }), invalid);
  await assert.rejects(
    act(acme, stranger, (tx) => tx.identity.consumeLink(proof, who)),
    invalid,
    'one that was on its way',
  );
  await assert.rejects(
    act(acme, owner.actor, (tx) => tx.identity.resetLink(userId)),
    { code: 'wrong-state' },
  );
  await act(acme, owner.actor, (tx) => tx.identity.reactivate(userId));
  await assert.rejects(followLink(acme, url, { password: good }), invalid, 'an old one does not come back with it');
  const again = await act(acme, owner.actor, (tx) => tx.identity.resetLink(userId));
  await followLink(acme, again.url, { password: good });
});

test('name and address are taken with an owner’s link only, and have to fit there', async () => {
  const { url } = await invited();
  await assert.rejects(followLink(acme, url, { password: good, email: 'evil@x.example' }), { code: 'invalid-input' });
  const gamma = await newTenant('gamma');
  const host = { kind: 'system', name: 'host' } as const;
  const link = await act(gamma, host, (tx) => tx.identity.firstOwnerLink());
  assert.deepEqual(await read(gamma, link.url), { purpose: 'owner', email: null, name: null });
  for (const person of [
    {},
    { name: 'Olli' },
    { name: '', email: 'o@gamma.example' },
    { name: 'Olli', email: 'no address' },
  ]) {
    await assert.rejects(followLink(gamma, link.url, { password: good, ...person }), { code: 'invalid-input' });
  }
  await followLink(gamma, link.url, { password: good, name: 'Olli', email: 'O@Gamma.Example' });
  await signIn(gamma, 'o@gamma.example', good);
});

test('whoever runs the machine gets an owner’s link only until there is an owner, and nobody else gets one', async () => {
  const delta = await newTenant('delta');
  const host = { kind: 'system', name: 'host' } as const;
  const first = await act(delta, host, (tx) => tx.identity.firstOwnerLink());
  const second = await act(delta, host, (tx) => tx.identity.firstOwnerLink());
  await assert.rejects(read(delta, first.url), invalid);
  await followLink(delta, second.url, { password: good, name: 'Dora', email: 'dora@delta.example' });
  const db = await superuserIn(delta);
  assert.equal((await db.query('select 1 from data."user"')).rowCount, 1, 'the second link was for the same person');
  await assert.rejects(
    act(delta, host, (tx) => tx.identity.firstOwnerLink()),
    { code: 'wrong-state' },
  );
  const dora = actorOf(await signIn(delta, 'dora@delta.example', good));
  for (const actor of [dora, stranger, { kind: 'system', name: 'demo' } as const]) {
    await assert.rejects(
      act(delta, actor, (tx) => tx.identity.firstOwnerLink()),
      { code: 'not-allowed' },
    );
  }
});
