// Sees that new tenants' databases reach the disk a few at a time, so that the end of the program does not wait for hundreds of them.
import type { PgConnection } from '../../core/pg.ts';
import type { TenantRecord } from '../control/tenants.ts';
import type { Server } from '../postgres/cluster.ts';

/** Tenants made since the last checkpoint, at most. */
const unwrittenMost = 8;

/**
 * A new database is some 650 files, which the server keeps in memory until its next checkpoint, a quarter of an hour away: it is safe
 * before, in the log. But of hundreds made at once the server's end had to write everything, which took minutes.
 */
export async function writeOutTenants(
  server: Server,
  tenants: readonly TenantRecord[],
  admin: PgConnection,
): Promise<void> {
  // Somebody else's server is theirs to tune, and does not end with us.
  if (!server.superuser || server.origin === 'external') return;
  const { rows } = await admin.query<{ at: Date }>('select checkpoint_time as at from pg_control_checkpoint()');
  const unwritten = tenants.filter(({ createdAt }) => createdAt.getTime() > rows[0]!.at.getTime());
  if (unwritten.length >= unwrittenMost) await admin.query('checkpoint');
}
