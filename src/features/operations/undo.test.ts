// Undo on a real PostgreSQL, looked at first: three sides of each field, what others changed since, what one may not do any more, and what is put back anyway.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { workshop } from '../../../test/harness/workshop.ts';
import { type Holder, type Site, makeRole, makeUser, openSession } from '../../../test/samples/people.ts';
import { Problem } from '../../contract/problem.ts';
import { moveClock, resetClock } from '../../core/clock.ts';
import { features } from '../index.ts';
import type { OperationView, PreviewView, UndoView } from './contract.ts';

const ownerRole = '00000000-0000-7000-8000-000000000101';
const all = { view: 'all', create: 'all', edit: 'all', archive: 'all', restore: 'all' };
let site: Site;
let boss: Holder;
let mate: Holder;

const shop = workshop(features, () => [site.vault], { settings: { againMs: 20 } });
type Answer<T> = T & { readonly answer: { readonly operation?: string; readonly status?: number } };

before(async () => {
  const vault = await newTenant('acme');
  site = { vault, db: await superuserIn(vault) };
  boss = await openSession(site.db, await makeUser(site.db, [ownerRole], []));
  mate = await openSession(site.db, await makeUser(site.db, [ownerRole], [], 'Mate'));
  shop.dispatcher.start();
});

async function act<T = { id: string }>(action: string, input: object = {}, who: Holder = boss): Promise<Answer<T>> {
  return (await shop.act(site.vault, who.actor, action, input)) as Answer<T>;
}

async function refused(action: string, input: object, code: string, who: Holder = boss): Promise<void> {
  let found: unknown;
  await act(action, input, who).catch((error: unknown) => (found = error));
  assert.ok(found instanceof Problem && found.code === code, `${action}: ${String(found)}`);
}

const undo = async (id: string, more: object = {}, who: Holder = boss): Promise<UndoView> =>
  (await act<{ result: UndoView }>('operation.undo', { id, ...more }, who)).result;
const look = (id: string, who: Holder = boss): Promise<PreviewView> =>
  act<PreviewView>('operation.preview', { id }, who);
const view = (id: string): Promise<Record<string, unknown>> => act<Record<string, unknown>>('company.view', { id });

describe('the preview', () => {
  test('shows what comes back, what stands there now, and whose later change is kept; that is put back only where it is said', async () => {
    const { id } = await act('company.create', { name: 'Before Oy', notes: 'one' });
    const edited = await act('company.edit', { id, name: 'After Oy', notes: 'two' });
    const operation = edited.answer.operation!;
    await act('company.edit', { id, notes: 'three' }, mate);
    const shown = await look(operation);
    assert.deepEqual(shown.counts, { back: 1, binned: 0, kept: 1 });
    assert.deepEqual([shown.total, shown.records.length, shown.needs, shown.next], [1, 1, null, null]);
    const [record] = shown.records;
    assert.deepEqual([record!.title, record!.does, record!.reason], ['After Oy', 'back', 'Changed since: Notes.']);
    assert.deepEqual(
      record!.fields.map((f) => [f.field, f.back, f.now, f.changed, f.by === null ? null : f.by.split(' ')[0]]),
      [
        ['name', 'Before Oy', 'After Oy', false, null],
        ['notes', 'one', 'three', true, 'Mate'],
      ],
    );
    assert.equal((await view(id))['name'], 'After Oy', 'looking changes nothing');
    const result = await undo(operation);
    assert.deepEqual([result.back, result.keptCount], [1, 1]);
    assert.deepEqual([(await view(id))['name'], (await view(id))['notes']], ['Before Oy', 'three']);
    await refused('operation.undo', { id: operation }, 'wrong-state');
    const again = await act('company.edit', { id, notes: 'four' });
    await act('company.edit', { id, notes: 'five' }, mate);
    const forced = await undo(again.answer.operation!, { anyway: [{ id, field: 'notes' }] });
    assert.deepEqual([forced.back, forced.keptCount, (await view(id))['notes']], [1, 0, 'three']);
  });

  test('an undo is taken back by undoing it, and the first can be undone again', async () => {
    const { id } = await act('company.create', { name: 'There Oy' });
    const gone = await act('company.archive', { id });
    const undone = await act<{ result: UndoView }>('operation.undo', { id: gone.answer.operation! });
    const rows = (await act<{ rows: OperationView[] }>('operation.list', { limit: 5 })).rows;
    assert.deepEqual(
      rows.slice(0, 2).map((o) => [o.what, o.undoes, o.undoneBy]),
      [
        ['operation.undo', gone.answer.operation!, null],
        ['company.archive', null, undone.answer.operation!],
      ],
    );
    await undo(undone.answer.operation!);
    assert.ok((await view(id))['archivedAt'] !== null);
    assert.equal((await undo(gone.answer.operation!)).back, 1);
    assert.equal((await view(id))['archivedAt'], null);
  });

  test('each operation is named by what it changed, as far as whoever lists them may see that', async () => {
    const { id } = await act('company.create', { name: 'Named Oy' });
    const grants = { objects: { company: { view: 'all' } }, areas: ['self.use'] };
    const role = await act('role.create', { name: `Named role ${id.slice(-6)}`, grants });
    const away = await act('company.create', { name: 'Purged Oy' });
    await act('company.archive', { id: away.id });
    await act('company.purge', { id: away.id });
    const asked = await openSession(
      site.db,
      await makeUser(site.db, [await makeRole(site.db, { objects: {}, areas: ['self.use', 'ledger.view'] })], []),
    );
    const about = async (who: Holder) =>
      (await act<{ rows: OperationView[] }>('operation.list', { limit: 10, who: 'all' }, who)).rows.map((o) => o.about);
    const named = (await about(boss)).map((a) => a?.title ?? null);
    assert.ok(named.includes('Named Oy') && named.includes(`Named role ${id.slice(-6)}`), JSON.stringify(named));
    assert.ok(!named.includes('Purged Oy'), 'what is gone for good is named');
    assert.deepEqual(
      (await about(boss)).find((a) => a?.title === 'Named Oy'),
      {
        entity: 'company',
        id,
        title: 'Named Oy',
      },
    );
    assert.ok(
      !JSON.stringify(await about(asked)).includes('Named'),
      'whoever sees no companies and no roles reads names',
    );
    assert.ok(role.id !== '');
  });

  test('what was made and changed since stays, unless it is said', async () => {
    const made = await act('company.create', { name: 'Made Oy' });
    await act('company.edit', { id: made.id, notes: 'mine' }, mate);
    assert.equal((await undo(made.answer.operation!)).keptCount, 1);
    const two = await act('company.create', { name: 'Made too Oy' });
    await act('company.edit', { id: two.id, notes: 'mine' }, mate);
    const result = await undo(two.answer.operation!, { anyway: [{ id: two.id, field: '' }] });
    assert.deepEqual([result.binned, result.keptCount], [1, 0]);
  });
});

describe('how long', () => {
  after(resetClock);
  /** By his name and not by a session, which would be over by then. */
  const fresh = (): Holder => ({ ...boss, actor: { kind: 'user', id: boss.id } });

  test('for thirty days, and no day longer', async () => {
    const { id } = await act('company.create', { name: 'Old Oy' });
    const edited = await act('company.edit', { id, notes: 'two' });
    const younger = await act('company.edit', { id, notes: 'three' });
    moveClock(29 * 86_400_000);
    await undo(younger.answer.operation!, {}, fresh());
    moveClock(2 * 86_400_000);
    await refused('operation.undo', { id: edited.answer.operation! }, 'wrong-state', fresh());
    await refused('operation.preview', { id: edited.answer.operation! }, 'wrong-state', fresh());
  });
});

describe('who may', () => {
  test('a right that was lost meanwhile is not got back by undo: it is said, and nothing is done', async () => {
    const role = await makeRole(site.db, { objects: { company: all }, areas: ['self.use', 'tool.undo'] });
    const me = await openSession(site.db, await makeUser(site.db, [role], []));
    const { id } = await act('company.create', { name: 'Lost Oy', notes: 'one' }, me);
    const edited = await act('company.edit', { id, notes: 'two' }, me);
    const gone = await act('company.archive', { id }, me);
    await site.db.query('update core.role set grants = $2 where id = $1', [
      role,
      JSON.stringify({ objects: { company: { view: 'all' } }, areas: ['self.use', 'tool.undo'] }),
    ]);
    for (const operation of [edited.answer.operation!, gone.answer.operation!]) {
      const shown = await look(operation, me);
      assert.deepEqual(shown.counts, { back: 0, binned: 0, kept: 1 });
      assert.equal(shown.records[0]!.does, 'stay');
      const result = await undo(operation, { anyway: 'all' }, me);
      assert.deepEqual([result.back, result.binned, result.keptCount], [0, 0, 1]);
    }
    assert.deepEqual([(await view(id))['notes'], (await view(id))['archivedAt'] === null], ['two', false]);
  });

  test('a hidden field is neither told nor put back, and others’ operations are not there', async () => {
    const { id } = await act('company.create', { name: 'Hidden Oy', notes: 'one' });
    const edited = await act('company.edit', { id, notes: 'secret canary' });
    const half = await openSession(
      site.db,
      await makeUser(
        site.db,
        [
          await makeRole(site.db, {
            objects: { company: { ...all, fields: { notes: 'hidden' } } },
            areas: ['self.use', 'tool.undo-others'],
          }),
        ],
        [],
      ),
    );
    const shown = await look(edited.answer.operation!, half);
    assert.ok(!JSON.stringify(shown).includes('canary') && !JSON.stringify(shown).includes('Notes'));
    assert.equal(shown.counts!.back, 0);
    await undo(edited.answer.operation!, {}, half);
    assert.equal((await view(id))['notes'], 'secret canary');
    const none = await openSession(
      site.db,
      await makeUser(site.db, [await makeRole(site.db, { objects: { company: all }, areas: ['self.use'] })], []),
    );
    for (const action of ['operation.preview', 'operation.undo', 'operation.count'])
      await refused(action, { id: edited.answer.operation! }, 'not-found', none);
    assert.deepEqual((await act<{ rows: OperationView[] }>('operation.list', { who: 'all' }, none)).rows, []);
    const seen = (await act<{ rows: OperationView[] }>('operation.list', { who: 'all' }, half)).rows;
    assert.ok(seen.some((o) => o.by !== null || !o.mayUndo || o.id === edited.answer.operation));
  });

  test('a setting somebody changed since is kept unless it is said, and stays to be taken back by who says so', async () => {
    const rules = { reason: 'roles', dayRows: 700, alertAbove: 90 };
    const before = await act<Record<string, unknown>>('export.rules');
    const first = (await act('export.setRules', rules)).answer.operation!;
    await act('export.setRules', { ...rules, dayRows: 800 }, mate);
    const dayRows = async (): Promise<unknown> => (await act<Record<string, unknown>>('export.rules'))['dayRows'];
    const alone = (await act('export.setRules', { ...rules, dayRows: 900 }, mate)).answer.operation!;
    await act('export.setRules', { ...rules, dayRows: 950 });
    assert.deepEqual([(await undo(alone, {}, mate)).back, await dayRows()], [0, 950]);
    await undo(alone, { anyway: 'all' }, mate);
    assert.equal(await dayRows(), 800);
    await undo(first);
    assert.equal(await dayRows(), 800, 'the other parts alone go back');
    await undo(first, { anyway: 'all' }).catch(() => undefined);
    assert.deepEqual((await act<Record<string, unknown>>('export.rules'))['reason'], before['reason']);
  });

  test('a change of rights that a second administrator has to agree to is asked for by undo as well', async () => {
    const person = await makeUser(site.db, [await makeRole(site.db, { areas: ['self.use'] })], []);
    const other = await makeRole(site.db, { objects: { tag: { view: 'all' } }, areas: ['self.use'] });
    const given = await act('member.setRoles', { id: person.id, roles: [other] });
    const stale = await openSession(site.db, boss);
    await site.db.query(
      `update core.session set proved_at = now() - interval '1 hour' where user_id = $1 and token_hash = $2`,
      [boss.id, (stale.actor as { tokenHash: Buffer }).tokenHash],
    );
    await refused('operation.undo', { id: given.answer.operation! }, 'step-up-needed', stale);
    await site.db.query(`update core.approval_policy set classes = '{members}'`);
    assert.equal((await look(given.answer.operation!)).needs, 'members');
    type Waiting = Answer<{ pending: { id: string } }>;
    const asked = (await act('operation.undo', { id: given.answer.operation! })) as unknown as Waiting;
    assert.equal(asked.answer.status, 202);
    const holds = async (): Promise<unknown> =>
      (await site.db.query('select role_id from core.member_role where user_id = $1', [person.id])).rows;
    assert.deepEqual(await holds(), [{ role_id: other }]);
    await act('approval.approve', { id: asked.pending.id }, mate);
    assert.notDeepEqual(await holds(), [{ role_id: other }]);
    await site.db.query(`update core.approval_policy set classes = '{}'`);
  });
});

test('a large operation is counted exactly by a job, which changes nothing, and undone by one', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 3; i++)
    for (const r of await Promise.all(
      Array.from({ length: 200 }, (_, n) => act('company.create', { name: `Many ${i} ${n}` })),
    ))
      ids.push(r.id);
  const { job, answer } = await act<{ job: string }>('company.bulk', {
    filter: { field: 'name', op: 'startsWith', value: 'Many' },
    do: 'edit',
    values: { notes: 'bulk' },
  });
  const ended = async (id: string): Promise<{ status: string; result: Record<string, unknown> }> => {
    for (let i = 0; i < 2400; i++) {
      const seen = await act<{ status: string; result: Record<string, unknown> }>('job.view', { id });
      if (!['waiting', 'running'].includes(seen.status)) return seen;
      await pause(25);
    }
    throw new Error('the job did not end');
  };
  await ended(job);
  await act('company.edit', { id: ids[0]!, notes: 'mine' }, mate);
  const counted = await ended((await act<{ job: string }>('operation.count', { id: answer.operation! })).job);
  assert.deepEqual([counted.status, counted.result['back'], counted.result['keptCount']], ['done', 599, 1]);
  assert.equal((await view(ids[1]!))['notes'], 'bulk');
  const page = await look(answer.operation!);
  assert.deepEqual([page.total, page.records.length, page.next === null], [600, 50, false]);
  const undone = await act<{ job: string }>('operation.undo', { id: answer.operation! });
  const done = await ended(undone.job);
  assert.deepEqual([done.result['back'], done.result['keptCount']], [599, 1]);
  assert.deepEqual([(await view(ids[0]!))['notes'], (await view(ids[1]!))['notes']], ['mine', null]);
});
