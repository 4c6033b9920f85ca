// Turns the roles a person holds into grants. What a role says is data; anything in it that is not understood grants nothing.
import type { Entity } from '../contract/entity.ts';
import { type Permission, type Verb, areas, isArea, totalsRight, usual, verbsOf } from '../contract/permission.ts';
import { type Rule, allOf, everything, nothing } from '../contract/rule.ts';
import { type UserValues, compileRuleText } from './access/rule-text.ts';
import { ofTypes, scopeRule } from './access/scopes.ts';
import type { Catalog } from './catalog.ts';
import {
  type ExportFormat,
  type FieldRight,
  type Grant,
  type Leaves,
  type Scope,
  type ScopeWord,
  exportFormats,
  fieldRights,
  scopeWords,
} from './principal.ts';

export interface RoleRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly grants: unknown;
}

/**
 * What a role allows on one object.
 * - Verbs (see `verbsOf`) with a scope: `none`, `own`, `team`, `teamBelow`, `territory`, `all`, or `{"rule": "<CEL>", "within": "<word>"}`.
 *   A verb that is not named: none; but to complete is to edit unless said otherwise.
 * - `fields`: hidden, masked, read or edit. Fields not named: `otherFields`, which is edit unless said.
 * - `types` (activities): scopes of their own for single types, `{"call": {"view": "own", "complete": "team"}}`.
 * - `exportFormats` and `exportRows`: in which formats, and at most how many rows at once; any unless said. `exportReason`: whether a
 *   reason is asked where the company leaves that to roles; it is unless said.
 */
export type ObjectGrants = { readonly [V in Verb]?: Scope } & {
  readonly fields?: Readonly<Record<string, FieldRight>>;
  readonly otherFields?: FieldRight;
  readonly types?: Readonly<Record<string, { readonly [V in Verb]?: Scope }>>;
  readonly exportFormats?: readonly ExportFormat[];
  readonly exportRows?: number;
  readonly exportReason?: boolean;
};

/**
 * `core.role.grants`. A role with objects gives every menu, module and everyday tool (`usual` in contract/permission.ts) but those it is
 * `without`; `areas` are all the other rights that are not about one object, saved totals that are offered among them (`totals.<id>`).
 */
export interface RoleGrants {
  readonly everything?: boolean;
  readonly objects?: Readonly<Record<string, ObjectGrants>>;
  readonly areas?: readonly string[];
  readonly without?: readonly string[];
}

/** `values`: what rules may know of the person who holds the role; null where it is about the role itself, and rules then hold nowhere. */
export function grantsOfRole(role: RoleRow, catalog: Catalog, values: UserValues = null): Grant[] {
  const said = asObject(role.grants) as RoleGrants;
  const from = (scope: Scope, types?: Grant['from']['types']): Grant['from'] => ({
    role: role.id,
    roleName: role.name,
    scope,
    ...(types === undefined ? {} : { types }),
  });
  const saved = catalog.totals.filter((x) => x.live).map((x) => totalsRight(x.id));
  if (said.everything === true) {
    const all = { rows: everything, fields: new Map(), otherFields: 'edit' as const, from: from('all') };
    const records = catalog.entities.flatMap((e) => verbsOf(e).map((v) => `${e.name}.${v}` as Permission));
    return [...records, ...(Object.keys(areas) as Permission[]), ...saved].map((permission) => ({
      permission,
      ...all,
    }));
  }
  const objects = asObject(said.objects);
  const records = catalog.entities.flatMap((e) =>
    Object.hasOwn(objects, e.name) ? objectGrants(e, asObject(objects[e.name]), catalog, values, from) : [],
  );
  const without = asList(said.without);
  const everyday =
    Object.keys(objects).length === 0 ? [] : Object.keys(usual).filter((name) => !without.includes(name));
  const named = [...new Set([...asList(said.areas), ...everyday])];
  const held = [...named.filter(isArea), ...saved.filter((right) => named.includes(right))];
  return [...records, ...held.map((permission) => ofNoRecord(permission, from('all')))];
}

/** A right that is not about records. */
export function ofNoRecord(permission: Permission, from: Grant['from']): Grant {
  return { permission, rows: everything, fields: new Map(), otherFields: 'hidden', from };
}

function objectGrants(
  e: Entity,
  said: Readonly<Record<string, unknown>>,
  catalog: Catalog,
  values: UserValues,
  from: (scope: Scope, types?: Grant['from']['types']) => Grant['from'],
): Grant[] {
  // A right that is not understood is none.
  const fields = new Map(
    Object.entries(asObject(said['fields'])).map(([name, r]) => [name, isRight(r) ? r : 'hidden']),
  );
  const otherFields = said['otherFields'] ?? 'edit';
  if (!isRight(otherFields)) return [];
  const leaves = leavesOf(said);
  const types = Object.entries(e.name === 'activity' ? asObject(said['types']) : {});
  const ruleOf = (scope: Scope): Rule => ruleOfScope(e, scope, catalog, values);
  return verbsOf(e).flatMap((verb): Grant[] => {
    const usualScope = verb === 'complete' ? said['edit'] : undefined;
    const scope = readScope(Object.hasOwn(said, verb) ? said[verb] : usualScope);
    const named = types.flatMap(([type, own]) =>
      Object.hasOwn(asObject(own), verb) ? [[type, readScope(asObject(own)[verb])] as const] : [],
    );
    const except = named.map(([type]) => type);
    const parts = [
      { scope, types: except.length === 0 ? undefined : { except } },
      ...named.map(([type, s]) => ({ scope: s, types: { only: type } })),
    ];
    return parts.flatMap((part): Grant[] => {
      if (part.scope === 'none') return [];
      const rows = part.types === undefined ? ruleOf(part.scope) : ofTypes(ruleOf(part.scope), part.types);
      const grant = {
        permission: `${e.name}.${verb}` as const,
        rows,
        fields,
        otherFields,
        from: from(part.scope, part.types),
      };
      return verb === 'export' ? [{ ...grant, leaves }] : [grant];
    });
  });
}

/** A rule that cannot be understood (any more) holds nowhere. */
function ruleOfScope(e: Entity, scope: Scope, catalog: Catalog, values: UserValues): Rule {
  if (typeof scope === 'string') return scopeRule(e, scope);
  if (values === null) return nothing;
  try {
    const rule = compileRuleText(scope.rule, e, catalog.entity('user'), values);
    return scope.within === undefined ? rule : allOf([rule, scopeRule(e, scope.within)]);
  } catch {
    return nothing;
  }
}

function leavesOf(said: Readonly<Record<string, unknown>>): Leaves {
  const { exportFormats: formats, exportRows: rows, exportReason: reason } = said;
  return {
    formats: formats === undefined ? exportFormats : exportFormats.filter((f) => asList(formats).includes(f)),
    rows: rows === undefined ? null : typeof rows === 'number' && Number.isInteger(rows) && rows > 0 ? rows : 0,
    reason: reason !== false,
  };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((x) => typeof x === 'string') : [];
}

export function isRight(value: unknown): value is FieldRight {
  return typeof value === 'string' && (fieldRights as readonly string[]).includes(value);
}

export function isScopeWord(value: unknown): value is ScopeWord {
  return typeof value === 'string' && (scopeWords as readonly string[]).includes(value);
}

/** What is not understood is none. */
function readScope(value: unknown): Scope {
  if (isScopeWord(value)) return value;
  const { rule, within, ...rest } = asObject(value);
  if (typeof rule !== 'string' || Object.keys(rest).length > 0) return 'none';
  if (within === undefined) return { rule };
  return isScopeWord(within) ? { rule, within } : 'none';
}
