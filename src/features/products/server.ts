// Products and price lists on the server: the record actions serve them; here are only their own rules.
import type { Feature } from '../../core/feature.ts';
import { derivePriceLists, derivePrices } from './rules.ts';

export const products: Feature = {
  name: 'products',
  handlers: [],
  derive: { priceList: derivePriceLists, price: derivePrices },
};
