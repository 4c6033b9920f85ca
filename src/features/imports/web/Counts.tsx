// What a check would do, or a run did, in numbers.
import type { ReactElement } from 'react';
import { formatNumber } from '../../../web/format.ts';
import { cx } from '../../../web/kit/class-names.ts';
import type { Counts as CountsOf } from '../contract.ts';
import { t } from './words.ts';

const always = ['created', 'updated', 'skipped', 'errors'] as const;
const sometimes = ['unchanged', 'made', 'emptied', 'blank'] as const;

export function Counts({ counts, done }: { counts: CountsOf; done: boolean }): ReactElement {
  const shown = [...always, ...sometimes.filter((name) => counts[name] > 0)];
  return (
    <dl className="counts">
      {shown.map((name) => (
        <div key={name} className={cx('count', name === 'errors' && counts.errors > 0 && 'count-errors')}>
          <dt className="small muted">{t(`import.${done ? 'did' : 'will'}.${name}`)}</dt>
          <dd className="num">{formatNumber(counts[name])}</dd>
        </div>
      ))}
    </dl>
  );
}
