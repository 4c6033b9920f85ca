// How many entries there were over the time shown. A bar, or a span of bars, narrows the list to its time: by pointing, or with the arrows and Enter.
import { type KeyboardEvent, type ReactElement, useState } from 'react';
import { cx } from '../../../web/kit/class-names.ts';
import type { AuditTime } from './audit-state.ts';
import { type Bucket, type Query, useHistogram } from './entries.ts';
import { useInstant } from './instants.ts';
import { t } from './words.ts';

const bars = 48;

export interface HistogramProps {
  query: Query;
  time: AuditTime;
  now: Date;
  onRange: (from: string, to: string) => void;
  /** false: the question cannot be understood */
  asked: boolean;
}

export function Histogram({ query, time, now, onRange, asked }: HistogramProps): ReactElement | null {
  const to = time.to ?? now.toISOString();
  const counted = useHistogram(query, { from: time.from, to }, bars, asked);
  // Without a beginning there is nothing to divide; and the list works without its picture.
  if (time.from === null || counted.isError) return null;
  return (
    <Bars
      key={`${time.from} ${to}`}
      buckets={counted.data?.buckets ?? []}
      estimated={counted.data?.estimated === true}
      end={to}
      onRange={onRange}
    />
  );
}

function Bars({
  buckets,
  estimated,
  end,
  onRange,
}: {
  buckets: readonly Bucket[];
  /** told from a part of the entries */
  estimated: boolean;
  end: string;
  onRange: HistogramProps['onRange'];
}): ReactElement {
  const formatInstant = useInstant();
  const [at, setAt] = useState(bars - 1);
  const [from, setFrom] = useState<number | null>(null);
  const most = Math.max(1, ...buckets.map((b) => b.done + b.refused));
  const endOf = (n: number) => buckets[n + 1]?.at ?? end;
  const isMarked = (n: number) => from !== null && n >= Math.min(from, at) && n <= Math.max(from, at);
  const pick = (a: number, b: number) => {
    const first = buckets[Math.min(a, b)];
    if (first !== undefined) onRange(first.at, endOf(Math.max(a, b)));
  };
  const onKeyDown = (e: KeyboardEvent<HTMLDivElement>) => {
    const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0;
    const next = e.key === 'Home' ? 0 : e.key === 'End' ? bars - 1 : at + step;
    if (step !== 0 || e.key === 'Home' || e.key === 'End') {
      const to = Math.min(bars - 1, Math.max(0, next));
      setFrom(e.shiftKey ? (from ?? at) : null);
      setAt(to);
      document.getElementById(`audit-bar-${to}`)?.focus();
    } else if (e.key === 'Escape' && from !== null) setFrom(null);
    else return;
    e.preventDefault();
    e.stopPropagation();
  };
  return (
    // the bars are the controls; this only hears their keys and the pointer that passes over them
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/no-noninteractive-element-interactions
    <div
      role="group"
      aria-label={t('audit.histogram')}
      className="audit-bars"
      onKeyDown={onKeyDown}
      onPointerLeave={() => setFrom(null)}
    >
      {buckets.map((bucket, n) => (
        <button
          key={bucket.at}
          id={`audit-bar-${n}`}
          type="button"
          tabIndex={n === at ? 0 : -1}
          className={cx('audit-bar', isMarked(n) && 'audit-bar-marked')}
          aria-label={sayBar(bucket, endOf(n), estimated, formatInstant)}
          title={sayBar(bucket, endOf(n), estimated, formatInstant)}
          onPointerDown={(e) => {
            e.currentTarget.releasePointerCapture(e.pointerId);
            setFrom(n);
            setAt(n);
          }}
          onPointerEnter={() => from !== null && setAt(n)}
          onClick={() => pick(from ?? n, n)}
          onPointerUp={() => {
            if (from !== null && from !== n) pick(from, n);
          }}
        >
          <svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden>
            <rect className="audit-bar-done" x="0" width="10" {...heights(bucket.done, 0, most)} />
            <rect className="audit-bar-refused" x="0" width="10" {...heights(bucket.refused, bucket.done, most)} />
          </svg>
        </button>
      ))}
    </div>
  );
}

/** Something is never drawn as nothing. */
function heights(count: number, below: number, most: number): { y: number; height: number } {
  const of = (n: number) => (n === 0 ? 0 : Math.max(4, (n / most) * 96));
  const [low, high] = [of(below), of(count)];
  return { y: 100 - low - high, height: high };
}

function sayBar(
  { at, done, refused }: Bucket,
  end: string,
  estimated: boolean,
  formatInstant: (at: string) => string,
): string {
  return t(estimated ? 'audit.barAbout' : 'audit.bar', {
    from: formatInstant(at),
    to: formatInstant(end),
    done,
    refused,
  });
}
