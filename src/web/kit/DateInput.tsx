// A date as text, read in the reader's own order, with a calendar beside it for those who would rather point.
import { CalendarDays } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, Suspense, lazy, useEffect, useState } from 'react';
import { currentRegion } from '../format.ts';
import { t } from '../i18n/i18n.ts';
import { datePattern, readDate, readTime, writeDate } from '../typed-date.ts';
import { instantOf, today, wallOf } from '../../contract/zone.ts';
import { cx } from './class-names.ts';
import type { ControlProps } from './FormField.tsx';
import { Popover } from './Popover.tsx';
import { Waiting } from './States.tsx';

/** Most dates are typed. */
const Calendar = lazy(() => import('./Calendar.tsx').then((m) => ({ default: m.Calendar })));

export interface DateInputProps {
  /** YYYY-MM-DD */
  value: string | null;
  onChange: (value: string | null) => void;
  /** called when the text is no date, so that the form can refuse it */
  onUnclear?: (unclear: boolean) => void;
  label: string;
  control?: Partial<ControlProps>;
  autoFocus?: boolean;
  onKeyDown?: (e: KeyboardEvent) => void;
}

export function DateInput({
  value,
  onChange,
  onUnclear,
  label,
  control,
  autoFocus,
  onKeyDown,
}: DateInputProps): ReactElement {
  const { locale, timeZone } = currentRegion();
  const now = today(timeZone, new Date());
  const [text, setText] = useState(value === null ? '' : writeDate(value, locale));
  const [open, setOpen] = useState(false);
  const [unclear, setUnclear] = useState(false);
  useEffect(() => {
    setText((typed) =>
      readDate(typed, locale, now) === value
        ? typed
        : value === null
          ? unclear
            ? typed
            : ''
          : writeDate(value, locale),
    );
  }, [value, locale, now, unclear]);

  const take = (typed: string) => {
    setText(typed);
    const read = readDate(typed, locale, now);
    const bad = read === null && typed.trim() !== '';
    setUnclear(bad);
    onUnclear?.(bad);
    if (read !== value) onChange(read);
  };
  return (
    <div className={cx('input date-input', unclear && 'input-wrong')}>
      <input
        {...control}
        {...(control?.['aria-labelledby'] === undefined ? { 'aria-label': label } : {})}
        autoFocus={autoFocus}
        autoComplete="off"
        placeholder={datePattern(locale)}
        value={text}
        onChange={(e) => take(e.target.value)}
        onBlur={() => value !== null && setText(writeDate(value, locale))}
        onKeyDown={onKeyDown}
      />
      <Popover
        label={t('date.calendar', { what: label })}
        open={open}
        onOpenChange={setOpen}
        align="end"
        trigger={
          <button type="button" className="date-button" aria-label={t('date.calendar', { what: label })}>
            <CalendarDays className="icon" aria-hidden />
          </button>
        }
      >
        <Suspense fallback={<Waiting lines={5} />}>
          <Calendar
            value={value}
            focusOnMount
            onPick={(date) => {
              setUnclear(false);
              onUnclear?.(false);
              onChange(date);
              setText(writeDate(date, locale));
              setOpen(false);
            }}
          />
        </Suspense>
      </Popover>
    </div>
  );
}

/** A date and a time of day in the tenant's zone; the value is an instant in UTC. */
export function DateTimeInput({
  value,
  onChange,
  onUnclear,
  label,
  control,
  autoFocus,
  onKeyDown,
}: DateInputProps): ReactElement {
  const { timeZone } = currentRegion();
  const wall = value === null ? null : wallOf(new Date(value), timeZone);
  const [time, setTime] = useState(wall?.time ?? '');
  const [unclear, setUnclear] = useState(false);
  const put = (date: string | null, typed: string) => {
    if (date === null) {
      onChange(null);
      return;
    }
    const read = typed.trim() === '' ? '09:00' : readTime(typed);
    setUnclear(read === null);
    onUnclear?.(read === null);
    if (read !== null) onChange(instantOf({ date, time: read }, timeZone).toISOString());
  };
  return (
    <div className="row date-time">
      <DateInput
        value={wall?.date ?? null}
        onChange={(date) => put(date, time)}
        label={label}
        {...(control === undefined ? {} : { control })}
        {...(onUnclear === undefined ? {} : { onUnclear })}
        {...(autoFocus === undefined ? {} : { autoFocus })}
        {...(onKeyDown === undefined ? {} : { onKeyDown })}
      />
      <input
        className={cx('input time-input', unclear && 'input-wrong')}
        aria-label={t('date.time', { what: label })}
        autoComplete="off"
        placeholder="09:00"
        value={time}
        onChange={(e) => {
          setTime(e.target.value);
          put(wall?.date ?? null, e.target.value);
        }}
        onBlur={() => wall !== null && readTime(time) !== null && setTime(wall.time)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}
