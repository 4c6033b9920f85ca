// The texts about prices; they are loaded with the page of a price list.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'prices.add': 'Add price',
  'prices.amount': 'Price in {currency}',
  'prices.none': 'No product has a price in this list yet. Without one the price of the product itself counts.',
  'prices.product': 'Product',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
