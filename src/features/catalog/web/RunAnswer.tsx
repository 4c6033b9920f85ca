// What came back: the status, the headers worth knowing, and the body.
import { type ReactElement, useEffect, useRef } from 'react';
import { formatNumber } from '../../../web/format.ts';
import { cx } from '../../../web/kit/class-names.ts';
import { formatBytes } from '../../../web/file-size.ts';
import type { Outcome } from './api-run.ts';
import { t } from './words.ts';

/** More than this is read better in a program. */
const shownMost = 100_000;

export function RunAnswer({ outcome }: { outcome: Outcome }): ReactElement {
  const { status, ms, headers, text, size } = outcome;
  const good = status < 400;
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [outcome]);
  return (
    <section ref={place} className="api-outcome" aria-label={t('api.answer')}>
      <p role="status" className={cx('strong num', good ? 'api-good' : 'api-bad')}>
        {t('api.status', { status, ms: formatNumber(ms) })}
      </p>
      <dl>
        {headers.map(([name, value]) => (
          <div key={name} className="row">
            <dt className="muted">{name}</dt>
            <dd className="ellipsis" title={value}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
      {text !== null ? (
        <>
          {/* long answers are scrolled by keyboard too */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className="api-pre" tabIndex={0} role="region" aria-label={t('api.answer')}>
            {text.slice(0, shownMost)}
          </pre>
          {text.length > shownMost && (
            <p className="small muted">
              {t('api.answer.shortened', { count: formatNumber(shownMost), whole: formatNumber(text.length) })}
            </p>
          )}
        </>
      ) : (
        <p className="muted">
          {size === null ? t('api.answer.none') : t('api.answer.file', { size: formatBytes(size) })}
        </p>
      )}
    </section>
  );
}
