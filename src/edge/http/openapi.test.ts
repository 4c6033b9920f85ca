// The description of the API and the served routes are the same.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { newTenant } from '../../../test/harness/cluster.ts';
import { type TestServer, send, serve } from '../../../test/harness/web.ts';
import { methodOf, pathOf } from '../../contract/action.ts';
import type { Vault } from '../../core/vault.ts';
import { features } from '../../features/index.ts';

let server: TestServer;
let acme: Vault;
// oxlint-disable-next-line typescript/no-explicit-any -- the description is looked into at many places
type Any = any;
let document: Any;

before(async () => {
  acme = await newTenant('acme');
  server = await serve(() => [acme]);
  document = (await send(server.port, { target: '/api/v1/openapi.json', headers: [['Host', acme.hostname]] })).body;
});

const isRoute = (path: string, method: string): Promise<boolean> =>
  send(server.port, {
    method,
    target: `/api/v1${path.replace(/\{\w+\}/g, '01a210bc-bad4-745e-858f-95c06360c82a')}`,
    headers: [
      ['Host', acme.hostname],
      ['Origin', acme.origin],
    ],
  }).then(({ status, body }) => status !== 405 && !(status === 404 && body?.code === 'not-found'));

test('it is OpenAPI 3.1 with every declared action, and nothing else', () => {
  assert.equal(document.openapi, '3.1.0');
  const described = Object.entries(document.paths as Record<string, Record<string, { operationId: string }>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, o]) => `${method.toUpperCase()} ${path} ${o.operationId}`),
  );
  const declared = features
    .flatMap((f) => f.handlers.map((h) => h.action))
    .map((a) => `${methodOf(a)} ${pathOf(a).replace(/:(\w+)/g, '{$1}')} ${a.name}`);
  const own = [
    'GET /events event.stream',
    'GET /ledger/tail ledger.tail',
    'GET /openapi.json api.describe',
    'GET /oauth/metadata api.describeOAuth',
  ];
  assert.deepEqual(described.sort(), [...declared, ...own].sort());
  assert.ok(described.length > 60, `${described.length}`);
});

test('what is described is served, and methods that are not described are not', async () => {
  const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'];
  const paths = Object.entries(document.paths as Record<string, object>);
  const isDescribed = (path: string, method: string): boolean =>
    paths.some(([template, described]) => {
      const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
      return pattern.test(path) && method.toLowerCase() in described;
    });
  for (const [path] of paths) {
    for (const method of methods) {
      assert.equal(await isRoute(path, method), isDescribed(path, method), `${method} ${path}`);
    }
  }
});

test('each operation says who may, what goes in and what comes out; public ones say why', () => {
  for (const [path, methods] of Object.entries(document.paths as Record<string, Record<string, Any>>)) {
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method} ${path}`;
      assert.ok(operation.summary.length > 5, name);
      const closed = operation['x-permission'] !== undefined || operation['x-signed-in'] === true;
      assert.ok(closed || operation['x-public-because'].length > 10, name);
      assert.equal(operation.security?.length === 0, !closed, name);
      assert.ok(operation.responses['2XX'].content !== undefined && operation.responses.default !== undefined, name);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
      const given = (operation.parameters ?? [])
        .filter((p: { in: string }) => p.in === 'path')
        .map((p: { name: string }) => p.name);
      assert.deepEqual(given, inPath, name);
      if (method === 'get' || method === 'delete') assert.equal(operation.requestBody, undefined, name);
    }
  }
});

test('schemas are plain JSON Schema: records with their fields, problems with their codes', () => {
  const text = JSON.stringify(document);
  assert.ok(!text.includes('"$schema"') && !text.includes('undefined'));
  const create = document.paths['/contacts'].post.requestBody.content['application/json'].schema;
  assert.ok('familyName' in create.properties);
  assert.ok(document.components.schemas.Problem.properties.code.enum.includes('conflict'));
  const upload = Object.values(document.paths as Record<string, Any>).find(
    (p) => p.post?.requestBody?.content?.['application/octet-stream'],
  );
  if (features.some((f) => f.handlers.some((h) => h.action.transport === 'upload'))) assert.ok(upload !== undefined);
});

test('it says how often and how much may be asked, as this server holds it', async () => {
  const { burst, perSecond } = document['x-requests-per-address'];
  assert.ok(burst >= perSecond && perSecond > 0, `${burst}, ${perSecond}`);
  for (const { action } of features.flatMap((f) => f.handlers)) {
    const method = methodOf(action);
    const described = document.paths[pathOf(action).replace(/:(\w+)/g, '{$1}')][method.toLowerCase()];
    assert.equal(described['x-max-bytes'], method === 'GET' ? undefined : action.maxBytes, action.name);
  }
  const most: number = document.paths['/session'].post['x-max-bytes'];
  const body = JSON.stringify({ email: 'x'.repeat(most), password: '' });
  const headers: [string, string][] = [
    ['Host', acme.hostname],
    ['Origin', acme.origin],
    ['Content-Type', 'application/json'],
  ];
  const answer = await send(server.port, { method: 'POST', target: '/api/v1/session', headers, body });
  assert.deepEqual([answer.status, answer.body.code], [413, 'too-large']);
});
