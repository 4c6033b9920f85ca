// What follows from what in a deal line: product, price list and place give it a start; quantity, price and discount make its total.
import { multiplyDecimals, roundDecimal, subtractDecimals } from '../../contract/decimal.ts';
import type { Money } from '../../contract/field.ts';
import { type Problem, invalidField } from '../../contract/problem.ts';
import type { Derive, DeriveContext, DerivedRow, Draft } from '../../core/derive.ts';

/** So many digits behind the point has an amount of money. */
const places = 4;
const digitsMost = 30;

export const deriveLines: Derive = async (drafts, context) => {
  const started = new Set(drafts.filter(takesProduct));
  const [offer, last] = await Promise.all([findOffers([...started], context), findLast(drafts, context)]);
  return drafts.map((d): DerivedRow | Problem => {
    const out: Record<string, unknown> = started.has(d) ? offer(d) : {};
    if (d.before === null && !d.sent.has('position')) out['position'] = last(d.after['deal']);
    const total = totalOf({ ...d.after, ...out });
    if (total !== null && total.amount.replace(/\D/g, '').length > digitsMost)
      return invalidField('quantity', 'too-large', 'Price times quantity is too large an amount.');
    return { ...out, total };
  });
};

/** Quantity times price, less the discount: exact, rounded once. Without quantity or price there is none. */
export function totalOf(line: DerivedRow): Money | null {
  const price = (line['price'] ?? null) as Money | null;
  const quantity = (line['quantity'] ?? null) as string | null;
  if (price === null || quantity === null) return null;
  const left = subtractDecimals('100', (line['discount'] ?? '0') as string);
  const exact = multiplyDecimals(multiplyDecimals(multiplyDecimals(quantity, price.amount), left), '0.01');
  return { amount: roundDecimal(exact, places), currency: price.currency };
}

/** A product that is new on the line brings what was not sent with it. */
function takesProduct(d: Draft): boolean {
  const product: unknown = d.after['product'] ?? null;
  return product !== null && product !== d.before?.['product'] && !(d.sent.has('description') && d.sent.has('price'));
}

async function findOffers(
  drafts: readonly Draft[],
  context: DeriveContext,
): Promise<(d: Draft) => Record<string, unknown>> {
  if (drafts.length === 0) return () => ({});
  const ids = (field: string): string[] => [...new Set(drafts.map((d) => d.after[field] as string))];
  const [products, prices, deals, lists] = await Promise.all([
    context.lookup('product', ids('product')),
    context.lookup('price', ids('product'), 'product'),
    context.lookup('deal', ids('deal')),
    context.settings('priceList'),
  ]);
  const productById = new Map(products.map((p) => [p['id'], p]));
  const key = (list: unknown, product: unknown): string => `${String(list)} ${String(product)}`;
  const priceByKey = new Map(prices.map((p) => [key(p['priceList'], p['product']), p]));
  const dealById = new Map(deals.map((deal) => [deal['id'], deal]));
  const usual = [...lists.values()].find((list) => list['isDefault'] === true && isValid(list, context.today));
  return (d) => {
    const product = productById.get(d.after['product']);
    if (product === undefined) return {};
    const chosen = lists.get(dealById.get(d.after['deal'])?.['priceList'] as string);
    const list = chosen !== undefined && isValid(chosen, context.today) ? chosen : usual;
    const listed = priceByKey.get(key(list?.['id'], product['id']));
    return {
      ...(d.sent.has('description') ? {} : { description: product['name'] }),
      ...(d.sent.has('price') ? {} : { price: listed?.['amount'] ?? product['price'] ?? null }),
    };
  };
}

function isValid(list: DerivedRow, today: string): boolean {
  const from = (list['validFrom'] ?? null) as string | null;
  const to = (list['validTo'] ?? null) as string | null;
  return (from === null || from <= today) && (to === null || today <= to);
}

/** Answers the position behind the last line of a deal, one further each time. */
async function findLast(drafts: readonly Draft[], context: DeriveContext): Promise<(deal: unknown) => string> {
  const fresh = drafts.filter(
    (d) => d.before === null && !d.sent.has('position') && typeof d.after['deal'] === 'string',
  );
  const deals = [...new Set(fresh.map((d) => d.after['deal'] as string))];
  const lines = deals.length === 0 ? [] : await context.lookup('dealLine', deals, 'deal');
  const last = new Map<unknown, number>();
  const note = (deal: unknown, position: unknown): void => {
    last.set(deal, Math.max(last.get(deal) ?? 0, Number(position ?? 0)));
  };
  for (const line of lines) note(line['deal'], line['position']);
  for (const d of drafts) if (d.sent.has('position')) note(d.after['deal'], d.after['position']);
  return (deal) => {
    const next = (last.get(deal) ?? 0) + 1;
    last.set(deal, next);
    return String(next);
  };
}
