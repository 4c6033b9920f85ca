// The kinds of field a record can have. A field is a plain value; type, schema, column, widget, filter and import format all derive from it.
import type { EntityName } from './names.ts';

export const fieldKinds = [
  'text',
  'longText',
  'url',
  'email',
  'phone',
  'emails',
  'phones',
  'address',
  'number',
  'percent',
  'money',
  'date',
  'dateTime',
  'checkbox',
  'select',
  'multiSelect',
  'ref',
  'links',
] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** A value with a label of its own: "work", "mobile". */
export interface Labelled {
  readonly value: string;
  readonly label: string | null;
}

export interface Address {
  readonly street: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  readonly region: string | null;
  /** ISO 3166-1 alpha-2, upper case */
  readonly country: string | null;
}

/** amount: a decimal string with at most four decimals, never a float; currency: ISO 4217. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** How a reference leaves the server: with the target's title, or only the fact that there is one you may not see. */
export type RefOut = { readonly id: string; readonly title: string } | { readonly restricted: true };

export interface LinkIn {
  readonly entity: EntityName;
  readonly id: string;
  readonly role: string | null;
}

export type LinkOut = LinkIn & { readonly title: string };

/** What a value of each kind is when it leaves the server. */
export interface OutValues {
  text: string;
  longText: string;
  url: string;
  email: string;
  phone: string;
  emails: readonly Labelled[];
  phones: readonly Labelled[];
  address: Address;
  /** a decimal string: exact, whatever its size */
  number: string;
  /** a decimal string; 12.5 means 12.5 % */
  percent: string;
  money: Money;
  /** YYYY-MM-DD; a date stays a date, without a zone */
  date: string;
  /** ISO 8601 instant in UTC, with milliseconds */
  dateTime: string;
  checkbox: boolean;
  select: string;
  multiSelect: readonly string[];
  ref: RefOut;
  links: readonly LinkOut[];
}

/** What a value of each kind is when it comes in: references are ids, everything else as it leaves. */
export type InValues = Omit<OutValues, 'ref' | 'links' | 'number' | 'percent'> & {
  ref: string;
  links: readonly LinkIn[];
  number: string | number;
  percent: string | number;
};

export interface Option {
  readonly key: string;
  readonly label: string;
  /** outcome colours only; most options have none */
  readonly tone?: 'info' | 'success' | 'danger' | 'neutral' | 'accent';
}

export interface FieldTraits {
  readonly label: string;
  readonly help?: string;
  readonly required?: boolean;
  /** at most one record that is not archived may hold the value */
  readonly unique?: boolean;
  /** found by the search box */
  readonly search?: boolean;
  /** may identify a record during import ("update where this is equal") */
  readonly key?: boolean;
  /** as a key or unique value it is compared to the letter, not folded ("0018Z1a" and "0018z1A" differ) */
  readonly exact?: boolean;
  /** tells something about a person: goes into surface/personal-data.csv */
  readonly personal?: boolean;
  /** stored sealed (AES-256-GCM under the tenant's key); equality only through a keyed hash, and only where `unique` or `key` is set */
  readonly protected?: boolean;
  /** lists are often sorted or narrowed by it: it gets an index of its own */
  readonly sorted?: boolean;
  /** changed by the product itself, not by people */
  readonly computed?: boolean;
  /** the fields it is computed from: it would tell of them, so it may be read only where they all may */
  readonly follows?: readonly string[];
}

export const rollUpOps = ['count', 'sum', 'avg', 'min', 'max'] as const;

/** What is totalled over the records of object `of` whose reference `via` leads here; `field` for all but count. */
export interface RollUp {
  readonly of: string;
  readonly via: string;
  readonly op: (typeof rollUpOps)[number];
  readonly field?: string;
}

/** Not stored: reckoned each time it is read. */
export function isVirtual(f: Pick<Field, 'formula' | 'rollUp'>): boolean {
  return f.formula !== undefined || f.rollUp !== undefined;
}

export interface Field<K extends FieldKind = FieldKind, R extends boolean = boolean> extends FieldTraits {
  readonly kind: K;
  readonly required: R;
  /** longest text in characters */
  readonly max?: number;
  readonly options?: readonly Option[];
  readonly to?: readonly EntityName[];
  /** computed when it is read, from other fields of the record: CEL */
  readonly formula?: string;
  /** computed when it is read, from the records that refer to this one and that the reader may see */
  readonly rollUp?: RollUp;
  /** the column of a field of the tenant's own; built-in fields are stored under their own name */
  readonly column?: string;
  /** links carry a role ("buyer", "board member") */
  readonly roles?: boolean;
  readonly integer?: boolean;
  readonly least?: number;
  readonly most?: number;
  /** the value a new record gets when none is sent */
  readonly default?: string | number | boolean;
}

type Traits = Omit<FieldTraits, 'required'>;
type Extra = Partial<Pick<Field, 'max' | 'integer' | 'least' | 'most' | 'default' | 'roles'>>;

interface Make<K extends FieldKind> {
  (traits: Traits & Extra & { required: true }): Field<K, true>;
  (traits: Traits & Extra & { required?: false }): Field<K, false>;
}

function field<K extends FieldKind>(kind: K, fixed: Partial<Field> = {}): Make<K> {
  return ((traits: Traits & Extra & { required?: boolean }) => ({
    ...fixed,
    ...traits,
    kind,
    required: traits.required ?? false,
  })) as Make<K>;
}

export const text = field('text', { max: 255 });
export const longText = field('longText', { max: 50_000 });
export const url = field('url', { max: 2048 });
export const email = field('email', { max: 254 });
export const emails = field('emails', { max: 20 });
export const phones = field('phones', { max: 20 });
export const address = field('address');
export const number = field('number');
export const percent = field('percent');
export const money = field('money');
export const date = field('date');
export const dateTime = field('dateTime');
export const checkbox = field('checkbox');

type Needed = Traits & Extra & { required: true };
type Free = Traits & Extra & { required?: false };

/** One of a fixed list of options. */
export function select(options: readonly Option[], traits: Needed): Field<'select', true>;
export function select(options: readonly Option[], traits: Free): Field<'select', false>;
export function select(options: readonly Option[], traits: Needed | Free): Field<'select'> {
  return { ...field('select')(traits as Free), required: traits.required ?? false, options };
}

/** A reference to one record of another object. */
export function ref(to: EntityName, traits: Needed): Field<'ref', true>;
export function ref(to: EntityName, traits: Free): Field<'ref', false>;
export function ref(to: EntityName, traits: Needed | Free): Field<'ref'> {
  return { ...field('ref')(traits as Free), required: traits.required ?? false, to: [to] };
}

/** References to any number of records of one or several objects, each with an optional role. */
export function links(to: readonly EntityName[], traits: Free): Field<'links', false> {
  return { ...field('links', { max: 50 })(traits), to };
}

/** Kinds whose value is a list in one jsonb column. */
export const multiKinds = ['emails', 'phones', 'multiSelect', 'links'] as const satisfies readonly FieldKind[];

export function isMulti(kind: FieldKind): kind is (typeof multiKinds)[number] {
  return (multiKinds as readonly string[]).includes(kind);
}

/** Kinds a list can be sorted by. */
export function isSortable(f: Field): boolean {
  return (
    f.rollUp === undefined && !isMulti(f.kind) && f.kind !== 'address' && f.kind !== 'longText' && f.protected !== true
  );
}
