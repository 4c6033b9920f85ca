// Gives tests of the engine a door and users with roles of any shape, put straight into the database.
import type { EntityName } from '../../src/contract/names.ts';
import { Door } from '../../src/core/door.ts';
import type { Derive } from '../../src/core/derive.ts';
import { newId } from '../../src/core/ids.ts';
import type { Actor } from '../../src/core/principal.ts';
import type { RoleGrants } from '../../src/core/roles.ts';
import type { Tx } from '../../src/core/tx.ts';
import type { Vault } from '../../src/core/vault.ts';
import { activities } from '../../src/features/activities/server.ts';
import { deals } from '../../src/features/deals/server.ts';
import { products } from '../../src/features/products/server.ts';
import { rates } from '../../src/features/rates/server.ts';
import { superuserIn } from './cluster.ts';
import { catalog } from './people.ts';

const absent = (): never => {
  throw new Error('the door of this test has no such desk');
};

const rules = new Map<EntityName, Derive>(
  [deals, activities, products, rates].flatMap((f) => Object.entries(f.derive ?? {}) as [EntityName, Derive][]),
);

/** A door with the domain rules of the features and without desks for identity, jobs and files. */
export const engine = new Door(catalog, rules, {
  identity: () => new Proxy({} as never, { get: absent }),
  jobs: () => new Proxy({} as never, { get: absent }),
  files: () => new Proxy({} as never, { get: absent }),
});

export interface TestUser {
  readonly id: string;
  readonly actor: Actor;
}

/** An active user; `role` is the key of a preset or grants of one's own. */
export async function addUser(
  vault: Vault,
  name: string,
  role: string | RoleGrants,
  teams: readonly string[] = [],
): Promise<TestUser> {
  const db = await superuserIn(vault);
  const id = newId();
  const links = teams.length === 0 ? null : JSON.stringify(teams.map((t) => ({ entity: 'team', id: t, role: null })));
  await db.query(
    `insert into data."user" (id, version, created_at, created_by, updated_at, updated_by, name, email, status, teams)
     values ($1, 1, now(), $1, now(), $1, $2, $3, 'active', $4)`,
    [id, name, `${name.toLowerCase().replaceAll(' ', '.')}@example.com`, links],
  );
  let key = role;
  if (typeof key !== 'string') {
    key = `role-${id}`;
    await db.query('insert into core.role (id, key, name, help, grants) values ($1, $2, $2, $2, $3)', [
      newId(),
      key,
      JSON.stringify(role),
    ]);
  }
  await db.query('insert into core.member_role (user_id, role_id) select $1, id from core.role where key = $2', [
    id,
    key,
  ]);
  return { id, actor: { kind: 'user', id } };
}

export async function addTeam(vault: Vault, name: string): Promise<string> {
  const db = await superuserIn(vault);
  const id = newId();
  await db.query(
    `insert into data.team (id, version, created_at, created_by, updated_at, updated_by, name) values ($1, 1, now(), $1, now(), $1, $2)`,
    [id, name],
  );
  return id;
}

/** One unit of work of this user that may write. */
export function work<T>(vault: Vault, user: TestUser, run: (tx: Tx) => Promise<T>): Promise<T> {
  return engine.open(vault, user.actor, { action: 'test.write', reads: false, requestId: null, address: null }, run);
}

/** One unit of work of this user that only reads. */
export function look<T>(vault: Vault, user: TestUser, run: (tx: Tx) => Promise<T>): Promise<T> {
  return engine.open(vault, user.actor, { action: 'test.read', reads: true, requestId: null, address: null }, run);
}
