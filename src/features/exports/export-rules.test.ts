// What the company asks of exports beside the rights: a reason, so many records a day, and that administrators are told when many leave.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type TestUser, addUser, work } from '../../../test/harness/engine.ts';
import { Exporting } from '../../../test/harness/exporting.ts';
import { Problem } from '../../contract/problem.ts';
import { moveClock, resetClock } from '../../core/clock.ts';
import type { RoleGrants } from '../../core/roles.ts';
import { entities } from '../entities.ts';
import type { NoticeView } from '../notices/contract.ts';
import { notices } from '../notices/server.ts';
import type { ExportCheck, ExportRules } from './contract.ts';

const acme = await newTenant('acme', 'Acme Oy');
const db = await superuserIn(acme);
const owner = await addUser(acme, 'Olga Owner', 'owner');
const desk = new Exporting(acme, { others: [notices] });
await work(acme, owner, async (tx) => {
  for (const name of ['A', 'B', 'C', 'D', 'E']) await tx.records.create(entities.company, { name, industry: name });
});

const usual: ExportRules = { reason: 'always', dayRows: null, alertAbove: null };
const rules = (next: Partial<ExportRules>) => desk.act<ExportRules>(owner, 'export.setRules', { ...usual, ...next });
afterEach(async () => {
  resetClock();
  await rules({});
});

const refused = (code: string, words?: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Problem, String(error));
  assert.equal(error.code, code, error.message);
  if (words !== undefined) assert.match(error.message, words);
  return true;
};

let people = 0;
const taker = (company: NonNullable<RoleGrants['objects']>[string] = {}): Promise<TestUser> =>
  addUser(acme, `Taker ${++people}`, {
    objects: { company: { view: 'all', export: 'all', ...company } },
    areas: ['self.use'],
  });

const among = (...names: string[]) => ({ filter: { field: 'name', op: 'in', value: names } });
const list = { entity: 'company', columns: ['name'] };
const check = (user: TestUser, more: object = {}) =>
  desk.act<ExportCheck>(user, 'export.check', { entity: 'company', ...more });
const notes = async (user: TestUser) => (await desk.act<{ rows: NoticeView[] }>(user, 'notice.list')).rows;
const verbs = async (verb: string) =>
  (
    await db.query<{ values: Record<string, unknown> }>(
      `select v.plain::jsonb as values from core.ledger l join core.ledger_values v on v.entry = l.id where l.verb = $1 order by l.id`,
      [verb],
    )
  ).rows.map((row) => row.values);

test('what may leave is told before: formats, rows at once, the rest of the day, the count, and why not', async () => {
  const me = await taker({ exportFormats: ['csv'], exportRows: 3 });
  await rules({ dayRows: 4, alertAbove: 2 });
  const { answer: _, ...told } = (await check(me, among('A', 'B'))) as ExportCheck & { answer: unknown };
  assert.deepEqual(told, {
    formats: ['csv'],
    rows: 3,
    most: 100_000,
    day: { rows: 4, taken: 0 },
    reason: true,
    alertAbove: 2,
    count: 2,
    leftOut: 0,
    refusal: null,
  });
  const whole = await check(me);
  assert.equal(whole.count, 5);
  assert.match(whole.refusal!, /5 records; your roles let 3 leave at once/);
  await assert.rejects(desk.start(me, list), refused('too-large', /3 leave at once/));
  await desk.make(me, { ...list, ...among('A', 'B') });
  const left = await check(me, among('C', 'D', 'E'));
  assert.deepEqual(left.day, { rows: 4, taken: 2 });
  assert.match(left.refusal!, /4 records a day; you have taken 2 today, and 3 are more than the 2 that are left/);
  await assert.rejects(desk.start(me, { ...list, ...among('C', 'D', 'E') }), refused('too-large', /2 that are left/));
});

test('nobody learns more by asking what may leave than by exporting', async () => {
  const looks = await addUser(acme, 'Looks', { objects: { company: { view: 'all' } }, areas: ['self.use'] });
  await assert.rejects(check(looks), refused('not-allowed'));
  const blind = await taker({ fields: { industry: 'hidden' } });
  const by = { filter: { field: 'industry', op: 'eq', value: 'A' } };
  await assert.rejects(check(blind, by), refused('unknown-field'));
  const own = await taker({ export: 'own' });
  assert.equal((await check(own)).count, 0);
});

test('a reason is asked of everybody, or where all roles of a person that let it leave ask for one', async () => {
  const asked = await taker();
  const free = await taker({ exportReason: false });
  const start = (user: TestUser) => desk.start(user, { ...list, reason: undefined });
  for (const user of [asked, free, owner]) {
    assert.equal((await check(user)).reason, true);
    await assert.rejects(start(user), refused('invalid-input'));
  }
  await rules({ reason: 'roles' });
  assert.equal((await check(asked)).reason, true);
  await assert.rejects(start(asked), refused('invalid-input'));
  for (const user of [free, owner]) {
    assert.equal((await check(user)).reason, false);
    const made = await desk.ended(user, (await start(user)).id);
    assert.deepEqual([made.job.status, made.reason], ['done', null]);
    const entry = (await verbs('exported')).find((values) => values['export'] === made.id)!;
    assert.equal(entry['reason'], null);
  }
  const totals = { entity: 'company', by: 'industry' };
  await assert.rejects(desk.act(asked, 'export.totals', totals), refused('invalid-input'));
  await desk.act(free, 'export.totals', totals);
  // a second role that does not ask is enough
  await db.query('insert into core.member_role (user_id, role_id) select $1, id from core.role where key = $2', [
    asked.id,
    `role-${free.id}`,
  ]);
  assert.equal((await check(asked)).reason, false);
});

test('records and lines of totals count against the day; what came to nothing does not; the next day begins anew', async () => {
  const me = await taker();
  await rules({ dayRows: 6 });
  const many = { ...list, ...among('A', 'B', 'C', 'D') };
  // two at once cannot both take what is left for one
  const both = await Promise.allSettled([desk.start(me, many), desk.start(me, many)]);
  assert.deepEqual(both.map((one) => one.status).sort(), ['fulfilled', 'rejected']);
  await desk.act<object>(me, 'export.totals', {
    entity: 'company',
    by: 'name',
    reason: 'the rest',
    ...among('A', 'B'),
  });
  assert.equal((await check(me, among('A'))).day!.taken, 6);
  await assert.rejects(
    desk.act(me, 'export.totals', { entity: 'company', by: 'name', reason: 'one more', ...among('A') }),
    refused('too-large'),
  );
  await assert.rejects(desk.start(me, { ...list, ...among('A') }), refused('too-large'));
  moveClock(24 * 3_600_000);
  assert.equal((await check(me)).day!.taken, 0);
  await desk.make(me, many);
});

test('an export that was removed before it was made gives its share back', async () => {
  const me = await taker();
  await rules({ dayRows: 5 });
  const still = new Exporting(acme, { started: false });
  const { id, job } = await still.start(me, list);
  assert.equal((await check(me, among('A'))).refusal === null, false);
  await still.act(me, 'job.cancel', { id: job.id });
  await still.act(me, 'export.remove', { id });
  assert.equal((await check(me)).refusal, null);
});

test('above the number everybody who decides on exports is told, once a day and person, and it stands in the ledger', async () => {
  const me = await taker();
  const guard = await addUser(acme, 'Gunnar Guard', { areas: ['self.use', 'admin.exports'] });
  await rules({ alertAbove: 3 });
  await desk.make(me, { ...list, ...among('A', 'B', 'C'), reason: 'just as many' });
  assert.deepEqual(await notes(guard), []);
  const second = await desk.make(me, { ...list, ...among('D'), reason: 'one more' });
  const [first, ...others] = await notes(guard);
  assert.deepEqual(others, []);
  assert.deepEqual(first!.what, {
    kind: 'export',
    by: { id: me.id, name: `Taker ${people}` },
    export: second.id,
    entity: 'company',
    format: 'csv',
    records: 1,
    reason: 'one more',
    today: 4,
    above: 3,
  });
  assert.equal((await notes(owner)).length, 1);
  assert.deepEqual(await notes(me), []);
  const entry = (await verbs('many records exported')).at(-1)!;
  assert.deepEqual([entry['today'], entry['reason']], [4, 'one more']);
  assert.deepEqual((entry['told'] as string[]).sort(), [guard.id, owner.id].sort());

  // what somebody else was told cannot be seen or ticked off
  const see = async (user: TestUser, ids: string[]) =>
    (await desk.act<{ seen: number }>(user, 'notice.see', { ids })).seen;
  assert.equal(await see(owner, [first!.id]), 0);
  assert.equal((await notes(guard))[0]!.seenAt, null);
  assert.equal(await see(guard, [first!.id]), 1);
  assert.notEqual((await notes(guard))[0]!.seenAt, null);

  // more of the same day is news again, in place of the old
  await desk.act<object>(me, 'export.totals', { entity: 'company', by: 'name', reason: 'and totals' });
  const [news, ...older] = await notes(guard);
  assert.ok(news?.what.kind === 'export');
  assert.deepEqual([news.what.export, news.what.today, news.seenAt, older.length], [null, 9, null, 0]);

  // who may not decide on exports any more reads nothing of it
  await db.query(`update core.role set grants = '{"areas": ["self.use"]}' where key = $1`, [`role-${guard.id}`]);
  assert.deepEqual(await notes(guard), []);
});

test('what was told goes with its time, and lies sealed until then', async () => {
  const { rows } = await db.query<{ sealed: Buffer }>('select sealed from core.notice');
  assert.ok(rows.length > 0);
  for (const { sealed } of rows) assert.ok(!sealed.includes('Taker') && !sealed.includes('and totals'));
  moveClock(91 * 86_400_000);
  const purpose = { action: 'notice.wipe', reads: false, requestId: null, address: null };
  await desk.shop.door.open(acme, { kind: 'system', name: 'host' }, purpose, (tx) => tx.notices.wipe());
  assert.equal((await db.query('select 1 from core.notice')).rowCount, 0);
});

test('the rules are changed by who may, on record, and by a second administrator where the policy says so', async () => {
  const me = await taker();
  await assert.rejects(desk.act(me, 'export.setRules', usual), refused('not-allowed', /./));
  await assert.rejects(desk.act(owner, 'export.setRules', { ...usual, dayRows: 0 }), refused('invalid-input'));
  // the desk asks by itself, whoever calls it
  await assert.rejects(
    work(acme, me, (tx) => tx.exportRules.set(usual)),
    refused('not-allowed'),
  );
  await rules({ dayRows: 7 });
  const said = { before: usual, after: { ...usual, dayRows: 7 } };
  // Not the last by its id: others were made while the clock was ahead.
  assert.ok((await verbs('export rules set')).some((values) => isDeepStrictEqual(values, said)));
  await db.query(`update core.approval_policy set classes = '{exports}'`);
  try {
    await rules({ dayRows: null });
    assert.equal((await desk.act<ExportRules>(owner, 'export.rules')).dayRows, 7);
    const { rows } = await db.query<{ summary: string }>('select summary from core.pending_change');
    assert.match(rows[0]!.summary, /any number of records a day.*now: .*7 records a day/);
  } finally {
    await db.query(`update core.approval_policy set classes = '{}'`);
  }
});
