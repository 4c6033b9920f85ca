// Turns the roles a person holds into grants. What a role says is data; anything in it that is not understood grants nothing.
import type { Entity } from '../contract/entity.ts';
import { type Permission, type Verb, areas, isArea, verbs } from '../contract/permission.ts';
import { everything } from '../contract/rule.ts';
import type { Catalog } from './catalog.ts';
import { scopeRule } from './policy.ts';
import { type FieldRight, type Grant, type Scope, fieldRights, scopes } from './principal.ts';

export interface RoleRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly grants: unknown;
}

/** What a role allows on one object. Verbs not named: none. Fields not named: `otherFields`, which is edit unless said. */
export type ObjectGrants = { readonly [V in Verb]?: Scope } & {
  readonly fields?: Readonly<Record<string, FieldRight>>;
  readonly otherFields?: FieldRight;
};

export interface RoleGrants {
  readonly everything?: boolean;
  readonly objects?: Readonly<Record<string, ObjectGrants>>;
  readonly areas?: readonly string[];
}

export function grantsOfRole(role: RoleRow, catalog: Catalog): Grant[] {
  const said = (role.grants ?? {}) as RoleGrants;
  const from = (scope: Scope) => ({ role: role.id, roleName: role.name, scope });
  if (said.everything === true) {
    const all = { rows: everything, fields: new Map(), otherFields: 'edit' as const, from: from('all') };
    const records = catalog.entities.flatMap((e) => verbs.map((v) => `${e.name}.${v}` as Permission));
    return [...records, ...(Object.keys(areas) as Permission[])].map((permission) => ({ permission, ...all }));
  }
  const objects = catalog.entities.flatMap((e) => objectGrants(e, said.objects?.[e.name], from));
  const held = (said.areas ?? []).filter(isArea).map((permission) => ({
    permission,
    rows: everything,
    fields: new Map(),
    otherFields: 'hidden' as const,
    from: from('all'),
  }));
  return [...objects, ...held];
}

function objectGrants(e: Entity, said: ObjectGrants | undefined, from: (s: Scope) => Grant['from']): Grant[] {
  if (said === undefined) return [];
  const fields = new Map(Object.entries(said.fields ?? {}).filter(([, right]) => fieldRights.includes(right)));
  const otherFields = said.otherFields ?? 'edit';
  if (!fieldRights.includes(otherFields)) return [];
  return verbs.flatMap((verb) => {
    const scope = said[verb] ?? 'none';
    if (!scopes.includes(scope) || scope === 'none') return [];
    return [
      { permission: `${e.name}.${verb}` as const, rows: scopeRule(e, scope), fields, otherFields, from: from(scope) },
    ];
  });
}
