// Starts, lists and ends sessions, and remembers devices: the one place in the product where a session comes into being.
import { newId, newToken } from '../ids.ts';
import type { Unit } from '../unit.ts';
import type { NewSession, SessionInfo, Visitor } from './desk.ts';
import { lasts } from './settings.ts';
import { tokenHash } from './tokens.ts';

const insertSession = `
insert into core.session (id, token_hash, user_id, created_at, last_seen_at, idle, expires_at, address, user_agent)
values ($1, $2, $3, $4, $4, make_interval(secs => $5), $6, $7, $8)`;

/** Always a new token; the session the browser had until now ends, and its device token is exchanged. */
export async function startSession(unit: Unit, userId: string, visitor: Visitor): Promise<NewSession> {
  const token = newToken();
  const at = unit.at;
  const expires = new Date(at.getTime() + lasts.session);
  const old = tokenHash(visitor.sessionToken);
  if (old !== undefined) {
    await unit.query('update core.session set ended_at = $2 where token_hash = $1 and ended_at is null', [old, at]);
  }
  const id = newId();
  await unit.query(insertSession, [
    id,
    tokenHash(token),
    userId,
    at,
    lasts.sessionIdle / 1000,
    expires,
    visitor.address,
    visitor.userAgent?.slice(0, 300) ?? null,
  ]);
  const device = await rememberDevice(unit, userId, visitor.deviceToken);
  await sweep(unit, userId);
  unit.ledger.add({ verb: 'signed-in', outcome: 'done', entity: 'user', record: userId, values: { session: id } });
  return { token, expires, userId, ...device };
}

/**
 * A browser several people use stays known for all of them: its rows move to the new token. The old token is worth nothing afterwards, so
 * that one planted in somebody's browser does not make its planter known.
 */
async function rememberDevice(
  unit: Unit,
  userId: string,
  deviceToken: string | null,
): Promise<{ deviceToken: string; deviceExpires: Date }> {
  const fresh = newToken();
  const hash = tokenHash(fresh);
  const old = tokenHash(deviceToken);
  const expires = new Date(unit.at.getTime() + lasts.device);
  if (old !== undefined) await unit.query('update core.device set token_hash = $2 where token_hash = $1', [old, hash]);
  await unit.query(
    `insert into core.device (token_hash, user_id, made_at, expires_at) values ($1, $2, $3, $4)
     on conflict (token_hash, user_id) do update set expires_at = excluded.expires_at`,
    [hash, userId, unit.at, expires],
  );
  return { deviceToken: fresh, deviceExpires: expires };
}

/** What is over goes away bit by bit, with each sign-in. */
async function sweep(unit: Unit, userId: string): Promise<void> {
  const monthAgo = new Date(unit.at.getTime() - 30 * 86_400_000);
  const twoDaysAgo = new Date(unit.at.getTime() - 2 * 86_400_000);
  await unit.query(
    `delete from core.session where user_id = $1 and least(coalesce(ended_at, expires_at), last_seen_at + idle) < $2`,
    [userId, monthAgo],
  );
  await unit.query('delete from core.device where user_id = $1 and expires_at < $2', [userId, unit.at]);
  await unit.query('delete from core.link where user_id = $1 and expires_at < $2', [userId, monthAgo]);
  await unit.query(
    `delete from core.attempt where (name_hash, device_hash) in (
       select name_hash, device_hash from core.attempt where last_at < $1 limit 1000 for update skip locked)`,
    [twoDaysAgo],
  );
}

/** Ends sessions of one person, all but `spare`. */
export async function endSessionsOf(unit: Unit, userId: string, spare: string | null): Promise<number> {
  const ended = await unit.query(
    'update core.session set ended_at = $2 where user_id = $1 and ended_at is null and id is distinct from $3::uuid',
    [userId, unit.at, spare],
  );
  return ended.rowCount;
}

/** Ends one session of a person; false: there is no such open one. */
export async function endSessionOf(unit: Unit, userId: string, id: string): Promise<boolean> {
  const ended = await unit.query(
    'update core.session set ended_at = $3 where user_id = $1 and id = $2 and ended_at is null',
    [userId, id, unit.at],
  );
  return ended.rowCount > 0;
}

interface SessionRow {
  readonly id: string;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly address: string | null;
  readonly user_agent: string | null;
}

export async function openSessionsOf(unit: Unit, userId: string): Promise<SessionInfo[]> {
  const { rows } = await unit.query<SessionRow>(
    `select id, created_at, last_seen_at, expires_at, host(address) as address, user_agent from core.session
     where user_id = $1 and ended_at is null and expires_at > $2 and last_seen_at + idle > $2
     order by last_seen_at desc limit 200`,
    [userId, unit.at],
  );
  return rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    address: row.address,
    userAgent: row.user_agent,
    current: row.id === unit.me.sessionId,
  }));
}
