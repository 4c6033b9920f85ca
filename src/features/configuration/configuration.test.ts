// The history of configuration: whole, to those alone who may see it, with nothing of a record its reader may not see; rolled back by the rights of who rolls back.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type TestUser, addUser } from '../../../test/harness/engine.ts';
import { workshop } from '../../../test/harness/workshop.ts';
import { Problem, type ProblemCode } from '../../contract/problem.ts';
import { newId } from '../../core/ids.ts';
import { features } from '../index.ts';
import type { UndoView } from '../operations/contract.ts';
import type { ChangeView } from './contract.ts';

/** The role "Read only" every tenant is born with. */
const readOnly = '00000000-0000-7000-8000-000000000104';

const acme = await newTenant('acme');
const shop = workshop(features, () => [acme]);
let owner: TestUser;
let auditor: TestUser;
let keeper: TestUser;

before(async () => {
  owner = await addUser(acme, 'Olga Owner', 'owner');
  auditor = await addUser(acme, 'Aava Auditor', 'auditor');
  // sees the history and no person
  keeper = await addUser(acme, 'Kim Keeper', { areas: ['self.use', 'admin.history'] });
});

const act = <T>(who: TestUser, action: string, input: object = {}) =>
  shop.act<T & object>(acme, who.actor, action, input);

async function history(who: TestUser, query: object = {}): Promise<readonly ChangeView[]> {
  return (await act<{ rows: ChangeView[] }>(who, 'configuration.list', query)).rows;
}

async function refuses(code: ProblemCode, work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => error instanceof Problem && error.code === code);
}

describe('the history of configuration', () => {
  test('is for those who hold its right, and tells nobody of records and people he may not see', async () => {
    const worker = await addUser(acme, 'Wilma Worker', { areas: ['self.use', 'ledger.view'] });
    await refuses('not-allowed', act(worker, 'configuration.list'));
    // nor by whatever else would ask its desk
    const purpose = { action: 'test.read', reads: true, requestId: null, address: null };
    await refuses(
      'not-allowed',
      shop.door.open(acme, worker.actor, purpose, (tx) => tx.configuration.list({}, { limit: 10 })),
    );
    await act(owner, 'member.invite', { name: 'Canary Person', email: 'canary@people.example', roles: [readOnly] });
    await act(owner, 'company.create', { name: 'Canary Company' });
    const text = JSON.stringify(await history(keeper));
    for (const canary of ['Canary', 'canary@people.example', 'Olga']) assert.ok(!text.includes(canary), canary);
    assert.ok(JSON.stringify(await history(auditor)).includes('Canary Person'));
    assert.ok(!JSON.stringify(await history(auditor)).includes('Canary Company'), 'a record is no configuration');
  });

  test('holds how long records lie in the bin, and nothing of what was done for people', async () => {
    await act(owner, 'bin.setPolicy', { expireDays: 40, forgetHistory: true });
    const [policy] = await history(auditor, { kind: 'settings' });
    assert.equal(policy?.verb, 'bin policy set');
    assert.deepEqual(
      policy.differences.map((d) => [d.name, d.before ?? null, d.after]),
      [
        ['expireDays', null, 40],
        ['forgetHistory', false, true],
      ],
    );
    assert.equal(policy.state, 'open');
    const { id } = await act<{ id: string }>(owner, 'contact.create', { familyName: 'Noconfig' });
    const mark = { use: 'marketing', state: 'objected', since: '2026-11-30', how: 'By letter' };
    await act(owner, 'privacy.setUse', { entity: 'contact', id, ...mark });
    await act(owner, 'privacy.erase', { entity: 'contact', id, reason: 'asked for', quoted: [], count: 1 });
    const kinds = (await history(auditor)).map((r) => r.action);
    assert.ok(!kinds.some((action) => action.startsWith('privacy.')), kinds.join(' '));
  });

  test('holds who changed what, place by place, and where it stands in the log', async () => {
    const made = await act<{ id: string }>(owner, 'role.create', {
      name: 'Desk',
      help: 'A test',
      grants: { objects: { company: { view: 'team' } }, areas: ['self.use'] },
    });
    await act(owner, 'role.edit', {
      id: made.id,
      version: 1,
      grants: { objects: { company: { view: 'all' } }, areas: ['self.use'] },
    });
    await act(owner, 'settings.edit', { currency: 'SEK' });
    const field = await act<{ id: string }>(owner, 'shape.add-field', {
      entity: 'company',
      kind: 'text',
      label: 'Colour',
    });
    await act(owner, 'shape.edit-field', { id: field.id, label: 'Tint' });
    const roles = await history(auditor, { kind: 'roles' });
    assert.deepEqual(
      roles.map((r) => [r.verb, r.name, r.version, r.actor.title]),
      [
        ['edited', 'Desk', 2, 'Olga Owner'],
        ['created', 'Desk', 1, 'Olga Owner'],
      ],
    );
    assert.deepEqual(roles[0]!.differences, [{ name: 'grants.objects.company.view', before: 'team', after: 'all' }]);
    const [settings] = await history(auditor, { kind: 'settings' });
    assert.deepEqual(settings!.differences, [{ name: 'currency', before: 'EUR', after: 'SEK' }]);
    const shape = await history(auditor, { kind: 'shape' });
    assert.deepEqual(
      shape.map((s) => [s.verb, s.name]),
      [
        ['field changed', 'Tint'],
        ['field added', 'Colour'],
      ],
    );
    assert.deepEqual(shape[0]!.differences, [{ name: 'label', before: 'Colour', after: 'Tint' }]);
    const about = await history(auditor, { about: made.id });
    assert.equal(about.length, 2);
    const all = await history(auditor, { limit: '100' });
    assert.deepEqual(
      all.map((one) => one.at),
      all.map((one) => one.at).toSorted((a, b) => (a < b ? 1 : -1)),
    );
    let seen = 0;
    for (let cursor: string | null | undefined; cursor !== null; seen += 1) {
      const page: { rows: ChangeView[]; next: string | null } = await act(auditor, 'configuration.list', {
        limit: '1',
        ...(cursor === undefined ? {} : { cursor }),
      });
      assert.equal(page.rows[0]!.id, all[seen]!.id);
      cursor = page.next;
    }
    assert.equal(seen, all.length);
  });

  test('is rolled back by whoever may make the change, after a look, and not by others', async () => {
    const role = await act<{ id: string }>(owner, 'role.create', {
      name: 'Rolled',
      help: 'A test',
      grants: { objects: { company: { view: 'own' } }, areas: ['self.use'] },
    });
    await act(owner, 'role.edit', {
      id: role.id,
      version: 1,
      grants: { objects: { company: { view: 'all' } }, areas: ['self.use'] },
    });
    const [change] = await history(auditor, { about: role.id });
    assert.equal(change!.state, 'open');
    await assert.rejects(act(auditor, 'operation.undo', { id: change!.operation }), Problem);
    const { result } = await act<{ result: UndoView }>(owner, 'operation.undo', {
      id: change!.operation,
      preview: 'true',
    });
    assert.equal(result.back, 1);
    await act(owner, 'operation.undo', { id: change!.operation });
    const [undoing, undone] = await history(auditor, { about: role.id });
    assert.deepEqual(undoing!.differences, [{ name: 'grants.objects.company.view', before: 'all', after: 'own' }]);
    assert.equal(undone!.state, 'undone');
  });

  test('holds the work of who runs the machine, each act once', async () => {
    const host = { kind: 'system', name: 'host' } as const;
    const purpose = { action: 'host.act', reads: false, requestId: null, address: null, source: 'command' } as const;
    const upgrade = {
      id: newId(),
      at: new Date('2026-11-01T03:00:00Z'),
      actor: 'root (process 1)',
      act: 'upgrade tenant',
      outcome: 'done',
      detail: { from: 26, to: 28 },
    };
    const note = () => shop.door.open(acme, host, purpose, (tx) => tx.hostActs.note([upgrade]));
    assert.deepEqual([await note(), await note()], [1, 0]);
    const operator = await history(auditor, { kind: 'operator' });
    assert.equal(operator.length, 1);
    assert.deepEqual(operator[0]!.machine, { by: 'root (process 1)', at: '2026-11-01T03:00:00.000Z', outcome: 'done' });
    assert.deepEqual(operator[0]!.differences, [{ name: 'version', before: 26, after: 28 }]);
    await assert.rejects(
      shop.door.open(acme, owner.actor, { ...purpose, action: 'test' }, (tx) => tx.hostActs.note([upgrade])),
      Problem,
    );
    const db = await superuserIn(acme);
    const { rows } = await db.query(`select from core.ledger where verb = 'upgrade tenant'`);
    assert.equal(rows.length, 1);
  });
});
