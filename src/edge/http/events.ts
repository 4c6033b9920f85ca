// The one event stream of a browser: what changed, as far as this session may see it at the moment of sending. It ends when the session does.
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { OutboxEvent } from '../../contract/event.ts';
import { eventStream } from '../../contract/own-actions.ts';
import type { Limits } from '../../core/limits.ts';
import type { Performer } from '../../core/perform.ts';
import { Watcher } from '../../core/watch.ts';
import { type Following, type Outlet, type Streams, bindStream } from './streams.ts';

/** Milliseconds. */
const pace = {
  /** what happens within it travels together */
  gather: 50,
  /** at most one look at the database in this time per stream */
  between: 400,
  /** an idle stream still looks whether its session holds, and tells the proxy that it lives */
  heartbeat: 15_000,
} as const;

/** More than this unsent: the stream ends, and the browser asks for everything anew when it is back. */
const waitingMost = 2000;

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

/** What has happened in one vault and was not told yet. */
class News {
  #waiting: OutboxEvent[] = [];

  get some(): boolean {
    return this.#waiting.length > 0;
  }

  /** Whether there was room for it. */
  add(events: readonly OutboxEvent[]): boolean {
    if (this.#waiting.length + events.length > waitingMost) return false;
    this.#waiting.push(...events);
    return true;
  }

  take(): OutboxEvent[] {
    const events = merge(this.#waiting);
    this.#waiting = [];
    return events;
  }
}

/** Looks and sends until the stream is over. */
async function feed(watcher: Watcher, { vault, actor, address }: Following, news: News, outlet: Outlet): Promise<void> {
  while (outlet.open) {
    if (!news.some) await outlet.sleep(pace.heartbeat);
    if (!outlet.open) return;
    await pause(pace.gather);
    const visible = await watcher.visible(vault, actor, news.take(), address);
    outlet.send(visible.length === 0 ? ': still here\n\n' : visible.map(asText).join(''));
    await pause(pace.between);
  }
}

export function bindEvents(app: FastifyInstance, performer: Performer, limits: Limits): Streams {
  const { door } = performer;
  const watcher = new Watcher(door.catalog);
  return bindStream(app, {
    action: eventStream,
    perSession: limits.streamsPerSession,
    perTenant: limits.streamsPerTenant,
    tooMany: 'Too many event streams are open.',
    begin: async (following) => {
      const { vault, actor, address, request } = following;
      const purpose = { action: eventStream.name, reads: true, requestId: request.id, address };
      await door.open(vault, actor, purpose, async () => undefined);
      await watcher.visible(vault, actor, [], address);
      return async (outlet) => {
        const news = new News();
        const unsubscribe = door.hub.subscribe(vault.id, (events) => {
          if (news.add(events)) outlet.wake();
          else outlet.end();
        });
        try {
          await feed(watcher, following, news, outlet);
        } finally {
          unsubscribe();
        }
      };
    },
  });
}
