// Records against the ledger: what was changed, added or deleted by SQL behind the program is told by record and field, and nothing else is.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { makeCatalog } from '../src/core/catalog.ts';
import { newId } from '../src/core/ids.ts';
import { type CheckFinding, checkLedger } from '../src/core/ledger/check.ts';
import { sealOnce } from '../src/core/ledger/sealer.ts';
import { columnsOf, tableName } from '../src/core/schema/ddl.ts';
import { entities } from '../src/features/entities.ts';
import { moveClock, resetClock } from '../src/core/clock.ts';
import { keepCheck, noteClocks, noteJump } from '../src/main/ledger-notes.ts';
import { isCheckDue, readClocks } from '../src/main/ledger-watch.ts';
import { newTenant, sealableOf, superuserIn } from './harness/cluster.ts';
import { perform, performer } from './samples/engine.ts';
import { type Holder, type Site, makeRole, makeUser, openSession } from './samples/people.ts';

const catalog = makeCatalog(entities);
let site: Site;
let owner: Holder;

before(async () => {
  const vault = await newTenant('acme');
  site = { vault, db: await superuserIn(vault) };
  owner = await openSession(site.db, await makeUser(site.db, ['00000000-0000-7000-8000-000000000101'], []));
});

async function act<T = { id: string }>(action: string, input: object): Promise<T> {
  const done = await perform(site.vault, owner.actor, action, input);
  assert.equal(done.outcome, 'done', JSON.stringify(done.problem?.extras ?? done.problem?.detail));
  return done.output as T;
}

/** People of tests are put into the table past the program, and so told as added. */
async function findings(): Promise<CheckFinding[]> {
  const sealable = await sealableOf(site.vault);
  while ((await sealOnce(sealable)).head !== null);
  const result = await checkLedger(site.vault, catalog);
  return result.findings.filter((f) => f.entity !== 'user');
}

const told = (list: readonly CheckFinding[]): unknown[] => list.map((f) => [f.kind, f.entity, f.record, f.field]);

/** Looks, puts right again what the superuser did, and looks once more. */
async function whatIsTold(change: string, values: readonly unknown[], back: string): Promise<unknown[]> {
  await site.db.query(change, values);
  const found = told(await findings());
  await site.db.query(back, values);
  return found;
}

describe('the check of records', () => {
  let company: string;
  let contact: string;
  let deal: string;
  before(async () => {
    company = (
      await act('company.create', {
        name: 'Checked Oy',
        annualRevenue: { amount: '1200.50', currency: 'EUR' },
        taxNumber: 'FI1',
      })
    ).id;
    contact = (
      await act('contact.create', { familyName: 'Checked', emails: [{ value: 'c@checked.example', label: null }] })
    ).id;
    deal = (await act('deal.create', { name: 'Checked deal', company, amount: { amount: '10', currency: 'EUR' } })).id;
    await act('company.edit', { id: company, notes: 'one' });
    await act('company.edit', { id: company, notes: 'two' });
    await act('contact.archive', { id: contact });
    await act('contact.restore', { id: contact });
    const bin = await act('tag.create', { name: 'For the bin' });
    await act('tag.archive', { id: bin.id });
    await act('tag.purge', { id: bin.id });
    const shaped = await act<{ id: string; name: string }>('shape.add-field', {
      entity: 'company',
      kind: 'text',
      label: 'Own text',
    });
    await act('company.edit', { id: company, [shaped.name]: '42' });
    await act('shape.retype-field', { id: shaped.id, kind: 'number', dryRun: false });
  });

  test('finds nothing where everything went through the program: edits, bin, deletion, fields of one’s own, another kind of field', async () => {
    assert.deepEqual(told(await findings()), []);
  });

  test('names record and field of a value changed by SQL', async () => {
    const found = await whatIsTold(
      `update ${tableName(entities.company)} set notes = 'three' where id = $1`,
      [company],
      `update ${tableName(entities.company)} set notes = 'two' where id = $1`,
    );
    assert.deepEqual(found, [['record-changed', 'company', company, 'notes']]);
    assert.deepEqual(told(await findings()), []);
  });

  test('names money, references, lists, the owner, and what was put into the bin', async () => {
    const table = tableName(entities.company);
    const cases: readonly (readonly [string, string, string, string, string])[] = [
      [
        `update ${table} set annual_revenue = 1 where id = $1`,
        `update ${table} set annual_revenue = 1200.50 where id = $1`,
        'company',
        company,
        'annualRevenue',
      ],
      [
        `update ${table} set owner = null where id = $1`,
        `update ${table} set owner = '${owner.id}' where id = $1`,
        'company',
        company,
        'owner',
      ],
      [
        `update ${table} set archived_at = now() where id = $1`,
        `update ${table} set archived_at = null where id = $1`,
        'company',
        company,
        'archivedAt',
      ],
      [
        `update data.deal set company = null where id = $1`,
        `update data.deal set company = '${company}' where id = $1`,
        'deal',
        deal,
        'company',
      ],
      [
        `update data.contact set emails = '[]' where id = $1`,
        `update data.contact set emails = '[{"value":"c@checked.example","label":null}]' where id = $1`,
        'contact',
        contact,
        'emails',
      ],
    ];
    for (const [change, back, entity, id, field] of cases)
      assert.deepEqual(await whatIsTold(change, [id], back), [['record-changed', entity, id, field]], change);
    assert.deepEqual(told(await findings()), []);
  });

  test('tells of a record that was deleted, and of one that was added', async () => {
    const gone = await act('tag.create', { name: 'Gone' });
    const { rows } = await site.db.query<{ row: object }>(
      'delete from data.tag t where id = $1 returning to_jsonb(t) as row',
      [gone.id],
    );
    const added = newId();
    await site.db.query(
      `insert into data.tag (id, version, created_at, created_by, updated_at, updated_by, name) values ($1, 1, now(), $1, now(), $1, 'Added')`,
      [added],
    );
    assert.deepEqual(
      told(await findings()).sort((a, b) => (String(a) < String(b) ? -1 : 1)),
      [
        ['record-added', 'tag', added, null],
        ['record-deleted', 'tag', gone.id, null],
      ],
    );
    await site.db.query('delete from data.tag where id = $1', [added]);
    // A generated column is not written.
    const { rows: columns } = await site.db.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_schema = 'data' and table_name = 'tag' and is_generated = 'NEVER'`,
    );
    const names = columns.map((c) => c.name).join(', ');
    await site.db.query(
      `insert into data.tag (${names}) select ${names} from jsonb_populate_record(null::data.tag, $1)`,
      [JSON.stringify(rows[0]!.row)],
    );
    assert.deepEqual(told(await findings()), []);
  });

  test('tells of values that are gone though no erasure is on record', async () => {
    const tag = await act('tag.create', { name: 'Values gone' });
    await findings();
    const { rows } = await site.db.query<{ entry: string; row: object }>(
      `delete from core.ledger_values v using core.ledger l where l.id = v.entry and l.record = $1
       returning v.entry, to_jsonb(v) as row`,
      [tag.id],
    );
    const gone = rows.map((r) => r.entry);
    const missing = async (): Promise<(string | null)[]> =>
      (await findings()).filter((f) => f.kind === 'values-missing').map((f) => f.entry);
    assert.ok(gone.length > 0);
    assert.deepEqual(await missing(), gone);
    for (const { row } of rows)
      await site.db.query(
        'insert into core.ledger_values select * from jsonb_populate_record(null::core.ledger_values, $1)',
        [JSON.stringify(row)],
      );
    assert.deepEqual(await missing(), []);
  });

  test('covers every entry and every record in one go, page by page, letting others have their turn, and says how far it is', async () => {
    let pages = 0;
    const seen: unknown[] = [];
    const whole = await checkLedger(site.vault, catalog, {
      paced: async () => {
        pages += 1;
        // Somebody writes meanwhile: nothing of that is a finding.
        if (pages === 1) seen.push(await act('tag.create', { name: `While it looks ${newId()}` }));
      },
    });
    const { rows } = await site.db.query<{ records: number; size: number }>(
      `select count(distinct record) as records, (select size from core.ledger_state) as size from core.ledger where record is not null`,
    );
    assert.deepEqual([whole.records, whole.entries], [rows[0]!.records, rows[0]!.size]);
    assert.ok(pages > 3, 'it paused');
    assert.deepEqual(told(whole.findings.filter((f) => f.entity !== 'user')), []);
    const ended = checkLedger(site.vault, catalog, { paced: () => Promise.reject(new Error('asked to stop')) });
    await assert.rejects(ended, /asked to stop/);
  });

  test('is due every hour, and where it takes long less often but within a night', () => {
    const at = (ms: number): Date => new Date(1_800_000_000_000 + ms);
    const last = (tookMs: number) => ({ at: at(0), tookMs });
    const [minute, hour] = [60_000, 3_600_000];
    assert.equal(isCheckDue(null, at(0)), true);
    assert.equal(isCheckDue(last(minute), at(59 * minute)), false);
    assert.equal(isCheckDue(last(minute), at(hour)), true);
    assert.equal(isCheckDue(last(hour), at(7 * hour)), false);
    assert.equal(isCheckDue(last(hour), at(8 * hour)), true);
    assert.equal(isCheckDue(last(6 * hour), at(10 * hour)), true);
    assert.equal(isCheckDue(last(minute), at(-2 * hour)), true, 'a clock that went back');
  });

  test('is put on record, kept for the page, and told to those alone who watch over the ledger', async () => {
    await site.db.query(`update ${tableName(entities.company)} set notes = 'smuggled' where id = $1`, [company]);
    await keepCheck(performer.door, site.vault, await checkLedger(site.vault, catalog));
    const { rows: notices } = await act<{ rows: { what: { kind: string; found: number } }[] }>('notice.list', {});
    assert.ok(notices[0]?.what.kind === 'ledger' && notices[0].what.found > 0);
    const status = await act<{ check: { found: number; findings: { field: string | null; says: string }[] } }>(
      'ledger.status',
      {},
    );
    const finding = status.check.findings.find((f) => f.field === 'notes');
    assert.match(finding?.says ?? '', /is not what the ledger says/);
    assert.ok(!JSON.stringify(status).includes('smuggled'), 'places, no values');
    const { rows } = await site.db.query<{ important: boolean }>(
      `select important from core.ledger where verb = 'ledger checked'`,
    );
    assert.deepEqual(rows, [{ important: true }]);
    const other = await openSession(
      site.db,
      await makeUser(site.db, [await makeRole(site.db, { areas: ['self.use'] })], []),
    );
    assert.equal((await perform(site.vault, other.actor, 'ledger.status', {})).outcome, 'not-allowed');
    assert.deepEqual((await perform(site.vault, other.actor, 'notice.list', {})).output, { rows: [] });
  });
});

describe('clocks', () => {
  test('of program and database are compared, and what they say is put on record as an important function', async () => {
    moveClock(-3_600_000);
    const { ours, theirs } = await readClocks(site.vault.pool);
    const apart = theirs.getTime() - ours.getTime();
    assert.ok(Math.abs(apart - 3_600_000) < 60_000, String(apart));
    await noteClocks(performer.door, site.vault, ours, theirs);
    await noteJump(performer.door, site.vault, new Date(ours.getTime() - 5_000), ours);
    resetClock();
    const { rows } = await site.db.query<{ verb: string; important: boolean; plain: string }>(
      `select l.verb, l.important, v.plain from core.ledger l join core.ledger_values v on v.entry = l.id where l.action like 'clock.%' order by l.id`,
    );
    assert.deepEqual(
      rows.map((row) => [row.verb, row.important, (JSON.parse(row.plain) as { ms: number }).ms]),
      [
        ['clocks differ', true, apart],
        ['clock jumped', true, 5_000],
      ],
    );
  });
});

test('every stored field of every object is compared', () => {
  // What is not a field stands in no entry and is not compared: identifiers, versions, times and names of who wrote last, search columns.
  for (const e of Object.values(entities)) assert.ok(columnsOf(e).length >= Object.keys(e.fields).length / 2, e.name);
});
