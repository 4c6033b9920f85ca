// Imports through the door on a real PostgreSQL: real files, checked, run, found, refused by line, undone.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type TestUser, addUser } from '../../../test/harness/engine.ts';
import { workshop } from '../../../test/harness/workshop.ts';
import { Problem } from '../../contract/problem.ts';
import type { Vault } from '../../core/vault.ts';
import { deals } from '../deals/server.ts';
import type { JobView } from '../jobs/contract.ts';
import { jobs } from '../jobs/server.ts';
import { operations } from '../operations/server.ts';
import type { ColumnSetting } from '../../contract/importing.ts';
import type { ImportView } from './contract.ts';
import { imports } from './server.ts';

const data = new URL('../../../../shared/data/', import.meta.url);
const noData = existsSync(data) ? false : 'the folder of real data is not here';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga Owner', 'owner');
const sam = await addUser(acme, 'Sam Sales', 'sales');
const shop = workshop([imports, jobs, operations, deals], () => [acme, ...more]);
const more: Vault[] = [];
shop.dispatcher.start();

type Input = Record<string, unknown>;

function act<T = ImportView>(
  action: string,
  input: Input = {},
  body?: Buffer,
  vault = acme,
  user: TestUser = owner,
): Promise<T> {
  return shop.act<T & object>(vault, user.actor, action, input, body);
}

async function upload(
  name: string,
  text: string | Buffer,
  input: Input = {},
  vault = acme,
  user = owner,
): Promise<ImportView> {
  return await act('import.upload', { name, ...input }, Buffer.from(text), vault, user);
}

async function ended(job: JobView, vault = acme, user = owner): Promise<JobView> {
  for (let i = 0; i < 2400; i++) {
    const seen = await act<JobView>('job.view', { id: job.id }, undefined, vault, user);
    if (!['waiting', 'running'].includes(seen.status)) return seen;
    await pause(25);
  }
  throw new Error('the job did not end');
}

async function run(
  id: string,
  what: 'check' | 'run' | 'undo' = 'run',
  vault = acme,
  user = owner,
): Promise<ImportView> {
  const { job } = await act<{ job: JobView }>(`import.${what}`, { id }, undefined, vault, user);
  const done = await ended(job, vault, user);
  assert.equal(done.status, 'done', done.error ?? '');
  return await act('import.view', { id }, undefined, vault, user);
}

async function sql<T = Record<string, unknown>>(text: string, vault = acme): Promise<T[]> {
  return (await (await superuserIn(vault)).query<T>(text)).rows;
}

const count = async (from: string, vault = acme): Promise<number> =>
  (await sql<{ n: number }>(`select count(*)::int as n from ${from}`, vault))[0]!.n;

function settingOf(view: ImportView, heading: string, more: Partial<ColumnSetting> = {}): ColumnSetting {
  const column = view.columns.find((c) => c.heading === heading);
  assert.ok(column, `no column ${heading}`);
  return { ...column.setting, ...more };
}

test('a small file: looked at, proposed, checked without a trace, run, undone', async () => {
  const text =
    'Name;Domain;Employees;Country\nKuusi Oy;kuusi.example;12;Finland\nKoivu GmbH;koivu.example;7;Deutschland\n\nMänty;;x;Atlantis\n';
  const view = await upload('accounts.csv', Buffer.from(text.replaceAll('ä', '\xe4'), 'latin1'));
  assert.equal(view.dialect.encoding, 'windows-1252');
  assert.equal(view.dialect.delimiter, ';');
  assert.equal(view.entity, 'company');
  assert.deepEqual(
    view.columns.map((c) => [c.setting.field, c.setting.part ?? null, c.because]),
    [
      ['name', null, 'heading'],
      ['domain', null, 'heading'],
      ['employees', null, 'heading'],
      ['address', 'country', 'heading'],
    ],
  );
  assert.deepEqual(view.columns[3]!.readings, [
    { ok: true, value: 'FI', text: 'FI' },
    { ok: true, value: 'DE', text: 'DE' },
    {
      ok: false,
      code: 'not-a-country',
      reason: 'There is no country of that name.',
      fits: 'A name such as Finland, or two letters such as FI.',
    },
  ]);
  assert.deepEqual([view.questions, view.blockers, view.state], [[], [], 'open']);

  const ledger = await count('core.ledger where record is not null');
  const checked = await run(view.id, 'check');
  assert.equal(checked.state, 'checked');
  assert.deepEqual(checked.check!.report!.counts, {
    rows: 3,
    created: 2,
    updated: 0,
    unchanged: 0,
    skipped: 0,
    errors: 1,
    blank: 1,
    emptied: 0,
    made: 0,
  });
  assert.deepEqual(
    checked.check!.report!.groups.map((g) => [g.heading, g.code, g.count, g.lines, g.samples]),
    [
      ['Employees', 'not-a-number', 1, [5], ['x']],
      ['Country', 'not-a-country', 1, [5], ['Atlantis']],
    ],
  );
  assert.deepEqual(
    checked.check!.report!.changes.map((c) => [c.line, c.does, c.title]),
    [
      [2, 'create', 'Kuusi Oy'],
      [3, 'create', 'Koivu GmbH'],
    ],
  );
  assert.equal(await count('data.company'), 0);
  assert.equal(await count('core.ledger where record is not null and entity = $$company$$'), 0);
  assert.ok(ledger >= 0);

  const done = await run(view.id);
  assert.equal(done.state, 'done');
  assert.deepEqual([done.counts!.created, done.counts!.errors, done.run!.errorFile], [2, 1, true]);
  const rows = await sql<{ name: string; owner: string; employees: string; address: { country: string } }>(
    'select name, owner, employees, address from data.company order by name desc',
  );
  assert.deepEqual(
    rows.map((r) => [r.name, r.owner, r.employees, r.address.country]),
    [
      ['Kuusi Oy', owner.id, '12', 'FI'],
      ['Koivu GmbH', owner.id, '7', 'DE'],
    ],
  );

  const undone = await run(view.id, 'undo');
  assert.equal(undone.state, 'undone');
  assert.equal(await count('data.company where archived_at is null'), 0);
  assert.equal(await count('data.company'), 2);
});

test('the error file holds the refused rows as they were, defused, with line and reason, and can be imported once corrected', async () => {
  const text = 'Name,Employees,Notes\nGood,1,\nBad,many,"=HYPERLINK(""x"")"\nBroken,"x" y,z\nLong,1,2,3\n,5,no name\n';
  const view = await upload('errors.csv', text, { entity: 'company' });
  const done = await run(view.id);
  assert.deepEqual([done.counts!.created, done.counts!.errors], [1, 4]);
  const { answer } = await act<{ answer: { file: { stream: AsyncIterable<Buffer>; name: string } } }>('import.errors', {
    id: view.id,
  });
  assert.equal(answer.file.name, 'errors - errors.csv');
  let file = '';
  for await (const part of answer.file.stream) file += part.toString();
  const lines = file.replace('\uFEFF', '').trim().split('\r\n');
  assert.equal(lines[0], 'Name,Employees,Notes,Line,Reason');
  assert.equal(lines[1], `Bad,many,"'=HYPERLINK(""x"")",3,Employees: This is not a number.`);
  assert.match(lines[2]!, /^Broken,x y,z,4,There is text after a closing quote\.$/);
  assert.match(lines[3]!, /^Long,1,2,3,5,"The row has 4 cells, the headings are 3\."$/);
  assert.match(lines[4]!, /^,5,no name,6,Name: Name is needed/);
  const again = await upload(
    'again.csv',
    file.replace('Bad,many', 'Better,42').split('\r\n').slice(0, 2).join('\r\n'),
    { entity: 'company' },
  );
  assert.deepEqual((await run(again.id)).counts!.created, 1);
  assert.deepEqual(await sql(`select notes from data.company where name = 'Better'`), [{ notes: '=HYPERLINK("x")' }]);
});

test('dates and numbers that read two ways are asked, and nothing starts before the answer', async () => {
  const view = await upload(
    'deals.csv',
    'Deal name,Amount,Expected close\nA,"1,234",03/04/2026\nB,"5,678",05/06/2026\n',
  );
  assert.equal(view.entity, 'deal');
  assert.deepEqual(
    view.questions.map((q) => [q.column, q.ask]),
    [
      [1, 'decimal'],
      [1, 'currency'],
      [2, 'date'],
    ],
  );
  await assert.rejects(
    act('import.run', { id: view.id }),
    (e: unknown) => e instanceof Problem && e.extras.errors!.length === 3,
  );
  const amount = settingOf(view, 'Amount', { format: { decimal: '.', currency: 'EUR' } });
  const close = settingOf(view, 'Expected close', { format: { date: 'MDY' } });
  const answered = await act('import.change', { id: view.id, columns: [amount, close] });
  assert.deepEqual(answered.questions, []);
  assert.deepEqual(answered.columns[2]!.readings[0], { ok: true, value: '2026-03-04', text: '2026-03-04' });
  const done = await run(view.id);
  assert.equal(done.counts!.created, 2);
  const rows = await sql(`select name, amount::text, amount_currency, expected_close from data.deal order by name`);
  assert.deepEqual(rows, [
    { name: 'A', amount: '1234', amount_currency: 'EUR', expected_close: '2026-03-04' },
    { name: 'B', amount: '5678', amount_currency: 'EUR', expected_close: '2026-05-06' },
  ]);
});

test('create, update and skip by a key; each column under its rule; empty cells erase nothing', async () => {
  const first = await upload(
    'c.csv',
    'id,name,employees,industry,email\nK1,Alpha,10,Steel,a@alpha.example\nK2,Beta,20,,\n',
    { entity: 'company' },
  );
  assert.equal(first.key.field, 'externalId');
  await run(first.id);
  const text =
    'id,name,employees,industry,email\nK1,Alpha Oy,,Glass,b@alpha.example\nK2,Beta,20,Wood,\nK3,Gamma,30,,\nK1,Alpha AG,,,\n';
  const view = await upload('c2.csv', text, { entity: 'company' });
  await act('import.change', { id: view.id, columns: [settingOf(view, 'industry', { rule: 'ifEmpty' })] });
  const checked = await run(view.id, 'check');
  const wanted = {
    rows: 4,
    created: 1,
    updated: 3,
    unchanged: 0,
    skipped: 0,
    errors: 0,
    blank: 0,
    emptied: 0,
    made: 0,
  };
  assert.deepEqual(checked.check!.report!.counts, wanted);
  assert.deepEqual(checked.check!.report!.changes[0], {
    line: 2,
    does: 'update',
    record: checked.check!.report!.changes[0]!.record,
    title: 'Alpha Oy',
    fields: [
      { field: 'name', before: 'Alpha', after: 'Alpha Oy' },
      {
        field: 'emails',
        before: [{ value: 'a@alpha.example', label: null }],
        after: [
          { value: 'a@alpha.example', label: null },
          { value: 'b@alpha.example', label: null },
        ],
      },
    ],
  });
  assert.deepEqual((await run(view.id)).counts, wanted);
  const rows = await sql(
    `select external_id, name, employees::text, industry, jsonb_array_length(emails) as emails from data.company where external_id like 'K%' and archived_at is null order by 1`,
  );
  assert.deepEqual(rows, [
    { external_id: 'K1', name: 'Alpha AG', employees: '10', industry: 'Steel', emails: 2 },
    { external_id: 'K2', name: 'Beta', employees: '20', industry: 'Wood', emails: null },
    { external_id: 'K3', name: 'Gamma', employees: '30', industry: null, emails: null },
  ]);
  const undone = await run(view.id, 'undo');
  assert.equal(undone.state, 'undone');
  assert.deepEqual(await sql(`select name, industry from data.company where external_id in ('K1', 'K2') order by 1`), [
    { name: 'Alpha', industry: 'Steel' },
    { name: 'Beta', industry: null },
  ]);
  const skip = await upload('c3.csv', 'id,name\nK1,X\nK9,Y\n', { entity: 'company' });
  await act('import.change', { id: skip.id, key: { field: 'externalId', found: 'skip', missing: 'skip' } });
  assert.deepEqual((await run(skip.id)).counts!.skipped, 2);
});

test('ids of other systems count letter by letter: as keys, as links, across batches', async () => {
  const text = 'id,name,parent id\n001A,Upper,\n001a,Lower,\nC1,Of upper,001A\nC2,Of lower,001a\n';
  const view = await upload('case.csv', text, { entity: 'company' });
  const checked = await run(view.id, 'check');
  const done = await run(view.id);
  assert.deepEqual(done.counts, checked.check!.report!.counts);
  assert.deepEqual([done.counts?.created, done.counts?.updated], [4, 0]);
  const rows = await sql(
    `select c.name, p.name as parent from data.company c join data.company p on p.id = c.parent where c.name like 'Of %' order by 1`,
  );
  assert.deepEqual(rows, [
    { name: 'Of lower', parent: 'Lower' },
    { name: 'Of upper', parent: 'Upper' },
  ]);
});

test('an undo spares what people changed since', async () => {
  const view = await upload('u.csv', 'name,industry\nSpare me,Ink\nTake me,Ink\n', { entity: 'company' });
  await run(view.id);
  await shop.door.open(
    acme,
    owner.actor,
    { action: 'test', reads: false, requestId: null, address: null },
    async (tx) => {
      const company = tx.catalog.entity('company');
      const ids = await tx.records.findByKey(company, 'name', ['Spare me']);
      await tx.records.edit(company, ids.get('Spare me')![0]!, { industry: 'Paper' });
    },
  );
  const undone = await run(view.id, 'undo');
  assert.deepEqual([undone.undo!.job.result['binned'], undone.undo!.job.result['keptCount']], [1, 1]);
  assert.equal(await count(`data.company where name = 'Spare me' and archived_at is null`), 1);
  assert.equal(await count(`data.company where name = 'Take me' and archived_at is null`), 0);
});

test('records that are named and missing are refused, left empty, or made, as the column says; all of it in one operation', async () => {
  const text =
    'First name,Last name,Company,Owner\nAnna,Virta,New Firm,Piia Uusi\nBo,Berg,Other Firm,Piia Uusi\nCi,Dahl,New Firm,Olga Owner\n';
  const view = await upload('people.csv', text);
  assert.equal(view.entity, 'contact');
  const refused = await run(view.id, 'check');
  assert.deepEqual(
    refused.check!.report!.groups.map((g) => [g.heading, g.code, g.count]),
    [['Company', 'not-found', 3]],
  );
  const company = settingOf(view, 'Company', {
    link: { entity: 'company', by: 'name', missing: 'create', role: 'Employer' },
  });
  await act('import.change', { id: view.id, columns: [company] });
  const checked = await run(view.id, 'check');
  assert.deepEqual([checked.check!.report!.counts.created, checked.check!.report!.counts.made], [3, 3]);
  const done = await run(view.id);
  assert.deepEqual([done.counts!.created, done.counts!.made, done.counts!.errors], [3, 3, 0]);
  const rows =
    await sql(`select c.given_name as given, o.name as owner, o.status, f.name as firm, l ->> 'role' as role from data.contact c
    join data."user" o on o.id = c.owner cross join jsonb_array_elements(c.companies) l join data.company f on f.id = (l ->> 'id')::uuid order by 1`);
  assert.deepEqual(rows, [
    { given: 'Anna', owner: 'Piia Uusi', status: 'placeholder', firm: 'New Firm', role: 'Employer' },
    { given: 'Bo', owner: 'Piia Uusi', status: 'placeholder', firm: 'Other Firm', role: 'Employer' },
    { given: 'Ci', owner: 'Olga Owner', status: 'active', firm: 'New Firm', role: 'Employer' },
  ]);
  assert.equal(
    (
      await sql(
        `select distinct operation from core.ledger where verb = 'created' and at > now() - interval '1 hour' and operation = '${done.run!.job.operation}'`,
      )
    ).length,
    1,
  );
  const undone = await run(view.id, 'undo');
  assert.equal(undone.undo!.job.result['binned'], 6);
});

test('parents in the same file are connected whatever the order, missing ones are told', async () => {
  const text = 'name,parent\nChild,Root\nRoot,\nGrandchild,Child\nOrphan,Nobody\nSelf,Self\n';
  const view = await upload('tree.csv', text, { entity: 'company' });
  await act('import.change', { id: view.id, key: { field: null, found: 'update', missing: 'create' } });
  const checked = await run(view.id, 'check');
  assert.deepEqual(
    checked.check!.report!.groups.map((g) => [g.code, g.lines, g.samples]),
    [['not-found', [5], ['Nobody']]],
  );
  const done = await run(view.id);
  assert.deepEqual([done.counts!.created, done.counts!.errors, done.run!.errorFile], [5, 0, true]);
  const rows = await sql(
    `select c.name, p.name as parent from data.company c join data.company p on p.id = c.parent where c.name not like 'Of %' order by 1`,
  );
  assert.deepEqual(rows, [
    { name: 'Child', parent: 'Root' },
    { name: 'Grandchild', parent: 'Child' },
  ]);
});

test('rights: only objects and fields one may import, nothing of others, refused by name', async () => {
  const code =
    (wanted: string) =>
    (e: unknown): boolean =>
      e instanceof Problem && e.code === wanted;
  await assert.rejects(upload('x.csv', 'name\nA\n', {}, acme, sam), code('not-allowed'));
  const importer = await addUser(acme, 'Ines Importer', {
    objects: {
      company: {
        view: 'all',
        create: 'all',
        edit: 'all',
        import: 'all',
        fields: { employees: 'read', taxNumber: 'hidden' },
      },
      contact: { view: 'all' },
    },
    areas: ['tool.import', 'self.use'],
  });
  const view = await upload('y.csv', 'name,employees,VAT\nMine,5,X1\n', {}, acme, importer);
  assert.deepEqual(view.entities, ['company']);
  assert.deepEqual(
    view.columns.map((c) => c.setting.field),
    ['name', null, null],
  );
  for (const field of ['employees', 'taxNumber', 'owner.x', '__proto__', 'constructor']) {
    await assert.rejects(
      act('import.change', { id: view.id, columns: [{ column: 1, field }] }, undefined, acme, importer),
      code('invalid-input'),
    );
  }
  await assert.rejects(
    act('import.change', { id: view.id, entity: 'contact' }, undefined, acme, importer),
    code('not-allowed'),
  );
  for (const action of ['view', 'check', 'run', 'cancel', 'errors', 'undo', 'remove']) {
    await assert.rejects(act(`import.${action}`, { id: view.id }), code('not-found'));
  }
  const own = await addUser(acme, 'Oona Own', {
    objects: { company: { view: 'own', create: 'own', edit: 'own', import: 'own' } },
    areas: ['tool.import', 'self.use'],
  });
  await run((await upload('seen.csv', 'id,name\nFOREIGN-1,Not yours\n', { entity: 'company' })).id);
  const foreign = await upload('z.csv', 'id,name\nFOREIGN-1,Stolen\n', {}, acme, own);
  const done = await run(foreign.id, 'run', acme, own);
  assert.deepEqual([done.counts!.updated, done.counts!.created], [0, 1]);
  assert.equal(
    await count(`data.company where name = 'Stolen' and external_id is null`),
    1,
    'the value of an unseen record is withheld',
  );
});

test('a cancelled import stops at a clean place and can be undone; another state refuses', async () => {
  const text = `name\n${Array.from({ length: 6000 }, (_, i) => `Cancel ${i}`).join('\n')}\n`;
  const view = await upload('big.csv', text, { entity: 'company' });
  const { job } = await act<{ job: JobView }>('import.run', { id: view.id });
  await assert.rejects(
    act('import.run', { id: view.id }),
    (e: unknown) => e instanceof Problem && e.code === 'wrong-state',
  );
  for (let i = 0; i < 200 && (await act<JobView>('job.view', { id: job.id })).done === 0; i++) await pause(10);
  await act('import.cancel', { id: view.id });
  assert.equal((await ended(job)).status, 'cancelled');
  const stopped = await act('import.view', { id: view.id });
  assert.equal(stopped.state, 'cancelled');
  const made = await count(`data.company where name like 'Cancel %'`);
  assert.ok(made > 0 && made < 6000, String(made));
  assert.equal(stopped.counts!.created, made);
  await run(view.id, 'undo');
  assert.equal(await count(`data.company where name like 'Cancel %' and archived_at is null`), 0);
});

test('removing an import wipes its file and what was kept of it', async () => {
  const view = await upload('gone.csv', 'name\nGone\n', { entity: 'company' });
  const before = await count('core.file');
  await act('import.remove', { id: view.id });
  assert.equal(await count('core.file'), before - 1);
  await assert.rejects(
    act('import.view', { id: view.id }),
    (e: unknown) => e instanceof Problem && e.code === 'not-found',
  );
});

test('what is no table of text is refused before anything is kept', async () => {
  const before = await count('core.file');
  for (const bytes of [Buffer.alloc(0), Buffer.from('PK\x03\x04xx'), Buffer.from('\n\n  \n')]) {
    await assert.rejects(upload('bad.csv', bytes), (e: unknown) => e instanceof Problem && e.code === 'invalid-input');
  }
  assert.equal(await count('core.file'), before);
});

test('hostile files: a million columns, a bottomless cell, headings that are code, are refused or harmless', async () => {
  const refused = (e: unknown): boolean => e instanceof Problem && e.code === 'invalid-input';
  await assert.rejects(upload('wide.csv', `${'a,'.repeat(500_000)}x\n1,2\n`), refused);
  const headings = '__proto__,constructor,"<script>alert(1)</script>",\' drop table x --,name';
  const view = await upload('h.csv', `${headings}\n1,2,3,4,"${'x'.repeat(900_000)}"\n1,2,3,4,Fine\n`, {
    entity: 'company',
  });
  const done = await run(view.id);
  assert.deepEqual([done.counts!.created, done.counts!.errors], [1, 1]);
  assert.deepEqual(
    done.run!.groups!.map((g) => g.code),
    ['too-long'],
  );
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  const bad = [
    { column: 4, field: 'name', format: { zone: 'Mars/Olympus' } },
    { column: 4, field: 'name', format: { currency: 'XQX' } },
    { column: 99, field: 'name' },
  ];
  const open = await upload('i.csv', 'name\nA\n', { entity: 'company' });
  for (const column of bad) await assert.rejects(act('import.change', { id: open.id, columns: [column] }), refused);
});

test('nothing of a file stands in clear in the database', async () => {
  const view = await upload('canary.csv', 'name,VAT\nCanary Oy,CANARY-4711\nCanary 2,CANARY-4712\n', {
    entity: 'company',
  });
  await run(view.id, 'check');
  await run(view.id);
  const tables = await sql<{ t: string }>(
    `select table_schema || '."' || table_name || '"' as t from information_schema.tables where table_schema in ('core', 'data', 'graphile_worker') and table_type = 'BASE TABLE'`,
  );
  assert.ok(tables.length > 20);
  for (const { t } of tables) assert.equal(await count(`${t} x where row_to_json(x)::text like '%CANARY-471%'`), 0, t);
});

test(
  'the sales data: 85 companies with parents, 35 people, 8,800 deals, every figure as published',
  { skip: noData },
  async () => {
    const maven = await newTenant('maven');
    more.push(maven);
    const boss = await addUser(maven, 'Bea Boss', 'owner');
    const read = (name: string): Buffer => readFileSync(new URL(`maven_crm/${name}`, data));
    const put = (action: string, input: Input): Promise<ImportView> => act(action, input, undefined, maven, boss);
    const go = async (id: string): Promise<ImportView> => {
      const checked = await run(id, 'check', maven, boss);
      const done = await run(id, 'run', maven, boss);
      assert.deepEqual(done.counts, checked.check!.report!.counts);
      return done;
    };

    const teams = await upload('sales_teams.csv', read('sales_teams.csv'), { entity: 'user' }, maven, boss);
    const office = settingOf(teams, 'regional_office', { link: { entity: 'team', by: 'name', missing: 'create' } });
    await put('import.change', {
      id: teams.id,
      columns: [office],
      key: { field: 'name', found: 'update', missing: 'create' },
    });
    const people = await go(teams.id);
    assert.deepEqual([people.counts!.created, people.counts!.made], [35, 3]);

    const accounts = await upload('accounts.csv', read('accounts.csv'), {}, maven, boss);
    assert.equal(accounts.entity, 'company');
    const revenue = settingOf(accounts, 'revenue', { format: { currency: 'USD', decimal: '.' } });
    const place = settingOf(accounts, 'office_location', {
      aliases: [
        { from: 'Philipines', to: 'Philippines' },
        { from: 'Korea', to: 'South Korea' },
      ],
    });
    await put('import.change', { id: accounts.id, columns: [revenue, place] });
    const firms = await go(accounts.id);
    assert.deepEqual([firms.counts!.created, firms.counts!.errors], [85, 0]);
    assert.equal(await count('data.company where parent is not null', maven), 15);

    // Stages of this company, as an administrator would make them.
    await shop.door.open(
      maven,
      boss.actor,
      { action: 'test', reads: false, requestId: null, address: null },
      async (tx) => {
        const pipeline = await tx.records.create(tx.catalog.entity('pipeline'), { name: 'Maven' });
        const stages = [
          ['Prospecting', 10, 'open'],
          ['Engaging', 40, 'open'],
          ['Won', 100, 'won'],
          ['Lost', 0, 'lost'],
        ] as const;
        for (const [i, [name, probability, outcome]] of stages.entries()) {
          await tx.records.create(tx.catalog.entity('stage'), {
            name,
            probability,
            outcome,
            pipeline: pipeline.id,
            position: i,
          });
        }
      },
    );
    const sales = await upload('sales_pipeline.csv', read('sales_pipeline.csv'), {}, maven, boss);
    assert.equal(sales.entity, 'deal');
    await put('import.change', {
      id: sales.id,
      columns: [
        settingOf(sales, 'product', { aliases: [{ from: 'GTXPro', to: 'GTX Pro' }] }),
        settingOf(sales, 'close_date', { field: 'closedOn' }),
        settingOf(sales, 'close_value', { format: { currency: 'USD' } }),
      ],
      constants: [
        { field: 'name', value: '{account}: {product}' },
        { field: 'pipeline', value: 'Maven', link: { entity: 'pipeline', by: 'name', missing: 'refuse' } },
      ],
    });
    const done = await go(sales.id);
    assert.deepEqual(done.run!.groups, []);
    assert.deepEqual([done.counts!.created, done.counts!.errors, done.counts!.made], [8800, 0, 0]);
    const by = await sql<{ name: string; n: number; value: string }>(
      `select s.name, count(*)::int as n, coalesce(sum(d.amount), 0)::text as value from data.deal d join data.stage s on s.id = d.stage group by 1 order by 1`,
      maven,
    );
    assert.deepEqual(
      by.map((x) => [x.name, x.n]),
      [
        ['Engaging', 1589],
        ['Lost', 2473],
        ['Prospecting', 500],
        ['Won', 4238],
      ],
    );
    assert.equal(by.find((x) => x.name === 'Won')!.value, '10005534');
    assert.equal(await count('data.deal where company is null', maven), 1425);
    assert.equal(await count(`data.deal where product = 'GTX Pro'`, maven), 1480);
    assert.equal(await count(`data."user" where status = 'placeholder'`, maven), 35);
    assert.equal(
      await count(
        `data."user" u where status = 'placeholder' and not exists (select 1 from data.deal d where d.owner = u.id)`,
        maven,
      ),
      5,
    );
    const undone = await run(sales.id, 'undo', maven, boss);

    assert.deepEqual([undone.undo!.job.result['binned'], undone.undo!.job.result['keptCount']], [8800, 0]);
    assert.equal(await count('data.deal where archived_at is null', maven), 0);
  },
);

test(
  'the members of congress: 12,767 people, births before 1900, nicknames in quotes, equal names kept apart',
  { skip: noData },
  async () => {
    const senate = await newTenant('senate');
    more.push(senate);
    const clerk = await addUser(senate, 'Cleo Clerk', 'owner');
    let created = 0;
    for (const file of ['legislators-current.csv', 'legislators-historical.csv']) {
      const view = await upload(file, readFileSync(new URL(`congress/${file}`, data)), {}, senate, clerk);
      assert.equal(view.entity, 'contact');
      assert.equal(view.key.field, 'externalId');
      assert.deepEqual(view.questions, []);
      const done = await run(view.id, 'run', senate, clerk);
      assert.deepEqual([done.counts!.errors, done.run!.groups], [0, []]);
      created += done.counts!.created;
    }
    assert.equal(created, 12_767);
    assert.equal(await count(`data.contact where birthday < '1900-01-01'`, senate), 8973);
    assert.equal(await count('data.contact where birthday is null', senate), 542);
    assert.deepEqual(await sql('select min(birthday)::text as first from data.contact', senate), [
      { first: '1721-04-19' },
    ]);
    assert.equal(await count(`data.contact where given_name || family_name like '%"%'`, senate), 0);
    assert.equal(
      await count(`(select given_name, family_name from data.contact group by 1, 2 having count(*) > 1) x`, senate),
      751,
    );
  },
);
