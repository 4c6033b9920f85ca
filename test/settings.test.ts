// Every document the company decides on goes one way: who may change it, what is refused, what the ledger says of it, who has to agree, and how it goes back. A
// new setting fails here until it has a case.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { usualGuessing } from '../src/contract/guessing-policy.ts';
import { usualPasswords } from '../src/contract/password-policy.ts';
import { usualSessions } from '../src/contract/session-policy.ts';
import { setIdentity, usualIdentity } from '../src/core/identity/settings.ts';
import { openValues } from '../src/core/ledger.ts';
import { settings } from '../src/core/settings/all.ts';
import { type Doc, changeIn, verbsOf } from '../src/core/settings/setting.ts';
import type { Tx } from '../src/core/tx.ts';
import type { UndoView } from '../src/features/operations/contract.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { act, cheapIdentity } from './harness/people.ts';
import { perform } from './samples/engine.ts';
import { type Holder, type Site, makeUser, openSession } from './samples/people.ts';

const ownerRole = '00000000-0000-7000-8000-000000000101';
const salesRole = '00000000-0000-7000-8000-000000000103';

interface Case {
  readonly action: string;
  readonly wish: object;
  /** another one: what somebody else sets later */
  readonly later: object;
  /** null: there is nothing the declaration of the action lets through that is refused */
  readonly unfit: object | null;
  /** the same change beside another action */
  readonly beside: (tx: Tx) => Promise<unknown>;
}

const sign = { picture: 'boat', colour: 'rust', words: 'Ships ahead' } as const;
const factors = { roles: [], kinds: 'any', graceDays: 21, consoleRescue: true } as const;
const exports = { reason: 'always', dayRows: 500, alertAbove: null } as const;
const approvals = { classes: [], delayHours: 48, expiresDays: 9 } as const;

const cases: Readonly<Record<string, Case>> = {
  'settings changed': {
    action: 'settings.edit',
    wish: { currency: 'SEK', timeZone: 'Europe/Stockholm' },
    later: { timeZone: 'Europe/Oslo' },
    unfit: { timeZone: 'Mars/Olympus' },
    beside: (tx) => tx.region.edit({ currency: 'NOK' }),
  },
  'export rules set': {
    action: 'export.setRules',
    wish: exports,
    later: { ...exports, dayRows: 700 },
    unfit: null,
    beside: (tx) => tx.exportRules.set(exports),
  },
  'approval policy set': {
    action: 'approval.setPolicy',
    wish: approvals,
    later: { ...approvals, delayHours: 60 },
    unfit: { ...approvals, classes: ['policy'] },
    beside: (tx) => tx.pending.setPolicy(approvals),
  },
  'bin policy set': {
    action: 'bin.setPolicy',
    wish: { expireDays: 60, forgetHistory: false },
    later: { expireDays: 61, forgetHistory: false },
    unfit: { expireDays: 0, forgetHistory: false },
    beside: (tx) => tx.bin.setPolicy({ expireDays: 60, forgetHistory: false }),
  },
  'factor policy set': {
    action: 'factor.setPolicy',
    wish: { ...factors, required: 'nobody' },
    later: { ...factors, required: 'nobody', graceDays: 5 },
    unfit: { ...factors, required: 'nobody', roles: ['00000000-0000-7000-8000-00000000dead'] },
    beside: (tx) => tx.identity.factors.setPolicy({ ...factors, required: 'nobody' }),
  },
  'session policy set': {
    action: 'session.setPolicy',
    wish: { ...usualSessions, one: true, normal: { idle: 20, absolute: 720 } },
    later: { ...usualSessions, one: true, normal: { idle: 25, absolute: 720 } },
    unfit: { ...usualSessions, normal: { idle: 4, absolute: 720 } },
    beside: (tx) => tx.sessions.setPolicy(usualSessions),
  },
  'guessing policy set': {
    action: 'guessing.set',
    wish: { ...usualGuessing, on: false, blockAfter: 7 },
    later: { ...usualGuessing, on: true, blockAfter: 5 },
    unfit: { ...usualGuessing, dayMost: 1000 },
    beside: (tx) => tx.guessing.setPolicy(usualGuessing),
  },
  'sign set': {
    action: 'sign.setCompany',
    wish: { sign },
    later: { sign: { ...sign, words: 'Another' } },
    unfit: null,
    beside: (tx) => tx.signs.setCompany(sign),
  },
  'own dates and times set': {
    action: 'me.setRegion',
    wish: { locale: 'fi', timeZone: 'America/New_York' },
    later: { locale: 'fi', timeZone: 'browser' },
    unfit: { locale: null, timeZone: 'Mars/Olympus' },
    beside: (tx) => tx.identity.setOwnRegion({ locale: 'de', timeZone: null }),
  },
  'password policy set': {
    action: 'password.setPolicy',
    wish: { ...usualPasswords, least: 20, words: ['Kraken'] },
    later: { ...usualPasswords, least: 22, words: ['Kraken'] },
    unfit: { ...usualPasswords, least: 4 },
    beside: (tx) => tx.identity.setPasswordPolicy(usualPasswords),
  },
};

let site: Site;
let me: Holder;
let seller: Holder;

before(async () => {
  cheapIdentity();
  const vault = await newTenant('acme');
  site = { vault, db: await superuserIn(vault) };
  await makeUser(site.db, [ownerRole], []);
  me = await openSession(site.db, await makeUser(site.db, [ownerRole], []));
  seller = await openSession(site.db, await makeUser(site.db, [salesRole], []));
});
after(() => setIdentity(usualIdentity));

const documents = async (): Promise<unknown> => {
  const { rows } = await site.db.query(
    `select (select to_jsonb(r) from core.region r) as region, (select to_jsonb(e) from core.export_rules e) as exports,
       (select to_jsonb(a) from core.approval_policy a) as approvals, (select to_jsonb(b) from core.bin_policy b) as bin,
       (select to_jsonb(f) - 'set_at' from core.factor_policy f) as factors, (select to_jsonb(s) - 'version' from core.sign_in_policy s) as signin,
       (select jsonb_agg(to_jsonb(o) - 'set_at') from core.own_region o where o.user_id = $1) as own`,
    [me.id],
  );
  return rows[0];
};

interface Entry {
  readonly verb: string;
  readonly permission: string | null;
  readonly values: Doc;
}

async function entriesOf(operation: string): Promise<Entry[]> {
  const { rows } = await site.db.query<Entry & { plain: string | null; sealed: Buffer | null }>(
    `select l.id as entry, l.verb, l.permission, v.plain, v.sealed from core.ledger l join core.ledger_values v on v.entry = l.id
     where l.operation = $1 and l.outcome = 'done'`,
    [operation],
  );
  return rows.map((row) => ({ ...row, values: openValues(site.vault.keys, row as never)! }));
}

async function set(action: string, wish: object, who = me) {
  return perform(site.vault, who.actor, action, wish);
}

async function undo(id: string, more: object = {}): Promise<UndoView> {
  const done = await perform(site.vault, me.actor, 'operation.undo', { id, ...more });
  assert.equal(done.outcome, 'done', done.problem?.message);
  return (done.output as { result: UndoView }).result;
}

test('every setting has a case, and nothing else in the house writes its entries', () => {
  assert.deepEqual(Object.keys(cases).sort(), settings.map((s) => s.verb).sort());
  const core = path.join(import.meta.dirname, '..', 'src', 'core');
  const files = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  const texts = files.map((file) => [file, readFileSync(path.join(core, file), 'utf8')] as const);
  for (const verb of settings.flatMap((s) => verbsOf(s)))
    assert.equal(texts.filter(([, text]) => text.includes(`verb: '${verb}'`)).length, 1, verb);
});

for (const setting of settings) {
  const { action, wish, later, unfit, beside } = cases[setting.verb]!;
  describe(`${setting.title} (${action})`, () => {
    test('is changed by nobody who has not the right, and to nothing that nobody may set', async () => {
      const at = await documents();
      // What each person has, everybody changes for himself and for nobody else.
      assert.equal((await set(action, wish, seller)).outcome, setting.own === true ? 'done' : 'not-allowed');
      if (unfit !== null) assert.equal((await set(action, unfit)).outcome, 'invalid-input');
      assert.deepEqual(await documents(), at);
    });

    test('one entry says what it was and what it is, under the right it needs; and it goes back', async () => {
      const at = await documents();
      const done = await set(action, wish);
      assert.equal(done.outcome, 'done', done.problem?.message);
      const entries = await entriesOf(done.answer.operation!);
      assert.equal(entries.length, 1);
      const [{ verb, permission, values }] = entries as [Entry];
      assert.ok(verbsOf(setting).includes(verb), verb);
      assert.equal(permission, setting.right);
      const { before, after } = changeIn(setting, values);
      assert.notDeepEqual(before, after);
      const parts = Object.keys(after).filter((part) => !(part in setting.labels));
      assert.deepEqual(parts, [], 'each part has a name');
      const changed = await documents();
      assert.notDeepEqual(changed, at);
      const back = await undo(done.answer.operation!);
      assert.deepEqual([back.back, back.kept], [1, []]);
      assert.deepEqual(await documents(), at);
    });

    if (setting.own === true)
      test('nobody but the person takes it back', async () => {
        const done = await set(action, later, seller);
        const { kept, back } = await undo(done.answer.operation!);
        assert.deepEqual([back, kept.map(({ reason }) => reason)], [0, ['Only the person changes it back.']]);
      });

    test('what somebody changed since stays, and goes back only where that is said', async () => {
      const done = async (what: object): Promise<string> => {
        const { outcome, problem, answer } = await set(action, what);
        assert.equal(outcome, 'done', problem?.message);
        return answer.operation!;
      };
      const at = await documents();
      const forced = await done(wish);
      await done(later);
      const all = await undo(forced, { anyway: 'all' });
      assert.deepEqual([all.back, all.kept], [1, []]);
      const first = await done(wish);
      const between = await documents();
      await done(later);
      const now = await documents();
      assert.notDeepEqual(now, at);
      const { back } = await undo(first);
      // Parts nobody touched since may go back; what was changed is neither as it was before nor as it was between.
      if (back === 0) assert.deepEqual(await documents(), now);
      else assert.notDeepEqual(await documents(), between);
    });

    test('where a second administrator has to agree to its class, it is changed by no other way', async () => {
      const { security } = setting;
      await site.db.query('update core.approval_policy set classes = $1', [
        security === null ? [] : [security === 'policy' ? 'roles' : security],
      ]);
      try {
        const at = await documents();
        if (security === null) await act(site.vault, me.actor, beside);
        else {
          await assert.rejects(act(site.vault, me.actor, beside), { code: 'not-allowed' });
          assert.deepEqual(await documents(), at);
          const asked = await set(action, wish);
          assert.equal(asked.answer.status, 202);
          assert.deepEqual(await documents(), at);
        }
      } finally {
        await site.db.query(`update core.approval_policy set classes = '{}'`);
      }
    });
  });
}
