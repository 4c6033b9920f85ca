// Binds each declared action to its address: input from path, query and body, one run of the action, its answer as JSON or a file.
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Action, methodOf, pathOf } from '../../contract/action.ts';
import { csrfHeader } from '../../contract/page-token.ts';
import { Problem } from '../../contract/problem.ts';
import type { Answer, Call } from '../../core/feature.ts';
import type { Performer } from '../../core/perform.ts';
import { keyForm } from '../../core/idempotency.ts';
import type { Entered } from './gate.ts';
import { checkPageToken, pageTokenOf } from './page-token.ts';
import { actorFor, cookiesOf, keyActor, readBearer, readTokens } from './identify.ts';
import { checkContentType, checkOrigin, checkProgram, readBasic, readIfMatch, readQuery } from './request-rules.ts';

export const apiBase = '/api/v1';

declare module 'fastify' {
  interface FastifyRequest {
    entered: Entered | null;
    actionName: string | null;
    /** refusals have the form OAuth gives them */
    isForm: boolean;
  }
}

/** The vault and address a request came in with; the gate has let it in, or it would not be here. */
export function enteredOf(request: FastifyRequest): Entered {
  if (request.entered === null) throw new Error('a request that did not come through the gate');
  return request.entered;
}

/** What every request to the API must be, before its body is read. */
export function checkRequest(request: FastifyRequest, action: Action): void {
  const { vault } = enteredOf(request);
  const raw = {
    method: request.method,
    url: request.url,
    headers: request.headers,
    rawHeaders: request.raw.rawHeaders,
  };
  if (action.transport === 'form') checkProgram(raw, vault.origin);
  else checkOrigin(raw, vault.origin);
  checkContentType(raw, action.transport);
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > action.maxBytes) throw new Problem('too-large', `At most ${action.maxBytes} bytes are taken here.`);
}

/** Path, query and body as one object. A name in two of them is refused: which one counts must not be a matter of order. */
export function gatherInput(request: FastifyRequest, action: Action): Record<string, unknown> {
  const input = Object.create(null) as Record<string, unknown>;
  const take = (name: string, value: unknown): void => {
    if (name in input) throw new Problem('bad-request', `${JSON.stringify(name.slice(0, 60))} was sent twice.`);
    input[name] = value;
  };
  for (const [name, value] of Object.entries(request.params as Record<string, string>)) take(name, value);
  for (const [name, value] of readQuery(request.url)) take(name, value);
  const body: unknown = action.transport === 'upload' ? undefined : request.body;
  if (body === undefined || body === null) return input;
  if (typeof body !== 'object' || Array.isArray(body))
    throw new Problem('bad-request', 'The body must be a JSON object.');
  for (const [name, value] of Object.entries(body)) take(name, value);
  if (action.transport === 'form') takeBasic(request, input, take);
  return input;
}

/** One way to say who one is: a secret that came twice is refused, a name that came twice has to be the same. */
function takeBasic(
  request: FastifyRequest,
  input: Record<string, unknown>,
  take: (name: string, value: unknown) => void,
): void {
  const basic = readBasic(request.headers.authorization);
  if (basic === undefined) return;
  if (input['client_id'] !== basic[0]) take('client_id', basic[0]);
  take('client_secret', basic[1]);
}

function callOf(request: FastifyRequest, action: Action): Call {
  const tokens = readTokens(action.transport === 'form' ? undefined : request.headers.cookie);
  return {
    requestId: request.id,
    address: enteredOf(request).address,
    ...(enteredOf(request).doubt ? { addressDoubt: true } : {}),
    userAgent: request.headers['user-agent'] ?? null,
    ifMatch: readIfMatch(request.headers['if-match']),
    reason: readReason(request.headers['change-reason']),
    idempotencyKey: readIdempotencyKey(request.headers['idempotency-key']),
    deviceToken: tokens.device,
    sessionToken: request.headers.authorization === undefined ? tokens.session : null,
    body: action.transport === 'upload' ? request.raw : null,
    answer: {},
  };
}

function readIdempotencyKey(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  if (typeof header !== 'string' || !keyForm.test(header)) {
    throw new Problem('bad-request', 'Idempotency-Key is 8 to 200 visible characters, a new one for each change.');
  }
  return header;
}

/** Why, percent-encoded: headers carry no other letters safely. */
function readReason(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  try {
    const text = decodeURIComponent(String(header)).normalize('NFC').trim();
    if (text.length <= 500 && !text.includes('\0')) return text === '' ? null : text;
  } catch {
    // no percent-encoding
  }
  throw new Problem('bad-request', 'Change-Reason is at most 500 characters, percent-encoded.');
}

const compress = promisify(gzip);

/** Smaller answers are not worth the work. */
const compressFrom = 2048;

async function sendJson(request: FastifyRequest, reply: FastifyReply, output: unknown): Promise<FastifyReply> {
  const text = JSON.stringify(output);
  reply.type('application/json; charset=utf-8').header('vary', 'accept-encoding');
  if (text.length < compressFrom || !/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(text);
  return reply.header('content-encoding', 'gzip').send(await compress(text, { level: constants.Z_BEST_SPEED }));
}

/** A name every system takes as the name of a download, with the true one beside it. */
function disposition(name: string): string {
  const plain = name.replace(/[^\w. -]/g, '_').slice(0, 120);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;
}

/** Reading tells the page its token, changing asks for it. */
function checkPage(request: FastifyRequest, reply: FastifyReply, action: Action, sessionToken: string): void {
  if (methodOf(action) === 'GET') reply.header(csrfHeader, pageTokenOf(sessionToken));
  else checkPageToken(sessionToken, request.headers[csrfHeader.toLowerCase()]);
}

function applyAnswer(reply: FastifyReply, answer: Answer): void {
  reply.code(answer.status ?? 200);
  if (answer.etag !== undefined) reply.header('etag', `"${answer.etag}"`);
  if (answer.operation !== undefined) reply.header('operation', answer.operation);
  for (const line of cookiesOf(answer)) reply.header('set-cookie', line);
  if (answer.session) reply.header(csrfHeader, pageTokenOf(answer.session.token));
  // What a page keeps for itself goes with the session; the cookie by which the browser is known stays.
  if (answer.session === null) reply.header('clear-site-data', '"cache", "storage"');
}

function bindAction(app: FastifyInstance, performer: Performer, action: Action): void {
  app.route({
    method: methodOf(action),
    url: `${apiBase}${pathOf(action)}`,
    bodyLimit: action.maxBytes,
    exposeHeadRoute: false,
    onRequest: async (request) => {
      request.actionName = action.name;
      request.isForm = action.transport === 'form';
      checkRequest(request, action);
    },
    handler: async (request, reply) => {
      const { vault } = enteredOf(request);
      const call = callOf(request, action);
      const key = readBearer(request.headers.authorization);
      const passive = request.headers['session-use'] === 'none';
      const actor =
        key === null
          ? actorFor(action, { session: call.sessionToken, device: call.deviceToken }, passive)
          : keyActor(action, key, enteredOf(request).address);
      if (actor.kind === 'session') checkPage(request, reply, action, call.sessionToken!);
      const output = await performer.run(vault, actor, action.name, gatherInput(request, action), call);
      applyAnswer(reply, call.answer);
      const { file } = call.answer;
      if (file === undefined) return sendJson(request, reply, output);
      return reply.type(file.type).header('content-disposition', disposition(file.name)).send(file.stream);
    },
  });
}

/** One route for each action of the features; the answer lists the actions that have one. */
export function bindActions(app: FastifyInstance, performer: Performer): Action[] {
  const actions = [...performer.handlers.values()].map((handler) => handler.action);
  for (const action of actions) bindAction(app, performer, action);
  return actions;
}
