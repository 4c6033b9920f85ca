// One condition of a filter: which comparison, and with what. The comparisons and the control follow from the kind of the field.
import { type ReactElement, useEffect, useRef } from 'react';
import type { Json } from '../../contract/json.ts';
import { type PageCondition, opsFor, periods } from '../../contract/page-filter.ts';
import { DecimalInput } from '../fields/numbers.tsx';
import { label, t } from '../i18n/i18n.ts';
import { DateInput } from '../kit/DateInput.tsx';
import { type ListItem, Listbox } from '../kit/Listbox.tsx';
import { Select } from '../kit/Select.tsx';
import { TextInput } from '../kit/TextInput.tsx';
import { type ConditionEditorProps, opText } from './condition.ts';
import { ManyValues } from './ManyValues.tsx';

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
  const root = useRef<HTMLDivElement>(null);
  // It comes a moment after the window it stands in, which has the focus till then: whoever uses the keyboard goes on where the first control is.
  useEffect(() => {
    const focused = document.activeElement;
    if (inline !== true && focused !== document.body && focused?.contains(root.current) === true)
      root.current?.querySelector<HTMLElement>('button, input')?.focus();
  }, [inline]);
  return (
    <div ref={root} className={inline === true ? 'condition condition-inline' : 'condition'}>
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
