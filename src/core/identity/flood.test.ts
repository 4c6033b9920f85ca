// A flood of guesses is refused for next to nothing and late: from memory, in the words of the database, and never who is known or was let in again.
import assert from 'node:assert/strict';
import { after, afterEach, before, mock, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import {
  type Person,
  act,
  cheapIdentity,
  firstOwner,
  member,
  porchOf,
  roleIds,
  signIn,
  stranger,
  visitor,
} from '../../../test/harness/people.ts';
import { perform } from '../../../test/samples/engine.ts';
import { usualGuessing } from '../../contract/guessing-policy.ts';
import { Problem } from '../../contract/problem.ts';
import { moveClock, resetClock, stopClock } from '../clock.ts';
import type { Vault } from '../vault.ts';
import { enterHashLine, hashLoad } from './hashing.ts';
import { setIdentity, usualIdentity } from './settings.ts';

let acme: Vault;
let owner: Person;
let maija: Person;

before(async () => {
  cheapIdentity();
  acme = await newTenant('acme');
  owner = await firstOwner(acme);
  maija = await member(acme, owner, 'Maija Meri', [roleIds.sales]);
});

afterEach(async () => {
  cheapIdentity();
  resetClock();
  mock.timers.reset();
  const db = await superuserIn(acme);
  await db.query('delete from core.attempt');
});

after(() => setIdentity(usualIdentity));

/** The same vault without a database: whoever asks one gets an error that is no refusal. */
const without = (vault: Vault): Vault => ({
  ...vault,
  pool: { acquire: () => Promise.reject(new Error('the database was asked')) },
});

async function refusalOf(work: Promise<unknown>): Promise<Problem | null> {
  try {
    await work;
    return null;
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
    return error;
  }
}

/** Guesses until the name waits; answers what was said then. */
async function untilItWaits(email: string): Promise<Problem> {
  for (let i = 0; i < 30; i++) {
    const refused = (await refusalOf(signIn(acme, email, 'surely not this one')))!;
    if (refused.code === 'too-many') return refused;
  }
  throw new Error('it never waits');
}

const shed = (email: string, who = visitor(), vault = without(acme)): Promise<Problem | null> =>
  refusalOf(porchOf(vault).shed(email, who));

test('a name that waits is refused from memory in the same words, whether it is anybody’s or not', async () => {
  setIdentity({ waitsKnownForMs: 600_000 });
  stopClock(new Date('2026-11-25T10:00:00Z'));
  for (const email of [maija.email, 'nobody@acme.example']) {
    assert.equal(await shed(email), null, 'nothing is known of it yet');
    const told = await untilItWaits(email);
    const again = (await shed(email))!;
    assert.deepEqual([again.code, again.detail, again.extras], [told.code, told.detail, told.extras]);
    assert.equal((await shed(` ${email.toUpperCase()} `))?.code, 'too-many', 'however it is written');
  }
  assert.equal(await shed('others@acme.example'), null);
});

test('the whole request asks nothing of the database, and lets nobody in by it', async () => {
  setIdentity({ waitsKnownForMs: 600_000 });
  stopClock(new Date('2026-11-25T10:00:00Z'));
  await untilItWaits(maija.email);
  const right = { email: maija.email, password: maija.password };
  const done = await perform(without(acme), stranger, 'session.start', right, { address: '203.0.113.7' });
  assert.equal(done.outcome, 'too-many');
  await assert.rejects(
    perform(
      without(acme),
      stranger,
      'session.start',
      { ...right, email: 'x@acme.example' },
      { address: '203.0.113.7' },
    ),
    /the database was asked/,
  );
});

test('when its time is over, or an administrator has let it in, or the rules are others, it is looked at again', async () => {
  setIdentity({ waitsKnownForMs: 600_000 });
  stopClock(new Date('2026-11-25T10:00:00Z'));
  await untilItWaits(maija.email);
  moveClock(3_600_000);
  assert.equal(await shed(maija.email), null);

  await untilItWaits(maija.email);
  await act(acme, owner.actor, (tx) => tx.guessing.release(maija.id));
  assert.equal(await shed(maija.email), null);

  await untilItWaits(maija.email);
  await act(acme, owner.actor, (tx) => tx.guessing.setPolicy({ ...usualGuessing, delayFrom: 5 }));
  assert.equal(await shed(maija.email), null);
  await act(acme, owner.actor, (tx) => tx.guessing.setPolicy(usualGuessing));

  setIdentity({ waitsKnownForMs: 0 });
  await untilItWaits(maija.email);
  assert.equal(await shed(maija.email), null, 'memory has an end of its own');
});

test('a name that waits for an administrator is told so from memory too', async () => {
  setIdentity({ waitsKnownForMs: 600_000 });
  await act(acme, owner.actor, (tx) =>
    tx.guessing.setPolicy({ ...usualGuessing, blockAfter: 3, delayFrom: 3, release: true }),
  );
  const told = await untilItWaits(maija.email);
  assert.match(told.detail ?? '', /administrator/);
  assert.deepEqual([(await shed(maija.email))!.detail, told.extras.retryAfter], [told.detail, undefined]);
  await act(acme, owner.actor, (tx) => tx.guessing.setPolicy(usualGuessing));
});

test('whoever shows a device is asked about in the database: a known one gets in while the name waits', async () => {
  const { deviceToken } = await signIn(acme, maija.email, maija.password);
  setIdentity({ waitsKnownForMs: 600_000 });
  await untilItWaits(maija.email);
  assert.equal(await shed(maija.email, visitor({ deviceToken })), null);
  await signIn(acme, maija.email, maija.password, visitor({ deviceToken }));
  assert.equal((await shed(maija.email, visitor({ deviceToken: 'no token' })))?.code, 'too-many');
});

test('a full line of strangers refuses strangers of that company before any question, and nobody else', async () => {
  const { deviceToken } = await signIn(acme, maija.email, maija.password);
  setIdentity({ hashesAtOnce: 1, hashesWaiting: 8, hashesWaitingPerTenant: 2 });
  const held = [1, 2, 3].map(() => enterHashLine(acme.id, 'stranger'));
  const refused = await shed('anybody@acme.example');
  assert.deepEqual([refused?.code, (refused?.extras.retryAfter ?? 0) > 0], ['unavailable', true]);
  assert.equal((await refusalOf(signIn(acme, maija.email, maija.password)))?.code, 'unavailable');
  assert.equal(await shed(maija.email, visitor(), { ...without(acme), id: 'another' }), null);
  await signIn(acme, maija.email, maija.password, visitor({ deviceToken }));
  for (const place of held) place.leave();
  assert.equal(await shed('anybody@acme.example'), null);
  assert.deepEqual(hashLoad(), { running: 0, waiting: 0 });
});

test('an address without budget is refused from memory; looking whether it has one costs it nothing', async () => {
  setIdentity({ passwordsPerAddress: { burst: 2, perSecond: 0.01 } });
  const who = visitor();
  for (let i = 0; i < 5; i++) assert.equal(await shed('x@acme.example', who), null);
  for (let i = 0; i < 2; i++) await refusalOf(signIn(acme, 'x@acme.example', 'surely not', who));
  assert.equal((await shed('x@acme.example', who))?.code, 'too-many');
  assert.equal(await shed('x@acme.example'), null);
});

test('that a password is not looked at is said late, what was looked at is not', async () => {
  setIdentity({ hashesAtOnce: 1, hashesWaiting: 0, hashesWaitingPerTenant: 0, refusedAfterMs: 1000 });
  const held = enterHashLine(acme.id, 'stranger');
  mock.timers.enable({ apis: ['setTimeout'] });
  let heard = 0;
  const all = Array.from({ length: 5 }, () => shed('x@acme.example').finally(() => (heard += 1)));
  const turn = () => new Promise((go) => setImmediate(go));
  await turn();
  mock.timers.tick(999);
  await turn();
  assert.equal(heard, 0);
  mock.timers.tick(1);
  assert.deepEqual(
    (await Promise.all(all)).map((p) => p?.code),
    Array(5).fill('unavailable'),
  );
  held.leave();
  mock.timers.reset();
  setIdentity({ refusedAfterMs: 3_600_000 });
  assert.equal((await refusalOf(signIn(acme, maija.email, 'surely not this one')))?.code, 'sign-in-failed');
});
