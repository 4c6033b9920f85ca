// The mail server as it is stored: the password sealed, and why nothing may be sent if there is a reason.
import { seal, unseal } from '../crypto/seal.ts';
import type { Keyring } from '../crypto/keyring.ts';
import type { Queryable } from '../pg.ts';
import type { MailSecurity, MailServer } from './hand-over.ts';
import { mailSwitch } from './switch.ts';

export interface ServerRow {
  readonly host: string;
  readonly port: number;
  readonly security: MailSecurity;
  readonly username: string | null;
  readonly secret: Buffer | null;
  readonly authority: string | null;
  readonly sender: string;
  readonly senderName: string;
}

const place = (keys: Keyring): string => `${keys.tenantId}/core.mail_server/secret`;

export function sealPassword(keys: Keyring, password: string): Buffer {
  return seal(keys.purpose('secrets'), Buffer.from(password), place(keys));
}

export async function readServer(q: Queryable): Promise<ServerRow | null> {
  const { rows } = await q.query<ServerRow>(
    `select host, port, security, username, secret, authority, sender, sender_name as "senderName" from core.mail_server`,
  );
  return rows[0] ?? null;
}

export async function readHold(q: Queryable): Promise<string | null> {
  const { rows } = await q.query<{ reason: string }>('select reason from core.mail_hold');
  return rows[0]?.reason ?? null;
}

/** Brought back to what it was: whom to sign in as is known, and the password has to be given again. */
export function lacksPassword({ username, secret }: Pick<ServerRow, 'username' | 'secret'>): boolean {
  return username !== null && secret === null;
}

/** The server mail goes out by now, or null: switched off, held back, not set up, or without its password. Every way out asks this. */
export async function openServer(q: Queryable, keys: Keyring): Promise<MailServer | null> {
  if (!mailSwitch().on || (await readHold(q)) !== null) return null;
  const row = await readServer(q);
  if (row === null || lacksPassword(row)) return null;
  const { secret, ...server } = row;
  const password = secret === null ? null : unseal(keys.purpose('secrets'), secret, place(keys)).toString('utf8');
  return { ...server, password };
}
