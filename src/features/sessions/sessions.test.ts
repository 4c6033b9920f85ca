// Sessions under the company's policy: how long they last by kind of user, one at a time, distant use, old browsers, and everybody's sessions for administrators.
import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, describe, test } from 'node:test';
import { type Person, cheapIdentity, signIn, visitor, smallCompany } from '../../../test/harness/people.ts';
import { type Done, perform, performer } from '../../../test/samples/engine.ts';
import { outdated, readBrowser, usualLeast } from '../../contract/browsers.ts';
import { usualGuessing } from '../../contract/guessing-policy.ts';
import { type SessionPolicy, usualSessions } from '../../contract/session-policy.ts';
import { moveClock, resetClock } from '../../core/clock.ts';
import { noteUse } from '../../core/identity/distance.ts';
import type { PgConnection } from '../../core/pg.ts';
import type { Actor } from '../../core/principal.ts';
import type { Tx } from '../../core/tx.ts';
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

const minutes = (n: number): void => moveClock(n * 60_000);
const call = (who: { actor: Actor }, action: string, input: object = {}, more: object = {}): Promise<Done> =>
  perform(vault, who.actor, action, input, more);
const outcome = async (who: { actor: Actor }, action = 'me.view'): Promise<string> => (await call(who, action)).outcome;

async function set(change: Partial<SessionPolicy>): Promise<void> {
  const done = await call(owner, 'session.setPolicy', { ...usualSessions, ...change });
  assert.equal(done.outcome, 'done', JSON.stringify(done.problem));
}

async function entries(verb: string): Promise<Record<string, unknown>[]> {
  const { rows } = await db.query<{ plain: string }>(
    'select v.plain from core.ledger l join core.ledger_values v on v.entry = l.id where l.verb = $1 order by l.id',
    [verb],
  );
  return rows.map(({ plain }) => JSON.parse(plain) as Record<string, unknown>);
}

describe('how long sessions last', () => {
  test('by kind of user, in minutes, enforced at the server, and open ones obey at once', async () => {
    await set({ normal: { idle: 5, absolute: 60 }, administrator: { idle: 10, absolute: 120 } });
    minutes(4);
    assert.deepEqual([await outcome(rep), await outcome(owner)], ['done', 'done']);
    minutes(6);
    assert.deepEqual([await outcome(rep), await outcome(owner)], ['session-ended', 'done']);
    minutes(11);
    assert.equal(await outcome(owner), 'session-ended');
  });

  test('a session that is used without a pause ends at its longest all the same', async () => {
    await set({ normal: { idle: 5, absolute: 60 } });
    const { token } = await signIn(vault, rep.email, rep.password);
    const { tokenHash } = await import('../../core/identity/tokens.ts');
    const me = { actor: { kind: 'session', tokenHash: tokenHash(token)! } as Actor };
    for (let n = 0; n < 14; n++) {
      minutes(4);
      assert.equal(await outcome(me), 'done', `after ${4 * (n + 1)} minutes`);
    }
    minutes(4);
    assert.equal(await outcome(me), 'session-ended');
  });

  test('what a page asks for by itself does not count as a use', async () => {
    await set({ normal: { idle: 5, absolute: 60 } });
    const passive = { actor: { ...rep.actor, passive: true } as Actor };
    for (let n = 0; n < 4; n++) {
      minutes(1);
      assert.equal(await outcome(passive, 'session.time'), 'done');
    }
    minutes(1.1);
    assert.equal(await outcome(passive, 'session.time'), 'session-ended');
  });

  test('nobody sets less than 5 or more than 480 minutes, or more than 30 days', async () => {
    for (const [idle, absolute] of [
      [4, 720],
      [481, 720],
      [30, 59],
      [30, 43_201],
      [30.5, 720],
    ] as const) {
      const done = await call(owner, 'session.setPolicy', { ...usualSessions, normal: { idle, absolute } });
      assert.equal(done.outcome, 'invalid-input', `${idle} ${absolute}`);
    }
    assert.equal((await call(rep, 'session.setPolicy', usualSessions)).outcome, 'not-allowed');
    await set({ normal: { idle: 480, absolute: 43_200 } });
    assert.equal((await entries('session policy set')).length, 1);
  });

  test('longer times do not prolong what is open', async () => {
    const before = await db.query<{ at: Date }>('select max(expires_at) as at from core.session');
    await set({ normal: { idle: 30, absolute: 10_000 }, administrator: { idle: 30, absolute: 10_000 } });
    const after = await db.query<{ at: Date }>('select max(expires_at) as at from core.session');
    assert.deepEqual(after.rows, before.rows);
  });

  test('where the policy asks, a second administrator approves it', async () => {
    await db.query(`update core.approval_policy set classes = '{signin}'`);
    const asked = await call(owner, 'session.setPolicy', { ...usualSessions, normal: { idle: 480, absolute: 43_200 } });
    assert.equal(asked.answer.status, 202);
    assert.match((asked.output as { pending: { summary: string } }).pending.summary, /beyond the standard/);
  });
});

describe('one session a person', () => {
  test('by option a new sign-in ends the others, and says so on record', async () => {
    await signIn(vault, rep.email, rep.password);
    assert.equal(await outcome(rep), 'done', 'several are allowed unless said otherwise');
    await set({ one: true });
    await signIn(vault, rep.email, rep.password);
    assert.equal(await outcome(rep), 'session-ended');
    assert.equal(await outcome(owner), 'done', 'others keep theirs');
    assert.equal((await entries('ended sessions')).length, 1);
  });
});

describe('from distant networks at the same time', () => {
  test('is told once: two far places within minutes, not one after the other, nor from one office', () => {
    const key = `person ${Math.random()}`;
    assert.equal(noteUse(key, '192.0.2.7'), null);
    assert.equal(noteUse(key, '192.0.77.9'), null, 'the same network');
    minutes(30);
    assert.equal(noteUse(key, '198.51.100.7'), null, 'half an hour later he may have travelled');
    minutes(1);
    assert.deepEqual(noteUse(key, '192.0.2.7'), ['198.51.100.7', '192.0.2.7']);
    assert.equal(noteUse(key, '198.51.100.7'), null, 'told once');
  });

  test('administrators get a notice with the addresses, and it stands in the ledger', async () => {
    await call(rep, 'me.view', {}, { address: '192.0.2.7' });
    await call(rep, 'me.view', {}, { address: '198.51.100.7' });
    for (let tries = 0; tries < 100 && (await entries('used from distant networks')).length === 0; tries++)
      await new Promise((go) => setTimeout(go, 30));
    const told = await call(owner, 'notice.list');
    const { rows } = told.output as { rows: { what: { kind: string; places: string[]; person: { name: string } } }[] };
    assert.deepEqual(
      rows.map(({ what }) => [what.kind, what.person.name, what.places]),
      [['distant', 'Rosa Rep', ['192.0.2.7', '198.51.100.7']]],
    );
    const other = await call(rep, 'notice.list');
    assert.deepEqual((other.output as { rows: unknown[] }).rows, []);
  });
});

describe('everybody’s sessions', () => {
  test('administrators see them with browser and address, and end one or all; others do not', async () => {
    const chrome =
      'Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.0.0 Safari/537.36';
    const old = await signIn(vault, rep.email, rep.password, visitor({ userAgent: chrome, address: '192.0.2.7' }));
    const list = await call(owner, 'session.all');
    const rows = (
      list.output as {
        rows: { id: string; person: { title: string }; address: string; outdated: { what: string }[] }[];
      }
    ).rows;
    const found = rows.find(({ address }) => address === '192.0.2.7')!;
    assert.deepEqual([found.person.title, found.outdated.map(({ what }) => what)], ['Rosa Rep', ['chrome', 'windows']]);
    assert.equal((await call(rep, 'session.all')).outcome, 'not-allowed');
    assert.equal((await call(rep, 'session.endAny', { id: found.id })).outcome, 'not-allowed');
    const { tokenHash } = await import('../../core/identity/tokens.ts');
    const his = { actor: { kind: 'session', tokenHash: tokenHash(old.token)! } as Actor };
    assert.equal(await outcome(his), 'done');
    assert.equal((await call(owner, 'session.endAny', { id: found.id })).outcome, 'done');
    assert.deepEqual([await outcome(his), await outcome(rep)], ['session-ended', 'done']);
    assert.deepEqual((await call(owner, 'session.endAllOf', { person: rep.id })).output, { ended: 1 });
    assert.deepEqual([await outcome(rep), await outcome(owner)], ['session-ended', 'done']);
  });
});

describe('browsers and systems that are out of date', () => {
  const agents: [string, string][] = [
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
      '',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
      'chrome',
    ],
    ['Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0', 'firefox windows'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/110.0.0.0',
      'edge',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 15_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.1 Mobile/15E148 Safari/604.1',
      'safari ios',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2 Safari/605.1.15',
      '',
    ],
    [
      'Mozilla/5.0 (Linux; Android 9; SM-G960F) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/20.0 Chrome/106.0.0.0 Mobile Safari/537.36',
      'samsung android',
    ],
    ['curl/8.5.0', ''],
    ['', ''],
  ];

  test('are told from what they say of themselves; what says nothing is not', () => {
    for (const [agent, what] of agents)
      assert.equal(
        outdated(readBrowser(agent), usualLeast)
          .map((old) => old.what)
          .join(' '),
        what,
        agent,
      );
  });

  test('are warned with their maker’s page, or refused before any password is looked at, as the policy says', async () => {
    const old = visitor({ userAgent: agents[1]![0] });
    const session = await signIn(vault, rep.email, rep.password, old);
    const { tokenHash } = await import('../../core/identity/tokens.ts');
    const me = { actor: { kind: 'session', tokenHash: tokenHash(session.token)! } as Actor };
    const warned = (await call(me, 'session.time')).output as { outdated: { what: string; link: string }[] };
    assert.deepEqual(
      warned.outdated.map(({ what, link }) => [what, new URL(link).protocol]),
      [['chrome', 'https:']],
    );
    await set({ outdated: 'refuse' });
    await assert.rejects(signIn(vault, rep.email, 'whatever it may be', old), { code: 'browser-refused' });
    await assert.rejects(signIn(vault, rep.email, rep.password, old), { code: 'browser-refused' });
    await signIn(vault, rep.email, rep.password, visitor({ userAgent: agents[0]![0] }));
    await set({ outdated: 'list' });
    await signIn(vault, rep.email, rep.password, old);
    assert.deepEqual(((await call(me, 'session.time')).output as { outdated: unknown[] }).outdated, []);
  });
});

test('only the product itself tells of distant use', async () => {
  const purpose = { action: 'test', reads: false, requestId: null, address: null };
  await assert.rejects(
    performer.door.open(vault, owner.actor, purpose, (tx) => tx.sessions.tellDistant(rep.id, ['192.0.2.7'])),
    { code: 'not-allowed' },
  );
});

test('what decides on sessions and on guessing refuses whoever has no right to it by itself, whatever action asks', async () => {
  const purpose = { action: 'test', reads: false, requestId: null, address: null };
  const asks: readonly ((tx: Tx) => Promise<unknown>)[] = [
    (tx) => tx.sessions.setPolicy(usualSessions),
    (tx) => tx.sessions.all(),
    (tx) => tx.sessions.end(owner.session.id),
    (tx) => tx.sessions.endAllOf(owner.id),
    (tx) => tx.guessing.setPolicy(usualGuessing),
    (tx) => tx.guessing.blocked(),
    (tx) => tx.guessing.release(owner.id),
    (tx) => tx.guessing.lift('192.0.2.7'),
  ];
  for (const ask of asks)
    await assert.rejects(performer.door.open(vault, rep.actor, purpose, ask), { code: 'not-allowed' }, String(ask));
});
