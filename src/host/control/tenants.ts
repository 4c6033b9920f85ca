// The tenants as the control database knows them: where each is, which roles it has, its wrapped secrets, its state.
import { now } from '../../core/clock.ts';
import type { RootKey } from '../root-key.ts';
import type { Queryable } from '../../core/pg.ts';
import type { Passwords, RoleNames } from '../tenant/names.ts';

export type TenantState = 'creating' | 'active' | 'maintenance';

export interface TenantRecord {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly placement: string;
  readonly database: string;
  readonly roles: RoleNames;
  readonly passwords: Buffer;
  readonly tenantKey: Buffer;
  readonly state: TenantState;
  /** suspended by whoever hosts it, whatever its state */
  readonly suspended: boolean;
  /** why it is in maintenance */
  readonly reason: string | null;
  readonly schemaVersion: number;
  readonly fingerprint: string;
  readonly createdAt: Date;
}

const columns = `id, slug, name, placement, database_name as database, roles, passwords, tenant_key as "tenantKey", state,
  suspended_at is not null as suspended, reason,
  schema_version as "schemaVersion", schema_fingerprint as fingerprint, created_at as "createdAt"`;

export async function listTenants(control: Queryable): Promise<TenantRecord[]> {
  return (await control.query<TenantRecord>(`select ${columns} from control.tenant order by created_at, id`)).rows;
}

export async function findTenant(
  control: Queryable,
  by: { id: string } | { slug: string },
): Promise<TenantRecord | undefined> {
  const [column, value] = 'id' in by ? ['id', by.id] : ['slug', by.slug];
  const { rows } = await control.query<TenantRecord>(`select ${columns} from control.tenant where ${column} = $1`, [
    value,
  ]);
  return rows[0];
}

export async function insertTenant(control: Queryable, tenant: TenantRecord): Promise<void> {
  await control.query(
    `insert into control.tenant (id, slug, name, placement, database_name, roles, passwords, tenant_key, state, reason,
       schema_version, schema_fingerprint, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
    [
      tenant.id,
      tenant.slug,
      tenant.name,
      tenant.placement,
      tenant.database,
      JSON.stringify(tenant.roles),
      tenant.passwords,
      tenant.tenantKey,
      tenant.state,
      tenant.reason,
      tenant.schemaVersion,
      tenant.fingerprint,
      tenant.createdAt,
    ],
  );
}

/** Whoever serves tenants hears of it when this commits. */
export async function setTenantState(
  control: Queryable,
  id: string,
  state: TenantState,
  reason: string | null = null,
): Promise<void> {
  await control.query(`update control.tenant set state = $2, reason = $3, changed_at = $4 where id = $1`, [
    id,
    state,
    reason,
    now(),
  ]);
}

export async function setSuspended(control: Queryable, id: string, suspended: boolean): Promise<void> {
  await control.query(`update control.tenant set suspended_at = $2, changed_at = $3 where id = $1`, [
    id,
    suspended ? now() : null,
    now(),
  ]);
}

export async function setTenantSchema(
  control: Queryable,
  id: string,
  version: number,
  fingerprint: string,
): Promise<void> {
  await control.query(
    `update control.tenant set schema_version = $2, schema_fingerprint = $3, changed_at = $4 where id = $1`,
    [id, version, fingerprint, now()],
  );
}

export async function setPasswords(control: Queryable, id: string, wrapped: Buffer): Promise<void> {
  await control.query(`update control.tenant set passwords = $2, changed_at = $3 where id = $1`, [id, wrapped, now()]);
}

export async function deleteTenant(control: Queryable, id: string): Promise<void> {
  await control.query(`delete from control.tenant where id = $1`, [id]);
}

export async function wrapSecrets(
  rootKey: RootKey,
  id: string,
  secrets: { passwords: Passwords; tenantKey: Buffer },
): Promise<{ passwords: Buffer; tenantKey: Buffer }> {
  return {
    passwords: await rootKey.wrap(Buffer.from(JSON.stringify(secrets.passwords)), `tenant/${id}/passwords`),
    tenantKey: await rootKey.wrap(secrets.tenantKey, `tenant/${id}/key`),
  };
}

export async function unwrapSecrets(
  rootKey: RootKey,
  tenant: TenantRecord,
): Promise<{ passwords: Passwords; tenantKey: Buffer }> {
  const passwords = await rootKey.unwrap(tenant.passwords, `tenant/${tenant.id}/passwords`);
  return {
    passwords: JSON.parse(passwords.toString('utf8')) as Passwords,
    tenantKey: await rootKey.unwrap(tenant.tenantKey, `tenant/${tenant.id}/key`),
  };
}
