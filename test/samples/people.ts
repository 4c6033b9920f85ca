// People for generated tests: a role with exactly these grants, and a user who holds it, put straight into the tables.
import { tokenHash } from '../../src/core/identity/tokens.ts';
import { newId, newToken } from '../../src/core/ids.ts';
import type { PgConnection } from '../../src/core/pg.ts';
import type { Actor } from '../../src/core/principal.ts';
import type { Vault } from '../../src/core/vault.ts';

/** One tenant with a connection that may look at and put anything in its database. */
export interface Site {
  readonly vault: Vault;
  readonly db: PgConnection;
}

export interface Person {
  readonly id: string;
  readonly actor: Actor;
}

let made = 0;

/** A role as it is stored; see `RoleGrants` in core/roles.ts. */
export async function makeRole(db: PgConnection, grants: object): Promise<string> {
  const id = newId();
  made += 1;
  await db.query(`insert into core.role (id, key, name, help, grants) values ($1, $2, $3, '', $4)`, [
    id,
    `role-${made}`,
    `Role ${made}`,
    JSON.stringify(grants),
  ]);
  return id;
}

export async function makeTeam(db: PgConnection): Promise<string> {
  const id = newId();
  made += 1;
  await db.query(
    `insert into data.team (id, version, created_at, created_by, updated_at, updated_by, name) values ($1, 1, now(), $1, now(), $1, $2)`,
    [id, `Team number ${made}`],
  );
  return id;
}

export async function makeUser(
  db: PgConnection,
  roles: readonly string[],
  teams: readonly string[],
  name = 'Somebody',
  id = newId(),
): Promise<Person> {
  made += 1;
  const links = teams.map((team) => ({ entity: 'team', id: team, role: null }));
  await db.query(
    `insert into data."user" (id, version, created_at, created_by, updated_at, updated_by, name, email, status, teams)
     values ($1, 1, now(), $1, now(), $1, $2, $3, 'active', $4)`,
    [id, `${name} ${made}`, `person${made}@people.example`, teams.length === 0 ? null : JSON.stringify(links)],
  );
  for (const role of roles)
    await db.query('insert into core.member_role (user_id, role_id) values ($1, $2)', [id, role]);
  return { id, actor: { kind: 'user', id } };
}

/**
 * Takes somebody out of the way who has done his part. Whoever looks for all who hold a right looks at everybody active: with a person an
 * action, a test of every action would spend most of its time on people of tests before.
 */
export async function leave(db: PgConnection, person: Pick<Person, 'id'>): Promise<void> {
  await db.query(`update data."user" set archived_at = now() where id = $1`, [person.id]);
}

/** Somebody with a session of a browser. */
export interface Holder extends Person {
  readonly token: string;
}

/** Signs somebody in past the password. */
export async function openSession(db: PgConnection, person: Person): Promise<Holder> {
  const token = newToken();
  await db.query(
    `insert into core.session (id, token_hash, user_id, created_at, last_seen_at, idle, expires_at)
     values ($1, $2, $3, now(), now(), '1 hour', now() + interval '1 day')`,
    [newId(), tokenHash(token), person.id],
  );
  return { id: person.id, token, actor: { kind: 'session', tokenHash: tokenHash(token)! } };
}
