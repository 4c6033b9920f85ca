// Following the ledger live: one stream, looked at every second under the rights of that second.
import type { FastifyInstance } from 'fastify';
import { ledgerTail } from '../../contract/own-actions.ts';
import { checkAccess } from '../../core/access/check-access.ts';
import { type Tail, type TailWish, makeTails } from '../../core/ledger/tail.ts';
import { type Performer, parseInput } from '../../core/perform.ts';
import { gatherInput } from './bind.ts';
import { type Following, type Outlet, type Streams, bindStream } from './streams.ts';

/** Milliseconds. */
const lookEvery = 1_000;
/** Looks without anything new, after which the proxy is told that the stream lives. */
const quietLooks = 15;

async function feed(tail: Tail, { vault, actor, address }: Following, outlet: Outlet): Promise<void> {
  for (let quiet = 0; outlet.open;) {
    await outlet.sleep(lookEvery);
    if (!outlet.open) return;
    const { rows, more } = await tail.next(vault, actor, address);
    if (rows.length > 0) outlet.send(`event: entries\ndata: ${JSON.stringify({ rows, more })}\n\n`);
    quiet = rows.length > 0 ? 0 : quiet + 1;
    if (quiet >= quietLooks) {
      outlet.send(': still here\n\n');
      quiet = 0;
    }
  }
}

/** Streams are few, and each is put on record when it begins. */
export function bindTail(app: FastifyInstance, performer: Performer): Streams {
  const tails = makeTails(performer.door.catalog);
  return bindStream(app, {
    action: ledgerTail,
    perSession: 2,
    perTenant: 20,
    tooMany: 'The ledger is being followed too often.',
    begin: async (following) => {
      const { vault, actor, address, request } = following;
      const wish = parseInput(ledgerTail, gatherInput(request, ledgerTail)) as TailWish;
      const tail = tails(wish);
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
      return (outlet) => feed(tail, following, outlet);
    },
  });
}
