// Brings the secrets of a tenant up to the program: roles that connect now and did not when it was made get passwords, wrapped like the others.
import * as store from '../control/tenants.ts';
import type { Control } from '../control/database.ts';
import type { TenantRecord } from '../control/tenants.ts';
import type { Server } from '../postgres/cluster.ts';
import type { RootKey } from '../root-key.ts';
import { asAdmin } from '../sql.ts';
import { completePasswords } from './provision.ts';
import type { TenantDatabase } from './provision.ts';

/** How to reach its database with every role that connects. Ended in between, it is done again at the next upgrade. */
export async function completeTenant(
  server: Server,
  control: Control,
  rootKey: RootKey,
  tenant: TenantRecord,
): Promise<TenantDatabase> {
  const { passwords, tenantKey } = await store.unwrapSecrets(rootKey, tenant);
  const all = await asAdmin(server, 'postgres', (admin) => completePasswords(admin, tenant.roles, passwords));
  if (Object.keys(all).some((role) => !Object.hasOwn(passwords, role))) {
    const wrapped = await store.wrapSecrets(rootKey, tenant.id, { passwords: all, tenantKey });
    await store.setPasswords(control, tenant.id, wrapped.passwords);
  }
  return { database: tenant.database, roles: tenant.roles, passwords: all };
}
