// Rights by field and row, at random: several roles with scopes and field rights of any mixture, compared with a naive reference in lists,
// filters, orders, searches, totals and edits. Where a field may be read on some rows only, nothing may tell of the others.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { counts } from './samples/counts.ts';
import { perform } from './samples/engine.ts';
import { type Person, makeRole, makeTeam, makeUser } from './samples/people.ts';
import { plant, sampleOf } from './samples/records.ts';
import { type Scope, type Whose, allScopes, isHeld, reaches } from './samples/reference.ts';

const { contact } = entities;
const rights = ['hidden', 'read', 'edit'] as const;
type Right = (typeof rights)[number];
const fields = ['jobTitle', 'stage', 'birthday', 'emails'] as const;
type FieldName = (typeof fields)[number];

interface Role {
  readonly view: Scope;
  readonly edit: Scope;
  readonly fields: Readonly<Record<FieldName, Right>>;
}

const anyRole: fc.Arbitrary<Role> = fc.record({
  view: fc.constantFrom(...allScopes),
  edit: fc.constantFrom(...allScopes),
  fields: fc.record(
    Object.fromEntries(fields.map((f) => [f, fc.constantFrom(...rights)])) as Record<FieldName, fc.Arbitrary<Right>>,
  ),
});

interface Planted {
  readonly id: string;
  readonly whose: Whose;
  readonly values: Readonly<Record<FieldName, unknown>>;
  readonly word: string;
}

let acme: Vault;
let db: PgConnection;
let team: string;
let mate: Person;
let other: Person;
let serial = 0;
/** Moves the record that is asked for from case to case. */
let round = 0;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  team = await makeTeam(db);
  mate = await makeUser(db, [], [team]);
  other = await makeUser(db, [], []);
});

const stages = ['lead', 'qualified', 'customer', 'dormant'];

/** Two records of each kind of owner, with values of their own. */
async function plantAll(me: Person): Promise<Planted[]> {
  await db.query('delete from data.contact');
  const owners = [
    ['mine', me.id],
    ['teammate', mate.id],
    ['other', other.id],
    ['nobody', null],
  ] as const;
  const out: Planted[] = [];
  for (const [whose, owner] of [...owners, ...owners]) {
    const word = `word${(serial += 1)}end`;
    const values = {
      jobTitle: word,
      stage: stages[out.length % 3],
      birthday: `19${String(10 + ((out.length * 7) % 80)).padStart(2, '0')}-01-01`,
      emails: [{ value: `${word}@hidden.example`, label: null }],
    };
    const id = await plant(acme, db, contact, { ...sampleOf(contact).values(`C${serial}`), ...values }, { owner });
    out.push({ id, whose, values, word });
  }
  return out;
}

const isVisible = (roles: readonly Role[], r: Planted): boolean =>
  roles.some((role) => reaches(role.view, r.whose, true));
const isReadable = (roles: readonly Role[], r: Planted, f: FieldName): boolean =>
  roles.some((role) => reaches(role.view, r.whose, true) && role.fields[f] !== 'hidden');
const isEverReadable = (roles: readonly Role[], f: FieldName): boolean =>
  roles.some((role) => role.view !== 'none' && role.fields[f] !== 'hidden');

function editOutcome(roles: readonly Role[], r: Planted, f: FieldName): string {
  if (!roles.some((role) => isHeld(role.edit, true))) return 'not-allowed';
  if (!isVisible(roles, r)) return 'not-found';
  if (!roles.some((role) => reaches(role.edit, r.whose, true))) return 'not-allowed';
  if (!isReadable(roles, r, f)) return 'unknown-field';
  return roles.some((role) => reaches(role.edit, r.whose, true) && role.fields[f] === 'edit') ? 'done' : 'not-allowed';
}

interface Page {
  readonly rows: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[];
}

async function list(me: Person, query: object): Promise<{ outcome: string; page: Page }> {
  const done = await perform(acme, me.actor, 'contact.list', { limit: '200', ...query });
  return { outcome: done.outcome, page: done.output as Page };
}

const sorted = (ids: readonly string[]): string[] => [...ids].sort();

async function checkList(me: Person, roles: readonly Role[], records: readonly Planted[]): Promise<void> {
  const { page } = await list(me, {});
  const visible = records.filter((r) => isVisible(roles, r));
  assert.deepEqual(sorted(page.rows.map((r) => r.id)), sorted(visible.map((r) => r.id)), 'rows of the list');
  for (const row of page.rows) {
    const record = records.find((r) => r.id === row.id)!;
    for (const f of fields)
      assert.equal(Object.hasOwn(row, f), isReadable(roles, record, f), `${f} of a record of ${record.whose}`);
  }
}

async function checkQuestions(
  me: Person,
  roles: readonly Role[],
  records: readonly Planted[],
  f: FieldName,
): Promise<void> {
  const expected = (holds: (r: Planted) => boolean): string[] =>
    sorted(records.filter((r) => isReadable(roles, r, f) && holds(r)).map((r) => r.id));
  const probe = records[round % records.length]!;
  const value = f === 'emails' ? `${probe.word}@hidden.example` : probe.values[f];
  const same = (r: Planted): boolean => JSON.stringify(r.values[f]) === JSON.stringify(probe.values[f]);
  const filter = { field: f, op: f === 'emails' ? 'has' : 'eq', value };
  const ever = isEverReadable(roles, f);
  const equal = await list(me, { filter: JSON.stringify(filter) });
  assert.equal(equal.outcome, ever ? 'done' : 'unknown-field', `filter by ${f}`);
  if (!ever) return;
  assert.deepEqual(sorted(equal.page.rows.map((r) => r.id)), expected(same), `filter by ${f}`);

  // Whatever is not known to hold: every other record one sees, and never more of what may not be read than of anything else.
  const not = await list(me, { filter: JSON.stringify({ not: filter }) });
  const rest = records.filter((r) => isVisible(roles, r) && !(isReadable(roles, r, f) && same(r)));
  assert.deepEqual(sorted(not.page.rows.map((r) => r.id)), sorted(rest.map((r) => r.id)), `filter by not ${f}`);

  if (f === 'emails') return;
  const ordered = await list(me, { sort: f });
  const key = (id: string): string | null => {
    const r = records.find((x) => x.id === id)!;
    return isReadable(roles, r, f) ? String(f === 'stage' ? stages.indexOf(String(r.values[f])) : r.values[f]) : null;
  };
  const keys = ordered.page.rows.map((r) => key(r.id));
  const readable = keys.filter((k) => k !== null);
  assert.deepEqual(
    keys.slice(readable.length),
    keys.slice(readable.length).map(() => null),
    `what may not be read sorts as empty, by ${f}`,
  );
  if (f !== 'stage') assert.deepEqual(readable, [...readable].sort(), `order by ${f}`);
  const hidden = ordered.page.rows.slice(readable.length).map((r) => r.id);
  assert.deepEqual(hidden, sorted(hidden), `what may not be read stands in the order of ids, by ${f}`);
}

async function checkSearch(me: Person, roles: readonly Role[], records: readonly Planted[]): Promise<void> {
  const probe = records[(round * 3 + 1) % records.length]!;
  const { page } = await list(me, { search: probe.word });
  const expected = isReadable(roles, probe, 'jobTitle') || isReadable(roles, probe, 'emails') ? [probe.id] : [];
  assert.deepEqual(
    page.rows.map((r) => r.id),
    expected,
    'search',
  );
  const done = await perform(acme, me.actor, 'search.find', { q: probe.word });
  const found = (done.output as { found: { id: string; match: { text: string } | null }[] }).found.filter(
    (x) => x.id === probe.id,
  );
  assert.deepEqual(
    found.map((x) => x.id),
    expected,
    'search over everything',
  );
}

async function checkTotals(me: Person, roles: readonly Role[], records: readonly Planted[]): Promise<void> {
  const done = await perform(acme, me.actor, 'contact.group', { by: 'stage', measures: 'filled:jobTitle' });
  if (!isEverReadable(roles, 'stage') || !isEverReadable(roles, 'jobTitle')) {
    assert.equal(done.outcome, 'unknown-field', 'totals');
    return;
  }
  const { groups } = done.output as {
    groups: { keys: (string | null)[]; count: number; measures: (number | string)[] }[];
  };
  const visible = records.filter((r) => isVisible(roles, r));
  const expected = Map.groupBy(visible, (r) => (isReadable(roles, r, 'stage') ? String(r.values.stage) : null));
  const actual = new Map(groups.map((g) => [g.keys[0] ?? null, [g.count, Number(g.measures[0])]]));
  const wanted = [...expected].map(
    ([key, rs]) => [key, [rs.length, rs.filter((r) => isReadable(roles, r, 'jobTitle')).length]] as const,
  );
  assert.deepEqual(
    actual,
    new Map(groups.map((g) => g.keys[0] ?? null).map((key) => [key, wanted.find(([k]) => k === key)?.[1]])),
    'totals',
  );
  assert.equal(actual.size, wanted.length, 'groups');
}

async function checkEdits(
  me: Person,
  roles: readonly Role[],
  records: readonly Planted[],
  f: FieldName,
): Promise<void> {
  const changed = {
    jobTitle: 'Changed',
    stage: 'dormant',
    birthday: '2001-01-01',
    emails: [{ value: 'changed@hidden.example', label: null }],
  };
  for (const r of records.slice(0, 4)) {
    const done = await perform(acme, me.actor, 'contact.edit', { id: r.id, [f]: changed[f] });
    assert.equal(done.outcome, editOutcome(roles, r, f), `edit of ${f} of a record of ${r.whose}`);
  }
}

describe('rights by field and row', () => {
  test('any mixture of roles reads, asks and changes exactly what the reference says', async () => {
    const property = fc.asyncProperty(
      fc.array(anyRole, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...fields),
      async (roles, f) => {
        const ids = await Promise.all(
          roles.map((role) =>
            makeRole(db, {
              objects: { contact: { view: role.view, edit: role.edit, fields: role.fields } },
              areas: ['self.use'],
            }),
          ),
        );
        const me = await makeUser(db, ids, [team]);
        const records = await plantAll(me);
        round += 1;
        if (!roles.some((role) => role.view !== 'none')) {
          assert.equal((await list(me, {})).outcome, 'not-allowed');
          return;
        }
        await checkList(me, roles, records);
        await checkQuestions(me, roles, records, f);
        await checkSearch(me, roles, records);
        await checkTotals(me, roles, records);
        await checkEdits(me, roles, records, f);
      },
    );
    await fc.assert(property, counts('field rights', { sample: 120, full: 5_000 }));
  });
});
