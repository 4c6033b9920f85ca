// A month to choose a day from: arrows by day and week, Page keys by month, Home and End within the week.
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { currentRegion } from '../format.ts';
import { t } from '../i18n/i18n.ts';
import { addDays, addMonths, today, weekdayOf } from '../../contract/zone.ts';
import { IconButton } from './Button.tsx';
import { cx } from './class-names.ts';

export function Calendar({
  value,
  onPick,
  focusOnMount = false,
}: {
  value: string | null;
  onPick: (date: string) => void;
  focusOnMount?: boolean;
}): ReactElement {
  const { locale, timeZone } = currentRegion();
  const now = today(timeZone, new Date());
  const [active, setActive] = useState(value ?? now);
  const [moved, setMoved] = useState(focusOnMount);
  const ref = useRef<HTMLTableElement>(null);
  useEffect(() => {
    if (moved) ref.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [active, moved]);

  const go = (date: string) => {
    setMoved(true);
    setActive(date);
  };
  const onKey = (e: KeyboardEvent) => {
    const step = steps[e.key];
    if (step === undefined) return;
    e.preventDefault();
    go(step(active));
  };
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const weeks = weeksOf(active);
  return (
    <div className="calendar">
      <div className="row calendar-head">
        <IconButton
          icon={ChevronLeft}
          label={t('date.previousMonth')}
          onClick={() => setActive(addMonths(active, -1))}
        />
        <span className="strong grow" aria-live="polite">
          {month.format(at(active))}
        </span>
        <IconButton icon={ChevronRight} label={t('date.nextMonth')} onClick={() => setActive(addMonths(active, 1))} />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <table ref={ref} role="grid" aria-label={month.format(at(active))} onKeyDown={onKey}>
        <thead>
          <tr>
            {weeks[0]!.map((day) => (
              <th key={day} scope="col">
                {weekday.format(at(day))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day} aria-selected={day === value}>
                  <button
                    type="button"
                    className={cx(
                      'day',
                      day.slice(0, 7) !== active.slice(0, 7) && 'day-other',
                      day === now && 'day-today',
                      day === value && 'day-chosen',
                    )}
                    tabIndex={day === active ? 0 : -1}
                    aria-label={full.format(at(day))}
                    aria-current={day === now ? 'date' : undefined}
                    onClick={() => onPick(day)}
                  >
                    {Number(day.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const steps: Readonly<Record<string, (date: string) => string>> = {
  ArrowLeft: (d) => addDays(d, -1),
  ArrowRight: (d) => addDays(d, 1),
  ArrowUp: (d) => addDays(d, -7),
  ArrowDown: (d) => addDays(d, 7),
  PageUp: (d) => addMonths(d, -1),
  PageDown: (d) => addMonths(d, 1),
  Home: (d) => addDays(d, 1 - weekdayOf(d)),
  End: (d) => addDays(d, 7 - weekdayOf(d)),
};

function at(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

/** Whole weeks from Monday that hold the month. */
function weeksOf(date: string): string[][] {
  const first = `${date.slice(0, 8)}01`;
  let day = addDays(first, 1 - weekdayOf(first));
  const weeks: string[][] = [];
  do {
    weeks.push(Array.from({ length: 7 }, (_, i) => addDays(day, i)));
    day = addDays(day, 7);
  } while (day.slice(0, 7) === date.slice(0, 7) || weeks.length < 5);
  return weeks;
}
