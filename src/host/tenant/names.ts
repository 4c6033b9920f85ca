// The opaque names of one tenant's database and roles: 128 random bits each, so that none tells whose it is or what it may do.
import type { TenantRoles } from '../../core/schema/grants.ts';
import { newOpaqueId, newToken } from '../../core/ids.ts';

/** All roles of a tenant: the ones that work in its database, and `schema`, which owns the objects. */
export interface RoleNames extends TenantRoles {
  readonly schema: string;
}

/** Roles that connect today. The others can do so when something needs them; until then nobody can become one. */
export const loginRoles = ['app', 'schema', 'sealer', 'eraser'] as const satisfies readonly (keyof RoleNames)[];

export type Passwords = Readonly<Record<(typeof loginRoles)[number], string>>;

export function newRoleNames(): RoleNames {
  const name = (): string => `r_${newOpaqueId()}`;
  return { app: name(), schema: name(), reader: name(), backup: name(), sealer: name(), eraser: name() };
}

export function newDatabaseName(): string {
  return `d_${newOpaqueId()}`;
}

export function newPasswords(): Passwords {
  return { app: newToken(), schema: newToken(), sealer: newToken(), eraser: newToken() };
}

/** For SQL: these names are our own, so anything unexpected in one is a fault and not to be quoted away. */
export function identifier(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new Error(`not a name we give: ${JSON.stringify(name)}`);
  return `"${name}"`;
}
