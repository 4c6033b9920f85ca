// Every refusal becomes a typed problem, and a session that ended is renewed before a call is given up.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { CallError, addressOf, ask, call, onSessionEnd, reasonFor, sendFromPage } from './call.ts';

const real = globalThis.fetch;
const sent: { url: string; init: RequestInit }[] = [];

/** Answers the given responses one after the other. */
function serve(...answers: (Response | Error)[]): void {
  sent.length = 0;
  globalThis.fetch = (async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    const answer = answers.shift();
    if (answer === undefined) throw new Error('The test did not expect another call.');
    if (answer instanceof Error) throw answer;
    return answer;
  }) as typeof fetch;
}

const json = (body: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' }, ...init });
const refusal = (status: number, body: object) =>
  new Response(JSON.stringify({ status, ...body }), {
    status,
    headers: { 'content-type': 'application/problem+json', 'request-id': 'r1' },
  });

afterEach(() => {
  globalThis.fetch = real;
  onSessionEnd(null);
});

test('an answer comes with its version and the operation that can be undone', async () => {
  serve(json({ id: 'a' }, { headers: { etag: '"7"', operation: 'op1', 'content-type': 'application/json' } }));
  assert.deepEqual(await call('PATCH', '/contacts/a', { body: { stage: 'lead' }, ifMatch: 6 }), {
    data: { id: 'a' },
    etag: '"7"',
    operation: 'op1',
  });
  const headers = sent[0]!.init.headers as Record<string, string>;
  assert.equal(headers['if-match'], '"6"');
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(sent[0]!.init.body, '{"stage":"lead"}');
});

test('a change goes with the token of the page; told that it is outdated, it hears the present one and is sent once more, not for ever', async () => {
  const told = (token: string) => ({ headers: { 'csrf-token': token, 'content-type': 'application/json' } });
  serve(json({}, told('first')));
  await call('GET', '/me');
  const outdated = () => refusal(403, { code: 'page-outdated', title: 'x' });
  serve(outdated(), json({}, told('second')), json({ id: 'a' }));
  await call('POST', '/companies', { body: {} });
  const tokens = sent.map(({ init }) => (init.headers as Record<string, string>)['CSRF-Token']);
  assert.deepEqual(tokens, ['first', 'first', 'second']);
  serve(outdated(), json({}, told('third')), outdated());
  await assert.rejects(
    call('POST', '/companies', { body: {} }),
    (e: unknown) => e instanceof CallError && e.problem.code === 'page-outdated',
  );
});

test('what is no JSON and what somebody sends by hand go the same way: with the token, and once more when it is outdated', async () => {
  const outdated = () => refusal(403, { code: 'page-outdated', title: 'x' });
  const fresh = () => json({}, { headers: { 'csrf-token': 'fourth', 'content-type': 'application/json' } });
  serve(outdated(), fresh(), new Response('a;b', { headers: { 'content-type': 'text/csv' } }));
  const file = await ask('POST', '/exports/totals', { accept: 'text/csv, application/json', body: { entity: 'deal' } });
  assert.equal(await file.text(), 'a;b');
  assert.deepEqual(
    sent.map(({ init }) => (init.headers as Record<string, string>)['accept']),
    ['text/csv, application/json', undefined, 'text/csv, application/json'],
  );
  assert.equal((sent[2]!.init.headers as Record<string, string>)['CSRF-Token'], 'fourth');

  serve(outdated(), fresh(), refusal(403, { code: 'not-allowed', title: 'x' }));
  const answer = await sendFromPage('/api/v1/deals', { method: 'POST', body: '{}' });
  assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [403, 'not-allowed']);
  assert.equal(sent[2]!.init.body, '{}');
});

test('what is not given does not stand in the address', () => {
  assert.equal(addressOf('/contacts', { search: '', cursor: undefined, limit: 200 }), '/api/v1/contacts?limit=200');
  assert.equal(
    addressOf('/contacts', { filter: '{"field":"a&b"}' }),
    '/api/v1/contacts?filter=%7B%22field%22%3A%22a%26b%22%7D',
  );
});

test('a problem is thrown with its code, its fields and the number that finds it', async () => {
  serve(
    refusal(400, {
      code: 'invalid-input',
      title: 'Some of what was sent does not fit.',
      errors: [{ field: 'emails[0].value', code: 'format', reason: 'This is no address.', fits: 'name@example.com' }],
    }),
  );
  await assert.rejects(call('POST', '/contacts', { body: {} }), (error: unknown) => {
    assert.ok(error instanceof CallError);
    assert.equal(error.problem.code, 'invalid-input');
    assert.equal(error.problem.requestId, 'r1');
    assert.equal(reasonFor(error, 'emails'), 'This is no address. name@example.com');
    assert.equal(reasonFor(error, 'email'), null);
    return true;
  });
});

test('what never arrives, and what something else answers, have names of their own', async () => {
  serve(new TypeError('Failed to fetch'));
  await assert.rejects(call('GET', '/me'), (e: unknown) => e instanceof CallError && e.problem.code === 'offline');
  serve(new Response('<html>Bad gateway</html>', { status: 502, headers: { 'content-type': 'text/html' } }));
  await assert.rejects(
    call('GET', '/me'),
    (e: unknown) => e instanceof CallError && e.problem.code === 'unreadable' && e.problem.status === 502,
  );
});

test('a call that finds the session ended waits for a new sign-in and is then made again', async () => {
  serve(refusal(401, { code: 'session-ended', title: 'Your session has ended.' }), json({ saved: true }));
  let asked = 0;
  onSessionEnd(async () => {
    asked++;
    return true;
  });
  assert.deepEqual((await call('PATCH', '/contacts/a', { body: { notes: 'long text' } })).data, { saved: true });
  assert.equal(asked, 1);
  assert.equal(sent.length, 2);
  assert.equal(sent[1]!.init.body, '{"notes":"long text"}');
});

test('signing in itself never asks for a sign-in', async () => {
  serve(refusal(401, { code: 'sign-in-failed', title: 'This name and password do not fit together.' }));
  onSessionEnd(() => assert.fail('asked'));
  await assert.rejects(
    call('POST', '/session', { body: {}, signingIn: true }),
    (e: unknown) => e instanceof CallError && e.problem.code === 'sign-in-failed',
  );
});
