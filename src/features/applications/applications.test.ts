// Connected applications as people and administrators use them, over the wire: the approved list, consent, codes and tokens, and every way they end.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  type Connected,
  type Desk,
  type Owner,
  authorize,
  companies,
  connect,
  newApplication,
  newVerifier,
  openDesk,
  redirect,
} from '../../../test/harness/applications.ts';
import { setKeyTries } from '../../core/access/key-rates.ts';
import { moveClock, resetClock } from '../../core/clock.ts';
import { defaultLimits } from '../../core/limits.ts';

let desk: Desk;

before(async () => {
  setKeyTries({ burst: 1_000_000, perSecond: 1_000_000 });
  desk = await openDesk();
});
after(() => setKeyTries(defaultLimits.keysPerAddress));
afterEach(resetClock);

const status = async (c: Pick<Connected, 'access'>, path = '/companies'): Promise<number> =>
  (await desk.ask(c.access, 'GET', path)).status;

describe('an approved application', () => {
  test('is allowed by a person, acts in that name, and does only what it was approved and the person holds', async () => {
    const owner = await desk.person();
    const app = await newApplication(desk, owner);
    const sales = await desk.person({
      objects: { company: { view: 'own', create: 'own' }, contact: { view: 'all' }, user: { view: 'all' } },
      areas: ['self.use'],
    });
    const c = await connect(desk, app, sales);
    assert.deepEqual(new Set(c.scope.split(' ')), new Set(['company.view', 'company.create', 'user.view']));
    const made = await desk.ask(c.access, 'POST', '/companies', { name: 'By the shop' });
    assert.deepEqual([made.status, made.body.owner.id], [201, sales.id]);
    // Approved for all of them, and this person sees her own.
    await owner.browser.call('POST', '/companies', { name: 'Not hers' });
    const list = await desk.ask(c.access, 'GET', '/companies');
    assert.deepEqual(
      list.body.rows.map((r: { title: string }) => r.title),
      ['By the shop'],
    );
    assert.equal(await status(c, '/contacts'), 403);
    const { rows } = await desk.acme.db.query<{ actor_kind: string; actor: string }>(
      `select actor_kind, actor from core.ledger where action = 'company.create' and record = $1`,
      [made.body.id],
    );
    assert.deepEqual([rows[0]?.actor_kind, rows[0]?.actor], ['api_key', c.id]);
  });

  test('asks for a part of what it was approved for and gets that part', async () => {
    const owner = await desk.person();
    const app = await newApplication(desk, owner);
    const c = await connect(desk, app, owner, { scope: 'company.view' });
    assert.equal(c.scope, 'company.view');
    assert.deepEqual(
      [await status(c), (await desk.ask(c.access, 'POST', '/companies', { name: 'x' })).status],
      [200, 403],
    );
  });

  test('gets the part the person allows, where that is less than it asked for, and nothing the person takes away', async () => {
    const owner = await desk.person();
    const app = await newApplication(desk, owner);
    // The person's page sends what is left of what was asked.
    const c = await connect(desk, app, owner, { scope: 'company.view user.view' });
    assert.deepEqual(new Set(c.scope.split(' ')), new Set(['company.view', 'user.view']));
    assert.deepEqual(
      [await status(c), (await desk.ask(c.access, 'POST', '/companies', { name: 'x' })).status],
      [200, 403],
    );
    const next = await desk.refresh(app, c.refresh);
    assert.deepEqual(new Set(next.body.scope.split(' ')), new Set(['company.view', 'user.view']));
    const { rows } = await desk.acme.db.query<{ grants: { objects: object } }>(
      'select grants from core.api_key where id = $1',
      [c.id],
    );
    assert.deepEqual(rows[0]?.grants.objects, { company: { view: 'all' }, user: { view: 'all' } });
  });

  test('is given everyday tools only where it is not without them, and the person reads which', async () => {
    const owner = await desk.person();
    const without = ['tool.search', 'tool.history', 'tool.bulk'];
    const app = await newApplication(desk, owner, { grants: { ...companies, without } });
    const answer = await owner.browser.call('POST', '/consents/question', authorize(app, newVerifier(), {}));
    assert.deepEqual(answer.body.everyday, ['Totals', 'Undo of one’s own work']);
    const c = await connect(desk, app, owner);
    assert.deepEqual([await status(c), await status(c, '/search?q=shop')], [200, 403]);
  });

  test('shows the person in words what it asks, where the answer goes, and what the person could not give', async () => {
    const owner = await desk.person();
    const app = await newApplication(desk, owner, {
      purpose: 'Orders become deals.',
      grants: {
        objects: { company: { view: 'all', edit: 'own', fields: { taxNumber: 'hidden' } } },
        areas: ['tool.import'],
      },
    });
    const reader = await desk.person({ objects: { company: { view: 'all' } }, areas: ['self.use'] });
    const answer = await reader.browser.call(
      'POST',
      '/consents/question',
      authorize(app, newVerifier(), { state: 'x y' }),
    );
    assert.equal(answer.status, 200, answer.text);
    const { refuse, application, ...rest } = answer.body;
    assert.deepEqual(rest, {
      host: 'app.example',
      objects: [
        {
          name: 'company',
          label: 'Companies',
          verbs: [
            { verb: 'view', scope: 'all' },
            { verb: 'edit', scope: 'own' },
          ],
          without: ['Tax number'],
        },
      ],
      areas: [{ right: 'tool.import', sentence: 'Upload files and run imports (into objects one may also import).' }],
      everyday: ['Search over everything', 'History of records', 'Totals', 'Bulk changes', 'Undo of one’s own work'],
      rights: ['company.view', 'company.edit', 'tool.import'],
      idle: ['Companies: Edit', 'Imports'],
      days: 90,
    });
    assert.deepEqual([application.title, application.purpose], [app.name, 'Orders become deals.']);
    const url = new URL(refuse);
    assert.equal(`${url.origin}${url.pathname}`, redirect);
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      error: 'access_denied',
      state: 'x y',
      iss: desk.acme.vault.origin,
    });
  });

  test('is told where to connect by each vault for itself', async () => {
    for (const { vault } of [desk.acme, desk.beta]) {
      const answer = await desk.get(vault, '/.well-known/oauth-authorization-server');
      assert.equal(answer.status, 200, answer.text);
      assert.equal(answer.body.issuer, vault.origin);
      assert.equal(answer.body.token_endpoint, `${vault.origin}/api/v1/oauth/token`);
      assert.deepEqual(answer.body.code_challenge_methods_supported, ['S256']);
      assert.equal(answer.body.authorization_response_iss_parameter_supported, true);
    }
  });

  test('refreshes: each token once, the new one works, the connection stays the same', async () => {
    const owner = await desk.person();
    const app = await newApplication(desk, owner);
    const c = await connect(desk, app, owner);
    moveClock(16 * 60_000);
    assert.equal(await status(c), 401);
    const next = await desk.refresh(app, c.refresh);
    assert.equal(next.status, 200, next.text);
    assert.notEqual(next.body.refresh_token, c.refresh);
    assert.equal(await status({ access: next.body.access_token }), 200);
    const mine = await owner.browser.call('GET', '/connections');
    assert.deepEqual(
      mine.body.rows.map((r: { id: string }) => r.id),
      [c.id],
    );
    // Nobody has used it for a month: it has to be allowed anew.
    moveClock(31 * 86_400_000);
    assert.equal((await desk.refresh(app, next.body.refresh_token)).body.error, 'invalid_grant');
  });
});

describe('a connection in use', () => {
  test('has to be allowed anew after 90 days, however often it was refreshed', async () => {
    const owner = await desk.person();
    const app = await newApplication(desk, owner);
    let { refresh } = await connect(desk, app, owner);
    for (const day of [29, 29, 29]) {
      moveClock(day * 86_400_000);
      const next = await desk.refresh(app, refresh);
      assert.equal(next.status, 200, next.text);
      refresh = next.body.refresh_token;
    }
    moveClock(4 * 86_400_000);
    assert.equal((await desk.refresh(app, refresh)).body.error, 'invalid_grant');
  });
});

describe('the list', () => {
  test('is kept by those with the right to, within what they hold, and never gives administration', async () => {
    const owner = await desk.person();
    const plain = await desk.person({ objects: { company: { view: 'all' } }, areas: ['self.use'] });
    const wish = { name: 'Greedy', redirects: [redirect], confidential: false };
    assert.equal((await plain.browser.call('POST', '/applications', { ...wish, grants: companies })).status, 403);
    const narrow = await desk.person({
      objects: { company: { view: 'own' } },
      areas: ['self.use', 'admin.applications'],
    });
    for (const grants of [{ objects: { company: { view: 'all' } } }, { objects: { contact: { view: 'own' } } }]) {
      const answer = await narrow.browser.call('POST', '/applications', { ...wish, grants });
      assert.deepEqual([answer.status, answer.body.code], [403, 'not-allowed'], JSON.stringify(grants));
    }
    for (const area of ['admin.roles', 'admin.applications', 'ledger.view']) {
      const answer = await owner.browser.call('POST', '/applications', { ...wish, grants: { areas: [area] } });
      assert.deepEqual([answer.status, answer.body.errors[0].code], [400, 'for-people'], area);
    }
  });

  test('what is approved is widened by nobody beyond what they hold, and not against what somebody else has changed', async () => {
    const owner = await desk.person();
    const app = await newApplication(desk, owner);
    const narrow = await desk.person({
      objects: { company: { view: 'all' }, user: { view: 'all' } },
      areas: ['self.use', 'admin.applications'],
    });
    const change = (by: Owner, version: number, wish: object) =>
      by.browser.call('PATCH', `/applications/${app.id}`, { version, ...wish });
    const wider = { objects: { ...companies.objects, contact: { view: 'all' } } };
    const beyond = await change(narrow, 1, { grants: wider });
    assert.deepEqual([beyond.status, beyond.body.code], [403, 'not-allowed']);
    assert.equal((await change(owner, 1, { grants: wider })).status, 200);
    const late = await change(owner, 1, { purpose: 'As it was before' });
    assert.deepEqual([late.status, late.body.code], [412, 'conflict']);
  });

  test('two applications do not go by one name, which is what a person is asked by', async () => {
    const owner = await desk.person();
    const app = await newApplication(desk, owner);
    const again = await owner.browser.call('POST', '/applications', {
      name: app.name.toUpperCase(),
      redirects: ['https://elsewhere.example/done'],
      confidential: false,
      grants: companies,
    });
    assert.deepEqual([again.status, again.body.errors[0].field], [400, 'name']);
  });

  test('the secret is answered once and kept nowhere, and a new one takes over from the old', async () => {
    const owner = await desk.person();
    const app = await newApplication(desk, owner, { confidential: true });
    assert.match(app.secret!, /^strc_[\w-]{43}[0-9a-z]{7}$/);
    const tables = await desk.acme.db.query<{ table: string }>(
      `select table_schema || '."' || table_name || '"' as table from information_schema.tables
       where table_schema in ('core', 'data') and table_type = 'BASE TABLE'`,
    );
    const c = await connect(desk, app, owner);
    for (const secret of [app.secret!, c.access, c.refresh, c.code])
      for (const { table } of tables.rows) {
        const found = await desk.acme.db.query<{ n: number }>(
          `select count(*)::int as n from ${table} t where t::text like $1`,
          [`%${secret.slice(12, 40)}%`],
        );
        assert.equal(found.rows[0]!.n, 0, table);
      }
    const rotated = await owner.browser.call('POST', `/applications/${app.id}/rotate`, { overlapHours: 1 });
    assert.equal(rotated.status, 200, rotated.text);
    const newer = { ...app, secret: rotated.body.secret as string };
    const first = await desk.refresh(app, c.refresh);
    assert.equal(first.status, 200, first.text);
    moveClock(2 * 3_600_000);
    const late = await desk.refresh(app, first.body.refresh_token);
    assert.deepEqual([late.status, late.body.error], [401, 'invalid_client']);
    assert.equal((await desk.refresh(newer, first.body.refresh_token)).status, 200);
  });

  test('tells who has connected what, when it last acted, and ends one or all of it', async () => {
    const owner = await desk.person();
    const app = await newApplication(desk, owner);
    const [a, b] = [await desk.person(), await desk.person()];
    const [one, other] = [await connect(desk, app, a), await connect(desk, app, b)];
    await status(one);
    const listed = (await owner.browser.call('GET', '/applications')).body.rows.find(
      (r: { id: string }) => r.id === app.id,
    );
    assert.equal(listed.connections, 2);
    assert.ok(listed.lastUsedAt !== null);
    const who = await owner.browser.call('GET', `/applications/${app.id}/connections`);
    assert.deepEqual(new Set(who.body.rows.map((r: { person: { id: string } }) => r.person.id)), new Set([a.id, b.id]));
    // Somebody else's is not there for one who may not keep the list.
    const reader = await desk.person({ objects: { company: { view: 'all' } }, areas: ['self.use'] });
    assert.equal((await reader.browser.call('DELETE', `/connections/${other.id}`)).status, 404);
    assert.equal((await a.browser.call('DELETE', `/connections/${one.id}`)).status, 200);
    assert.deepEqual([await status(one), await status(other)], [401, 200]);
    assert.equal((await owner.browser.call('POST', `/applications/${app.id}/revoke`, {})).body.ended, 1);
    assert.equal(await status(other), 401);
    assert.equal((await desk.refresh(app, other.refresh)).body.error, 'invalid_grant');
  });

  test('waits for a second administrator where the policy asks, and the author collects the secret', async () => {
    const [owner, second] = [await desk.person(), await desk.person()];
    await desk.acme.db.query(`update core.approval_policy set classes = '{applications}'`);
    try {
      const wish = { name: 'Asked for', redirects: [redirect], confidential: true, grants: companies };
      const asked = await owner.browser.call('POST', '/applications', wish);
      assert.equal(asked.status, 202, asked.text);
      assert.match(
        asked.body.pending.summary,
        /Approve the application “Asked for”, answered at https:\/\/app\.example\/done/,
      );
      assert.equal((await desk.acme.db.query(`select 1 from core.application where name = 'Asked for'`)).rowCount, 0);
      await second.browser.call('POST', `/approvals/${asked.body.pending.id}/approve`, {});
      const made = await owner.browser.call('POST', '/applications', wish);
      assert.equal(made.status, 201, made.text);
      assert.match(made.body.secret, /^strc_/);
      const change = await owner.browser.call('PATCH', `/applications/${made.body.application.id}`, {
        version: 1,
        redirects: ['https://evil.example/done'],
      });
      assert.deepEqual([change.status, change.body.pending.collect], [202, false]);
      assert.match(change.body.pending.summary, /It is answered at https:\/\/evil\.example\/done/);
    } finally {
      await desk.acme.db.query(`update core.approval_policy set classes = '{}'`);
    }
  });
});

describe('at once', () => {
  let owner: Owner;
  const ways: readonly [string, (c: Connected, person: Owner, app: { id: string }) => Promise<unknown>][] = [
    ['the person ends the connection', (c, person) => person.browser.call('DELETE', `/connections/${c.id}`)],
    [
      'the application is taken off the list',
      (_c, _p, app) => owner.browser.call('POST', `/applications/${app.id}/disable`, {}),
    ],
    [
      'the account is closed',
      (_c, person) => desk.acme.db.query(`update data."user" set status = 'inactive' where id = $1`, [person.id]),
    ],
    ['the application gives its token back', (c) => desk.revoke(c.app, c.access)],
    ['the application gives its refresh token back', (c) => desk.revoke(c.app, c.refresh)],
  ];
  for (const [what, end] of ways)
    test(`${what}: nothing of it works any more`, async () => {
      owner = await desk.person();
      const app = await newApplication(desk, owner);
      const person = await desk.person();
      const c = await connect(desk, app, person);
      assert.equal(await status(c), 200);
      await end(c, person, app);
      assert.equal(await status(c), 401);
      const again = await desk.refresh(app, c.refresh);
      assert.ok(again.status >= 400 && again.body.access_token === undefined, again.text);
    });

  test('a right taken from the application or from the person is gone from every connection', async () => {
    owner = await desk.person();
    const app = await newApplication(desk, owner);
    const person = await desk.person();
    const c = await connect(desk, app, person);
    const changed = await owner.browser.call('PATCH', `/applications/${app.id}`, {
      version: 1,
      grants: { objects: { user: { view: 'all' } } },
    });
    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual([await status(c), await status(c, '/users')], [403, 200]);
    // Widened again it reaches what was allowed then, and no more.
    const wider = { objects: { company: { view: 'all', edit: 'all' }, user: { view: 'all' } } };
    await owner.browser.call('PATCH', `/applications/${app.id}`, { version: 2, grants: wider });
    const made = await person.browser.call('POST', '/companies', { name: 'Mine' });
    assert.deepEqual(
      [await status(c), (await desk.ask(c.access, 'PATCH', `/companies/${made.body.id}`, { name: 'Theirs' })).status],
      [200, 403],
    );
    await desk.acme.db.query('update core.role set grants = $2 where id = $1', [
      person.role,
      JSON.stringify({ objects: { user: { view: 'all' } }, areas: ['self.use'] }),
    ]);
    assert.deepEqual([await status(c), await status(c, '/users')], [403, 200]);
  });
});

describe('who has access', () => {
  test('tells a connection from a key: by its application, for whom, who approved it, when it was last used, and ends it', async () => {
    const owner = await desk.person();
    const app = await newApplication(desk, owner);
    const person = await desk.person();
    const c = await connect(desk, app, person);
    assert.equal(await status(c), 200);
    const auditor = await desk.person({ objects: { user: { view: 'all' } }, areas: ['self.use', 'admin.access'] });
    const keeper = await desk.person({ areas: ['self.use', 'admin.access', 'admin.applications'] });
    const lineFor = async (who: Owner) => {
      const { body } = await who.browser.call('GET', '/access/holders');
      return body.rows.find((h: { id: string }) => h.id === c.id);
    };
    const nameOf = async (id: string): Promise<string> =>
      (await desk.acme.db.query<{ name: string }>('select name from data."user" where id = $1', [id])).rows[0]!.name;
    const line = await lineFor(auditor);
    assert.deepEqual(
      [line.kind, line.name, line.detail, line.approvedBy, line.what.sees.toSorted(), line.revoke],
      ['application', app.name, await nameOf(person.id), await nameOf(owner.id), ['Companies', 'Users'], []],
    );
    assert.ok(line.lastUsed !== null && line.until !== null);
    const page = await auditor.browser.call('GET', `/access/users/${person.id}`);
    assert.deepEqual(
      page.body.keys.map((k: { name: string; kind: string }) => [k.name, k.kind]),
      [[app.name, 'application']],
    );
    assert.deepEqual((await lineFor(keeper)).revoke, ['connection']);
    assert.equal((await auditor.browser.call('DELETE', `/connections/${c.id}`)).status, 404);
    assert.equal((await keeper.browser.call('DELETE', `/connections/${c.id}`)).status, 200);
    assert.equal(await status(c), 401);
    assert.equal(await lineFor(auditor), undefined);
  });
});
