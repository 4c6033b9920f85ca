// Puts on record what was done, in the transaction that does it: a header with a salted commitment, and the values beside it.
import { createHash } from 'node:crypto';
import type { Keyring } from './crypto/keyring.ts';
import { seal, unseal } from './crypto/seal.ts';
import { newId } from './ids.ts';
import type { Queryable } from './pg.ts';
import { pooledBytes } from './random.ts';

/** What every entry of one unit of work has in common. */
export interface LedgerHeader {
  readonly at: Date;
  readonly operation: string;
  readonly request: string | null;
  readonly actorKind: string;
  readonly actor: string;
  /** as whom the actor looked at the product: stands in the values of every entry */
  readonly lookingAs?: string;
  readonly session: string | null;
  readonly address: string | null;
  readonly action: string;
}

export interface LedgerEntry {
  /** created, edited, archived, restored; read; refused; or what a feature notes */
  readonly verb: string;
  readonly outcome: 'done' | 'refused';
  readonly entity?: string | null;
  readonly record?: string | null;
  readonly version?: number | null;
  /** the role and scope that allowed it */
  readonly allowedBy?: string | null;
  readonly values: Readonly<Record<string, unknown>>;
  /** values of protected fields: committed to like the others, stored sealed */
  readonly sealed?: Readonly<Record<string, unknown>>;
}

/** SHA-256 over salt, plain values and protected values, each preceded by its length (4 bytes, big-endian). */
export function commitment(salt: Buffer, plain: string, sealed: string | null): Buffer {
  const hash = createHash('sha256');
  for (const part of [salt, Buffer.from(plain), Buffer.from(sealed ?? '')]) {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(part.length);
    hash.update(size).update(part);
  }
  return hash.digest();
}

const insertEntries = `
with header as (
  insert into core.ledger (id, at, operation, request, actor_kind, actor, session, address, action,
                           verb, outcome, entity, record, version, allowed_by, commitment)
  select e.id, $1, $2, $3, $4, $5, $6, $7, $8, e.verb, e.outcome, e.entity, e.record, e.version, e.allowed_by, e.commitment
  from unnest($9::uuid[], $10::text[], $11::text[], $12::text[], $13::uuid[], $14::int[], $15::text[], $16::bytea[])
    as e (id, verb, outcome, entity, record, version, allowed_by, commitment)
), held as (
  insert into core.ledger_values (entry, salt, plain, sealed)
  select * from unnest($9::uuid[], $17::bytea[], $18::text[], $19::bytea[])
)
insert into core.ledger_unsealed (entry) select unnest($9::uuid[])`;

const place = (keys: Keyring, entry: string): string => `${keys.tenantId}/core.ledger_values/sealed/${entry}`;

/** Collects the entries of one unit of work and writes them in one statement. */
export class LedgerWriter {
  readonly #keys: Keyring;
  readonly #header: LedgerHeader;
  #entries: LedgerEntry[] = [];
  #written = 0;

  constructor(keys: Keyring, header: LedgerHeader) {
    this.#keys = keys;
    this.#header = header;
  }

  add(entry: LedgerEntry): void {
    this.#entries.push(entry);
  }

  /** entries not yet written */
  get waiting(): readonly LedgerEntry[] {
    return this.#entries;
  }

  /** entries added so far, written or not */
  get count(): number {
    return this.#written + this.#entries.length;
  }

  /** Sends what has been added; the caller waits for the promise before it takes the work for done. */
  async flush(q: Queryable): Promise<void> {
    const entries = this.#entries;
    if (entries.length === 0) return;
    this.#entries = [];
    this.#written += entries.length;
    const h = this.#header;
    const rows = entries.map((e) => this.#row(e));
    await q.query(
      insertEntries,
      [
        h.at,
        h.operation,
        h.request,
        h.actorKind,
        h.actor,
        h.session,
        h.address,
        h.action,
        rows.map((r) => r.id),
        entries.map((e) => e.verb),
        entries.map((e) => e.outcome),
        entries.map((e) => e.entity ?? null),
        entries.map((e) => e.record ?? null),
        entries.map((e) => e.version ?? null),
        entries.map((e) => e.allowedBy ?? null),
        rows.map((r) => r.commitment),
        rows.map((r) => r.salt),
        rows.map((r) => r.plain),
        rows.map((r) => r.sealed),
      ],
      'ledger',
    );
  }

  #row(e: LedgerEntry): { id: string; salt: Buffer; plain: string; sealed: Buffer | null; commitment: Buffer } {
    const id = newId();
    const salt = pooledBytes(16);
    // The text itself is kept and committed to, so it needs no canonical form.
    const { lookingAs } = this.#header;
    const plain = JSON.stringify(lookingAs === undefined ? e.values : { ...e.values, lookingAs });
    const hidden = e.sealed === undefined || Object.keys(e.sealed).length === 0 ? null : JSON.stringify(e.sealed);
    const sealed =
      hidden === null ? null : seal(this.#keys.purpose('ledger'), Buffer.from(hidden), place(this.#keys, id));
    return { id, salt, plain, sealed, commitment: commitment(salt, plain, hidden) };
  }
}

/** The values of an entry, protected ones included; null when they have been erased. */
export function openValues(
  keys: Keyring,
  row: { readonly entry: string; readonly plain: string | null; readonly sealed: Buffer | null },
): Record<string, unknown> | null {
  if (row.plain === null) return null;
  const plain = JSON.parse(row.plain) as Record<string, unknown>;
  if (row.sealed === null) return plain;
  const hidden = unseal(keys.purpose('ledger'), row.sealed, place(keys, row.entry)).toString('utf8');
  return mergeChanges(plain, JSON.parse(hidden) as Record<string, unknown>);
}

/** Both halves hold `changes`: field -> [before, after]. */
function mergeChanges(a: Record<string, unknown>, b: Record<string, unknown>): Record<string, unknown> {
  const changes = { ...(a['changes'] as object | undefined), ...(b['changes'] as object | undefined) };
  return { ...a, ...b, changes };
}
