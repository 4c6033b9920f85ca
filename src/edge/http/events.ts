// The one event stream of a browser: what changed, as far as this session may see it at the moment of sending. It ends when the session does.
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { OutboxEvent } from '../../contract/event.ts';
import { eventStream } from '../../contract/own-actions.ts';
import { pathOf } from '../../contract/action.ts';
import { Problem } from '../../contract/problem.ts';
import { type Limits, Slots } from '../../core/limits.ts';
import { log } from '../../core/log.ts';
import type { Performer } from '../../core/perform.ts';
import type { Vault } from '../../core/vault.ts';
import { Watcher, type Watching } from '../../core/watch.ts';
import { apiBase, checkRequest, enteredOf } from './bind.ts';
import { actorFor, readTokens } from './identify.ts';

/** Milliseconds. */
const pace = {
  /** what happens within it travels together */
  gather: 50,
  /** at most one look at the database in this time per stream */
  between: 400,
  /** an idle stream still looks whether its session holds, and tells the proxy that it lives */
  heartbeat: 15_000,
} as const;

/** More than this unsent, or unread by the browser: the stream ends, and the browser asks for everything anew when it is back. */
const waitingMost = 2000;
const unreadMost = 1024 * 1024;

class Stream {
  readonly vault: Vault;
  readonly actor: Watching;
  readonly #address: string;
  readonly #out: FastifyReply['raw'];
  #waiting: OutboxEvent[] = [];
  #wake: (() => void) | undefined;
  #open = true;

  constructor(vault: Vault, actor: Watching, address: string, out: FastifyReply['raw']) {
    this.#address = address;
    this.vault = vault;
    this.actor = actor;
    this.#out = out;
    out.on('close', () => this.end());
    out.on('error', () => this.end());
  }

  push(events: readonly OutboxEvent[]): void {
    if (this.#waiting.length + events.length > waitingMost) return this.end();
    this.#waiting.push(...events);
    this.#wake?.();
  }

  end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#wake?.();
    this.#out.end();
  }

  #send(text: string): void {
    if (!this.#open) return;
    this.#out.write(text);
    if (this.#out.writableLength > unreadMost) this.end();
  }

  /** Looks and sends until the stream ends; resolves then. */
  async run(watcher: Watcher): Promise<void> {
    this.#send('retry: 3000\n\nevent: hello\ndata: {}\n\n');
    while (this.#open) {
      await this.#sleep(pace.heartbeat);
      if (!this.#open) return;
      await pause(pace.gather);
      const events = merge(this.#waiting);
      this.#waiting = [];
      const visible = await watcher.visible(this.vault, this.actor, events, this.#address);
      this.#send(visible.length === 0 ? ': still here\n\n' : visible.map(asText).join(''));
      await pause(pace.between);
    }
  }

  /** Until something waits, somebody ends the stream, or the time is over. */
  async #sleep(ms: number): Promise<void> {
    if (this.#waiting.length > 0 || !this.#open) return;
    await new Promise<void>((wake) => {
      const timer = setTimeout(wake, ms);
      this.#wake = () => {
        clearTimeout(timer);
        wake();
      };
    });
    this.#wake = undefined;
  }
}

function asText(event: OutboxEvent): string {
  return `event: ${event.topic}\ndata: ${JSON.stringify(event)}\n\n`;
}

function keyOf(event: OutboxEvent): string {
  if (event.topic === 'model') return event.topic;
  if (event.topic === 'job' || event.topic === 'notice') return `${event.topic} ${event.id}`;
  if (event.topic === 'reminder') return `reminder ${event.activity} ${event.at}`;
  return `${event.entity} ${event.verb} ${event.operation}`;
}

/** Several events of one operation about one object become one. */
function merge(events: readonly OutboxEvent[]): OutboxEvent[] {
  const merged = new Map<string, OutboxEvent>();
  for (const event of events) {
    const key = keyOf(event);
    const known = merged.get(key);
    if (known?.topic === 'record' && event.topic === 'record') {
      merged.set(key, { ...known, ids: [...new Set([...known.ids, ...event.ids])] });
    } else merged.set(key, event);
  }
  return [...merged.values()];
}

export interface Streams {
  /** ends the streams of one vault, or all */
  end(vaultId?: string): void;
  readonly open: number;
}

export function bindEvents(app: FastifyInstance, performer: Performer, limits: Limits): Streams {
  const watcher = new Watcher(performer.door.catalog);
  const perSession = new Slots(limits.streamsPerSession);
  const perTenant = new Slots(limits.streamsPerTenant);
  const streams = new Set<Stream>();

  app.route({
    method: 'GET',
    url: `${apiBase}${pathOf(eventStream)}`,
    exposeHeadRoute: false,
    onRequest: async (request) => {
      request.actionName = eventStream.name;
      checkRequest(request, eventStream);
    },
    handler: async (request, reply) => {
      const { vault, address } = enteredOf(request);
      const actor = actorFor(eventStream, readTokens(request.headers.cookie));
      if (actor.kind !== 'session') throw new Problem('not-signed-in');
      const freeSession = perSession.take(`${vault.id} ${actor.tokenHash.toString('base64')}`);
      const freeTenant = perTenant.take(vault.id);
      const free = (): void => {
        freeSession?.();
        freeTenant?.();
      };
      try {
        if (freeSession === undefined || freeTenant === undefined) {
          throw new Problem('too-many', 'Too many event streams are open.', { retryAfter: 60 });
        }
        const purpose = { action: eventStream.name, reads: true, requestId: request.id, address };
        await performer.door.open(vault, actor, purpose, async () => undefined);
        await watcher.visible(vault, actor, [], address);
      } catch (error) {
        free();
        throw error;
      }
      const out = reply.raw;
      reply.hijack();
      out.writeHead(200, {
        ...reply.getHeaders(),
        'content-type': 'text/event-stream; charset=utf-8',
        'x-accel-buffering': 'no',
      } as never);
      const stream = new Stream(vault, actor, address, out);
      const unsubscribe = performer.door.hub.subscribe(vault.id, (events) => stream.push(events));
      streams.add(stream);
      void stream
        .run(watcher)
        .catch((error: unknown) => {
          // A session that is over is the usual end; the browser's next request tells its person so.
          if (!(error instanceof Problem))
            log.error({ err: error, tenant: vault.id, action: eventStream.name }, 'an event stream failed');
        })
        .finally(() => {
          stream.end();
          unsubscribe();
          streams.delete(stream);
          free();
        });
      return reply;
    },
  });

  return {
    end: (vaultId) => {
      for (const stream of streams) if (vaultId === undefined || stream.vault.id === vaultId) stream.end();
    },
    get open() {
      return streams.size;
    },
  };
}
