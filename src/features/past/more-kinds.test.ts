// Rules on networks, the mail server, keys, applications and offered totals as they were: what of them comes back, by undo and from the time machine, and what
// never does - a secret, and what would lock out whoever brings it back.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type Done, perform, performer } from '../../../test/samples/engine.ts';
import { type Person, makeRole, makeUser } from '../../../test/samples/people.ts';
import { moveClock, now, resetClock } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import { openSaved } from '../../core/totals/saved-rows.ts';
import type { PgConnection } from '../../core/pg.ts';
import type { Vault } from '../../core/vault.ts';
import type { ChangeView } from '../configuration/contract.ts';
import type { UndoView } from '../operations/contract.ts';
import type { ConfigurationSinceView, ThingView } from './contract.ts';

interface Restored {
  readonly back: number;
  readonly kept: readonly { readonly id: string; readonly reason: string }[];
}

const office = '192.0.2.7';

let acme: Vault;
let db: PgConnection;
let boss: Person;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  boss = await makeUser(db, [await makeRole(db, { everything: true })], []);
  await ask(boss, 'catalog.view', {});
});
// What one test did must not lie in the future of the next.
after(resetClock);

const ask = (who: Person, action: string, input: object, call: object = {}): Promise<Done> =>
  perform(acme, who.actor, action, input, { address: office, ...call });

async function mustDone(who: Person, action: string, input: object): Promise<Done> {
  const done = await ask(who, action, input);
  const { outcome, problem } = done;
  assert.equal(outcome, 'done', `${action}: ${outcome} ${problem?.detail ?? problem?.message ?? ''}`);
  return done;
}

async function must<T>(who: Person, action: string, input: object): Promise<T> {
  return (await mustDone(who, action, input)).output as T;
}

function mark(): string {
  moveClock(60_000);
  const at = now().toISOString();
  moveClock(60_000);
  return at;
}

const since = async (who: Person, at: string): Promise<readonly ThingView[]> =>
  (await must<ConfigurationSinceView>(who, 'past.configuration', { at })).things;

const refs = (things: readonly ThingView[]): object[] =>
  things.filter((t) => t.reason === null).map(({ kind, id }) => ({ kind, id }));

const rule = (name: string, addresses: readonly string[]) => ({
  id: null as string | null,
  name,
  effect: 'deny',
  addresses,
  countries: [],
  who: 'everyone',
  named: [],
  from: null,
  to: null,
  report: false,
});

interface Network {
  readonly version: string;
  readonly rules: readonly (ReturnType<typeof rule> & { readonly state: string; readonly seen: number })[];
}

async function saveNetwork(change: (rules: readonly object[]) => readonly object[], redirect: string | null = null) {
  const { version, rules } = await must<Network>(boss, 'network.view', {});
  const plain = rules.map(({ state: _, seen: _seen, ...rest }) => rest);
  return await mustDone(boss, 'network.save', { version, rules: change(plain), redirect });
}

const server = (more: object = {}) => ({
  host: 'smtp.example',
  port: 587,
  security: 'starttls',
  username: 'crm',
  authority: null,
  sender: 'crm@people.example',
  senderName: 'Acme',
  ...more,
});

const question = {
  entity: 'company',
  by: 'industry',
  measures: '',
  in: 'company',
  filter: null,
  search: '',
  bin: false,
  order: null,
} as const;

const keyWish = () => ({
  name: `Key ${newId()}`,
  grants: { objects: { tag: { view: 'all' } } },
  addresses: ['192.0.2.0/24', '198.51.100.9'],
  expiresAt: new Date(now().getTime() + 30 * 86_400_000).toISOString(),
});

const applicationWish = () => ({
  name: `Application ${newId()}`,
  redirects: ['https://app.example/done'],
  grants: { objects: { tag: { view: 'all' } } },
  confidential: true,
});

/** What decides how the company works, without secrets and without what says how often or when it was changed. */
async function state(): Promise<unknown> {
  const { rows } = await db.query<{ t: Record<string, unknown> }>(`
    select jsonb_build_object(
      'network', (select jsonb_build_array(rules, redirect) from core.network),
      'mail', (select to_jsonb(m) - 'secret' - 'set_at' - 'set_by' from core.mail_server m),
      'keys', (select jsonb_agg(jsonb_build_array(id, name, grants, addresses, rate, expires_at, disabled_at) order by id) from core.api_key),
      'applications', (select jsonb_agg(jsonb_build_array(id, name, purpose, redirects, grants, rate, disabled_at) order by id) from core.application)
    ) as t`);
  const saved = await db.query<{ id: string; sealed: Buffer; offered: boolean; away: boolean }>(
    'select id, sealed, offered, away_at is not null as away from core.saved_totals where sealed is not null order by id',
  );
  const totals = saved.rows.map((row) => ({ ...openSaved(acme, row), offered: row.offered, away: row.away }));
  return { ...rows[0]!.t, totals };
}

describe('what networks, mail, programs and totals were', () => {
  test('comes back as one operation, piece by piece, and that is undone and done again', async () => {
    await saveNetwork(() => [rule('Changes', ['203.0.113.0/28']), rule('Goes', ['203.0.113.16/28'])]);
    await must(boss, 'mail.setServer', server({ username: null }));
    const { key } = await must<{ key: { id: string } }>(boss, 'key.create', keyWish());
    const { application } = await must<{ application: { id: string; version: number } }>(
      boss,
      'application.create',
      applicationWish(),
    );
    const save = async (name: string, offered: boolean) =>
      (await must<{ id: string }>(boss, 'totals.save', { name, help: '', offered, question })).id;
    const [changes, goes, own] = [await save('Changes', true), await save('Goes', true), await save('Private', false)];
    const at = mark();
    const was = await state();
    await saveNetwork(
      ([first]) => [{ ...first!, addresses: ['203.0.113.32/28'] }, rule('Comes', ['203.0.113.48/28'])],
      'https://sorry.example/',
    );
    await must(boss, 'mail.setServer', server({ username: null, host: 'other.example', sender: 'x@people.example' }));
    await must(boss, 'mail.removeServer', {});
    await must(boss, 'key.change', { id: key.id, name: 'Another name', rate: 7, addresses: [] });
    await must(boss, 'application.change', { id: application.id, version: application.version, purpose: 'Another' });
    await must(boss, 'totals.change', { id: changes, version: 1, name: 'Changed', question: { ...question, by: '' } });
    await must(boss, 'totals.change', { id: goes, version: 1, help: 'Not long' });
    await must(boss, 'totals.putAway', { id: goes });
    const comes = await save('Comes', true);
    const then = await must<{ rows: readonly { id: string; name: string; question: { by: string } }[] }>(
      boss,
      'past.totals',
      { at },
    );
    assert.deepEqual(
      then.rows.map((x) => [x.id, x.name, x.question.by]),
      [
        [changes, 'Changes', 'industry'],
        [goes, 'Goes', 'industry'],
        [own, 'Private', 'industry'],
      ],
    );
    const colleague = await makeUser(db, [await makeRole(db, { everything: true })], []);
    const seen = await must<{ rows: readonly { id: string }[] }>(colleague, 'past.totals', { at });
    assert.deepEqual(
      seen.rows.map((x) => x.id),
      [changes, goes],
      'what is private is nobody’s affair',
    );
    mark();
    const changed = await state();
    const things = await since(boss, at);
    assert.deepEqual(
      Object.fromEntries(things.map((t) => [`${t.kind} ${t.id}`, t.did])),
      {
        'setting network rules changed': 'changed',
        'setting mail server set': 'removed',
        [`program ${key.id}`]: 'changed',
        [`program ${application.id}`]: 'changed',
        [`totals ${changes}`]: 'changed',
        [`totals ${goes}`]: 'removed',
        [`totals ${comes}`]: 'added',
      },
      'and nothing of what somebody keeps for himself',
    );
    const network = things.find((t) => t.id === 'network rules changed')!;
    assert.deepEqual(
      network.differences.map((d) => [d.name, 'before' in d, 'after' in d]),
      [
        ['Rule “Changes”', true, true],
        ['Rule “Comes”', false, true],
        ['Rule “Goes”', true, false],
        ['Turned away to', false, true],
      ],
    );
    const done = await mustDone(boss, 'past.restoreConfiguration', { at, things: refs(things) });
    assert.deepEqual(done.output, { back: 7, kept: [], jobs: [] });
    const totalsOf = (all: unknown) => (all as { totals: readonly { name: string; away: boolean }[] }).totals;
    const restored = await state();
    // What was saved since is put away, where whoever looks after it finds it.
    assert.deepEqual(
      totalsOf(restored)
        .filter((x) => x.name === 'Comes')
        .map((x) => x.away),
      [true],
    );
    const without = (all: unknown) => ({ ...(all as object), totals: totalsOf(all).filter((x) => x.name !== 'Comes') });
    assert.deepEqual(without(restored), without(was));
    assert.deepEqual(refs(await since(boss, at)), []);
    const undone = await mustDone(boss, 'operation.undo', { id: done.answer.operation! });
    assert.deepEqual((undone.output as { result: UndoView }).result.kept, []);
    assert.deepEqual(await state(), changed);
    await must(boss, 'operation.undo', { id: undone.answer.operation! });
    assert.deepEqual(await state(), restored);
    assert.equal(
      (await must<{ rows: { id: string }[] }>(boss, 'totals.list', {})).rows.some((x) => x.id === own),
      true,
    );
  });

  test('comes back without a password: the preview says so, and nothing is sent until it is given again', async () => {
    await must(boss, 'mail.setServer', server({ password: 'first' }));
    const at = mark();
    const sender = await mustDone(boss, 'mail.setServer', server({ sender: 'other@people.example' }));
    // The stored one was given for this very server, and stays.
    await must(boss, 'operation.undo', { id: sender.answer.operation! });
    const kept = async () =>
      (await must<{ server: { hasPassword: boolean; host: string } }>(boss, 'mail.setup', {})).server;
    assert.deepEqual(await kept(), { ...server(), hasPassword: true });
    await must(boss, 'mail.setServer', server({ host: 'other.example', password: 'second' }));
    mark();
    const thing = (await since(boss, at)).find((t) => t.id === 'mail server set')!;
    const told = thing.differences.find((d) => d.name === 'Password');
    assert.deepEqual([told?.after, /never comes back/.test(String(told?.before))], ['Set', true]);
    await must(boss, 'past.restoreConfiguration', { at, things: refs([thing]) });
    assert.deepEqual(await kept(), { ...server(), hasPassword: false });
    const { rows } = await db.query<{ secret: Buffer | null }>('select secret from core.mail_server');
    assert.equal(rows[0]!.secret, null, 'the second is not sent to the first');
    const again = await ask(boss, 'mail.setServer', server());
    assert.equal(again.outcome, 'invalid-input');
    await must(boss, 'mail.setServer', server({ password: 'first again' }));
    assert.equal((await kept()).hasPassword, true);
    const log = await db.query<{ text: string }>(
      `select string_agg(v.plain, ' ') as text from core.ledger l join core.ledger_values v on v.entry = l.id where l.verb like 'mail server%'`,
    );
    assert.doesNotMatch(log.rows[0]!.text, /first|second/);
  });

  test('of programs says that a secret never comes back, and leaves to its owner what acts in his name', async () => {
    const made = async () => (await must<{ key: { id: string } }>(boss, 'key.create', keyWish())).key.id;
    const [ended, renewed, changed] = [await made(), await made(), await made()];
    const at = mark();
    await must(boss, 'key.disable', { id: ended });
    await must(boss, 'key.rotate', { id: renewed, overlapHours: 0 });
    await must(boss, 'key.change', { id: changed, rate: 3 });
    const since0 = await made();
    mark();
    const of = (things: readonly ThingView[]) => new Map(things.map((t) => [t.id, t]));
    const mine = of(await since(boss, at));
    assert.match(mine.get(ended)!.reason!, /secret never comes back/);
    assert.match(mine.get(renewed)!.reason!, /cannot be unmade/);
    assert.match(mine.get(since0)!.reason!, /never comes back/);
    assert.deepEqual(
      [mine.get(ended)!.did, mine.get(since0)!.did, mine.get(changed)!.reason],
      ['removed', 'added', null],
    );
    const other = await makeUser(db, [await makeRole(db, { everything: true })], []);
    assert.match(of(await since(other, at)).get(changed)!.reason!, /Only its owner/);
    const things = [ended, renewed, changed, since0].map((id) => ({ kind: 'program', id }));
    const before = await state();
    assert.equal((await must<Restored>(other, 'past.restoreConfiguration', { at, things })).back, 0);
    assert.deepEqual(await state(), before);
    const done = await must<Restored>(boss, 'past.restoreConfiguration', { at, things });
    assert.deepEqual([done.back, done.kept.length], [1, 3]);
  });

  test('never comes back where it would lock out whoever asks, by whichever way, nor through a proxy nobody has named', async () => {
    let at = '';
    for (const call of [{ address: '203.0.113.5' }, { addressDoubt: true }]) {
      await saveNetwork(() => [rule('Shuts out', ['203.0.113.0/24'])]);
      at = mark();
      const id = (await saveNetwork(() => [])).answer.operation!;
      mark();
      const before = await state();
      const tried = await ask(boss, 'operation.undo', { id }, call);
      assert.equal(tried.outcome, 'done', tried.problem?.detail ?? tried.problem?.message);
      const { result } = tried.output as { result: UndoView };
      assert.deepEqual([result.back, result.kept.length], [0, 1]);
      const things = [{ kind: 'setting', id: 'network rules changed' }];
      const done = (await ask(boss, 'past.restoreConfiguration', { at, things }, call)).output as Restored;
      assert.equal(done.back, 0);
      assert.match(done.kept[0]!.reason, /signed in from 203\.0\.113\.5|proxy/);
      assert.deepEqual(await state(), before);
    }
    const looker = await makeUser(
      db,
      [
        await makeRole(db, {
          areas: ['self.use', 'tool.time-machine', 'admin.history', 'tool.undo', 'tool.undo-others'],
        }),
      ],
      [],
    );
    const [network] = (await since(looker, at)).filter((t) => t.id === 'network rules changed');
    assert.match(network!.reason!, /admin\.network/);
    assert.deepEqual(network!.differences, [], 'whoever may not see the rules is not told them');
  });

  test('waits for a second administrator where the policy asks, and no way leads past him', async () => {
    const other = await makeUser(db, [await makeRole(db, { everything: true })], []);
    await must(boss, 'mail.setServer', server({ username: null }));
    const { key } = await must<{ key: { id: string } }>(boss, 'key.create', keyWish());
    const at = mark();
    await saveNetwork(() => [rule('Since', ['203.0.113.0/24'])]);
    await must(boss, 'mail.setServer', server({ username: null, host: 'other.example' }));
    await must(boss, 'key.change', { id: key.id, rate: 5 });
    mark();
    const classes = ['network', 'mail', 'keys', 'applications'];
    await must(boss, 'approval.setPolicy', { classes, delayHours: 24, expiresDays: 7 });
    const before = await state();
    const things = refs((await since(boss, at)).filter((t) => t.kind !== 'totals')) as { kind: string; id: string }[];
    assert.equal(things.filter((t) => t.kind === 'program' || t.kind === 'setting').length >= 3, true);
    for (const thing of things.filter((t) => t.id !== 'approval policy set')) {
      const asked = await must<object>(boss, 'past.restoreConfiguration', { at, things: [thing] });
      assert.ok('pending' in asked, thing.id);
      // Beside an action that was agreed to: the guard stands where it is written.
      const purpose = { action: 'past.restoreConfiguration', reads: false, requestId: null, address: office };
      const tried = await performer.door.open(acme, boss.actor, purpose, (tx) =>
        tx.past.restoreConfiguration(at, { things: [thing as never] }),
      );
      assert.equal(tried.back, 0, thing.id);
      assert.match(tried.kept[0]!.reason, /second administrator/);
    }
    assert.deepEqual(await state(), before);
    const chosen = things.filter((t) => t.id !== 'approval policy set');
    const { pending } = await must<{ pending: { id: string } }>(boss, 'past.restoreConfiguration', {
      at,
      things: chosen,
    });
    await must(other, 'approval.approve', { id: pending.id });
    assert.notDeepEqual(await state(), before);
    await must(boss, 'approval.setPolicy', { classes: [], delayHours: 24, expiresDays: 7 });
  });
});

describe('saved totals in the history of configuration', () => {
  test('stand there as long as they are offered, with number and author, and are rolled back; what is private is nobody’s affair', async () => {
    const wish = { name: 'Canary of one’s own', help: '', offered: false, question };
    const own = await must<{ id: string }>(boss, 'totals.save', wish);
    const offered = await must<{ id: string }>(boss, 'totals.save', { ...wish, name: 'Offered', offered: true });
    await must(boss, 'totals.change', { id: offered.id, version: 1, question: { ...question, by: 'status' } });
    const list = async (who: Person) =>
      (await must<{ rows: readonly ChangeView[] }>(who, 'configuration.list', { kind: 'totals' })).rows;
    const rows = (await list(boss)).filter((r) => r.record === offered.id || r.record === own.id);
    assert.deepEqual(
      rows.map((r) => [r.verb, r.name, r.record === offered.id, r.state]),
      [
        ['totals changed', 'Offered', true, 'open'],
        ['totals saved', 'Offered', true, 'open'],
      ],
    );
    assert.deepEqual(rows[0]!.differences, [{ name: 'question.by', before: 'industry', after: 'status' }]);
    await must(boss, 'operation.undo', { id: rows[0]!.operation });
    const about = await must<{ rows: readonly ChangeView[] }>(boss, 'configuration.list', { about: offered.id });
    assert.deepEqual(
      about.rows.map((r) => [r.verb, r.action, r.state]),
      [
        ['totals changed', 'operation.undo', 'open'],
        ['totals changed', 'totals.change', 'undone'],
        ['totals saved', 'totals.save', 'open'],
      ],
    );
    const blind = await makeUser(
      db,
      [await makeRole(db, { objects: { tag: { view: 'all' } }, areas: ['self.use', 'admin.history'] })],
      [],
    );
    const at = mark();
    await must(boss, 'totals.change', { id: own.id, version: 1, offered: true });
    mark();
    const colleague = await makeUser(db, [await makeRole(db, { everything: true })], []);
    const then = async (who: Person) =>
      (await must<{ rows: readonly { id: string }[] }>(who, 'past.totals', { at })).rows.map((x) => x.id);
    assert.deepEqual([(await then(boss)).includes(own.id), (await then(colleague)).includes(own.id)], [true, false]);
    assert.ok((await then(colleague)).includes(offered.id));
    const told = JSON.stringify(await list(blind));
    for (const word of ['Canary', '"Offered"', 'industry']) assert.ok(!told.includes(word), word);
  });
});
