// All objects of a tenant: the built-in ones in code, merged with the tenant's own fields and objects. A pure value of one version.
import type { Entity } from '../contract/entity.ts';
import type { Field } from '../contract/field.ts';
import type { EntityName } from '../contract/names.ts';
import { isArea, isTotalsRight, totalsRight } from '../contract/permission.ts';
import { Problem } from '../contract/problem.ts';

export interface Catalog {
  readonly entities: readonly Entity[];
  /** an object that is known to be there */
  entity(name: string): Entity;
  lookup(name: string): Entity | undefined;
  /** refuses with not-found for a name that is none */
  find(name: string): Entity;
  /** saved totals that are or were offered to others: each is a right of its own */
  readonly totals: readonly OfferedTotals[];
  /** the built-in objects with this tenant's own fields and objects */
  with(own: OwnShape): Catalog;
}

/** A field the tenant added, on a built-in object or one of its own. */
export interface OwnField {
  readonly id: string;
  readonly entity: string;
  readonly name: string;
  readonly field: Field;
  /** hidden everywhere, its values kept */
  readonly retired: boolean;
}

/** An object the tenant added. */
export interface OwnObject {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly help: string;
  readonly retired: boolean;
}

/** Saved totals that are or were offered to others. */
export interface OfferedTotals {
  readonly id: string;
  readonly name: string;
  /** of which object's records */
  readonly entity: string;
  readonly owner: string;
  /** false: not offered now, put away or deleted. Roles may go on naming it, and it gives nothing */
  readonly live: boolean;
}

export interface OwnShape {
  readonly fields: readonly OwnField[];
  readonly objects: readonly OwnObject[];
  readonly totals?: readonly OfferedTotals[];
}

export const noShape: OwnShape = { fields: [], objects: [] };

export type BuiltIn = { readonly [N in EntityName]: Entity };

/** Merges; a field of the tenant's never takes the place of a built-in one. */
export function makeCatalog(builtIn: BuiltIn, own: OwnShape = noShape): Catalog {
  const fieldsOf = Map.groupBy(
    own.fields.filter((f) => !f.retired),
    (f) => f.entity,
  );
  const withOwn = (e: Entity): Entity => {
    const added = (fieldsOf.get(e.name) ?? []).filter((f) => !Object.hasOwn(e.fields, f.name));
    if (added.length === 0) return e;
    const fields = { ...e.fields, ...Object.fromEntries(added.map((f) => [f.name, f.field])) };
    return e.own === true ? { ...e, fields, columns: [...e.columns, ...firstColumns(added)] } : { ...e, fields };
  };
  const objects = own.objects.filter((o) => !o.retired).map((o) => withOwn(ownEntity(o)));
  const all = new Map([...Object.values(builtIn).map(withOwn), ...objects].map((e) => [e.name as string, e]));
  const find = (name: string): Entity => {
    const e = all.get(name);
    if (e === undefined) throw new Problem('not-found');
    return e;
  };
  return {
    entities: [...all.values()],
    entity: find,
    lookup: (name) => all.get(name),
    find,
    totals: own.totals ?? [],
    with: (shape) => makeCatalog(builtIn, shape),
  };
}

/** Whether a role may name it: an area of the product, or saved totals that are or were offered. */
export function isRightToGive(name: string, { totals }: Pick<Catalog, 'totals'>): boolean {
  return isArea(name) || (isTotalsRight(name) && totals.some((x) => totalsRight(x.id) === name));
}

/** A list of an object of one's own shows what was added to it first; long texts have no place in a line. */
function firstColumns(added: readonly OwnField[]): string[] {
  return added
    .filter((f) => f.field.kind !== 'longText' && f.field.kind !== 'address')
    .slice(0, 6)
    .map((f) => f.name);
}

/** Every object of a tenant's own has a name, which is its title; everything else about it is its fields. */
export function ownEntity(o: Pick<OwnObject, 'name' | 'label' | 'labelPlural' | 'help'>): Entity {
  return {
    // The closed list of names is for what code names; these are named by data, and only ever looked up.
    name: o.name as EntityName,
    path: `objects/${o.name}`,
    label: o.label,
    labelPlural: o.labelPlural,
    help: o.help,
    title: ['name'],
    owner: 'owner',
    setting: false,
    own: true,
    columns: ['name'],
    fields: {
      name: { kind: 'text', label: 'Name', required: true, search: true, key: true, max: 255 },
      externalId: {
        kind: 'text',
        label: 'External ID',
        required: false,
        unique: true,
        exact: true,
        key: true,
        search: true,
        max: 120,
      },
    },
  };
}
