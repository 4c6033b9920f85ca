// Following the ledger live: one stream, looked at every second under the rights of that second. It ends when the session does, or when nobody reads.
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { pathOf } from '../../contract/action.ts';
import { ledgerTail } from '../../contract/own-actions.ts';
import { Problem } from '../../contract/problem.ts';
import { checkAccess } from '../../core/access/check-access.ts';
import { type Tail, type TailWish, makeTails } from '../../core/ledger/tail.ts';
import { Slots } from '../../core/limits.ts';
import type { Looker } from '../../core/ledger/silent-look.ts';
import { log } from '../../core/log.ts';
import { type Performer, parseInput } from '../../core/perform.ts';
import type { Vault } from '../../core/vault.ts';
import { apiBase, checkRequest, enteredOf, gatherInput } from './bind.ts';
import type { Streams } from './events.ts';
import { actorFor, readTokens } from './identify.ts';

/** Milliseconds. */
const lookEvery = 1_000;
/** Looks without anything new, after which the proxy is told that the stream lives. */
const quietLooks = 15;
const unreadMost = 1024 * 1024;
const perSessionMost = 2;
const perTenantMost = 20;

class LiveTail {
  readonly vault: Vault;
  readonly #actor: Looker;
  readonly #tail: Tail;
  readonly #out: FastifyReply['raw'];
  #open = true;

  constructor(vault: Vault, actor: Looker, tail: Tail, out: FastifyReply['raw']) {
    this.vault = vault;
    this.#actor = actor;
    this.#tail = tail;
    this.#out = out;
    out.on('close', () => this.end());
    out.on('error', () => this.end());
  }

  end(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#out.end();
  }

  #send(text: string): void {
    if (!this.#open) return;
    this.#out.write(text);
    if (this.#out.writableLength > unreadMost) this.end();
  }

  async run(): Promise<void> {
    this.#send('retry: 3000\n\nevent: hello\ndata: {}\n\n');
    for (let quiet = 0; this.#open;) {
      await pause(lookEvery);
      if (!this.#open) return;
      const { rows, more } = await this.#tail.next(this.vault, this.#actor);
      if (rows.length > 0) this.#send(`event: entries\ndata: ${JSON.stringify({ rows, more })}\n\n`);
      quiet = rows.length > 0 ? 0 : quiet + 1;
      if (quiet >= quietLooks) {
        this.#send(': still here\n\n');
        quiet = 0;
      }
    }
  }
}

/** Streams are few, and each is put on record when it begins. */
export function bindTail(app: FastifyInstance, performer: Performer): Streams {
  const tails = makeTails(performer.door.catalog);
  const perSession = new Slots(perSessionMost);
  const perTenant = new Slots(perTenantMost);
  const streams = new Set<LiveTail>();

  app.route({
    method: 'GET',
    url: `${apiBase}${pathOf(ledgerTail)}`,
    exposeHeadRoute: false,
    onRequest: async (request) => {
      request.actionName = ledgerTail.name;
      checkRequest(request, ledgerTail);
    },
    handler: async (request, reply) => {
      const { vault, address } = enteredOf(request);
      const actor = actorFor(ledgerTail, readTokens(request.headers.cookie));
      if (actor.kind !== 'session') throw new Problem('not-signed-in');
      const wish = parseInput(ledgerTail, gatherInput(request, ledgerTail)) as TailWish;
      const tail = tails(wish);
      const freeSession = perSession.take(`${vault.id} ${actor.tokenHash.toString('base64')}`);
      const freeTenant = perTenant.take(vault.id);
      const free = (): void => {
        freeSession?.();
        freeTenant?.();
      };
      try {
        if (freeSession === undefined || freeTenant === undefined)
          throw new Problem('too-many', 'The ledger is being followed too often.', { retryAfter: 60 });
        const purpose = {
          action: ledgerTail.name,
          permission: 'self.use',
          reads: true,
          requestId: request.id,
          address,
        };
        await performer.door.open(vault, actor, purpose, async (tx) => {
          checkAccess(ledgerTail, tx.me);
          await tx.note({ what: 'read', values: { q: wish.q ?? '', changes: wish.changes === true } });
        });
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
      const stream = new LiveTail(vault, actor, tail, out);
      streams.add(stream);
      void stream
        .run()
        .catch((error: unknown) => {
          // A session that is over is the usual end.
          if (!(error instanceof Problem))
            log.error({ err: error, tenant: vault.id, action: ledgerTail.name }, 'a live ledger failed');
        })
        .finally(() => {
          stream.end();
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
