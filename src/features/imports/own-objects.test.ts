// Objects of the tenant's own are imported into like built-in ones: proposed by their labels, linked, updated by key, undone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant } from '../../../test/harness/cluster.ts';
import { addUser, work } from '../../../test/harness/engine.ts';
import { Importing, settingOf } from '../../../test/harness/importing.ts';
import { Problem } from '../../contract/problem.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga Owner', 'owner');
const desk = new Importing(acme, owner);

const machine = await work(acme, owner, (tx) => tx.shape.addObject({ label: 'Machine', labelPlural: 'Machines' }));
const add = async (kind: 'number' | 'ref' | 'date', label: string, to?: string[]): Promise<string> =>
  (await work(acme, owner, (tx) => tx.shape.addField(machine.name, kind, { label, to }))).name;
const power = await add('number', 'Power (kW)');
const site = await add('ref', 'Site', ['company']);
await add('date', 'Installed');

const text =
  'Name,External ID,Power (kW),Site,Installed\nLathe,M-1,"5,5",Kuusi Oy,2020-02-29\nDrill,M-2,2,Koivu Oy,2021-01-31\n';

test('its columns are matched by their labels, its references found or made, and all of it undone', async () => {
  const view = await desk.upload('machines.csv', text.replace('"5,5"', '5.5'), { entity: machine.name });
  assert.ok(view.entities.includes(machine.name as never));
  assert.deepEqual(
    view.columns.map((c) => [c.setting.field, c.because]),
    [
      ['name', 'heading'],
      ['externalId', 'heading'],
      [power, 'heading'],
      [site, 'heading'],
      ['installed', 'heading'],
    ],
  );
  assert.equal(view.key.field, 'externalId');
  await desk.change(view, {
    columns: [settingOf(view, 'Site', { link: { entity: 'company', by: 'name', missing: 'create' } })],
  });
  const done = await desk.through(view.id);
  assert.deepEqual([done.counts!.created, done.counts!.made, done.run!.groups], [2, 2, []]);
  const again = await desk.upload('machines.csv', text.replace('"5,5"', '7').replace('Drill', 'Big drill'), {
    entity: machine.name,
  });
  const second = await desk.through(again.id);
  assert.deepEqual([second.counts!.created, second.counts!.updated], [0, 2]);
  const undone = await desk.go(view.id, 'undo');
  assert.equal(undone.state, 'undone');
});

test('its name in the file’s name or nothing but its labels is enough to be proposed', async () => {
  const view = await desk.upload('list.csv', 'Power (kW),Site,Installed\n1,Kuusi Oy,2020-01-01\n');
  assert.equal(view.entity, machine.name);
});

test('who may not import into it is not offered it, and is refused', async () => {
  const role = {
    objects: { company: { view: 'all', create: 'all', import: 'all' }, [machine.name]: { view: 'all', create: 'all' } },
    areas: ['tool.import', 'self.use'],
  };
  const narrow = desk.as(await addUser(acme, 'Nina', role as never));
  const view = await narrow.upload('machines.csv', text);
  assert.deepEqual(view.entities, ['company']);
  await assert.rejects(
    narrow.change(view, { entity: machine.name }),
    (e) => e instanceof Problem && e.code === 'not-allowed',
  );
});

test('an object that is none is refused like one that may not be imported into', async () => {
  const view = await desk.upload('machines.csv', text);
  for (const entity of ['nothing', 'constructor', 'toString', 'own_0123456789ab'])
    await assert.rejects(
      desk.change(view, { entity }),
      (e) => e instanceof Problem && e.code === 'not-allowed',
      entity,
    );
  await assert.rejects(
    desk.change(view, { entity: 'x; drop table' }),
    (e) => e instanceof Problem && e.code === 'invalid-input',
  );
});
