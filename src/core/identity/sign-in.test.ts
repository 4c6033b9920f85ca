// Signing in under attack: guessing, locking out, fixation, replay; and sessions to their end (T13, T16).
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
  visitor,
} from '../../../test/harness/people.ts';
import { Problem } from '../../contract/problem.ts';
import { moveClock, resetClock, stopClock } from '../clock.ts';
import { newToken } from '../ids.ts';
import type { Vault } from '../vault.ts';
import { setIdentity, usualIdentity } from './settings.ts';

let acme: Vault;
let beta: Vault;
let owner: Person;
let maija: Person;

before(async () => {
  cheapIdentity();
  acme = await newTenant('acme');
  beta = await newTenant('beta');
  owner = await firstOwner(acme);
  await firstOwner(beta);
  maija = await member(acme, owner, 'Maija Meri', [roleIds.sales]);
});

afterEach(async () => {
  resetClock();
  const db = await superuserIn(acme);
  await db.query('delete from core.attempt');
});

after(() => setIdentity(usualIdentity));

/** The code of what was refused, and how long to wait; "in" when it was not. */
async function outcome(work: Promise<unknown>): Promise<{ code: string; wait: number }> {
  try {
    await work;
    return { code: 'in', wait: 0 };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { code: error.code, wait: error.extras.retryAfter ?? 0 };
  }
}

const guess = (vault: Vault, email: string, password = 'surely not this one') =>
  outcome(signIn(vault, email, password));

test('the right password opens a session, in any case of the address and any form of the text', async () => {
  const session = await signIn(acme, ` ${maija.email.toUpperCase()} `, maija.password.normalize('NFD'));
  assert.equal(session.userId, maija.id);
  const { roles: _, ...self } = await act(acme, actorOf(session), (tx) => tx.identity.self(), true);
  // Nothing chosen of one's own: the company's way of writing dates and times.
  const region = { locale: null, timeZone: null };
  assert.deepEqual(self, { id: maija.id, name: 'Maija Meri', email: maija.email, region });
});

test('wrong password, unknown name, invited, closed and placeholder accounts are refused with the same words', async () => {
  const invited = await act(acme, owner.actor, (tx) =>
    tx.identity.invite({ name: 'Ville', email: 'ville@acme.example', roles: [roleIds.sales], teams: [] }),
  );
  const closed = await member(acme, owner, 'Kalle Kiinni', [roleIds.sales]);
  await act(acme, owner.actor, (tx) => tx.identity.deactivate(closed.id));
  const db = await superuserIn(acme);
  await db.query(
    `insert into data."user" (id, version, created_at, created_by, updated_at, updated_by, name, email, status)
     select gen_random_uuid(), 1, now(), id, now(), id, 'Paikka', 'paikka@acme.example', 'placeholder' from data."user" where id = $1`,
    [owner.id],
  );
  assert.ok(invited.userId);
  const bodies = new Set<string>();
  for (const [email, password] of [
    [maija.email, 'not her password at all'],
    ['nobody@acme.example', maija.password],
    ['ville@acme.example', 'anything whatsoever'],
    [closed.email, closed.password],
    ['paikka@acme.example', 'anything whatsoever'],
    ['', ''],
    ['\0', 'x'],
    ['\ud800@x', 'x'],
    [`${'a'.repeat(5000)}@x`, 'x'],
    [maija.email, ''],
  ] as const) {
    await assert.rejects(signIn(acme, email, password), (error) => {
      assert.ok(error instanceof Problem);
      bodies.add(JSON.stringify([error.code, error.detail, error.extras]));
      return true;
    });
  }
  assert.deepEqual([...bodies], [JSON.stringify(['sign-in-failed', undefined, {}])]);
});

test('from the third failure on one has to wait, the tenth blocks for a quarter of an hour, and the right password does not help then', async () => {
  stopClock(new Date('2026-11-25T10:00:00Z'));
  const histories: { code: string; wait: number }[][] = [];
  for (const email of [maija.email, 'never.seen@acme.example']) {
    stopClock(new Date('2026-11-25T10:00:00Z'));
    const history: { code: string; wait: number }[] = [];
    for (let failures = 0; failures < 10;) {
      const seen = await guess(acme, email);
      history.push(seen);
      if (seen.code === 'sign-in-failed') failures += 1;
      else moveClock(seen.wait * 1000);
    }
    history.push(await guess(acme, email, maija.password));
    moveClock(899_000);
    history.push(await guess(acme, email, maija.password));
    histories.push(history);
  }
  const [known, unknown] = histories;
  assert.deepEqual(known, unknown, 'a name nobody has is treated the same');
  const waits = known!.filter((h) => h.code === 'too-many').map((h) => h.wait);
  assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 64, 900, 1]);
  stopClock(new Date('2026-11-25T11:00:00Z'));
  assert.equal((await guess(acme, maija.email, maija.password)).code, 'in', 'after the block the right password opens');
});

test('fifty guesses at the same moment are counted as fifty: no more than ten are looked at', async () => {
  stopClock(new Date('2026-11-25T10:00:00Z'));
  const answers = await Promise.all(Array.from({ length: 50 }, () => guess(acme, maija.email)));
  const looked = answers.filter((a) => a.code === 'sign-in-failed').length;
  assert.ok(looked >= 1 && looked <= 10, `${looked}`);
  assert.equal(answers.filter((a) => a.code === 'too-many').length, 50 - looked);
});

/** Of instants in seconds: so many at most in any window of that length. */
const mostWithin = (instants: readonly number[], seconds: number): number =>
  Math.max(...instants.map((t) => instants.filter((u) => u >= t && u < t + seconds).length));

test('a patient guesser gets at most ten tries in any quarter of an hour and a hundred in any day (G8)', async () => {
  const start = new Date('2026-11-25T10:00:00Z');
  stopClock(start);
  const looked: number[] = [];
  let at = 0;
  const threeDays = 3 * 86_400;
  while (at < threeDays) {
    const { code, wait } = await guess(acme, maija.email);
    if (code === 'sign-in-failed') looked.push(at);
    const step = code === 'too-many' ? wait : 1;
    at += step;
    moveClock(step * 1000);
  }
  assert.ok(mostWithin(looked, 900) <= 10, `${mostWithin(looked, 900)} in 15 minutes`);
  assert.ok(mostWithin(looked, 86_400) <= 100, `${mostWithin(looked, 86_400)} in a day`);
  assert.ok(looked.length > 20, 'the guesser was at work');
});

interface Siege {
  /** of guesses that were looked at, seconds */
  readonly looked: number[];
  /** of the owner's sign-ins, each from a browser nobody knows */
  readonly got: number[];
}

/** Somebody guesses as often as he is let, from one second to another, while the owner signs in every so often from a new browser. */
async function siege(from: number, to: number, every: number): Promise<Siege> {
  const [looked, got]: [number[], number[]] = [[], []];
  let [at, guesses, signsIn] = [from, from, from + every];
  for (let next = from; next < to; next = Math.min(guesses, signsIn)) {
    moveClock((next - at) * 1000);
    at = next;
    if (signsIn === at) {
      const { code, wait } = await guess(acme, maija.email, maija.password);
      if (code === 'in') got.push(at);
      signsIn += code === 'in' ? every : Math.min(wait, every);
    } else {
      const { code, wait } = await guess(acme, maija.email);
      if (code === 'sign-in-failed') looked.push(at);
      guesses += code === 'too-many' ? wait : 1;
    }
  }
  moveClock((to - at) * 1000);
  return { looked, got };
}

test('that its owner signs in from new browsers in the middle gives a guesser no more than ten tries in any quarter of an hour (G8)', async () => {
  stopClock(new Date('2026-11-25T10:00:00Z'));
  const { looked, got } = await siege(0, 3 * 3600, 180);
  assert.ok(mostWithin(looked, 900) <= 10, `${mostWithin(looked, 900)} in 15 minutes`);
  assert.ok(looked.length > 50 && got.length > 5, `${looked.length} guesses, ${got.length} sign-ins`);
});

test('nor more than a hundred in any day, wherever the day begins', async () => {
  stopClock(new Date('2026-11-25T00:00:00Z'));
  const first = await siege(0, 1, 900);
  moveClock(21 * 3_600_000 - 1000);
  const { looked, got } = await siege(21 * 3600, 28 * 3600, 450);
  assert.equal(first.looked.length, 1);
  const all = [...first.looked, ...looked];
  assert.ok(mostWithin(all, 86_400) <= 100, `${mostWithin(all, 86_400)} in a day`);
  assert.ok(mostWithin(all, 900) <= 10 && all.length >= 90 && got.length > 5, `${all.length} guesses, ${got.length}`);
  const waits = await guess(acme, maija.email, maija.password);
  assert.ok(waits.code === 'in' || waits.wait <= 86_400, `${waits.wait}`);
});

test('ten sign-ins in a row from new browsers are none too many, and a right password takes back its own try alone', async () => {
  stopClock(new Date('2026-11-25T10:00:00Z'));
  const all = await Promise.all(Array.from({ length: 12 }, () => guess(acme, maija.email, maija.password)));
  for (let i = 0; i < 12; i += 1) assert.equal((await guess(acme, maija.email, maija.password)).code, 'in');
  assert.ok(all.filter(({ code }) => code === 'in').length > 0);
  for (let wrong = 0; wrong < 10; wrong += 1) {
    assert.equal((await guess(acme, maija.email)).code, 'sign-in-failed');
    moveClock(1000);
    if (wrong % 2 === 1 && wrong < 9) assert.equal((await guess(acme, maija.email, maija.password)).code, 'in');
  }
  const { code, wait } = await guess(acme, maija.email, maija.password);
  assert.ok(code === 'too-many' && wait > 800 && wait <= 900, `${code} ${wait}`);
});

test('whoever has a known device gets in while strangers hammer the account (T16, G8)', async () => {
  stopClock(new Date('2026-11-25T10:00:00Z'));
  const here = visitor();
  const session = await signIn(acme, maija.email, maija.password, here);
  let device = session.deviceToken;
  let got = 0;
  for (let round = 0; round < 40; round++) {
    await Promise.all([1, 2, 3].map(() => guess(acme, maija.email)));
    const again = await signIn(acme, maija.email, maija.password, visitor({ deviceToken: device })).catch(
      () => undefined,
    );
    if (again === undefined) continue;
    got += 1;
    device = again.deviceToken;
    moveClock(1000);
  }
  assert.equal(got, 40);
  await Promise.all([1, 2, 3].map(() => guess(acme, maija.email)));
  assert.equal((await guess(acme, maija.email, maija.password)).code, 'too-many', 'a new device has to wait');
});

test('a known device guesses no better than a stranger, and does not lock others out', async () => {
  stopClock(new Date('2026-11-25T10:00:00Z'));
  const { deviceToken } = await signIn(acme, maija.email, maija.password);
  let looked = 0;
  for (let i = 0; i < 60; i++) {
    const { code } = await outcome(signIn(acme, maija.email, `guess ${i}`, visitor({ deviceToken })));
    if (code === 'sign-in-failed') looked += 1;
    moveClock(10_000);
  }
  assert.ok(looked <= 10, `${looked} in ten minutes`);
  assert.equal((await guess(acme, maija.email, maija.password)).code, 'in');
});

test('a device is known for its people only, and a token planted in a browser is worth nothing after they sign in', async () => {
  stopClock(new Date('2026-11-25T10:00:00Z'));
  const mine = await signIn(acme, owner.email, owner.password);
  await Promise.all(Array.from({ length: 20 }, () => guess(acme, maija.email)));
  moveClock(1000);
  await Promise.all(Array.from({ length: 20 }, (_, i) => guess(acme, maija.email, `x${i}`)));
  for (const deviceToken of [mine.deviceToken, newToken(), 'x']) {
    const { code } = await outcome(signIn(acme, maija.email, maija.password, visitor({ deviceToken })));
    assert.equal(code, 'too-many');
  }
  moveClock(86_400_000);
  const both = await signIn(acme, maija.email, maija.password, visitor({ deviceToken: mine.deviceToken }));
  assert.notEqual(both.deviceToken, mine.deviceToken);
  await Promise.all(Array.from({ length: 20 }, () => guess(acme, maija.email)));
  assert.equal(
    (await outcome(signIn(acme, maija.email, maija.password, visitor({ deviceToken: mine.deviceToken })))).code,
    'too-many',
  );
  assert.equal(
    (await outcome(signIn(acme, maija.email, maija.password, visitor({ deviceToken: both.deviceToken })))).code,
    'in',
  );
});

test('when the line for hashing is full nothing is counted against anybody, and a known device still gets in', async () => {
  const { deviceToken } = await signIn(acme, maija.email, maija.password);
  setIdentity({
    argon2: { memoryKiB: 8 * 1024, passes: 2, lanes: 1 },
    hashesAtOnce: 1,
    hashesWaiting: 4,
    hashesWaitingPerTenant: 4,
  });
  try {
    const db = await superuserIn(acme);
    const counted = async (): Promise<number> => (await db.query('select 1 from core.attempt')).rowCount;
    const before = await counted();
    const flood = Array.from({ length: 60 }, (_, i) => guess(acme, `nobody${i}@acme.example`));
    const mine = outcome(signIn(acme, maija.email, maija.password, visitor({ deviceToken })));
    const codes = (await Promise.all(flood)).map((o) => o.code);
    assert.equal((await mine).code, 'in');
    const looked = codes.filter((code) => code === 'sign-in-failed').length;
    assert.ok(codes.includes('unavailable') && looked > 0, codes.join(' '));
    const since = (await counted()) - before;
    assert.ok(since <= looked + 1, `${since} counted, ${looked} looked at`);
  } finally {
    cheapIdentity();
  }
});

test('one address may have only so many passwords looked at, whatever names it tries, and an IPv6 /64 is one address', async () => {
  setIdentity({ passwordsPerAddress: { burst: 5, perSecond: 0.1 } });
  stopClock(new Date('2026-11-25T10:00:00Z'));
  try {
    for (const address of ['203.0.113.9', '2001:db8:1:2::']) {
      const codes: string[] = [];
      for (let i = 0; i < 8; i++) {
        const from = address.includes(':') ? `${address}${i + 1}` : address;
        codes.push((await outcome(signIn(acme, `n${i}@acme.example`, 'x', visitor({ address: from })))).code);
      }
      assert.deepEqual(codes, [...Array(5).fill('sign-in-failed'), ...Array(3).fill('too-many')]);
    }
    assert.equal(
      (await outcome(signIn(acme, maija.email, maija.password, visitor({ address: '203.0.113.10' })))).code,
      'in',
    );
  } finally {
    cheapIdentity();
  }
});

test('a session is new with every sign-in, ends the one the browser had, and only its hash is kept (T13)', async () => {
  const first = await signIn(acme, maija.email, maija.password);
  const second = await signIn(acme, maija.email, maija.password, visitor({ sessionToken: first.token }));
  assert.notEqual(first.token, second.token);
  assert.match(second.token, /^[A-Za-z0-9_-]{43}$/);
  await assert.rejects(
    act(acme, actorOf(first), (tx) => tx.identity.self(), true),
    { code: 'session-ended' },
  );
  await act(acme, actorOf(second), (tx) => tx.identity.self(), true);
  const db = await superuserIn(acme);
  const { rows } = await db.query<{ line: string }>(
    `select s::text || l::text || v::text as line from core.session s, core.ledger l left join core.ledger_values v on v.entry = l.id`,
  );
  const text = rows.map((r) => r.line).join('\n');
  for (const secret of [first.token, second.token, second.deviceToken!, maija.password])
    assert.ok(!text.includes(secret));
  assert.ok(!text.includes(Buffer.from(second.token, 'base64url').toString('hex')));
});

test('a token chosen by somebody else opens nothing and never becomes a session (fixation)', async () => {
  const chosen = newToken();
  const session = await signIn(
    acme,
    maija.email,
    maija.password,
    visitor({ sessionToken: chosen, deviceToken: chosen }),
  );
  assert.ok(session.token !== chosen && session.deviceToken !== chosen);
  await assert.rejects(
    act(acme, actorOf({ token: chosen }), (tx) => tx.identity.self(), true),
    { code: 'session-ended' },
  );
});

test('after signing out the session is dead at once, and replaying it does not bring it back', async () => {
  const session = await signIn(acme, maija.email, maija.password);
  await act(acme, actorOf(session), (tx) => tx.identity.signOut());
  for (let i = 0; i < 3; i++) {
    await assert.rejects(
      act(acme, actorOf(session), (tx) => tx.identity.self(), true),
      { code: 'session-ended' },
    );
  }
});

test('a session ends after half an hour without use and after twelve hours in any case', async () => {
  stopClock(new Date('2026-11-25T08:00:00Z'));
  const idle = await signIn(acme, maija.email, maija.password);
  const busy = await signIn(acme, maija.email, maija.password);
  const use = (s: { token: string }) => outcome(act(acme, actorOf(s), (tx) => tx.identity.self(), true));
  for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
    assert.equal((await use(busy)).code, 'in', `after ${minutes} minutes`);
    moveClock(20 * 60_000);
    if (minutes === 20) assert.equal((await use(idle)).code, 'session-ended');
  }
  assert.equal((await use(busy)).code, 'in');
  moveClock(21 * 60_000);
  assert.equal((await use(busy)).code, 'session-ended');
});

test('a session of one vault opens nothing in another, also where the person has the same password there (T1)', async () => {
  const session = await signIn(acme, maija.email, maija.password);
  await assert.rejects(
    act(beta, actorOf(session), (tx) => tx.identity.self(), true),
    { code: 'session-ended' },
  );
  assert.equal((await guess(beta, maija.email, maija.password)).code, 'sign-in-failed');
});

test('a hash made with other costs is replaced when its owner signs in', async () => {
  const db = await superuserIn(acme);
  const phc = async (): Promise<string> =>
    (await db.query<{ phc: string }>('select phc from core.credential where user_id = $1', [maija.id])).rows[0]!.phc;
  const before = await phc();
  setIdentity({ argon2: { memoryKiB: 128, passes: 2, lanes: 1 } });
  try {
    await signIn(acme, maija.email, maija.password);
    assert.match(await phc(), /m=128,t=2,p=1/);
    assert.notEqual(await phc(), before);
    await signIn(acme, maija.email, maija.password);
  } finally {
    cheapIdentity();
  }
});

test('a password proved before the account was closed, or before it was changed, opens nothing after', async () => {
  const kim = await member(acme, owner, 'Kim Kesken', [roleIds.sales]);
  const who = visitor();
  const early = await porchOf(acme).provePassword(kim.email, kim.password, who);
  const reset = await act(acme, owner.actor, (tx) => tx.identity.resetLink(kim.id));
  const next = await followLink(acme, reset.url, { password: 'kuusi keltaista bussia' });
  await assert.rejects(
    act(acme, stranger, (tx) => tx.identity.startSession(early, who)),
    { code: 'sign-in-failed' },
  );
  const later = await porchOf(acme).provePassword(kim.email, 'kuusi keltaista bussia', who);
  await act(acme, owner.actor, (tx) => tx.identity.deactivate(kim.id));
  await assert.rejects(
    act(acme, stranger, (tx) => tx.identity.startSession(later, who)),
    { code: 'sign-in-failed' },
  );
  await assert.rejects(
    act(acme, actorOf(next), (tx) => tx.identity.self(), true),
    { code: 'session-ended' },
  );
});

test('a proof is good for one request, a minute and its own vault; a made-up one for nothing', async () => {
  const who = visitor();
  const proof = await porchOf(acme).provePassword(maija.email, maija.password, who);
  await assert.rejects(
    act(beta, stranger, (tx) => tx.identity.startSession(proof, who)),
    /no proof/,
  );
  await act(acme, stranger, (tx) => tx.identity.startSession(proof, who));
  await assert.rejects(
    act(acme, stranger, (tx) => tx.identity.startSession(proof, who)),
    /no proof/,
  );
  await assert.rejects(
    act(acme, stranger, (tx) => tx.identity.startSession({ what: 'sign-in' }, who)),
    /no proof/,
  );
  const another = await porchOf(acme).provePassword(maija.email, maija.password, who);
  await assert.rejects(
    act(acme, stranger, (tx) => tx.identity.consumeLink(another as never, who)),
    /no proof/,
    'of another thing',
  );
  const old = await porchOf(acme).provePassword(maija.email, maija.password, who);
  moveClock(61_000);
  await assert.rejects(
    act(acme, stranger, (tx) => tx.identity.startSession(old, who)),
    /no proof/,
  );
});

test('one sees one’s open sessions, ends one, and ends all others; never somebody else’s', async () => {
  const a = await signIn(acme, maija.email, maija.password);
  const b = await signIn(acme, maija.email, maija.password, visitor({ userAgent: 'Phone' }));
  const mine = await act(acme, actorOf(a), (tx) => tx.identity.sessions(), true);
  const phone = mine.find((s) => s.userAgent === 'Phone');
  assert.equal(mine.filter((s) => s.current).length, 1);
  await assert.rejects(
    act(acme, owner.actor, (tx) => tx.identity.endSession(phone!.id)),
    { code: 'not-found' },
  );
  await act(acme, actorOf(a), (tx) => tx.identity.endSession(phone!.id));
  await assert.rejects(
    act(acme, actorOf(b), (tx) => tx.identity.self(), true),
    { code: 'session-ended' },
  );
  const c = await signIn(acme, maija.email, maija.password);
  assert.ok((await act(acme, actorOf(a), (tx) => tx.identity.endOtherSessions())) >= 1);
  await assert.rejects(
    act(acme, actorOf(c), (tx) => tx.identity.self(), true),
    { code: 'session-ended' },
  );
  assert.equal((await act(acme, actorOf(a), (tx) => tx.identity.sessions(), true)).length, 1);
});

test('what was proved of the password before changes nothing once it is another', async () => {
  const paula = await member(acme, owner, 'Paula Pari', [roleIds.sales]);
  const here = await signIn(acme, paula.email, paula.password);
  const prove = (next: string) => porchOf(acme).proveChange(here.token, paula.password, next, visitor());
  const [first, second] = [await prove('kuusi keltaista bussia'), await prove('kuusi punaista bussia')];
  await act(acme, actorOf(here), (tx) => tx.identity.changePassword(first));
  await assert.rejects(
    act(acme, actorOf(here), (tx) => tx.identity.changePassword(second)),
    { code: 'session-ended' },
  );
  await signIn(acme, paula.email, 'kuusi keltaista bussia');
});

test('a person changes the password with the present one; other sessions end and the old password is over (M50)', async () => {
  const vera = await member(acme, owner, 'Vera Vaihtaja', [roleIds.sales]);
  const here = await signIn(acme, vera.email, vera.password);
  const there = await signIn(acme, vera.email, vera.password);
  const change = async (current: string, next: string) => {
    const proof = await porchOf(acme).proveChange(
      here.token,
      current,
      next,
      visitor({ deviceToken: here.deviceToken }),
    );
    await act(acme, actorOf(here), (tx) => tx.identity.changePassword(proof));
  };
  const fields = async (work: Promise<unknown>): Promise<string> => {
    const error = await work.then(
      () => undefined,
      (e: unknown) => e,
    );
    assert.ok(error instanceof Problem && error.code === 'invalid-input');
    return error.extras.errors!.map((e) => `${e.field}:${e.code}`).join();
  };
  assert.equal(await fields(change('not the present one', 'kuusi keltaista bussia')), 'current:wrong');
  assert.equal(await fields(change(vera.password, 'short')), 'next:too-short');
  assert.equal(await fields(change(vera.password, 'Vera Vaihtaja Acme')), 'next:about-you');
  await change(vera.password, 'kuusi keltaista bussia');
  await act(acme, actorOf(here), (tx) => tx.identity.self(), true);
  await assert.rejects(
    act(acme, actorOf(there), (tx) => tx.identity.self(), true),
    { code: 'session-ended' },
  );
  assert.equal((await guess(acme, vera.email, vera.password)).code, 'sign-in-failed');
  assert.equal((await guess(acme, vera.email, 'kuusi keltaista bussia')).code, 'in');
  // The other browser is not known any more either: strangers stand in its way.
  await Promise.all(Array.from({ length: 20 }, () => guess(acme, vera.email)));
  const from = async ({ deviceToken }: typeof here): Promise<string> =>
    (await outcome(signIn(acme, vera.email, 'kuusi keltaista bussia', visitor({ deviceToken })))).code;
  assert.equal(await from(there), 'too-many');
  assert.equal(await from(here), 'in');
});

test('whoever took over a session cannot guess the password through it, and does not lock its owner out by trying', async () => {
  const session = await signIn(acme, maija.email, maija.password);
  let looked = 0;
  for (let i = 0; i < 40; i++) {
    const { code } = await outcome(
      porchOf(acme).proveChange(session.token, `guess ${i}`, 'kuusi keltaista bussia', visitor()),
    );
    if (code === 'invalid-input') looked += 1;
  }
  assert.ok(looked <= 10, `${looked}`);
  assert.equal((await guess(acme, maija.email, maija.password)).code, 'in');
  assert.equal((await outcome(porchOf(acme).proveChange(newToken(), 'x', 'y', visitor()))).code, 'session-ended');
  assert.equal((await outcome(porchOf(acme).proveChange(null, 'x', 'y', visitor()))).code, 'session-ended');
});
