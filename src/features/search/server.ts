// Search, a line on the engine. Lines and activities come last: their texts repeat the names of what they are about.
import { type Feature, onSingle } from '../../core/feature.ts';
import { entities } from '../entities.ts';
import { find } from './contract.ts';

const order = [
  entities.company,
  entities.contact,
  entities.deal,
  entities.product,
  entities.user,
  entities.team,
  entities.territory,
  entities.priceList,
  entities.tag,
  entities.dealLine,
  entities.activity,
];

export const search: Feature = {
  name: 'search',
  handlers: [
    onSingle(find, async (tx, { q, in: only, limit }) => {
      const among = only === undefined ? order : [entities[only]];
      return { found: await tx.records.find(among, q, Number(limit ?? 8)) };
    }),
  ],
};
