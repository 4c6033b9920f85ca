// Search, a line on the engine: over the tenant's own objects and fields as over the built-in ones.
import type { EntityName } from '../../contract/names.ts';
import type { Catalog } from '../../core/catalog.ts';
import { type Feature, onSingle } from '../../core/feature.ts';
import type { Entity } from '../../contract/entity.ts';
import { find } from './contract.ts';

/** Lines and activities come last: their texts repeat the names of what they are about. */
const order = {
  first: ['company', 'contact', 'deal', 'product'],
  last: ['user', 'team', 'territory', 'priceList', 'tag', 'dealLine', 'activity'],
} as const satisfies Record<string, readonly EntityName[]>;

function searched(catalog: Catalog): Entity[] {
  const named = (names: readonly EntityName[]) => names.map((name) => catalog.entity(name));
  return [...named(order.first), ...catalog.entities.filter((e) => e.own === true), ...named(order.last)];
}

export const search: Feature = {
  name: 'search',
  handlers: [
    onSingle(find, async (tx, { q, in: only, limit }) => {
      const among = only === undefined ? searched(tx.catalog) : [tx.catalog.find(only)];
      return { found: await tx.records.find(among, q, Number(limit ?? 8)) };
    }),
  ],
};
