// The catalogue of rights: each is granted by itself, has a name and a sentence, and bites - somebody with every right but this one is refused
// what it is for, by its name. Generated from the catalogue: a right without something it is asked for fails.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import type { Entity } from '../src/contract/entity.ts';
import {
  type Permission,
  allPermissions,
  areas,
  isArea,
  menuOf,
  modules,
  moduleOf,
  usual,
  verbsOf,
} from '../src/contract/permission.ts';
import { setIdentity, usualIdentity } from '../src/core/identity/settings.ts';
import { entities } from '../src/features/entities.ts';
import { recordActions } from '../src/features/records/contract.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { cheapIdentity } from './harness/people.ts';
import { inAMonth, sampleOfAction } from './samples/actions.ts';
import { type Done, perform, performer } from './samples/engine.ts';
import { type Holder, type Site, makeRole, makeUser, openSession } from './samples/people.ts';
import { recordCall } from './samples/record-actions.ts';
import { plant, plantNeeds, sampleOf } from './samples/records.ts';

const objects: readonly Entity[] = Object.values(entities);
const all = allPermissions();
let acme: Site;
let boss: Holder;
let serial = 0;

before(async () => {
  cheapIdentity();
  const vault = await newTenant('acme');
  acme = { vault, db: await superuserIn(vault) };
  boss = await openSession(acme.db, await makeUser(acme.db, ['00000000-0000-7000-8000-000000000101'], []));
});
after(() => setIdentity(usualIdentity));

/** Every right there is but one. */
async function allBut(missing: Permission): Promise<Holder> {
  const verbs = (e: Entity): object =>
    Object.fromEntries(verbsOf(e).map((v) => [v, `${e.name}.${v}` === missing ? 'none' : 'all']));
  const role = {
    objects: Object.fromEntries(objects.map((e) => [e.name, verbs(e)])),
    areas: Object.keys(areas).filter((name) => name !== missing && !Object.hasOwn(usual, name)),
    without: Object.hasOwn(usual, missing) ? [missing] : [],
  };
  return openSession(acme.db, await makeUser(acme.db, [await makeRole(acme.db, role)], []));
}

async function callRecord(me: Holder, e: Entity, verb: string): Promise<Done> {
  const tag = `K${(serial += 1)}x`;
  const values = sampleOf(e).values(tag);
  await plantNeeds(acme.vault, acme.db, e, values);
  const id = await plant(acme.vault, acme.db, e, values, { owner: boss.id });
  if (verb === 'share')
    return ask(me, 'share.give', { entity: e.name, id, user: boss.id, edit: false, until: inAMonth() });
  if (verb === 'export')
    return ask(me, 'export.start', {
      entity: e.name,
      format: 'csv',
      columns: [Object.keys(e.fields)[0]!],
      reason: 'a test',
    });
  if (verb === 'import') {
    const body = Readable.from([Buffer.from('a,b\n1,2\n')], { objectMode: false });
    const other = e.name === 'company' ? 'contact' : 'company';
    const done = await perform(acme.vault, me.actor, 'import.upload', { name: 'a.csv', entity: other }, { body });
    return ask(me, 'import.change', { id: (done.output as { id: string }).id, entity: e.name });
  }
  if (verb === 'create' && e.made !== undefined) return ask(me, 'import.upload', {});
  return ask(me, `${e.name}.${verb}`, recordCall(e, verb, id, tag).input);
}

const ask = (me: Holder, action: string, input: object): Promise<Done> => perform(acme.vault, me.actor, action, input);

/** An action that asks for the area, with the sample it has. */
async function callArea(me: Holder, area: Permission): Promise<Done[]> {
  const found = [...performer.handlers.values()]
    .map((h) => h.action)
    .filter((a) => ('may' in a.access && a.access.may === area) || a.needs?.includes(area as never) === true);
  const out: Done[] = [];
  for (const action of found) {
    const e = objects.find((o) => action.name.startsWith(`${o.name}.`));
    const verb = action.name.slice(action.name.lastIndexOf('.') + 1);
    if (e !== undefined && Object.hasOwn(recordActions(e), verb)) {
      out.push(await callRecord(me, e, verb));
    } else if (!action.name.startsWith('own.')) {
      const sample = sampleOfAction(action.name);
      const id = (await sample.make?.(acme, boss)) ?? '';
      const input = (await sample.input?.(acme, boss, id)) ?? {};
      out.push(await perform(acme.vault, me.actor, action.name, input, { body: sample.body?.() ?? null }));
    }
  }
  return out;
}

/** Asked for by the engine in the middle of an action, not by the action: each has a test of its own. */
const inside: Readonly<Record<string, string>> = {
  'tool.undo-others': 'whose operations are undone: test/access-actions.test.ts, as a colleague',
  'tool.offer-totals': 'what is offered: src/features/totals/totals.test.ts',
  'tool.manage-totals': 'whose offered totals are changed: src/features/totals/totals.test.ts',
  'admin.deputies': 'who names deputies for others: test/access-shares.test.ts',
  'menu.own': 'lists of objects of one’s own: test/access-parts.test.ts',
};

describe('the catalogue of rights', () => {
  test('holds well over 90, each once, each with a sentence', () => {
    assert.ok(all.length > 150, `only ${all.length}`);
    assert.equal(new Set(all.map((p) => p.name)).size, all.length);
    for (const { name, sentence } of all) assert.match(sentence, /^[A-Z].{10,}[.]$/, name);
  });

  for (const e of objects) {
    for (const verb of verbsOf(e)) {
      const permission = `${e.name}.${verb}` as const;
      // People join by invitation; they are only ever named by an import, under the right to import.
      if (verb === 'create' && e.made !== undefined) continue;
      test(`${permission} bites`, async () => {
        const refused = await callRecord(await allBut(permission), e, verb);
        assert.deepEqual([refused.outcome, refused.problem?.extras.missing], ['not-allowed', permission]);
      });
    }
  }

  for (const { name } of all.filter((p) => isArea(p.name))) {
    test(`${name} bites`, async () => {
      if (Object.hasOwn(inside, name)) return;
      const me = await allBut(name);
      if (Object.hasOwn(modules, name)) {
        const e = objects.find((o) => moduleOf(o.name) === name)!;
        assert.equal((await callRecord(me, e, 'list')).outcome, 'not-allowed');
        return;
      }
      const tried = await callArea(me, name);
      assert.ok(tried.length > 0, 'no action asks for it');
      for (const done of tried) {
        assert.deepEqual([done.outcome, done.problem?.extras.missing], ['not-allowed', name]);
      }
    });
  }

  test('every object has its menu, and every one in a module exists', () => {
    for (const e of objects) assert.ok(isArea(menuOf(e)), e.name);
    for (const m of Object.values(modules)) for (const name of m.objects) assert.ok(Object.hasOwn(entities, name));
    const owned = objects.filter((e) => verbsOf(e).includes('share')).map((e) => e.name);
    assert.deepEqual(
      owned,
      objects.filter((e) => e.owner === 'owner').map((e) => e.name),
    );
  });
});
