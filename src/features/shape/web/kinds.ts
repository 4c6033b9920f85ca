// The kinds a field can be made as, in the groups people look for them in. A formula and a roll-up are made like kinds, and are kinds only by what they give.
import { type FieldKind, fieldKinds } from '../../../contract/field.ts';
import type { ListItem } from '../../../web/kit/Listbox.tsx';
import type { FieldView } from '../contract.ts';
import { t } from './words.ts';

/** What is chosen when a field is made. */
export type Made = FieldKind | 'formula' | 'rollUp';

const groups = [
  ['text', ['text', 'longText']],
  ['number', ['number', 'money', 'percent', 'date', 'dateTime']],
  ['choice', ['select', 'multiSelect', 'checkbox', 'ref', 'links']],
  ['contact', ['email', 'emails', 'phone', 'phones', 'url', 'address']],
  ['reckoned', ['formula', 'rollUp']],
] as const satisfies readonly (readonly [string, readonly Made[]])[];

export function kindName(kind: Made): string {
  return t(`kind.${kind}`);
}

export function kindItems(): ListItem[] {
  return groups.flatMap(([group, kinds]) =>
    kinds.map((kind) => ({ value: kind, label: kindName(kind), group: t(`kindGroup.${group}`) })),
  );
}

/** "Formula: Number" for what is reckoned, else the kind. */
export function sayKind(field: Pick<FieldView, 'kind' | 'formula' | 'rollUp'>): string {
  if (field.formula !== null) return `${t('shape.formula')}: ${kindName(field.kind).toLocaleLowerCase()}`;
  if (field.rollUp !== null) return `${t('shape.rollUp')}: ${kindName(field.kind).toLocaleLowerCase()}`;
  return kindName(field.kind);
}

export function isKind(text: string): text is FieldKind {
  return (fieldKinds as readonly string[]).includes(text);
}
