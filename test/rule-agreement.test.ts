// A rule means the same in memory and as SQL: random rules over random rows, on a real PostgreSQL, under every kind of field.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Entity } from '../src/contract/entity.ts';
import type { Field } from '../src/contract/field.ts';
import type { Json } from '../src/contract/json.ts';
import { type Operand, type Rule, type RuleRow, type Self, matches, simplify } from '../src/contract/rule.ts';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import { compileRule } from '../src/core/policy-sql.ts';
import { readStored, ruleRow, writeColumns } from '../src/core/records/codec.ts';
import { tableName } from '../src/core/schema/ddl.ts';
import { compile, sql } from '../src/core/sql.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { counts } from './samples/counts.ts';

const objects: readonly Entity[] = Object.values(entities);
const people = Array.from({ length: 6 }, () => newId());
const zero = '00000000-0000-0000-0000-000000000000';

/** Texts that tell evaluators apart: case, accents in both forms, astral and private characters, digits, what SQL and LIKE treat specially. */
const texts = [
  ...'a A b ab Z z ä a\u0308 é ß SS İ i ı Ω \uffff \ue000 😀 𝒳 10 9 -1 1e3 0 \' " \\ % _ null true {} [] __proto__'.split(
    ' ',
  ),
  '',
  ' ',
  '\n',
  'a\tb',
  '\u200b',
  '\u202e',
  "'; drop table x; --",
];
const decimals = [
  '0',
  '-0.5',
  '0.1',
  '0.10',
  '0.3',
  '1',
  '1.5',
  '-1.5',
  '10',
  '9',
  '12345678901234567890.1234',
  '0.0001',
  '-99999999999999999999',
];
const dates = ['0001-01-01', '1721-04-19', '1969-12-31', '1970-01-01', '2024-02-29', '2026-11-25', '9999-12-31'];
const instants = [
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.000Z',
  '2026-03-29T01:00:00.000Z',
  '2026-11-25T09:30:00.123Z',
  '2026-11-25T09:30:00.000Z',
];

const text = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...texts) }, fc.string({ unit: 'binary', maxLength: 4 }));
/** What can be stored: no NUL and no half characters. */
const storedText = text.filter((t) => !t.includes('\0') && t.isWellFormed());
const person = fc.constantFrom(...people);

/** A value of the field as it is stored. */
function storedValue(f: Field): fc.Arbitrary<unknown> {
  switch (f.kind) {
    case 'number':
    case 'percent':
      return fc.constantFrom(...decimals);
    case 'money':
      return fc.record({ amount: fc.constantFrom(...decimals), currency: fc.constantFrom('EUR', 'JPY') });
    case 'date':
      return fc.constantFrom(...dates);
    case 'dateTime':
      return fc.constantFrom(...instants);
    case 'checkbox':
      return fc.boolean();
    case 'ref':
      return person;
    case 'address':
      return fc.record({
        street: storedText,
        postalCode: fc.constant(null),
        city: storedText,
        region: fc.constant(null),
        country: fc.constant('FI'),
      });
    case 'multiSelect':
      return fc.array(storedText, { maxLength: 3 });
    case 'links':
      return fc.array(fc.record({ entity: fc.constantFrom(...f.to!), id: person, role: fc.option(storedText) }), {
        maxLength: 3,
      });
    case 'emails':
    case 'phones':
      return fc.array(fc.record({ value: storedText, label: fc.option(storedText) }), { maxLength: 3 });
    default:
      return storedText;
  }
}

function storedRow(e: Entity): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries(e.fields)
    .filter(([, f]) => f.protected !== true)
    .map(([name, f]) => [name, f.required ? storedValue(f) : fc.option(storedValue(f), { freq: 3 })] as const);
  const owner = e.owner === 'owner' ? [['owner', fc.option(person)] as const] : [];
  return fc.record(Object.fromEntries([...fields, ...owner]));
}

/** The other side of a comparison: a value like those stored, the same in another spelling, or something that does not belong there. */
function operandValue(f: Field | undefined): fc.Arbitrary<Json> {
  // What is no field is always empty, and only a question for what is empty can tell.
  const alike: fc.Arbitrary<Json>[] = f === undefined ? [fc.constant(null)] : [];
  if (f !== undefined) {
    if (['number', 'percent', 'money'].includes(f.kind)) {
      alike.push(
        fc.constantFrom(...decimals.map(Number)),
        fc.constantFrom<Json>(...decimals),
        fc.double(),
        fc.constantFrom(-0, 1e21, 1e-7),
      );
    } else if (f.kind === 'dateTime') {
      const spellings = [
        '2026-11-25T09:30:00Z',
        '2026-11-25T09:30Z',
        '2026-11-25T11:30:00+02:00',
        '2026-11-25T09:30:00.123456Z',
        '2026-11-25T09:30:00.1230Z',
      ];
      alike.push(fc.constantFrom(...instants, ...spellings, '2026-02-30T00:00:00Z', '2026-11-25'));
    } else if (f.kind === 'date')
      alike.push(fc.constantFrom(...dates, '2025-02-29', '2026-1-1', '2026-11-25T00:00:00Z', '0000-01-01'));
    else if (f.kind === 'checkbox') alike.push(fc.boolean());
    else if (f.kind === 'ref' || f.kind === 'links')
      alike.push(
        person,
        person.map((id) => id.toUpperCase()),
        fc.constant(zero),
      );
  }
  const garbage: fc.Arbitrary<Json>[] = [
    fc.constant(null),
    fc.boolean(),
    fc.integer({ min: 0, max: 2 }),
    person,
    fc.constantFrom<Json>([], {}, ['a'], [null], { value: 'a' }, { id: people[0]! }),
  ];
  return fc.oneof(
    ...alike.map((arbitrary) => ({ weight: 4, arbitrary })),
    { weight: 3, arbitrary: text },
    ...garbage.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}

function anyRule(e: Entity): fc.Arbitrary<Rule> {
  const own = Object.keys(e.fields);
  const names = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...own) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        'id',
        'owner',
        'title',
        'createdAt',
        'updatedAt',
        'archivedAt',
        'createdBy',
        'updatedBy',
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('nothing', '__proto__', 'constructor', 'toString', 'version', 'search', ''),
    },
  );
  const systemField = (name: string): Field | undefined =>
    name.endsWith('At')
      ? ({ kind: 'dateTime' } as Field)
      : ['id', 'owner', 'createdBy', 'updatedBy'].includes(name)
        ? ({ kind: 'ref' } as Field)
        : undefined;
  const fieldOf = (name: string): Field | undefined =>
    Object.hasOwn(e.fields, name) ? e.fields[name] : systemField(name);
  const operand = (f: Field | undefined, list: boolean): fc.Arbitrary<Operand> =>
    fc.oneof(
      {
        weight: 8,
        arbitrary: (list
          ? fc.oneof(fc.array(operandValue(f), { maxLength: 3 }), operandValue(f))
          : operandValue(f)
        ).map((value) => ({ value })),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Operand>(
          { me: 'id' },
          { me: 'selves' },
          { me: 'teammates' },
          { me: 'below' },
          { me: 'territories' },
        ),
      },
    );
  const compared = (field: string): fc.Arbitrary<Rule> =>
    fc
      .constantFrom('eq' as const, 'in' as const, 'lt' as const, 'has' as const, 'meets' as const)
      .chain((op) => operand(fieldOf(field), op === 'in' || op === 'meets').map((to) => ({ op, field, to })));
  const comparison: fc.Arbitrary<Rule> = names.chain(compared);
  // Several roles often ask the same field, and what they ask is put together.
  const ofOneField = names
    .chain((field) => fc.array(compared(field), { minLength: 2, maxLength: 4 }))
    .map((rules): Rule => ({ op: 'or', rules }));
  // The rules of the scopes none and all stand wherever others do: simplifying is mostly about them.
  const leaf = fc.oneof(
    { weight: 6, arbitrary: comparison },
    { weight: 1, arbitrary: fc.constantFrom<Rule>({ op: 'all' }, { op: 'none' }) },
  );
  const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
    rule: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 6, arbitrary: leaf },
      { weight: 1, arbitrary: ofOneField },
      {
        weight: 2,
        arbitrary: fc.record({
          op: fc.constantFrom('and' as const, 'or' as const),
          rules: fc.array(tie('rule'), { maxLength: 3 }),
        }),
      },
      { weight: 2, arbitrary: tie('rule').map((inner): Rule => ({ op: 'not', rule: inner })) },
    ),
  }));
  return rule;
}

const selves: readonly Self[] = [
  { id: people[0]!, selves: [people[0]!], teammates: [people[0]!], below: [people[0]!], territories: [] },
  {
    id: people[1]!,
    selves: [people[1]!, people[4]!],
    teammates: [people[1]!, people[2]!, people[3]!],
    below: people,
    territories: [people[2]!, people[5]!],
  },
  { id: zero, selves: [], teammates: [], below: [], territories: [people[0]!] },
];

describe('a rule means the same in memory and as SQL', () => {
  let vault: Vault;
  let db: PgConnection;
  const rows = new Map<string, RuleRow[]>();

  before(async () => {
    vault = await newTenant('rules');
    db = await superuserIn(vault);
    // References lead nowhere here; what is compared are the columns.
    await db.query(`set session_replication_role = replica`);
    for (const e of objects) {
      for (const [n, values] of fc.sample(storedRow(e), { numRuns: 120, seed: 7 }).entries()) {
        const id = newId();
        const columns = writeColumns(vault.keys, e, id, values);
        const fixed = {
          id,
          version: 1,
          created_at: instants[3],
          created_by: people[0],
          updated_at: instants[2],
          updated_by: people[1],
          archived_at: n % 2 === 0 ? null : instants[4],
        };
        const all = [...Object.entries(fixed), ...columns];
        const list = all.map(([name]) => `"${name}"`).join(', ');
        const inserted = await db.query(
          `insert into ${tableName(e)} (${list}) values (${all.map((_, i) => `$${i + 1}`).join(', ')}) on conflict do nothing returning *`,
          all.map(([, value]) => value),
        );
        for (const row of inserted.rows)
          rows.set(e.name, [...(rows.get(e.name) ?? []), ruleRow(e, readStored(vault.keys, e, row))]);
      }
    }
  });

  async function inSql(e: Entity, rule: Rule, me: Self): Promise<Set<unknown>> {
    const { text, values } = compile(
      sql`select r.id from ${sql.raw(tableName(e))} r where ${compileRule(rule, e, 'r', me)}`,
    );
    // The built-in rows (a pipeline and its stages) were not made here.
    return new Set((await db.query(text, values)).rows.map((row) => row['id']));
  }

  for (const e of objects) {
    test(`${e.name}: the same rows are found`, async () => {
      const mine = rows.get(e.name) ?? [];
      assert.ok(mine.length >= 20, `only ${mine.length} rows`);
      let found = 0;
      const property = fc.asyncProperty(anyRule(e), fc.constantFrom(...selves), async (rule, me) => {
        const selected = await inSql(e, rule, me);
        for (const row of mine) {
          const inMemory = matches(rule, row, me);
          if (inMemory) found += 1;
          assert.equal(
            selected.has(row['id']),
            inMemory,
            `SQL says ${String(selected.has(row['id']))} for ${JSON.stringify(row)}`,
          );
        }
      });
      await fc.assert(property, counts('rule agreement', { sample: 600, full: 100_000 / objects.length }));
      assert.ok(found > 1_000, `only ${found} hits: the rules and rows hardly ever meet`);
    });

    test(`${e.name}: a simplified rule finds the same rows`, () => {
      const property = fc.property(anyRule(e), fc.constantFrom(...selves), (rule, me) => {
        const simple = simplify(rule);
        for (const row of rows.get(e.name) ?? []) assert.equal(matches(simple, row, me), matches(rule, row, me));
      });
      fc.assert(property, counts('rule simplification', { sample: 300, full: 3_000 }));
    });
  }
});
