// The access matrix of all other actions: a stranger, somebody with every right but the one that is asked, somebody with that right, and
// things of a colleague and of another tenant. An action without a sample fails.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import type { Action } from '../src/contract/action.ts';
import type { Entity } from '../src/contract/entity.ts';
import { type Permission, allPermissions, areas, modules, usual, verbs } from '../src/contract/permission.ts';
import { setIdentity, usualIdentity } from '../src/core/identity/settings.ts';
import { entities } from '../src/features/entities.ts';
import { recordActions } from '../src/features/records/contract.ts';
import { readTree } from './boundaries/source.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { cheapIdentity } from './harness/people.ts';
import { actionSamples, sampleOfAction } from './samples/actions.ts';
import { type Done, perform, performer } from './samples/engine.ts';
import { type Holder, type Person, type Site, leave, makeRole, makeUser, openSession } from './samples/people.ts';

const objects: readonly Entity[] = Object.values(entities);
const ofRecords = new Set(objects.flatMap((e) => Object.values(recordActions(e)).map((a: Action) => a.name)));
const actions = [...performer.handlers.values()]
  .map((h) => h.action)
  .filter((a) => !ofRecords.has(a.name) && !a.name.startsWith('own.'));

let acme: Site;
let beta: Site;
/** whom the running test has made */
const people: { readonly site: Site; readonly person: Person }[] = [];

before(async () => {
  cheapIdentity();
  const site = async (slug: string): Promise<Site> => {
    const vault = await newTenant(slug);
    return { vault, db: await superuserIn(vault) };
  };
  acme = await site('acme');
  beta = await site('beta');
  // The last administrator is guarded; so that the guard is not what refuses, there is always another.
  for (const { db } of [acme, beta]) await makeUser(db, ['00000000-0000-7000-8000-000000000101'], []);
});
after(() => setIdentity(usualIdentity));

/** Signed in with exactly these rights, each on everything. */
async function holderOf(site: Site, permissions: readonly Permission[]): Promise<Holder> {
  const held = new Set<string>(permissions);
  const grants = {
    objects: Object.fromEntries(
      objects.map((e) => [
        e.name,
        Object.fromEntries(verbs.filter((v) => held.has(`${e.name}.${v}`)).map((v) => [v, 'all'])),
      ]),
    ),
    areas: Object.keys(areas).filter((name) => held.has(name)),
    without: Object.keys(usual).filter((name) => !held.has(name)),
  };
  const person = await makeUser(site.db, [await makeRole(site.db, grants)], []);
  people.push({ site, person });
  return openSession(site.db, person);
}

afterEach(async () => {
  for (const { site, person } of people.splice(0)) await leave(site.db, person);
});

const all = allPermissions().map((p) => p.name);

async function call(action: Action, site: Site, me: Holder | null, id: string): Promise<Done> {
  const sample = sampleOfAction(action.name);
  const input = (await sample.input?.(site, me ?? ({} as Holder), id)) ?? {};
  const body = sample.body?.() ?? null;
  return perform(site.vault, me?.actor ?? { kind: 'stranger' }, action.name, input, {
    body,
    sessionToken: me?.token ?? null,
  });
}

/** The action on a thing that `maker` has made. */
async function callOn(action: Action, site: Site, me: Holder | null, maker: Holder, made: Site = site): Promise<Done> {
  const id = (await sampleOfAction(action.name).make?.(made, maker)) ?? '';
  return call(action, site, me, id);
}

describe('the access matrix of actions', () => {
  test('every action has a sample, and every sample an action', () => {
    assert.ok(actions.length >= 15, `only ${actions.length} actions`);
    for (const action of actions) sampleOfAction(action.name);
    const names = new Set(actions.map((a) => a.name));
    assert.deepEqual(
      Object.keys(actionSamples).filter((name) => !names.has(name)),
      [],
    );
  });

  test('every right that is not about one object is asked for somewhere on the server', () => {
    const root = path.join(import.meta.dirname, '..');
    const server = readTree(root).filter(
      (m) => !m.isTest && !m.file.includes('/web/') && m.file !== 'src/contract/permission.ts',
    );
    // Menus and modules are asked for object by object: see the tests of their own.
    const named = Object.keys(areas).filter((name) => !name.startsWith('menu.') && !Object.hasOwn(modules, name));
    const idle = named.filter((name) => !server.some((m) => m.text.includes(`'${name}'`)));
    assert.deepEqual(idle, []);
  });

  // Without a sample an action is told above; here it would stop all others.
  for (const action of actions.filter((a) => Object.hasOwn(actionSamples, a.name))) {
    const { access } = action;
    if ('public' in access) {
      test(`${action.name}: open to strangers, because ${access.because}`, async () => {
        const done = await call(action, acme, null, '');
        assert.equal(done.outcome, sampleOfAction(action.name).stranger);
      });
      continue;
    }
    const needed = 'may' in access ? access.may : null;

    test(`${action.name}: not for a stranger`, async () => {
      const maker = await holderOf(acme, all);
      assert.equal((await callOn(action, acme, null, maker)).outcome, 'not-signed-in');
    });

    if (needed === null) {
      test(`${action.name}: for whoever is signed in, without any right`, async () => {
        const me = await holderOf(acme, []);
        assert.equal((await callOn(action, acme, me, me)).outcome, sampleOfAction(action.name).outcome ?? 'done');
      });
      continue;
    }

    test(`${action.name}: not without ${needed}, whatever else one may`, async () => {
      const maker = await holderOf(acme, all);
      const me = await holderOf(
        acme,
        all.filter((name) => name !== needed),
      );
      const done = await callOn(action, acme, me, maker);
      assert.equal(done.outcome, 'not-allowed');
      assert.equal(done.problem!.extras.missing, needed);
    });

    test(`${action.name}: with ${needed}`, async () => {
      const me = await holderOf(acme, all);
      const done = await callOn(action, acme, me, me);
      assert.equal(done.outcome, sampleOfAction(action.name).outcome ?? 'done', JSON.stringify(done.problem?.extras));
    });

    if (sampleOfAction(action.name).make === undefined) continue;

    test(`${action.name}: a colleague's`, async () => {
      const [me, maker] = [
        await holderOf(
          acme,
          all.filter((name) => name !== 'tool.undo-others'),
        ),
        await holderOf(acme, all),
      ];
      assert.equal(
        (await callOn(action, acme, me, maker)).outcome,
        sampleOfAction(action.name).colleague ?? 'not-found',
      );
    });

    test(`${action.name}: another tenant's is not there`, async () => {
      const [me, maker] = [await holderOf(acme, all), await holderOf(beta, all)];
      assert.equal((await callOn(action, acme, me, maker, beta)).outcome, 'not-found');
    });
  }
});
