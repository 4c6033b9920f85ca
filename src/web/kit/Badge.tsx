// A word on a soft ground, for options that have an outcome; the word always says it, the colour only helps.
import type { ReactElement, ReactNode } from 'react';
import { initials } from '../format.ts';
import { cx } from './class-names.ts';

export type Tone = 'info' | 'success' | 'danger' | 'neutral' | 'accent' | 'brass';

export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }): ReactElement {
  return <span className={cx('badge', `badge-${tone}`)}>{children}</span>;
}

/** The two letters beside a name: one quiet colour for everybody, because identity is not status. */
export function Mark({ name, large }: { name: string; large?: boolean }): ReactElement {
  return (
    <span className={cx('mark', large === true && 'mark-large')} aria-hidden>
      {initials(name)}
    </span>
  );
}
