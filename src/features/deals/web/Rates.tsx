// By which exchange rates the sums of the board were converted, with their dates, and for which currencies there is none.
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Conversion } from '../../../contract/record-answers.ts';
import { formatDate, formatNumber } from '../../../web/format.ts';
import { Popover } from '../../../web/kit/Popover.tsx';
import { useCatalog } from '../../../web/use-catalog.ts';
import { t } from './words.ts';

export function Rates({ conversion }: { conversion: Conversion }): ReactElement | null {
  const { currency, rates, missing } = conversion;
  const list = useCatalog().byName.get('exchangeRate');
  if (rates.length === 0 && missing.length === 0) return null;
  const days = [...new Set(rates.flatMap((r) => r.date ?? []))].toSorted();
  const [first, last] = [days.at(0), days.at(-1)];
  const dates =
    first === undefined || last === undefined
      ? ''
      : first === last
        ? formatDate(first)
        : `${formatDate(first)} – ${formatDate(last)}`;
  const lost = [...new Set(missing.map((m) => m.currency))].join(', ');
  return (
    <span className="small muted board-rates">
      {rates.length > 0 && (
        <Popover
          label={t('board.ratesLink')}
          className="popover-form"
          trigger={
            <button type="button" className="link-button">
              {t('board.rates', { currency, dates })}
            </button>
          }
        >
          <div className="stack tight">
            <p className="small muted">{t('board.ratesHelp')}</p>
            <ul>
              {rates.map((r) => {
                const values = { from: r.currency, rate: formatNumber(r.rate, 8), to: currency };
                return (
                  <li key={r.currency} className="num">
                    {r.date === null
                      ? t('board.rate', values)
                      : t('board.rateOn', { ...values, date: formatDate(r.date) })}
                  </li>
                );
              })}
            </ul>
            {list !== undefined && <Link href={`/${list.path}`}>{t('board.ratesLink')}</Link>}
          </div>
        </Popover>
      )}{' '}
      {lost !== '' && <span className="strong">{t('board.ratesMissing', { currencies: lost })}</span>}
    </span>
  );
}
