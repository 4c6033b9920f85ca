// The bin over all objects on a real PostgreSQL: what lies there and why, bringing it back with what belongs to it, deleting it for good, and every
// way past a legal hold, tried.
import assert from 'node:assert/strict';
import { afterEach, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newTenant, poolOf, roleIn, superuserIn } from '../../../test/harness/cluster.ts';
import { workshop } from '../../../test/harness/workshop.ts';
import { type Holder, type Site, makeRole, makeUser, openSession } from '../../../test/samples/people.ts';
import { Problem } from '../../contract/problem.ts';
import { resetClock, stopClock } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import { eraseFromLedger } from '../../core/ledger/erase.ts';
import { keepBin } from '../../edge/jobs/bin-clock.ts';
import { features } from '../index.ts';
import type { BinOutcomeView, BinView, HoldView, PurgeCountView, TreeView } from './contract.ts';

const ownerRole = '00000000-0000-7000-8000-000000000101';
let site: Site;
let boss: Holder;
let mate: Holder;
/** Whoever acts while the clock is moved: no session lasts that long, so he acts as a job of his would. */
let traveller: Holder | null = null;

const shop = workshop(features, () => [site.vault], { settings: { againMs: 20 } });
type Answer<T> = T & { readonly answer: { readonly operation?: string; readonly status?: number } };

before(async () => {
  const vault = await newTenant('acme');
  site = { vault, db: await superuserIn(vault) };
  boss = await openSession(site.db, await makeUser(site.db, [ownerRole], []));
  mate = await openSession(site.db, await makeUser(site.db, [ownerRole], []));
  shop.dispatcher.start();
});
afterEach(() => {
  resetClock();
  traveller = null;
});

function travel(days: number): void {
  stopClock(new Date(Date.now() + days * 86_400_000));
  traveller = { ...boss, actor: { kind: 'user', id: boss.id } };
}

async function act<T = { id: string }>(
  action: string,
  input: object = {},
  who: Holder = traveller ?? boss,
): Promise<Answer<T>> {
  return (await shop.act(site.vault, who.actor, action, input)) as Answer<T>;
}

async function refused(action: string, input: object, code: string, who: Holder = traveller ?? boss): Promise<Problem> {
  let found: unknown;
  await act(action, input, who).catch((error: unknown) => (found = error));
  assert.ok(found instanceof Problem, `${action} was done`);
  assert.equal(found.code, code, found.message);
  return found;
}

async function someone(grants: object): Promise<Holder> {
  return await openSession(site.db, await makeUser(site.db, [await makeRole(site.db, grants)], []));
}

const binned = async (name: string, more: object = {}): Promise<string> => {
  const { id } = await act('company.create', { name, ...more });
  await act('company.archive', { id });
  return id;
};

const list = (query: object = {}, who: Holder = traveller ?? boss): Promise<BinView> =>
  act<BinView>('bin.list', query, who);
const one = (id: string, entity = 'company'): { items: { entity: string; id: string }[] } => ({
  items: [{ entity, id }],
});
const isThere = async (id: string, table = 'company'): Promise<boolean> =>
  (await site.db.query(`select 1 from data."${table}" where id = $1`, [id])).rowCount === 1;

async function ended(id: string, who: Holder = boss): Promise<{ status: string; error: string | null; result: never }> {
  for (let i = 0; i < 2400; i++) {
    const job = await act<{ status: string; error: string | null; result: never }>('job.view', { id }, who);
    if (!['waiting', 'running'].includes(job.status)) return job;
    await pause(25);
  }
  throw new Error('the job did not end');
}

describe('the list of the bin', () => {
  test('says who put it there, when, from where and by what, over all objects one may see, narrowed and searched', async () => {
    const company = await binned('Listed Ätna Oy');
    const { id: contact } = await act('contact.create', { familyName: 'Listed Person' });
    await act('contact.archive', { id: contact }, mate);
    const two = await act('tag.create', { name: 'listed one' });
    const other = await act('tag.create', { name: 'listed two' });
    await act('tag.merge', { id: two.id, other: other.id });
    const all = await list({ search: 'listed' });
    assert.deepEqual(
      all.rows.map((r) => [r.entity, r.title, r.source, r.action, r.by?.id]),
      [
        ['tag', 'listed two', 'page', 'tag.merge', boss.id],
        ['contact', 'Listed Person', 'page', 'contact.archive', mate.id],
        ['company', 'Listed Ätna Oy', 'page', 'company.archive', boss.id],
      ],
    );
    assert.deepEqual(
      all.counts.toSorted((a, b) => a.entity.localeCompare(b.entity)),
      ['company', 'contact', 'tag'].map((entity) => ({ entity, count: 1 })),
    );
    const ids = async (query: object, who: Holder = boss): Promise<string[]> =>
      (await list(query, who)).rows.map((r) => r.id);
    assert.deepEqual(await ids({ search: 'listed atna' }), [company]);
    assert.deepEqual(await ids({ search: 'listed', by: mate.id }), [contact]);
    assert.deepEqual(await ids({ search: 'listed', entity: 'company' }), [company]);
    assert.deepEqual(await ids({ search: 'listed', before: all.rows[1]!.at }), [company]);
    assert.deepEqual(await ids({ search: 'listed', from: all.rows[0]!.at }), [other.id]);
    const first = await list({ search: 'listed', limit: 2 });
    assert.deepEqual(await ids({ search: 'listed', limit: 2, cursor: first.next! }), [company]);
    assert.deepEqual(await ids({ search: '%' }), [], 'a sign that means something to the database is only a sign');
    const narrow = await someone({ objects: { contact: { view: 'all', restore: 'all' } }, areas: ['self.use'] });
    const seen = await list({ search: 'listed' }, narrow);
    assert.deepEqual(
      seen.rows.map((r) => [r.id, r.mayRestore, r.mayPurge, r.by]),
      [[contact, true, false, null]],
    );
    assert.deepEqual(seen.counts, [{ entity: 'contact', count: 1 }]);
    const half = await someone({
      objects: { contact: { view: 'all', fields: { familyName: 'hidden', givenName: 'hidden' } } },
      areas: ['self.use'],
    });
    assert.deepEqual(await ids({ search: 'listed' }, half), [], 'a title that is hidden is not found');
    await refused('bin.list', { by: 'nobody' }, 'not-found');
  });

  test('parts that went with their whole are not named beside it', async () => {
    const { id: deal } = await act('deal.create', { name: 'Whole deal' });
    const { id: line } = await act('dealLine.create', {
      deal,
      description: 'Part',
      quantity: 1,
      price: { amount: '5', currency: 'EUR' },
    });
    await act('deal.archive', { id: deal });
    const rows = (await list({ from: new Date(Date.now() - 60_000).toISOString() })).rows;
    assert.ok(rows.some((r) => r.id === deal) && !rows.some((r) => r.id === line));
  });
});

describe('restoring', () => {
  test('a tree comes back with what the same operation put there, or with what refers to it from there; a preview tells first', async () => {
    const { id: company } = await act('company.create', { name: 'Tree Oy' });
    const alone = await someone({ objects: { company: { view: 'own', restore: 'own' } }, areas: ['self.use'] });
    await act('company.assign', { id: company, owner: alone.id });
    const { id: person } = await act('contact.create', {
      familyName: 'Leaf',
      companies: [{ entity: 'company', id: company, role: null }],
    });
    const { id: deal } = await act('deal.create', { name: 'Branch', company });
    const { id: note } = await act('activity.create', {
      type: 'note',
      subject: 'Twig',
      about: [{ entity: 'deal', id: deal, role: null }],
    });
    const { id: twin } = await act('company.create', { name: 'Twin Oy' });
    await act('company.bulk', { ids: [company, twin], do: 'archive' });
    for (const [entity, id] of [
      ['contact', person],
      ['deal', deal],
      ['activity', note],
    ])
      await act(`${entity}.archive`, { id });
    const tree = await act<TreeView>('bin.tree', { entity: 'company', id: company });
    assert.deepEqual(
      tree.same.map((p) => [p.entity, p.count, p.sample[0]?.title]),
      [['company', 1, 'Twin Oy']],
    );
    assert.deepEqual(
      tree.related
        .map((p) => [p.entity, p.count, p.sample[0]?.title])
        .toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
      [
        ['activity', 1, 'Twig'],
        ['contact', 1, 'Leaf'],
        ['deal', 1, 'Branch'],
      ],
    );
    // Whoever sees this company alone hears of nothing that went with it or refers to it.
    const little = await act<TreeView>('bin.tree', { entity: 'company', id: company }, alone);
    assert.deepEqual([little.same, little.related], [[], []]);
    await refused('bin.tree', { entity: 'company', id: twin }, 'not-found', alone);
    assert.ok((await list()).rows.length > 1);
    assert.deepEqual(
      (await list({}, alone)).rows.map((r) => r.id),
      [company],
    );
    const back = await act<BinOutcomeView>('bin.restore', { ...one(company), with: 'related' });
    assert.deepEqual([back.done, back.keptCount], [4, 0]);
    const live = await site.db.query(
      `select 1 from data.company where id = $1 and archived_at is null union all
       select 2 from data.contact where id = $2 and archived_at is null union all
       select 3 from data.deal where id = $3 and archived_at is null union all
       select 4 from data.activity where id = $4 and archived_at is null`,
      [company, person, deal, note],
    );
    assert.equal(live.rowCount, 4);
    await act('operation.undo', { id: back.answer.operation! });
    assert.equal((await act<TreeView>('bin.tree', { entity: 'company', id: company })).related.length, 3);
    const both = await act<BinOutcomeView>('bin.restore', { ...one(twin), with: 'same' });
    assert.equal(both.done, 1, 'the undo put the first one there by another operation');
    await refused('bin.tree', { entity: 'company', id: newId() }, 'not-found');
    await refused('bin.tree', { entity: 'no such', id: newId() }, 'not-found');
  });

  test('a unique value that was taken meanwhile is said; the record comes back without it, and the pair stands on record', async () => {
    const lost = await binned('First Oy', { taxNumber: 'FI-UNIQUE-1' });
    await act('company.create', { name: 'Second Oy', taxNumber: 'FI-UNIQUE-1' });
    const first = await act<BinOutcomeView>('bin.restore', one(lost));
    assert.equal(first.done, 0);
    assert.match(first.kept[0]!.reason, /already has this/);
    const again = await act<BinOutcomeView>('bin.restore', { ...one(lost), without: true });
    assert.deepEqual([again.done, again.without.map((x) => [x.id, x.fields.length])], [1, [[lost, 1]]]);
    const view = await act<{ taxNumber: unknown; name: string }>('company.view', { id: lost });
    assert.deepEqual([view.taxNumber, view.name], [null, 'First Oy']);
    const withheld = await site.db.query(`select 1 from core.ledger where record = $1 and verb = 'value withheld'`, [
      lost,
    ]);
    assert.equal(withheld.rowCount, 1);
    await act('operation.undo', { id: again.answer.operation! });
    assert.equal((await list({ search: 'First Oy' })).rows.length, 1, 'and back into the bin');
  });

  test('where the other record may not be seen, it comes back without a word about it', async () => {
    const grants = { view: 'own', create: 'own', edit: 'own', archive: 'own', restore: 'own' };
    const me = await someone({ objects: { company: grants }, areas: ['self.use'] });
    const { id } = await act('company.create', { name: 'Mine Oy', taxNumber: 'FI-UNSEEN-1' }, me);
    await act('company.archive', { id }, me);
    await act('company.create', { name: 'Theirs Oy', taxNumber: 'FI-UNSEEN-1' });
    const back = await act<BinOutcomeView>('bin.restore', one(id), me);
    assert.deepEqual([back.done, back.keptCount, back.without[0]?.id], [1, 0, id]);
  });

  test('not without the right to restore, and not what is not there', async () => {
    const id = await binned('Closed Oy');
    const viewer = await someone({ objects: { company: { view: 'all' } }, areas: ['self.use'] });
    const kept = await act<BinOutcomeView>('bin.restore', one(id), viewer);
    assert.deepEqual([kept.done, kept.kept[0]?.reason], [0, 'Your roles do not allow this.']);
    await refused('bin.restore', one(newId()), 'not-found', viewer);
  });
});

describe('deleting for good', () => {
  test('goes with everything that hangs on it: parts, shares, requests, reminders, links of others, and what search knows', async () => {
    const { id: company } = await act('company.create', { name: 'Vanishing Oy' });
    const { id: task } = await act('activity.create', {
      type: 'task',
      subject: 'Vanishing task',
      due: '2099-01-01T10:00:00Z',
      remindAt: '2099-01-01T09:00:00Z',
    });
    const { id: note } = await act('activity.create', {
      type: 'note',
      subject: 'Stays',
      about: [{ entity: 'company', id: company, role: null }],
    });
    await act('share.give', { entity: 'company', id: company, user: mate.id, edit: false, until: '2026-12-31' });
    await site.db.query(
      `insert into core.access_request (id, person, permission, entity, record, reason, made_at) values ($1, $2, 'company.edit', 'company', $3, 'please', now())`,
      [newId(), mate.id, company],
    );
    await act('company.archive', { id: company });
    await act('activity.archive', { id: task });
    const items = [
      { entity: 'company', id: company },
      { entity: 'activity', id: task },
    ];
    const count = await act<PurgeCountView>('bin.count', { items });
    assert.equal(count.count, 2);
    await refused('bin.purge', { items, count: 3 }, 'wrong-state');
    assert.ok(await isThere(company), 'another number than was meant deletes nothing');
    const gone = await act<{ outcome: BinOutcomeView }>('bin.purge', { items, count: 2 });
    assert.deepEqual([gone.outcome.done, gone.outcome.keptCount], [2, 0]);
    assert.ok(!(await isThere(company)) && !(await isThere(task, 'activity')));
    const left = await site.db.query(
      `select 1 from core.share where record = $1 union all select 2 from core.access_request where record = $1 and status = 'open'
       union all select 3 from core.reminder where activity = $2`,
      [company, task],
    );
    assert.equal(left.rowCount, 0);
    const about = await act<{ about: unknown; version: number }>('activity.view', { id: note });
    assert.deepEqual([about.about, about.version], [null, 2]);
    const found = await act<{ rows?: unknown[] }>('search.find', { q: 'vanishing' });
    assert.ok(!JSON.stringify(found).includes(company));
    const undone = await act<{ result: { back: number } }>('operation.undo', { id: gone.answer.operation! }).catch(
      (e: unknown) => e,
    );
    assert.ok(undone instanceof Problem || (undone as { result: { back: number } }).result.back === 0);
    assert.ok(!(await isThere(company)), 'there is no way back');
  });

  test('what something else refers to stays, but what goes with it does not count', async () => {
    const { id: parent } = await act('company.create', { name: 'Parent Oy' });
    const { id: child } = await act('company.create', { name: 'Child Oy', parent });
    const { id: deal } = await act('deal.create', { name: 'Of child', company: child });
    for (const [entity, id] of [
      ['company', parent],
      ['company', child],
      ['deal', deal],
    ])
      await act(`${entity}.archive`, { id });
    const both = [
      { entity: 'company', id: parent },
      { entity: 'company', id: child },
    ];
    assert.deepEqual(
      (await act<PurgeCountView>('bin.count', { items: both })).count,
      0,
      'a deal refers to one, that one to the other',
    );
    const items = [...both, { entity: 'deal', id: deal }];
    assert.equal((await act<PurgeCountView>('bin.count', { items })).count, 3);
    assert.equal((await act<{ outcome: BinOutcomeView }>('bin.purge', { items, count: 3 })).outcome.done, 3);
  });

  test('all that match go as a job, by the right to empty the bin and the right to each; what is put there later stays', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push(await binned(`Emptied ${i} Oy`));
    const filter = { search: 'Emptied' };
    const noRight = await someone({
      objects: { company: { view: 'all', purge: 'all', restore: 'all' } },
      areas: ['self.use'],
    });
    assert.equal(
      (await refused('bin.purge', { filter, count: 5 }, 'not-allowed', noRight)).extras.missing,
      'tool.empty-bin',
    );
    await refused('bin.count', { filter }, 'not-allowed', noRight);
    const noPurge = await someone({ objects: { company: { view: 'all' } }, areas: ['self.use', 'tool.empty-bin'] });
    const seen = await act<PurgeCountView>('bin.count', { filter }, noPurge);
    assert.deepEqual([seen.count, seen.kept], [0, [{ reason: 'Your roles do not allow this.', count: 5 }]]);
    await refused('bin.purge', one(ids[0]!), 'invalid-input', noPurge);
    await refused('bin.purge', { ...one(ids[0]!), count: 1 }, 'wrong-state', noPurge);
    const { job } = await act<{ job: string }>('bin.purge', { filter, count: 5 });
    const late = await binned('Emptied too late Oy');
    const done = await ended(job);
    assert.equal(done.status, 'done', done.error ?? '');
    assert.deepEqual(
      await Promise.all(ids.map((id) => isThere(id))),
      ids.map(() => false),
    );
    assert.ok(await isThere(late));
    const by = await site.db.query<{ action: string; actor: string }>(
      `select action, actor from core.ledger where record = $1 and verb = 'purged'`,
      [ids[0]],
    );
    assert.deepEqual(by.rows, [{ action: 'bin.purge', actor: boss.id }]);
  });

  test('the ledger forgets the values where the policy says so, and keeps them where it does not', async () => {
    const kept = await binned('Remembered Zyx Oy');
    await act('bin.purge', { ...one(kept), count: 1 });
    await act('bin.setPolicy', { expireDays: null, forgetHistory: true });
    const { id: deal } = await act('deal.create', { name: 'Forgotten Qwx deal' });
    await act('deal.archive', { id: deal });
    await act('bin.purge', { ...one(deal, 'deal'), count: 1 });
    await act('bin.setPolicy', { expireDays: null, forgetHistory: false });
    const pool = await poolOf(site.vault, 'eraser');
    await keepBin(shop.door, site.vault, {
      erase: (_tenant, erasure) => eraseFromLedger(shop.door, site.vault, pool, erasure),
    });
    const values = async (id: string): Promise<number> =>
      (
        await site.db.query(
          `select 1 from core.ledger l join core.ledger_values v on v.entry = l.id where l.record = $1`,
          [id],
        )
      ).rowCount;
    assert.ok((await values(kept)) > 0);
    assert.equal(await values(deal), 0);
    assert.equal((await site.db.query('select 1 from core.forget_due')).rowCount, 0);
    const entries = await site.db.query(`select 1 from core.ledger where record = $1`, [deal]);
    assert.equal(entries.rowCount, 3, 'that it was made, put into the bin and deleted stays');
  });

  test('what has lain there as long as the policy says goes by itself, once a day, own objects too', async () => {
    const object = await act<{ name: string }>('shape.add-object', {
      label: 'Expiring thing',
      labelPlural: 'Expiring things',
    });
    const { id: thing } = await act('own.create', { object: object.name, name: 'Old thing' });
    await act('own.archive', { object: object.name, id: thing });
    const old = await binned('Expired Oy');
    await act('bin.setPolicy', { expireDays: 30, forgetHistory: false });
    travel(29);
    await keepBin(shop.door, site.vault, null);
    assert.ok(await isThere(old));
    travel(29.5);
    const fresh = await binned('Fresh Oy');
    travel(31);
    const [row] = (await list({ search: 'Fresh Oy' })).rows;
    assert.equal(row!.expires, new Date(Date.parse(row!.at) + 30 * 86_400_000).toISOString());
    assert.ok((await keepBin(shop.door, site.vault, null)) >= 2);
    assert.deepEqual(
      [await isThere(old), await isThere(thing, object.name), await isThere(fresh)],
      [false, false, true],
    );
    const by = await site.db.query<{ actor_kind: string; source: string; action: string }>(
      `select actor_kind, source, action from core.ledger where record = $1 and verb = 'purged'`,
      [old],
    );
    assert.deepEqual(by.rows, [{ actor_kind: 'system', source: 'system', action: 'bin.expire' }]);
    assert.equal(await keepBin(shop.door, site.vault, null), 0, 'its day is over');
    await act('bin.setPolicy', { expireDays: null, forgetHistory: false });
  });
});

describe('legal holds', () => {
  const hold = (wish: object, reason = 'Case 7'): Promise<Answer<HoldView>> =>
    act<HoldView>('hold.set', { reason, ...wish });
  const lift = (id: string): Promise<unknown> => act('hold.lift', { id, reason: 'Over' });

  async function everyWay(id: string): Promise<void> {
    assert.match((await refused('company.purge', { id }, 'held')).message, /legal hold of .*Case 7/);
    const bulk = await act<{ results: { ok: boolean; code: string }[] }>('company.bulk', { ids: [id], do: 'purge' });
    assert.deepEqual([bulk.results[0]!.ok, bulk.results[0]!.code], [false, 'held']);
    await refused('bin.purge', { ...one(id), count: 1 }, 'wrong-state');
    const { kept, count } = await act<PurgeCountView>('bin.count', one(id));
    assert.deepEqual([count, kept.length, /Case 7/.test(kept[0]!.reason)], [0, 1, true]);
    assert.ok(await isThere(id));
  }

  test('on one record, on an object and on everything: nothing deletes past it, whichever way, until it is lifted', async () => {
    for (const wish of [
      (id: string) => ({ entity: 'company', record: id }),
      () => ({ entity: 'company' }),
      () => ({}),
    ]) {
      const id = await binned('Held Oy');
      const set = await hold(wish(id));
      assert.equal(set.answer.status, 201);
      await everyWay(id);
      assert.match((await list({ search: 'Held Oy' })).rows.find((r) => r.id === id)!.held!, /Case 7/);
      // Not even by the function of the database, asked as the program.
      const app = await roleIn(site.vault, 'app');
      await assert.rejects(app.query('select * from core.purge($1, $2::uuid[])', ['company', [id]]), /legal hold/);
      await lift(set.id);
      await act('company.purge', { id });
      assert.ok(!(await isThere(id)));
    }
    const rows = (await act<{ rows: HoldView[] }>('hold.list')).rows.filter((h) => h.reason === 'Case 7');
    assert.deepEqual(
      rows.map((h) => [h.by?.id, h.lifted?.reason, h.lifted?.by?.id]),
      rows.map(() => [boss.id, 'Over', boss.id]),
    );
  });

  test('by a rule: a record that fell under it at any moment since stays held, however it is edited afterwards', async () => {
    const set = await hold({ entity: 'company', rule: 'record.industry == "food"' });
    const { id } = await act('company.create', { name: 'Edited out Oy', industry: 'food' });
    await act('company.edit', { id, industry: 'technology' });
    await act('company.archive', { id });
    await everyWay(id);
    const free = await binned('Never under it Oy', { industry: 'technology' });
    await act('company.purge', { id: free });
    assert.equal(
      (await act<{ count: number }>('hold.count', { entity: 'company', rule: 'record.industry == "food"' })).count,
      0,
    );
    await lift(set.id);
    await act('company.purge', { id });
  });

  test('not by a merge first, not by undoing an import, and not through the whole a part belongs to', async () => {
    const merged = await act('company.create', { name: 'Merged held Oy' });
    const other = await act('company.create', { name: 'Into Oy' });
    const set = await hold({ entity: 'company', record: merged.id });
    await act('company.merge', { id: other.id, other: merged.id });
    await everyWay(merged.id);
    await lift(set.id);
    const made = await act('company.create', { name: 'Created then undone Oy' });
    const held = await hold({ entity: 'company', record: made.id });
    await act('operation.undo', { id: made.answer.operation! });
    await everyWay(made.id);
    await lift(held.id);
    const { id: deal } = await act('deal.create', { name: 'Deal with held line' });
    const { id: line } = await act('dealLine.create', {
      deal,
      description: 'Held line',
      quantity: 1,
      price: { amount: '5', currency: 'EUR' },
    });
    const onLine = await hold({ entity: 'dealLine', record: line });
    await act('deal.archive', { id: deal });
    await refused('deal.purge', { id: deal }, 'held');
    await lift(onLine.id);
    const onDeal = await hold({ entity: 'deal', record: deal });
    await refused('dealLine.purge', { id: line }, 'held');
    await lift(onDeal.id);
    await act('deal.purge', { id: deal });
    assert.ok(!(await isThere(line, 'dealLine')));
  });

  test('the bin’s time, the values of a field, and the ledger’s forgetting wait for it too', async () => {
    const id = await binned('Waits Oy');
    const set = await hold({});
    await act('bin.setPolicy', { expireDays: 1, forgetHistory: true });
    travel(40);
    assert.equal(await keepBin(shop.door, site.vault, null), 0);
    assert.ok(await isThere(id));
    const field = await act('shape.add-field', { entity: 'company', kind: 'text', label: 'Held field' });
    await act('shape.retire-field', { id: field.id });
    await refused('shape.purge-field', { id: field.id }, 'held');
    await site.db.query('insert into core.forget_due (record, at) values ($1, now())', [newId()]);
    let asked = 0;
    const eraser = {
      erase: async () => {
        asked += 1;
        return { entries: 1, documents: 0 };
      },
    };
    await keepBin(shop.door, site.vault, eraser);
    assert.equal(asked, 0);
    await lift(set.id);
    await keepBin(shop.door, site.vault, eraser);
    assert.equal(asked, 1);
    await act('shape.purge-field', { id: field.id });
    await act('bin.setPolicy', { expireDays: null, forgetHistory: false });
  });

  test('needs its right and a reason, asks nobody who acts and no hidden field, and names only what is there', async () => {
    const none = await someone({
      objects: { company: { view: 'all', purge: 'all' } },
      areas: ['self.use', 'tool.empty-bin'],
    });
    assert.equal((await refused('hold.set', { reason: 'x' }, 'not-allowed', none)).extras.missing, 'admin.holds');
    await refused('hold.set', { reason: '  ' }, 'invalid-input');
    await refused('hold.set', { reason: 'x', rule: 'true' }, 'invalid-input');
    await refused('hold.set', { reason: 'x', entity: 'company', rule: 'record.owner == user.id' }, 'invalid-input');
    await refused('hold.set', { reason: 'x', entity: 'company', rule: 'record.nothing == "x"' }, 'invalid-input');
    await refused('hold.set', { reason: 'x', entity: 'company', record: newId() }, 'not-found');
    const blind = await someone({
      objects: { company: { view: 'all', fields: { industry: 'hidden' } } },
      areas: ['self.use', 'admin.holds'],
    });
    const wish = { entity: 'company', rule: 'record.industry == "food"' };
    await refused('hold.count', wish, 'invalid-input', blind);
    await refused('hold.set', { ...wish, reason: 'x' }, 'invalid-input', blind);
    await refused('hold.lift', { id: newId(), reason: 'x' }, 'not-found');
    // Of what one may not see nothing is counted, and nothing held by its name.
    const narrow = await someone({ objects: { company: { view: 'own' } }, areas: ['self.use', 'admin.holds'] });
    const { id: hidden } = await act('company.create', { name: 'Hidden from who holds' });
    assert.ok((await act<{ count: number }>('hold.count', { entity: 'company' })).count > 0);
    assert.equal((await act<{ count: number }>('hold.count', { entity: 'company' }, narrow)).count, 0);
    await refused('hold.set', { reason: 'x', entity: 'company', record: hidden }, 'not-found', narrow);
  });

  test('whoever sets one waits for a deletion under way, and the next one sees it', async () => {
    const id = await binned('Racing Oy');
    const going = await binned('Under way Oy');
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const purge = shop.door.open(
      site.vault,
      boss.actor,
      { action: 'company.purge', reads: false, requestId: null, address: null },
      async (tx) => {
        await tx.bin.purge([{ entity: 'company', id: going }]);
        begun.resolve();
        await gate.promise;
      },
    );
    await Promise.race([begun.promise, purge]);
    let isSet = false;
    const setting = hold({ entity: 'company' }).then((made) => {
      isSet = true;
      return made;
    });
    const waits = async (): Promise<boolean> =>
      (
        await site.db.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
      ).rowCount > 0;
    for (let i = 0; i < 400 && !isSet && !(await waits()); i++) await pause(25);
    const early = isSet;
    gate.resolve();
    await purge;
    const set = await setting;
    assert.equal(early, false, 'it is set while somebody deletes');
    await everyWay(id);
    await lift(set.id);
  });

  test('one by a rule waits also for a deletion that has looked at the holds and not yet taken its records', async () => {
    const going = await binned('Looked at Oy', { industry: 'steel' });
    // Somebody else has the record, so that the deletion stands between its look at the holds and every lock of its own.
    const other = await superuserIn(site.vault);
    await other.query('begin');
    await other.query('select 1 from data.company where id = $1 for update', [going]);
    const waiting = async (): Promise<number> =>
      (
        await site.db.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
      ).rowCount;
    const { rows: mine } = await other.query<{ pid: number }>('select pg_backend_pid() as pid');
    const stands = async (): Promise<number> =>
      (await site.db.query('select 1 from pg_stat_activity where $1 = any(pg_blocking_pids(pid))', [mine[0]!.pid]))
        .rowCount;
    const purge = act('company.purge', { id: going });
    for (let i = 0; i < 2400 && (await stands()) < 1; i++) await pause(25);
    let isSet = false;
    const setting = hold({ entity: 'company', rule: 'record.industry == "steel"' }).then((made) => {
      isSet = true;
      return made;
    });
    for (let i = 0; i < 400 && !isSet && (await waiting()) < 2; i++) await pause(25);
    const early = isSet;
    await other.query('rollback');
    // A deletion that had to begin anew meets the hold and is refused, which is as good: what may not be is both.
    const deleted = await purge.then(
      () => true,
      (error: unknown) => {
        assert.ok(error instanceof Problem && error.code === 'held', String(error));
        return false;
      },
    );
    const set = await setting;
    assert.equal(early && deleted, false, 'it is set, and what it stands on is deleted after it');
    await lift(set.id);
  });
});

describe('where the policy asks for a second administrator', () => {
  const ask = (classes: readonly string[]): Promise<unknown> =>
    site.db.query('update core.approval_policy set classes = $1', [classes]);

  test('deleting for good, the bin’s time and lifting a hold wait for one; every way beside that is refused', async () => {
    const id = await binned('Two eyes Oy');
    const job = await binned('Two eyes later Oy');
    const held = await act<HoldView>('hold.set', { entity: 'tag', reason: 'Kept' });
    await ask(['purge']);
    type Waiting = Answer<{ pending: { id: string; summary: string } }>;
    const asked = (await act('bin.purge', { ...one(id), count: 1 })) as unknown as Waiting;
    assert.equal(asked.answer.status, 202);
    assert.equal(asked.pending.summary, 'Delete 1 records in the bin for good: 1 companies. There is no way back.');
    assert.ok(await isThere(id));
    const single = (await act('company.purge', { id })) as unknown as Waiting;
    assert.match(single.pending.summary, /^Delete for good the company “Two eyes Oy”/);
    await refused('company.bulk', { ids: [id], do: 'purge' }, 'not-allowed');
    const lifting = (await act('hold.lift', { id: held.id, reason: 'Over' })) as unknown as Waiting;
    assert.equal(lifting.answer.status, 202);
    assert.equal(
      ((await act('bin.setPolicy', { expireDays: 1, forgetHistory: false })) as unknown as Waiting).answer.status,
      202,
    );
    await refused('approval.approve', { id: asked.pending.id }, 'not-allowed');
    await act('approval.approve', { id: asked.pending.id }, mate);
    assert.ok(!(await isThere(id)));
    const many = (await act('bin.purge', { filter: { search: 'Two eyes later' }, count: 1 })) as unknown as Waiting;
    await act('approval.approve', { id: many.pending.id }, mate);
    for (let i = 0; i < 400 && (await isThere(job)); i++) await pause(25);
    assert.ok(!(await isThere(job)), 'the job that was approved goes through');
    await shop.dispatcher.idle();
    await act('approval.approve', { id: lifting.pending.id }, mate);
    await ask([]);
    assert.ok((await act<{ rows: HoldView[] }>('hold.list')).rows.find((h) => h.id === held.id)!.lifted !== null);
  });
});
