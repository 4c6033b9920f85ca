// What must fit in an exchange rate: a known currency, and a rate above nothing.
import { isCurrency } from '../../contract/currency.ts';
import { invalidField } from '../../contract/problem.ts';
import type { Derive } from '../../core/derive.ts';

export const deriveRates: Derive = async (drafts) =>
  drafts.map((d) => {
    const given: unknown = d.after['currency'];
    const currency = typeof given === 'string' ? given.toUpperCase() : null;
    if (currency !== null && !isCurrency(currency))
      return invalidField(
        'currency',
        'not-a-currency',
        'This is not a known currency.',
        'An ISO 4217 code such as USD.',
      );
    if (d.after['rate'] === '0')
      return invalidField('rate', 'too-small', 'A rate of nothing makes every amount nothing.', 'A number above 0.');
    return currency === null ? {} : { currency };
  });
