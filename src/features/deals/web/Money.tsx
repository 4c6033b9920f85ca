// The sums of a stage, a line for each currency: what it is worth, and beside it what is to be expected of it.
import type { ReactElement } from 'react';
import type { Money as Amount } from '../../../contract/field.ts';
import { formatMoney } from '../../../web/format.ts';
import { cx } from '../../../web/kit/class-names.ts';
import type { Total } from './use-totals.ts';
import { t } from './words.ts';

export function Money({ total, weighted, stale }: { total: Total; weighted: boolean; stale: boolean }): ReactElement {
  return (
    <dl className={cx('board-money', stale && 'board-stale')}>
      {total.sum.map((m) => {
        const chance = weighted ? total.weighted.find((w) => w.currency === m.currency) : undefined;
        return (
          <div key={m.currency} className="row">
            <dt className="sr">{m.currency}</dt>
            <dd className="num">{formatMoney(m)}</dd>
            {chance !== undefined && (
              <dd className="num muted" title={t('board.weightedHelp')}>
                {formatMoney(whole(chance))} {t('board.weighted')}
              </dd>
            )}
          </div>
        );
      })}
    </dl>
  );
}

const rounding = new Intl.NumberFormat('en', { useGrouping: false, maximumFractionDigits: 0 });

/** What is only expected is told without cents; the decimal text is rounded as it is, not as a float. */
function whole(m: Amount): Amount {
  return { ...m, amount: rounding.format(m.amount as unknown as number) };
}
