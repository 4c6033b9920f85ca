// Tips on the server: which ones somebody has put away.
import { type Feature, on } from '../../core/feature.ts';
import { bringTipsBack, listTips, putTipAway } from './contract.ts';

export const tips: Feature = {
  name: 'tips',
  handlers: [
    on(listTips, async (tx) => ({ seen: await tx.tips.seen() })),
    on(putTipAway, async (tx, { tip }) => {
      await tx.tips.putAway(tip);
      await tx.note({ what: 'tip put away', values: { tip } });
      return {};
    }),
    on(bringTipsBack, async (tx) => {
      await tx.tips.bringBack();
      await tx.note({ what: 'tips brought back' });
      return {};
    }),
  ],
};
