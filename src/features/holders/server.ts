// Who holds access, on the server: each a line on the desk of access.
import { Readable } from 'node:stream';
import { now } from '../../core/clock.ts';
import { type Feature, on } from '../../core/feature.ts';
import type { Tx } from '../../core/tx.ts';
import { type Holder, accessOfPerson, holdersFile, listHolders, viewThen, viewWhyThen } from './contract.ts';
import { holdersCsv } from './holders-csv.ts';

const rowsOf = async (tx: Tx): Promise<Holder[]> => (await tx.access.holders()) as unknown as Holder[];

export const holders: Feature = {
  name: 'holders',
  handlers: [
    on(listHolders, async (tx) => ({ rows: await rowsOf(tx) })),
    on(holdersFile, async (tx, _input, call) => {
      const text = holdersCsv(await rowsOf(tx));
      const name = `access-${now().toISOString().slice(0, 10)}.csv`;
      call.answer.file = { stream: Readable.from([text]), name, type: 'text/csv; charset=utf-8' };
      return null;
    }),
    on(accessOfPerson, async (tx, { user }) => (await tx.access.ofPerson(user)) as never),
    on(viewThen, async (tx, { user, at }) => (await tx.access.heldThen(user, at)) as never),
    on(viewWhyThen, async (tx, { user, at, ...question }) => (await tx.access.whyThen(user, question, at)) as never),
  ],
};
