// Kept mappings: by name, offered for a file with the same headings, used whatever the order of its columns, never beyond one's rights.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant } from '../../../test/harness/cluster.ts';
import { addUser } from '../../../test/harness/engine.ts';
import { Importing, goesTo, settingOf } from '../../../test/harness/importing.ts';
import { Problem } from '../../contract/problem.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga Owner', 'owner');
const desk = new Importing(acme, owner);

const text = 'Kunde;Umsatz;Seit;Web\nKuusi;1.000,50;01.02.2020;kuusi.example\n';

test('a mapping is kept, offered again for such a file, and says the same of it in another order', async () => {
  const first = await desk.upload('kunden.csv', text, { entity: 'company' });
  assert.deepEqual(first.mappings, []);
  await desk.change(first, {
    columns: [
      goesTo(first, 'Kunde', { field: 'name', aliases: [{ from: 'Kuusi', to: 'Kuusi Oy' }] }),
      goesTo(first, 'Umsatz', {
        field: 'annualRevenue',
        part: 'amount',
        format: { currency: 'EUR', decimal: ',' },
        empty: ['-'],
      }),
      goesTo(first, 'Seit', { field: 'customerSince', format: { date: 'DMY' } }),
      goesTo(first, 'Web', { field: 'website' }),
    ],
    constants: [{ field: 'industry', value: 'wood' }],
  });
  const kept = await desk.act('import.keep-mapping', { id: first.id, name: '  From the ERP ' });
  assert.deepEqual(
    kept.mappings.map((m) => [m.name, m.entity, m.columns, m.found]),
    [['From the ERP', 'company', 4, 4]],
  );

  const second = await desk.upload('export-2.csv', 'Seit;WEB;Neu;kunde;Umsatz\n03.04.2021;koivu.example;x;Kuusi;-\n');
  assert.equal(second.mappings[0]!.found, 4);
  const used = await desk.change(second, { mapping: second.mappings[0]!.id });
  assert.equal(used.entity, 'company');
  assert.deepEqual(
    used.columns.map((c) => [c.heading, c.setting.field]),
    [
      ['Seit', 'customerSince'],
      ['WEB', 'website'],
      ['Neu', null],
      ['kunde', 'name'],
      ['Umsatz', 'annualRevenue'],
    ],
  );
  assert.deepEqual([used.questions, used.blockers], [[], []]);
  const done = await desk.through(second.id);
  assert.deepEqual([done.counts!.created, done.counts!.errors], [1, 0]);
  assert.deepEqual(
    await desk.sql(`select name, customer_since::text as since, annual_revenue as revenue, industry from data.company`),
    [{ name: 'Kuusi Oy', since: '2021-04-03', revenue: null, industry: 'wood' }],
  );
});

test('one of the same name is replaced, one is forgotten, and nobody else’s is seen or used', async () => {
  const view = await desk.upload('kunden.csv', text, { entity: 'company' });
  const kept = await desk.act('import.keep-mapping', { id: view.id, name: 'from the erp' });
  assert.equal(kept.mappings.length, 1);
  const other = desk.as(await addUser(acme, 'Otto Other', 'owner'));
  const theirs = await other.upload('kunden.csv', text, { entity: 'company' });
  assert.deepEqual(theirs.mappings, []);
  const { id } = kept.mappings[0]!;
  for (const act of [() => other.change(theirs, { mapping: id }), () => other.act('import.forget-mapping', { id })])
    await assert.rejects(act(), (e) => e instanceof Problem && e.code === 'not-found');
  await desk.act('import.forget-mapping', { id });
  assert.deepEqual((await desk.act('import.view', { id: view.id })).mappings, []);
});

test('what somebody may no longer write is left out of a mapping, an object that may no longer be imported into is refused', async () => {
  const role = (fields: object, more: object = {}): never =>
    ({
      objects: {
        company: { view: 'all', create: 'all', edit: 'all', import: 'all', fields, ...more },
        contact: { view: 'all', create: 'all', import: 'all' },
      },
      areas: ['tool.import', 'self.use'],
    }) as never;
  const nina = desk.as(await addUser(acme, 'Nina', role({})));
  const view = await nina.upload('kunden.csv', text, { entity: 'company' });
  await nina.change(view, {
    columns: [goesTo(view, 'Web', { field: 'website' }), settingOf(view, 'Kunde', { field: 'name' })],
  });
  await nina.act('import.keep-mapping', { id: view.id, name: 'Mine' });
  const set = (grants: unknown): Promise<unknown> =>
    nina.sql(`update core.role set grants = '${JSON.stringify(grants)}' where key = 'role-${nina.user.id}'`);
  await set(role({ website: 'read' }));
  const again = await nina.upload('kunden.csv', text, { entity: 'company' });
  const used = await nina.change(again, { mapping: again.mappings[0]!.id });
  assert.equal(settingOf(used, 'Web').field, null);
  assert.equal(settingOf(used, 'Kunde').field, 'name');
  await set(role({}, { import: 'none' }));
  const third = await nina.upload('kunden.csv', text);
  await assert.rejects(
    nina.change(third, { mapping: third.mappings[0]!.id }),
    (e) => e instanceof Problem && e.code === 'not-allowed',
  );
});
