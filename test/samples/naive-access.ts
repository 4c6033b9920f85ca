// Who may do what with a record, said a second time and as plainly as possible, for every scope there is. It shares no code with the engine,
// and no idea: people, teams and territories are plain lists, rules are functions written by hand beside their CEL.

export interface NaiveUser {
  readonly id: string;
  readonly teams: readonly string[];
  readonly territories: readonly string[];
  /** a field the tenant added to its users */
  readonly region: string | null;
  readonly roles: readonly NaiveRole[];
}

export interface NaiveTree {
  /** the parent of each */
  readonly [id: string]: string | null;
}

export interface NaiveRecord {
  readonly id: string;
  readonly owner: string | null;
  readonly responsible: string | null;
  readonly territories: readonly string[];
  readonly stage: string | null;
  readonly jobTitle: string;
  readonly archived: boolean;
}

export interface NaiveShare {
  readonly record: string;
  readonly user: string | null;
  readonly team: string | null;
  readonly edit: boolean;
  /** true: in force today */
  readonly inForce: boolean;
}

export interface NaiveDeputy {
  readonly user: string;
  readonly deputy: string;
  readonly inForce: boolean;
}

export interface NaiveRule {
  readonly cel: string;
  readonly holds: (r: NaiveRecord, u: NaiveUser) => boolean;
  /** true for a user to whom it gives nothing, whatever the record: as good as none */
  readonly never?: (u: NaiveUser) => boolean;
}

export type NaiveScope = 'none' | 'own' | 'team' | 'teamBelow' | 'territory' | 'all' | { readonly rule: NaiveRule };
export type NaiveVerb = 'view' | 'edit' | 'archive' | 'export' | 'assign' | 'reveal';
export type NaiveRight = 'hidden' | 'masked' | 'read' | 'edit';

export interface NaiveRole {
  readonly scopes: { readonly [V in NaiveVerb]: NaiveScope };
  readonly fields: Readonly<Record<string, NaiveRight>>;
}

export interface NaiveWorld {
  readonly users: readonly NaiveUser[];
  readonly teams: NaiveTree;
  readonly territories: NaiveTree;
  readonly records: readonly NaiveRecord[];
  readonly shares: readonly NaiveShare[];
  readonly deputies: readonly NaiveDeputy[];
}

/** Whether the one is the other or stands somewhere above it. */
function isAbove(tree: NaiveTree, above: string, below: string): boolean {
  let at: string | null = below;
  for (let steps = 0; at !== null && steps < 50; steps += 1) {
    if (at === above) return true;
    at = tree[at] ?? null;
  }
  return false;
}

function shareATeam(a: NaiveUser, b: NaiveUser): boolean {
  return a.teams.some((t) => b.teams.includes(t));
}

/** The people a scope takes the record's owner or responsible from. */
function isOneOf(w: NaiveWorld, u: NaiveUser, scope: 'own' | 'team' | 'teamBelow', person: string | null): boolean {
  if (person === null) return false;
  if (person === u.id) return true;
  const other = w.users.find((x) => x.id === person);
  if (scope === 'own') return w.deputies.some((d) => d.inForce && d.deputy === u.id && d.user === person);
  if (other === undefined) return false;
  if (scope === 'team') return shareATeam(u, other);
  return other.teams.some((t) => u.teams.some((mine) => isAbove(w.teams, mine, t)));
}

function isNothing(u: NaiveUser, scope: NaiveScope): boolean {
  return typeof scope === 'object' ? scope.rule.never?.(u) === true : scope === 'none';
}

export function scopeReaches(w: NaiveWorld, u: NaiveUser, scope: NaiveScope, r: NaiveRecord): boolean {
  if (typeof scope === 'object') return scope.rule.holds(r, u);
  if (scope === 'none') return false;
  if (scope === 'all') return true;
  if (scope === 'territory')
    return r.territories.some((t) => u.territories.some((mine) => isAbove(w.territories, mine, t)));
  return isOneOf(w, u, scope, r.owner) || isOneOf(w, u, scope, r.responsible);
}

function isShared(w: NaiveWorld, u: NaiveUser, r: NaiveRecord, verb: NaiveVerb): boolean {
  if (verb !== 'view' && verb !== 'export' && verb !== 'reveal' && verb !== 'edit') return false;
  return w.shares.some(
    (s) =>
      s.inForce &&
      s.record === r.id &&
      (s.user === u.id || (s.team !== null && u.teams.includes(s.team))) &&
      (verb !== 'edit' || s.edit),
  );
}

/** The roles that give the verb on the record: by their scope, or as far as they give it at all where it is shared. */
export function rolesReaching(w: NaiveWorld, u: NaiveUser, verb: NaiveVerb, r: NaiveRecord): NaiveRole[] {
  return u.roles.filter((role) => {
    const scope = role.scopes[verb];
    return scopeReaches(w, u, scope, r) || (!isNothing(u, scope) && isShared(w, u, r, verb));
  });
}

export function mayDo(w: NaiveWorld, u: NaiveUser, verb: NaiveVerb, r: NaiveRecord): boolean {
  return rolesReaching(w, u, verb, r).length > 0;
}

const order: readonly NaiveRight[] = ['hidden', 'masked', 'read', 'edit'];

/** The most any role that lets the record be seen gives on the field. */
export function seenRight(w: NaiveWorld, u: NaiveUser, r: NaiveRecord, field: string): 'hidden' | 'masked' | 'read' {
  const best = rolesReaching(w, u, 'view', r).reduce(
    (most, role) => Math.max(most, order.indexOf(role.fields[field] ?? 'edit')),
    0,
  );
  return best >= 2 ? 'read' : best === 1 ? 'masked' : 'hidden';
}

export function mayEditField(w: NaiveWorld, u: NaiveUser, r: NaiveRecord, field: string): boolean {
  return (
    seenRight(w, u, r, field) === 'read' &&
    rolesReaching(w, u, 'edit', r).some((role) => (role.fields[field] ?? 'edit') === 'edit')
  );
}

/** Whether the field is readable for this user on any record there could be. */
export function isEverRead(u: NaiveUser, field: string): boolean {
  return u.roles.some((role) => !isNothing(u, role.scopes.view) && order.indexOf(role.fields[field] ?? 'edit') >= 2);
}

export function isHeld(u: NaiveUser, verb: NaiveVerb): boolean {
  return u.roles.some((role) => !isNothing(u, role.scopes[verb]));
}
