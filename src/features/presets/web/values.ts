// A setting of a preset in words: its value with its unit, and what people notice of it. Pure.
import type { PresetPreview } from '../contract.ts';
import { type Word, t, words } from './words.ts';

type Row = PresetPreview['rows'][number];

const asWord = (key: string): Word | null => (Object.hasOwn(words, key) ? (key as Word) : null);

export function nameOf({ area, setting }: Pick<Row, 'area' | 'setting'>): string {
  const word = asWord(`presets.set.${area}.${setting}`);
  return word === null ? setting : t(word);
}

const units: readonly (readonly [RegExp, Word])[] = [
  [/(^|\.)(idle|absolute)$|Minutes$/, 'presets.value.minutes'],
  [/Months$/, 'presets.value.months'],
  [/Days$/, 'presets.value.days'],
  [/Hours$/, 'presets.value.hours'],
];

/** `classes`: what each class of change is called. */
export function sayValue(row: Pick<Row, 'setting'>, value: Row['now'], classes: (name: string) => string): string {
  if (Array.isArray(value)) return value.length === 0 ? t('presets.value.empty') : value.map(classes).join(', ');
  if (typeof value === 'number') {
    const unit = units.find(([names]) => names.test(row.setting))?.[1];
    const hours = value / 60;
    if (unit === 'presets.value.minutes' && hours > 1 && Number.isInteger(hours))
      return t('presets.value.hours', { count: hours });
    return unit === undefined ? String(value) : t(unit, { count: value });
  }
  if (value === null && row.setting === 'least') return t('presets.value.standard');
  const word = asWord(`presets.value.${String(value)}`);
  return word === null ? String(value) : t(word);
}

export function noticeOf(row: Row, facts: PresetPreview['facts']): string | null {
  const word = asWord(`presets.notice.${row.area}.${row.setting}`);
  if (word === null || row.same) return null;
  const counts: Readonly<Partial<Record<Word, number>>> = {
    'presets.notice.factors.required': row.next === 'everybody' ? facts.people - facts.enrolled : 0,
    'presets.notice.sessions.one': facts.several,
    'presets.notice.sessions.outdated': facts.outdated,
    'presets.notice.sessions.normal.absolute': facts.openSessions,
  };
  // What is asked less of is noticed by nobody.
  if (row.next === false || row.next === 'nobody' || row.next === null) return null;
  if (Array.isArray(row.next) && row.next.length === 0) return null;
  if (word === 'presets.notice.factors.required' && row.next !== 'everybody') return null;
  if (word === 'presets.notice.sessions.outdated' && row.next !== 'refuse') return null;
  return t(word, { count: counts[word] ?? 0 });
}
