// Groups and figures in words: what a group is called, what a figure is called, and how its values read. Pure.
import type { GroupKey, Measure } from '../../../contract/group.ts';
import type { FieldInfo } from '../../../web/catalog.ts';
import { formatDate, formatDateTime, formatMoney, formatNumber, formatPercent } from '../../../web/format.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import type { KeyValue } from './behind.ts';
import { nameBucket } from './bucket-dates.ts';
import { type Figure, isDated } from './totals-fields.ts';
import type { FigureValue } from './use-groups.ts';
import { t } from './words.ts';

export function sayKey(field: FieldInfo, key: GroupKey, value: KeyValue): string {
  if (value === null) return t('totals.noneOf', { field: label(field.label).toLocaleLowerCase() });
  if (typeof value === 'boolean') return shared(value ? 'value.yes' : 'value.no');
  if (typeof value === 'object')
    return 'restricted' in value
      ? shared('value.restricted')
      : value.title === ''
        ? shared('record.untitled')
        : value.title;
  if (isDated(field)) return nameBucket(value, key.bucket ?? 'day');
  if (field.kind === 'select') return label(field.options?.find((o) => o.key === value)?.label ?? value);
  if (field.kind === 'number') return formatNumber(value);
  if (field.kind === 'percent') return formatPercent(value);
  return value;
}

export function sayMeasure({ field, measure }: { field: FieldInfo; measure: Measure }): string {
  const name = label(field.label);
  const inside = measure.op === 'weighted' || measure.op === 'filled' ? name : lower(name);
  const op =
    isDated(field) && (measure.op === 'min' || measure.op === 'max') ? (`${measure.op}Date` as const) : measure.op;
  return t(`totals.figure.${op}`, { field: inside });
}

/** "Amount" inside a sentence is "amount"; an abbreviation stays one. */
function lower(name: string): string {
  return /^\p{Lu}\p{Ll}/u.test(name) ? name.charAt(0).toLocaleLowerCase() + name.slice(1) : name;
}

/** One line of a cell: what it says, and how much that is, for the bar beside it. */
export interface Said {
  readonly text: string;
  /** null: nothing that has a length */
  readonly size: number | null;
  /** bars of different currencies are not compared */
  readonly unit: string;
}

export function sayFigure({ field, measure }: Figure, value: FigureValue): Said[] {
  if (value === null) return [];
  if (typeof value === 'number') return [{ text: formatNumber(value), size: value, unit: '' }];
  if (typeof value === 'string') {
    if (field.kind === 'date') return [{ text: formatDate(value), size: null, unit: '' }];
    if (field.kind === 'dateTime') return [{ text: formatDateTime(value), size: null, unit: '' }];
    const short = measure.op === 'avg' ? cut(value) : value;
    const text = field.kind === 'percent' && measure.op !== 'sum' ? formatPercent(short) : formatNumber(short);
    return [{ text, size: Number(value), unit: '' }];
  }
  return value.map((m) => ({
    text: formatMoney({ currency: m.currency, amount: cut(m.amount) }),
    size: Number(m.amount),
    unit: m.currency,
  }));
}

const rounding = new Intl.NumberFormat('en', { useGrouping: false, maximumFractionDigits: 2 });

/** Two digits behind the point are enough to be read; the decimal text is rounded as it is, not as a float. */
function cut(amount: string): string {
  return rounding.format(amount as unknown as number);
}
