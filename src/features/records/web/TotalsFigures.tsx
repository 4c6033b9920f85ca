// The answer of a page of totals: the table with what is said at its foot, or why there is none.
import { ChartNoAxesColumn } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { groupLimits } from '../../../contract/group.ts';
import { CallError } from '../../../web/call.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import { formatNumber } from '../../../web/format.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { Conversion } from './Conversion.tsx';
import { TotalsTable } from './TotalsTable.tsx';
import type { Order } from './totals-state.ts';
import type { Totals } from './use-totals.ts';
import { t } from './words.ts';

interface Props {
  entity: EntityInfo;
  totals: Totals;
  order: Order | null;
  onOrder: (order: Order | null) => void;
  /** takes the last field of the grouping away, where that can be done here */
  onCoarser: (() => void) | null;
  /** nothing matches the filter: how it is cleared here */
  onClear: (() => void) | null;
}

export function TotalsFigures({ entity, totals, order, onOrder, onCoarser, onClear }: Props): ReactElement {
  const { groups, levels, lines, around, caption, whole, figures } = totals;
  const body = (): ReactNode => {
    if (groups.error !== null) return <Trouble error={groups.error} onCoarser={onCoarser} onRetry={groups.retry} />;
    if (groups.waiting) return <Waiting lines={8} />;
    if (whole === null || whole.count === 0)
      return <Nothing entity={entity} narrowed={around.filter !== null || around.search !== ''} onClear={onClear} />;
    return (
      <>
        <TotalsTable
          around={around}
          levels={levels}
          figures={figures}
          lines={lines}
          whole={whole}
          order={order}
          stale={groups.stale}
          caption={caption}
          onOrder={onOrder}
        />
        <div className="totals-foot">
          <p className="small muted">
            {t('totals.limited')}
            {lines.some((l) => l.keys.some(isHeld)) && ` ${t('totals.hidden')}`}
          </p>
          {groups.conversion !== null && <Conversion conversion={groups.conversion} />}
        </div>
      </>
    );
  };
  return <div className="totals-body">{body()}</div>;
}

function isHeld(key: unknown): boolean {
  return typeof key === 'object' && key !== null && 'restricted' in key;
}

function Nothing({
  entity,
  narrowed,
  onClear,
}: {
  entity: EntityInfo;
  narrowed: boolean;
  onClear: Props['onClear'];
}): ReactElement {
  const what = label(entity.labelPlural).toLocaleLowerCase();
  if (narrowed)
    return (
      <Empty title={shared('empty.noMatch', { what })}>
        <p className="muted">{shared('empty.noMatchHelp')}</p>
        {onClear !== null && (
          <Button small onClick={onClear}>
            {shared('filter.clear')}
          </Button>
        )}
      </Empty>
    );
  return (
    <Empty icon={ChartNoAxesColumn} title={t('totals.empty')}>
      <p className="muted prose">{t('totals.emptyHelp', { what })}</p>
    </Empty>
  );
}

function Trouble({
  error,
  onCoarser,
  onRetry,
}: {
  error: unknown;
  onCoarser: Props['onCoarser'];
  onRetry: () => void;
}): ReactElement {
  const tooMany = error instanceof CallError && error.problem.code === 'too-large';
  if (!tooMany || onCoarser === null) return <Failure error={error} onRetry={onRetry} />;
  return (
    <Empty icon={ChartNoAxesColumn} title={t('totals.tooMany')}>
      <p className="muted prose">{t('totals.tooManyHelp', { count: formatNumber(groupLimits.groups) })}</p>
      <Button onClick={onCoarser}>{t('totals.back')}</Button>
    </Empty>
  );
}
