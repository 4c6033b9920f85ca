// Starts, lists and ends sessions, and remembers devices: the one place in the product where a session comes into being.
import { Problem } from '../../contract/problem.ts';
import { newId, newToken } from '../ids.ts';
import type { Unit } from '../unit.ts';
import type { NewSession, SessionInfo, Visitor } from './desk.ts';
import { factorsOf } from './factors/rows.ts';
import { tellLostDevice } from './lost-device.ts';
import { sessionTerms } from './session-policy.ts';
import { lasts } from './settings.ts';
import { tokenHash } from './tokens.ts';

const insertSession = `
insert into core.session (id, token_hash, user_id, created_at, last_seen_at, idle, expires_at, address, user_agent, level, how, proved_at, device)
values ($1, $2, $3, $4, $4, make_interval(secs => $5), $6, $7, $8, $9, $10, $4, $11)`;

/** How somebody proved who he is. The last three are something he has, and with a passkey that recognised him all there is to ask for. */
export type Means = 'password' | 'link' | 'totp' | 'passkey' | 'recovery';
const second: ReadonlySet<Means> = new Set(['totp', 'passkey', 'recovery'] as const);

/**
 * The one place where a session begins, and where it is decided how far it has got: whoever has a second factor and has not shown one has
 * half a session, by whichever way he came. Always a new token; the session the browser had until now ends.
 */
export async function startSession(
  unit: Unit,
  userId: string,
  visitor: Visitor,
  how: readonly Means[],
): Promise<NewSession> {
  const half = !how.some((means) => second.has(means)) && (await factorsOf(unit, userId)).length > 0;
  const terms = await sessionTerms(unit, userId);
  const lifetime = half ? lasts.halfSession : terms.absolute * 60_000;
  const expires = new Date(unit.at.getTime() + lifetime);
  if (terms.one && !half) await endOthers(unit, userId);
  const idleSeconds = half ? lasts.halfSession / 1000 : terms.idle * 60;
  // A browser is known once somebody has signed in with it wholly.
  const { device, ...cookie } = half ? noDevice : await rememberDevice(unit, userId, visitor);
  const session = await insert(unit, userId, visitor, { how, half, expires, idleSeconds, device });
  await sweep(unit, userId);
  const values = { session: session.id, how };
  unit.ledger.add({
    verb: half ? 'factor asked for' : 'signed-in',
    outcome: 'done',
    entity: 'user',
    record: userId,
    values,
  });
  return { ...session, expires, userId, half, ...cookie };
}

/** The session at hand goes on under a new name, with what was shown now; it ends when it would have ended. */
export async function renewSession(unit: Unit, userId: string, visitor: Visitor, shown: Means): Promise<NewSession> {
  const { rows } = await unit.query<{ how: Means[]; expires_at: Date; level: string; device: string | null }>(
    'select how, expires_at, level, device from core.session where id = $1 and user_id = $2 and ended_at is null',
    [unit.me.sessionId, userId],
  );
  const old = rows[0];
  if (old === undefined || old.level !== 'full') throw new Problem('session-ended');
  const how = [...new Set([...old.how, shown])];
  const { idle } = await sessionTerms(unit, userId);
  const kept = { how, half: false, expires: old.expires_at, idleSeconds: idle * 60, device: old.device };
  const session = await insert(unit, userId, visitor, kept);
  return { ...session, expires: old.expires_at, userId, half: false, deviceToken: null, deviceExpires: null };
}

interface NewRow {
  readonly how: readonly Means[];
  readonly half: boolean;
  readonly expires: Date;
  readonly idleSeconds: number;
  /** the browser it is in, as core.device numbers it */
  readonly device: string | null;
}

async function insert(
  unit: Unit,
  userId: string,
  visitor: Visitor,
  { how, half, expires, idleSeconds, device }: NewRow,
): Promise<{ id: string; token: string }> {
  const token = newToken();
  const at = unit.at;
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
    idleSeconds,
    expires,
    visitor.address,
    visitor.userAgent?.slice(0, 300) ?? null,
    half ? 'half' : 'full',
    how,
    device,
  ]);
  return { id, token };
}

/** One session a person, where the company wants it so. */
async function endOthers(unit: Unit, userId: string): Promise<void> {
  const ended = await endSessionsOf(unit, userId, null);
  if (ended === 0) return;
  const values = { ended, because: 'one session a person' };
  unit.ledger.add({ verb: 'ended sessions', outcome: 'done', entity: 'user', record: userId, values });
}

interface Remembered {
  readonly deviceToken: string | null;
  readonly deviceExpires: Date | null;
  readonly device: string | null;
}

const noDevice: Remembered = { deviceToken: null, deviceExpires: null, device: null };

/**
 * A browser several people use stays known for all of them: its rows move to the new token. The old token is worth nothing afterwards, so
 * that one planted in somebody's browser does not make its planter known. One that was reported lost keeps the mark.
 */
async function rememberDevice(
  unit: Unit,
  userId: string,
  { deviceToken, address, userAgent }: Visitor,
): Promise<Remembered> {
  const fresh = newToken();
  const hash = tokenHash(fresh);
  const old = tokenHash(deviceToken);
  const expires = new Date(unit.at.getTime() + lasts.device);
  if (old !== undefined) await unit.query('update core.device set token_hash = $2 where token_hash = $1', [old, hash]);
  const { rows } = await unit.query<{ id: string; lost: string | null }>(
    `insert into core.device (token_hash, user_id, made_at, expires_at, address, user_agent, last_at) values ($1, $2, $3, $4, $5, $6, $3)
     on conflict (token_hash, user_id) do update set expires_at = excluded.expires_at, address = excluded.address,
       user_agent = excluded.user_agent, last_at = excluded.last_at returning id, lost`,
    [hash, userId, unit.at, expires, address, userAgent?.slice(0, 300) ?? null],
  );
  const { id, lost } = rows[0]!;
  if (lost !== null) await tellLostDevice(unit, userId, lost);
  return { deviceToken: fresh, deviceExpires: expires, device: id };
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
       select name_hash, device_hash from core.attempt where last_at < $1 and locked_at is null limit 1000 for update skip locked)`,
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
     where user_id = $1 and level = 'full' and ended_at is null and expires_at > $2 and last_seen_at + idle > $2
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
