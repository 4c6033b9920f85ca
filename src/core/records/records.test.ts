// The record engine on a real PostgreSQL: reading, writing, rights, conflicts, uniqueness, the bin, history and undo.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { addTeam, addUser, engine, look, work } from '../../../test/harness/engine.ts';
import { Problem } from '../../contract/problem.ts';
import { pageSchema, rowSchema } from '../../contract/schema.ts';
import { company } from '../../features/companies/contract.ts';
import { contact } from '../../features/contacts/contract.ts';
import { deal } from '../../features/deals/contract.ts';

const acme = await newTenant('acme');
const owner = await addUser(acme, 'Olga Owner', 'owner');
const team = await addTeam(acme, 'Nordics');
const sam = await addUser(acme, 'Sam Sales', 'sales', [team]);
const sue = await addUser(acme, 'Sue Sales', 'sales', [team]);
const tom = await addUser(acme, 'Tom Sales', 'sales');
const reader = await addUser(acme, 'Rita Reader', 'read-only');

function refusal(code: string, field?: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Problem, String(error));
    assert.equal(error.code, code, error.message + JSON.stringify(error.extras));
    if (field !== undefined)
      assert.ok(
        error.extras.errors?.some((x) => x.field === field),
        JSON.stringify(error.extras),
      );
    return true;
  };
}

test('a record comes back as it was sent, with titles for what it refers to', async () => {
  const made = await work(acme, owner, async (tx) => {
    const parent = await tx.records.create(company, { name: 'Kuusi Group' });
    return await tx.records.create(company, {
      name: '  Kuusi & Koivu Oy ',
      parent: parent.id,
      annualRevenue: { amount: '1234567.50', currency: 'EUR' },
      employees: 42,
      phones: [{ value: '+33 6 28 00 00 00', label: 'mobile' }],
      emails: [{ value: 'Info@Kuusi.FI', label: null }],
      address: { street: 'Katu 1', postalCode: '00100', city: 'Helsinki', region: null, country: 'fi' },
      founded: '1999',
      taxNumber: 'FI-1234567-8',
      website: 'kuusi.fi',
      customerSince: '1999-12-31',
    });
  });
  const row = await look(acme, owner, (tx) => tx.records.view(company, made.id));
  assert.deepEqual(row, made);
  assert.equal(row.name, 'Kuusi & Koivu Oy');
  assert.equal(row.title, 'Kuusi & Koivu Oy');
  assert.equal((row.parent as { title: string }).title, 'Kuusi Group');
  assert.deepEqual(row.annualRevenue, { amount: '1234567.5', currency: 'EUR' });
  assert.equal(row.employees, '42');
  assert.deepEqual(row.phones, [{ value: '+33628000000', label: 'mobile' }]);
  assert.deepEqual(row.emails, [{ value: 'info@kuusi.fi', label: null }]);
  assert.equal(row.address?.country, 'FI');
  assert.equal(row.taxNumber, 'FI-1234567-8');
  assert.equal(row.website, 'https://kuusi.fi');
  assert.equal(row.customerSince, '1999-12-31');
  assert.deepEqual(row.owner, { id: owner.id, title: 'Olga Owner' });
  assert.equal(row.version, 1);
  assert.ok(rowSchema(company).safeParse(row).success);
});

test('a protected value is not in the database as text, and is found only through its keyed hash', async () => {
  await work(acme, owner, (tx) => tx.records.create(company, { name: 'Sealed Oy', taxNumber: 'CANARY-77-X' }));
  const db = await superuserIn(acme);
  const { rows } = await db.query<{ t: string }>(`select row_to_json(c)::text as t from data.company c
    union all select row_to_json(v)::text from core.ledger_values v union all select row_to_json(o)::text from core.outbox o`);
  assert.ok(rows.length > 2);
  assert.ok(!rows.some((r) => r.t.includes('CANARY-77')), 'the value must stand nowhere in clear');
  const found = await look(acme, owner, (tx) =>
    tx.records.list(company, { filter: { field: 'taxNumber', op: 'eq', value: 'canary-77-x' } }),
  );
  assert.deepEqual(
    found.rows.map((r) => r.name),
    ['Sealed Oy'],
  );
  await assert.rejects(
    look(acme, owner, (tx) =>
      tx.records.list(company, { filter: { field: 'taxNumber', op: 'contains', value: 'CANARY' } }),
    ),
    refusal('invalid-filter'),
  );
});

test('what does not fit is refused with the field, the reason and what would fit, and nothing is stored', async () => {
  const cases: [Record<string, unknown>, string, string][] = [
    [{}, 'invalid-input', 'name'],
    [{ name: '' }, 'invalid-input', 'name'],
    [{ name: 'x'.repeat(256) }, 'invalid-input', 'name'],
    [{ name: 'A', employees: -1 }, 'invalid-input', 'employees'],
    [{ name: 'A', employees: 1.5 }, 'invalid-input', 'employees'],
    [{ name: 'A', annualRevenue: { amount: '1', currency: 'XXZ' } }, 'invalid-input', 'annualRevenue'],
    [{ name: 'A', annualRevenue: { amount: '1.23456', currency: 'EUR' } }, 'invalid-input', 'annualRevenue'],
    [{ name: 'A', customerSince: '2021-02-30' }, 'invalid-input', 'customerSince'],
    [{ name: 'A', status: 'nonsense' }, 'invalid-input', 'status'],
    [{ name: 'A', parent: 'no-id' }, 'invalid-input', 'parent'],
    [{ name: 'A', parent: '01900000-0000-7000-8000-000000000000' }, 'invalid-input', 'parent'],
    [{ name: 'A\0B' }, 'invalid-input', 'name'],
    [{ name: 'A', nonsense: 1 }, 'unknown-field', 'nonsense'],
    [{ name: 'A', version: 7 }, 'unknown-field', 'version'],
    [{ name: 'A', createdBy: owner.id }, 'unknown-field', 'createdBy'],
    [{ name: 'A', constructor: 1 }, 'unknown-field', 'constructor'],
    [JSON.parse('{"name":"A","__proto__":{"x":1}}') as Record<string, unknown>, 'unknown-field', '__proto__'],
  ];
  for (const [values, code, field] of cases) {
    await assert.rejects(
      work(acme, owner, (tx) => tx.records.create(company, values as never)),
      refusal(code, field),
    );
  }
  const { rows } = await look(acme, owner, (tx) =>
    tx.records.list(company, { filter: { field: 'name', op: 'eq', value: 'A' } }),
  );
  assert.equal(rows.length, 0);
});

test('sales may not read or set a hidden field, nor filter or sort by it, and cannot tell that it is there', async () => {
  const row = await look(acme, sam, async (tx) => (await tx.records.list(company, { limit: 1 })).rows[0]!);
  assert.ok(!('taxNumber' in row));
  assert.ok('annualRevenue' in row);
  for (const query of [
    { filter: { field: 'taxNumber', op: 'eq', value: 'CANARY-77-X' } as const },
    { fields: ['taxNumber'] },
    { sort: [{ field: 'taxNumber', down: false }] },
  ]) {
    await assert.rejects(
      look(acme, sam, (tx) => tx.records.list(company, query)),
      refusal('unknown-field'),
    );
  }
  await assert.rejects(
    work(acme, sam, (tx) => tx.records.create(company, { name: 'B', taxNumber: '1' })),
    refusal('unknown-field', 'taxNumber'),
  );
  await assert.rejects(
    work(acme, sam, (tx) => tx.records.create(company, { name: 'B', annualRevenue: { amount: '1', currency: 'EUR' } })),
    refusal('not-allowed', 'annualRevenue'),
  );
});

test('scopes: own is changed by its owner alone, team is seen by teammates, and others see nothing', async () => {
  const mine = await work(acme, sam, (tx) =>
    tx.records.create(deal, { name: 'Sam deal', amount: { amount: '10', currency: 'EUR' } }),
  );
  assert.equal((await look(acme, sue, (tx) => tx.records.view(deal, mine.id))).name, 'Sam deal');
  await assert.rejects(
    work(acme, sue, (tx) => tx.records.edit(deal, mine.id, { name: 'x' })),
    refusal('not-allowed'),
  );
  await assert.rejects(
    look(acme, tom, (tx) => tx.records.view(deal, mine.id)),
    refusal('not-found'),
  );
  await assert.rejects(
    work(acme, tom, (tx) => tx.records.edit(deal, mine.id, { name: 'x' })),
    refusal('not-found'),
  );
  await assert.rejects(
    work(acme, reader, (tx) => tx.records.edit(deal, mine.id, { name: 'x' })),
    refusal('not-allowed'),
  );
  await assert.rejects(
    work(acme, sam, (tx) => tx.records.edit(deal, mine.id, { owner: tom.id })),
    refusal('outside-your-reach'),
  );
  await assert.rejects(
    work(acme, sam, (tx) => tx.records.create(deal, { name: 'x', owner: tom.id })),
    refusal('outside-your-reach'),
  );
  const seen = await look(acme, tom, (tx) => tx.records.list(deal, { count: 'exact' }));
  assert.deepEqual([seen.rows.length, seen.count], [0, { value: 0, kind: 'exact' }]);
});

test('edits of different fields merge, of the same field are refused with yours, theirs and original', async () => {
  const row = await work(acme, owner, (tx) =>
    tx.records.create(contact, { familyName: 'Mäkelä', givenName: 'Aino', jobTitle: 'CTO' }),
  );
  await work(acme, owner, (tx) => tx.records.edit(contact, row.id, { jobTitle: 'CEO' }, { ifVersion: 1 }));
  const merged = await work(acme, owner, (tx) =>
    tx.records.edit(contact, row.id, { givenName: 'Eino' }, { ifVersion: 1 }),
  );
  assert.deepEqual([merged.jobTitle, merged.givenName, merged.version], ['CEO', 'Eino', 3]);
  await assert.rejects(
    work(acme, owner, (tx) => tx.records.edit(contact, row.id, { jobTitle: 'CFO' }, { ifVersion: 1 })),
    (error) => {
      assert.ok(error instanceof Problem && error.code === 'conflict');
      const { field, yours, theirs, original, by } = error.extras.conflicts![0]!;
      assert.deepEqual([field, yours, theirs, original, by], ['jobTitle', 'CFO', 'CEO', 'CTO', 'Olga Owner']);
      return true;
    },
  );
});

test('a unique value is refused while another live record holds it, and is free once that one is in the bin', async () => {
  const first = await work(acme, owner, (tx) => tx.records.create(company, { name: 'One', externalId: 'x1' }));
  await assert.rejects(
    work(acme, owner, (tx) => tx.records.create(company, { name: 'Two', externalId: 'x1' })),
    refusal('already-exists', 'externalId'),
  );
  await work(acme, owner, (tx) => tx.records.create(company, { name: 'Case', externalId: 'X1' }));
  await work(acme, owner, (tx) => tx.records.archive(company, first.id));
  await work(acme, owner, (tx) => tx.records.create(company, { name: 'Two', externalId: 'x1' }));
  await assert.rejects(
    work(acme, owner, (tx) => tx.records.restore(company, first.id)),
    refusal('already-exists', 'externalId'),
  );
});

test('a unique value held by a record one may not see is left out without a word, and put on record', async () => {
  const hidden = await work(acme, tom, (tx) => tx.records.create(deal, { name: 'Hidden', externalId: 'secret-id' }));
  const made = await work(acme, sam, (tx) => tx.records.create(deal, { name: 'Mine', externalId: 'secret-id' }));
  assert.equal(made.externalId, null);
  const db = await superuserIn(acme);
  const { rows } = await db.query<{ plain: string }>(
    `select plain from core.ledger l join core.ledger_values v on v.entry = l.id where l.verb = 'value withheld' and l.record = $1`,
    [made.id],
  );
  assert.equal(JSON.parse(rows[0]!.plain).heldBy, hidden.id);
});

test('many at once: each row has its own result, refused rows leave the others alone', async () => {
  const results = await work(acme, owner, (tx) =>
    tx.records.writeMany(contact, [
      { values: { familyName: 'Many 1', emails: ['a@example.com'] } },
      { values: { familyName: '' } },
      { values: { familyName: 'Many 3', externalId: 'm3' } },
      { values: { familyName: 'Many 4', externalId: 'm3' } },
      { id: '01900000-0000-7000-8000-000000000000', values: { familyName: 'x' } },
    ]),
  );
  assert.deepEqual(
    results.map((r) => (r.ok ? r.did : r.code)),
    ['created', 'invalid-input', 'created', 'already-exists', 'not-found'],
  );
  const ids = results.flatMap((r) => (r.ok ? [r.id] : []));
  const again = await work(acme, owner, (tx) =>
    tx.records.writeMany(
      contact,
      ids.map((id, i) => ({ id, values: { jobTitle: i === 0 ? 'Boss' : null } })),
    ),
  );
  assert.deepEqual(
    again.map((r) => r.ok && r.did),
    ['edited', 'unchanged'],
  );
  const byMail = await look(acme, owner, (tx) =>
    tx.records.findByKey(contact, 'emails', ['A@Example.com', 'none@example.com']),
  );
  assert.deepEqual([...byMail], [['A@Example.com', [ids[0]!]]]);
});

test('pages continue exactly where the last one ended, in every order, with empty values last', async () => {
  const globex = await newTenant('globex');
  const boss = await addUser(globex, 'Boss', 'owner');
  const cities = ['Åbo', 'aarhus', 'Zürich', null, 'Östersund', 'Aalto', null];
  await work(globex, boss, (tx) =>
    tx.records.writeMany(
      company,
      Array.from({ length: 57 }, (_, i) => ({
        values: { name: `Firm ${i % 9}`, industry: cities[i % 7], employees: i % 5 === 0 ? null : i % 4 },
      })),
    ),
  );
  for (const sort of [
    [{ field: 'title', down: false }],
    [{ field: 'title', down: true }],
    [{ field: 'industry', down: false }],
    [
      { field: 'industry', down: true },
      { field: 'employees', down: false },
    ],
    [{ field: 'employees', down: true }],
    [{ field: 'createdAt', down: true }],
    [
      { field: 'owner', down: false },
      { field: 'title', down: true },
    ],
    [],
  ]) {
    const whole = await look(globex, boss, (tx) => tx.records.list(company, { sort, limit: 200 }));
    assert.equal(whole.rows.length, 57);
    assert.ok(pageSchema(company).safeParse(whole).success);
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await look(globex, boss, (tx) =>
        tx.records.list(company, { sort, limit: 7, ...(cursor === null ? {} : { cursor }) }),
      );
      paged.push(...page.rows.map((r) => r.id));
      cursor = page.next;
    } while (cursor !== null);
    assert.deepEqual(
      paged,
      whole.rows.map((r) => r.id),
      JSON.stringify(sort),
    );
    const industries = whole.rows.map((r) => r.industry);
    if (sort[0]?.field === 'industry') assert.equal(industries.at(-1), null);
  }
  await assert.rejects(
    look(globex, boss, (tx) => tx.records.list(company, { cursor: 'rubbish' })),
    refusal('invalid-cursor'),
  );
});

test('search folds accents, finds parts of words, and looks only into fields the searcher may read', async () => {
  await work(acme, owner, (tx) =>
    tx.records.create(contact, {
      givenName: 'Rémi',
      familyName: 'Søndergård',
      jobTitle: 'Zweckverband',
      emails: [{ value: 'remi@example.org', label: null }],
    }),
  );
  for (const search of ['remi', 'SONDER', 'ndergar rém', 'example.org', 'verband']) {
    const found = await look(acme, owner, (tx) => tx.records.list(contact, { search }));
    assert.deepEqual(
      found.rows.map((r) => r.title),
      ['Rémi Søndergård'],
      search,
    );
  }
  const blind = await addUser(acme, 'Blind', {
    objects: { contact: { view: 'all', fields: { jobTitle: 'hidden', emails: 'hidden' } } },
    areas: ['self.use'],
  });
  assert.equal((await look(acme, blind, (tx) => tx.records.list(contact, { search: 'verband' }))).rows.length, 0);
  assert.equal((await look(acme, blind, (tx) => tx.records.list(contact, { search: 'remi' }))).rows.length, 1);
  const halved = await addUser(acme, 'Halved', {
    objects: { contact: { view: 'all', fields: { familyName: 'hidden' } } },
  });
  const row = await look(acme, halved, async (tx) => (await tx.records.list(contact, { search: 'remi' })).rows[0]!);
  assert.equal(row.title, 'Rémi');
  assert.ok(!('familyName' in row));
});

test('the right on a field follows the grant that matches the row', async () => {
  const mixed = await addUser(acme, 'Mixed', { objects: { deal: { view: 'own', create: 'own', edit: 'own' } } });
  const db = await superuserIn(acme);
  await db.query(
    `insert into core.role (id, key, name, help, grants) values (gen_random_uuid(), 'all-thin', 'thin', '', $1)`,
    [
      JSON.stringify({
        objects: { deal: { view: 'all', otherFields: 'hidden', fields: { name: 'read', owner: 'read' } } },
      }),
    ],
  );
  await db.query(`insert into core.member_role select $1, id from core.role where key = 'all-thin'`, [mixed.id]);
  const own = await work(acme, mixed, (tx) => tx.records.create(deal, { name: 'Own deal', notes: 'mine' }));
  const foreign = await work(acme, tom, (tx) => tx.records.create(deal, { name: 'Foreign deal', notes: 'theirs' }));
  const rows = await look(acme, mixed, async (tx) => [
    await tx.records.view(deal, own.id),
    await tx.records.view(deal, foreign.id),
  ]);
  assert.equal(rows[0]!.notes, 'mine');
  assert.ok(!('notes' in rows[1]!) && rows[1]!.name === 'Foreign deal');
  const hit = await look(acme, mixed, (tx) =>
    tx.records.list(deal, { filter: { field: 'notes', op: 'contains', value: 'theirs' } }),
  );
  assert.equal(hit.rows.length, 0);
  const not = await look(acme, mixed, (tx) =>
    tx.records.list(deal, { filter: { not: { field: 'notes', op: 'contains', value: 'theirs' } }, fields: ['name'] }),
  );
  assert.ok(
    not.rows.some((r) => r.id === foreign.id),
    'a negation holds on a row whatever its hidden value is',
  );
});

test('the bin keeps a record, history keeps every change, and undo puts back only what nobody has changed since', async () => {
  const row = await work(acme, owner, (tx) =>
    tx.records.create(contact, { familyName: 'History', jobTitle: 'One', website: 'one.example' }),
  );
  let operation = '';
  await work(acme, owner, async (tx) => {
    operation = tx.operation;
    await tx.records.edit(contact, row.id, { jobTitle: 'Two', website: 'two.example' });
  });
  await work(acme, owner, (tx) => tx.records.edit(contact, row.id, { website: 'three.example' }));
  const preview = await look(acme, owner, (tx) => tx.operations.preview(operation));
  assert.deepEqual([preview.back, preview.keptCount, preview.kept[0]?.reason], [1, 1, 'Changed since: Website.']);
  const done = await work(acme, owner, (tx) => tx.operations.undo(operation));
  assert.equal(done.back, 1);
  const now = await look(acme, owner, (tx) => tx.records.view(contact, row.id));
  assert.deepEqual([now.jobTitle, now.website], ['One', 'https://three.example']);
  await assert.rejects(
    work(acme, owner, (tx) => tx.operations.undo(operation)),
    refusal('wrong-state'),
  );
  await work(acme, owner, (tx) => tx.records.archive(contact, row.id));
  assert.equal((await look(acme, owner, (tx) => tx.records.list(contact, { search: 'History' }))).rows.length, 0);
  assert.equal(
    (await look(acme, owner, (tx) => tx.records.list(contact, { search: 'History', archived: 'only' }))).rows.length,
    1,
  );
  await assert.rejects(
    work(acme, owner, (tx) => tx.records.edit(contact, row.id, { jobTitle: 'x' })),
    refusal('wrong-state'),
  );
  await work(acme, owner, (tx) => tx.records.restore(contact, row.id));
  const history = await look(acme, owner, (tx) => tx.records.history(contact, row.id));
  assert.deepEqual(
    history.map((h) => h.verb),
    ['restored', 'archived', 'edited', 'edited', 'edited', 'created'],
  );
  assert.deepEqual(new Set(history.map((h) => h.source)), new Set(['job']));
  assert.deepEqual(
    history[4]!.changes.find((c) => c.field === 'jobTitle'),
    { field: 'jobTitle', before: 'One', after: 'Two' },
  );
});

test('undoing a creation bins what nobody touched and keeps what somebody did', async () => {
  let operation = '';
  const made = await work(acme, owner, async (tx) => {
    operation = tx.operation;
    return await tx.records.writeMany(company, [{ values: { name: 'Undo 1' } }, { values: { name: 'Undo 2' } }]);
  });
  const touched = made[1]!;
  assert.ok(touched.ok);
  await work(acme, owner, (tx) => tx.records.edit(company, touched.id, { industry: 'kept' }));
  const done = await work(acme, owner, (tx) => tx.operations.undo(operation));
  assert.deepEqual([done.binned, done.keptCount, done.kept[0]?.title], [1, 1, 'Undo 2']);
});

test('a company cannot become its own ancestor', async () => {
  await work(acme, owner, async (tx) => {
    const a = await tx.records.create(company, { name: 'A top' });
    const b = await tx.records.create(company, { name: 'B middle', parent: a.id });
    const c = await tx.records.create(company, { name: 'C low', parent: b.id });
    await assert.rejects(tx.records.edit(company, a.id, { parent: c.id }), refusal('invalid-input', 'parent'));
    await assert.rejects(tx.records.edit(company, a.id, { parent: a.id }), refusal('invalid-input', 'parent'));
  });
});

test('a deal starts at the first stage, closes with a won or lost stage, and opens again', async () => {
  const stages = await look(acme, owner, async (tx) => {
    const stage = tx.catalog.entity('stage');
    return new Map((await tx.records.list(stage, {})).rows.map((r) => [r.title, r.id]));
  });
  await work(acme, owner, async (tx) => {
    const row = await tx.records.create(deal, { name: 'D' });
    assert.equal((row.stage as { title: string }).title, 'New');
    const lost = await tx.records.edit(deal, row.id, { stage: stages.get('Lost')!, lostReason: 'price' });
    assert.deepEqual([typeof lost.closedOn, lost.lostReason], ['string', 'price']);
    const open = await tx.records.edit(deal, row.id, { stage: stages.get('Proposal')! });
    assert.deepEqual([open.closedOn, open.lostReason], [null, null]);
  });
});

test('the handle is dead after its unit of work, and a unit opened for reading cannot write', async () => {
  let leaked: Parameters<Parameters<typeof work>[2]>[0] | undefined;
  await look(acme, owner, async (tx) => void (leaked = tx));
  await assert.rejects(async () => await leaked!.records.list(company, {}), /handle is dead/);
  await assert.rejects(
    look(acme, owner, (tx) => tx.records.create(company, { name: 'x' })),
    /declared as reading/,
  );
});

test('rights act at once: what was taken away is refused at the next unit of work, with a cached principal', async () => {
  const temp = await addUser(acme, 'Temp', 'manager');
  await look(acme, temp, (tx) => tx.records.list(company, { limit: 1 }));
  const db = await superuserIn(acme);
  await db.query('delete from core.member_role where user_id = $1', [temp.id]);
  await assert.rejects(
    look(acme, temp, (tx) => tx.records.list(company, { limit: 1 })),
    refusal('not-allowed'),
  );
  await db.query(`update data."user" set status = 'inactive' where id = $1`, [temp.id]);
  await assert.rejects(
    look(acme, temp, (tx) => tx.records.list(company, { limit: 1 })),
    refusal('session-ended'),
  );
  assert.ok(engine.catalog.entities.length > 5);
});
