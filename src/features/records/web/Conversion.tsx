// How amounts of several currencies came together: the rates with their dates, and what has no rate.
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Groups } from '../../../contract/record-answers.ts';
import { formatDate, formatNumber } from '../../../web/format.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { t } from './words.ts';

export function Conversion({ conversion }: { conversion: NonNullable<Groups['conversion']> }): ReactElement | null {
  const { currency, rates, missing } = conversion;
  const rateList = useCatalog().byName.get('exchangeRate');
  if (rates.length === 0 && missing.length === 0) return null;
  const said = rates.map((r) => {
    const values = { from: r.currency, rate: formatNumber(r.rate, 8), to: currency };
    return r.date === null ? t('totals.rate', values) : t('totals.rateOn', { ...values, date: formatDate(r.date) });
  });
  return (
    <div className="totals-rates small muted">
      {rates.length > 0 && (
        <p>
          {t('totals.rates', { currency })} {said.join(', ')}.
        </p>
      )}
      {missing.length > 0 && (
        <p className="strong">
          {t('totals.noRate', {
            amounts: [...Map.groupBy(missing, (m) => m.currency)]
              .map(([from, all]) =>
                t('totals.noRateOf', { currency: from, count: all.reduce((sum, m) => sum + m.amounts, 0) }),
              )
              .join(', '),
          })}
        </p>
      )}
      {rateList !== undefined && <Link href={`/${rateList.path}`}>{t('totals.ratesLink')}</Link>}
    </div>
  );
}
