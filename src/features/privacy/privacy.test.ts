// Tools for people about whom something is held: restricted is out of reach on every path, a report holds what its maker may see, and nobody else gets the copy.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type TestUser, addUser } from '../../../test/harness/engine.ts';
import { unzip } from '../../../test/harness/exporting.ts';
import { workshop } from '../../../test/harness/workshop.ts';
import { Problem, type ProblemCode } from '../../contract/problem.ts';
import type { Tx } from '../../core/tx.ts';
import { features } from '../index.ts';
import type { ReportView, RequestView } from './contract.ts';

const acme = await newTenant('acme');
const db = await superuserIn(acme);
const shop = workshop(features, () => [acme]);
let owner: TestUser;
let officer: TestUser;
let manager: TestUser;
let narrow: TestUser;
let person: string;
let company: string;

const canary = 'Restricta';
const all = { view: 'all', create: 'all', edit: 'all', archive: 'all', export: 'all', print: 'all', import: 'all' };

before(async () => {
  owner = await addUser(acme, 'Olga Owner', 'owner');
  const objects = { contact: all, company: all, activity: all, deal: all, user: { view: 'all' } };
  officer = await addUser(acme, 'Otto Officer', {
    objects,
    areas: ['self.use', 'admin.privacy', 'ledger.view'],
  } as never);
  manager = await addUser(acme, 'Minna Manager', {
    objects,
    areas: ['self.use', 'ledger.view', 'tool.bulk', 'tool.history', 'tool.search', 'tool.totals'],
  } as never);
  narrow = await addUser(acme, 'Nora Narrow', {
    objects: { contact: { view: 'all', fields: { notes: 'hidden' } } },
    areas: ['self.use', 'admin.privacy'],
  } as never);
  company = (await act<{ id: string }>(owner, 'company.create', { name: 'Employer Oy' })).id;
  person = await someone(canary);
  await act(owner, 'activity.create', {
    type: 'task',
    subject: 'Call her',
    about: [{ entity: 'contact', id: person }],
  });
});

const act = <T>(who: TestUser, action: string, input: object = {}) =>
  shop.act<T & object>(acme, who.actor, action, input);

async function someone(familyName: string): Promise<string> {
  const values = {
    familyName,
    givenName: 'Rita',
    jobTitle: 'Controller',
    notes: 'note canary',
    companies: [{ entity: 'company', id: company }],
  };
  return (await act<{ id: string }>(owner, 'contact.create', values)).id;
}

async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.code;
  }
}

const refuses = async (code: ProblemCode, work: Promise<unknown>) => assert.equal(await outcome(work), code);
const subject = () => ({ entity: 'contact', id: person });

describe('a restricted record', () => {
  /** Every path to it, and what each answers about it. */
  const paths = (who: TestUser): Record<string, () => Promise<unknown>> => ({
    view: () => act(who, 'contact.view', { id: person }),
    list: () => act(who, 'contact.list', { archived: 'both' }),
    search: () => act(who, 'contact.list', { search: canary }),
    find: () => act(who, 'search.find', { q: canary }),
    filter: () => act(who, 'contact.list', { filter: JSON.stringify({ field: 'id', op: 'eq', value: person }) }),
    group: () => act(who, 'contact.group', { by: 'familyName' }),
    history: () => act(who, 'contact.history', { id: person }),
    edit: () => act(who, 'contact.edit', { id: person, jobTitle: 'x' }),
    archive: () => act(who, 'contact.archive', { id: person }),
    bulk: () => act(who, 'contact.bulk', { ids: [person], set: { jobTitle: 'x' } }),
    print: () => act(who, 'contact.print', { id: person }),
    totals: () => act(who, 'export.totals', { entity: 'contact', by: 'familyName', reason: 'a test' }),
    through: () => act(who, 'activity.list', {}),
    ledger: () => act(who, 'ledger.list', { record: person }),
  });

  test('is as if it were not there on every path, for everybody without the right, whoever they are', async () => {
    const before = new Map<string, string>();
    for (const [name, ask] of Object.entries(paths(manager))) {
      if (['archive', 'edit', 'bulk'].includes(name)) continue;
      before.set(name, JSON.stringify(await ask().catch((error: unknown) => (error as Problem).code)));
    }
    for (const name of ['view', 'list', 'search', 'find', 'group', 'through', 'ledger'])
      assert.ok(before.get(name)!.includes(canary) || before.get(name)!.includes(person), `${name} reached it before`);
    await act(officer, 'privacy.restrict', { ...subject(), reason: 'It is disputed whether it is right.' });
    for (const [name, ask] of Object.entries(paths(manager))) {
      const answer = await ask().catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        return { refused: error.code };
      });
      const text = JSON.stringify(answer);
      assert.ok(!text.includes(canary) && !text.includes('note canary'), `${name}: ${text}`);
    }
    for (const name of ['view', 'history', 'edit', 'archive', 'print'])
      await refuses('not-found', paths(manager)[name]!());
    // found by key as an import that updates would
    const found = await shop.door
      .open(acme, manager.actor, { action: 'test.read', reads: true, requestId: null, address: null }, (tx) =>
        tx.records.writeMany(tx.catalog.find('contact'), [{ id: person, values: { jobTitle: 'x' } }]),
      )
      .catch((error: unknown) => String(error));
    assert.ok(!JSON.stringify(found).includes('"edited"'));
    // what refers to it stays, without its name; the owner of the tenant holds every right and sees it
    assert.ok(JSON.stringify(await act(manager, 'activity.list')).includes('Call her'));
    assert.equal(await outcome(act(owner, 'contact.view', { id: person })), 'done');
    assert.equal(await outcome(act(officer, 'contact.view', { id: person })), 'done');
    const { rows } = await db.query<{ n: number }>(`select count(*)::int as n from data.contact where job_title = 'x'`);
    assert.equal(rows[0]!.n, 0, 'nothing was changed by those who may not reach it');
  });

  test('a file that was exported before is not handed out after', async () => {
    const other = await someone('Laterista');
    shop.dispatcher.start();
    const { id } = await act<{ id: string }>(manager, 'export.start', {
      entity: 'contact',
      format: 'csv',
      columns: ['title'],
      reason: 'a test',
    });
    for (let i = 0; i < 2400; i++) {
      const { job } = await act<{ job: { status: string } }>(manager, 'export.view', { id });
      if (job.status === 'done') break;
      await new Promise((done) => setTimeout(done, 25));
    }
    assert.equal(await outcome(act(manager, 'export.file', { id })), 'done');
    await act(officer, 'privacy.restrict', { entity: 'contact', id: other, reason: 'Asked for.' });
    await refuses('wrong-state', act(manager, 'export.file', { id }));
    await act(officer, 'privacy.lift', { entity: 'contact', id: other });
  });

  test('is lifted by the right alone, and then is there again', async () => {
    await refuses('not-allowed', act(manager, 'privacy.lift', subject()));
    await refuses('wrong-state', act(officer, 'privacy.restrict', { ...subject(), reason: 'once more' }));
    await act(officer, 'privacy.lift', subject());
    assert.equal(await outcome(act(manager, 'contact.view', { id: person })), 'done');
    await refuses(
      'wrong-state',
      act(officer, 'privacy.restrict', { entity: 'user', id: manager.id, reason: 'why not' }),
    );
  });
});

describe('what is held about a person', () => {
  test('is reported whole: the record, what refers to it, its history, who got to see it', async () => {
    await act(manager, 'contact.view', { id: person });
    const report = await act<ReportView>(officer, 'privacy.report', subject());
    assert.equal(report.missing, 0);
    const text = JSON.stringify(report);
    for (const held of ['note canary', 'Controller', 'Call her', 'Minna Manager', 'Employer Oy'])
      assert.ok(text.includes(held), held);
    assert.ok(report.recipients.some((r) => r.how === 'looked' && r.who === 'Minna Manager' && r.times >= 1));
    assert.ok(report.recipients.some((r) => r.how === 'exported' && r.says?.['reason'] === 'a test'));
    assert.deepEqual(report.history.at(-1)!.verb, 'created');
  });

  test('is reported as far as its maker sees it, with a word on what is missing', async () => {
    const report = await act<ReportView>(narrow, 'privacy.report', subject());
    assert.ok(report.missing > 0);
    const text = JSON.stringify(report);
    for (const held of ['note canary', 'Call her']) assert.ok(!text.includes(held), held);
    await refuses('not-allowed', act(manager, 'privacy.report', subject()));
    await refuses('not-allowed', act(manager, 'privacy.find', { q: 'Rita' }));
    await refuses('not-found', act(officer, 'privacy.report', { entity: 'contact', id: manager.id }));
  });

  test('is copied into a file that nobody else gets', async () => {
    const copy = await act<{ id: string }>(officer, 'privacy.copy', subject());
    const { answer } = await act<object>(officer, 'privacy.copyFile', { id: copy.id });
    const pieces: Buffer[] = [];
    for await (const piece of answer.file!.stream) pieces.push(piece as Buffer);
    const files = unzip(Buffer.concat(pieces));
    assert.equal((JSON.parse(files.get('held.json')!) as ReportView).id, person);
    assert.ok(files.get('held.csv')!.includes('"Job title","Controller"'));
    assert.ok([...files].some(([name, text]) => name.startsWith('related/') && text.includes('Call her')));
    await refuses('not-found', act(narrow, 'privacy.copyFile', { id: copy.id }));
    await refuses('not-allowed', act(manager, 'privacy.copyFile', { id: copy.id }));
  });

  test('is corrected by an edit that the note stands beside, by the right to edit', async () => {
    const wish = { ...subject(), values: { jobTitle: 'Director' }, note: 'She told us.' };
    await refuses('not-allowed', act(narrow, 'privacy.rectify', wish));
    await act(officer, 'privacy.rectify', wish);
    const { rows } = await db.query<{ verb: string }>(
      `select l.verb from core.ledger l where l.record = $1 and l.action = 'privacy.rectify' order by l.verb`,
      [person],
    );
    assert.deepEqual(
      rows.map((r) => r.verb),
      ['edited', 'rectified'],
    );
    assert.equal((await act<{ jobTitle: string }>(owner, 'contact.view', { id: person })).jobTitle, 'Director');
  });
});

describe('the register', () => {
  test('and all else that is done for people is refused without the right, by whatever would ask for it', async () => {
    const asking: Readonly<Record<string, (tx: Tx) => Promise<unknown>>> = {
      requests: (tx) => tx.subjects.requests(),
      restrictions: (tx) => tx.subjects.restrictions(),
      recipients: (tx) => tx.subjects.recipients(subject()),
      restrict: (tx) => tx.subjects.restrict(subject(), 'a test'),
      lift: (tx) => tx.subjects.lift(subject()),
      ask: (tx) => tx.subjects.ask({ ...subject(), kind: 'access', receivedOn: '2026-11-30', note: null }),
      close: (tx) => tx.subjects.close(person, 'done', 'a test'),
      remind: (tx) => tx.subjects.remind(),
    };
    const purpose = { action: 'test.ask', reads: false, requestId: null, address: null };
    for (const [name, ask] of Object.entries(asking))
      assert.equal(await outcome(shop.door.open(acme, manager.actor, purpose, ask)), 'not-allowed', name);
  });

  test('says when each request is due, keeps names sealed, and closes with a word', async () => {
    const ask = (receivedOn: string) =>
      act<{ request: string }>(officer, 'privacy.ask', { ...subject(), kind: 'access', receivedOn, note: 'by letter' });
    const { request } = await ask('2026-01-31');
    await ask('2026-11-30');
    await refuses('invalid-input', ask('soon'));
    const list = async () => (await act<{ rows: RequestView[] }>(officer, 'privacy.requests')).rows;
    assert.deepEqual(
      (await list()).map((r) => [r.dueOn, r.status, r.name.includes(canary)]),
      [
        ['2026-02-28', 'open', true],
        ['2026-12-30', 'open', true],
      ],
    );
    const { rows } = await db.query<{ text: string }>(
      `select encode(sealed, 'escape') as text from core.subject_request`,
    );
    assert.ok(rows.length === 2 && rows.every(({ text }) => !text.includes(canary) && !text.includes('letter')));
    await act(officer, 'privacy.close', { request, status: 'done', word: 'Sent on paper.' });
    await refuses('wrong-state', act(officer, 'privacy.close', { request, status: 'refused', word: 'again' }));
    assert.deepEqual(
      (await list()).map((r) => [r.status, r.word]),
      [
        ['open', null],
        ['done', 'Sent on paper.'],
      ],
    );
  });
});
