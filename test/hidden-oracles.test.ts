// Nothing can be found out about a hidden or masked field by asking: every question somebody could put is put twice, while two different
// values are stored, and has to be answered the same. An attack that asks by halves then learns 0 bits, for no answer depends on the value.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Entity } from '../src/contract/entity.ts';
import { filterOps } from '../src/contract/filter.ts';
import type { PgConnection } from '../src/core/pg.ts';
import { writeColumns } from '../src/core/records/codec.ts';
import { tableName } from '../src/core/schema/ddl.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { isProof } from './samples/counts.ts';
import { type Done, perform, performer } from './samples/engine.ts';
import { type Person, makeRole, makeUser } from './samples/people.ts';
import { plant, plantNeeds, sampleOf } from './samples/records.ts';

const both = ['hidden', 'masked'] as const;

let acme: Vault;
let db: PgConnection;
let companies: readonly [string, string];
let asked = 0;
let differing = 0;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  const admin = await makeUser(db, [await makeRole(db, { everything: true })], []);
  const add = async (tag: string): Promise<string> =>
    plant(acme, db, entities.company, sampleOf(entities.company).values(tag), { owner: null });
  companies = [await add('Firstco'), await add('Secondco')];
  const wishes = [
    { entity: 'contact', kind: 'text', label: 'Upper job', formula: 'jobTitle.upperAscii()' },
    { entity: 'company', kind: 'number', label: 'Twice', formula: 'employees * 2' },
    {
      entity: 'company',
      kind: 'money',
      label: 'Total',
      rollUp: { of: 'deal', via: 'company', op: 'sum', field: 'amount' },
    },
  ];
  for (const wish of wishes) {
    const done = await perform(acme, admin.actor, 'shape.add-field', wish);
    assert.equal(done.outcome, 'done', JSON.stringify(done.problem?.extras));
  }
});

interface Secret {
  readonly e: Entity;
  readonly field: string;
  readonly values: () => readonly [unknown, unknown];
  /** what one could guess with, from below to above both */
  readonly probes: readonly unknown[];
}

const secret = (e: Entity, field: string, one: unknown, two: unknown, ...probes: unknown[]): Secret => ({
  e,
  field,
  values: () => [one, two],
  probes: [one, two, ...probes],
});
const money = (amount: string): object => ({ amount, currency: 'EUR' });
const at = (city: string): object => ({ street: null, postalCode: null, city, region: null, country: null });
const { activity, company, contact, deal } = entities;

const secrets: readonly Secret[] = [
  secret(contact, 'jobTitle', 'Alphasecret', 'Omegasecret', 'A', 'M', 'Z', ''),
  secret(contact, 'familyName', 'Alphaname', 'Omeganame', 'A', 'M', 'Z'),
  secret(contact, 'stage', 'lead', 'dormant', 'm'),
  secret(contact, 'birthday', '1950-01-01', '1999-12-31', '1970-01-01'),
  secret(
    contact,
    'emails',
    [{ value: 'alpha@secret.example', label: null }],
    [{ value: 'omega@secret.example', label: null }],
    'alpha@secret.example',
    'omega',
  ),
  secret(
    contact,
    'phones',
    [{ value: '+358401111111', label: null }],
    [{ value: '+358409999999', label: null }],
    '+358401111111',
    '0409999999',
  ),
  secret(contact, 'address', at('Alphacity'), at('Omegacity'), 'Alphacity'),
  secret(contact, 'website', 'https://alpha.example', 'https://omega.example', 'https://m'),
  secret(contact, 'notes', 'Alphanote', 'Omeganote', 'M'),
  secret(contact, 'externalId', 'alpha-1', 'omega-1', 'm'),
  secret(company, 'employees', '10', '90000', '500', 500),
  secret(company, 'taxNumber', 'FI-ALPHA', 'FI-OMEGA'),
  secret(company, 'status', 'prospect', 'former'),
  secret(deal, 'amount', money('5'), money('500000'), 100, '100'),
  secret(deal, 'probability', '5', '95', 50),
  { e: deal, field: 'company', values: () => companies, probes: [null] },
  secret(deal, 'closedOn', null, '2026-01-01', '2025-01-01'),
  secret(activity, 'done', false, true),
  secret(activity, 'due', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z'),
];

interface Attacker {
  readonly me: Person;
  readonly id: string;
  readonly s: Secret;
}

async function makeAttacker(s: Secret, right: 'hidden' | 'masked', serial: number): Promise<Attacker> {
  const all = Object.fromEntries(
    ['view', 'create', 'edit', 'archive', 'restore', 'export', 'print'].map((v) => [v, 'all']),
  );
  const objects = Object.fromEntries(Object.keys(entities).map((name) => [name, all]));
  const role = await makeRole(db, {
    objects: { ...objects, [s.e.name]: { ...all, fields: { [s.field]: right } } },
    areas: ['self.use'],
  });
  const me = await makeUser(db, [role], []);
  const { e } = s;
  const values = sampleOf(e).values(`Oracle${serial}`);
  await plantNeeds(acme, db, e, values);
  return { me, s, id: await plant(acme, db, e, { ...values, [s.field]: s.values()[0] }, { owner: me.id }) };
}

/** Past the engine, so that neither version nor history tells of it. */
async function store({ s, id }: Attacker, value: unknown): Promise<void> {
  const columns = writeColumns(acme.keys, s.e, id, { [s.field]: value });
  const sets = [...columns.keys()].map((name, n) => `"${name}" = $${n + 2}`);
  await db.query(`update ${tableName(s.e)} set ${sets.join(', ')} where id = $1`, [id, ...columns.values()]);
}

function plainOf(probe: unknown): unknown {
  if (Array.isArray(probe)) return (probe[0] as { value?: unknown }).value ?? probe[0];
  if (typeof probe !== 'object' || probe === null) return probe;
  return 'amount' in probe ? probe.amount : 'city' in probe ? probe.city : probe;
}

/** Everything one can ask of lists, totals and search. */
function questions({ s, id }: Attacker): [string, object][] {
  const { e, field } = s;
  const out: [string, object][] = [];
  const filters: object[] = [];
  for (const probe of [...s.values(), ...s.probes].map(plainOf)) {
    for (const op of filterOps) {
      const condition = { field, op, value: op === 'in' ? [probe] : op === 'empty' ? probe === null : probe };
      filters.push(condition, { not: condition }, { or: [condition, { field: 'id', op: 'eq', value: id }] });
    }
    if (typeof probe === 'string' && probe !== '') {
      out.push(
        [`${e.name}.list`, { search: probe }],
        ['search.find', { q: probe }],
        ['search.find', { q: probe.slice(0, 4) }],
      );
    }
  }
  for (const filter of filters)
    out.push([`${e.name}.list`, { filter: JSON.stringify(filter), count: 'exact', fields: 'createdAt' }]);
  for (const sort of [field, `-${field}`, `createdAt,${field}`]) out.push([`${e.name}.list`, { sort, limit: '2' }]);
  for (const by of [field, `${field}:month`, `createdAt:month,${field}`]) out.push([`${e.name}.group`, { by }]);
  for (const op of ['sum', 'avg', 'min', 'max', 'filled', 'weighted'])
    out.push([`${e.name}.group`, { measures: `${op}:${field}` }]);
  for (const reckoned of ['upperJob', 'twice', 'total']) {
    out.push([`${e.name}.list`, { sort: reckoned }], [`${e.name}.group`, { measures: `sum:${reckoned}` }]);
    out.push(['company.list', { filter: JSON.stringify({ field: reckoned, op: 'gt', value: 100 }) }]);
  }
  out.push([`${e.name}.list`, { count: 'exact' }], [`${e.name}.list`, { fields: field }]);
  out.push([`${e.name}.print`, { id }], [`${e.name}.print`, { fields: field }], [`${e.name}.print`, { sort: field }]);
  for (const [path, from] of [
    ['contact', 'deal'],
    ['company', 'deal'],
    ['about', 'activity'],
    ['companies', 'contact'],
  ])
    for (const probe of s.probes.map(plainOf))
      out.push([`${from}.list`, { filter: JSON.stringify({ field: `${path}.${field}`, op: 'eq', value: probe }) }]);
  return out;
}

/** Everything one can ask about, or do to, the one record; nothing of it changes what is stored. */
function attempts({ s, id }: Attacker): [string, object, object?][] {
  const { e, field } = s;
  const out: [string, object, object?][] = [
    [`${e.name}.view`, { id }],
    [`${e.name}.history`, { id }],
    [`${e.name}.reveal`, { id, field, reason: 'to find out' }],
    ['access.why', { entity: e.name, id, verb: 'view', field }],
    ['access.why', { entity: e.name, id, verb: 'edit', field }],
    ['access.why', { entity: e.name, id, verb: 'archive' }],
  ];
  for (const probe of [...s.values(), ...s.probes]) {
    for (const call of [{}, { ifMatch: 1 }]) out.push([`${e.name}.edit`, { id, [field]: probe }, call]);
    out.push([`${e.name}.bulk`, { ids: [id], do: 'edit', values: { [field]: probe } }]);
    out.push([`${e.name}.create`, { ...sampleOf(e).values('Guess'), [field]: probe }]);
  }
  out.push([`${e.name}.edit`, { id, [field]: { no: 'such value' } }]);
  return out;
}

/** What came back, without what a mask may show and without what differs from call to call. */
function face({ outcome, output, problem }: Done): string {
  const text = JSON.stringify([outcome, output, problem?.detail, problem?.extras], (key, value: unknown) =>
    key === 'masked' ? undefined : value,
  );
  return text.replace(/"at":"[^"]*"/g, '"at"').replace(/"cursor":"[^"]*"|"next":"[^"]*"/g, '"next"');
}

async function exported({ me, s, id }: Attacker): Promise<string> {
  const purpose = { action: 'test.export', reads: true, requestId: null, address: null };
  return performer.door
    .open(acme, me.actor, purpose, async (tx) => {
      const may = [...tx.exports.fields(s.e)];
      return JSON.stringify([may, await tx.exports.rows(s.e, [id], may)]);
    })
    .catch((error: unknown) => String(error));
}

async function askAll(a: Attacker): Promise<Map<string, string>> {
  const out = new Map<string, string>();
  for (const [action, input, call] of [...questions(a), ...attempts(a)]) {
    asked += 1;
    out.set(
      `${action} ${JSON.stringify([input, call])}`,
      face(await perform(acme, a.me.actor, action, input, call ?? {})),
    );
  }
  out.set('export', await exported(a));
  return out;
}

describe('no answer depends on', () => {
  let serial = 0;
  for (const s of secrets) {
    // Every other one in `npm test`, all of them in the proof.
    const rights = isProof ? both : [both[secrets.indexOf(s) % 2]!];
    for (const right of rights) {
      test(`${s.e.name}.${s.field}, ${right}`, async () => {
        const a = await makeAttacker(s, right, (serial += 1));
        const [one, two] = s.values();
        await store(a, one);
        const first = await askAll(a);
        await store(a, two);
        const second = await askAll(a);
        for (const [question, answer] of first) {
          if (second.get(question) !== answer) differing += 1;
          assert.equal(second.get(question), answer, question);
        }
        const stored = await db.query(`select version from ${tableName(s.e)} where id = $1`, [a.id]);
        assert.equal(stored.rows[0]!['version'], 1, 'nothing that was tried changed it');
        await db.query(`update ${tableName(s.e)} set archived_at = now() where id = $1`, [a.id]);
      });
    }
  }

  test('so much was asked, and somebody who may read would have been told apart', async () => {
    assert.ok(asked > 3_000, `only ${asked}`);
    assert.equal(differing, 0);
    const s = secrets[0]!;
    const a = await makeAttacker(s, 'masked', (serial += 1));
    const role = await makeRole(db, { objects: { contact: { view: 'all' } }, areas: ['self.use'] });
    const reader: Attacker = { ...a, me: await makeUser(db, [role], []) };
    const answers: string[] = [];
    for (const value of s.values()) {
      await store(a, value);
      answers.push(JSON.stringify([...(await askAll(reader))]));
    }
    assert.notEqual(answers[0], answers[1]);
  });

  test('a unique value of a record one may see, where the field may not be read on it', async () => {
    const id = await plant(
      acme,
      db,
      contact,
      { ...sampleOf(contact).values('Holder'), externalId: 'guess-me' },
      { owner: null },
    );
    const wide = await makeRole(db, {
      objects: { contact: { view: 'all', fields: { externalId: 'hidden' } } },
      areas: ['self.use'],
    });
    const own = await makeRole(db, { objects: { contact: { view: 'own', create: 'own', edit: 'own' } } });
    const me = await makeUser(db, [wide, own], []);
    assert.equal((await perform(acme, me.actor, 'contact.view', { id })).outcome, 'done');
    const made = await perform(acme, me.actor, 'contact.create', { familyName: 'Probe', externalId: 'guess-me' });
    // Refused, it would tell who holds it; so it is taken without the value, and put on record for whoever looks after the data.
    assert.equal(made.outcome, 'done');
    assert.equal((made.output as { externalId: unknown }).externalId, null);
  });
});
