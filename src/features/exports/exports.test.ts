// Exports through the door on a real PostgreSQL: what the list shows, under both rights, with a reason, to whoever asked for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { addTeam, addUser, work } from '../../../test/harness/engine.ts';
import { Exporting, cellsOf, sheetCells, unzip } from '../../../test/harness/exporting.ts';
import { moveClock, resetClock } from '../../core/clock.ts';
import type { Entity } from '../../contract/entity.ts';
import { verbs } from '../../contract/permission.ts';
import { Problem } from '../../contract/problem.ts';
import type { Scope } from '../../core/principal.ts';
import type { RoleGrants } from '../../core/roles.ts';
import { entities } from '../entities.ts';

const acme = await newTenant('acme', 'Acme Oy');
const db = await superuserIn(acme);
const owner = await addUser(acme, 'Olga Owner', 'owner');
const desk = new Exporting(acme);
const objects: readonly Entity[] = Object.values(entities);

type Input = Record<string, unknown>;

const refused =
  (code: string, more: Input = {}) =>
  (error: unknown) => {
    assert.ok(error instanceof Problem, String(error));
    assert.equal(error.code, code, error.message);
    for (const [name, value] of Object.entries(more)) assert.deepEqual((error.extras as Input)[name], value);
    return true;
  };

async function company(values: Input, user = owner): Promise<string> {
  return (await desk.act<{ id: string }>(user, 'company.create', values)).id;
}

test('the list one sees becomes a file: its filter, its order, its columns', async () => {
  for (const [name, employees] of [
    ['Beta', '20'],
    ['Alpha', '5'],
    ['Gamma', '300'],
  ])
    await company({ name, employees, annualRevenue: { amount: '1234.50', currency: 'EUR' }, industry: 'Order' });
  const list = { entity: 'company', sort: '-title', filter: { field: 'employees', op: 'gt', value: 10 } };
  const columns = ['title', 'employees', 'annualRevenue'];
  assert.deepEqual(await desk.csv(owner, { ...list, columns }), [
    ['Name', 'Employees', 'Annual revenue', 'Annual revenue: currency'],
    ['Gamma', '300', '1234.5', 'EUR'],
    ['Beta', '20', '1234.5', 'EUR'],
  ]);
  assert.deepEqual(await desk.csv(owner, { ...list, columns: ['annualRevenue', 'name'], search: 'bet' }), [
    ['Annual revenue', 'Annual revenue: currency', 'Name'],
    ['1234.5', 'EUR', 'Beta'],
  ]);
});

test('delimiter, mark and decimal sign are as asked for; rows end with CR LF', async () => {
  const csv = { delimiter: ';', bom: false, decimal: ',' };
  const input = { entity: 'company', columns: ['name', 'annualRevenue'], search: 'Alpha' };
  const plain = await desk.file(owner, (await desk.make(owner, { ...input, csv })).id);
  assert.equal(
    plain.bytes.toString(),
    '"Name";"Annual revenue";"Annual revenue: currency"\r\n"Alpha";"1234,5";"EUR"\r\n',
  );
  const usual = await desk.file(owner, (await desk.make(owner, input)).id);
  assert.equal(
    usual.bytes.toString(),
    '\uFEFF"Name","Annual revenue","Annual revenue: currency"\r\n"Alpha",1234.5,"EUR"\r\n',
  );
});

test('archived records are exported from the bin, and only from there', async () => {
  const id = await company({ name: 'Binned' });
  await desk.act(owner, 'company.archive', { id });
  const input = { entity: 'company', columns: ['name'], search: 'Binned' };
  assert.deepEqual(await desk.csv(owner, input), [['Name']]);
  assert.deepEqual(await desk.csv(owner, { ...input, archived: 'only' }), [['Name'], ['Binned']]);
});

test('a workbook holds text as text, numbers and dates as such, and says who took it', async () => {
  const name = '=HYPERLINK("http://evil.example")';
  const reason = 'For the <board> & "friends"';
  await company({
    name,
    employees: '7',
    customerSince: '2019-05-31',
    industry: 'Workbook',
    notes: 'a\u0001b_x0041_\r\n',
  });
  const columns = ['name', 'employees', 'customerSince', 'notes'];
  const input = {
    entity: 'company',
    format: 'xlsx',
    reason,
    columns,
    filter: { field: 'industry', op: 'eq', value: 'Workbook' },
  };
  const { bytes, name: fileName, type } = await desk.file(owner, (await desk.make(owner, input)).id);
  assert.match(type, /spreadsheetml/);
  assert.match(fileName, /^Companies - exported by Olga Owner on \d{4}-\d\d-\d\d \d{4} UTC from Acme Oy\.xlsx$/);
  const files = unzip(bytes);
  const cells = sheetCells(files.get('xl/worksheets/sheet1.xml')!);
  assert.deepEqual(
    ['A1', 'A2', 'B2', 'C2', 'D2'].map((place) => Object.values(cells.get(place)!)),
    [
      ['inlineStr', 'Name'],
      ['inlineStr', name],
      ['n', '7'],
      ['n', '43616'],
      ['inlineStr', 'a\u0001b_x0041_\r\n'],
    ],
  );
  const about = [...sheetCells(files.get('xl/worksheets/sheet2.xml')!).values()].map((c) => c.value);
  for (const said of ['Olga Owner', 'Acme Oy (http://acme.localhost:8080)', reason])
    assert.ok(about.includes(said), said);
  assert.match(files.get('docProps/core.xml')!, /Exported by Olga Owner on .* from Acme Oy/);
  for (const xml of files.values()) assert.doesNotMatch(xml, /<f>/);
});

test('every object asks for its own right to export, whatever else one may', async () => {
  for (const e of objects) {
    const all: Record<string, Scope> = Object.fromEntries(
      verbs.filter((v) => v !== 'export').map((v) => [v, 'all' as const]),
    );
    const others: RoleGrants['objects'] = Object.fromEntries(
      objects.map((o) => [o.name, { ...all, ...(o === e ? {} : { export: 'all' }) }]),
    );
    const me = await addUser(acme, `No ${e.name}`, { objects: others, areas: ['self.use', 'tool.import'] });
    const input = { entity: e.name, columns: ['createdAt'] };
    await assert.rejects(desk.start(me, input), refused('not-allowed', { missing: `${e.name}.export` }), e.name);
    const may = await addUser(acme, `May ${e.name}`, {
      objects: { [e.name]: { view: 'all', export: 'all' } },
      areas: ['self.use'],
    });
    assert.ok((await desk.csv(may, input)).length >= 1);
    const blind = await addUser(acme, `Blind ${e.name}`, {
      objects: { [e.name]: { export: 'all' } },
      areas: ['self.use'],
    });
    await assert.rejects(desk.start(blind, input));
  }
  await assert.rejects(desk.start(owner, { entity: 'nonsense', columns: ['name'] }), refused('not-found'));
  await assert.rejects(desk.start(owner, { entity: '__proto__', columns: ['name'] }), refused('not-found'));
});

test('sales people export nothing, managers everything but protected numbers they may see', async () => {
  const [sam, mia] = [await addUser(acme, 'Sam', 'sales'), await addUser(acme, 'Mia', 'manager')];
  await assert.rejects(desk.start(sam, { entity: 'contact', columns: ['title'] }), refused('not-allowed'));
  assert.equal((await desk.csv(mia, { entity: 'stage', columns: ['name'] })).length, 7);
});

test('rows leave where the right to see and the right to export reach them both', async () => {
  const team = await addTeam(acme, 'North');
  const grants = (view: Scope, out: Scope): RoleGrants => ({
    objects: { deal: { view, export: out, create: 'all' } },
    areas: ['self.use'],
  });
  const mate = await addUser(acme, 'Mate', grants('all', 'all'), [team]);
  const own = await addUser(acme, 'Own', grants('all', 'own'), [team]);
  const mates = await addUser(acme, 'Team', grants('team', 'all'), [team]);
  const both = await addUser(acme, 'Both', grants('own', 'team'), [team]);
  for (const [who, name] of [
    [owner, 'of nobody here'],
    [mate, "mate's"],
    [own, "own's"],
    [mates, "team's"],
    [both, "both's"],
  ] as const)
    await work(acme, owner, async (tx) => {
      await tx.records.create(entities.deal, { name, owner: who.id });
    });
  const seen = async (user: typeof owner): Promise<string[]> =>
    (await desk.csv(user, { entity: 'deal', columns: ['name'], sort: 'name' })).slice(1).map(([name]) => name!);
  assert.deepEqual(await seen(mate), ["both's", "mate's", 'of nobody here', "own's", "team's"]);
  assert.deepEqual(await seen(own), ["own's"]);
  assert.deepEqual(await seen(mates), ["both's", "mate's", "own's", "team's"]);
  assert.deepEqual(await seen(both), ["both's"]);
});

test('a hidden field cannot be named, sorted or filtered by, in either right', async () => {
  const see = { company: { view: 'all', export: 'all' } } as const;
  for (const [name, me] of [
    [
      'hidden to see',
      await addUser(acme, 'H1', {
        objects: { company: { ...see.company, fields: { notes: 'hidden' } } },
        areas: ['self.use'],
      }),
    ],
    ['absent', await addUser(acme, 'H2', { objects: see, areas: ['self.use'] })],
  ] as const) {
    const field = name === 'absent' ? 'nonsense' : 'notes';
    const input = { entity: 'company', columns: ['name'] };
    for (const more of [
      { columns: ['name', field] },
      { filter: { field, op: 'contains', value: 'x' } },
      { sort: field },
    ])
      await assert.rejects(
        desk.start(me, { ...input, ...more }),
        refused('unknown-field'),
        `${name} ${JSON.stringify(more)}`,
      );
  }
});

test('a field that may be read on some rows only is empty on the others, and stays out where the right to export hides it', async () => {
  const mine = await addUser(acme, 'Mine', {
    objects: { contact: { view: 'own', create: 'own', edit: 'own', export: 'all' } },
    areas: ['self.use'],
  });
  const everyone = JSON.stringify({ objects: { contact: { view: 'all', fields: { jobTitle: 'hidden' } } } });
  await db.query(
    `with r as (insert into core.role (id, key, name, help, grants) values (gen_random_uuid(), 'seeing', 's', 's', $1) returning id)
     insert into core.member_role (user_id, role_id) select $2, id from r`,
    [everyone, mine.id],
  );
  const contact = (familyName: string, who = owner) =>
    desk.act<{ id: string }>(who, 'contact.create', { familyName, jobTitle: `Secret of ${familyName}` });
  await contact('Own', mine);
  await contact('Foreign');
  assert.deepEqual(
    await desk.csv(mine, { entity: 'contact', columns: ['familyName', 'jobTitle'], sort: 'familyName' }),
    [
      ['Family name', 'Job title'],
      ['Foreign', ''],
      ['Own', 'Secret of Own'],
    ],
  );
  const careful = await addUser(acme, 'Careful', {
    objects: { contact: { view: 'all', export: 'none' } },
    areas: ['self.use'],
  });
  const leaving = JSON.stringify({
    objects: { contact: { export: 'all', otherFields: 'hidden', fields: { familyName: 'read' } } },
  });
  await db.query(
    `with r as (insert into core.role (id, key, name, help, grants) values (gen_random_uuid(), 'leaving', 's', 's', $1) returning id)
     insert into core.member_role (user_id, role_id) select $2, id from r`,
    [leaving, careful.id],
  );
  const input = { entity: 'contact', columns: ['familyName'] };
  assert.equal((await desk.csv(careful, input)).length, 3);
  await assert.rejects(
    desk.start(careful, { ...input, columns: ['familyName', 'jobTitle'] }),
    refused('unknown-field'),
  );
});

test('a reference to what one may not see is empty', async () => {
  const id = await company({ name: 'Hidden parent' });
  await company({ name: 'Visible child', parent: id, industry: 'Refs' });
  const me = await addUser(acme, 'Half', { objects: { company: { view: 'own', export: 'all' } }, areas: ['self.use'] });
  await db.query('update data.company set owner = $1 where name = $2', [me.id, 'Visible child']);
  const input = { entity: 'company', columns: ['name', 'parent'], ids: true };
  const [heading, row] = await desk.csv(me, input);
  assert.deepEqual(heading, ['Strongroom ID', 'Name', 'Parent company', 'Parent company: Strongroom ID']);
  assert.deepEqual(row!.slice(1), ['Visible child', '', '']);
  const whole = await desk.csv(owner, { ...input, search: 'Visible' });
  assert.deepEqual(whole[1]!.slice(2), ['Hidden parent', id]);
});

test('a reason has to be given, and stands in the ledger with columns, filter and counts', async () => {
  const input = { entity: 'company', columns: ['name'], filter: { field: 'name', op: 'eq', value: 'Alpha' } };
  for (const reason of ['', '  ', 'x'])
    await assert.rejects(desk.start(owner, { ...input, reason }), refused('invalid-input'));
  const made = await desk.make(owner, { ...input, reason: 'Christmas cards' });
  const { rows } = await db.query<{ verb: string; values: Input }>(
    `select l.verb, v.plain::jsonb as values from core.ledger l join core.ledger_values v on v.entry = l.id
     where v.plain::jsonb ->> 'export' = $1 order by l.id`,
    [made.id],
  );
  assert.deepEqual(
    rows.map((r) => r.verb),
    ['export asked', 'exported a page', 'exported'],
  );
  const asked = {
    export: made.id,
    format: 'csv',
    columns: ['name'],
    reason: 'Christmas cards',
    ids: false,
    query: { filter: input.filter },
  };
  assert.deepEqual(rows[0]!.values, { ...asked, records: 1 });
  const { name, size, sha256 } = made.file!;
  assert.deepEqual(rows[2]!.values, { ...asked, records: 1, file: name, size, sha256 });
});

test('only who asked for it sees, fetches and removes an export; removing it wipes the file', async () => {
  const other = await addUser(acme, 'Other Owner', 'owner');
  const me = await addUser(acme, 'Solo', 'owner');
  const made = await desk.make(me, { entity: 'stage', columns: ['name'] });
  for (const action of ['export.view', 'export.file', 'export.remove'])
    await assert.rejects(desk.act(other, action, { id: made.id }), refused('not-found'));
  assert.deepEqual((await desk.act<{ rows: unknown[] }>(other, 'export.list')).rows, []);
  const mine = (await desk.act<{ rows: { id: string }[] }>(me, 'export.list')).rows;
  assert.deepEqual(
    mine.map((x) => x.id),
    [made.id],
  );
  await desk.act(me, 'export.remove', { id: made.id });
  await assert.rejects(desk.act(me, 'export.file', { id: made.id }), refused('not-found'));
  const { rows } = await db.query<{ n: number }>('select count(*)::int as n from core.file where owner = $1', [me.id]);
  assert.equal(rows[0]!.n, 0);
});

test('after a week the file is gone, wiped by the sweep', async () => {
  const late = await addUser(acme, 'Late', 'owner');
  const made = await desk.make(late, { entity: 'stage', columns: ['name', 'probability'] });
  const left = async () =>
    (await db.query<{ n: number }>('select count(*)::int as n from core.file where owner = $1', [late.id])).rows[0]!.n;
  assert.equal(await left(), 1);
  moveClock(7 * 86_400_000 + 1000);
  try {
    await assert.rejects(desk.act(late, 'export.file', { id: made.id }), refused('not-found'));
    const purpose = { action: 'file.wipe', reads: false, requestId: null, address: null };
    await desk.shop.door.open(acme, { kind: 'system', name: 'host' }, purpose, async (tx) => {
      await tx.files.wipe();
      await tx.kept.wipe();
    });
  } finally {
    resetClock();
  }
  assert.equal(await left(), 0);
});

test('a file is not handed out under other rights than it was made under', async () => {
  const me = await addUser(acme, 'Shrinking', {
    objects: { company: { view: 'all', export: 'all' } },
    areas: ['self.use'],
  });
  const { id } = await desk.make(me, { entity: 'company', columns: ['name'] });
  assert.ok(cellsOf((await desk.file(me, id)).bytes).length > 3);
  const change = async (grants: object) => {
    const role = `select role_id from core.member_role where user_id = $2`;
    await db.query(`update core.role set grants = $1 where id = (${role})`, [JSON.stringify(grants), me.id]);
  };
  await change({ objects: { company: { view: 'own', export: 'all' } }, areas: ['self.use'] });
  await assert.rejects(desk.file(me, id), refused('wrong-state'));
  await change({ objects: { company: { view: 'all' } }, areas: ['self.use'] });
  await assert.rejects(desk.file(me, id), refused('not-allowed', { missing: 'company.export' }));
  await change({ objects: { company: { view: 'all', export: 'all' } }, areas: ['self.use'] });
  assert.ok((await desk.file(me, id)).bytes.length > 0);
});

test('bad input is refused with what is wrong', async () => {
  const input = { entity: 'company', columns: ['name'] };
  for (const [more, code] of [
    [{ columns: [] }, 'invalid-input'],
    [{ columns: ['constructor'] }, 'unknown-field'],
    [{ columns: ['search'] }, 'unknown-field'],
    [{ columns: ['title; drop table'] }, 'unknown-field'],
    [{ format: 'pdf' }, 'invalid-input'],
    [{ csv: { delimiter: 'x' } }, 'invalid-input'],
    [{ filter: '{' }, 'invalid-filter'],
    [{ filter: { field: 'name', op: 'like', value: 'x' } }, 'invalid-filter'],
    [{ sort: 'a,b,c,d,e' }, 'bad-request'],
    [{ nonsense: 1 }, 'invalid-input'],
  ] as const)
    await assert.rejects(desk.start(owner, { ...input, ...more }), refused(code), JSON.stringify(more));
});

test('roles say in which formats records leave and how many at once; any role that allows it is enough', async () => {
  const bounded = (formats: string[], rows: number | null) => ({
    objects: {
      company: { view: 'all', export: 'all', exportFormats: formats, ...(rows === null ? {} : { exportRows: rows }) },
    },
    areas: ['self.use'],
  });
  const me = await addUser(acme, 'Bounded', bounded(['csv'], 2) as never);
  const ask = (format: string, limit: number) => {
    const names = ['Kuusi Oy', 'Koivu Oy', 'Bounded 3'].slice(0, limit);
    return desk.start(me, {
      entity: 'company',
      format,
      columns: ['name'],
      filter: { field: 'name', op: 'in', value: names },
    });
  };
  await work(acme, owner, async (tx) => {
    for (const name of ['Kuusi Oy', 'Koivu Oy', 'Bounded 3']) {
      const { rows } = await tx.records.list(tx.catalog.find('company'), {
        filter: { field: 'name', op: 'eq', value: name },
      });
      if (rows.length === 0) await tx.records.create(tx.catalog.find('company'), { name });
    }
  });
  await assert.rejects(ask('xlsx', 1), refused('not-allowed', { missing: 'company.export' }));
  await assert.rejects(
    ask('csv', 3),
    (e) => e instanceof Problem && e.code === 'too-large' && /2 leave at once/.test(e.message),
  );
  const made = await ask('csv', 2);
  assert.equal((await desk.ended(me, made.id)).job.status, 'done');
  // What the roles say now decides: a file made under wider ones is not handed out.
  const set = (grants: object) =>
    db.query(`update core.role set grants = $1 where key = $2`, [JSON.stringify(grants), `role-${me.id}`]);
  await set(bounded(['csv'], 1));
  await assert.rejects(desk.file(me, made.id), refused('wrong-state'));
  await set(bounded(['xlsx'], null));
  assert.equal((await desk.ended(me, (await ask('xlsx', 3)).id)).job.status, 'done');
});
