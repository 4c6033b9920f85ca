// What a check would do, or a run did, in numbers.
import type { ReactElement } from 'react';
import { formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { cx } from '../../../web/kit/class-names.ts';
import type { Counts as CountsOf } from '../../../contract/import-report.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { t } from './words.ts';

const always = ['created', 'updated', 'skipped', 'errors'] as const;
const others = ['created', 'updated', 'unchanged'] as const;
const sometimes = ['unchanged', 'made', 'emptied', 'blank'] as const;

export function Counts({ counts, done }: { counts: CountsOf; done: boolean }): ReactElement {
  const shown = [...always, ...sometimes.filter((name) => counts[name] > 0)];
  const catalog = useCatalog();
  return (
    <>
      <dl className="counts">
        {shown.map((name) => (
          <div key={name} className={cx('count', name === 'errors' && counts.errors > 0 && 'count-errors')}>
            <dt className="small muted">{t(`import.${done ? 'did' : 'will'}.${name}`)}</dt>
            <dd className="num">{formatNumber(counts[name])}</dd>
          </div>
        ))}
      </dl>
      {(counts.also ?? []).map((one) => {
        const entity = catalog.byName.get(one.entity);
        return (
          <section key={one.of} aria-label={label(entity?.labelPlural ?? one.entity)}>
            <h2>{label(entity?.labelPlural ?? one.entity)}</h2>
            <dl className="counts">
              {others.map((name) => (
                <div key={name} className="count">
                  <dt className="small muted">{t(`import.${done ? 'did' : 'will'}.${name}`)}</dt>
                  <dd className="num">{formatNumber(one[name])}</dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
    </>
  );
}
