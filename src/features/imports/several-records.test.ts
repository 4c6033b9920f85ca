// Several records from one row: a contact, its company and its deal in one file, each matched and not doubled, counted apart, undone as one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant } from '../../../test/harness/cluster.ts';
import { addUser, work } from '../../../test/harness/engine.ts';
import { Importing, goesTo, settingOf } from '../../../test/harness/importing.ts';
import type { ImportView } from './contract.ts';
import { company } from '../companies/contract.ts';
import { contact } from '../contacts/contract.ts';
import { deal } from '../deals/contract.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga Owner', 'owner');
const desk = new Importing(acme, owner);

const head = 'Deal name,Amount,Company,Company website,First name,Last name,Email';
const rows = [
  'Pump,EUR 100,Kuusi Oy,https://kuusi.example,Anna,Aalto,anna@kuusi.example',
  'Valve,EUR 200,Kuusi Oy,https://kuusi.example,Anna,Aalto,anna@kuusi.example',
  'Pipe,EUR 300,Koivu Oy,https://koivu.example,Bo,Berg,bo@koivu.example',
  'Hose,EUR 400,,,,,',
];

/** Deals, with the columns of their companies and contacts where they go. */
async function prepare(text: string, on = desk): Promise<ImportView> {
  const view = await on.upload('deals.csv', text, { entity: 'deal' });
  return await on.change(view, {
    columns: [
      goesTo(view, 'Company', { field: 'company', link: { entity: 'company', by: 'name', missing: 'create' } }),
      goesTo(view, 'Company website', { of: 'company', field: 'website' }),
      goesTo(view, 'First name', { of: 'contact', field: 'givenName' }),
      goesTo(view, 'Last name', { of: 'contact', field: 'familyName' }),
      goesTo(view, 'Email', { of: 'contact', field: 'emails' }),
    ],
    key: { field: null, found: 'update', missing: 'create' },
  });
}

const none = { updated: 0, unchanged: 0, skipped: 0 };

test('rows become deals, each company and contact once, connected to one another; an undo takes all of it back', async () => {
  const view = await prepare(`${head}\n${rows.join('\n')}\n`);
  // The column that named the company now says its name.
  assert.deepEqual([settingOf(view, 'Company').of, settingOf(view, 'Company').field], ['company', 'name']);
  assert.deepEqual(
    view.also.map((a) => [a.of, a.entity, a.key.field]),
    [
      ['company', 'company', 'name'],
      ['contact', 'contact', 'emails'],
    ],
  );
  assert.deepEqual([view.questions, view.blockers], [[], []]);
  const done = await desk.through(view.id);
  assert.deepEqual([done.counts!.created, done.counts!.errors], [4, 0]);
  assert.deepEqual(done.counts!.also, [
    { of: 'company', entity: 'company', created: 2, ...none },
    { of: 'contact', entity: 'contact', created: 2, ...none },
  ]);
  const found = await desk.sql(
    `select d.name as deal, c.name as company, c.website, p.family_name as contact, p.companies -> 0 ->> 'id' = c.id::text as theirs
     from data.deal d left join data.company c on c.id = d.company left join data.contact p on p.id = d.contact order by d.amount`,
  );
  assert.deepEqual(found, [
    { deal: 'Pump', company: 'Kuusi Oy', website: 'https://kuusi.example', contact: 'Aalto', theirs: true },
    { deal: 'Valve', company: 'Kuusi Oy', website: 'https://kuusi.example', contact: 'Aalto', theirs: true },
    { deal: 'Pipe', company: 'Koivu Oy', website: 'https://koivu.example', contact: 'Berg', theirs: true },
    { deal: 'Hose', company: null, website: null, contact: null, theirs: null },
  ]);
  const undone = await desk.go(view.id, 'undo');
  assert.equal(undone.undo!.job.result['binned'], 8);
  for (const table of ['deal', 'company', 'contact'])
    assert.equal(await desk.count(`data.${table} where archived_at is null`), 0, table);
});

test('what is there already is found and brought up to date, never doubled; other companies of a contact stay', async () => {
  const other = await work(acme, owner, async (tx) => {
    await tx.records.create(company, { name: 'KUUSI OY', industry: 'wood' });
    const old = await tx.records.create(company, { name: 'Old Oy' });
    await tx.records.create(contact, {
      familyName: 'Alto',
      emails: [{ value: 'anna@kuusi.example', label: null }],
      companies: [{ entity: 'company', id: old.id, role: 'chair' }],
    });
    return old;
  });
  const view = await prepare(`${head}\n${rows.join('\n')}\n`);
  const done = await desk.through(view.id);
  assert.deepEqual(done.counts!.also, [
    { of: 'company', entity: 'company', created: 1, updated: 1, unchanged: 0, skipped: 0 },
    { of: 'contact', entity: 'contact', created: 1, updated: 1, unchanged: 0, skipped: 0 },
  ]);
  const [kuusi] = await desk.sql(
    `select name, industry, website from data.company where name = 'Kuusi Oy' and archived_at is null`,
  );
  assert.deepEqual(kuusi, { name: 'Kuusi Oy', industry: 'wood', website: 'https://kuusi.example' });
  const [anna] = await desk.sql<{ family_name: string; ids: string[] }>(
    `select family_name, (select array_agg(l ->> 'id') from jsonb_array_elements(companies) l) as ids from data.contact where family_name = 'Aalto' and archived_at is null`,
  );
  assert.equal(anna!.ids.length, 2);
  assert.ok(anna!.ids.includes(other.id));
  await desk.go(view.id, 'undo');
  assert.equal(await desk.count(`data.company where website is not null and archived_at is null`), 0);
  assert.equal(await desk.count(`data.contact where family_name = 'Alto' and archived_at is null`), 1);
});

test('over many batches the check foretells the run: every company once, whichever rows name it', async () => {
  const lines = Array.from({ length: 2500 }, (_, i) => {
    const n = (i * 7919) % 400;
    return `Deal ${i},EUR ${i},Firm ${n},https://f${n}.example,G${n},F${n},p${n}@f${n}.example`;
  });
  const view = await prepare(`${head}\n${lines.join('\n')}\n`);
  const done = await desk.through(view.id);
  assert.equal(done.counts!.created, 2500);
  assert.deepEqual(
    done.counts!.also!.map((a) => [a.of, a.created, a.updated]),
    [
      ['company', 400, 0],
      ['contact', 400, 0],
    ],
  );
  assert.equal(await desk.count(`data.company where name like 'Firm %' and archived_at is null`), 400);
  assert.equal(
    await desk.count(`data.contact where family_name like 'F%' and archived_at is null and emails::text like '%@f%'`),
    400,
  );
  assert.equal(
    await desk.count(
      `data.deal d join data.company c on c.id = d.company where d.name like 'Deal %' and c.name like 'Firm %'`,
    ),
    2500,
  );
});

test('a row whose company does not fit is refused whole, with its line and the column that is the reason', async () => {
  const bad = `${head}\nGood,EUR 1,Fine Oy,https://fine.example,A,B,a@fine.example\nBad,EUR 2,Wrong Oy,not a web address,C,D,c@wrong.example\nWorse,EUR 3,Worse Oy,,E,F,nonsense\n`;
  const view = await prepare(bad);
  const done = await desk.through(view.id);
  assert.deepEqual([done.counts!.created, done.counts!.errors], [1, 2]);
  assert.deepEqual(
    done.run!.groups!.map((g) => [g.heading, g.field, g.code, g.lines]),
    [
      ['Company website', 'company.website', 'not-a-url', [3]],
      ['Email', 'contact.emails', 'not-an-email', [4]],
    ],
  );
  assert.equal(await desk.count(`data.company where name in ('Wrong Oy', 'Worse Oy')`), 0);
});

test('who may not import companies is offered no column of theirs, and is refused by name', async () => {
  const all = { view: 'all', create: 'all', edit: 'all', import: 'all' };
  const role = {
    objects: {
      deal: all,
      contact: all,
      company: { view: 'all', create: 'all', edit: 'all' },
      stage: { view: 'all' },
      pipeline: { view: 'all' },
    },
    areas: ['tool.import', 'self.use'],
  };
  const sam = desk.as(await addUser(acme, 'Sam', role as never));
  const view = await sam.upload('deals.csv', `${head}\n${rows.join('\n')}\n`, { entity: 'deal' });
  assert.ok(view.targets.some((t) => t.of === 'contact'));
  assert.ok(!view.targets.some((t) => t.of === 'company'));
  await assert.rejects(
    sam.change(view, { columns: [goesTo(view, 'Company website', { of: 'company', field: 'website' })] }),
    (e: { extras?: { errors?: { code: string }[] } }) => e.extras?.errors?.[0]?.code === 'unknown-field',
  );
});

test('what is missing of another record, and what names it twice, keeps the import from starting', async () => {
  const view = await desk.upload('deals.csv', `${head}\n${rows.join('\n')}\n`, { entity: 'deal' });
  const changed = await desk.change(view, {
    columns: [
      goesTo(view, 'Company', {}),
      goesTo(view, 'Company website', { of: 'company', field: 'website' }),
      goesTo(view, 'First name', { of: 'contact', field: 'givenName' }),
      goesTo(view, 'Last name', {}),
      goesTo(view, 'Email', {}),
    ],
  });
  assert.deepEqual(
    changed.blockers.map((b) => [b.field, b.code]),
    [
      ['company.name', 'required'],
      ['contact.familyName', 'required'],
    ],
  );
});

test('a row that is refused late, by a rule of the deal, leaves neither company nor contact behind', async () => {
  await work(acme, owner, (tx) => tx.records.create(deal, { name: 'Taken', externalId: 'T-1' }));
  const text = `External ID,${head}\nT-9,Good,EUR 1,Kept Oy,,A,B,a@kept.example\nT-1,Bad,EUR 2,Gone Oy,,C,D,c@gone.example\nT-8,Late,EUR 3,Gone Oy,,E,F,e@gone.example\n`;
  const view = await prepare(text);
  const done = await desk.through(view.id);
  assert.deepEqual(
    [done.counts!.created, done.counts!.errors, done.run!.groups!.map((g) => [g.code, g.lines])],
    [2, 1, [['already-exists', [3]]]],
  );
  assert.equal(await desk.count(`data.contact where emails::text like '%c@gone%'`), 0);
  // Another row that fits holds the same company.
  assert.equal(await desk.count(`data.company where name = 'Gone Oy'`), 1);
});
