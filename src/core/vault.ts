// The handle of one tenant that the host plane gives to core: who it is, where it is served, how to reach its database, its keys.
import type { Keyring } from './crypto/keyring.ts';
import type { TenantPool } from './pg.ts';

/** Only an active vault is served. Maintenance: being upgraded, or an upgrade failed. Suspended: by whoever hosts it. */
export type VaultState = 'active' | 'suspended' | 'maintenance';

export interface Vault {
  /** opaque, 128 bits in hex; the only name of a tenant that may stand in logs */
  readonly id: string;
  readonly slug: string;
  /** what people call the company */
  readonly name: string;
  /** the one host name it is served under, lower case, without port */
  readonly hostname: string;
  /** scheme, host name and port as a browser's Origin header has them */
  readonly origin: string;
  readonly state: VaultState;
  /** connections of the tenant's `app` role: no DDL, the ledger insert-only */
  readonly pool: TenantPool;
  readonly keys: Keyring;
}
