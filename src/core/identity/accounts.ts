// Finds the account behind a name, a session or a link: read-only questions of the porch and the desk.
import { Problem } from '../../contract/problem.ts';
import type { Queryable } from '../pg.ts';
import type { LinkPurpose } from './desk.ts';

export interface Account {
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
  readonly active: boolean;
  /** null: no password has been chosen yet */
  readonly phc: string | null;
  readonly credentialVersion: number;
  /** whether the browser that asks is known for this account */
  readonly knownDevice: boolean;
}

const columns = `u.id as "userId", u.name, u.email, u.status = 'active' as active, c.phc, coalesce(c.version, 0) as "credentialVersion",
  exists (select 1 from core.device d where d.user_id = u.id and d.token_hash = $2 and d.expires_at > $3 and d.lost is null) as "knownDevice"`;

const byName = `select ${columns} from data."user" u left join core.credential c on c.user_id = u.id
where lower(u.email) = $1 and u.archived_at is null`;

const bySession = `select ${columns}
from core.session s join data."user" u on u.id = s.user_id left join core.credential c on c.user_id = u.id
where s.token_hash = $1 and s.ended_at is null and s.expires_at > $3 and s.last_seen_at + s.idle > $3
  and u.status = 'active' and u.archived_at is null`;

const nobody: Buffer = Buffer.alloc(0);

export async function accountByName(
  q: Queryable,
  name: string,
  device: Buffer | undefined,
  at: Date,
): Promise<Account | undefined> {
  // PostgreSQL has no NUL in texts; nobody's name holds one.
  if (name.includes('\0') || !name.isWellFormed()) return undefined;
  return (await q.query<Account>(byName, [name, device ?? nobody, at])).rows[0];
}

export async function accountBySession(
  q: Queryable,
  session: Buffer,
  device: Buffer | undefined,
  at: Date,
): Promise<Account | undefined> {
  return (await q.query<Account>(bySession, [session, device ?? nobody, at])).rows[0];
}

export interface StoredLink {
  readonly purpose: LinkPurpose;
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
}

/** A link works for a person in the state it was made for, and only until it expires or is used. */
const byLink = `select l.purpose, u.id as "userId", u.name, u.email from core.link l join data."user" u on u.id = l.user_id
where l.token_hash = $1 and l.used_at is null and l.expires_at > $2 and u.archived_at is null
  and u.status = case l.purpose when 'reset' then 'active' else 'invited' end`;

/** Refuses with link-invalid, the same for used, expired, withdrawn and never valid. */
export async function openLink(q: Queryable, link: Buffer | undefined, at: Date): Promise<StoredLink> {
  const found = link === undefined ? undefined : (await q.query<StoredLink>(byLink, [link, at])).rows[0];
  if (found === undefined) throw new Problem('link-invalid');
  return found;
}
