// Factors and recovery codes as they are stored; every use of one is a single statement, so that of many at the same moment one wins.
import { seal, unseal } from '../../crypto/seal.ts';
import type { Keyring } from '../../crypto/keyring.ts';
import { newId } from '../../ids.ts';
import type { Queryable } from '../../pg.ts';
import type { Unit } from '../../unit.ts';
import type { OpenChallenge } from './challenge.ts';
import { newRecoveryCodes, recoveryHash } from './recovery.ts';
import type { NewPasskey } from './webauthn.ts';

export type FactorKind = 'totp' | 'passkey';

export interface FactorRow {
  readonly id: string;
  readonly kind: FactorKind;
  readonly label: string;
  readonly secret: Buffer | null;
  readonly credentialId: Buffer | null;
  readonly publicKey: Buffer | null;
  readonly counter: number | null;
  readonly transports: readonly string[] | null;
  readonly backedUp: boolean | null;
  readonly madeAt: Date;
  readonly lastUsedAt: Date | null;
  readonly confirmed: boolean;
}

const columns = `id, kind, label, secret, credential_id as "credentialId", public_key as "publicKey", counter, transports, backed_up as "backedUp",
  made_at as "madeAt", last_used_at as "lastUsedAt", confirmed_at is not null as confirmed`;

/** Proved ones, oldest first. */
export async function factorsOf(q: Queryable, userId: string): Promise<FactorRow[]> {
  const { rows } = await q.query<FactorRow>(
    `select ${columns} from core.factor where user_id = $1 and confirmed_at is not null order by made_at, id`,
    [userId],
  );
  return rows;
}

export async function factorOf(q: Queryable, userId: string, id: string): Promise<FactorRow | undefined> {
  const { rows } = await q.query<FactorRow>(`select ${columns} from core.factor where user_id = $1 and id = $2`, [
    userId,
    id,
  ]);
  return rows[0];
}

/** A passkey by its id, with whose it is; only of people who may sign in. */
export async function passkeyBy(
  q: Queryable,
  credentialId: Buffer,
): Promise<(FactorRow & { readonly userId: string }) | undefined> {
  const { rows } = await q.query<FactorRow & { userId: string }>(
    `select f.user_id as "userId", f.id, f.kind, f.label, f.secret, f.credential_id as "credentialId", f.public_key as "publicKey", f.counter,
       f.transports, f.backed_up as "backedUp", f.made_at as "madeAt", f.last_used_at as "lastUsedAt", true as confirmed
     from core.factor f join data."user" u on u.id = f.user_id and u.status = 'active' and u.archived_at is null
     where f.credential_id = $1 and f.confirmed_at is not null`,
    [credentialId],
  );
  return rows[0];
}

const place = (keys: Keyring, id: string): string => `${keys.tenantId}/core.factor/secret/${id}`;

export function openSecret(keys: Keyring, { id, secret }: Pick<FactorRow, 'id' | 'secret'>): string {
  return unseal(keys.purpose('secrets'), secret!, place(keys, id)).toString('utf8');
}

/** Begun: good for nothing until a code of it was given. Older ones that were begun and never proved go. */
export async function insertTotp(unit: Unit, userId: string, secret: string, label: string): Promise<string> {
  const id = newId();
  const { keys } = unit.vault;
  await unit.query('delete from core.factor where user_id = $1 and confirmed_at is null', [userId]);
  await unit.query(
    `insert into core.factor (id, user_id, kind, label, secret, made_at) values ($1, $2, 'totp', $3, $4, $5)`,
    [id, userId, label, seal(keys.purpose('secrets'), Buffer.from(secret), place(keys, id)), unit.at],
  );
  return id;
}

/** False: somebody has this passkey already. */
export async function insertPasskey(unit: Unit, userId: string, key: NewPasskey, label: string): Promise<boolean> {
  const { rowCount } = await unit.query(
    `insert into core.factor (id, user_id, kind, label, credential_id, public_key, counter, transports, backed_up, made_at, confirmed_at)
     values ($1, $2, 'passkey', $3, $4, $5, $6, $7, $8, $9, $9) on conflict (credential_id) do nothing`,
    [newId(), userId, label, key.credentialId, key.publicKey, key.counter, key.transports, key.backedUp, unit.at],
  );
  return rowCount > 0;
}

export async function confirmTotp(unit: Unit, id: string, step: number): Promise<boolean> {
  const { rowCount } = await unit.query(
    `update core.factor set confirmed_at = $2, last_used_at = $2, last_step = $3 where id = $1 and confirmed_at is null`,
    [id, unit.at, step],
  );
  return rowCount > 0;
}

/** A step is taken once, and none before it afterwards. */
export async function takeStep(unit: Unit, id: string, step: number): Promise<boolean> {
  const { rowCount } = await unit.query(
    `update core.factor set last_step = $2, last_used_at = $3
     where id = $1 and confirmed_at is not null and (last_step is null or last_step < $2)`,
    [id, step, unit.at],
  );
  return rowCount > 0;
}

/** A counter that did not go on tells of a copy, where the device counts at all. */
export async function takeCounter(unit: Unit, id: string, counter: number): Promise<boolean> {
  const { rowCount } = await unit.query(
    `update core.factor set counter = $2, last_used_at = $3
     where id = $1 and confirmed_at is not null and (counter < $2 or (counter = 0 and $2 = 0))`,
    [id, counter, unit.at],
  );
  return rowCount > 0;
}

export async function takeChallenge(unit: Unit, { hash, expires }: OpenChallenge): Promise<boolean> {
  await unit.query('delete from core.used_challenge where expires_at < $1', [unit.at]);
  const { rowCount } = await unit.query(
    'insert into core.used_challenge (hash, expires_at) values ($1, $2) on conflict do nothing',
    [hash, expires],
  );
  return rowCount > 0;
}

export async function takeRecoveryCode(unit: Unit, userId: string, hash: Buffer): Promise<boolean> {
  const { rowCount } = await unit.query('delete from core.recovery_code where user_id = $1 and hash = $2', [
    userId,
    hash,
  ]);
  return rowCount > 0;
}

export async function hasRecoveryCode(q: Queryable, userId: string, hash: Buffer): Promise<boolean> {
  const { rowCount } = await q.query('select 1 from core.recovery_code where user_id = $1 and hash = $2', [
    userId,
    hash,
  ]);
  return rowCount > 0;
}

export async function recoveryCodesLeft(q: Queryable, userId: string): Promise<number> {
  const { rows } = await q.query<{ n: number }>(
    'select count(*)::int as n from core.recovery_code where user_id = $1',
    [userId],
  );
  return rows[0]!.n;
}

/** New ones; older ones are good for nothing from then on. */
export async function storeRecoveryCodes(unit: Unit, userId: string): Promise<string[]> {
  const codes = newRecoveryCodes();
  await unit.query('delete from core.recovery_code where user_id = $1', [userId]);
  await unit.query('insert into core.recovery_code (user_id, hash, made_at) select $1, unnest($2::bytea[]), $3', [
    userId,
    codes.map((code) => recoveryHash(unit.vault.keys, userId, code)),
    unit.at,
  ]);
  return codes;
}

/** Everything somebody has beside the password. Answers how many factors went. */
export async function clearFactors(unit: Unit, userId: string): Promise<number> {
  await unit.query('delete from core.recovery_code where user_id = $1', [userId]);
  return (await unit.query('delete from core.factor where user_id = $1', [userId])).rowCount;
}
