// One stream of events to one browser: who may open it and how many, the headers, what is sent, and that it ends with its session or when nobody reads.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Action, pathOf } from '../../contract/action.ts';
import { Problem } from '../../contract/problem.ts';
import { Slots } from '../../core/limits.ts';
import { log } from '../../core/log.ts';
import type { Actor } from '../../core/principal.ts';
import type { Vault } from '../../core/vault.ts';
import { apiBase, checkRequest, enteredOf } from './bind.ts';
import { actorFor, readTokens } from './identify.ts';

/** More than this unread by the browser: the stream ends, and the browser asks for everything anew when it is back. */
const unreadMost = 1024 * 1024;

export interface Following {
  readonly vault: Vault;
  readonly actor: Extract<Actor, { kind: 'session' }>;
  readonly address: string;
  readonly request: FastifyRequest;
}

export interface StreamKind {
  readonly action: Action;
  readonly perSession: number;
  readonly perTenant: number;
  /** what is said to whoever opens one too many */
  readonly tooMany: string;
  /** Refuses before anything is sent, and puts on record that it began; answers what feeds the stream until it is over. */
  readonly begin: (following: Following) => Promise<(outlet: Outlet) => Promise<void>>;
}

/** Where a stream leads: what is sent, until it is over. */
export class Outlet {
  readonly vaultId: string;
  readonly #out: FastifyReply['raw'];
  #open = true;
  #wake: (() => void) | undefined;

  constructor(vaultId: string, out: FastifyReply['raw']) {
    this.vaultId = vaultId;
    this.#out = out;
    out.on('close', () => this.end());
    out.on('error', () => this.end());
  }

  get open(): boolean {
    return this.#open;
  }

  send(text: string): void {
    if (!this.#open) return;
    this.#out.write(text);
    if (this.#out.writableLength > unreadMost) this.end();
  }

  end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.wake();
    this.#out.end();
  }

  /** Until so long has passed, somebody wakes it, or it is over. */
  async sleep(ms: number): Promise<void> {
    if (!this.#open) return;
    await new Promise<void>((wake) => {
      const timer = setTimeout(wake, ms);
      this.#wake = () => {
        clearTimeout(timer);
        wake();
      };
    });
    this.#wake = undefined;
  }

  wake(): void {
    this.#wake?.();
  }
}

export interface Streams {
  /** ends the streams of one vault, or all */
  end(vaultId?: string): void;
  readonly open: number;
}

function openOutlet(vaultId: string, reply: FastifyReply): Outlet {
  reply.hijack();
  reply.raw.writeHead(200, {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
  } as never);
  return new Outlet(vaultId, reply.raw);
}

export function bindStream(app: FastifyInstance, kind: StreamKind): Streams {
  const { action, tooMany } = kind;
  const perSession = new Slots(kind.perSession);
  const perTenant = new Slots(kind.perTenant);
  const outlets = new Set<Outlet>();

  app.route({
    method: 'GET',
    url: `${apiBase}${pathOf(action)}`,
    exposeHeadRoute: false,
    onRequest: async (request) => {
      request.actionName = action.name;
      checkRequest(request, action);
    },
    handler: async (request, reply) => {
      const { vault, address } = enteredOf(request);
      const actor = actorFor(action, readTokens(request.headers.cookie));
      if (actor.kind !== 'session') throw new Problem('not-signed-in');
      const freeSession = perSession.take(`${vault.id} ${actor.tokenHash.toString('base64')}`);
      const freeTenant = perTenant.take(vault.id);
      const free = (): void => {
        freeSession?.();
        freeTenant?.();
      };
      let feed: (outlet: Outlet) => Promise<void>;
      try {
        if (freeSession === undefined || freeTenant === undefined)
          throw new Problem('too-many', tooMany, { retryAfter: 60 });
        feed = await kind.begin({ vault, actor, address, request });
      } catch (error) {
        free();
        throw error;
      }
      const outlet = openOutlet(vault.id, reply);
      outlets.add(outlet);
      outlet.send('retry: 3000\n\nevent: hello\ndata: {}\n\n');
      void feed(outlet)
        .catch((error: unknown) => {
          // A session that is over is the usual end; the browser's next request tells its person so.
          if (!(error instanceof Problem))
            log.error({ err: error, tenant: vault.id, action: action.name }, 'a stream failed');
        })
        .finally(() => {
          outlet.end();
          outlets.delete(outlet);
          free();
        });
      return reply;
    },
  });

  return {
    end: (vaultId) => {
      for (const outlet of outlets) if (vaultId === undefined || outlet.vaultId === vaultId) outlet.end();
    },
    get open() {
      return outlets.size;
    },
  };
}
