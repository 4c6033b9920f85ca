// How a number, an amount, a date and a time would be written with these settings, by the same code that writes them on every page.
import { type ReactElement, useEffect, useState } from 'react';
import {
  formatDate,
  formatDateTime,
  formatMoney,
  formatNumber,
  formatPercent,
  withRegion,
  currentRegion,
} from '../../../web/format.ts';
import { writeDate } from '../../../web/typed-date.ts';
import type { RegionView } from '../contract.ts';
import { t } from './words.ts';

const lines = ['number', 'amount', 'whole', 'percent', 'date', 'typed', 'now'] as const;

export function Preview({ region }: { region: RegionView }): ReactElement {
  const now = useNow();
  const written = withRegion(region, () => ({
    number: formatNumber('1234567.89'),
    amount: formatMoney({ amount: '-1234.50', currency: region.currency }),
    whole: formatMoney({ amount: '1234567', currency: region.currency }),
    percent: formatPercent('12.5'),
    date: formatDate('2027-03-04'),
    typed: writeDate('2027-11-25', currentRegion().locale),
    now: formatDateTime(now.toISOString()),
  }));
  return (
    <dl className="settings-preview">
      {lines.map((line) => (
        <div key={line}>
          <dt className="muted">{t(`settings.preview.${line}`)}</dt>
          <dd className="num">{written[line]}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The minute it is, so that a clock that is looked at does not stand. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date()), 15_000);
    return () => window.clearInterval(timer);
  }, []);
  return now;
}
