// Requests for access, on the server: each a line on their desk.
import { Problem } from '../../contract/problem.ts';
import type { AccessRequest } from '../../core/access/request-desk.ts';
import { type Feature, on, onSecured } from '../../core/feature.ts';
import type { Tx } from '../../core/tx.ts';
import {
  type RequestView,
  askForAccess,
  grantRequest,
  listRequests,
  refuseRequest,
  withdrawRequest,
} from './contract.ts';

const out = (r: AccessRequest): RequestView => ({ ...r, ways: [...r.ways] });

/** What an approver reads: it is a share like any other. */
async function describeGrant(tx: Tx, { id, until }: { readonly id: string; readonly until: string }): Promise<string> {
  const asked = (await tx.requests.list()).find((r) => r.id === id);
  if (asked === undefined || asked.entity === null) throw new Problem('not-found');
  const label = tx.catalog.find(asked.entity).label.toLowerCase();
  return `Share the ${label} “${asked.record?.title ?? id}” with “${asked.person.title}” to edit, until ${until}.`;
}

export const requests: Feature = {
  name: 'requests',
  handlers: [
    on(askForAccess, async (tx, wish, call) => {
      call.answer.status = 201;
      return out(await tx.requests.ask(wish));
    }),
    on(listRequests, async (tx) => ({ rows: (await tx.requests.list()).map(out) })),
    onSecured(grantRequest, { summary: describeGrant }, async (tx, { id, until }) =>
      out(await tx.requests.grant(id, until)),
    ),
    on(refuseRequest, async (tx, { id, word }) => out(await tx.requests.refuse(id, word))),
    on(withdrawRequest, async (tx, { id }) => out(await tx.requests.withdraw(id))),
  ],
};
