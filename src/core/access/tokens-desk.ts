// Exchanges codes and refresh tokens for access tokens (OAuth 2.1): each once, each only for the application and request it was made for.
// What comes a second time was stolen from somebody, and ends everything that came of it.
import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from '../../contract/problem.ts';
import { isId, newId } from '../ids.ts';
import type { RoleGrants } from '../roles.ts';
import type { Unit } from '../unit.ts';
import type { Burnt, TokenRequest, Tokens } from './applications.ts';
import { endConnections } from './connection-rows.ts';
import { consentLasts, scopesIn } from './consent.ts';
import { newSecret, secretHash } from './key-secret.ts';
import { namedRights } from './key-wish.ts';

/** Milliseconds: an access token; a refresh token nobody uses; a used one, to be known again. */
export const tokenLasts = { access: 15 * 60_000, refresh: 30 * 86_400_000, remembered: 7 * 86_400_000 } as const;

const verifierForm = /^[A-Za-z0-9._~-]{43,128}$/;

interface Client {
  readonly id: string;
  readonly name: string;
  readonly grants: RoleGrants;
  readonly rate: number;
}

/** The names of refusals are those of the standard; what is told beyond them would tell an attacker what was right. */
function refuse(error: string, detail: string): Problem {
  return new Problem(error === 'invalid_client' ? 'application-unknown' : 'grant-refused', detail, { error });
}

/**
 * Taken before any row, as everybody does who changes what people may do, and only for who has shown a secret that is good or was: strangers
 * hold nobody up.
 */
async function lockRights(unit: Unit): Promise<void> {
  await unit.query('select core.lock_rights()');
}

/** Who asks. */
async function authenticate(unit: Unit, { clientId, clientSecret }: TokenRequest): Promise<Client> {
  const unknown = refuse('invalid_client', 'This is no application that is known here, or not its secret.');
  if (clientId === null || !isId(clientId)) throw unknown;
  const { rows } = await unit.query<Client & { confidential: boolean }>(
    'select id, name, grants, rate, confidential from core.application where id = $1 and disabled_at is null',
    [clientId],
  );
  const client = rows[0];
  if (client === undefined || client.confidential !== (clientSecret !== null)) throw unknown;
  if (clientSecret === null) return client;
  const hash = secretHash(clientSecret, 'client');
  if (hash === undefined) throw unknown;
  const { rowCount } = await unit.query(
    'select 1 from core.application_secret where hash = $1 and application = $2 and (expires_at is null or expires_at > $3)',
    [hash, client.id, unit.at],
  );
  if (rowCount === 0) throw unknown;
  return client;
}

/** The account must be open, and stays so until this is committed: one that closes ends what it finds. */
async function holdPerson(unit: Unit, id: string): Promise<boolean> {
  const { rowCount } = await unit.query(
    `select 1 from data."user" where id = $1 and status = 'active' and archived_at is null for share`,
    [id],
  );
  return rowCount === 1;
}

async function issue(unit: Unit, key: string, grants: RoleGrants): Promise<Tokens> {
  const [access, refresh] = [newSecret('access'), newSecret('refresh')];
  const until = (ms: number): Date => new Date(unit.at.getTime() + ms);
  await unit.query('delete from core.api_key_secret where key_id = $1 and expires_at <= $2', [key, unit.at]);
  await unit.query(
    'insert into core.api_key_secret (hash, key_id, prefix, made_at, expires_at) values ($1, $2, $3, $4, $5)',
    [access.hash, key, access.prefix, unit.at, until(tokenLasts.access)],
  );
  await unit.query('delete from core.refresh_token where key_id = $1 and used_at < $2', [
    key,
    until(-tokenLasts.remembered),
  ]);
  await unit.query('insert into core.refresh_token (hash, key_id, made_at, expires_at) values ($1, $2, $3, $4)', [
    refresh.hash,
    key,
    unit.at,
    until(tokenLasts.refresh),
  ]);
  return {
    access: access.secret,
    refresh: refresh.secret,
    expiresIn: tokenLasts.access / 1000,
    scope: namedRights(grants).join(' '),
  };
}

const wrongCode = 'This code is not good here, or not any more.';

interface CodeRow {
  readonly person: string;
  readonly redirect: string;
  readonly grants: RoleGrants;
  readonly challenge: string;
  readonly expiresAt: Date;
  readonly key: string | null;
}

/** What whoever asked at the beginning kept to itself. */
function fitsChallenge(verifier: string | null, challenge: string): boolean {
  if (verifier === null || !verifierForm.test(verifier)) return false;
  const made = createHash('sha256').update(verifier).digest();
  const asked = Buffer.from(challenge, 'base64url');
  return made.length === asked.length && timingSafeEqual(made, asked);
}

async function readCode(unit: Unit, hash: Buffer, client: Client, lock: boolean): Promise<CodeRow> {
  const { rows } = await unit.query<CodeRow>(
    `select c.user_id as person, c.redirect, c.grants, c.challenge, c.expires_at as "expiresAt", c.key_id as key
     from core.authorization_code c join core.application a on a.id = c.application
     where c.hash = $1 and c.application = $2 and a.disabled_at is null${lock ? ' for update of c' : ''}`,
    [hash, client.id],
  );
  if (rows[0] === undefined || (rows[0].key === null && rows[0].expiresAt <= unit.at))
    throw refuse('invalid_grant', wrongCode);
  return rows[0];
}

/** Whoever holds it is not who asked for it: nobody gets a second try. */
async function burn(unit: Unit, hash: Buffer, client: Client, code: CodeRow): Promise<Burnt> {
  await unit.query('update core.authorization_code set expires_at = $2 where hash = $1 and key_id is null', [
    hash,
    unit.at,
  ]);
  unit.ledger.add({
    verb: 'code refused',
    outcome: 'done',
    entity: 'application',
    record: client.id,
    values: { application: client.name, person: code.person, why: 'the address or the code verifier was another' },
  });
  return { burnt: wrongCode };
}

async function exchangeCode(unit: Unit, client: Client, request: TokenRequest): Promise<Tokens | Burnt> {
  const hash = request.code === null ? undefined : secretHash(request.code, 'code');
  if (hash === undefined) throw refuse('invalid_grant', wrongCode);
  const seen = await readCode(unit, hash, client, false);
  const fits = seen.redirect === request.redirectUri && fitsChallenge(request.verifier, seen.challenge);
  if (seen.key === null && !fits) return burn(unit, hash, client, seen);
  await lockRights(unit);
  const code = await readCode(unit, hash, client, true);
  if (code.key !== null) {
    await endConnections(unit, [code.key], 'its code came a second time');
    return { burnt: wrongCode };
  }
  if (!(await holdPerson(unit, code.person))) throw refuse('invalid_grant', wrongCode);
  return connect(unit, hash, client, code);
}

async function connect(unit: Unit, hash: Buffer, client: Client, code: CodeRow): Promise<Tokens> {
  const id = newId();
  await unit.query(
    `insert into core.api_key (id, name, owner, grants, addresses, rate, made_at, expires_at, application)
     values ($1, $2, $3, $4, '{}', $5, $6, $7, $8)`,
    [
      id,
      client.name,
      code.person,
      JSON.stringify(code.grants),
      client.rate,
      unit.at,
      new Date(unit.at.getTime() + consentLasts.days * 86_400_000),
      client.id,
    ],
  );
  await unit.query('update core.authorization_code set key_id = $2 where hash = $1', [hash, id]);
  unit.ledger.add({
    verb: 'application connected',
    outcome: 'done',
    entity: 'connection',
    record: id,
    values: { application: client.name, person: code.person, rights: namedRights(code.grants) },
  });
  return issue(unit, id, code.grants);
}

interface RefreshRow {
  readonly key: string;
  readonly grants: RoleGrants;
  readonly usedAt: Date | null;
  readonly expiresAt: Date;
  readonly alive: boolean;
}

const wrongToken = 'This token is not good here, or not any more.';

async function readRefresh(unit: Unit, hash: Buffer, client: Client, lock: boolean): Promise<RefreshRow> {
  const { rows } = await unit.query<RefreshRow>(
    `select r.key_id as key, k.grants, r.used_at as "usedAt", r.expires_at as "expiresAt",
       (k.disabled_at is null and k.expires_at > $3 and u.status = 'active' and u.archived_at is null) as alive
     from core.refresh_token r join core.api_key k on k.id = r.key_id join data."user" u on u.id = k.owner
     where r.hash = $1 and k.application = $2${lock ? ' for update of r, k' : ''}`,
    [hash, client.id, unit.at],
  );
  if (rows[0] === undefined) throw refuse('invalid_grant', wrongToken);
  return rows[0];
}

async function refresh(unit: Unit, client: Client, request: TokenRequest): Promise<Tokens | Burnt> {
  const hash = request.refreshToken === null ? undefined : secretHash(request.refreshToken, 'refresh');
  if (hash === undefined) throw refuse('invalid_grant', wrongToken);
  if ((await readRefresh(unit, hash, client, false)).usedAt !== null) await lockRights(unit);
  const row = await readRefresh(unit, hash, client, true);
  if (row.usedAt !== null) {
    await endConnections(unit, [row.key], 'a used refresh token came a second time');
    return { burnt: wrongToken };
  }
  if (!row.alive || row.expiresAt <= unit.at) throw refuse('invalid_grant', wrongToken);
  const asked = scopesIn(request.scope);
  const held = new Set(namedRights(row.grants));
  if (asked.length > 0 && (asked.length !== held.size || asked.some((name) => !held.has(name))))
    throw refuse('invalid_scope', 'Refreshing neither widens nor narrows what was allowed.');
  await unit.query('update core.refresh_token set used_at = $2 where hash = $1', [hash, unit.at]);
  return issue(unit, row.key, row.grants);
}

export async function exchange(unit: Unit, request: TokenRequest): Promise<Tokens | Burnt> {
  const { grantType } = request;
  if (grantType !== 'authorization_code' && grantType !== 'refresh_token')
    throw refuse('unsupported_grant_type', 'Codes and refresh tokens are exchanged here, and nothing else.');
  const client = await authenticate(unit, request);
  return grantType === 'refresh_token' ? refresh(unit, client, request) : exchangeCode(unit, client, request);
}

/** RFC 7009: the whole connection, whichever of its tokens was sent. */
export async function revokeToken(unit: Unit, request: TokenRequest, token: string): Promise<void> {
  const client = await authenticate(unit, request);
  const hash = secretHash(token, 'access', 'refresh');
  if (hash === undefined) return;
  const { rows } = await unit.query<{ id: string }>(
    `select k.id from core.api_key k where k.application = $2
       and (exists (select from core.api_key_secret s where s.key_id = k.id and s.hash = $1)
            or exists (select from core.refresh_token r where r.key_id = k.id and r.hash = $1))`,
    [hash, client.id],
  );
  if (rows.length === 0) return;
  await lockRights(unit);
  await endConnections(
    unit,
    rows.map((row) => row.id),
    'the application gave it back',
  );
}
