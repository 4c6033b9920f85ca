// What must fit in price lists: a known currency, and prices in the currency of their list.
import { isCurrency } from '../../contract/currency.ts';
import type { Money } from '../../contract/field.ts';
import { type Problem, invalidField } from '../../contract/problem.ts';
import type { Derive, DerivedRow, Draft } from '../../core/derive.ts';

export const derivePriceLists: Derive = async (drafts, context) => {
  const changing = new Set(drafts.filter((d) => d.before !== null && currencyOf(d) !== d.before['currency']));
  const ids = [...changing].map((d) => d.before!['id'] as string);
  const prices = ids.length === 0 ? [] : await context.lookup('price', ids, 'priceList');
  const inUse = new Set(prices.map((p) => p['priceList']));
  return drafts.map((d): DerivedRow | Problem => {
    const currency = currencyOf(d);
    if (currency !== null && !isCurrency(currency))
      return invalidField(
        'currency',
        'not-a-currency',
        'This is not a known currency.',
        'An ISO 4217 code such as EUR.',
      );
    if (changing.has(d) && inUse.has(d.before!['id']))
      return invalidField('currency', 'in-use', 'The list has prices in another currency.', 'A list without prices.');
    return currency === null ? {} : { currency };
  });
};

function currencyOf(d: Draft): string | null {
  const currency: unknown = d.after['currency'] ?? null;
  return typeof currency === 'string' ? currency.toUpperCase() : null;
}

export const derivePrices: Derive = async (drafts, context) => {
  const lists = await context.lookup('priceList', [
    ...new Set(drafts.flatMap((d) => (typeof d.after['priceList'] === 'string' ? [d.after['priceList']] : []))),
  ]);
  const currencies = new Map(lists.map((list) => [list['id'], list['currency']]));
  return drafts.map((d) => {
    const amount = (d.after['amount'] ?? null) as Money | null;
    const currency = currencies.get(d.after['priceList']) as string | null | undefined;
    if (amount === null || currency === undefined || currency === null || amount.currency === currency) return {};
    return invalidField(
      'amount',
      'other-currency',
      `The prices of this list are in ${currency}.`,
      `An amount in ${currency}.`,
    );
  });
};
