// The values of a condition that may have several: options or records, ticked in a list.
import { ChevronDown } from 'lucide-react';
import { type ReactElement, useRef } from 'react';
import { meValue } from '../../contract/page-filter.ts';
import type { FieldInfo } from '../catalog.ts';
import { OptionText } from '../fields/choices.tsx';
import { useFound, useRested } from '../fields/use-found.ts';
import { label, t } from '../i18n/i18n.ts';
import { type ListItem, Listbox } from '../kit/Listbox.tsx';
import { Popover } from '../kit/Popover.tsx';
import type { ConditionEditorProps } from './condition.ts';
import { useRecordNames } from './use-names.ts';

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
