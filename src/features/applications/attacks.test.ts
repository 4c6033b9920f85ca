// Connected applications as attackers use them: stolen and replayed codes, PKCE taken away, addresses that look right, mixed-up vaults, wider
// scopes, stolen refresh tokens, consent nobody gave. Each attack of RFC 9700 that this server could be open to.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import {
  type App,
  type Connected,
  type Desk,
  type Owner,
  authorize,
  challengeOf,
  connect,
  consent,
  exchangeForm,
  newApplication,
  newVerifier,
  openDesk,
  redirect,
} from '../../../test/harness/applications.ts';
import { setKeyTries } from '../../core/access/key-rates.ts';
import { moveClock, resetClock } from '../../core/clock.ts';
import { defaultLimits } from '../../core/limits.ts';

let desk: Desk;
let owner: Owner;
let app: App;

before(async () => {
  setKeyTries({ burst: 1_000_000, perSecond: 1_000_000 });
  desk = await openDesk();
  owner = await desk.person();
  app = await newApplication(desk, owner);
});
after(() => setKeyTries(defaultLimits.keysPerAddress));
afterEach(resetClock);

const status = async (access: string): Promise<number> => (await desk.ask(access, 'GET', '/companies')).status;

async function newCode(person: Owner = owner, more: object = {}): Promise<{ code: string; verifier: string }> {
  const verifier = newVerifier();
  const back = await consent(person, app, verifier, more);
  return { code: back.searchParams.get('code')!, verifier };
}

async function refused(form: Readonly<Record<string, string>>, error: string): Promise<void> {
  const answer = await desk.form('/oauth/token', form);
  assert.ok([400, 401].includes(answer.status), answer.text);
  assert.equal(answer.body.error, error, answer.text);
  assert.equal(answer.body.access_token, undefined);
  assert.match(String(answer.headers['content-type']), /^application\/json/);
  assert.equal(answer.headers['cache-control'], 'no-store');
}

describe('a code', () => {
  test('that comes a second time ends what the first one got', async () => {
    const c = await connect(desk, app, owner);
    assert.equal(await status(c.access), 200);
    await refused(exchangeForm(app, c.code, c.verifier), 'invalid_grant');
    assert.equal(await status(c.access), 401);
    await refused({ grant_type: 'refresh_token', refresh_token: c.refresh, client_id: app.id }, 'invalid_grant');
    const { rows } = await desk.acme.db.query<{ plain: string }>(
      `select v.plain from core.ledger l join core.ledger_values v on v.entry = l.id where l.record = $1 and l.verb = 'connection ended'`,
      [c.id],
    );
    assert.match(rows[0]!.plain, /its code came a second time/);
  });

  test('exchanged twice at the same moment is exchanged once, and that one ends too', async () => {
    const { code, verifier } = await newCode();
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => desk.form('/oauth/token', exchangeForm(app, code, verifier))),
    );
    const got = answers.filter((a) => a.status === 200);
    assert.ok(got.length <= 1, answers.map((a) => a.text).join('\n'));
    for (const a of got) assert.equal(await status(a.body.access_token), 401);
  });

  test('is worth nothing without its verifier, and a wrong guess burns it', async () => {
    for (const verifier of ['', newVerifier(), 'short', challengeOf('x')]) {
      const { code, verifier: right } = await newCode();
      await refused(exchangeForm(app, code, verifier), 'invalid_grant');
      await refused(exchangeForm(app, code, right), 'invalid_grant');
    }
    // Whoever saw the challenge in the address has not seen the verifier.
    const { code, verifier } = await newCode();
    await refused(exchangeForm(app, code, challengeOf(verifier)), 'invalid_grant');
  });

  test('lives a minute, and is good for its own application and address alone', async () => {
    const { code, verifier } = await newCode();
    moveClock(61_000);
    await refused(exchangeForm(app, code, verifier), 'invalid_grant');
    resetClock();
    const other = await newApplication(desk, owner, { redirects: [redirect, `${redirect}/too`] });
    const second = await newCode();
    await refused(exchangeForm(other, second.code, second.verifier), 'invalid_grant');
    const third = await newCode();
    await refused(exchangeForm(app, third.code, third.verifier, { redirect_uri: `${redirect}/too` }), 'invalid_grant');
    const fourth = await newCode();
    const { redirect_uri: _, ...without } = exchangeForm(app, fourth.code, fourth.verifier);
    await refused(without, 'invalid_grant');
  });

  test('is no key, no refresh token and no session; nor is any other of these anything else', async () => {
    const { code } = await newCode();
    const c = await connect(desk, app, owner);
    for (const secret of [code, c.refresh, c.code]) assert.equal(await status(secret), 401);
    for (const token of [code, c.access])
      await refused({ grant_type: 'refresh_token', refresh_token: token, client_id: app.id }, 'invalid_grant');
    await refused(exchangeForm(app, c.refresh, c.verifier), 'invalid_grant');
    assert.equal(await status(c.access), 200);
  });

  test('of an account that was closed, or an application that was changed or taken away, before it was exchanged is worth nothing', async () => {
    const leaver = await desk.person();
    const first = await newCode(leaver);
    await desk.acme.db.query(`update data."user" set status = 'inactive' where id = $1`, [leaver.id]);
    await refused(exchangeForm(app, first.code, first.verifier), 'invalid_grant');

    const gone = await newApplication(desk, owner);
    const verifier = newVerifier();
    const code = (await consent(owner, gone, verifier)).searchParams.get('code')!;
    assert.equal((await owner.browser.call('POST', `/applications/${gone.id}/disable`, {})).status, 200);
    await refused(exchangeForm(gone, code, verifier), 'invalid_client');
  });
});

describe('a request for consent', () => {
  const asked = (person: Owner, more: object, path = '/consents/question') =>
    person.browser.call('POST', path, { ...authorize(app, newVerifier(), more) });

  test('without PKCE, or with plain, is not even shown', async () => {
    for (const more of [
      { code_challenge: undefined },
      { code_challenge: '' },
      { code_challenge: 'x' },
      { code_challenge_method: undefined },
      { code_challenge_method: 'plain' },
      { code_challenge_method: 's256' },
      { response_type: 'token' },
      { response_type: 'code token' },
      { response_type: undefined },
    ])
      for (const [path, extra] of [
        ['/consents/question', {}],
        ['/consents', { version: 1 }],
      ] as const) {
        const answer = await asked(owner, { ...more, ...extra }, path);
        assert.deepEqual([answer.status, answer.body.code], [400, 'invalid-input'], JSON.stringify(more));
      }
  });

  test('goes to no address but those approved, letter by letter', async () => {
    for (const address of [
      'https://app.example/done/',
      'https://app.example/done?x=1',
      'https://app.example/done#x',
      'https://app.example:443/done',
      'https://APP.example/done',
      'https://app.example/./done',
      'https://app.example/done/../done',
      'https://app.example/%64one',
      'https://app.example.evil.example/done',
      'https://app.example@evil.example/done',
      'http://app.example/done',
      '//app.example/done',
      'javascript:alert(1)//https://app.example/done',
      'https://app.example/done\n',
      'https://app.example/done https://evil.example',
      '',
    ]) {
      const answer = await asked(owner, { redirect_uri: address });
      assert.deepEqual([answer.status, answer.body.errors?.[0]?.field], [400, 'redirect_uri'], JSON.stringify(address));
      assert.ok(!answer.text.includes('refuse'), 'nothing to go back to is told');
      const given = await asked(owner, { redirect_uri: address, version: 1 }, '/consents');
      assert.equal(given.status, 400, JSON.stringify(address));
    }
  });

  test('of an application that is not on the list, or is so no more, is refused to the person and sent nowhere', async () => {
    const gone = await newApplication(desk, owner);
    await owner.browser.call('POST', `/applications/${gone.id}/disable`, {});
    for (const id of ['shop', '00000000-0000-7000-8000-000000000999', gone.id])
      for (const [path, more] of [
        ['/consents/question', {}],
        ['/consents', { version: 1 }],
      ] as const) {
        const answer = await owner.browser.call('POST', path, { ...authorize({ id }, newVerifier()), ...more });
        assert.deepEqual([answer.status, answer.body.errors?.[0]?.field], [400, 'client_id'], id);
      }
  });

  test('names an address that is approved only in its one safe form', async () => {
    for (const address of [
      'http://app.example/done',
      'http://localhost/done',
      'http://127.0.0.1.evil.example/done',
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'myapp:/done',
      'https://*.app.example/done',
      'https://user@app.example/done',
      'https://app.example/done#x',
      'https://app.example',
      'https://app.example/done?code=1',
      'https://app.example\\@evil.example/',
      ' ',
    ]) {
      const answer = await owner.browser.call('POST', '/applications', {
        name: `Odd ${address.slice(0, 40)}`,
        redirects: [address],
        grants: { objects: { company: { view: 'all' } } },
        confidential: false,
      });
      assert.deepEqual([answer.status, answer.body.errors?.[0]?.field], [400, 'redirects'], address);
    }
    for (const address of [
      'http://127.0.0.1:8123/cb',
      'http://[::1]:8123/cb',
      'com.example.app:/cb',
      'https://app.example/x?y=z',
    ])
      await newApplication(desk, owner, { redirects: [address] });
  });

  test('for more than was approved is refused, at the start and at every refresh', async () => {
    for (const scope of [
      'company.view company.edit',
      'contact.view',
      'admin.roles',
      'everything',
      'company.*',
      'company.view\tcompany.edit',
    ]) {
      const answer = await asked(owner, { scope });
      assert.deepEqual([answer.status, answer.body.errors?.[0]?.field], [400, 'scope'], scope);
    }
    const c = await connect(desk, app, owner, { scope: 'company.view' });
    for (const scope of ['company.view company.create', 'company.create', 'contact.view'])
      await refused(
        { grant_type: 'refresh_token', refresh_token: c.refresh, client_id: app.id, scope },
        'invalid_scope',
      );
    const next = await desk.refresh(app, c.refresh, { scope: 'company.view' });
    assert.equal(next.body.scope, 'company.view');
  });

  test('for fewer rights gives no more of them for single kinds of activity: they are named, told, and left out', async () => {
    const person = await desk.person({
      objects: { activity: { view: 'all', create: 'all', edit: 'all' } },
      areas: ['self.use', 'admin.applications'],
    });
    const grants = { objects: { activity: { view: 'all', types: { call: { edit: 'all' } } } } };
    const caller = await newApplication(desk, person, { grants });
    const question = await person.browser.call('POST', '/consents/question', authorize(caller, newVerifier()));
    assert.deepEqual(question.body.rights, ['activity.view', 'activity.edit']);
    assert.deepEqual(
      question.body.objects[0].verbs.map((v: { verb: string }) => v.verb),
      ['view', 'edit'],
    );
    const { id } = (await person.browser.call('POST', '/activities', { type: 'call', subject: 'Ring' })).body;
    const change = async ({ access }: Connected): Promise<number> =>
      (await desk.ask(access, 'PATCH', `/activities/${id}`, { subject: 'Rang' })).status;
    assert.equal(await change(await connect(desk, caller, person)), 200);
    const less = await connect(desk, caller, person, { scope: 'activity.view' });
    assert.equal(less.scope, 'activity.view');
    assert.equal(await change(less), 403);
  });

  test('is answered only to the person’s own page: not from another site, not by a key, not by an application, not signed out', async () => {
    const more = { version: 1 };
    for (const headers of [
      { Origin: 'https://evil.example' },
      { Origin: null },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
    ])
      for (const path of ['/consents', '/consents/question']) {
        const answer = await owner.browser.call('POST', path, authorize(app, newVerifier(), more), headers);
        assert.deepEqual([answer.status, answer.body.code], [403, 'wrong-origin'], JSON.stringify(headers));
      }
    const c = await connect(desk, app, owner);
    assert.equal((await desk.ask(c.access, 'POST', '/consents', authorize(app, newVerifier(), more))).status, 403);
    assert.equal((await desk.ask(c.access, 'GET', '/connections')).status, 403);
    assert.equal((await desk.ask(c.access, 'DELETE', `/connections/${c.id}`)).status, 403);
    const stranger = await desk.person();
    stranger.browser.cookies.clear();
    assert.equal((await asked(stranger, {})).status, 401);
    const count = await desk.acme.db.query(
      'select 1 from core.authorization_code where user_id = $1 and key_id is null',
      [stranger.id],
    );
    assert.equal(count.rowCount, 0);
  });

  test('cannot be laid under somebody’s click: the page may stand in no frame, and its answer in none', async () => {
    const page = await desk.get(desk.acme.vault, '/authorize?client_id=x');
    assert.match(String(page.headers['content-security-policy']), /frame-ancestors 'none'/);
    assert.equal(page.headers['x-frame-options'], 'DENY');
    assert.equal(page.headers['cross-origin-opener-policy'], 'same-origin');
    assert.equal(page.headers['referrer-policy'], 'no-referrer');
  });

  test('that was changed between question and answer is asked again', async () => {
    const mine = await newApplication(desk, owner);
    const wider = { objects: { company: { view: 'all', create: 'own', edit: 'all' }, user: { view: 'all' } } };
    await owner.browser.call('PATCH', `/applications/${mine.id}`, { version: 1, grants: wider });
    const answer = await owner.browser.call('POST', '/consents', { ...authorize(mine, newVerifier()), version: 1 });
    assert.deepEqual([answer.status, answer.body.code], [412, 'conflict']);
  });

  test('answers with who answers, so that a program at several vaults cannot be mixed up', async () => {
    const back = await consent(owner, app, newVerifier(), { state: 'a&b=c#d' });
    assert.equal(back.searchParams.get('iss'), desk.acme.vault.origin);
    assert.equal(back.searchParams.get('state'), 'a&b=c#d');
    assert.deepEqual([...back.searchParams.keys()].toSorted(), ['code', 'iss', 'state']);
    assert.equal(`${back.origin}${back.pathname}`, redirect);
  });
});

describe('a token', () => {
  test('of another vault opens nothing, refreshes nothing and ends nothing', async () => {
    const c = await connect(desk, app, owner);
    const there = await desk.person(undefined, desk.beta);
    const sameName = await newApplication(desk, there);
    assert.equal((await desk.ask(c.access, 'GET', '/companies', undefined, desk.beta)).status, 401);
    for (const id of [app.id, sameName.id]) {
      const form = { grant_type: 'refresh_token', refresh_token: c.refresh, client_id: id };
      const answer = await desk.form('/oauth/token', form, [], desk.beta);
      assert.ok(['invalid_grant', 'invalid_client'].includes(answer.body.error), answer.text);
      await desk.form('/oauth/revoke', { token: c.access, client_id: id }, [], desk.beta);
    }
    const code = await newCode();
    const answer = await desk.form('/oauth/token', exchangeForm(sameName, code.code, code.verifier), [], desk.beta);
    assert.equal(answer.body.error, 'invalid_grant');
    assert.equal(await status(c.access), 200);
  });

  test('to refresh with that was used ends the whole connection when it comes again, whoever sends it', async () => {
    const c = await connect(desk, app, owner);
    const thief = await desk.refresh(app, c.refresh);
    assert.equal(thief.status, 200, thief.text);
    assert.equal(await status(thief.body.access_token), 200);
    const honest = await desk.refresh(app, c.refresh);
    assert.deepEqual([honest.status, honest.body.error], [400, 'invalid_grant']);
    for (const access of [c.access, thief.body.access_token]) assert.equal(await status(access), 401);
    assert.equal((await desk.refresh(app, thief.body.refresh_token)).body.error, 'invalid_grant');
  });

  test('to refresh with, sent four times at once, is used once at most', async () => {
    const c = await connect(desk, app, owner);
    const answers = await Promise.all([1, 2, 3, 4].map(() => desk.refresh(app, c.refresh)));
    assert.ok(answers.filter((a) => a.status === 200).length <= 1);
    assert.equal(await status(c.access), 401);
  });

  test('is given to nobody who is not the application: no secret, a wrong one, one too many, another’s, twice in two ways', async () => {
    const secret = await newApplication(desk, owner, { confidential: true });
    const other = await newApplication(desk, owner, { confidential: true });
    const c = await connect(desk, secret, owner);
    const form = { grant_type: 'refresh_token', refresh_token: c.refresh, client_id: secret.id };
    await refused(form, 'invalid_client');
    await refused({ ...form, client_secret: other.secret! }, 'invalid_client');
    await refused({ ...form, client_secret: `${secret.secret!.slice(0, -1)}_` }, 'invalid_client');
    await refused({ ...form, client_id: other.id, client_secret: other.secret! }, 'invalid_grant');
    await refused({ ...form, client_id: 'x' }, 'invalid_client');
    await refused({ grant_type: 'refresh_token', refresh_token: c.refresh }, 'invalid_client');
    await refused({ ...form, grant_type: 'password' }, 'unsupported_grant_type');
    await refused(
      { ...form, grant_type: 'client_credentials', client_secret: secret.secret! },
      'unsupported_grant_type',
    );
    await refused(exchangeForm({ ...app, secret: secret.secret }, c.code, c.verifier), 'invalid_client');
    const basic = (id: string, key: string): [string, string] => [
      'Authorization',
      `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(key)}`).toString('base64')}`,
    ];
    const twice = await desk.form('/oauth/token', { ...form, client_secret: secret.secret! }, [
      basic(secret.id, secret.secret!),
    ]);
    assert.deepEqual([twice.status, twice.body.error], [400, 'invalid_request']);
    const mixed = await desk.form('/oauth/token', form, [basic(other.id, other.secret!)]);
    assert.deepEqual([mixed.status, mixed.body.error], [400, 'invalid_request']);
    assert.equal(await status(c.access), 200);
    const right = await desk.form('/oauth/token', form, [basic(secret.id, secret.secret!)]);
    assert.equal(right.status, 200, right.text);
  });

  test('is asked for by programs: a page of another site is turned away, JSON too, and cookies count for nothing', async () => {
    const c = await connect(desk, app, owner);
    const form = { grant_type: 'refresh_token', refresh_token: c.refresh, client_id: app.id };
    for (const headers of [[['Origin', 'https://evil.example']], [['Sec-Fetch-Site', 'cross-site']]] as const) {
      const answer = await desk.form('/oauth/token', form, headers);
      assert.deepEqual([answer.status, answer.body.error], [403, 'invalid_request']);
    }
    const json = await owner.browser.call('POST', '/oauth/token', form);
    assert.equal(json.status, 415);
    assert.equal((await desk.refresh(app, c.refresh)).status, 200);
  });

  test('of another application is not ended by this one, and a token nobody knows is as good as ended', async () => {
    const c = await connect(desk, app, owner);
    const other = await newApplication(desk, owner);
    for (const token of [c.access, c.refresh, 'nothing', '']) {
      const answer = await desk.revoke(other, token);
      assert.deepEqual([answer.status, answer.text], [200, '{}']);
    }
    assert.equal(await status(c.access), 200);
    assert.equal((await desk.revoke({ ...app, secret: 'wrong' }, c.access)).body.error, 'invalid_client');
    assert.equal(await status(c.access), 200);
  });

  test('gives its bearer no way to more: it makes no key, approves no application, allows nothing, reads no other’s connections', async () => {
    const keeper = await desk.person({
      objects: { company: { view: 'all' }, user: { view: 'all' } },
      areas: ['self.use', 'admin.applications', 'admin.keys'],
    });
    const c: Connected = await connect(desk, app, keeper);
    for (const [method, path, body] of [
      [
        'POST',
        '/keys',
        { name: 'Child', grants: { areas: ['self.use'] }, expiresAt: new Date(Date.now() + 9e6).toISOString() },
      ],
      ['GET', '/keys', undefined],
      ['GET', '/applications', undefined],
      ['POST', `/applications/${app.id}/disable`, {}],
      ['POST', '/me/password', { current: 'x', next: 'seven purple elephants dance' }],
      ['GET', '/role-matrix', undefined],
    ] as const)
      assert.equal((await desk.ask(c.access, method, path, body)).status, 403, path);
    // The connection is no key of its person either: it is neither listed nor rotated as one.
    const keys = await keeper.browser.call('GET', '/keys');
    assert.deepEqual(keys.body.rows, []);
    assert.equal((await keeper.browser.call('POST', `/keys/${c.id}/rotate`, { overlapHours: 1 })).status, 404);
  });
});
