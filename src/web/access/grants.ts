// What a role or a key says, as the matrix reads and changes it: one place at a time, never in place. Pure.

export const scopeWords = ['none', 'own', 'team', 'teamBelow', 'territory', 'all'] as const;
export type ScopeWord = (typeof scopeWords)[number];
export type Scope = ScopeWord | { readonly rule: string; readonly within?: ScopeWord };

export const fieldRights = ['hidden', 'masked', 'read', 'edit'] as const;
export type FieldRight = (typeof fieldRights)[number];

/** Typed on a cell. */
export const letters: Readonly<Record<string, ScopeWord>> = {
  n: 'none',
  o: 'own',
  t: 'team',
  b: 'teamBelow',
  y: 'territory',
  a: 'all',
};

/** Typed on a cell: opens the editor of rules. */
export const ruleLetter = 'r';

type Said = Readonly<Record<string, unknown>>;

export interface Grants {
  readonly everything?: boolean;
  readonly objects?: Readonly<Record<string, Said>>;
  readonly areas?: readonly string[];
  readonly without?: readonly string[];
}

export interface ObjectRow {
  readonly name: string;
  readonly label: string;
  readonly verbs: readonly string[];
  readonly scopes: readonly string[];
  /** `most`: the most there is to give of it; absent: any right */
  readonly fields: readonly { readonly name: string; readonly label: string; readonly most?: FieldRight }[];
  /** kinds that may have scopes of their own */
  readonly types?: readonly { readonly name: string; readonly label: string }[];
  /** where less is given than there is: how far each verb can be given, and by which rules */
  readonly reach?: Readonly<Record<string, { readonly scopes: readonly string[]; readonly rules: readonly Scope[] }>>;
  /** how records may leave at most */
  readonly leaves?: { readonly formats: readonly string[]; readonly rows: number | null; readonly reason: boolean };
}

/** The columns of a matrix, in the order people read them. */
export const verbOrder = [
  'view',
  'create',
  'edit',
  'archive',
  'restore',
  'export',
  'import',
  'assign',
  'share',
  'complete',
  'reveal',
  'print',
  'merge',
  'purge',
];

/** The words that can be chosen for one cell. */
export function scopesOf(object: ObjectRow, verb: string): readonly string[] {
  return object.reach === undefined ? object.scopes : (object.reach[verb]?.scopes ?? ['none']);
}

const saidOf = (grants: Grants, object: string): Said => grants.objects?.[object] ?? {};

export function scopeOf(grants: Grants, object: string, verb: string): Scope {
  if (grants.everything === true) return 'all';
  const said = saidOf(grants, object);
  const found = said[verb] ?? (verb === 'complete' ? said['edit'] : undefined);
  return (found as Scope | undefined) ?? 'none';
}

export const wordOf = (scope: Scope): ScopeWord | 'rule' => (typeof scope === 'string' ? scope : 'rule');

export const sameScope = (a: Scope, b: Scope): boolean => JSON.stringify(a) === JSON.stringify(b);

function withSaid(grants: Grants, object: string, said: Said): Grants {
  const objects = { ...grants.objects, [object]: said };
  if (Object.keys(said).length === 0) delete objects[object];
  return { ...grants, objects };
}

/** What is none is not said, but where leaving it out would mean something else. */
export function withScope(grants: Grants, object: string, verb: string, scope: Scope): Grants {
  const said = { ...saidOf(grants, object) };
  delete said[verb];
  const silent = scopeOf(withSaid(grants, object, said), object, verb);
  return withSaid(grants, object, sameScope(silent, scope) ? said : { ...said, [verb]: scope });
}

/** One scope for many cells, where it can reach anything; those that have no such cell stay as they are. */
export function withScopes(
  grants: Grants,
  cells: readonly { readonly object: ObjectRow; readonly verb: string }[],
  scope: Scope,
): Grants {
  return cells
    .filter(({ object, verb }) => object.verbs.includes(verb) && fitsScope(object, verb, scope))
    .reduce((so, { object, verb }) => withScope(so, object.name, verb, scope), grants);
}

/** A rule is written for the fields of one object, and stays with it. */
export function fitsScope(object: ObjectRow, verb: string, scope: Scope): boolean {
  return typeof scope === 'string' && scopesOf(object, verb).includes(scope);
}

export interface TypeScope {
  readonly type: string;
  readonly verb: string;
  readonly scope: Scope;
}

/** What is said about single types, in the order it is said. */
export function typeScopes(grants: Grants, object: string): TypeScope[] {
  const types = (saidOf(grants, object)['types'] ?? {}) as Readonly<Record<string, Readonly<Record<string, Scope>>>>;
  return Object.entries(types).flatMap(([type, verbs]) =>
    Object.entries(verbs).map(([verb, scope]) => ({ type, verb, scope })),
  );
}

/** `null` takes away what was said: the type is then as all the others. */
export function withTypeScope(grants: Grants, object: string, type: string, verb: string, scope: Scope | null): Grants {
  const { types: before, ...said } = saidOf(grants, object);
  const types = { ...(before as Readonly<Record<string, Readonly<Record<string, Scope>>>> | undefined) };
  const { [verb]: _, ...rest } = types[type] ?? {};
  const next = scope === null ? rest : { ...rest, [verb]: scope };
  delete types[type];
  if (Object.keys(next).length > 0) types[type] = next;
  return withSaid(grants, object, Object.keys(types).length > 0 ? { ...said, types } : said);
}

export function rightOf(grants: Grants, object: string, field: string): FieldRight {
  const said = saidOf(grants, object);
  const fields = (said['fields'] ?? {}) as Readonly<Record<string, FieldRight>>;
  return fields[field] ?? (said['otherFields'] as FieldRight | undefined) ?? 'edit';
}

export function withRight(grants: Grants, object: string, field: string, right: FieldRight): Grants {
  const said = saidOf(grants, object);
  const fields = { ...(said['fields'] as Readonly<Record<string, FieldRight>> | undefined), [field]: right };
  if (right === ((said['otherFields'] as FieldRight | undefined) ?? 'edit')) delete fields[field];
  const next: Record<string, unknown> = { ...said, fields };
  if (Object.keys(fields).length === 0) delete next['fields'];
  return withSaid(grants, object, next);
}

/** A role with objects has every everyday area that it is not without. */
export function holdsArea(grants: Grants, area: { readonly name: string; readonly usual: boolean }): boolean {
  if (grants.everything === true || grants.areas?.includes(area.name) === true) return true;
  return area.usual && Object.keys(grants.objects ?? {}).length > 0 && grants.without?.includes(area.name) !== true;
}

export function withArea(
  grants: Grants,
  area: { readonly name: string; readonly usual: boolean },
  held: boolean,
): Grants {
  const but = (list: readonly string[] = []): string[] => list.filter((name) => name !== area.name);
  const listed = held && !(area.usual && Object.keys(grants.objects ?? {}).length > 0);
  const areas = listed ? [...but(grants.areas), area.name] : but(grants.areas);
  const without = area.usual && !held ? [...but(grants.without), area.name] : but(grants.without);
  const { without: _, areas: __, ...rest } = grants;
  return { ...rest, ...(areas.length > 0 ? { areas } : {}), ...(without.length > 0 ? { without } : {}) };
}
