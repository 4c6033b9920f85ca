// Whatever is sent, to every route: nothing that was not declared is stored, no name pollutes a prototype, and nothing ends as our mistake.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Action } from '../src/contract/action.ts';
import type { Entity } from '../src/contract/entity.ts';
import { Problem } from '../src/contract/problem.ts';
import { setIdentity, usualIdentity } from '../src/core/identity/settings.ts';
import { newId } from '../src/core/ids.ts';
import { parseInput } from '../src/core/perform.ts';
import { tableName } from '../src/core/schema/ddl.ts';
import { sessionCookie } from '../src/edge/http/identify.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { cheapIdentity } from './harness/people.ts';
import { type Answer, type TestServer, send, serve } from './harness/web.ts';
import { sampleOfAction } from './samples/actions.ts';
import { counts } from './samples/counts.ts';
import { type Holder, type Site, makeRole, makeUser, openSession } from './samples/people.ts';
import { addOwnObject, recordActionOf, recordCall } from './samples/record-actions.ts';
import { plant, plantNeeds, sampleOf } from './samples/records.ts';
import { type Request, requestOf } from './samples/requests.ts';

const objects: readonly Entity[] = Object.values(entities);

let acme: Site;
let me: Holder;
let server: TestServer;
let machine: Entity;
let serial = 0;

before(async () => {
  cheapIdentity();
  const vault = await newTenant('acme');
  acme = { vault, db: await superuserIn(vault) };
  await makeUser(acme.db, ['00000000-0000-7000-8000-000000000101'], []);
  me = await signIn();
  machine = await addOwnObject(acme, me.actor);
  server = await serve(() => [vault]);
});
after(() => setIdentity(usualIdentity));

async function signIn(): Promise<Holder> {
  return openSession(acme.db, await makeUser(acme.db, [await makeRole(acme.db, { everything: true })], []));
}

function ask(request: Request, token: string, change: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const headers: [string, string][] = Object.entries({
    Host: acme.vault.hostname,
    ...(request.method === 'GET' ? {} : { Origin: acme.vault.origin }),
    ...(request.type === undefined ? {} : { 'Content-Type': request.type }),
    Cookie: `${sessionCookie}=${token}`,
    ...change,
  });
  return send(server.port, {
    method: request.method,
    target: request.target,
    headers,
    ...(request.body === undefined ? {} : { body: request.body }),
  });
}

function routes(): Action[] {
  return server.web.actions.filter((a) => a.transport !== 'stream');
}

/** What the action is usually sent, with whatever it is about made beforehand; the session may end by it, so it has one of its own. */
async function usual(action: Action): Promise<{ input: Record<string, unknown>; who: Holder }> {
  const of = recordActionOf(action.name);
  if (of !== undefined) {
    const e = of.e ?? machine;
    const tag = `H${(serial += 1)}x`;
    const id = of.verb === 'create' ? '' : await plant(acme.vault, acme.db, e, sampleOf(e).values(tag));
    const { input } = recordCall(e, of.verb, id, `${tag}n`);
    await plantNeeds(acme.vault, acme.db, e, input);
    return { input: { ...input }, who: me };
  }
  const who = await signIn();
  const sample = sampleOfAction(action.name);
  const id = (await sample.make?.(acme, who)) ?? '';
  return { input: { ...(await sample.input?.(acme, who, id)) }, who };
}

const canary = 'MassCanaryValue';

/** Names that are the product's own business, as columns, on the wire and in other people's code. */
const protectedNames = [
  ...[
    'version',
    'createdAt',
    'createdBy',
    'updatedAt',
    'updatedBy',
    'archivedAt',
    'archivedBy',
    'title',
    'search',
    'sealed',
  ],
  ...[
    'created_by',
    'archived_at',
    'tax_number_hash',
    'tenant',
    'tenantId',
    'roles',
    'grants',
    'permissions',
    'isAdmin',
    'role_id',
    'user_id',
    'token_hash',
    'phc',
  ],
];

/** Every value anywhere in the tenant's database that holds the canary; refusals name fields, never values. */
async function tracesOfCanary(): Promise<string[]> {
  const { rows } = await acme.db.query<{ name: string }>(
    `select table_schema || '."' || table_name || '"' as name from information_schema.tables where table_schema in ('core', 'data') and table_type = 'BASE TABLE'`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const hits = await acme.db.query<{ row: string }>(
      `select t::text as row from ${name} t where t::text like '%${canary}%' limit 3`,
    );
    found.push(...hits.rows.map((hit) => `${name}: ${hit.row.slice(0, 200)}`));
  }
  return found;
}

describe('what was not declared', () => {
  test('is refused or falls away on every route that changes something, and is stored nowhere (T7)', async () => {
    let sent = 0;
    for (const action of routes().filter((a) => !a.reads)) {
      const names =
        recordActionOf(action.name) === undefined ? protectedNames.filter((_, i) => i % 3 === 0) : protectedNames;
      let made = await usual(action);
      for (const name of names) {
        if (Object.hasOwn(made.input, name)) continue;
        const answer = await ask(requestOf(action, { ...made.input, [name]: canary }), made.who.token);
        assert.ok(answer.status < 500, `${action.name} with ${name}: ${answer.text}`);
        // What was refused has used nothing up.
        if (answer.status < 400) made = await usual(action);
        sent += 1;
      }
    }
    assert.ok(sent > 500, `only ${sent}`);
    assert.deepEqual(await tracesOfCanary(), []);
  });

  test('is refused inside values with parts, and stored nowhere', async () => {
    const nested: readonly (readonly [Entity, string, unknown])[] = [
      [entities.company, 'address', { street: 'x', id: canary }],
      [entities.company, 'annualRevenue', { amount: '1', currency: 'EUR', rate: canary }],
      [entities.company, 'emails', [{ value: 'a@example.com', label: null, verified: canary }]],
      [entities.contact, 'phones', [{ value: '+358401234567', label: null, owner: canary }]],
      [entities.contact, 'companies', [{ entity: 'company', id: newId(), role: null, title: canary }]],
    ];
    for (const [e, field, value] of nested) {
      const { input } = await usual(routes().find((a) => a.name === `${e.name}.create`)!);
      const answer = await ask(
        requestOf(
          routes().find((a) => a.name === `${e.name}.create`)!,
          { ...input, [field]: value },
        ),
        me.token,
      );
      assert.ok(answer.status < 500, answer.text);
      const { rows } = await acme.db.query(`select 1 from ${tableName(e)} t where t::text like '%${canary}%'`);
      assert.deepEqual(rows, [], `${e.name}.${field}`);
    }
    assert.deepEqual(await tracesOfCanary(), []);
  });

  test('cannot set what a record is: its id, maker, version and place in the bin stay the product’s', async () => {
    const create = routes().find((a) => a.name === 'company.create')!;
    const id = newId();
    for (const extra of [
      { id },
      { version: 99 },
      { createdAt: '2000-01-01T00:00:00Z' },
      { archivedAt: null },
      { title: 'Another' },
    ]) {
      const answer = await ask(requestOf(create, { name: 'Plain', ...extra }), me.token);
      assert.equal(answer.status, 400, JSON.stringify(extra));
      assert.equal(answer.body.errors[0].field, Object.keys(extra)[0]);
    }
    const { rows } = await acme.db.query('select 1 from data.company where id = $1 or version = 99', [id]);
    assert.deepEqual(rows, []);
  });
});

describe('names that are special to JavaScript (T23)', () => {
  const special = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'];
  /** Anything that has crept into what every object inherits. */
  const pollution = (): string[] => [
    ...Object.keys(Object.prototype),
    ...Object.keys(Array.prototype),
    ...Object.keys(Function.prototype),
  ];

  test('pollute nothing and are refused, in bodies, questions, filters, orders and headings', async () => {
    const known = Object.getOwnPropertyNames(Object.prototype).sort();
    const list = routes().find((a) => a.name === 'company.list')!;
    const group = routes().find((a) => a.name === 'company.group')!;
    const create = routes().find((a) => a.name === 'company.create')!;
    const upload = routes().find((a) => a.name === 'import.upload');
    for (const name of special) {
      const raw = [
        `{"${name}": {"polluted": true}, "name": "x"}`,
        `{"name": "x", "address": {"${name}": {"polluted": true}}}`,
        `{"name": {"${name}": {"polluted": true}}}`,
        `{"name": "x", "emails": [{"${name}": {"polluted": true}, "value": "a@example.com"}]}`,
      ];
      for (const body of raw) {
        const answer = await ask({ ...requestOf(create, {}), body, type: 'application/json' }, me.token);
        assert.ok(answer.status < 500, `${body}: ${answer.status} ${answer.text}`);
        assert.ok(!JSON.stringify(answer.body).includes('polluted'), answer.text);
      }
      const questions: readonly Request[] = [
        { method: 'GET', target: `/api/v1/companies?${name}=1` },
        { method: 'GET', target: `/api/v1/companies?${name}[polluted]=1` },
        requestOf(list, { fields: name }),
        requestOf(list, { sort: `-${name}` }),
        requestOf(list, { filter: JSON.stringify({ field: name, op: 'eq', value: 'x' }) }),
        requestOf(list, { filter: `{"${name}": {"polluted": true}}` }),
        requestOf(list, { filter: JSON.stringify({ field: `parent.${name}`, op: 'empty' }) }),
        requestOf(group, { by: name }),
        requestOf(group, { measures: `sum:${name}` }),
        { method: 'GET', target: `/api/v1/objects/${name}` },
        { method: 'GET', target: `/api/v1/companies/${name}` },
      ];
      for (const question of questions) {
        const answer = await ask(question, me.token);
        assert.ok(answer.status >= 400 && answer.status < 500, `${question.target}: ${answer.status} ${answer.text}`);
      }
      if (upload !== undefined) {
        const file = Buffer.from(`${name},name\n{"polluted":true},Some Oy\n`);
        const answer = await ask(requestOf(upload, { name: `${name}.csv`, entity: 'company' }, file), me.token);
        assert.ok(answer.status < 500, answer.text);
      }
      assert.deepEqual(pollution(), []);
      assert.deepEqual(Object.getOwnPropertyNames(Object.prototype).sort(), known);
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    }
  });
});

/** Values that break parsers, databases and good faith. */
const hostile: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1e308,
    1e-7,
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\u202e',
    '🂡'.repeat(300),
    'x'.repeat(100_000),
  ],
  ...[
    [],
    {},
    [[]],
    [null],
    { a: { b: { c: {} } } },
    Array.from({ length: 2000 }, () => 'x'),
    "'; drop table data.company; --",
    '{{7*7}}',
    '${7*7}',
  ],
  ...[
    '../../../../etc/passwd',
    '%00',
    'NaN',
    'Infinity',
    '9'.repeat(400),
    '-0',
    '1e999',
    '0x10',
    '2026-13-45',
    '0000-00-00',
    '2026-02-30T25:61:00Z',
  ],
  ...[
    '00000000-0000-0000-0000-000000000000',
    '=1+1',
    '<script>alert(1)</script>',
    'javascript:alert(1)',
    'http://169.254.169.254/',
    'null',
    'undefined',
  ],
];

describe('hostile values', () => {
  test('end in a refusal with a code or do no harm, in every property of every route', async () => {
    let refused = 0;
    const all = routes();
    const property = fc.asyncProperty(
      fc.nat(all.length - 1),
      fc.nat(40),
      fc.constantFrom(...hostile),
      async (n, which, value) => {
        const action = all[n]!;
        const { input, who } = await usual(action);
        const names = [...Object.keys(input), 'id', 'filter', 'sort', 'cursor', 'limit', 'search'];
        const answer = await ask(requestOf(action, { ...input, [names[which % names.length]!]: value }), who.token);
        assert.ok(
          answer.status < 500,
          `${action.name}, ${names[which % names.length]}: ${answer.status} ${answer.text}`,
        );
        // A head that is too large ends the connection before there is anybody to explain.
        if (answer.status < 400 || answer.status === 431) return;
        refused += 1;
        assert.match(String(answer.headers['content-type']), /^application\/(problem\+)?json/);
        assert.equal(typeof answer.body.code, 'string');
        assert.ok(answer.body.requestId !== undefined);
      },
    );
    await fc.assert(property, counts('hostile values', { sample: 600, full: 20_000 }));
    assert.ok(refused > 150, `only ${refused} refusals`);
    const { rows } = await acme.db.query<{ n: number }>('select count(*) as n from data.company');
    assert.ok(rows[0]!.n > 0, 'the table is still there');
  });

  test('no route takes text the database cannot hold, in any property', async () => {
    let tried = 0;
    for (const action of routes()) {
      const { input } = await usual(action);
      for (const name of Object.keys(input)) {
        for (const value of ['a\u0000b', ['a\ud800'], { in: { 'a\u0000': 1 } }])
          assert.throws(() => parseInput(action, { ...input, [name]: value }), Problem, `${action.name}.${name}`);
        tried += 1;
      }
    }
    assert.ok(tried > 500, `only ${tried} properties`);
  });

  test('every object answers a word of every kind of mistake with the field, the reason and what would fit', async () => {
    for (const e of objects.filter((o) => o.made === undefined)) {
      const create = routes().find((a) => a.name === `${e.name}.create`)!;
      for (const [name, f] of Object.entries(e.fields).filter(
        ([, f]) => f.computed !== true && f.formula === undefined,
      )) {
        const wrong = f.kind === 'text' || f.kind === 'longText' ? 'x'.repeat((f.max ?? 0) + 1) : { wrong: true };
        const answer = await ask(
          requestOf(create, { ...sampleOf(e).values(`W${(serial += 1)}`), [name]: wrong }),
          me.token,
        );
        assert.equal(answer.status, 400, `${e.name}.${name}: ${answer.text}`);
        const error = (answer.body.errors as { field: string; reason: string; fits?: string }[]).find(
          (x) => x.field === name,
        );
        assert.ok(
          error !== undefined && error.reason.length > 5 && (error.fits ?? '').length > 3,
          `${e.name}.${name}: ${JSON.stringify(error)}`,
        );
      }
    }
  });
});
