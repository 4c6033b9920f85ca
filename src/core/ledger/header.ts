// The one form of an entry's header that is hashed, signed and published: a JSON array in a fixed order, the same text from memory and from the database.
import { createHmac, hash } from 'node:crypto';
import { secretOf } from '../crypto/secret.ts';

/** First element of every header, so that a hash of one thing is never a hash of another. */
export const entryFormat = 'strongroom.entry.1';

/** The verb under which erased entries are named, known to verifiers. */
export const erasureVerb = 'values erased';

/** The verb under which it is asked for; like the other it stays whoever is forgotten. */
export const erasureAskedVerb = 'erasure asked';

/** As the database gives it: identifiers in small letters, the instant with six digits, the commitment in hex. */
export interface Header {
  readonly id: string;
  readonly at: string;
  readonly operation: string;
  readonly request: string | null;
  readonly actorKind: string;
  readonly actor: string;
  readonly session: string | null;
  readonly address: string | null;
  readonly source: string | null;
  readonly action: string;
  readonly verb: string;
  readonly outcome: string;
  readonly important: boolean;
  readonly entity: string | null;
  readonly record: string | null;
  readonly version: number | null;
  readonly permission: string | null;
  readonly allowedBy: string | null;
  readonly commitment: string;
}

export function headerLine(h: Header): string {
  return JSON.stringify([
    entryFormat,
    h.id,
    h.at,
    h.operation,
    h.request,
    h.actorKind,
    h.actor,
    h.session,
    h.address,
    h.source,
    h.action,
    h.verb,
    h.outcome,
    h.important,
    h.entity,
    h.record,
    h.version,
    h.permission,
    h.allowedBy,
    h.commitment,
  ]);
}

/** Columns of core.ledger as a header reads them; `l` is the table. */
export const headerColumns = `l.id::text as id, to_char(l.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  l.operation::text as operation, l.request, l.actor_kind as "actorKind", l.actor::text as actor, l.session::text as session,
  l.address, l.source, l.action, l.verb, l.outcome, l.important, l.entity, l.record::text as record, l.version, l.permission,
  l.allowed_by as "allowedBy", encode(l.commitment, 'hex') as commitment`;

/** An instant as `headerColumns` reads it. */
export function instantText(at: Date): string {
  return `${at.toISOString().slice(0, -1)}000Z`;
}

/** RFC 9162: a leaf is hashed behind a zero, a node behind a one, so that neither is ever taken for the other. */
export function leafHash(line: string): Buffer {
  const bytes = Buffer.allocUnsafe(1 + Buffer.byteLength(line));
  bytes[0] = 0;
  bytes.write(line, 1);
  return hash('sha256', bytes, 'buffer');
}

/** Made with a key the database does not have: an entry without it was not written by the program. */
export function markOf(key: Buffer, line: string): Buffer {
  return createHmac('sha256', secretOf(key)).update(line).digest();
}
