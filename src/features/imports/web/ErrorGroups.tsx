// Errors by their cause, each with samples and, where it helps, the one click that lets these rows through.
import type { ReactElement } from 'react';
import { formatNumber } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import type { ErrorGroup } from '../../../contract/import-report.ts';
import { t } from './words.ts';

export interface ErrorGroupsProps {
  groups: readonly ErrorGroup[];
  more: number;
  onEmpty?: (group: ErrorGroup) => void;
}

export function ErrorGroups({ groups, more, onEmpty }: ErrorGroupsProps): ReactElement | null {
  if (groups.length === 0) return null;
  return (
    <section className="stack tight">
      <h2>{t('import.errors')}</h2>
      <ul className="lines">
        {groups.map((group) => (
          <li key={`${group.column}.${group.field}.${group.code}.${group.reason}`} className="row error-group">
            <span className="num strong error-count">{formatNumber(group.count)}</span>
            <div className="grow">
              <p>
                {group.heading !== null && <span className="strong">{group.heading}: </span>}
                {group.reason} {group.fits !== undefined && <span className="muted">{group.fits}</span>}
              </p>
              <p className="small muted ellipsis">
                {[
                  group.samples.length > 0 ? t('import.errorSamples', { samples: group.samples.join(', ') }) : null,
                  t('import.errorLines', { lines: group.lines.slice(0, 8).join(', ') }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
            {group.canEmpty && onEmpty && (
              <Button small onClick={() => onEmpty(group)}>
                {t('import.setEmpty')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {more > 0 && <p className="small muted">{t('import.moreGroups', { count: more })}</p>}
    </section>
  );
}
