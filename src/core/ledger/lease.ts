// A connection for one piece of work: given back when it ends, closed when it fails.
import type { Lease, TenantPool } from '../pg.ts';

export async function withLease<T>(pool: TenantPool, work: (lease: Lease) => Promise<T>): Promise<T> {
  const lease = await pool.acquire();
  try {
    const answer = await work(lease);
    lease.release();
    return answer;
  } catch (error) {
    lease.release(error);
    throw error;
  }
}
