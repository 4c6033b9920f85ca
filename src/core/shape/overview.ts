// The model as an administrator reads it: every object with what it is made of, every field with where it is used and how often it is filled.
import type { Entity } from '../../contract/entity.ts';
import type { Field } from '../../contract/field.ts';
import { Problem } from '../../contract/problem.ts';
import { type OwnField, type OwnObject, ownEntity } from '../catalog.ts';
import { readShape } from '../catalogs.ts';
import { tableName } from '../schema/ddl.ts';
import type { Unit } from '../unit.ts';
import { indexesOf, storedIn } from './indexes.ts';
import { kindOfFormula } from './reckoned.ts';
import { allow, entityFor } from './shape-ground.ts';
import { type NamedGrants, type Use, usesOf } from './uses.ts';

export interface ObjectOverview {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly help: string;
  readonly path: string;
  /** the id under which it is renamed and retired; null for one that is built in */
  readonly own: string | null;
  readonly retired: boolean;
  /** fields the product brings along */
  readonly builtIn: number;
  /** fields of the tenant's own, and how many of them are retired */
  readonly added: number;
  readonly retiredFields: number;
  /** indexes of the tenant's own fields, retired ones too: they are kept up until the field is purged */
  readonly indexes: number;
  /** there is a place for sealed values */
  readonly sealable: boolean;
}

export interface FieldOverview {
  readonly name: string;
  readonly field: Field;
  /** the id under which it is changed; null for one that is built in */
  readonly own: string | null;
  readonly retired: boolean;
  readonly uses: readonly Use[];
}

export interface Filling {
  /** records that are not in the bin */
  readonly records: number;
  /** how many of them hold a value, by field; a field that is sealed or reckoned is not counted */
  readonly filled: Readonly<Record<string, number>>;
}

export interface FormulaCheck {
  /** what kind of value it gives; null where it cannot be saved */
  readonly kind: string | null;
  readonly reason: string | null;
}

export async function viewObjects(unit: Unit): Promise<ObjectOverview[]> {
  allow(unit);
  const { fields, objects } = await readShape(unit);
  const retired = objects.filter((o) => o.retired).map((o) => ownEntity(o));
  return [...unit.catalog.entities, ...retired].map((e) => overview(e, fields, objects));
}

function overview(e: Entity, fields: readonly OwnField[], objects: readonly OwnObject[]): ObjectOverview {
  const mine = fields.filter((f) => f.entity === e.name);
  const own = objects.find((o) => o.name === e.name);
  const names = new Set(mine.map((f) => f.name));
  return {
    name: e.name,
    label: e.label,
    labelPlural: e.labelPlural,
    help: e.help,
    path: e.path,
    own: own?.id ?? null,
    retired: own?.retired ?? false,
    builtIn: Object.keys(e.fields).filter((name) => !names.has(name)).length,
    added: mine.length,
    retiredFields: mine.filter((f) => f.retired).length,
    indexes: mine.flatMap((f) => indexesOf(f.field)).length,
    sealable: Object.values(e.fields).some((f) => f.protected === true),
  };
}

export async function viewObject(
  unit: Unit,
  name: string,
): Promise<{ object: ObjectOverview; fields: FieldOverview[] }> {
  allow(unit);
  const { fields, objects } = await readShape(unit);
  const retired = objects.find((o) => o.name === name && o.retired);
  const e = retired === undefined ? unit.catalog.find(name) : ownEntity(retired);
  const mine = fields.filter((f) => f.entity === name);
  const ownNames = new Set(mine.map((f) => f.name));
  const roles = (await unit.query<NamedGrants & { name: string }>('select name, grants from core.role order by name'))
    .rows;
  const uses = (field: string) => usesOf(name, field, fields, roles);
  const builtIn = Object.entries(e.fields)
    .filter(([n]) => !ownNames.has(n))
    .map(([n, field]) => ({ name: n, field, own: null, retired: false, uses: uses(n) }));
  const own = mine.map((f) => ({ name: f.name, field: f.field, own: f.id, retired: f.retired, uses: uses(f.name) }));
  return { object: overview(e, fields, objects), fields: [...builtIn, ...own] };
}

/**
 * Counts all records, also those the administrator may not see: it says how many hold a value, never which or what.
 * Whoever may purge a field has to know what that takes away.
 */
export async function countFilled(unit: Unit, name: string): Promise<Filling> {
  allow(unit);
  const { fields } = await readShape(unit);
  const e = entityFor(unit, name);
  const retired = fields.filter((f) => f.entity === name && f.retired).map((f): [string, Field] => [f.name, f.field]);
  const counted = [...Object.entries(e.fields), ...retired].flatMap(([field, f]) => {
    const column = storedIn(field, f);
    return column === null ? [] : [{ field, column }];
  });
  const counts = counted.map(({ column }, i) => `count(${column}) as c${i}`);
  const { rows } = await unit.query<Record<string, number>>(
    `select ${['count(*) as records', ...counts].join(', ')} from ${tableName(e)} where archived_at is null`,
  );
  const row = rows[0]!;
  return {
    records: row['records']!,
    filled: Object.fromEntries(counted.map(({ field }, i) => [field, row[`c${i}`]!])),
  };
}

export async function checkFormulaOf(unit: Unit, name: string, formula: string): Promise<FormulaCheck> {
  allow(unit);
  const e = unit.catalog.find(name);
  try {
    return { kind: kindOfFormula(formula, e), reason: null };
  } catch (error) {
    // The question was whether it can be saved: that it cannot is an answer, not a refusal.
    if (error instanceof Problem) return { kind: null, reason: error.extras.errors?.[0]?.reason ?? error.message };
    throw error;
  }
}
