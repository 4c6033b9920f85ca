// Two tenants with the same ids and words of their own: whatever id, cookie and Host are sent, on every route, nothing of one reaches the
// other; and what is hidden answers exactly like what is not there.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { Action } from '../src/contract/action.ts';
import type { Entity } from '../src/contract/entity.ts';
import { verbsOf } from '../src/contract/permission.ts';
import { setIdentity, usualIdentity } from '../src/core/identity/settings.ts';
import { newId } from '../src/core/ids.ts';
import { tableName } from '../src/core/schema/ddl.ts';
import { sessionCookie } from '../src/edge/http/identify.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { cheapIdentity } from './harness/people.ts';
import { type Answer, type TestServer, send, serve } from './harness/web.ts';
import { sampleOfAction } from './samples/actions.ts';
import { counts } from './samples/counts.ts';
import { fingerprint } from './samples/fingerprint.ts';
import { type Holder, type Site, leave, makeRole, makeTeam, makeUser, openSession } from './samples/people.ts';
import { addOwnObject, recordActionOf, recordCall } from './samples/record-actions.ts';
import { plant, plantNeeds, sampleOf } from './samples/records.ts';
import { type Request, requestOf } from './samples/requests.ts';

const objects: readonly Entity[] = Object.values(entities);

/** One tenant, the word that stands in everything it holds, and people of every reach. */
interface Side extends Site {
  readonly word: string;
  readonly people: Readonly<Record<(typeof reaches)[number], Holder>>;
  /** a record nobody here but its owner may see under the scope own */
  readonly strangers: string;
  /** an object of its own, whose name the other has not */
  readonly machine: Entity;
}

let server: TestServer;
let acme: Side;
let beta: Side;
let serial = 0;
/** One id of each object, the same in both tenants. */
const shared = Object.fromEntries([...objects.map((e) => e.name), 'machine'].map((name) => [name, newId()]));
const reaches = ['all', 'team', 'own', 'none', 'territory', 'rule', 'shared'] as const;
const personIds = Object.fromEntries(reaches.map((reach) => [reach, newId()])) as Record<
  (typeof reaches)[number],
  string
>;

before(async () => {
  cheapIdentity();
  acme = await makeSide('acme', 'Quokka');
  beta = await makeSide('beta', 'Narwhal');
  server = await serve(() => [acme.vault, beta.vault]);
});
after(() => setIdentity(usualIdentity));

async function makeSide(slug: string, word: string): Promise<Side> {
  const vault = await newTenant(slug, `${word} Oy`);
  const db = await superuserIn(vault);
  const admin = await makeUser(db, [await makeRole(db, { everything: true })], []);
  const machine = await addOwnObject({ vault, db }, admin.actor);
  const scoped = (scope: string | object): object => ({
    objects: Object.fromEntries(
      [...objects, machine].map((e) => [e.name, Object.fromEntries(verbsOf(e).map((v) => [v, scope]))]),
    ),
    areas: ['self.use'],
  });
  const roles = {
    all: await makeRole(db, { everything: true }),
    team: await makeRole(db, scoped('team')),
    own: await makeRole(db, scoped('own')),
    none: await makeRole(db, scoped('none')),
    territory: await makeRole(db, scoped('territory')),
    rule: await makeRole(db, scoped({ rule: 'record.createdAt > timestamp("2020-01-01T00:00:00Z")' })),
    // The scope own, and single records shared.
    shared: await makeRole(db, scoped('own')),
  };
  const team = await makeTeam(db);
  const person = async (scope: keyof typeof roles): Promise<Holder> =>
    openSession(db, await makeUser(db, [roles[scope]], [team], `${word} ${scope}`, personIds[scope]));
  const people = {
    all: await person('all'),
    team: await person('team'),
    own: await person('own'),
    none: await person('none'),
    territory: await person('territory'),
    rule: await person('rule'),
    shared: await person('shared'),
  };
  // The last administrator is guarded, and the routes below would otherwise run into that.
  await makeUser(db, ['00000000-0000-7000-8000-000000000101'], []);
  const owner = await makeUser(db, [], [await makeTeam(db)], `${word} stranger`);
  for (const e of objects)
    await plant(vault, db, e, sampleOf(e).values(`${word}${e.name}`), { id: shared[e.name]!, owner: owner.id });
  await plant(vault, db, machine, sampleOf(machine).values(`${word}machine`), {
    id: shared['machine']!,
    owner: owner.id,
  });
  const place = newId();
  await db.query(
    `insert into data.territory (id, version, created_at, created_by, updated_at, updated_by, name) values ($1, 1, now(), $1, now(), $1, $2)`,
    [place, `${word} place`],
  );
  const inPlace = JSON.stringify([{ entity: 'territory', id: place, role: null }]);
  await db.query('update data."user" set territories = $2 where id = $1', [people.territory.id, inPlace]);
  for (const e of objects.filter((o) => o.owner === 'owner')) {
    if (Object.hasOwn(e.fields, 'territories'))
      await db.query(`update ${tableName(e)} set territories = $2 where id = $1`, [shared[e.name], inPlace]);
    await db.query(
      `insert into core.share (id, entity, record, user_id, may_edit, given_by, given_at, until_at)
       values ($1, $2, $3, $4, true, $5, now(), now() + interval '1 day')`,
      [newId(), e.name, shared[e.name], people.shared.id, owner.id],
    );
  }
  return { vault, db, word, people, strangers: owner.id, machine };
}

function header(
  site: Side,
  token: string | null,
  request: Request,
  change: Readonly<Record<string, string>> = {},
): [string, string][] {
  return Object.entries({
    Host: site.vault.hostname,
    ...(request.method === 'GET' ? {} : { Origin: site.vault.origin }),
    ...(request.type === undefined ? {} : { 'Content-Type': request.type }),
    ...(token === null ? {} : { Cookie: `${sessionCookie}=${token}` }),
    ...change,
  });
}

function ask(
  site: Side,
  token: string | null,
  request: Request,
  change: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return send(server.port, {
    method: request.method,
    target: request.target,
    headers: header(site, token, request, change),
    ...(request.body === undefined ? {} : { body: request.body }),
  });
}

/** The route with the id both tenants have, or with a thing made by `me` in `site`. */
async function requestFor(action: Action, site: Side, me: Holder): Promise<Request> {
  serial += 1;
  const of = recordActionOf(action.name);
  if (of !== undefined) {
    const e = of.e ?? site.machine;
    const common = shared[of.e?.name ?? 'machine']!;
    // What is deleted for good is one of its own each time.
    const id = of.verb === 'purge' ? await plant(site.vault, site.db, e, sampleOf(e).values(`P${serial}`)) : common;
    await site.db.query(
      `update ${tableName(e)} set archived_at = ${of.verb === 'restore' || of.verb === 'purge' ? 'now()' : 'null'} where id = $1`,
      [id],
    );
    const tag = of.verb === 'list' ? site.word : `${site.word}${serial}n`;
    const { input } = recordCall(e, of.verb, id, tag);
    await plantNeeds(site.vault, site.db, e, input);
    return requestOf(action, input);
  }
  if (action.name === 'search.find') return requestOf(action, { q: site.word });
  const sample = sampleOfAction(action.name);
  const id = (await sample.make?.(site, me)) ?? '';
  return requestOf(action, ((await sample.input?.(site, me, id)) ?? {}) as Record<string, unknown>);
}

/** Streams have their own test. */
function routes(): Action[] {
  return server.web.actions.filter((a) => a.transport !== 'stream');
}

function holds(answer: Answer, word: string): boolean {
  const all = `${answer.text} ${JSON.stringify(answer.headers)}`;
  return all.toLowerCase().includes(word.toLowerCase());
}

describe('two tenants with equal ids', () => {
  test('every route answers only with what is its own tenant’s, and changes nothing in the other', async () => {
    let own = 0;
    for (const [here, there] of [
      [acme, beta],
      [beta, acme],
    ] as const) {
      const untouched = await fingerprint(there.db);
      for (const action of routes()) {
        const me = await openSession(
          here.db,
          await makeUser(here.db, [await makeRole(here.db, { everything: true })], []),
        );
        const answer = await ask(here, me.token, await requestFor(action, here, me));
        assert.ok(answer.status < 500, `${action.name}: ${answer.text}`);
        assert.ok(!holds(answer, there.word), `${action.name} answers with the other tenant's`);
        if (holds(answer, here.word)) own += 1;
        await leave(here.db, me);
      }
      assert.equal(await fingerprint(there.db), untouched);
    }
    assert.ok(own >= 40, `only ${own} answers held anything: this test would prove nothing`);
  });

  test('a cookie of one tenant opens nothing of the other, on any route, in any disguise', async () => {
    let refused = 0;
    for (const [here, there] of [
      [acme, beta],
      [beta, acme],
    ] as const) {
      const requests = new Map<Action, Request>();
      for (const action of routes()) requests.set(action, requestOf(action, await foreignInput(action, here)));
      const untouched = await fingerprint(here.db);
      for (const [action, request] of requests) {
        const token = there.people.all.token;
        const disguises: readonly (readonly [Side, string | null, Readonly<Record<string, string>>])[] = [
          [here, token, {}],
          [here, null, {}],
          [here, token, { 'X-Forwarded-Host': there.vault.hostname, Forwarded: `host=${there.vault.hostname}` }],
          [here, token, { Origin: there.vault.origin }],
          [here, token, { 'X-Tenant': there.vault.slug, 'X-Original-Host': there.vault.hostname }],
        ];
        for (const [site, cookie, change] of disguises) {
          const answer = await ask(site, cookie, request, change);
          const isPublic = 'public' in action.access;
          // The sign-in page says whose it is, to everybody who opens it.
          const own = action.name === 'sign.front' ? site.word : null;
          assert.ok(
            ![acme.word, beta.word].some((word) => word !== own && holds(answer, word)),
            `${action.name} tells something: ${answer.text}`,
          );
          if (!isPublic)
            assert.ok([400, 401, 403].includes(answer.status), `${action.name}: ${answer.status} ${answer.text}`);
          refused += 1;
        }
      }
      // Signing in may have been tried; nothing else can have been done.
      assert.equal(await fingerprint(here.db), untouched);
    }
    assert.ok(refused > 500, `only ${refused}`);
  });

  test('a Host that is doubled, absolute or not ours is refused or counts once', async () => {
    const request = requestOf(
      routes().find((a) => a.name === 'company.list')!,
      {},
    );
    const cookie: [string, string] = ['Cookie', `${sessionCookie}=${acme.people.all.token}`];
    const hosts = (...names: string[]): [string, string][] => names.map((name) => ['Host', name]);
    const odd: readonly [string, [string, string][]][] = [
      [request.target, [...hosts(acme.vault.hostname, beta.vault.hostname), cookie]],
      [request.target, [...hosts(beta.vault.hostname, acme.vault.hostname), cookie]],
      [request.target, [...hosts(`${acme.vault.hostname},${beta.vault.hostname}`), cookie]],
      [request.target, [...hosts(`${beta.vault.hostname}.`), cookie]],
      [request.target, [...hosts(`x@${beta.vault.hostname}`), cookie]],
      [request.target, [...hosts('localhost'), cookie]],
      [request.target, [...hosts('127.0.0.1'), cookie]],
      [`http://${beta.vault.hostname}${request.target}`, [...hosts(acme.vault.hostname), cookie]],
      [`http://${acme.vault.hostname}${request.target}`, [...hosts(beta.vault.hostname), cookie]],
    ];
    for (const [target, headers] of odd) {
      const answer = await send(server.port, { target, headers });
      assert.ok(answer.status >= 400 && answer.status < 500, `${target} ${JSON.stringify(headers)}: ${answer.status}`);
      assert.ok(!holds(answer, acme.word) && !holds(answer, beta.word));
    }
  });

  test('any person, cookie, host and id, at random: nothing crosses', async () => {
    const all = routes().filter((a) => recordActionOf(a.name) !== undefined);
    const side = fc.constantFrom('acme' as const, 'beta' as const);
    const scope = fc.constantFrom(...reaches);
    const sides = { acme, beta };
    let shown = 0;
    const property = fc.asyncProperty(
      fc.nat(all.length - 1),
      side,
      side,
      scope,
      fc.nat(3),
      async (n, host, cookie, reach, which) => {
        const action = all[n]!;
        const of = recordActionOf(action.name)!;
        const [here, from] = [sides[host], sides[cookie]];
        // The name of the other's own object, too: it is then not there.
        const e = of.e ?? sides[which % 2 === 0 ? host : cookie].machine;
        const verb = of.verb;
        const ids = [shared[of.e?.name ?? 'machine']!, newId(), here.strangers, from.people[reach].id];
        serial += 1;
        const tag = verb === 'list' ? from.word : `${from.word}r${serial}`;
        const request = requestOf(action, recordCall(e, verb, ids[which]!, tag).input);
        const answer = await ask(here, from.people[reach].token, request);
        assert.ok(answer.status < 500, answer.text);
        if (host === cookie) {
          const other = host === 'acme' ? beta : acme;
          assert.ok(!holds(answer, other.word), `${action.name}: ${answer.text}`);
          if (holds(answer, here.word)) shown += 1;
        } else {
          assert.equal(answer.status, 401, `${action.name}: ${answer.text}`);
          assert.ok(!holds(answer, acme.word) && !holds(answer, beta.word), `${action.name}: ${answer.text}`);
        }
      },
    );
    await fc.assert(property, counts('requests across tenants', { sample: 1_500, full: 100_000 }));
    assert.ok(shown > 50, `only ${shown} answers showed anything`);
    for (const [here, other] of [
      [acme, beta],
      [beta, acme],
    ] as const) {
      for (const e of objects) {
        const { rows } = await here.db.query<{ n: number }>(
          `select count(*) as n from ${tableName(e)} t where t::text ilike $1`,
          [`%${other.word}%`],
        );
        assert.equal(rows[0]!.n, 0, `${e.name} of ${here.word} holds something of ${other.word}`);
      }
    }
  });
});

/** An input that would be right in the tenant the id comes from. */
async function foreignInput(action: Action, site: Side): Promise<Record<string, unknown>> {
  const of = recordActionOf(action.name);
  if (of !== undefined)
    return { ...recordCall(of.e ?? site.machine, of.verb, shared[of.e?.name ?? 'machine']!, 'Anything').input };
  const sample = sampleOfAction(action.name);
  return { ...(await sample.input?.(site, site.people.all, newId())) };
}

/** What tells two answers apart beside the id of the request. */
function face(answer: Answer): string {
  const { requestId: _, ...body } = answer.body as { requestId: string };
  const { date: _date, 'request-id': _id, ...headers } = answer.headers;
  return JSON.stringify([answer.status, body, headers]);
}

describe('hidden is absent', () => {
  test('a record one may not see, one of another tenant and one that never was give the same answer on every route', async () => {
    const me = acme.people.own;
    const onlyInBeta = new Map(
      await Promise.all(
        objects.map(
          async (e) => [e.name, await plant(beta.vault, beta.db, e, sampleOf(e).values(`Only${e.name}`))] as const,
        ),
      ),
    );
    let compared = 0;
    for (const action of routes()) {
      const of = recordActionOf(action.name);
      if (of === undefined || !action.http.includes(':id') || of.e?.owner === null) continue;
      const e = of.e ?? acme.machine;
      const target = (id: string): Request => requestOf(action, recordCall(e, of.verb, id, 'Nothing').input);
      const absent = await ask(acme, me.token, target(newId()));
      assert.equal(absent.status, 404, `${action.name}: ${absent.text}`);
      for (const id of [
        shared[of.e?.name ?? 'machine']!,
        onlyInBeta.get(of.e?.name ?? 'company')!,
        'no-id-at-all',
        '00000000-0000-0000-0000-000000000000',
      ]) {
        const answer = await ask(acme, me.token, target(id));
        assert.equal(face(answer), face(absent), `${action.name} of ${id}`);
        compared += 1;
      }
    }
    assert.ok(compared >= 80, `only ${compared}`);
  });
});
