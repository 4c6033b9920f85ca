// An object of the CRM, declared once. Row, create and patch types, schemas, permissions, routes, list, form and import derive from the value.
import type { Field, InValues, OutValues, RefOut } from './field.ts';
import type { EntityName } from './names.ts';

export type Fields = Readonly<Record<string, Field>>;

export interface Entity<N extends EntityName = EntityName, F extends Fields = Fields> {
  readonly name: N;
  /** last part of the address: /contacts */
  readonly path: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly help: string;
  /** text fields that make up the title, in order, joined by a space; none where what it refers to says all */
  readonly title: readonly string[];
  /** which column tells whose record it is; null: it belongs to nobody, and only the scopes none and all mean anything */
  readonly owner: 'owner' | 'id' | null;
  /** settings are seen and changed in administration, not in the main menu */
  readonly setting: boolean;
  /**
   * the required reference to what this is a part of: a part is seen only where its whole is, changed only where the whole may be changed,
   * and goes into the bin and out of it with the whole
   */
  readonly partOf?: string;
  /** values that only one live record may hold together, each a required field; the last one names the refusal */
  readonly together?: readonly (readonly string[])[];
  /** an object of the tenant's own: in a table made at run time */
  readonly own?: true;
  /** made through an action of its own (an invitation), not through create */
  readonly made?: string;
  /** fields shown first in a list */
  readonly columns: readonly string[];
  /** what weighs an amount, in percent: the first that is not empty; may look through a reference */
  readonly weight?: readonly string[];
  readonly fields: F;
}

export interface EntitySpec<F extends Fields> {
  readonly path: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly help: string;
  readonly title: readonly (keyof F & string)[];
  readonly owner?: 'owner' | 'id' | null;
  readonly setting?: boolean;
  readonly made?: string;
  readonly partOf?: keyof F & string;
  readonly together?: readonly (readonly (keyof F & string)[])[];
  readonly columns: readonly (keyof F & string)[];
  readonly weight?: readonly string[];
  readonly fields: F;
}

export function entity<N extends EntityName, const F extends Fields>(name: N, spec: EntitySpec<F>): Entity<N, F> {
  return { owner: 'owner', setting: false, ...spec, name };
}

/** The object this is a part of; null for one that stands by itself. */
export function wholeOf(e: Pick<Entity, 'partOf' | 'fields'>): EntityName | null {
  return e.partOf === undefined ? null : e.fields[e.partOf]!.to![0]!;
}

type OptionalKeys<F extends Fields> = { [K in keyof F]: F[K]['required'] extends true ? never : K }[keyof F];
type RequiredKeys<F extends Fields> = Exclude<keyof F, OptionalKeys<F>>;

/** What every record has beside its own fields. */
export interface SystemValues {
  readonly id: string;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly archivedAt: string | null;
}

/** A record as one reader gets it: a hidden field is absent, an empty one is null. */
export type RowOf<E extends Entity> = SystemValues & {
  readonly title?: string;
  readonly owner?: RefOut | null;
  readonly createdBy?: RefOut | null;
  readonly updatedBy?: RefOut | null;
} & { readonly [K in keyof E['fields']]?: OutValues[E['fields'][K]['kind']] | null };

export type CreateOf<E extends Entity> = {
  readonly [K in RequiredKeys<E['fields']>]: InValues[E['fields'][K]['kind']];
} & {
  readonly [K in OptionalKeys<E['fields']>]?: InValues[E['fields'][K]['kind']] | null;
} & { readonly owner?: string | null };

export type PatchOf<E extends Entity> = {
  readonly [K in keyof E['fields']]?: InValues[E['fields'][K]['kind']] | null;
} & { readonly owner?: string | null };

/** The column a field is stored in: snake_case of its name, or the generated one of a field of the tenant's own. */
export function columnOf(fieldName: string, f?: Pick<Field, 'column'> | null): string {
  if (f?.column !== undefined) return f.column;
  let column = columns.get(fieldName);
  if (column === undefined) {
    column = fieldName.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
    // Names come from declarations; a bound all the same, should something else ever ask.
    if (columns.size < 10_000) columns.set(fieldName, column);
  }
  return column;
}

const columns = new Map<string, string>();
