// Where a field is used, as far as the engine knows: what would be wrong, or say something else, without it.
import { namesIn } from '../formula/parse.ts';
import type { OwnField, OwnObject } from '../catalog.ts';

export interface Use {
  /** role: it says what may be done with the field; rule: it decides by the field which records are seen */
  readonly by: 'formula' | 'rollUp' | 'role' | 'rule';
  /** the object the formula or roll-up stands on; null for a role */
  readonly entity: string | null;
  readonly label: string;
}

export interface NamedGrants {
  readonly name: string;
  readonly grants: unknown;
}

export function usesOf(
  entity: string,
  name: string,
  fields: readonly OwnField[],
  roles: readonly NamedGrants[] = [],
): Use[] {
  return [...reckonedFrom(entity, name, fields), ...roles.flatMap((role) => inRole(entity, name, role))];
}

/** Fields in use that are reckoned from this one. */
export function reckonedFrom(entity: string, name: string, fields: readonly OwnField[]): Use[] {
  return fields
    .filter((f) => !f.retired)
    .flatMap((f): Use[] => {
      const { formula, rollUp, label } = f.field;
      if (formula !== undefined && f.entity === entity && namesIn(formula).has(name))
        return [{ by: 'formula', entity: f.entity, label }];
      if (rollUp !== undefined && rollUp.of === entity && (rollUp.via === name || rollUp.field === name))
        return [{ by: 'rollUp', entity: f.entity, label }];
      return [];
    });
}

/** Roll-ups over the records of an object. */
export function totalledFrom(object: Pick<OwnObject, 'name'>, fields: readonly OwnField[]): Use[] {
  return fields
    .filter((f) => !f.retired && f.entity !== object.name && f.field.rollUp?.of === object.name)
    .map((f) => ({ by: 'rollUp', entity: f.entity, label: f.field.label }));
}

/** What is not understood of a role names nothing. */
function inRole(entity: string, name: string, { name: role, grants }: NamedGrants): Use[] {
  const objects = part(grants, 'objects');
  const said = part(objects, entity);
  const use = (by: 'role' | 'rule'): Use => ({ by, entity: null, label: role });
  const rules = rulesIn(said).some((text) => namesField(text, name));
  return [...(part(part(said, 'fields'), name) === undefined ? [] : [use('role')]), ...(rules ? [use('rule')] : [])];
}

function part(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null && Object.hasOwn(of, name)
    ? (of as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** Texts of the rules a role decides by, wherever they stand. */
function rulesIn(said: unknown): string[] {
  if (typeof said !== 'object' || said === null) return [];
  return Object.entries(said).flatMap(([key, value]) =>
    key === 'rule' && typeof value === 'string' ? [value] : rulesIn(value),
  );
}

/** A rule names a field of the record as `record.name`; the name itself has letters and digits only. */
function namesField(rule: string, name: string): boolean {
  return new RegExp(`\\brecord\\s*\\.\\s*${name}\\b`).test(rule);
}

/** "Deal: Weighted; role Sales" - what stands in the way, for people. */
export function sayUses(uses: readonly Use[], labelOf: (entity: string) => string): string {
  const said = uses.map((u) => (u.entity === null ? u.label : `${labelOf(u.entity)}: ${u.label}`));
  return said.length > 5 ? `${said.slice(0, 5).join('; ')} and ${said.length - 5} more` : said.join('; ');
}
