// Reads applications and connections as people see them, and ends connections; each end is put on record.
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import type { RoleGrants } from '../roles.ts';
import type { Unit } from '../unit.ts';
import type { ApplicationInfo, Connection } from './applications.ts';
import { namedRights } from './key-wish.ts';

const iso = (at: string | Date | null): string | null => (at === null ? null : new Date(at).toISOString());

type Row = Omit<ApplicationInfo, 'rights' | 'madeAt' | 'disabledAt' | 'lastUsedAt' | 'secrets'> & {
  readonly madeAt: Date;
  readonly disabledAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly secrets: readonly { prefix: string; madeAt: string; expiresAt: string | null }[];
};

const live = 'k.disabled_at is null and k.expires_at > $1';

const text = `select a.id, a.name, a.purpose, a.redirects, a.grants, a.confidential, a.rate, a.version, a.made_at as "madeAt",
  jsonb_build_object('id', u.id, 'title', u.name) as "madeBy", a.disabled_at as "disabledAt",
  coalesce((select jsonb_agg(jsonb_build_object('prefix', s.prefix, 'madeAt', s.made_at, 'expiresAt', s.expires_at) order by s.made_at)
            from core.application_secret s where s.application = a.id and (s.expires_at is null or s.expires_at > $1)), '[]') as secrets,
  (select count(*) from core.api_key k where k.application = a.id and ${live})::int as connections,
  (select max(k.last_used_at) from core.api_key k where k.application = a.id) as "lastUsedAt"
from core.application a join data."user" u on u.id = a.made_by`;

function infoOf(row: Row): ApplicationInfo {
  return {
    ...row,
    rights: namedRights(row.grants),
    madeAt: row.madeAt.toISOString(),
    disabledAt: iso(row.disabledAt),
    lastUsedAt: iso(row.lastUsedAt),
    secrets: row.secrets.map((s) => ({ ...s, madeAt: iso(s.madeAt)!, expiresAt: iso(s.expiresAt) })),
  };
}

export async function readApplications(unit: Unit): Promise<ApplicationInfo[]> {
  const order = 'order by a.disabled_at is not null, lower(a.name), a.id';
  return (await unit.query<Row>(`${text} ${order}`, [unit.at])).rows.map(infoOf);
}

export async function readApplication(unit: Unit, id: string): Promise<ApplicationInfo> {
  const { rows } = isId(id) ? await unit.query<Row>(`${text} where a.id = $2`, [unit.at, id]) : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  return infoOf(rows[0]);
}

interface ConnectionRow extends Omit<Connection, 'rights' | 'since' | 'expiresAt' | 'lastUsedAt'> {
  readonly grants: RoleGrants;
  readonly since: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
}

/** Those that hold, by application or by person. */
export async function readConnections(unit: Unit, by: 'application' | 'owner', id: string): Promise<Connection[]> {
  const { rows } = await unit.query<ConnectionRow>(
    `select k.id, jsonb_build_object('id', a.id, 'title', a.name) as application, jsonb_build_object('id', u.id, 'title', u.name) as person,
       k.grants, k.made_at as since, k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", host(k.last_address) as "lastAddress"
     from core.api_key k join core.application a on a.id = k.application join data."user" u on u.id = k.owner
     where k.${by} = $2 and ${live} order by lower(a.name), lower(u.name), k.id limit 1000`,
    [unit.at, id],
  );
  return rows.map(({ grants, since, expiresAt, lastUsedAt, ...rest }) => ({
    ...rest,
    rights: namedRights(grants),
    since: since.toISOString(),
    expiresAt: expiresAt.toISOString(),
    lastUsedAt: iso(lastUsedAt),
  }));
}

/** At once, with every token of it. `why` stands in the ledger. */
export async function endConnections(unit: Unit, ids: readonly string[], why: string): Promise<void> {
  for (const id of ids) {
    const { rows } = await unit.query<{ name: string; owner: string }>(
      `update core.api_key set disabled_at = $2, disabled_by = $3 where id = $1 and application is not null and disabled_at is null
       returning name, owner`,
      [id, unit.at, unit.me.self.id],
    );
    if (rows[0] === undefined) continue;
    await unit.query('delete from core.refresh_token where key_id = $1', [id]);
    unit.ledger.add({
      verb: 'connection ended',
      outcome: 'done',
      entity: 'connection',
      record: id,
      values: { application: rows[0].name, person: rows[0].owner, why },
    });
  }
}
