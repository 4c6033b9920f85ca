// The page about the API shows what the document holds and one may run: nothing less, nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activateLocale } from '../../../web/i18n/i18n.ts';
import { type ApiDocument, actionsOf, changes, findActions, runnable, takesKeys } from './api-document.ts';
import { refusalsOf } from './api-refusals.ts';

activateLocale('en');

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const doc: ApiDocument = {
  openapi: '3.1.0',
  info: { title: 'Strongroom', version: '1' },
  servers: [{ url: '/api/v1' }],
  paths: {
    '/deals': {
      get: {
        operationId: 'deal.list',
        summary: 'A page of deals.',
        tags: ['deal'],
        'x-permission': 'deal.view',
        parameters: [{ name: 'limit', in: 'query', required: false, schema: { type: 'string' } }],
        responses: { '2XX': json({ type: 'object', properties: { rows: { type: 'array' } } }), default: {} },
      },
      post: {
        operationId: 'deal.create',
        summary: 'Adds a deal.',
        tags: ['deal'],
        'x-permission': 'deal.create',
        requestBody: {
          required: true,
          ...json({ type: 'object', properties: { name: { type: 'string' }, amount: {} }, required: ['name'] }),
        },
        responses: { '2XX': json({}) },
      },
    },
    '/deals/{id}': {
      patch: {
        operationId: 'deal.edit',
        summary: 'Changes a deal.',
        tags: ['deal'],
        'x-permission': 'deal.edit',
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        requestBody: json({ type: 'object', properties: { name: { type: 'string' } } }),
        responses: { '2XX': json({}) },
      },
    },
    '/files': {
      post: {
        operationId: 'file.upload',
        summary: 'Takes a file.',
        requestBody: { content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } },
        responses: { '2XX': { content: { 'application/octet-stream': { schema: {} } } } },
      },
    },
    '/events': {
      get: {
        operationId: 'event.stream',
        summary: 'Tells what changes.',
        responses: { '2XX': { content: { 'text/event-stream': { schema: {} } } } },
      },
    },
    '/session': {
      post: {
        operationId: 'session.start',
        summary: 'Signs in.',
        'x-public-because': 'nobody is signed in yet',
        responses: { '2XX': json({}) },
      },
    },
  },
  components: { securitySchemes: { session: { type: 'apiKey' } } },
};
const all = actionsOf(doc);
const named = (name: string) => all.find((a) => a.name === name)!;

test('every operation of the document is an action, with each field where it travels', () => {
  assert.deepEqual(
    all.map((a) => a.name),
    ['deal.list', 'deal.create', 'deal.edit', 'file.upload', 'event.stream', 'session.start'],
  );
  assert.deepEqual(
    named('deal.create').fields.map((f) => [f.name, f.where, f.required]),
    [
      ['name', 'body', true],
      ['amount', 'body', false],
    ],
  );
  assert.deepEqual(
    named('deal.edit').fields.map((f) => [f.name, f.where]),
    [
      ['id', 'path'],
      ['name', 'body'],
    ],
  );
  assert.deepEqual(
    [named('file.upload').takes, named('file.upload').answers, named('event.stream').answers],
    ['file', 'file', 'stream'],
  );
});

test('without the right an action is not there; what is open or for all who are signed in is', () => {
  assert.deepEqual(
    runnable(all, ['deal.view']).map((a) => a.name),
    ['deal.list', 'file.upload', 'event.stream', 'session.start'],
  );
  assert.deepEqual(runnable(all, ['deal.view', 'deal.edit']).length, 5);
});

test('words are looked for in name, method, address and sentence, all of them', () => {
  assert.deepEqual(
    findActions(all, 'DEAL adds').map((a) => a.name),
    ['deal.create'],
  );
  assert.deepEqual(
    findActions(all, 'patch').map((a) => a.name),
    ['deal.edit'],
  );
  assert.deepEqual(
    findActions(all, '/deals/{id}').map((a) => a.name),
    ['deal.edit'],
  );
  assert.equal(findActions(all, 'deal nothing').length, 0);
  assert.equal(findActions(all, '  ').length, all.length);
});

test('only reading runs unasked, and keys are spoken of where the document does', () => {
  assert.deepEqual(
    all.filter(changes).map((a) => a.method),
    ['POST', 'PATCH', 'POST', 'POST'],
  );
  assert.equal(takesKeys(doc), false);
  assert.equal(
    takesKeys({ ...doc, components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } } }),
    true,
  );
});

test('refusals follow from what an action is', () => {
  const codes = (name: string) => refusalsOf(named(name)).map((r) => r.code);
  assert.ok(codes('deal.edit').includes('conflict') && codes('deal.edit').includes('not-found'));
  assert.ok(!codes('deal.list').includes('conflict') && !codes('deal.list').includes('wrong-origin'));
  assert.ok(codes('deal.list').includes('invalid-cursor') && codes('deal.list').includes('invalid-filter'));
  assert.ok(!codes('session.start').includes('not-allowed'));
  assert.ok(codes('file.upload').includes('unsupported-type'));
});
