// One condition of a filter: which comparison, and with what. The comparisons and the control follow from the kind of the field.
import { type ReactElement, useRef } from 'react';
import type { Json } from '../../contract/json.ts';
import type { FieldInfo, Filterable } from '../catalog.ts';
import { DecimalInput } from '../fields/numbers.tsx';
import { useFound, useRested } from '../fields/use-found.ts';
import { type PageCondition, meValue, opsFor, periods } from '../../contract/page-filter.ts';
import { type MessageKey, label, t } from '../i18n/i18n.ts';
import { ChevronDown } from 'lucide-react';
import { Popover } from '../kit/Popover.tsx';
import { DateInput } from '../kit/DateInput.tsx';
import { Listbox, type ListItem } from '../kit/Listbox.tsx';
import { Select } from '../kit/Select.tsx';
import { TextInput } from '../kit/TextInput.tsx';
import { OptionText } from '../fields/choices.tsx';
import { useRecordNames } from './use-names.ts';

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

export function ConditionEditor({ field, condition, onChange, inline }: ConditionEditorProps): ReactElement {
  const ops = opsFor(field).flatMap((op) => (op === 'empty' ? ['empty', 'notEmpty'] : [op]));
  const current = condition.op === 'empty' && condition.value === false ? 'notEmpty' : condition.op;
  const changeOp = (next: string | null) => {
    if (next === 'empty' || next === 'notEmpty') onChange({ field: field.name, op: 'empty', value: next === 'empty' });
    else if (next !== null) onChange(withOp(condition, next as PageCondition['op']));
  };
  const items: ListItem[] = ops.map((op) => ({
    value: op,
    label: opText(
      op === 'notEmpty' ? { op: 'empty', value: false } : { op: op as PageCondition['op'], value: true },
      field.kind,
    ),
  }));
  return (
    <div className={inline === true ? 'condition condition-inline' : 'condition'}>
      <Select
        value={current}
        onChange={changeOp}
        items={items}
        label={t('filter.comparison', { what: label(field.label) })}
        className="condition-op"
      />
      {condition.op !== 'empty' && (
        <ConditionValue
          field={field}
          condition={condition}
          onChange={onChange}
          {...(inline === undefined ? {} : { inline })}
        />
      )}
    </div>
  );
}

/** A value is kept over a change of the comparison where it still means something. */
function withOp(condition: PageCondition, op: PageCondition['op']): PageCondition {
  const lists = (o: PageCondition['op']) => o === 'in' || o === 'notIn';
  const keep =
    condition.op !== 'empty' && (condition.op === 'within') === (op === 'within') && lists(condition.op) === lists(op);
  return keep && condition.value !== undefined ? { ...condition, op } : { field: condition.field, op };
}

function ConditionValue(props: ConditionEditorProps): ReactElement {
  const { field, condition, onChange } = props;
  const value = condition.value;
  const put = (next: Json | null) =>
    onChange(next === null ? { field: condition.field, op: condition.op } : { ...condition, value: next });
  const name = label(field.label);
  if (condition.op === 'within') {
    const items = periods.map((p) => ({ value: p, label: t(`period.${p}`) }));
    return props.inline === true ? (
      <Select value={typeof value === 'string' ? value : null} onChange={put} items={items} label={name} />
    ) : (
      <Listbox label={name} items={items} chosen={typeof value === 'string' ? [value] : []} onPick={put} />
    );
  }
  if (condition.op === 'in' || condition.op === 'notIn') return <ManyValues {...props} />;
  switch (field.kind) {
    case 'date':
    case 'dateTime':
      return (
        <DateInput
          value={typeof value === 'string' ? value : null}
          onChange={put}
          label={name}
          autoFocus={props.inline !== true}
        />
      );
    case 'number':
    case 'percent':
    case 'money':
      return (
        <DecimalInput
          value={typeof value === 'string' ? value : null}
          onChange={put}
          label={name}
          autoFocus={props.inline !== true}
        />
      );
    case 'checkbox':
      return (
        <Select
          value={value === false ? 'no' : 'yes'}
          onChange={(next) => put(next === 'yes')}
          items={[
            { value: 'yes', label: t('value.yes') },
            { value: 'no', label: t('value.no') },
          ]}
          label={name}
        />
      );
    default:
      return (
        <TextInput
          aria-label={name}
          autoFocus={props.inline !== true}
          value={typeof value === 'string' ? value : ''}
          onChange={(e) => put(e.target.value === '' ? null : e.target.value)}
        />
      );
  }
}

/** Several options or records, ticked in a list. */
export function ManyValues({ field, condition, onChange, inline }: ConditionEditorProps): ReactElement {
  const chosen = Array.isArray(condition.value) ? (condition.value as string[]) : [];
  const focus = useRef<HTMLElement>(null);
  const isRecord = field.kind === 'ref' || field.kind === 'links';
  const found = useFound(isRecord ? (field.to ?? []) : [], true);
  const rested = useRested(found.text, 0);
  const names = useRecordNames(
    isRecord ? (field.to ?? []) : [],
    chosen.filter((c) => c !== meValue),
  );
  const pick = (value: string) => {
    const next = chosen.includes(value) ? chosen.filter((c) => c !== value) : [...chosen, value];
    onChange(next.length === 0 ? { field: condition.field, op: condition.op } : { ...condition, value: next });
  };
  const items: ListItem[] = isRecord
    ? recordItems(field, found.items, chosen, names, rested)
    : (field.options ?? []).map((o) => ({
        value: o.key,
        label: label(o.label),
        draw: <OptionText field={field} value={o.key} />,
      }));
  const name = label(field.label);
  const list = (
    <Listbox
      label={name}
      multiple
      items={items}
      chosen={chosen}
      onPick={pick}
      focusRef={focus}
      search={isRecord ? { text: found.text, onText: found.setText } : items.length > 9 ? 'local' : 'none'}
      status={isRecord ? found.status : null}
    />
  );
  if (inline !== true) return list;
  const texts = chosen.map((c) => items.find((i) => i.value === c)?.label ?? names.get(c) ?? '…');
  return (
    <Popover
      label={name}
      className="popover-list"
      initialFocus={focus}
      trigger={
        <button type="button" className="input select-trigger" aria-label={`${name}: ${texts.join(', ')}`}>
          <span className={texts.length === 0 ? 'grow ellipsis muted' : 'grow ellipsis'}>
            {texts.length === 0 ? t('form.choose') : texts.join(', ')}
          </span>
          <ChevronDown className="icon muted" aria-hidden />
        </button>
      }
    >
      {list}
    </Popover>
  );
}

function recordItems(
  field: FieldInfo,
  found: readonly { id: string; title: string }[],
  chosen: readonly string[],
  names: ReadonlyMap<string, string>,
  typed: string,
): ListItem[] {
  const me: ListItem[] =
    field.to?.includes('user') === true && typed === '' ? [{ value: meValue, label: t('filter.me') }] : [];
  const kept = typed === '' ? chosen.filter((id) => id !== meValue && !found.some((f) => f.id === id)) : [];
  return [
    ...me,
    ...kept.map((id) => ({ value: id, label: names.get(id) ?? '…' })),
    ...found.map((f) => ({ value: f.id, label: f.title })),
  ];
}
