// API keys as their makers and as attackers use them, over the wire: never more than the owner holds now, dead with the owner, each way a
// wrong key is wrong answered alike (T10).
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { Browser, type Answer, type TestServer, send, serve } from '../../../test/harness/web.ts';
import { type Holder, type Site, makeRole, makeUser, openSession } from '../../../test/samples/people.ts';
import { performer } from '../../../test/samples/engine.ts';
import type { Problem } from '../../contract/problem.ts';
import { setKeyTries, takeRequest } from '../../core/access/key-rates.ts';
import { unseal } from '../../core/crypto/seal.ts';
import { secretHash } from '../../core/access/key-secret.ts';
import { moveClock, now, resetClock } from '../../core/clock.ts';
import { defaultLimits } from '../../core/limits.ts';
import type { RoleGrants } from '../../core/roles.ts';
import { sessionCookie } from '../../edge/http/identify.ts';

let server: TestServer;
let acme: Site;
let beta: Site;

const maker: RoleGrants = {
  objects: {
    company: { view: 'all', create: 'own', edit: 'own', fields: { taxNumber: 'hidden', annualRevenue: 'read' } },
    contact: { view: 'own', create: 'own', edit: 'own' },
    activity: { view: 'all', create: 'all' },
    user: { view: 'all' },
  },
  areas: ['self.use', 'admin.keys'],
};

before(async () => {
  setKeyTries({ burst: 1_000_000, perSecond: 1_000_000 });
  const site = async (slug: string): Promise<Site> => {
    const vault = await newTenant(slug);
    return { vault, db: await superuserIn(vault) };
  };
  acme = await site('acme');
  beta = await site('beta');
  server = await serve(() => [acme.vault, beta.vault]);
});
after(() => setKeyTries(defaultLimits.keysPerAddress));
afterEach(resetClock);

interface Owner extends Holder {
  readonly role: string;
  readonly browser: Browser;
}

async function newOwner(grants: RoleGrants = maker, site: Site = acme): Promise<Owner> {
  const role = await makeRole(site.db, grants);
  const holder = await openSession(site.db, await makeUser(site.db, [role], []));
  const browser = new Browser(server, site.vault);
  browser.cookies.set(sessionCookie, holder.token);
  return { ...holder, role, browser };
}

const inDays = (days: number): string => new Date(now().getTime() + days * 86_400_000).toISOString();

const companies: RoleGrants = {
  objects: { company: { view: 'all', create: 'own', edit: 'own' }, user: { view: 'all' } },
};

interface Made {
  readonly id: string;
  readonly secret: string;
}

async function newKey(owner: Owner, wish: object = {}): Promise<Made> {
  const answer = await owner.browser.call('POST', '/keys', {
    name: 'Import robot',
    grants: companies,
    expiresAt: inDays(30),
    ...wish,
  });
  assert.equal(answer.status, 201, answer.text);
  return { id: answer.body.key.id, secret: answer.body.secret };
}

interface Extra {
  readonly site?: Site;
  readonly headers?: readonly (readonly [string, string])[];
  readonly port?: number;
}

/** A request as a program sends it: no cookie, no origin. */
function ask(secret: string, method: string, path: string, body?: unknown, extra: Extra = {}): Promise<Answer> {
  const { site = acme, headers = [], port = server.port } = extra;
  return send(port, {
    method,
    target: `/api/v1${path}`,
    headers: [
      ['Host', site.vault.hostname],
      ['Authorization', `Bearer ${secret}`],
      ...(body === undefined ? [] : [['Content-Type', 'application/json'] as const]),
      ...headers,
    ],
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function entries(key: string, action: string): Promise<{ verb: string; actor_kind: string; plain: string }[]> {
  const { rows } = await acme.db.query<{ verb: string; actor_kind: string; plain: string }>(
    `select l.verb, l.actor_kind, v.plain from core.ledger l join core.ledger_values v on v.entry = l.id
     where l.actor = $1 and l.action = $2 order by l.id`,
    [key, action],
  );
  return rows;
}

describe('what a key may do', () => {
  test('it does what it was given, as a principal of its own in the ledger; what it makes belongs to its owner', async () => {
    const owner = await newOwner();
    const key = await newKey(owner);
    const made = await ask(key.secret, 'POST', '/companies', { name: 'Robot Oy' });
    assert.equal(made.status, 201, made.text);
    assert.equal(made.body.owner.id, owner.id);
    assert.equal(made.body.createdBy.id, owner.id);
    const [entry] = await entries(key.id, 'company.create');
    assert.deepEqual([entry?.verb, entry?.actor_kind], ['created', 'api_key']);
    const history = await owner.browser.call('GET', `/companies/${made.body.id}/history`);
    assert.equal(history.body.entries[0].by.id, owner.id);
    assert.match(history.body.entries[0].by.title, /^Somebody \d+ \(Import robot\)$/);
  });

  test('an action it was not given is refused with 403 and an entry in its name, though its owner may', async () => {
    const owner = await newOwner();
    const key = await newKey(owner);
    const refused = await ask(key.secret, 'GET', '/activities');
    assert.deepEqual([refused.status, refused.body.code, refused.body.missing], [403, 'not-allowed', 'activity.view']);
    const [entry] = await entries(key.id, 'activity.list');
    assert.deepEqual([entry?.verb, entry?.actor_kind], ['refused', 'api_key']);
    assert.equal((await owner.browser.call('GET', '/activities')).status, 200);
  });

  test('it reaches no row its owner does not reach, and no field', async () => {
    const [owner, other] = [await newOwner(), await newOwner()];
    const foreign = await other.browser.call('POST', '/contacts', { familyName: 'Foreign' });
    assert.equal(foreign.status, 201, foreign.text);
    const mine = await owner.browser.call('POST', '/contacts', { familyName: 'Mine' });
    const key = await newKey(owner, {
      grants: { objects: { contact: { view: 'own' }, company: { view: 'all', fields: { industry: 'hidden' } } } },
    });
    assert.equal((await ask(key.secret, 'GET', `/contacts/${mine.body.id}`)).status, 200);
    assert.equal((await ask(key.secret, 'GET', `/contacts/${foreign.body.id}`)).status, 404);
    const list = await ask(key.secret, 'GET', '/companies');
    assert.equal(list.status, 200, list.text);
    for (const field of ['taxNumber', 'industry']) {
      const filtered = await ask(key.secret, 'GET', `/companies?sort=${field}`);
      assert.equal(filtered.status, 400, `${field}: ${filtered.text}`);
    }
    assert.ok(list.body.rows.every((row: object) => !('taxNumber' in row) && !('industry' in row)));
  });

  test('a right the owner loses is gone from the key with the next request', async () => {
    const owner = await newOwner();
    const key = await newKey(owner);
    assert.equal((await ask(key.secret, 'GET', '/companies')).status, 200);
    await acme.db.query('update core.role set grants = $2 where id = $1', [
      owner.role,
      JSON.stringify({ ...maker, objects: { contact: { view: 'all' } } }),
    ]);
    assert.equal((await ask(key.secret, 'GET', '/companies')).status, 403);
    const [row] = (await owner.browser.call('GET', '/keys')).body.rows.filter((k: { id: string }) => k.id === key.id);
    assert.deepEqual(row.idle.toSorted(), ['company.create', 'company.edit', 'company.view', 'user.view']);
  });

  test('nobody makes a key with more than they hold, in rows, verbs, fields or areas', async () => {
    const owner = await newOwner();
    const narrow = await newKey(owner);
    const tries: RoleGrants[] = [
      { objects: { company: { edit: 'all' } } },
      { objects: { contact: { view: 'all' } } },
      { objects: { deal: { view: 'own' } } },
      { objects: { company: { edit: 'own' } }, areas: ['admin.members'] },
    ];
    for (const grants of tries) {
      const answer = await owner.browser.call('POST', '/keys', { name: 'Greedy', grants, expiresAt: inDays(1) });
      assert.deepEqual([answer.status, answer.body.code], [403, 'not-allowed'], JSON.stringify(grants));
      const changed = await owner.browser.call('PATCH', `/keys/${narrow.id}`, { grants });
      assert.deepEqual([changed.status, changed.body.code], [403, 'not-allowed'], JSON.stringify(grants));
    }
    const everything = await owner.browser.call('POST', '/keys', {
      name: 'Greedy',
      grants: { everything: true },
      expiresAt: inDays(1),
    });
    assert.equal(everything.status, 400);
  });

  test('a key changes nobody’s password, ends nobody’s session and makes no key', async () => {
    const owner = await newOwner();
    const key = await newKey(owner, { grants: { areas: ['admin.keys', 'self.use'] } });
    const password = await ask(key.secret, 'POST', '/me/password', {
      current: 'x',
      next: 'seven purple elephants dance',
    });
    assert.equal(password.status, 403);
    assert.equal((await ask(key.secret, 'DELETE', '/sessions')).status, 403);
    const child = await ask(key.secret, 'POST', '/keys', {
      name: 'Child',
      grants: { areas: ['self.use'] },
      expiresAt: inDays(1),
    });
    assert.equal(child.status, 403);
    assert.equal((await ask(key.secret, 'POST', `/keys/${key.id}/rotate`, { overlapHours: 0 })).status, 403);
    const me = await ask(key.secret, 'GET', '/me');
    assert.deepEqual([me.status, me.body.user.id, me.body.roles], [200, owner.id, []]);
    assert.deepEqual(me.body.permissions.toSorted(), ['admin.keys', 'self.use']);
  });

  test('what a key started goes on with the key’s rights: its job belongs to the key, and its owner’s private things are not its', async () => {
    const owner = await newOwner();
    const key = await newKey(owner, { grants: { ...companies, areas: ['self.use'] } });
    const asked = await ask(key.secret, 'POST', '/companies/bulk', {
      filter: { field: 'name', op: 'eq', value: 'Nobody' },
      do: 'edit',
      values: { industry: 'Robots' },
    });
    assert.equal(asked.status, 200, asked.text);
    const { rows } = await acme.db.query<{ user_id: string; by_key: boolean }>(
      'select user_id, by_key from core.job where id = $1',
      [asked.body.job],
    );
    assert.deepEqual(rows, [{ user_id: key.id, by_key: true }]);
    const before = await owner.browser.call('POST', '/companies', { name: 'Own Oy' });
    const operation = String(before.headers['operation']);
    assert.equal((await ask(key.secret, 'POST', `/operations/${operation}/undo`, {})).status, 404);
  });
});

describe('a key that does not work', () => {
  /** Everything but the request's id. */
  const bare = (answer: Answer): unknown => {
    const { requestId: _, ...body } = answer.body;
    return { status: answer.status, body, challenge: answer.headers['www-authenticate'] };
  };

  test('malformed, invented, expired, disabled, replaced, from elsewhere, of another vault, owner closed: all alike', async () => {
    const owner = await newOwner();
    const good = await newKey(owner);
    const expired = await newKey(owner, { expiresAt: inDays(1) });
    const disabled = await newKey(owner);
    assert.equal((await owner.browser.call('POST', `/keys/${disabled.id}/disable`, {})).status, 200);
    const replaced = await newKey(owner);
    assert.equal((await owner.browser.call('POST', `/keys/${replaced.id}/rotate`, { overlapHours: 0 })).status, 200);
    const elsewhere = await newKey(owner, { addresses: ['203.0.113.0/24', '2001:db8::/32'] });
    const leaver = await newOwner();
    const orphan = await newKey(leaver);
    assert.equal((await ask(orphan.secret, 'GET', '/companies')).status, 200);
    await acme.db.query(`update data."user" set status = 'inactive' where id = $1`, [leaver.id]);
    const flipped = good.secret.replace(/.$/, (c) => (c === 'a' ? 'b' : 'a'));
    moveClock(25 * 3_600_000);
    const first = bare(await ask('nonsense', 'GET', '/companies'));
    assert.deepEqual(first, {
      status: 401,
      body: {
        type: '/docs/problems#key-refused',
        code: 'key-refused',
        title: 'This key does not work here.',
        status: 401,
      },
      challenge: 'Bearer',
    });
    for (const secret of [flipped, expired.secret, disabled.secret, replaced.secret, elsewhere.secret, orphan.secret])
      assert.deepEqual(bare(await ask(secret, 'GET', '/companies')), first);
    assert.deepEqual(bare(await ask(good.secret, 'GET', '/companies', undefined, { site: beta })), first);
    assert.equal((await ask(good.secret, 'GET', '/companies')).status, 200);
    const reasons = await Promise.all(
      [expired, disabled, replaced, elsewhere, orphan].map(
        async (k) => JSON.parse((await entries(k.id, 'company.list')).at(-1)!.plain).why,
      ),
    );
    assert.deepEqual(reasons, ['expired', 'disabled', 'replaced', 'address', 'disabled']);
  });

  test('a closed account takes its keys along for good, also when it is opened again', async () => {
    const owner = await newOwner();
    const key = await newKey(owner);
    await acme.db.query(`update data."user" set status = 'inactive' where id = $1`, [owner.id]);
    await acme.db.query(`update data."user" set status = 'active' where id = $1`, [owner.id]);
    assert.equal((await owner.browser.call('GET', '/me')).status, 200);
    assert.equal((await ask(key.secret, 'GET', '/companies')).status, 401);
  });

  test('a person in the bin has no keys either', async () => {
    const owner = await newOwner();
    const key = await newKey(owner);
    await acme.db.query('update data."user" set archived_at = now(), archived_by = id where id = $1', [owner.id]);
    assert.equal((await ask(key.secret, 'GET', '/companies')).status, 401);
  });

  test('wrong keys are counted by address and slowed; a good one in use is not', async () => {
    const owner = await newOwner();
    const key = await newKey(owner);
    assert.equal((await ask(key.secret, 'GET', '/companies')).status, 200);
    setKeyTries({ burst: 5, perSecond: 0.1 });
    const statuses = [];
    for (let i = 0; i < 7; i++) statuses.push((await ask(`wrong-${i}`, 'GET', '/companies')).status);
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429]);
    assert.equal((await ask(key.secret, 'GET', '/companies')).status, 200);
    setKeyTries({ burst: 1_000_000, perSecond: 1_000_000 });
  });

  test('a key travels in the Authorization header alone, once, and beats a cookie that came along', async () => {
    const owner = await newOwner();
    const key = await newKey(owner);
    const inUrl = await send(server.port, {
      target: `/api/v1/companies?key=${key.secret}`,
      headers: [['Host', acme.vault.hostname]],
    });
    assert.equal(inUrl.status, 401);
    const inHeader = await send(server.port, {
      target: '/api/v1/companies',
      headers: [
        ['Host', acme.vault.hostname],
        ['X-Api-Key', key.secret],
      ],
    });
    assert.equal(inHeader.status, 401);
    const twice = await ask(key.secret, 'GET', '/companies', undefined, {
      headers: [['Authorization', 'Bearer other']],
    });
    assert.equal(twice.status, 400);
    const cookie = ['Cookie', `${sessionCookie}=${owner.token}`] as const;
    assert.equal((await ask(key.secret, 'GET', '/activities', undefined, { headers: [cookie] })).status, 403);
    assert.equal((await ask('wrong', 'GET', '/companies', undefined, { headers: [cookie] })).status, 401);
    const basic = await send(server.port, {
      target: '/api/v1/companies',
      headers: [['Host', acme.vault.hostname], ['Authorization', `Basic ${btoa(`x:${key.secret}`)}`], cookie],
    });
    assert.equal(basic.status, 401);
  });

  test('what is open to strangers is done as a stranger, whatever key and cookie came along', async () => {
    const owner = await newOwner();
    const key = await newKey(owner);
    const cookie = ['Cookie', `${sessionCookie}=${owner.token}`] as const;
    let tries = 0;
    for (const headers of [[], [cookie]]) {
      for (const secret of [key.secret, 'wrong']) {
        const wrong = { email: `nobody${(tries += 1)}@people.example`, password: 'a wrong password it is' };
        const challenge = await ask(secret, 'POST', '/session/challenge', {}, { headers });
        assert.equal(challenge.status, 200, challenge.text);
        const refused = await ask(secret, 'POST', '/session', wrong, { headers });
        assert.deepEqual([refused.status, refused.body.code], [401, 'sign-in-failed']);
      }
    }
    const { rows } = await acme.db.query(
      `select action from core.ledger where actor = any($1) and action in ('session.start', 'session.challenge')`,
      [[key.id, owner.id]],
    );
    assert.deepEqual(rows, [], 'and on record as neither');
    assert.equal((await owner.browser.call('GET', '/me')).status, 200, 'the session goes on');
  });

  test('a page of another site cannot use a key it knows', async () => {
    const key = await newKey(await newOwner());
    const other = await ask(
      key.secret,
      'POST',
      '/companies',
      { name: 'X' },
      { headers: [['Origin', 'https://evil.example']] },
    );
    assert.deepEqual([other.status, other.body.code], [403, 'wrong-origin']);
    const fetched = await ask(key.secret, 'GET', '/companies', undefined, {
      headers: [['Sec-Fetch-Site', 'cross-site']],
    });
    assert.equal(fetched.status, 403);
  });
});

describe('the life of a key', () => {
  test('the secret is answered once and kept nowhere: not in the tables, not in the ledger, not in a repeated answer', async () => {
    const owner = await newOwner();
    const wish = { name: 'Once', grants: companies, expiresAt: inDays(3) };
    const first = await owner.browser.call('POST', '/keys', wish, { 'Idempotency-Key': 'make-this-key-once' });
    const { secret } = first.body;
    assert.match(secret, /^strk_[\w-]{43}[0-9a-z]{7}$/);
    assert.notEqual(secretHash(secret), undefined);
    const { rows } = await acme.db.query<{ table: string }>(
      `select table_schema || '."' || table_name || '"' as table from information_schema.tables
       where table_schema in ('core', 'data', '_private_graphile_worker') and table_type = 'BASE TABLE'`,
    );
    assert.ok(rows.length > 20);
    for (const { table } of rows) {
      const found = await acme.db.query<{ n: number }>(
        `select count(*)::int as n from ${table} t where t::text like $1`,
        [`%${secret.slice(12, 40)}%`],
      );
      assert.equal(found.rows[0]!.n, 0, table);
    }
    const listed = await owner.browser.call('GET', '/keys');
    assert.ok(!listed.text.includes(secret));
    assert.ok(listed.text.includes(secret.slice(0, 11)));
    // Nor sealed, to answer the same request with once more: that makes no second key, and says why.
    const { rows: kept } = await acme.db.query<{ actor: string; key: string; sealed: Buffer }>(
      `select actor, key, sealed from core.idempotency where key = 'make-this-key-once'`,
    );
    assert.equal(kept.length, 1);
    const { keys } = acme.vault;
    const place = `${keys.tenantId}/core.idempotency/${kept[0]!.actor}/${kept[0]!.key}`;
    assert.ok(!unseal(keys.purpose('fields'), kept[0]!.sealed, place).toString('utf8').includes(secret));
    const again = await owner.browser.call('POST', '/keys', wish, { 'Idempotency-Key': 'make-this-key-once' });
    assert.equal(again.status, 409);
    assert.match(again.body.detail, /Its secret was shown then and is not kept/);
    const { rows: made } = await acme.db.query(`select 1 from core.api_key where name = 'Once'`);
    assert.equal(made.length, 1);
  });

  test('rotation: both secrets work while they overlap, then only the new one', async () => {
    const owner = await newOwner();
    const key = await newKey(owner, { expiresAt: inDays(30) });
    const rotated = await owner.browser.call('POST', `/keys/${key.id}/rotate`, { overlapHours: 24 });
    assert.equal(rotated.status, 200, rotated.text);
    assert.equal(rotated.body.key.secrets.length, 2);
    for (const secret of [key.secret, rotated.body.secret])
      assert.equal((await ask(secret, 'GET', '/companies')).status, 200);
    moveClock(25 * 3_600_000);
    assert.equal((await ask(key.secret, 'GET', '/companies')).status, 401);
    assert.equal((await ask(rotated.body.secret, 'GET', '/companies')).status, 200);
  });

  test('addresses: inside the list it works, IPv4 in IPv6 too, outside it does not, and a list is kept in one form', async () => {
    const owner = await newOwner();
    const key = await newKey(owner, { addresses: ['127.0.0.0/8', '10.1.2.3/8', '::ffff:192.0.2.1'] });
    assert.equal((await ask(key.secret, 'GET', '/companies')).status, 200);
    const changed = await owner.browser.call('PATCH', `/keys/${key.id}`, { addresses: ['2001:db8::/32', '10.0.0.7'] });
    assert.deepEqual(changed.body.addresses, ['2001:db8::/32', '10.0.0.7']);
    assert.equal((await ask(key.secret, 'GET', '/companies')).status, 401);
    const bad = await owner.browser.call('PATCH', `/keys/${key.id}`, { addresses: ['300.1.1.1'] });
    assert.deepEqual([bad.status, bad.body.errors[0].field], [400, 'addresses']);
    assert.deepEqual(
      (await owner.browser.call('GET', '/keys')).body.rows.find((k: Made) => k.id === key.id).addresses,
      ['2001:db8::/32', '10.0.0.7'],
    );
  });

  test('a key asks no more often than it may', async () => {
    const key = await newKey(await newOwner(), { rate: 3 });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await ask(key.secret, 'GET', '/companies')).status);
    assert.deepEqual(statuses, [200, 200, 200, 429]);
    moveClock(60_000);
    assert.equal((await ask(key.secret, 'GET', '/companies')).status, 200);
  });

  test('two processes of the server count its requests together', async () => {
    const key = await newKey(await newOwner(), { rate: 40 });
    const me = await performer.door.principal(acme.vault, {
      kind: 'key',
      tokenHash: secretHash(key.secret)!,
      address: null,
    });
    // What another process has taken out of the bucket is not there for this one.
    await acme.db.query('select * from core.take_key_requests($1, 40, 38, $2)', [key.id, now()]);
    await Promise.all([takeRequest(acme.vault, me), takeRequest(acme.vault, me)]);
    await assert.rejects(
      takeRequest(acme.vault, me),
      (e: Problem) => e.code === 'too-many' && e.extras.retryAfter === 2,
    );
    moveClock(3_000);
    await Promise.all([takeRequest(acme.vault, me), takeRequest(acme.vault, me)]);
    await assert.rejects(takeRequest(acme.vault, me), /40 times a minute/);
  });

  test('which rights it has used is told, and narrowing leaves only those', async () => {
    const owner = await newOwner();
    const key = await newKey(owner, { grants: { ...companies, areas: ['self.use'] } });
    assert.equal((await ask(key.secret, 'GET', '/companies')).status, 200);
    assert.equal((await ask(key.secret, 'POST', '/companies', { name: 'Used Oy' })).status, 201);
    const shown = (await owner.browser.call('GET', '/keys')).body.rows.find((k: Made) => k.id === key.id);
    const used = shown.rights.filter((r: { lastAt: string | null }) => r.lastAt !== null);
    assert.deepEqual(
      used.map((r: { permission: string }) => r.permission),
      ['company.view', 'company.create'],
    );
    assert.notEqual(shown.lastUsedAt, null);
    assert.equal(shown.lastAddress, '127.0.0.1');
    const narrowed = await owner.browser.call('POST', `/keys/${key.id}/narrow`, {});
    assert.deepEqual(narrowed.body.grants, { objects: { company: { view: 'all', create: 'own' } }, areas: [] });
    const refused = await ask(key.secret, 'GET', '/me');
    const ofObjects = refused.body.permissions.filter((name: string) => !/^(menu|module|tool)\./.test(name));
    assert.deepEqual(ofObjects.toSorted(), ['company.create', 'company.view']);
  });

  test('narrowing leaves no right it has not used for single kinds of activity either', async () => {
    const activity = { view: 'all', create: 'all', edit: 'all' } as const;
    const owner = await newOwner({ objects: { activity }, areas: ['self.use', 'admin.keys'] });
    const grants = { objects: { activity: { view: 'all', types: { call: { edit: 'all' }, task: { view: 'own' } } } } };
    const key = await newKey(owner, { grants });
    const { id } = (await owner.browser.call('POST', '/activities', { type: 'call', subject: 'Ring' })).body;
    const change = async (): Promise<number> =>
      (await ask(key.secret, 'PATCH', `/activities/${id}`, { subject: 'Rang' })).status;
    assert.equal((await ask(key.secret, 'GET', '/activities')).status, 200);
    const narrowed = await owner.browser.call('POST', `/keys/${key.id}/narrow`, {});
    assert.deepEqual(narrowed.body.grants.objects, {
      activity: { view: 'all', types: { call: {}, task: { view: 'own' } } },
    });
    assert.equal(await change(), 403);
  });

  test('another administrator of keys may disable it but not take it over', async () => {
    const [owner, other] = [await newOwner(), await newOwner()];
    const key = await newKey(owner);
    assert.equal((await other.browser.call('POST', `/keys/${key.id}/rotate`, { overlapHours: 1 })).status, 403);
    assert.equal((await other.browser.call('PATCH', `/keys/${key.id}`, { addresses: [] })).status, 403);
    assert.equal((await other.browser.call('POST', `/keys/${key.id}/disable`, {})).status, 200);
    assert.equal((await ask(key.secret, 'GET', '/companies')).status, 401);
    assert.equal((await owner.browser.call('POST', `/keys/${key.id}/disable`, {})).status, 409);
  });

  test('what a wish must be is told field by field', async () => {
    const { browser } = await newOwner();
    const wish = { name: ' ', grants: { objects: {} }, addresses: ['x'], rate: 0, expiresAt: inDays(4000) };
    const answer = await browser.call('POST', '/keys', wish);
    assert.deepEqual(
      answer.body.errors.map((e: { field: string }) => e.field),
      ['name', 'addresses', 'rate', 'expiresAt', 'grants'],
    );
    for (const grants of [
      { objects: { nothing: { view: 'all' } } },
      { objects: { company: { fly: 'all' } } },
      { areas: ['nope'] },
    ]) {
      const bad = await browser.call('POST', '/keys', { name: 'Bad', grants, expiresAt: inDays(1) });
      assert.deepEqual([bad.status, bad.body.errors?.[0]?.field], [400, 'grants'], JSON.stringify(grants));
    }
    const scope = { objects: { company: { view: 'everything' } } };
    const badScope = await browser.call('POST', '/keys', { name: 'Bad', grants: scope, expiresAt: inDays(1) });
    assert.deepEqual([badScope.status, badScope.body.errors?.[0]?.field], [400, 'objects.company.view']);
    const rule = { objects: { company: { edit: { rule: 'true' } } } };
    const beyond = await browser.call('POST', '/keys', { name: 'Rule', grants: rule, expiresAt: inDays(1) });
    assert.deepEqual([beyond.status, beyond.body.missing], [403, 'company.edit']);
  });
});
