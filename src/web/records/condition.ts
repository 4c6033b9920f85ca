// One condition of a filter in words: its comparison, the field it is about, and what it begins with.
import type { FieldInfo, Filterable } from '../catalog.ts';
import { type PageCondition, opsFor } from '../../contract/page-filter.ts';
import { type MessageKey, label, t } from '../i18n/i18n.ts';
import type { ListItem } from '../kit/Listbox.tsx';

export interface ConditionEditorProps {
  field: FieldInfo;
  condition: PageCondition;
  onChange: (condition: PageCondition) => void;
  /** in the builder everything stands on one line */
  inline?: boolean;
}

const opKeys: Readonly<Record<PageCondition['op'], MessageKey>> = {
  eq: 'op.eq',
  ne: 'op.ne',
  in: 'op.in',
  notIn: 'op.notIn',
  lt: 'op.lt',
  lte: 'op.lte',
  gt: 'op.gt',
  gte: 'op.gte',
  contains: 'op.contains',
  startsWith: 'op.startsWith',
  empty: 'op.empty',
  has: 'op.in',
  within: 'op.within',
};

export function opText(condition: Pick<PageCondition, 'op' | 'value'>, kind: string): string {
  if (condition.op === 'empty') return t(condition.value === false ? 'op.notEmpty' : 'op.empty');
  if (kind === 'date' || kind === 'dateTime') {
    if (condition.op === 'lte') return t('op.until');
    if (condition.op === 'gte') return t('op.from');
  }
  return t(opKeys[condition.op]);
}

/** A field to be chosen; those seen through a reference stand under its name. */
export function itemOf({ field, through }: Filterable): ListItem {
  return {
    value: field.name,
    label: label(field.label),
    ...(through === null ? {} : { group: label(through.label) }),
  };
}

/** The condition a field begins with. */
export function newCondition(field: FieldInfo): PageCondition {
  const op = opsFor(field)[0]!;
  if (field.kind === 'checkbox') return { field: field.name, op, value: true };
  return op === 'empty' ? { field: field.name, op, value: true } : { field: field.name, op };
}
