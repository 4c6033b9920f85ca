// The widget of every kind of field. A kind without one does not compile.
import type { ReactElement } from 'react';
import type { FieldKind } from '../../contract/field.ts';
import type { FieldInfo } from '../catalog.ts';
import { t } from '../i18n/i18n.ts';
import { isEmptyValue } from '../row.ts';
import { address } from './address.tsx';
import { checkbox, multiSelect, select } from './choices.tsx';
import { date, dateTime } from './dates.tsx';
import type { FieldUi } from './field-ui.ts';
import { emails, phones } from './labelled.tsx';
import { money, number, percent } from './numbers.tsx';
import { links, ref } from './references.tsx';
import { email, longText, phone, text, url } from './text.tsx';

export const fieldUis = {
  text,
  longText,
  url,
  email,
  phone,
  emails,
  phones,
  address,
  number,
  percent,
  money,
  date,
  dateTime,
  checkbox,
  select,
  multiSelect,
  ref,
  links,
} satisfies Record<FieldKind, FieldUi>;

/** A value in words; an empty one says so. */
export function sayValue(field: FieldInfo, value: unknown): string {
  return isEmptyValue(value) ? t('value.empty') : fieldUis[field.kind].say(value, field);
}

export function FieldValue({
  field,
  value,
  place,
}: {
  field: FieldInfo;
  value: unknown;
  place: 'cell' | 'page';
}): ReactElement | null {
  if (isEmptyValue(value)) return null;
  const { Read } = fieldUis[field.kind];
  return <Read field={field} value={value} place={place} />;
}
