// The web server: its limits, its order (gate, identify, bind), its end. Which features there are and where vaults live it is told.
import { type Server as NetServer, createServer } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type Action, methodOf } from '../../contract/action.ts';
import { Problem } from '../../contract/problem.ts';
import { describeApi, describeOAuth, eventStream, ledgerTail } from '../../contract/own-actions.ts';
import { newId } from '../../core/ids.ts';
import { type Limits, Slots } from '../../core/limits.ts';
import { normalAddress } from '../../core/address.ts';
import type { Networks } from '../../core/network/networks.ts';
import type { Performer } from '../../core/perform.ts';
import { apiBase, bindActions, checkRequest } from './bind.ts';
import { bindEvents } from './events.ts';
import type { Streams } from './streams.ts';
import { bindTail } from './tail.ts';
import { Gate, type GateOptions } from './gate.ts';
import { dataHeaders, hsts } from './headers.ts';
import { describe, templateOf } from './openapi.ts';
import { bindMetadata } from './oauth.ts';
import { bindPages, readPages } from './pages.ts';
import { answerProblem } from './problems.ts';
import { turnAway } from './turn-away.ts';
import { hasBody, readForm } from './request-rules.ts';

type Socket = FastifyRequest['raw']['socket'];

export interface WebServerOptions extends GateOptions {
  readonly performer: Performer;
  /** folder of the built pages */
  readonly pages: string;
  /** PEM; undefined: plain HTTP, to localhost or behind a proxy */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface WebServer {
  /** answers the port */
  listen(host: string, port: number): Promise<number>;
  /** what is served, with its own actions; each has a route and stands in the API's description */
  readonly actions: readonly Action[];
  readonly streams: Streams;
  /** what is known of rules on networks */
  readonly networks: Networks;
  /** The same answer without a socket, for whoever holds the server itself. That of a stream comes when it ends. */
  ask(request: AskedRequest): Promise<{ readonly status: number; readonly headers: object; readonly text: string }>;
  /** new certificate files, without a restart */
  renewTls(tls: { readonly cert: string; readonly key: string }): void;
  /** takes no new requests, lets what is under way finish for so many milliseconds, then ends it */
  close(patienceMs?: number): Promise<void>;
}

export interface AskedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Milliseconds and bytes. */
const bounds = {
  headers: 16 * 1024,
  headersTime: 10_000,
  /** a whole request, uploads of 200 MB over a slow line included */
  requestTime: 30 * 60_000,
  silence: 120_000,
  keepAlive: 65_000,
} as const;

function makeApp(options: WebServerOptions): FastifyInstance {
  const { tls } = options;
  const http = { maxHeaderSize: bounds.headers, headersTimeout: bounds.headersTime };
  const app = fastify({
    ...(tls === undefined ? { http } : { https: { ...http, ...tls, minVersion: 'TLSv1.2' } }),
    logger: false,
    trustProxy: false,
    genReqId: () => newId(),
    requestIdHeader: false,
    requestTimeout: bounds.requestTime,
    connectionTimeout: bounds.silence,
    keepAliveTimeout: bounds.keepAlive,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    exposeHeadRoutes: false,
    routerOptions: {
      maxParamLength: 200,
      caseSensitive: true,
      ignoreTrailingSlash: false,
      ignoreDuplicateSlashes: false,
    },
    frameworkErrors: (error, request, reply) => {
      reply.headers(dataHeaders(undefined, request.id));
      answerProblem(error, request, reply);
    },
    clientErrorHandler: refuseSocket,
  });
  return app;
}

/** What is not even HTTP gets one line and the end of its connection. */
function refuseSocket(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** JSON that trickles in slower than this is not waited for; uploads may take their time. */
function boundBody(request: FastifyRequest, ms: number): void {
  if (!hasBody(request) || request.headers['content-type'] === 'application/octet-stream') return;
  const timer = setTimeout(() => request.raw.destroy(), ms);
  timer.unref();
  request.raw.once('end', () => clearTimeout(timer));
  request.raw.once('close', () => clearTimeout(timer));
}

function guard(app: FastifyInstance, gate: Gate, networks: Networks, limits: Limits): void {
  app.decorateRequest('entered', null);
  app.decorateRequest('actionName', null);
  app.decorateRequest('isForm', false);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(dataHeaders(undefined, request.id));
    request.entered = gate.enter(request.raw);
    reply.headers(hsts(request.entered.vault));
    boundBody(request, limits.jsonBodyMs);
    const { vault, address } = request.entered;
    const page = await networks.turnsAway(vault, address);
    if (page !== null) return turnAway(request, reply, page);
  });
  app.setErrorHandler((error, request, reply) => void answerProblem(error, request, reply));
  app.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null, undefined));
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, readForm(body as string));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
  app.removeContentTypeParser('text/plain');
}

/** An address of the API that takes other methods says which; any other is not there. */
function bindUnknown(app: FastifyInstance, actions: readonly Action[]): void {
  const served = actions.map((action) => ({
    method: methodOf(action),
    pattern: new RegExp(`^${apiBase}${templateOf(action).replace(/\{\w+\}/g, '[^/]+')}$`),
  }));
  const refuse = (request: FastifyRequest, reply: FastifyReply): never => {
    const path = request.url.split('?', 1)[0]!;
    const isPage = !path.startsWith('/api/');
    const methods = isPage ? ['GET', 'HEAD'] : served.filter((s) => s.pattern.test(path)).map((s) => s.method);
    if (methods.length === 0) throw new Problem('not-found');
    reply.header('allow', [...new Set(methods)].join(', '));
    throw new Problem('method-not-allowed');
  };
  // Before any body is looked at.
  const onRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<never> => refuse(request, reply);
  app.all('/api/*', { onRequest }, onRequest);
  app.setNotFoundHandler(onRequest);
}

function bindDescription(app: FastifyInstance, actions: readonly Action[], limits: Limits): void {
  let text: string | undefined;
  app.route({
    method: 'GET',
    url: `${apiBase}/openapi.json`,
    exposeHeadRoute: false,
    onRequest: async (request) => {
      request.actionName = describeApi.name;
      checkRequest(request, describeApi);
    },
    handler: async (_request, reply) => {
      text ??= JSON.stringify(describe(actions, limits));
      return reply.type('application/json; charset=utf-8').send(text);
    },
  });
}

/** One peer gets only so many sockets; proxies speak for many. */
function boundSockets(app: FastifyInstance, options: WebServerOptions): void {
  const perPeer = new Slots(options.limits.connectionsPerPeer);
  app.server.maxConnections = options.limits.connections;
  app.server.on('connection', (socket: Socket) => {
    const peer = normalAddress(socket.remoteAddress ?? '');
    if (peer === undefined || options.trustedProxies.has(peer)) return;
    const free = perPeer.take(peer);
    if (free === undefined) socket.destroy();
    else socket.once('close', free);
  });
}

/**
 * `localhost` has two addresses, and browsers try both. What comes in over the second goes through the same server, so that limits,
 * certificates and the end are the same. A machine without IPv6 has only the first.
 */
function listenToo(app: FastifyInstance, port: number): Promise<NetServer | undefined> {
  const second = createServer((socket) => app.server.emit('connection', socket));
  return new Promise((done) => {
    second.once('error', () => done(undefined));
    second.listen(port, '::1', () => done(second));
  });
}

function together(all: readonly Streams[]): Streams {
  return {
    end: (vaultId) => {
      for (const streams of all) streams.end(vaultId);
    },
    get open() {
      return all.reduce((sum, streams) => sum + streams.open, 0);
    },
  };
}

export async function makeWebServer(options: WebServerOptions): Promise<WebServer> {
  const { performer, limits } = options;
  const app = makeApp(options);
  guard(app, new Gate(options), performer.door.networks, limits);
  const actions = [...bindActions(app, performer), eventStream, ledgerTail, describeApi, describeOAuth];
  const streams = together([bindEvents(app, performer, limits), bindTail(app, performer)]);
  bindDescription(app, actions, limits);
  bindMetadata(app);
  bindUnknown(app, actions);
  bindPages(app, readPages(options.pages));
  boundSockets(app, options);
  await app.ready();
  let second: NetServer | undefined;
  return {
    actions,
    streams,
    networks: performer.door.networks,
    listen: async (host, port) => {
      await app.listen({ host: host === 'localhost' ? '127.0.0.1' : host, port });
      const bound = (app.server.address() as { port: number }).port;
      if (host === 'localhost') second = await listenToo(app, bound);
      return bound;
    },
    ask: async ({ method, target, headers, body }) => {
      const answer = await app.inject({
        method: method as 'GET',
        url: target,
        headers,
        ...(body === undefined ? {} : { payload: body }),
      });
      return { status: answer.statusCode, headers: answer.headers, text: answer.body };
    },
    renewTls: (tls) => {
      if ('setSecureContext' in app.server)
        (app.server as unknown as { setSecureContext(t: object): void }).setSecureContext(tls);
    },
    close: async (patienceMs = 10_000) => {
      streams.end();
      second?.close();
      const force = setTimeout(() => app.server.closeAllConnections(), patienceMs);
      await app.close();
      clearTimeout(force);
    },
  };
}
