// A request is written as it is sent: nothing typed into a field gets out of its place, in the address, in a shell or in a program.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { activateLocale } from '../../../web/i18n/i18n.ts';
import type { ApiAction } from './api-document.ts';
import { addressOf, bodyTrouble, curlOf, fetchOf, missingOf } from './api-request.ts';

activateLocale('en');
// its words are loaded with it, behind the language
const { exampleObject, sayType } = await import('./api-types.ts');

const id = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' } as const;
const edit: ApiAction = {
  name: 'deal.edit',
  area: 'deal',
  method: 'PATCH',
  path: '/deals/{id}',
  summary: 'Changes a deal.',
  permission: 'deal.edit',
  publicBecause: null,
  maxBytes: 1024,
  fields: [
    { name: 'id', where: 'path', required: true, schema: id },
    { name: 'as', where: 'query', required: false, schema: { type: 'string' } },
  ],
  body: { type: 'object', properties: { name: { type: 'string' } } },
  bodyNeeded: true,
  takes: 'json',
  answers: 'json',
  answer: null,
};
const nasty = `it's "$(touch /tmp/x)" & \\ ../../me?a=b#c`;
const at = { origin: 'https://vault.example', base: '/api/v1', key: true };

test('what is typed stays one part of the address', () => {
  const filled = { values: { id: nasty, as: nasty }, body: '{}', ifMatch: '' };
  const url = new URL(at.origin + at.base + addressOf(edit, filled));
  assert.equal(url.pathname.split('/').length, 5);
  assert.equal(decodeURIComponent(url.pathname.split('/').at(-1)!), nasty);
  assert.equal(url.searchParams.get('as'), nasty);
  assert.equal(addressOf(edit, { values: {}, body: '', ifMatch: '' }), '/deals/{id}');
  assert.deepEqual(missingOf(edit, { values: { as: 'x' }, body: '', ifMatch: '' }), ['id']);
});

test('in a shell the request is the words it stands for, and runs nothing else', () => {
  const body = JSON.stringify({ name: nasty });
  const text = curlOf(edit, { values: { id: nasty }, body, ifMatch: '7' }, at);
  const said = execFileSync(
    'sh',
    ['-c', `STRONGROOM_KEY=k; curl() { for a; do printf '%s\\0' "$a"; done; }; ${text}`],
    { encoding: 'utf8' },
  );
  assert.deepEqual(said.split('\0').slice(0, -1), [
    '-X',
    'PATCH',
    `https://vault.example/api/v1/deals/${encodeURIComponent(nasty)}`,
    '-H',
    'Authorization: Bearer k',
    '-H',
    'content-type: application/json',
    '-H',
    'if-match: "7"',
    '--data',
    body,
  ]);
});

test('in a program the request is the call it stands for', async () => {
  const body = JSON.stringify({ name: nasty });
  const text = fetchOf(edit, { values: { id: nasty }, body, ifMatch: '' }, at);
  const calls: unknown[] = [];
  const fake = async (...args: unknown[]) => {
    calls.push(args);
    return { json: async () => ({}) };
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- the text of the example is what is under test
  await (new Function('fetch', `return (async () => { ${text} })()`) as (f: unknown) => Promise<void>)(fake);
  assert.deepEqual(calls, [
    [
      `/api/v1/deals/${encodeURIComponent(nasty)}`,
      { method: 'PATCH', headers: { 'content-type': 'application/json' }, body },
    ],
  ]);
});

test('a body that is no JSON is told with its reason, and an empty one only where one is needed', () => {
  assert.equal(bodyTrouble(edit, { values: {}, body: '{"a":1}', ifMatch: '' }), null);
  assert.match(bodyTrouble(edit, { values: {}, body: '{a:1}', ifMatch: '' })!, /JSON/);
  assert.notEqual(bodyTrouble(edit, { values: {}, body: ' ', ifMatch: '' }), null);
  assert.equal(bodyTrouble({ ...edit, bodyNeeded: false }, { values: {}, body: ' ', ifMatch: '' }), null);
});

test('types are told in words', () => {
  for (const [schema, words] of [
    [id, 'an id'],
    [{ anyOf: [id, { type: 'null' }] }, 'an id or null'],
    [{ type: ['string', 'null'], maxLength: 80 }, 'text, at most 80 or null'],
    [{ type: 'string', enum: ['a', 'b'] }, 'one of "a", "b"'],
    [
      { type: 'array', items: { type: 'integer', minimum: 0, maximum: 9_007_199_254_740_991 } },
      'a list of a whole number, at least 0',
    ],
    [
      {
        type: 'object',
        properties: { amount: { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' } },
        required: ['amount'],
      },
      '{ amount: a decimal number, as text }',
    ],
    [{ type: 'object', additionalProperties: {} }, 'an object'],
    [{}, 'anything'],
    [{ type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' }, 'a date, YYYY-MM-DD'],
  ] as const)
    assert.equal(sayType(schema), words);
});

test('an example holds what is needed, else the first that can be given', () => {
  const properties = { owner: id, name: { type: 'string' }, on: { type: 'boolean' } } as const;
  assert.deepEqual(exampleObject({ type: 'object', properties, required: ['on'] }), { on: true });
  assert.deepEqual(exampleObject({ type: 'object', properties }), { name: '' });
  assert.deepEqual(exampleObject({ type: 'object' }), {});
});
