// Who acts. Every unit of work has exactly one principal; there is no null principal and no bypass.
import type { Entity } from '../contract/entity.ts';
import type { Catalog } from './catalog.ts';
import type { Permission } from '../contract/permission.ts';
import type { SignedIn } from './identity/factors/level.ts';
import type { Region } from '../contract/region.ts';
import type { NetworkGuard } from './network/rules.ts';
import type { Rule, Self } from '../contract/rule.ts';
import type { Sql } from './sql.ts';

/** Masked: it can be seen that there is one, and a part of it; in every question it is as good as hidden. */
export const fieldRights = ['hidden', 'masked', 'read', 'edit'] as const;
export type FieldRight = (typeof fieldRights)[number];

/** Why a grant is there: shown in the ledger and in explanations. */
export interface Reason {
  readonly role: string;
  readonly roleName: string;
  readonly scope: Scope;
  /** activities: the only types it is about, or those it is not about */
  readonly types?: { readonly only?: string; readonly except?: readonly string[] };
  /** the shares it comes from; the role is then the one it extends */
  readonly shares?: readonly string[];
}

export const scopeWords = ['none', 'own', 'team', 'teamBelow', 'territory', 'all'] as const;
export type ScopeWord = (typeof scopeWords)[number];

/** A word, or a rule in CEL over the record and the user; with `within` both have to hold. */
export type Scope = ScopeWord | { readonly rule: string; readonly within?: ScopeWord };

/** As the ledger and explanations have it: "team", "rule record.stage == user.stage, within team". */
export function scopeText(scope: Scope): string {
  if (typeof scope === 'string') return scope;
  return `rule ${scope.rule}${scope.within === undefined ? '' : `, within ${scope.within}`}`;
}

/** One permission with the rows it reaches and the right on each field; fields not named have `otherFields`. */
export interface Grant {
  readonly permission: Permission;
  readonly rows: Rule;
  readonly fields: ReadonlyMap<string, FieldRight>;
  readonly otherFields: FieldRight;
  readonly from: Reason;
  /** of exports; absent: without bounds */
  readonly leaves?: Leaves;
}

/** In which formats, at most how many rows at once (null: any number), and whether a reason is asked where the company leaves that to roles. */
export interface Leaves {
  readonly formats: readonly ExportFormat[];
  readonly rows: number | null;
  readonly reason: boolean;
}

export const exportFormats = ['csv', 'xlsx'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What leaves under a grant that says nothing of it: that of the owner, or of the product itself. */
export const leavesFreely: Leaves = { formats: exportFormats, rows: null, reason: false };

export type PrincipalKind = 'user' | 'api_key' | 'stranger' | 'system';

export interface Principal {
  readonly kind: PrincipalKind;
  /** the user's or the key's id; for the others the zero id. Where a person is meant, `self.id` is: for a key, its owner */
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly grants: readonly Grant[];
  /** version of the tenant's grants from which this principal was made; the door checks it in the database on every unit of work */
  readonly version: string;
  readonly self: Self;
  /** when something of it ends or begins by itself, in milliseconds: a share, a deputy; it must be made anew then. Infinity: never */
  readonly until: number;
  /** how the tenant writes and reckons */
  readonly region: Region;
  readonly sessionId: string | null;
  /** of a key: requests a minute */
  readonly key?: { readonly rate: number };
  /** of sessions and keys: how far the person behind has signed in, and what is still owed */
  readonly signedIn?: SignedIn;
  /** somebody else looks as this person: reads only, and only what both may see. It is he who acts, and who stands on record */
  readonly looking?: {
    readonly id: string;
    readonly viewer: string;
    readonly name: string;
    readonly reason: string;
    readonly until: string;
  };
  /** from where it may come, by rules of `version`; absent: from anywhere */
  readonly network?: NetworkGuard;
  /** the tenant's objects and fields as of `version` */
  readonly catalog: Catalog;
  /** looks back: rows are read as they were at an instant, as far as they may be seen as they are now */
  readonly past?: PastRows;
}

/** The relations of an earlier instant, with the columns the tables have; made by core/past. */
export interface PastRows {
  readonly at: Date;
  /** who looks back, over what there is today */
  readonly now: Principal;
  /** every row */
  all(e: Entity): Sql;
  /**
   * Every row in two halves: those nobody has changed since, in reach of the table's indexes, and the others. `used`: the conditions and the
   * order they are asked by, all of it; what was changed in other fields alone then counts as unchanged, and only ids are to be read. `search`:
   * what is searched for among them, so that rows which cannot be found need not be made.
   */
  halves(e: Entity, used?: readonly Sql[], search?: string): readonly [Sql, Sql];
  /** (record, ...) of the second of the halves that were asked for last, what was made since among them */
  touched(e: Entity): Sql;
  /** every row, for who asks for some by their ids */
  byId(e: Entity): Sql;
  /** true where the rule holds on the row as it is now */
  alsoNow(e: Entity, rule: Rule, alias: string): Sql;
  /** the statement with the relations it names in front */
  framed(statement: Sql): Sql;
}

/** How the edge says who is there; the door turns it into a principal and verifies it in the database each time. */
export type Actor =
  /** `oneself`: even while it looks as somebody else; for leaving that, and for signing out */
  | {
      readonly kind: 'session';
      readonly tokenHash: Buffer;
      readonly oneself?: true;
      /** asked by a page alone: reading with it is no use of the session, and does not keep it open */
      readonly passive?: true;
    }
  /** work in the name of a user without a browser: jobs and the event stream */
  | { readonly kind: 'user'; readonly id: string }
  /** an API key, and the address it comes from (null: none is known, which no list of addresses holds) */
  | { readonly kind: 'key'; readonly tokenHash: Buffer; readonly address: string | null }
  /** work in the name of a key: the jobs it started */
  | { readonly kind: 'key-work'; readonly id: string }
  /** nobody has signed in: may reach public actions only */
  | { readonly kind: 'stranger' }
  /** the product itself; every name and its grants are listed in core/system-principals.ts */
  | { readonly kind: 'system'; readonly name: SystemName };

export type SystemName = 'host' | 'demo' | 'reminders' | 'mail' | 'bin';

export const zeroId = '00000000-0000-0000-0000-000000000000';

const indexes = new WeakMap<Principal, ReadonlyMap<string, readonly Grant[]>>();

/** The grants of one permission; empty means no. */
export function grantsOf(me: Principal, permission: Permission): readonly Grant[] {
  let index = indexes.get(me);
  if (index === undefined) {
    index = Map.groupBy(me.grants, (g) => g.permission);
    indexes.set(me, index);
  }
  return index.get(permission) ?? [];
}

/** Who stands on record as the one who acts: whoever looks as somebody else, and not that person. */
export function actorOf(me: Principal): { readonly kind: PrincipalKind; readonly id: string } {
  return { kind: me.kind, id: me.looking?.viewer ?? me.id };
}

/** Acts for a person: somebody signed in, or a key. */
export function isPerson(me: Principal): boolean {
  return me.kind === 'user' || me.kind === 'api_key';
}

export function may(me: Principal, permission: Permission): boolean {
  return grantsOf(me, permission).some((g) => g.rows.op !== 'none');
}
