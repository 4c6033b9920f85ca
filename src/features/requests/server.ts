// Requests for access, on the server: each a line on their desk.
import { type Feature, on } from '../../core/feature.ts';
import type { AccessRequest } from '../../core/access/request-desk.ts';
import {
  type RequestView,
  askForAccess,
  grantRequest,
  listRequests,
  refuseRequest,
  withdrawRequest,
} from './contract.ts';

const out = (r: AccessRequest): RequestView => ({ ...r, ways: [...r.ways] });

export const requests: Feature = {
  name: 'requests',
  handlers: [
    on(askForAccess, async (tx, wish, call) => {
      call.answer.status = 201;
      return out(await tx.requests.ask(wish));
    }),
    on(listRequests, async (tx) => ({ rows: (await tx.requests.list()).map(out) })),
    on(grantRequest, async (tx, { id, until }) => out(await tx.requests.grant(id, until))),
    on(refuseRequest, async (tx, { id, word }) => out(await tx.requests.refuse(id, word))),
    on(withdrawRequest, async (tx, { id }) => out(await tx.requests.withdraw(id))),
  ],
};
