// Puts on record what was done, in the transaction that does it: a header with a salted commitment, and the values beside it.
import { hash } from 'node:crypto';
import type { ledgerValues } from '../contract/ledger-query.ts';
import type { Keyring } from './crypto/keyring.ts';
import { seal, unseal } from './crypto/seal.ts';
import { type Header, headerLine, instantText, markOf } from './ledger/header.ts';
import { entryIds } from './ledger/months.ts';
import { wakeSealer } from './ledger/wake.ts';
import type { Queryable } from './pg.ts';
import { type ListParameter, listOf } from './pg-lists.ts';
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
  readonly source: Source;
  readonly action: string;
  /** one of the functions an auditor looks at first */
  readonly important: boolean;
  /** the right the action asks for, or `public` or `signed in` where it asks for none */
  readonly permission: string | null;
  /** the first grant of a right: "Sales/own"; null where nothing gives it */
  readonly grantOf: (permission: string) => string | null;
}

/** Where work comes from: a page, a key, an import, another job, the product itself, the command line. */
export type Source = (typeof ledgerValues.source)[number];

export interface LedgerEntry {
  /** created, edited, archived, restored; read; refused; or what a feature notes */
  readonly verb: string;
  readonly outcome: 'done' | 'refused';
  readonly entity?: string | null;
  readonly record?: string | null;
  readonly version?: number | null;
  /** the right this needed, the action's unless said; and the role and scope that gave it, found by the right unless said */
  readonly permission?: string | null;
  readonly allowedBy?: string | null;
  readonly values: Readonly<Record<string, unknown>>;
  /** values of protected fields: committed to like the others, stored sealed */
  readonly sealed?: Readonly<Record<string, unknown>>;
}

/** SHA-256 over salt, plain values and protected values, each preceded by its length (4 bytes, big-endian). */
export function commitment(salt: Buffer, plain: string, sealed: string | null): Buffer {
  const sizes = [salt.length, Buffer.byteLength(plain), Buffer.byteLength(sealed ?? '')] as const;
  // In one piece: many are made at a time, and each call into the hash costs more than it hashes.
  const bytes = Buffer.allocUnsafe(12 + sizes[0] + sizes[1] + sizes[2]);
  let at = salt.copy(bytes, bytes.writeUInt32BE(sizes[0], 0)) + 4;
  at = bytes.writeUInt32BE(sizes[1], at);
  at += bytes.write(plain, at);
  at = bytes.writeUInt32BE(sizes[2], at);
  bytes.write(sealed ?? '', at);
  return hash('sha256', bytes, 'buffer');
}

const insertEntries = `
with header as (
  insert into core.ledger (id, at, operation, request, actor_kind, actor, session, address, source, action, important,
                           verb, outcome, entity, record, version, permission, allowed_by, commitment)
  select e.id, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, e.verb, e.outcome, e.entity, e.record, e.version, e.permission, e.allowed_by, e.commitment
  from unnest($11::uuid[], $12::text[], $13::text[], $14::text[], $15::uuid[], $16::int[], $17::text[], $18::text[], $19::bytea[])
    as e (id, verb, outcome, entity, record, version, permission, allowed_by, commitment)
), held as (
  insert into core.ledger_values (entry, salt, plain, sealed)
  select * from unnest($11::uuid[], $20::bytea[], $21::text[], $22::bytea[])
)
insert into core.ledger_unsealed (entry, mark) select * from unnest($11::uuid[], $23::bytea[])`;

const place = (keys: Keyring, entry: string): string => `${keys.tenantId}/core.ledger_values/sealed/${entry}`;

/** Collects the entries of one unit of work and writes them in one statement. */
export class LedgerWriter {
  readonly #keys: Keyring;
  readonly #header: LedgerHeader;
  readonly #newId: () => string;
  readonly #at: string;
  #entries: LedgerEntry[] = [];
  #written = 0;

  constructor(keys: Keyring, header: LedgerHeader) {
    this.#keys = keys;
    this.#header = header;
    this.#newId = entryIds(header.at);
    this.#at = instantText(header.at);
  }

  add(entry: LedgerEntry): void {
    this.#entries.push(entry);
  }

  /** Forgets those behind the first so many that are not yet written: what they told of was taken back. */
  drop(keep: number): void {
    this.#entries.length = keep;
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
        h.source,
        h.action,
        h.important,
        ...entryLists(rows),
      ],
      'ledger',
    );
    wakeSealer(this.#keys.tenantId);
  }

  #row(e: LedgerEntry): Row {
    const id = this.#newId();
    const salt = pooledBytes(16);
    // The text itself is kept and committed to, so it needs no canonical form.
    const { lookingAs } = this.#header;
    const plain = JSON.stringify(lookingAs === undefined ? e.values : { ...e.values, lookingAs });
    const hidden = e.sealed === undefined || Object.keys(e.sealed).length === 0 ? null : JSON.stringify(e.sealed);
    const sealed =
      hidden === null ? null : seal(this.#keys.purpose('ledger'), Buffer.from(hidden), place(this.#keys, id));
    const bytes = commitment(salt, plain, hidden);
    const header = this.#headerOf(id, e, bytes);
    const mark = markOf(this.#keys.purpose('ledger-entries'), headerLine(header));
    return { header, salt, plain, sealed, commitment: bytes, mark };
  }

  /** As it will read out of the database: what is marked here is compared there. */
  #headerOf(id: string, e: LedgerEntry, bytes: Buffer): Header {
    const h = this.#header;
    const permission = e.permission === undefined ? h.permission : e.permission;
    const allowedBy = e.allowedBy !== undefined || permission === null ? e.allowedBy : h.grantOf(permission);
    return {
      id,
      at: this.#at,
      operation: h.operation,
      request: h.request,
      actorKind: h.actorKind,
      actor: h.actor,
      session: h.session,
      address: h.address,
      source: h.source,
      action: h.action,
      verb: e.verb.toWellFormed(),
      outcome: e.outcome,
      important: h.important,
      entity: e.entity ?? null,
      record: e.record?.toLowerCase() ?? null,
      version: e.version ?? null,
      permission,
      allowedBy: allowedBy?.toWellFormed() ?? null,
      commitment: bytes.toString('hex'),
    };
  }
}

function entryLists(rows: readonly Row[]): ListParameter[] {
  const headers = rows.map((r) => r.header);
  const texts = (name: 'verb' | 'outcome' | 'entity' | 'permission' | 'allowedBy'): ListParameter =>
    listOf(
      'text',
      headers.map((h) => h[name]),
    );
  const bytes = (name: 'commitment' | 'salt' | 'sealed' | 'mark'): ListParameter =>
    listOf(
      'bytea',
      rows.map((r) => r[name]),
    );
  return [
    listOf(
      'uuid',
      headers.map((h) => h.id),
    ),
    texts('verb'),
    texts('outcome'),
    texts('entity'),
    listOf(
      'uuid',
      headers.map((h) => h.record),
    ),
    listOf(
      'integer',
      headers.map((h) => h.version),
    ),
    texts('permission'),
    texts('allowedBy'),
    bytes('commitment'),
    bytes('salt'),
    listOf(
      'text',
      rows.map((r) => r.plain),
    ),
    bytes('sealed'),
    bytes('mark'),
  ];
}

interface Row {
  readonly header: Header;
  readonly salt: Buffer;
  readonly plain: string;
  readonly sealed: Buffer | null;
  readonly commitment: Buffer;
  readonly mark: Buffer;
}

/** The values of an entry, protected ones included; null when they have been erased. */
export function openValues(
  keys: Keyring,
  row: { readonly entry: string; readonly plain: string | null; readonly sealed: Buffer | null },
): Record<string, unknown> | null {
  if (row.plain === null) return null;
  const plain = JSON.parse(row.plain) as Record<string, unknown>;
  if (row.sealed === null) return plain;
  const hidden = openHidden(keys, { entry: row.entry, sealed: row.sealed });
  return mergeChanges(plain, JSON.parse(hidden) as Record<string, unknown>);
}

/** The protected half as the text that was committed to. Throws a `SealError` where it does not open. */
export function openHidden(keys: Keyring, row: { readonly entry: string; readonly sealed: Buffer }): string {
  return unseal(keys.purpose('ledger'), row.sealed, place(keys, row.entry)).toString('utf8');
}

/** Both halves hold `changes`: field -> [before, after]. */
function mergeChanges(a: Record<string, unknown>, b: Record<string, unknown>): Record<string, unknown> {
  const changes = { ...(a['changes'] as object | undefined), ...(b['changes'] as object | undefined) };
  return { ...a, ...b, changes };
}
