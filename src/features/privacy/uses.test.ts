// Objection and consent: kept by those who look after requests, read by whoever sees the record, and respected by what takes records away for such a use.
import assert from 'node:assert/strict';
import { afterEach, before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type TestUser, addUser } from '../../../test/harness/engine.ts';
import { Exporting } from '../../../test/harness/exporting.ts';
import { Problem, type ProblemCode } from '../../contract/problem.ts';
import { resetClock, stopClock } from '../../core/clock.ts';
import { remindOfRequests } from '../../edge/jobs/subject-clock.ts';
import { notices } from '../notices/server.ts';
import type { NoticeView } from '../notices/contract.ts';
import type { ReportView, UseView } from './contract.ts';
import { privacy } from './server.ts';

const acme = await newTenant('acme');
const other = await newTenant('other');
const db = await superuserIn(acme);
const shop = new Exporting(acme, { others: [privacy, notices] });
let owner: TestUser;
let officer: TestUser;
let seller: TestUser;
let stranger: TestUser;

before(async () => {
  owner = await addUser(acme, 'Olga Owner', 'owner');
  const all = { view: 'all', create: 'all', edit: 'all', archive: 'all', export: 'all', merge: 'all', purge: 'all' };
  officer = await addUser(acme, 'Otto Officer', {
    objects: { contact: all },
    areas: ['self.use', 'admin.privacy'],
  } as never);
  seller = await addUser(acme, 'Sia Seller', { objects: { contact: all }, areas: ['self.use'] } as never);
  stranger = await addUser(acme, 'Stig Stranger', {
    objects: { company: all },
    areas: ['self.use', 'admin.privacy'],
  } as never);
});
afterEach(resetClock);

const act = <T = { id: string }>(who: TestUser, action: string, input: object = {}) =>
  shop.act<T>(who, action, input as never);

async function refuses(code: ProblemCode, work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error: unknown) => error instanceof Problem && error.code === code);
}

const someone = async (familyName: string): Promise<string> => (await act(owner, 'contact.create', { familyName })).id;

const says = (id: string, state: string | null, use = 'marketing') => ({
  entity: 'contact',
  id,
  use,
  state,
  since: '2026-11-30',
  how: 'In a letter of that day',
});

const usesOf = async (who: TestUser, id: string): Promise<readonly UseView[]> =>
  (await act<{ rows: UseView[] }>(who, 'privacy.uses', { entity: 'contact', id })).rows;

describe('what a person said about a use', () => {
  test('is kept by the right, seen by whoever sees the record, and how it was said by the right alone', async () => {
    const id = await someone('Objecta');
    await refuses('not-allowed', act(seller, 'privacy.setUse', says(id, 'objected')));
    await refuses('not-allowed', act(stranger, 'privacy.setUse', says(id, 'objected')));
    await act(officer, 'privacy.setUse', says(id, 'objected'));
    assert.deepEqual(await usesOf(seller, id), [
      { use: 'marketing', state: 'objected', since: '2026-11-30', how: null },
    ]);
    assert.equal((await usesOf(officer, id))[0]!.how, 'In a letter of that day');
    await refuses('not-allowed', usesOf(stranger, id));
    const report = await act<ReportView>(officer, 'privacy.report', { entity: 'contact', id });
    assert.equal(report.uses.length, 1);
    const { rows } = await db.query<{ text: string }>(`select encode(sealed, 'escape') as text from core.use_mark`);
    assert.ok(rows.length === 1 && !rows[0]!.text.includes('letter'));
    const there = await superuserIn(other);
    assert.equal(
      (await there.query('select 1 from core.use_mark')).rowCount,
      0,
      'the other tenant knows nothing of it',
    );
  });

  test('is taken back only where it was given, cleared only where it is kept, on a day of the calendar', async () => {
    const id = await someone('Consenta');
    await refuses('wrong-state', act(officer, 'privacy.setUse', says(id, 'withdrawn')));
    await refuses('wrong-state', act(officer, 'privacy.setUse', says(id, null)));
    await refuses('invalid-input', act(officer, 'privacy.setUse', { ...says(id, 'objected'), since: '2026-02-30' }));
    await act(officer, 'privacy.setUse', says(id, 'consented'));
    await act(officer, 'privacy.setUse', says(id, 'withdrawn'));
    assert.equal((await usesOf(seller, id))[0]!.state, 'withdrawn');
    await act(officer, 'privacy.setUse', says(id, null));
    assert.deepEqual(await usesOf(seller, id), []);
    const { rows } = await db.query<{ verb: string }>(
      `select verb from core.ledger where record = $1 and action = 'privacy.setUse' and outcome = 'done' order by id`,
      [id],
    );
    assert.deepEqual(
      rows.map((r) => r.verb),
      ['use consented', 'use withdrawn', 'use cleared'],
    );
  });

  test('leaves the record out of exports for that use, and of no others', async () => {
    const [against, yes, withdrawn] = [await someone('Againsta'), await someone('Yessa'), await someone('Backa')];
    await act(officer, 'privacy.setUse', says(against, 'objected'));
    await act(officer, 'privacy.setUse', says(yes, 'consented'));
    await act(officer, 'privacy.setUse', says(withdrawn, 'consented'));
    await act(officer, 'privacy.setUse', says(withdrawn, 'withdrawn'));
    const wish = { entity: 'contact', columns: ['familyName'], sort: 'familyName' };
    const names = async (use?: string): Promise<string> => {
      const done = await shop.make(seller, { ...wish, ...(use === undefined ? {} : { use }) });
      assert.equal(done.use, use ?? null);
      return (await shop.file(seller, done.id)).bytes.toString('utf8');
    };
    const marketing = await names('marketing');
    assert.ok(!marketing.includes('Againsta') && !marketing.includes('Backa') && marketing.includes('Yessa'));
    for (const use of [undefined, 'passing-on']) {
      const text = await names(use);
      for (const name of ['Againsta', 'Backa', 'Yessa']) assert.ok(text.includes(name), `${use}: ${name}`);
    }
    const check = await act<{ count: number; leftOut: number }>(seller, 'export.check', {
      entity: 'contact',
      use: 'marketing',
    });
    const all = await act<{ count: number }>(seller, 'export.check', { entity: 'contact' });
    assert.equal(check.count + check.leftOut, all.count);
    assert.ok(check.leftOut >= 2);
  });

  test('keeps a file that was made before from being handed out', async () => {
    const id = await someone('Latera');
    const done = await shop.make(seller, { entity: 'contact', columns: ['familyName'], use: 'marketing' });
    const plain = await shop.make(seller, { entity: 'contact', columns: ['familyName'] });
    await act(officer, 'privacy.setUse', says(id, 'objected'));
    await refuses('wrong-state', act(seller, 'export.file', { id: done.id }));
    await act(seller, 'export.file', { id: plain.id });
  });

  test('stands for the record that stays of a merge, and goes with a record that is deleted for good', async () => {
    const [stays, goes] = [await someone('Staya'), await someone('Goesa')];
    await act(officer, 'privacy.setUse', says(goes, 'objected'));
    await act(officer, 'privacy.setUse', says(stays, 'consented'));
    await act(owner, 'contact.merge', { id: stays, other: goes, take: [], unite: [] });
    assert.deepEqual(
      (await usesOf(officer, stays)).map((m) => [m.state, m.how]),
      [['objected', 'In a letter of that day']],
    );
    await act(owner, 'contact.purge', { id: goes });
    const { rowCount } = await db.query('select 1 from core.use_mark where record = $1', [goes]);
    assert.equal(rowCount, 0);
  });
});

describe('requests that are due', () => {
  test('are told of once before their day and once behind it, without a name, until they are closed', async () => {
    const id = await someone('Duea');
    const ask = { entity: 'contact', id, kind: 'access', receivedOn: '2026-11-30' };
    const { request } = await act<{ request: string }>(officer, 'privacy.ask', ask);
    const told = async (): Promise<NoticeView['what'][]> =>
      (await act<{ rows: NoticeView[] }>(officer, 'notice.list')).rows.map((n) => n.what);
    stopClock(new Date('2026-12-10T08:00:00Z'));
    assert.equal(await remindOfRequests(shop.shop.door, acme), 0);
    stopClock(new Date('2026-12-24T08:00:00Z'));
    assert.equal(await remindOfRequests(shop.shop.door, acme), 1);
    assert.equal(await remindOfRequests(shop.shop.door, acme), 0);
    assert.deepEqual(await told(), [{ kind: 'subject-request', asks: 'access', dueOn: '2026-12-30', late: false }]);
    stopClock(new Date('2026-12-31T08:00:00Z'));
    assert.equal(await remindOfRequests(shop.shop.door, acme), 1);
    assert.deepEqual(await told(), [{ kind: 'subject-request', asks: 'access', dueOn: '2026-12-30', late: true }]);
    assert.deepEqual((await act<{ rows: unknown[] }>(seller, 'notice.list')).rows, []);
    await act(officer, 'privacy.close', { request, status: 'done', word: 'Sent.' });
    assert.deepEqual(await told(), []);
  });
});
