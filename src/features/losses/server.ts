// Reports of losses on the server: each line a call of their desk.
import { type Feature, on, onSecured } from '../../core/feature.ts';
import { closeLoss, listLosses, reportLoss, reportLossFor } from './contract.ts';

const lost = { device: 'a lost device', key: 'a lost key', suspicion: 'a suspicion' } as const;

export const losses: Feature = {
  name: 'losses',
  handlers: [
    on(reportLoss, (tx, { kind, session, factor, words }) =>
      tx.losses.report({ kind, session: session ?? null, factor: factor ?? null, words: words ?? '' }),
    ),
    on(reportLossFor, (tx, { id, kind, words }) => tx.losses.reportFor(id, kind, words ?? '')),
    on(listLosses, async (tx) => ({ rows: structuredClone(await tx.losses.list()) as never })),
    onSecured(
      closeLoss,
      {
        summary: async (tx, { id, found }) => {
          const { person, kind } = await tx.losses.nameOf(id);
          return `Close the report of ${person} on ${lost[kind]}: ${found ? 'it is back, and its browsers are known again' : 'dealt with'}.`;
        },
      },
      async (tx, { id, found }) => {
        await tx.losses.close(id, found);
        return {};
      },
    ),
  ],
};
