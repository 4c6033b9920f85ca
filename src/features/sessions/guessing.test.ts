// Guessing under the company's policy: three tries, bans of addresses, release by an administrator, and an attack on every name while people sign in.
import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, describe, test } from 'node:test';
import { type Person, cheapIdentity, member, roleIds, signIn, smallCompany } from '../../../test/harness/people.ts';
import { type Done, perform } from '../../../test/samples/engine.ts';
import { type GuessingPolicy, threeTries, usualGuessing } from '../../contract/guessing-policy.ts';
import { moveClock, resetClock } from '../../core/clock.ts';
import type { PgConnection } from '../../core/pg.ts';
import type { Actor } from '../../core/principal.ts';
import type { Vault } from '../../core/vault.ts';

let vault: Vault;
let db: PgConnection;
let owner: Person;
let rep: Person;

before(cheapIdentity);
beforeEach(async () => {
  ({ vault, db, owner, rep } = await smallCompany());
});
afterEach(resetClock);

const call = (who: { actor: Actor }, action: string, input: object = {}): Promise<Done> =>
  perform(vault, who.actor, action, input);

async function set(change: Partial<GuessingPolicy>): Promise<void> {
  const done = await call(owner, 'guessing.set', { ...usualGuessing, ...change });
  assert.equal(done.outcome, 'done', JSON.stringify(done.problem));
}

/** How a sign-in over the API ends, as its stranger hears it. */
async function tries(
  email: string,
  password: string,
  address = '192.0.2.7',
  device: string | null = null,
): Promise<string> {
  const done = await perform(
    vault,
    { kind: 'stranger' },
    'session.start',
    { email, password },
    { address, deviceToken: device },
  );
  return done.outcome;
}

const wrong = 'not the password of anybody';

interface View {
  people: { person: { id: string; title: string }; until: string | null; device: string }[];
  addresses: { address: string; failures: number }[];
}
const view = async (): Promise<View> => (await call(owner, 'guessing.view')).output as View;

describe('three tries', () => {
  beforeEach(() => set(threeTries));

  test('the fourth wrong password blocks, whatever time goes by, and the right one does not help until an administrator lets in again', async () => {
    for (let n = 0; n < 4; n++) {
      assert.equal(await tries(rep.email, wrong), 'sign-in-failed', `wrong password ${n + 1}`);
      moveClock(60_000);
    }
    assert.equal(await tries(rep.email, rep.password), 'too-many');
    moveClock(3 * 86_400_000);
    await db.query(`update core.session set expires_at = expires_at + interval '30 days', idle = '30 days'`);
    assert.equal(await tries(rep.email, rep.password), 'too-many');
    const { people } = await view();
    assert.deepEqual(
      people.map(({ person, until }) => [person.title, until]),
      [['Rosa Rep', null]],
    );
    assert.equal((await call(rep, 'guessing.release', { person: rep.id })).outcome, 'not-allowed');
    assert.equal((await call(owner, 'guessing.release', { person: rep.id })).outcome, 'done');
    assert.equal(await tries(rep.email, rep.password), 'done');
    assert.deepEqual((await view()).people, []);
  });

  test('three wrong ones do not, and a name nobody has is blocked with the same words', async () => {
    for (let n = 0; n < 3; n++) await tries(rep.email, wrong);
    assert.equal(await tries(rep.email, rep.password), 'done');
    const said = [];
    for (const name of [rep.email, 'nobody@people.example']) {
      for (let n = 0; n < 4; n++) await tries(name, wrong);
      const done = await perform(
        vault,
        { kind: 'stranger' },
        'session.start',
        { email: name, password: wrong },
        { address: '192.0.2.7' },
      );
      said.push([done.outcome, done.problem!.detail]);
    }
    assert.deepEqual(said[0], said[1]);
  });

  test('whoever comes with a known device still gets in, and administrators are told once', async () => {
    const device = (await signIn(vault, rep.email, rep.password)).deviceToken;
    for (let n = 0; n < 8; n++) await tries(rep.email, wrong);
    assert.equal(await tries(rep.email, rep.password), 'too-many');
    assert.equal(await tries(rep.email, rep.password, '192.0.2.7', device), 'done');
    const said = async () => {
      const told = await call(owner, 'notice.list');
      return (told.output as { rows: { what: { kind: string; person: { name: string } } }[] }).rows;
    };
    for (let n = 0; n < 100 && (await said()).length === 0; n++) await new Promise((go) => setTimeout(go, 30));
    assert.deepEqual(
      (await said()).map(({ what }) => [what.kind, what.person.name]),
      [['blocked', 'Rosa Rep']],
    );
  });

  test('fifty at the same moment are counted as fifty: four are looked at', async () => {
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => tries(rep.email, wrong)));
    assert.equal(outcomes.filter((outcome) => outcome === 'sign-in-failed').length, 4);
  });
});

describe('addresses', () => {
  const address = { on: true, after: 5, windowMinutes: 15, banMinutes: 60, allowed: ['203.0.113.0/24'] };
  beforeEach(() => set({ address }));

  test('too many wrong passwords from one, whatever the names, ban it for a while; another, an office and a known device get in', async () => {
    const device = (await signIn(vault, rep.email, rep.password)).deviceToken;
    for (let n = 0; n < 5; n++) assert.equal(await tries(`name${n}@people.example`, wrong), 'sign-in-failed');
    assert.equal(await tries(rep.email, rep.password), 'too-many');
    assert.equal(await tries(rep.email, rep.password, '198.51.100.7'), 'done', 'another address');
    assert.equal(await tries(rep.email, rep.password, '192.0.2.7', device), 'done', 'a known device');
    for (let n = 0; n < 8; n++) await tries(`other${n}@people.example`, wrong, '203.0.113.9');
    assert.equal(await tries(rep.email, rep.password, '203.0.113.9'), 'done', 'an office is never banned');
    moveClock(61 * 60_000);
    assert.equal(await tries(rep.email, rep.password), 'done', 'the ban is over');
  });

  test('hopping through an IPv6 /64 is one address, and an administrator lifts a ban', async () => {
    for (let n = 0; n < 5; n++) await tries(`name${n}@people.example`, wrong, `2001:db8:1:2::${n + 1}`);
    assert.equal(await tries(rep.email, rep.password, '2001:db8:1:2:ffff::1'), 'too-many');
    assert.equal(await tries(rep.email, rep.password, '2001:db8:1:3::1'), 'done');
    const { addresses } = await view();
    assert.deepEqual(addresses, [{ ...addresses[0]!, address: '2001:db8:1:2::/64', failures: 5 }]);
    assert.equal((await call(owner, 'guessing.lift', { address: '2001:db8:1:2::/64' })).outcome, 'done');
    assert.equal(await tries(rep.email, rep.password, '2001:db8:1:2:ffff::1'), 'done');
    assert.equal((await call(owner, 'guessing.lift', { address: '2001:db8:1:2::/64' })).outcome, 'not-found');
  });
});

describe('the policy', () => {
  test('is on by default; switching it off is on record, waits for approval where asked, and leaves the cap of a day', async () => {
    assert.deepEqual(((await call(owner, 'guessing.view')).output as { policy: GuessingPolicy }).policy, usualGuessing);
    await db.query(`update core.approval_policy set classes = '{signin}'`);
    const asked = await call(owner, 'guessing.set', { ...usualGuessing, on: false });
    assert.equal(asked.answer.status, 202);
    await db.query(`update core.approval_policy set classes = '{}'`);
    await set({ on: false, dayMost: 20 });
    const { rows } = await db.query(`select 1 from core.ledger where verb = 'guessing protection switched off'`);
    assert.equal(rows.length, 1);
    const outcomes: string[] = [];
    for (let n = 0; n < 25; n++) outcomes.push(await tries(rep.email, wrong, `192.0.2.${n + 1}`));
    assert.deepEqual([outcomes.filter((o) => o === 'sign-in-failed').length, outcomes.at(-1)], [20, 'too-many']);
  });

  test('every threshold has bounds, and each acts', async () => {
    for (const [change, field] of [
      [{ blockAfter: 2 }, 'blockAfter'],
      [{ dayMost: 101 }, 'dayMost'],
      [{ delayFrom: 0 }, 'delayFrom'],
      [{ blockMinutes: 60, longestMinutes: 30 }, 'longestMinutes'],
      [{ address: { ...usualGuessing.address, allowed: ['office'] } }, 'address.allowed'],
    ] as const) {
      const done = await call(owner, 'guessing.set', { ...usualGuessing, ...change });
      assert.deepEqual([done.outcome, done.problem?.extras.errors?.[0]?.field], ['invalid-input', field]);
    }
    await set({ delayFrom: 10, blockAfter: 5, blockMinutes: 2 });
    for (let n = 0; n < 5; n++) assert.equal(await tries(rep.email, wrong), 'sign-in-failed');
    assert.equal(await tries(rep.email, rep.password), 'too-many', 'the next is refused even with the right password');
    moveClock(2 * 60_000 + 1_000);
    assert.equal(await tries(rep.email, rep.password), 'done');
  });
});

test('an attack on every name from many addresses: whoever has a known device gets in, and no account is guessed at more than ten times in a quarter of an hour (G8)', async () => {
  const people: { person: Person; device: string }[] = [];
  for (let n = 0; n < 8; n++) {
    const person = await member(vault, owner, `Member ${'abcdefgh'[n]}`, [roleIds.sales]);
    people.push({ person, device: (await signIn(vault, person.email, person.password)).deviceToken! });
  }
  const looked = new Map<string, number>();
  let got = 0;
  let wanted = 0;
  for (let minute = 0; minute < 15; minute++) {
    await Promise.all(
      people.flatMap(({ person }, n) =>
        Array.from({ length: 6 }, async (_, i) => {
          const outcome = await tries(person.email, wrong, `198.51.${minute}.${n * 10 + i}`);
          if (outcome === 'sign-in-failed') looked.set(person.id, (looked.get(person.id) ?? 0) + 1);
        }),
      ),
    );
    for (const { person, device } of people) {
      wanted += 1;
      const done = await perform(
        vault,
        { kind: 'stranger' },
        'session.start',
        { email: person.email, password: person.password },
        { address: `203.0.113.${minute}`, deviceToken: device },
      );
      if (done.outcome === 'done') got += 1;
      // The device's token is a new one after each sign-in.
      const mine = people.find((p) => p.person.id === person.id)!;
      if (done.answer.device !== undefined) mine.device = done.answer.device.token;
    }
    moveClock(59_000);
  }
  assert.ok(got / wanted >= 0.99, `${got} of ${wanted}`);
  for (const [id, count] of looked) assert.ok(count <= 10, `${id}: ${count}`);
  assert.equal(looked.size, people.length);
});
