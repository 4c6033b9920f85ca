// Holds a tenant's log against its tables, and its records against the log: what was changed behind the program shows with record and field.
import type { Catalog } from '../catalog.ts';
import { readShape } from '../catalogs.ts';
import { now } from '../clock.ts';
import type { Lease } from '../pg.ts';
import type { Vault } from '../vault.ts';
import { bundleLines } from './bundle.ts';
import { type RecordFinding, compareRecords, findUnrecorded } from './compare.ts';
import { signingKey } from './heads.ts';
import { type Finding, verifyBundle } from './verify.ts';

export interface CheckFinding extends Omit<Finding, 'kind'> {
  readonly kind: Finding['kind'] | RecordFinding['kind'];
  readonly entity: string | null;
  readonly record: string | null;
  readonly field: string | null;
}

export interface CheckOptions {
  /** the log is read from its beginning while it is no longer than this; longer ones are left to the command */
  readonly entriesMost?: number;
  /** records looked at, from the one after `after` on; undefined: all */
  readonly recordsMost?: number;
  readonly after?: string;
  /** heads as somebody outside the database holds them */
  readonly heads?: readonly string[];
}

export interface CheckResult {
  readonly at: Date;
  readonly tookMs: number;
  /** entries in the log, and those that were held against it */
  readonly size: number;
  readonly entries: number;
  readonly records: number;
  readonly findings: readonly CheckFinding[];
  /** the record to go on after; null: it came to the end */
  readonly next: string | null;
}

/** More are not told one by one. */
const findingsMost = 1_000;

/** As of one moment, in a transaction of its own that changes nothing. */
export async function checkLedger(vault: Vault, plain: Catalog, options: CheckOptions = {}): Promise<CheckResult> {
  const lease = await vault.pool.acquire();
  try {
    await lease.query('begin isolation level repeatable read read only');
    const result = await check(lease, vault, plain, options);
    await lease.query('rollback');
    lease.release();
    return result;
  } catch (error) {
    await lease.query('rollback').catch(() => undefined); // the first error is the one to tell
    lease.release(error);
    throw error;
  }
}

async function check(lease: Lease, vault: Vault, plain: Catalog, options: CheckOptions): Promise<CheckResult> {
  const [at, began] = [now(), performance.now()];
  const own = await readShape(lease);
  const catalog = own.fields.length + own.objects.length === 0 ? plain : plain.with(own);
  const { rows } = await lease.query<{ size: number }>('select size from core.ledger_state');
  const size = rows[0]?.size ?? 0;
  const findings: CheckFinding[] = [];
  let entries = 0;
  if (size <= (options.entriesMost ?? Infinity)) {
    const against = { key: signingKey(vault.keys).open, heads: options.heads ?? [] };
    const verified = await verifyBundle(bundleLines(lease, vault.keys, { values: true }), against);
    findings.push(...verified.findings.map((f) => ({ ...f, entity: null, record: null, field: null })));
    entries = verified.entries;
  }
  const records = await compareRecords(
    lease,
    vault.keys,
    catalog,
    options.after ?? null,
    options.recordsMost ?? Infinity,
  );
  const unrecorded = await findUnrecorded(lease, catalog);
  for (const f of [...records.findings, ...unrecorded]) findings.push({ ...f, from: null, to: null });
  return {
    at,
    tookMs: Math.round(performance.now() - began),
    size,
    entries,
    records: records.seen,
    findings: findings.slice(0, findingsMost),
    next: records.next,
  };
}
