// The ledger as people read it: one's own without the right to everybody's, and of a record only what its reader may see now and might have seen then.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Entity } from '../../contract/entity.ts';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { perform } from '../../../test/samples/engine.ts';
import { type Holder, type Site, makeRole, makeUser, openSession } from '../../../test/samples/people.ts';
import { entities } from '../entities.ts';

interface Row {
  readonly id: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string | null; readonly title: string | null };
  readonly action: string;
  readonly verb: string;
  readonly outcome: string;
  readonly source: string | null;
  readonly important: boolean;
  readonly record: string | null;
  readonly title: string | null;
  readonly permission: string | null;
  readonly allowedBy: string | null;
  readonly fields: readonly string[];
  readonly hidden: boolean;
}

interface Detail extends Row {
  readonly changes: readonly { field: string; before: unknown; after: unknown; hidden: boolean }[];
  readonly values: Readonly<Record<string, unknown>>;
}

let site: Site;
let owner: Holder;
let auditor: Holder;
let narrow: Holder;

async function holder(grants: object): Promise<Holder> {
  return openSession(site.db, await makeUser(site.db, [await makeRole(site.db, grants)], []));
}

before(async () => {
  const vault = await newTenant('acme');
  site = { vault, db: await superuserIn(vault) };
  owner = await openSession(site.db, await makeUser(site.db, ['00000000-0000-7000-8000-000000000101'], []));
  auditor = await openSession(site.db, await makeUser(site.db, ['00000000-0000-7000-8000-000000000108'], []));
  const seen = { view: { rule: 'record.status != "prospect"' }, fields: { taxNumber: 'hidden' }, otherFields: 'read' };
  narrow = await holder({ objects: { company: seen }, areas: ['self.use', 'ledger.view'] });
});

async function ask<T>(me: Holder, action: string, input: object): Promise<T> {
  const done = await perform(site.vault, me.actor, action, input, { requestId: 'asked', address: '192.0.2.7' });
  assert.equal(done.outcome, 'done', JSON.stringify(done.problem?.extras ?? done.problem?.detail));
  return done.output as T;
}

async function list(me: Holder, input: object): Promise<Row[]> {
  return (await ask<{ rows: Row[] }>(me, 'ledger.list', input)).rows;
}

async function detail(me: Holder, id: string): Promise<Detail> {
  return ask<Detail>(me, 'ledger.entry', { id });
}

const company: Entity = entities.company;

describe('the list', () => {
  test('holds who, when, from where, what and what allowed it', async () => {
    const made = await ask<{ id: string }>(owner, `${company.name}.create`, { name: 'Listed Oy', status: 'customer' });
    const [row] = await list(owner, { record: made.id, verb: 'created' });
    assert.deepEqual(
      [row!.actor.id, row!.action, row!.source, row!.permission, row!.allowedBy, row!.title, row!.outcome],
      [owner.id, 'company.create', 'page', 'company.create', 'Owner/all', 'Listed Oy', 'done'],
    );
    assert.deepEqual([...row!.fields].sort(), ['name', 'owner', 'status']);
  });

  test('is everybody’s with ledger.view, and one’s own without', async () => {
    const worker = await holder({ areas: ['self.use'] });
    await ask(worker, 'job.list', {});
    assert.deepEqual(new Set((await list(worker, { limit: '200' })).map((r) => r.actor.id)), new Set([worker.id]));
    assert.deepEqual(await list(worker, { actor: owner.id }), []);
    const everybody = new Set((await list(auditor, { limit: '200' })).map((r) => r.actor.id));
    assert.ok(everybody.has(worker.id) && everybody.has(owner.id));
    const [foreign] = await list(owner, { actor: owner.id, limit: '1' });
    const done = await perform(site.vault, worker.actor, 'ledger.entry', { id: foreign!.id });
    assert.equal(done.outcome, 'not-found');
  });

  test('continues page by page without losing or doubling an entry, and looking at it is itself an entry', async () => {
    for (let i = 0; i < 7; i++) await ask(owner, 'tag.create', { name: `Paged ${i}` });
    const seen: Row[] = [];
    let cursor: string | null | undefined;
    do {
      const page: { rows: Row[]; next: string | null } = await ask(auditor, 'ledger.list', {
        actions: 'tag.create',
        limit: '3',
        ...(typeof cursor === 'string' ? { cursor } : {}),
      });
      seen.push(...page.rows);
      cursor = page.next;
    } while (cursor !== null);
    assert.equal(seen.length, 7);
    assert.equal(new Set(seen.map((r) => r.id)).size, 7);
    assert.deepEqual(
      [...seen].sort((a, b) => (a.at < b.at ? 1 : -1)).map((r) => r.at),
      seen.map((r) => r.at),
    );
    const looked = await list(auditor, { actions: 'ledger.', actor: auditor.id });
    assert.ok(looked.length >= 3 && looked.every((r) => r.verb === 'read'));
  });

  test('narrows by family, outcome, time, importance and address, and counts over time', async () => {
    const weak = await holder({ areas: ['self.use'] });
    await perform(site.vault, weak.actor, 'company.list', {}, { address: '192.0.2.99' });
    const refused = await list(auditor, { address: '192.0.2.99', outcome: 'refused' });
    assert.deepEqual(
      refused.map((r) => [r.action, r.verb]),
      [['company.list', 'refused']],
    );
    await ask(owner, 'settings.edit', { currency: 'SEK' });
    const important = await list(auditor, { important: 'true', actions: 'settings.,tag.' });
    assert.deepEqual(
      important.map((r) => r.action),
      ['settings.edit'],
    );
    assert.deepEqual(await list(auditor, { to: '2001-01-01T00:00:00Z' }), []);
    const span = {
      from: new Date(Date.now() - 3_600_000).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
    };
    const counted = await ask<{ buckets: { done: number; refused: number }[] }>(auditor, 'ledger.histogram', {
      ...span,
      buckets: '6',
      actions: 'tag.create',
    });
    assert.equal(counted.buckets.length, 6);
    assert.equal(
      counted.buckets.reduce((sum, b) => sum + b.done, 0),
      7,
    );
  });
});

describe('what is hidden from its reader', () => {
  let id: string;
  before(async () => {
    const made = await ask<{ id: string }>(owner, 'company.create', {
      name: 'Past Oy',
      status: 'prospect',
      taxNumber: 'FI00112233',
      notes: 'first canary',
    });
    id = made.id;
    await ask(owner, 'company.edit', { id, notes: 'second canary' });
    await ask(owner, 'company.edit', { id, status: 'customer' });
    await ask(owner, 'company.edit', { id, notes: 'third canary', taxNumber: 'FI99887766' });
  });

  test('a value of the record as it was when its reader might not have seen it stays hidden', async () => {
    const rows = await list(narrow, { record: id });
    const [last, opened, second, created] = rows.filter((r) => r.verb !== 'read');
    assert.deepEqual([last!.fields, opened!.fields, second!.fields, created!.fields], [['notes'], ['status'], [], []]);
    assert.ok(last!.hidden && second!.hidden && created!.hidden);
    const texts = await Promise.all(rows.map(async (r) => JSON.stringify(await detail(narrow, r.id))));
    const all = texts.join('\n');
    for (const canary of ['first canary', 'FI00112233', 'FI99887766', 'prospect'])
      assert.ok(!all.includes(canary), canary);
    // What it was before the change that opened it was written while it was closed; what it became is of today.
    assert.deepEqual(
      (await detail(narrow, opened!.id)).changes.map((c) => [c.field, c.before, c.after, c.hidden]),
      [['status', null, 'customer', true]],
    );
    assert.ok(
      all.includes('third canary') && all.includes('second canary'),
      'both sides of the change of today are visible',
    );
  });

  test('what a value became stays hidden where the record is out of sight with it', async () => {
    const { id: closed } = await ask<{ id: string }>(owner, 'company.create', { name: 'Shut Oy', status: 'customer' });
    for (const status of ['prospect', 'customer']) await ask(owner, 'company.edit', { id: closed, status });
    const shut = (await list(narrow, { record: closed })).filter((r) => r.verb === 'edited').at(-1)!;
    assert.deepEqual(
      (await detail(narrow, shut.id)).changes.map((c) => [c.field, c.before, c.after, c.hidden]),
      [['status', 'customer', null, true]],
    );
  });

  test('who it was is told to those who may see that person, and to whoever it was', async () => {
    const seen = { company: { view: 'all' } };
    const [apart, beside] = [
      await holder({ objects: { ...seen, user: { view: 'own' } }, areas: ['self.use', 'ledger.view'] }),
      await holder({ objects: { ...seen, user: { view: 'all' } }, areas: ['self.use', 'ledger.view'] }),
    ];
    const names = async (me: Holder) =>
      new Set((await list(me, { record: id, actor: owner.id })).map((r) => r.actor.title));
    assert.deepEqual(await names(apart), new Set([null]));
    assert.ok([...(await names(beside))].every((name) => typeof name === 'string' && name !== ''));
  });

  test('somebody who sees everything sees all of it', async () => {
    const rows = (await list(auditor, { record: id })).filter((r) => r.verb !== 'read');
    const created = await detail(auditor, rows.at(-1)!.id);
    assert.deepEqual(
      created.changes
        .filter((c) => c.field === 'taxNumber' || c.field === 'notes')
        .map((c) => String(c.after))
        .sort(),
      ['FI00112233', 'first canary'],
    );
    assert.equal(created.hidden, false);
  });

  test('a part is shown where its whole is seen, whatever one may do with parts', async () => {
    const reader = await holder({
      objects: { dealLine: { view: 'all' }, deal: { view: 'own' } },
      areas: ['self.use', 'ledger.view'],
    });
    const deal = await ask<{ id: string }>(owner, 'deal.create', { name: 'Whole canary' });
    const line = await ask<{ id: string }>(owner, 'dealLine.create', { deal: deal.id, description: 'Part canary' });
    assert.deepEqual(await list(reader, { record: line.id }), [], 'of an unseen record there are as many as of none');
    const [row] = await list(reader, { actions: 'dealLine.create', actor: owner.id, limit: '1' });
    assert.deepEqual([row!.record, row!.title, row!.fields, row!.hidden], [null, null, [], true]);
    assert.ok(!JSON.stringify(await detail(reader, row!.id)).includes('canary'));
  });

  test('what others searched for or filtered by is not told to who may not read all of it', async () => {
    await ask(owner, 'company.list', { search: 'Searched Canary' });
    await ask(owner, 'search.find', { q: 'Searched Canary' });
    for (const action of ['company.list', 'search.find']) {
      const [row] = await list(narrow, { actions: action, actor: owner.id, limit: '1' });
      assert.equal(row!.hidden, true, action);
      assert.ok(!JSON.stringify(await detail(narrow, row!.id)).includes('Searched Canary'), action);
      assert.ok(JSON.stringify(await detail(owner, row!.id)).includes('Searched Canary'), action);
    }
  });

  test('that a value was withheld because somebody unseen has it is not told to who lost it', async () => {
    const secret = await ask<{ id: string }>(owner, 'company.create', { name: 'Secret Oy', externalId: 'X-1' });
    await ask(owner, 'company.edit', { id: secret.id, status: 'prospect' });
    const maker = await holder({
      objects: { company: { view: 'own', create: 'own', edit: 'own' } },
      areas: ['self.use'],
    });
    const made = await ask<{ id: string; externalId: unknown }>(maker, 'company.create', {
      name: 'Mine',
      externalId: 'X-1',
    });
    assert.equal(made.externalId, null);
    assert.deepEqual(
      (await list(maker, { record: made.id })).map((r) => r.verb),
      ['created'],
    );
    assert.ok((await list(auditor, { record: made.id })).some((r) => r.verb === 'value withheld'));
  });
});
