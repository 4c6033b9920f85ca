// What a field of one's own may be: which traits a kind takes, and along which paths a kind may change. Server and pages read the same table.
import type { FieldKind } from './field.ts';

const texts = ['text', 'url', 'email', 'phone'] as const;
const numbers = ['number', 'percent', 'money'] as const;

export const longestOf: Partial<Record<FieldKind, number>> = {
  text: 1000,
  longText: 50_000,
  url: 2048,
  email: 254,
  phone: 64,
  emails: 20,
  phones: 20,
  links: 50,
};

const takers = {
  unique: texts,
  search: texts,
  sorted: [...texts, ...numbers, 'date', 'dateTime', 'checkbox', 'select', 'ref'],
  protected: [
    ...[...texts, ...numbers, 'longText', 'emails', 'phones', 'address'],
    ...['date', 'dateTime', 'checkbox', 'select', 'multiSelect'],
  ] as readonly FieldKind[],
  least: numbers,
  integer: ['number'],
  roles: ['links'],
  options: ['select', 'multiSelect'],
  to: ['ref', 'links'],
  /** the kinds that can start with a value */
  default: [...texts, 'number', 'percent', 'checkbox', 'select'],
} as const satisfies Readonly<Record<string, readonly FieldKind[]>>;

export type Taken = keyof typeof takers;

export function takes(kind: FieldKind, trait: Taken): boolean {
  return (takers[trait] as readonly FieldKind[]).includes(kind);
}

/** Paths on which values keep their meaning; everything else is a new field. */
export const retypesTo: Partial<Record<FieldKind, readonly FieldKind[]>> = {
  text: ['longText', 'url', 'email', 'phone', 'emails', 'phones', 'number', 'percent', 'date', 'select'],
  longText: ['text'],
  url: ['text'],
  email: ['text', 'emails'],
  phone: ['text', 'phones'],
  emails: ['email'],
  phones: ['phone'],
  number: ['text', 'percent'],
  percent: ['number', 'text'],
  date: ['text', 'dateTime'],
  checkbox: ['text'],
  select: ['text', 'multiSelect'],
};
